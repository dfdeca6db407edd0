//! The history in memory: one repository's columns, what of them is not on disk yet, and the one way in, merging.

use std::collections::BTreeSet;

use hashbrown::{HashMap, HashSet};

use super::chunk::{self, ChunkError, ChunkKind, ChunkName, Content};
use super::merge_jobs::JobRecord;
use super::table::{JobRow, Table as _};
use super::workflows::{Sighting, WorkflowIndex};
use super::{Batch, intake, merge_attempts, merge_jobs};
use crate::domain::{Attempt, AttemptColumns, AttemptKey, Columns, Job, Month, Timestamp};

/// Everything held of one repository.
///
/// Merging is idempotent and takes batches in any order: the same records end in the same history. The one condition
/// is that a run is known before, or comes together with, its jobs.
#[derive(Clone, Debug, Default)]
pub struct History {
    columns: Columns,
    workflows: WorkflowIndex,
    dirty: BTreeSet<ChunkName>,
    revision: u64,
    greatest_run_id: u64,
}

/// What a merge did. Each attempt and each job of the batch counts once, however often it occurs in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MergeReport {
    /// Attempts that were not held.
    pub added: u64,
    /// Attempts that are now held otherwise.
    pub changed: u64,
    /// Attempts that were held as good or better.
    pub unchanged: u64,
    /// Jobs that were not held.
    pub jobs_added: u64,
    /// Jobs that are now held otherwise.
    pub jobs_changed: u64,
    /// Jobs that were held as good or better.
    pub jobs_unchanged: u64,
    /// Jobs left out because their run is not known.
    pub orphan_jobs: u64,
    /// Whether a workflow is new, or has another name, path or state.
    pub workflows_changed: bool,
}

impl History {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// What is held, in the order that `domain` promises.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Rises whenever what is held changes.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Takes in what has arrived.
    pub fn merge(&mut self, batch: Batch) -> MergeReport {
        let mut report = MergeReport::default();
        for (workflow, at) in &batch.workflows {
            report.workflows_changed |= self.sight(Sighting::listing(workflow, *at)).1;
        }
        report.workflows_changed |= self.merge_attempts(&batch.attempts, &mut report);
        self.merge_jobs(&batch.jobs, &mut report);
        let newly_fetched = self.mark_jobs_fetched(&batch.jobs_fetched);
        if report.workflows_changed {
            let month = self.last_month().or_else(|| batch.workflows.first().map(|(_, at)| Month::of(*at)));
            self.dirty.extend(month.map(|month| ChunkName { kind: ChunkKind::Attempts, month }));
        }
        let counts = [report.added, report.changed, report.jobs_added, report.jobs_changed];
        let is_changed = counts.iter().any(|&count| count > 0) || report.workflows_changed || newly_fetched;
        self.revision += u64::from(is_changed);
        report
    }

    /// Every chunk that differs from what was loaded or taken before, encoded; they then count as written.
    ///
    /// When writing them fails, say so with [`History::mark_dirty`].
    pub fn take_changes(&mut self) -> Vec<(ChunkName, Vec<u8>)> {
        let last_month = self.last_month();
        core::mem::take(&mut self.dirty)
            .into_iter()
            .map(|name| {
                let all_workflows = last_month.is_none_or(|last| last == name.month);
                (name, chunk::encode(name, &self.columns, &self.workflows, all_workflows))
            })
            .collect()
    }

    /// Whether [`History::take_changes`] would return anything.
    pub fn has_changes(&self) -> bool {
        !self.dirty.is_empty()
    }

    /// Makes the next [`History::take_changes`] return these chunks again.
    pub fn mark_dirty(&mut self, names: &[ChunkName]) {
        self.dirty.extend(names);
    }

