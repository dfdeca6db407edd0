//! Broken, flaky, healthy: one pass over what happened to a subject, in the order of time, with hysteresis. Knows
//! neither rows nor names, so that any moment of the past can be replayed.

use crate::domain::{NO_TEXT, SECONDS_PER_DAY, Timestamp};

use super::{FlakyState, FlakyTransition};

/// Half commits of evidence within [`MEMORY_SECONDS`] that make a subject flaky.
const ENTER_HALVES: u32 = 4;
/// How long evidence counts, and how long none may come before a subject is healthy again.
const MEMORY_SECONDS: u32 = 14 * SECONDS_PER_DAY as u32;
/// Clean runs it takes besides.
const LEAVE_RUNS: u64 = 20;
/// Commits failed in a row that make a subject broken.
const BROKEN_COMMITS: u32 = 3;
/// Newest transitions kept.
const MOST_TRANSITIONS: usize = 50;

/// An outcome of the subject.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    /// Seconds since 1970.
    pub at: u32,
    /// A number, or [`NO_TEXT`].
    pub commit: u32,
    pub failed: bool,
    /// Whether it is the first try of its run.
    pub is_first_attempt: bool,
    /// Whether it tells about the main branch.
    pub is_on_main: bool,
}

/// Where a subject stands, moved on by outcomes in the order of time.
#[derive(Clone, Debug)]
pub(super) struct Machine<'a> {
    /// Time and half commits, ascending.
    evidence: &'a [(u32, u8)],
    /// Evidence that has come, and that of it which has faded.
    come: usize,
    faded: usize,
    newest_evidence: Option<u32>,
    is_flaky: bool,
    clean_runs: u64,
    /// When enough clean runs had come.
    clean_at: u32,
    failed_commits: u32,
    last_failed_commit: u32,
    transitions: Vec<FlakyTransition>,
    state: FlakyState,
}

impl<'a> Machine<'a> {
    pub(super) fn new(evidence: &'a [(u32, u8)]) -> Self {
        Self {
            evidence,
            come: 0,
            faded: 0,
            newest_evidence: None,
            is_flaky: false,
            clean_runs: 0,
            clean_at: 0,
            failed_commits: 0,
            last_failed_commit: NO_TEXT,
            transitions: Vec::new(),
            state: FlakyState::Healthy,
        }
    }

    /// Takes in an outcome; those of earlier times must have come before.
    pub(super) fn see(&mut self, seen: Seen) {
        self.advance(seen.at);
        if !seen.failed && seen.is_first_attempt && self.newest_evidence.is_some_and(|newest| seen.at > newest) {
            self.clean_runs += 1;
            if self.clean_runs == LEAVE_RUNS {
                self.clean_at = seen.at;
            }
        }
        if seen.is_on_main && !seen.failed {
            self.failed_commits = 0;
            self.last_failed_commit = NO_TEXT;
        } else if seen.is_on_main && seen.commit != NO_TEXT && seen.commit != self.last_failed_commit {
            self.failed_commits += 1;
            self.last_failed_commit = seen.commit;
        }
        self.leave_until(seen.at);
        self.settle(seen.at);
    }

    /// Lets time pass: evidence comes, flakiness ends.
    pub(super) fn advance(&mut self, until: u32) {
        while let Some(&(at, _)) = self.evidence.get(self.come).filter(|event| event.0 <= until) {
            self.leave_until(at);
            self.come += 1;
            (self.newest_evidence, self.clean_runs) = (Some(at), 0);
            while self.evidence.get(self.faded).is_some_and(|event| event.0.saturating_add(MEMORY_SECONDS) < at) {
                self.faded += 1;
            }
            let recent = self.evidence.get(self.faded..self.come).unwrap_or_default();
            self.is_flaky |= recent.iter().map(|event| u32::from(event.1)).sum::<u32>() >= ENTER_HALVES;
            self.settle(at);
        }
        self.leave_until(until);
    }

    fn leave_until(&mut self, until: u32) {
        let quiet_at = self.newest_evidence.unwrap_or_default().saturating_add(MEMORY_SECONDS);
        let leaves_at = quiet_at.max(self.clean_at);
        if self.is_flaky && self.clean_runs >= LEAVE_RUNS && leaves_at <= until {
            self.is_flaky = false;
            self.settle(leaves_at);
        }
    }

    fn settle(&mut self, at: u32) {
        let state = if self.failed_commits >= BROKEN_COMMITS {
            FlakyState::Broken
        } else if self.is_flaky {
            FlakyState::Flaky
        } else {
            FlakyState::Healthy
        };
        if state != self.state {
            self.state = state;
            self.transitions.push(FlakyTransition { at: Timestamp(i64::from(at)), state });
        }
    }

    /// Where it stands.
    pub(super) fn state(&self) -> FlakyState {
        self.state
    }

    /// Clean runs since the newest evidence; `None` where none has come.
    pub(super) fn clean_runs(&self) -> Option<u64> {
        self.newest_evidence.map(|_| self.clean_runs)
    }

    /// The newest changes, oldest first.
    pub(super) fn into_transitions(mut self) -> Vec<FlakyTransition> {
        let extra = self.transitions.len().saturating_sub(MOST_TRANSITIONS);
        self.transitions.drain(..extra);
        self.transitions
    }
}
