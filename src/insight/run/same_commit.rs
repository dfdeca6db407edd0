//! Other attempts of a workflow on one commit. States no flakiness; that is `flaky`.

use serde::{Deserialize, Serialize};

use crate::domain::{NO_TEXT, Outcome, Timestamp, sort_by};

use super::super::View;

/// Most attempts that are listed.
const MOST: usize = 20;

/// An attempt on the commit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CommitAttempt {
    /// GitHub's number of the run.
    pub run_id: u64,
    /// Number within the workflow.
    pub run_number: u32,
    /// The attempt.
    pub attempt: u16,
    /// What triggered it.
    pub event: String,
    /// How it ended.
    pub outcome: Outcome,
    /// When it started.
    pub started_at: Timestamp,
}

/// The others, newest first, and whether all of them together both failed and passed.
pub(super) fn on_same_commit(view: &View<'_>, row: u32) -> (Vec<CommitAttempt>, bool) {
    let commit = view.commit(row);
    if commit == NO_TEXT {
        return (Vec::new(), false);
    }
    let is_same = |other: &u32| view.commit(*other) == commit && view.workflow(*other) == view.workflow(row);
    let mut all: Vec<u32> = view.rows.iter().copied().filter(is_same).collect();
    let ended = |is_it: fn(Outcome) -> bool| all.iter().any(|&row| is_it(view.outcome(row)));
    let is_mixed = ended(Outcome::is_failed) && ended(|outcome| outcome == Outcome::Passed);
    all.retain(|&other| other != row);
    sort_by(&mut all, |&a, &b| view.started_seconds(b).cmp(&view.started_seconds(a)).then(b.cmp(&a)));
    all.truncate(MOST);
    let line = |other: u32| CommitAttempt {
        run_id: view.run_id(other),
        run_number: view.columns.attempts.run_number.get(other as usize).copied().unwrap_or_default(),
        attempt: view.attempt(other),
        event: view.columns.events.text(u32::from(view.event(other))).to_owned(),
        outcome: view.outcome(other),
        started_at: view.started(other),
    };
    (all.into_iter().map(line).collect(), is_mixed)
}
