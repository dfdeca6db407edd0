//! How attempts ended: five classes, cancelled split three ways, first-try and final success.

use serde::{Deserialize, Serialize};

use crate::domain::Outcome;

use super::{DurationQuality, Rate};

/// What is worked out once for the whole history: outcome, duration and jobs of every attempt, in row order.
#[derive(Clone, Debug, Default)]
pub struct Prepared {
    /// Outcome of each attempt.
    pub outcome: Vec<Outcome>,
    /// Duration of each attempt in seconds; `u32::MAX` where there is none.
    pub duration_seconds: Vec<u32>,
    /// How the duration was come by.
    pub duration_quality: Vec<DurationQuality>,
    /// Jobs of attempt `row`: rows `jobs_end[row - 1] .. jobs_end[row]` of the job columns. Empty without any jobs.
    pub jobs_end: Vec<u32>,
}

/// How many attempts ended how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeCounts {
    /// Passed.
    pub passed: u64,
    /// Failed, timeouts included.
    pub failed: u64,
    /// Of the failed: stopped by a time limit.
    pub timed_out: u64,
    /// Cancelled because a newer run took over.
    pub superseded: u64,
    /// Cancelled otherwise.
    pub cancelled_by_hand: u64,
    /// Left out of every rate but `all`.
    pub excluded: u64,
    /// Still going.
    pub unfinished: u64,
    /// Words that GitHub has added since, with their counts; part of `excluded`.
    pub unknown_words: Vec<(String, u64)>,
}

/// What retrying does to success, over runs (not attempts) with a decided outcome.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RetrySummary {
    /// Passed at the first attempt / runs whose first attempt is known and decided.
    pub first_try: Rate,
    /// Passed at the last attempt / runs whose last attempt is decided.
    pub final_success: Rate,
    /// Runs that failed first and passed in the end.
    pub green_only_after_retry: u64,
    /// Attempts beyond the first.
    pub retries: u64,
    /// Seconds that those attempts took, where known.
    pub retry_seconds: u64,
}
