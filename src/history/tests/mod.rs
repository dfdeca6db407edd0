//! The history as a whole: merging, chunks and the archive, against simulated and arbitrary records.

mod archive;
mod chunks;
mod measures;
mod merging;

use std::collections::BTreeMap;

use super::{Batch, ChunkName, History};
use crate::domain::{Attempt, AttemptKey, Columns, Job, NO_TIME, State, Step, Timestamp, WorkflowState};
use crate::simulate::{self, Shape, Simulated};

/// What a history holds, freed of dictionary numbers.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Dump {
    pub attempts: Vec<(Attempt, u8)>,
    pub jobs: Vec<(u32, Job)>,
    pub workflows: BTreeMap<u64, (String, String, WorkflowState)>,
}

pub(super) fn dump(history: &History) -> Dump {
    let columns = history.columns();
    let attempts =
        (0..columns.attempts.len()).map(|row| (columns.attempt(row).unwrap(), columns.attempts.flags[row])).collect();
    let jobs = (0..columns.jobs.len()).map(|row| (columns.jobs.run_created[row], job(columns, row))).collect();
    let workflows = columns
        .workflows
        .entries
        .iter()
        .map(|entry| (entry.id, (entry.name.clone(), entry.path.clone(), entry.state)))
        .collect();
    assert_ordered(columns);
    Dump { attempts, jobs, workflows }
}

fn job(columns: &Columns, row: usize) -> Job {
    let jobs = &columns.jobs;
    let time = |seconds: u32| (seconds != NO_TIME).then_some(Timestamp(i64::from(seconds)));
    let text = |number: u32| columns.text(number).map(str::to_owned);
    let word = |state: State| columns.state_word(state).to_owned();
    let steps = &jobs.steps;
    Job {
        id: jobs.id[row],
        key: AttemptKey { run_id: jobs.run_id[row], attempt: jobs.attempt[row] },
        name: text(jobs.name[row]).unwrap(),
        state: word(jobs.state[row]),
        created_at: time(jobs.created[row]),
        picked_up_at: time(jobs.picked_up[row]),
        started_at: time(jobs.started[row]),
        completed_at: time(jobs.completed[row]),
        labels: text(jobs.labels[row]).map_or_else(Vec::new, |labels| labels.split('\n').map(str::to_owned).collect()),
        runner_name: text(jobs.runner[row]),
        runner_group: text(jobs.runner_group[row]),
        steps: jobs
            .steps_of(row)
            .map(|step| Step {
                number: steps.number[step],
                name: text(steps.name[step]).unwrap(),
                state: word(steps.state[step]),
                started_at: time(steps.started[step]),
                completed_at: time(steps.completed[step]),
            })
            .collect(),
    }
}

fn assert_ordered(columns: &Columns) {
    let (attempts, jobs) = (&columns.attempts, &columns.jobs);
    let keys = (0..attempts.len()).map(|row| (attempts.created[row], attempts.run_id[row], attempts.attempt[row]));
    assert!(keys.is_sorted_by(|left, right| left < right));
    let keys = (0..jobs.len()).map(|row| (jobs.run_created[row], jobs.run_id[row], jobs.attempt[row], jobs.id[row]));
    assert!(keys.is_sorted_by(|left, right| left < right));
    assert!(jobs.steps_end.is_sorted() && jobs.steps_end.len() == jobs.len());
    assert_eq!(jobs.steps_end.last().copied().unwrap_or_default() as usize, jobs.steps.len());
}

/// Chunks as a disk would hold them.
pub(super) type Disk = BTreeMap<ChunkName, Vec<u8>>;

pub(super) fn save(history: &mut History, disk: &mut Disk) {
    disk.extend(history.take_changes());
    assert!(!history.has_changes());
}

pub(super) fn load(disk: &Disk) -> History {
    let mut history = History::new();
    for (name, bytes) in disk {
        history.load_chunk(*name, bytes).unwrap();
    }
    history
}

pub(super) fn now() -> Timestamp {
    Timestamp::parse("2026-06-18T14:25:00Z").unwrap()
}

pub(super) fn simulated(runs: u32, days: u32, with_jobs: bool) -> Simulated {
    simulate::repository(&Shape { seed: 42, runs, days, now: now(), with_jobs })
}

pub(super) fn batch(simulated: &Simulated) -> Batch {
    Batch {
        attempts: simulated.attempts.clone(),
        jobs: simulated.jobs.clone(),
        jobs_fetched: simulated.attempts.iter().map(|attempt| attempt.key).collect(),
        workflows: simulated.workflows.iter().map(|workflow| (workflow.clone(), now())).collect(),
    }
}