    /// Takes in a stored chunk. Linear in its size when chunks come oldest month first and, within a month, attempts
    /// before jobs before steps; correct in any order. What is held already is merged with, never replaced. Steps
    /// join the jobs that have none; steps of jobs that are not held are left out.
    ///
    /// On an error nothing of the chunk is taken in.
    pub fn load_chunk(&mut self, name: ChunkName, bytes: &[u8]) -> Result<(), ChunkError> {
        let content = chunk::decode(name, bytes)?;
        let period = (intake::seconds(name.month.start()), intake::seconds(name.month.end()));
        let is_inside = |created: &u32| (period.0..period.1).contains(created);
        let mut touched = Vec::new();
        match content {
            Content::Attempts(content) => {
                let rows =
                    content.into_rows(&mut self.columns, |table, sighting| self.workflows.sight(table, sighting).0);
                touched.extend(rows.iter().map(|row| row.created).filter(|created| !is_inside(created)));
                let greatest = rows.iter().map(|row| row.run_id).max().unwrap_or_default();
                if let Err(rows) = merge_attempts::append(&mut self.columns.attempts, rows, self.greatest_run_id) {
                    let outcome = merge_attempts::merge(&mut self.columns, rows, self.greatest_run_id);
                    self.follow_moves(&outcome.moved);
                    touched.extend(outcome.moved.values());
                }
                self.greatest_run_id = self.greatest_run_id.max(greatest);
                self.touch(&[ChunkKind::Attempts], &touched);
            }
            Content::Jobs(content) => {
                let rows = content.into_rows(&mut self.columns);
                touched.extend(rows.iter().map(|row| row.run_created).filter(|created| !is_inside(created)));
                if let Err(rows) = merge_jobs::append(&mut self.columns.jobs, rows) {
                    let records = rows.into_iter().map(|row| JobRecord { row, steps: Vec::new() }).collect();
                    merge_jobs::merge(&mut self.columns, records);
                }
                self.touch(&[ChunkKind::Jobs, ChunkKind::Steps], &touched);
            }
            Content::Steps(content) => {
                let steps = content.into_rows(&mut self.columns);
                merge_jobs::attach_steps(&mut self.columns.jobs, steps);
            }
        }
        self.revision += 1;
        Ok(())
    }

    /// Forgets, for the runs of a month, that their jobs have been fetched, so that they are asked for again. To be
    /// called when a chunk of jobs or steps is lost.
    pub fn forget_jobs_fetched(&mut self, month: Month) {
        let attempts = &mut self.columns.attempts;
        let rows = chunk::rows_of_month(&attempts.created, month);
        for flags in attempts.flags.get_mut(rows).unwrap_or_default() {
            *flags &= !AttemptColumns::JOBS_FETCHED;
        }
        self.dirty.insert(ChunkName { kind: ChunkKind::Attempts, month });
        self.revision += 1;
    }

    /// Gives back memory that growth has set aside; worth it after loading or merging much.
    pub fn shrink_to_fit(&mut self) {
        let Columns { attempts, jobs, workflows, texts, commits, events, unknown_words } = &mut self.columns;
        attempts.shrink_to_fit();
        jobs.shrink_to_fit();
        jobs.steps_end.shrink_to_fit();
        jobs.steps.shrink_to_fit();
        workflows.entries.shrink_to_fit();
        [texts, commits, events, unknown_words].into_iter().for_each(crate::domain::Dictionary::shrink_to_fit);
    }

    /// Bytes of memory that the columns and dictionaries occupy, allocated slack included.
    pub fn heap_bytes(&self) -> usize {
        let Columns { attempts, jobs, workflows, texts, commits, events, unknown_words } = &self.columns;
        let names = workflows.entries.iter().map(|entry| entry.name.capacity() + entry.path.capacity());
        let dictionaries = [texts, commits, events, unknown_words];
        attempts.heap_bytes()
            + jobs.heap_bytes()
            + jobs.steps_end.capacity() * size_of::<u32>()
            + jobs.steps.heap_bytes()
            + workflows.entries.capacity() * size_of::<crate::domain::WorkflowEntry>()
            + names.sum::<usize>()
            + dictionaries.iter().map(|dictionary| dictionary.heap_bytes()).sum::<usize>()
    }

