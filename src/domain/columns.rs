//! Many attempts, jobs and steps as columns: one vector a field, texts by dictionary number. Owns the shape in memory
//! and reading single cells; sorting, merging and storing belong to `history`.
//!
//! Order (kept by `history`): attempts by `(created, run_id, attempt)`; jobs by
//! `(run_created, run_id, attempt, id)`, so that one merge walk joins the two; steps lie behind their job.

use super::{Attempt, Dictionary, State, Timestamp, WorkflowState};

/// Stands for "no text" in a dictionary-coded column.
pub const NO_TEXT: u32 = u32::MAX;
/// Stands for "no time" in a column of seconds.
pub const NO_TIME: u32 = u32::MAX;

/// Everything held of one repository.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// Attempts.
    pub attempts: AttemptColumns,
    /// Jobs, with their steps.
    pub jobs: JobColumns,
    /// Workflows; attempts name them by position.
    pub workflows: WorkflowTable,
    /// Branches, actors, titles, job, step, runner names, labels: all texts but commits.
    pub texts: Dictionary,
    /// Commits as raw bytes (20 for SHA-1).
    pub commits: Dictionary,
    /// Events (at most 256; the last one stands for all beyond).
    pub events: Dictionary,
    /// Status and conclusion words that [`State`] does not know.
    pub unknown_words: Dictionary,
}

/// Attempts; all vectors have the same length.
#[derive(Clone, Debug, Default)]
pub struct AttemptColumns {
    /// GitHub's run id.
    pub run_id: Vec<u64>,
    /// 1 for the first try.
    pub attempt: Vec<u16>,
    /// Number within the workflow.
    pub run_number: Vec<u32>,
    /// Position in [`Columns::workflows`].
    pub workflow: Vec<u16>,
    /// Number in [`Columns::texts`] or [`NO_TEXT`].
    pub branch: Vec<u32>,
    /// Number in [`Columns::events`].
    pub event: Vec<u8>,
    /// Number in [`Columns::commits`] or [`NO_TEXT`].
    pub commit: Vec<u32>,
    /// Number in [`Columns::texts`] or [`NO_TEXT`].
    pub actor: Vec<u32>,
    /// Number in [`Columns::texts`].
    pub title: Vec<u32>,
    /// Seconds since 1970 at which the run was created (same for all attempts).
    pub created: Vec<u32>,
    /// Seconds since 1970 at which this attempt started.
    pub started: Vec<u32>,
    /// Seconds since 1970 of GitHub's last change, frozen when first seen completed.
    pub updated: Vec<u32>,
    /// Conclusion or status.
    pub state: Vec<State>,
    /// Bits: [`AttemptColumns::FROM_FORK`], [`AttemptColumns::JOBS_FETCHED`].
    pub flags: Vec<u8>,
}

/// Jobs; all vectors have the same length.
#[derive(Clone, Debug, Default)]
pub struct JobColumns {
    /// `created` of the run, to sort and to find its month.
    pub run_created: Vec<u32>,
    /// GitHub's run id.
    pub run_id: Vec<u64>,
    /// Attempt it belongs to.
    pub attempt: Vec<u16>,
    /// GitHub's job id.
    pub id: Vec<u64>,
    /// Number in [`Columns::texts`].
    pub name: Vec<u32>,
    /// `runs-on` labels joined by newlines; number in [`Columns::texts`] or [`NO_TEXT`].
    pub labels: Vec<u32>,
    /// Runner name; number in [`Columns::texts`] or [`NO_TEXT`].
    pub runner: Vec<u32>,
    /// Runner group; number in [`Columns::texts`] or [`NO_TEXT`].
    pub runner_group: Vec<u32>,
    /// Seconds since 1970 or [`NO_TIME`].
    pub created: Vec<u32>,
    /// When a runner took it: seconds since 1970 or [`NO_TIME`].
    pub picked_up: Vec<u32>,
    /// Reported start: seconds since 1970 or [`NO_TIME`].
    pub started: Vec<u32>,
    /// Reported end: seconds since 1970 or [`NO_TIME`].
    pub completed: Vec<u32>,
    /// Conclusion or status.
    pub state: Vec<State>,
    /// Position in [`JobColumns::steps`] after the job's last step.
    pub steps_end: Vec<u32>,
    /// The steps of all jobs, one behind the other.
    pub steps: StepColumns,
}

/// Steps; all vectors have the same length.
#[derive(Clone, Debug, Default)]
pub struct StepColumns {
    /// Number in [`Columns::texts`].
    pub name: Vec<u32>,
    /// Position within the job.
    pub number: Vec<u16>,
    /// Conclusion or status.
    pub state: Vec<State>,
    /// Seconds since 1970 or [`NO_TIME`].
    pub started: Vec<u32>,
    /// Seconds since 1970 or [`NO_TIME`].
    pub completed: Vec<u32>,
}

/// Workflows seen, in order of arrival.
#[derive(Clone, Debug, Default)]
pub struct WorkflowTable {
    /// At most 65,536; the last one stands for all beyond.
    pub entries: Vec<WorkflowEntry>,
}

