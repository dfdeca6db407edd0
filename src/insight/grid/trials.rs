//! The commits of a branch in the order in which they were first built, and what ran on each of them, by column. Looks for
//! no pattern.

use crate::domain::{NO_TEXT, Outcome, Period, State, Timestamp, Window, sort_by_key};

use super::super::View;
use super::super::error_category::failure_of;
use super::super::prepare::time;
use super::{BranchCell, BranchCommit};

/// A commit of the branch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Commit {
    /// A number in the commits of the history.
    number: u32,
    /// Row of its first run.
    first: u32,
    /// Row of the first run that a push set off, else of its first run.
    titled: u32,
    pub is_in_window: bool,
}

/// What became of a commit in a column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    /// Place of the commit on the branch, oldest first.
    pub commit: u32,
    /// Its column is set where it is told.
    pub told: BranchCell,
    /// The first failure on it, if any.
    pub first_failure: Option<Seen>,
    /// The last failure on it.
    pub last_failure: Option<Seen>,
    /// The first pass after the last failure, else the first one.
    pub pass: Option<Seen>,
}

/// An outcome in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub row: u32,
    /// End of the attempt or job; start of the attempt where it is not known.
    pub at: Timestamp,
}

/// What ran of a workflow or job, oldest commit first.
#[derive(Clone, Debug)]
pub(super) struct Cells {
    /// Position of the workflow, or number of the job's name.
    pub column: u32,
    pub all: Vec<Cell>,
    pub ran_in_window: bool,
}

/// One execution.
struct Trial {
    column: u32,
    commit: u32,
    row: u32,
    outcome: Outcome,
    at: Timestamp,
}

/// A branch up to the end of the view's window.
pub(super) struct Branch<'a> {
    pub history: View<'a>,
    window: Period,
    is_by_job: bool,
    pub commits: Vec<Commit>,
    pub columns: Vec<Cells>,
}

impl<'a> Branch<'a> {
    /// Gathers what ran on the branch with this number; `None` where nothing did.
    pub(super) fn of(view: &View<'a>, number: Option<u32>, is_by_job: bool) -> Option<Self> {
        let history = view.over(Period { start: Timestamp(0), end: view.period.end });
        let push = view.columns.events.find(b"push");
        let mut places = vec![u32::MAX; view.columns.commits.len()];
        let mut commits: Vec<Commit> = Vec::new();
        let mut trials: Vec<Trial> = Vec::new();
        // Rows are in the order of creation: so are the commits.
        for &row in history.rows.iter().filter(|&&row| history.is_on(row, number)) {
            let number = history.commit(row);
            let Some(place) = places.get_mut(number as usize).filter(|_| number != NO_TEXT) else { continue };
            if *place == u32::MAX {
                *place = commits.len() as u32;
                commits.push(Commit { number, first: row, titled: row, is_in_window: false });
            }
            let is_push = |row: u32| push == Some(u32::from(history.event(row)));
            if let Some(commit) = commits.get_mut(*place as usize) {
                commit.is_in_window |= history.started(row) >= view.period.start;
                if is_push(row) && !is_push(commit.titled) {
                    commit.titled = row;
                }
            }
            if is_by_job {
                push_jobs(&history, row, *place, &mut trials);
            } else {
                let at = history.started(row).plus_seconds(history.duration_seconds(row).unwrap_or_default() as i64);
                let (column, outcome) = (u32::from(history.workflow(row)), history.outcome(row));
                trials.push(Trial { column, commit: *place, row, outcome, at });
            }
        }
        if commits.is_empty() {
            return None;
        }
        sort_by_key(&mut trials, |trial| (trial.column, trial.commit, history.started_seconds(trial.row), trial.row));
        let of_column = |trials: &[Trial]| {
            let cells = trials.chunk_by(|a, b| a.commit == b.commit).filter_map(|trials| cell(&history, trials));
            Cells {
                column: trials.first().map_or(0, |trial| trial.column),
                all: cells.collect(),
                ran_in_window: trials.iter().any(|trial| history.started(trial.row) >= view.period.start),
            }
        };
        let columns = trials.chunk_by(|a, b| a.column == b.column).map(of_column).collect();
        Some(Self { window: view.period, is_by_job, commits, columns, history })
    }

    /// GitHub's number of the workflow, and what to call the column.
    pub(super) fn name(&self, column: u32) -> (u64, String) {
        let columns = self.history.columns;
        if self.is_by_job {
            let workflow_id = self.history.filter.workflow_id.unwrap_or_default();
            return (workflow_id, columns.text(column).unwrap_or_default().to_owned());
        }
        let entry = columns.workflows.entries.get(column as usize);
        entry.map_or_else(Default::default, |entry| (entry.id, entry.label()))
    }

