//! How far a sync is, for showing.

use serde::{Deserialize, Serialize};

use crate::domain::{Period, Timestamp};

/// What a sync is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SyncPhase {
    /// Asks whether anything is new.
    Checking,
    /// Reads lists of runs.
    Runs,
    /// Reads earlier attempts of re-run runs.
    Attempts,
    /// Reads jobs and steps.
    Jobs,
    /// Reads what is noted on failed jobs.
    Annotations,
    /// Waits; goes on by itself.
    Waiting {
        /// Until when.
        until: Timestamp,
        /// Why, as a sentence for the person.
        reason: String,
    },
}

/// How far a sync is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncProgress {
    /// What it is doing.
    pub phase: SyncPhase,
    /// Runs read by this sync.
    pub runs_read: u64,
    /// Runs that GitHub says there are, where it has said so.
    pub runs_expected: Option<u64>,
    /// The stretch of time whose runs are complete so far, newest part.
    pub covered: Option<Period>,
    /// Attempts whose jobs this sync has read.
    pub jobs_read: u64,
    /// Attempts whose jobs it means to read within its budget.
    pub jobs_wanted: u64,
    /// Requests sent by this sync.
    pub requests_sent: u64,
    /// Requests it still means to send, where that can be told.
    pub requests_left: Option<u64>,
    /// Requests GitHub still grants until the reset.
    pub limit_remaining: Option<u64>,
    /// Requests GitHub grants an hour.
    pub limit_total: Option<u64>,
    /// When the limit is reset.
    pub limit_resets_at: Option<Timestamp>,
    /// Seconds until it is done, waits too, where that can be told.
    pub seconds_left: Option<u64>,
    /// Seconds until GitHub's limit stops it until the reset, where it will.
    pub limit_in_seconds: Option<u64>,
}

/// What a finished or stopped sync did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncSummary {
    /// Whether it went through to the end (else it was stopped, and goes on where it was the next time).
    pub complete: bool,
    /// Runs read.
    pub runs_read: u64,
    /// Attempts whose jobs were read.
    pub jobs_read: u64,
    /// Requests sent.
    pub requests_sent: u64,
    /// Requests answered "not modified", which cost nothing with a token.
    pub requests_unchanged: u64,
    /// Attempts whose jobs are still unread because the budget ended.
    pub jobs_left: u64,
    /// What went wrong without stopping it, a sentence each.
    pub warnings: Vec<String>,
}