/// A workflow and how it was last called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkflowEntry {
    /// GitHub's number.
    pub id: u64,
    /// Newest known name.
    pub name: String,
    /// Newest known path of its file.
    pub path: String,
    /// Whether it can run, as of the last listing.
    pub state: WorkflowState,
    /// When name and path were seen: a later sighting replaces them.
    pub seen_at: Timestamp,
}

impl AttemptColumns {
    /// Flag: the branch lies in another repository.
    pub const FROM_FORK: u8 = 1;
    /// Flag: the jobs of this attempt have been asked for and stored (there may be none).
    pub const JOBS_FETCHED: u8 = 2;

    /// How many attempts.
    pub fn len(&self) -> usize {
        self.run_id.len()
    }

    /// Creation of the oldest one: rows are ordered by it.
    pub fn oldest(&self) -> Option<Timestamp> {
        self.created.first().map(|&seconds| Timestamp(i64::from(seconds)))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.run_id.is_empty()
    }

    /// Whether a flag is set on a row.
    pub fn has_flag(&self, row: usize, flag: u8) -> bool {
        self.flags.get(row).is_some_and(|flags| flags & flag != 0)
    }
}

impl JobColumns {
    /// How many jobs.
    pub fn len(&self) -> usize {
        self.id.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.id.is_empty()
    }

    /// Rows of [`JobColumns::steps`] that belong to job `row`.
    pub fn steps_of(&self, row: usize) -> core::ops::Range<usize> {
        let end = self.steps_end.get(row).copied().unwrap_or_default() as usize;
        let start = row.checked_sub(1).and_then(|before| self.steps_end.get(before)).copied().unwrap_or_default();
        start as usize..end
    }
}

impl StepColumns {
    /// How many steps.
    pub fn len(&self) -> usize {
        self.name.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.name.is_empty()
    }
}

impl WorkflowTable {
    /// Position of the workflow with this number.
    pub fn position(&self, id: u64) -> Option<u16> {
        self.entries.iter().position(|entry| entry.id == id).map(|position| position as u16)
    }

    /// What to call the workflow at `position`: its name, else its file's name, else its number.
    pub fn label(&self, position: u16) -> String {
        self.entries.get(usize::from(position)).map_or_else(String::new, WorkflowEntry::label)
    }
}

impl WorkflowEntry {
    /// What to call it: its name, else its file's name, else its number.
    pub fn label(&self) -> String {
        let file = self.path.rsplit('/').next().unwrap_or_default();
        match (self.name.is_empty() || self.name == self.path, file.is_empty()) {
            (false, _) => self.name.clone(),
            (true, false) => file.to_owned(),
            (true, true) => format!("workflow {}", self.id),
        }
    }
}

impl Columns {
    /// The word of a state, unknown words included.
    pub fn state_word(&self, state: State) -> &str {
        match state.unknown_index() {
            Some(index) => self.unknown_words.text(index as u32),
            None => state.word().unwrap_or_default(),
        }
    }

    /// A text, or `None` for [`NO_TEXT`].
    pub fn text(&self, number: u32) -> Option<&str> {
        (number != NO_TEXT).then(|| self.texts.text(number))
    }

    /// A commit in hexadecimal, or `None`.
    pub fn commit_text(&self, number: u32) -> Option<String> {
        use core::fmt::Write as _;
        (number != NO_TEXT).then(|| {
            self.commits.get(number).iter().fold(String::new(), |mut text, byte| {
                write!(text, "{byte:02x}").ok();
                text
            })
        })
    }

    /// First and last start of a stored attempt.
    pub fn first_and_last_start(&self) -> Option<(Timestamp, Timestamp)> {
        let started = &self.attempts.started;
        let (first, last) = (started.iter().min()?, started.iter().max()?);
        Some((Timestamp(i64::from(*first)), Timestamp(i64::from(*last))))
    }

    /// One row as a record again (for tests, export and showing single runs).
    pub fn attempt(&self, row: usize) -> Option<Attempt> {
        let columns = &self.attempts;
        let workflow = self.workflows.entries.get(usize::from(*columns.workflow.get(row)?))?;
        let time = |seconds: &Vec<u32>| seconds.get(row).map(|&s| Timestamp(i64::from(s)));
        Some(Attempt {
            key: super::AttemptKey { run_id: *columns.run_id.get(row)?, attempt: *columns.attempt.get(row)? },
            run_number: *columns.run_number.get(row)?,
            workflow_id: workflow.id,
            workflow_name: workflow.name.clone(),
            workflow_path: workflow.path.clone(),
            title: self.texts.text(*columns.title.get(row)?).to_owned(),
            branch: self.text(*columns.branch.get(row)?).map(str::to_owned),
            from_fork: columns.has_flag(row, AttemptColumns::FROM_FORK),
            event: self.events.text(u32::from(*columns.event.get(row)?)).to_owned(),
            sha: self.commit_text(*columns.commit.get(row)?),
            actor: self.text(*columns.actor.get(row)?).map(str::to_owned),
            state: self.state_word(*columns.state.get(row)?).to_owned(),
            created_at: time(&columns.created)?,
            started_at: time(&columns.started)?,
            updated_at: time(&columns.updated)?,
        })
    }
}
