//! Work that led to nothing: re-runs, cancelled work, and the rounding of each job up to a whole minute. Owns what counts
//! as lost and what a job is billed; what that costs is `cost`'s.

use serde::{Deserialize, Serialize};

use super::View;
use super::prepare::{LONGEST_SECONDS, time};
use crate::domain::Outcome;

/// Why a minute led to nothing. Each minute has one cause, the first of these that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WasteCause {
    /// An attempt beyond the first of a run that failed and, repeated, passed: the same commit did both.
    FlakyRerun,
    /// Any other attempt beyond the first, mostly of runs that failed again.
    Rerun,
    /// A first attempt cancelled because a newer run took over.
    Superseded,
    /// A first attempt cancelled otherwise.
    Cancelled,
    /// What each of the other jobs was rounded up by to a whole minute.
    Rounding,
}

impl WasteCause {
    /// All of them, in the order of precedence.
    pub const ALL: [Self; 5] = [Self::FlakyRerun, Self::Rerun, Self::Superseded, Self::Cancelled, Self::Rounding];

    /// The cause for which all of an attempt was lost; `turned_green` says whether its run failed and later passed.
    pub(super) fn of_attempt(view: &View<'_>, row: u32, turned_green: bool) -> Option<Self> {
        match (view.attempt(row) > 1, view.outcome(row)) {
            (true, _) if turned_green => Some(Self::FlakyRerun),
            (true, _) => Some(Self::Rerun),
            (false, Outcome::Superseded) => Some(Self::Superseded),
            (false, Outcome::CancelledByHand) => Some(Self::Cancelled),
            _ => None,
        }
    }
}

/// How long an executed job ran, in seconds: never below 0 (clocks differ), `None` beyond 35 days, which no job lasts.
pub(super) fn worked_seconds(view: &View<'_>, job: usize) -> Option<u32> {
    let jobs = &view.columns.jobs;
    let (start, end) = (time(&jobs.started, job)?, time(&jobs.completed, job)?);
    Some(end.saturating_sub(start)).filter(|&seconds| i64::from(seconds) <= LONGEST_SECONDS)
}

/// Minutes that GitHub bills for an executed job: rounded up, at least one.
pub(super) fn billed_minutes(worked_seconds: u32) -> u32 {
    worked_seconds.div_ceil(60).max(1)
}

/// Seconds of work, and where they were lost; no second is counted twice.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Waste {
    /// In attempts beyond the first.
    pub rerun_seconds: f64,
    /// In cancelled first attempts.
    pub cancelled_seconds: f64,
    /// Added by rounding.
    pub rounding_seconds: f64,
    /// All, rounding included.
    pub total_seconds: f64,
    /// Attempts it rests on.
    pub attempts: u64,
}

impl Waste {
    /// Lost / all; `None` without any work.
    pub(super) fn share(&self) -> Option<f64> {
        let lost = self.rerun_seconds + self.cancelled_seconds + self.rounding_seconds;
        (self.total_seconds > 0.0).then(|| lost / self.total_seconds)
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.rerun_seconds += other.rerun_seconds;
        self.cancelled_seconds += other.cancelled_seconds;
        self.rounding_seconds += other.rounding_seconds;
        self.total_seconds += other.total_seconds;
        self.attempts += other.attempts;
    }
}

/// The waste of a view.
pub(super) fn summarise_waste(view: &View<'_>) -> Waste {
    *view.memo.waste.get_or_init(|| {
        let from_jobs = rests_on_jobs(view);
        let mut waste = Waste::default();
        for &row in &view.rows {
            waste.add(&waste_of(view, row, from_jobs));
        }
        waste
    })
}

/// Whether at least half of the attempts that took time have executed jobs: job seconds and attempt seconds must not be
/// mixed, so that the others are then left out.
pub(super) fn rests_on_jobs(view: &View<'_>) -> bool {
    *view.memo.waste_from_jobs.get_or_init(|| {
        let (mut all, mut with_jobs) = (0_usize, 0_usize);
        let has_jobs = !view.columns.jobs.is_empty();
        for &row in view.rows.iter().filter(|&&row| has_jobs && view.duration_seconds(row).is_some()) {
            all += 1;
            with_jobs += usize::from(view.executed_jobs(row).next().is_some());
        }
        with_jobs > 0 && 2 * with_jobs >= all
    })
}

/// What one attempt adds: the billed time of its jobs, or (without rounding) its own duration.
pub(super) fn waste_of(view: &View<'_>, row: u32, from_jobs: bool) -> Waste {
    let (mut worked, mut billed) = (0.0, 0.0);
    if from_jobs {
        for seconds in view.executed_jobs(row).filter_map(|job| worked_seconds(view, job)) {
            worked += f64::from(seconds);
            billed += 60.0 * f64::from(billed_minutes(seconds));
        }
    } else {
        worked = view.duration_seconds(row).unwrap_or_default();
        billed = worked;
    }
    let mut waste = Waste { total_seconds: billed, attempts: u64::from(billed > 0.0), ..Waste::default() };
    match WasteCause::of_attempt(view, row, false) {
        Some(WasteCause::FlakyRerun | WasteCause::Rerun) => waste.rerun_seconds = billed,
        Some(_) => waste.cancelled_seconds = billed,
        None => waste.rounding_seconds = billed - worked,
    }
    waste
}

#[cfg(test)]
mod tests {
    use super::billed_minutes;

    #[test]
    fn each_job_is_rounded_up() {
        let cases = [(0, 1), (1, 1), (59, 1), (60, 1), (61, 2), (120, 2), (121, 3), (3_600, 60)];
        for (seconds, minutes) in cases {
            assert_eq!(billed_minutes(seconds), minutes, "{seconds}");
        }
    }
}