    fn merge_attempts(&mut self, attempts: &[Attempt], report: &mut MergeReport) -> bool {
        let mut workflows_changed = false;
        let mut rows = Vec::with_capacity(attempts.len());
        for attempt in attempts {
            let (workflow, is_changed) = self.sight(Sighting {
                id: attempt.workflow_id,
                name: &attempt.workflow_name,
                path: &attempt.workflow_path,
                seen: intake::seconds(attempt.started_at),
                listed: None,
            });
            workflows_changed |= is_changed;
            rows.push(intake::attempt_row(&mut self.columns, attempt, workflow));
        }
        let outcome = merge_attempts::merge(&mut self.columns, rows, self.greatest_run_id);
        let greatest = attempts.iter().map(|attempt| attempt.key.run_id).max().unwrap_or_default();
        self.greatest_run_id = self.greatest_run_id.max(greatest);
        self.touch(&[ChunkKind::Attempts], &outcome.touched);
        self.follow_moves(&outcome.moved);
        (report.added, report.changed, report.unchanged) = (outcome.added, outcome.changed, outcome.unchanged);
        workflows_changed
    }

    fn merge_jobs(&mut self, jobs: &[Job], report: &mut MergeReport) {
        let runs: HashSet<u64> = jobs.iter().map(|job| job.key.run_id).collect();
        let attempts = &self.columns.attempts;
        let rows = merge_attempts::rows_of_runs(attempts, &runs, self.greatest_run_id);
        let created: HashMap<u64, u32> = rows
            .into_iter()
            .filter_map(|row| Some((*attempts.run_id.get(row)?, *attempts.created.get(row)?)))
            .collect();
        let mut orphans: BTreeSet<(AttemptKey, u64)> = BTreeSet::new();
        let mut records = Vec::with_capacity(jobs.len());
        for job in jobs {
            let Some(&run_created) = created.get(&job.key.run_id) else {
                orphans.insert((job.key, job.id));
                continue;
            };
            let row: JobRow = intake::job_row(&mut self.columns, job, run_created);
            let steps = job.steps.iter().map(|step| intake::step_row(&mut self.columns, step)).collect();
            records.push(JobRecord { row, steps });
        }
        let outcome = merge_jobs::merge(&mut self.columns, records);
        self.touch(&[ChunkKind::Jobs, ChunkKind::Steps], &outcome.touched);
        (report.jobs_added, report.jobs_changed) = (outcome.added, outcome.changed);
        (report.jobs_unchanged, report.orphan_jobs) = (outcome.unchanged, orphans.len() as u64);
    }

    fn mark_jobs_fetched(&mut self, keys: &[AttemptKey]) -> bool {
        let keys: HashSet<(u64, u16)> = keys.iter().map(|key| (key.run_id, key.attempt)).collect();
        let touched = merge_attempts::mark_jobs_fetched(&mut self.columns.attempts, &keys, self.greatest_run_id);
        self.touch(&[ChunkKind::Attempts], &touched);
        !touched.is_empty()
    }

    fn sight(&mut self, sighting: Sighting<'_>) -> (u16, bool) {
        self.workflows.sight(&mut self.columns.workflows, sighting)
    }

    fn follow_moves(&mut self, moved: &HashMap<u64, u32>) {
        let touched = merge_jobs::follow(&mut self.columns.jobs, moved);
        self.touch(&[ChunkKind::Jobs, ChunkKind::Steps], &touched);
    }

    fn touch(&mut self, kinds: &[ChunkKind], created: &[u32]) {
        // Neighbours mostly share their month, and a calendar is slow.
        let mut seconds_of_last = 0..0;
        for &created in created {
            if seconds_of_last.contains(&created) {
                continue;
            }
            let month = Month::of(Timestamp(i64::from(created)));
            seconds_of_last = intake::seconds(month.start())..intake::seconds(month.end());
            self.dirty.extend(kinds.iter().map(|&kind| ChunkName { month, kind }));
        }
    }

    /// The last month with attempts: its chunk carries the whole workflow table.
    fn last_month(&self) -> Option<Month> {
        self.columns.attempts.created.last().map(|&created| Month::of(Timestamp(i64::from(created))))
    }
}