    /// Commits of the window on which it passed or failed, and of them those on which it failed.
    pub(super) fn window_counts(&self, cells: &Cells) -> (u64, u64) {
        let is_in_window = |cell: &&Cell| self.commits.get(cell.commit as usize).is_some_and(|it| it.is_in_window);
        let decided = || cells.all.iter().filter(is_in_window).filter(|cell| cell.told.decided > 0);
        (decided().count() as u64, decided().filter(|cell| cell.told.failed > 0).count() as u64)
    }

    /// The part of the window that has passed since the first run on the branch.
    pub(super) fn watched(&self) -> (Timestamp, Timestamp) {
        let first = self.commits.first().map_or(self.window.start, |commit| self.history.started(commit.first));
        let now = self.history.now;
        // All that is stored ends with its last start; what is red since then still is.
        let end = if self.history.filter.window == Window::All { now } else { self.window.end.min(now) };
        (self.window.start.max(first).min(end), end)
    }

    /// A commit in hexadecimal.
    pub(super) fn commit_text(&self, place: u32) -> String {
        let number = self.commits.get(place as usize).map_or(NO_TEXT, |commit| commit.number);
        self.history.columns.commit_text(number).unwrap_or_default()
    }

    /// The place of a commit named in hexadecimal.
    pub(super) fn place_of(&self, text: &str) -> Option<u32> {
        let byte = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
        let bytes: Option<Vec<u8>> = (0..text.len()).step_by(2).map(byte).collect();
        let number = self.history.columns.commits.find(&bytes?)?;
        self.commits.iter().position(|commit| commit.number == number).map(|place| place as u32)
    }

    /// A commit for the answer.
    pub(super) fn tell(&self, place: u32, cells: Vec<BranchCell>, is_failing: bool) -> Option<BranchCommit> {
        let commit = self.commits.get(place as usize)?;
        let attempts = &self.history.columns.attempts;
        let text = |column: &[u32]| {
            let number = column.get(commit.titled as usize).copied().unwrap_or(NO_TEXT);
            self.history.columns.text(number).map(str::to_owned)
        };
        Some(BranchCommit {
            commit: self.commit_text(place),
            title: text(&attempts.title).unwrap_or_default(),
            actor: text(&attempts.actor),
            first_built_at: Timestamp(i64::from(self.history.created_seconds(commit.first))),
            is_failing,
            cells,
        })
    }
}

impl Cells {
    /// What became of the commit at this place.
    pub(super) fn at(&self, place: u32) -> Option<&Cell> {
        self.all.get(self.all.binary_search_by_key(&place, |cell| cell.commit).ok()?)
    }
}

fn push_jobs(history: &View<'_>, row: u32, commit: u32, trials: &mut Vec<Trial>) {
    let jobs = &history.columns.jobs;
    for job in history.executed_jobs(row) {
        let outcome = match (failure_of(history, row, job), jobs.state.get(job)) {
            (Some(failure), _) if failure.conclusion == State::TIMED_OUT => Outcome::TimedOut,
            (Some(_), _) => Outcome::Failed,
            (None, Some(&State::SUCCESS)) => Outcome::Passed,
            (None, Some(&State::CANCELLED)) if history.outcome(row) == Outcome::Superseded => Outcome::Superseded,
            (None, Some(&State::CANCELLED)) => Outcome::CancelledByHand,
            (None, _) => Outcome::Excluded,
        };
        let end = time(&jobs.completed, job).map(|seconds| Timestamp(i64::from(seconds)));
        let at = end.unwrap_or_else(|| history.started(row));
        let column = jobs.name.get(job).copied().unwrap_or(NO_TEXT);
        trials.push(Trial { column, commit, row, outcome, at });
    }
}

/// One commit's trials in a column, by start.
fn cell(history: &View<'_>, trials: &[Trial]) -> Option<Cell> {
    let decided = || trials.iter().filter(|trial| trial.outcome.is_decided());
    let failures = || trials.iter().filter(|trial| trial.outcome.is_failed());
    let seen = |trial: &Trial| Seen { row: trial.row, at: trial.at };
    let passes = || trials.iter().filter(|trial| trial.outcome == Outcome::Passed);
    let last_failure = trials.iter().rposition(|trial| trial.outcome.is_failed());
    let after = trials.get(last_failure.map_or(0, |last| last + 1)..).unwrap_or_default();
    let pass = after.iter().find(|trial| trial.outcome == Outcome::Passed).or_else(|| passes().next());
    let newest = decided().next_back().or(trials.last())?;
    Some(Cell {
        commit: newest.commit,
        told: BranchCell {
            column: 0,
            outcome: newest.outcome,
            run_id: history.run_id(newest.row),
            attempt: history.attempt(newest.row),
            decided: decided().count() as u32,
            failed: failures().count() as u32,
        },
        first_failure: failures().next().map(seen),
        last_failure: failures().next_back().map(seen),
        pass: pass.map(seen),
    })
}
