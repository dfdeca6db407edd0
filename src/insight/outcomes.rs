//! How attempts ended: five classes, cancelled split three ways, first-try and final success.

use serde::{Deserialize, Serialize};

use crate::domain::{Outcome, State, sort_by};

use super::{DurationQuality, Rate, View};

/// What is worked out once for the whole history: outcome, duration and jobs of every attempt, in row order.
#[derive(Clone, Debug, Default)]
pub struct Prepared {
    /// Outcome of each attempt.
    pub outcome: Vec<Outcome>,
    /// Duration of each attempt in seconds; `u32::MAX` where there is none.
    pub duration_seconds: Vec<u32>,
    /// How the duration was come by.
    pub duration_quality: Vec<DurationQuality>,
    /// Position in the job columns after the last job of each attempt; read it with [`Prepared::jobs_of`]. Empty
    /// without any jobs.
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

impl OutcomeCounts {
    /// How many ended so; timeouts are not part of [`Outcome::Failed`] here.
    pub fn of(&self, outcome: Outcome) -> u64 {
        match outcome {
            Outcome::Passed => self.passed,
            Outcome::Failed => self.failed.saturating_sub(self.timed_out),
            Outcome::TimedOut => self.timed_out,
            Outcome::Superseded => self.superseded,
            Outcome::CancelledByHand => self.cancelled_by_hand,
            Outcome::Excluded => self.excluded,
            Outcome::Unfinished => self.unfinished,
        }
    }

    /// All attempts.
    pub fn total(&self) -> u64 {
        Outcome::ALL.into_iter().map(|outcome| self.of(outcome)).sum()
    }

    /// Passed and failed.
    pub fn decided(&self) -> u64 {
        self.passed + self.failed
    }
}

/// How the attempts of a view ended.
pub fn count_outcomes(view: &View<'_>) -> OutcomeCounts {
    count_rows(view, &view.rows)
}

/// The same for some of its rows.
pub(super) fn count_rows(view: &View<'_>, rows: &[u32]) -> OutcomeCounts {
    let mut counts = OutcomeCounts::default();
    let mut unknown = [0_u64; 256];
    for &row in rows {
        match view.outcome(row) {
            Outcome::Passed => counts.passed += 1,
            Outcome::Failed => counts.failed += 1,
            Outcome::TimedOut => {
                counts.failed += 1;
                counts.timed_out += 1;
            }
            Outcome::Superseded => counts.superseded += 1,
            Outcome::CancelledByHand => counts.cancelled_by_hand += 1,
            Outcome::Excluded => {
                counts.excluded += 1;
                let state = view.state(row);
                if let (Some(_), Some(count)) = (state.unknown_index(), unknown.get_mut(usize::from(state.0))) {
                    *count += 1;
                }
            }
            Outcome::Unfinished => counts.unfinished += 1,
        }
    }
    let words = (0_u8..=u8::MAX).zip(unknown).filter(|(_, count)| *count > 0);
    counts.unknown_words =
        words.map(|(code, count)| (view.columns.state_word(State(code)).to_owned(), count)).collect();
    sort_by(&mut counts.unknown_words, |a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

/// What retrying does. First and last attempts are those inside the view.
pub fn summarise_retries(view: &View<'_>) -> RetrySummary {
    let mut summary = RetrySummary::default();
    let (mut first_passed, mut first_decided, mut final_passed, mut final_decided) = (0, 0, 0, 0);
    // Rows are in the order of creation, run and attempt, so that attempts of one run are neighbours.
    for run in view.rows.chunk_by(|&a, &b| view.run_id(a) == view.run_id(b)) {
        let first = run.first().filter(|&&row| view.attempt(row) == 1).map(|&row| view.outcome(row));
        let last = run.last().map_or(Outcome::Unfinished, |&row| view.outcome(row));
        if let Some(first) = first.filter(|first| first.is_decided()) {
            first_decided += 1;
            first_passed += u64::from(first == Outcome::Passed);
            summary.green_only_after_retry += u64::from(first.is_failed() && last == Outcome::Passed);
        }
        if last.is_decided() {
            final_decided += 1;
            final_passed += u64::from(last == Outcome::Passed);
        }
        for &row in run.iter().filter(|&&row| view.attempt(row) > 1) {
            summary.retries += 1;
            summary.retry_seconds += view.duration_seconds(row).unwrap_or_default() as u64;
        }
    }
    summary.first_try = Rate::of(first_passed, first_decided);
    summary.final_success = Rate::of(final_passed, final_decided);
    summary
}
