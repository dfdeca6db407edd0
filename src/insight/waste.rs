//! Time spent on nothing: re-runs, cancelled work, and the rounding of each job up to a whole minute.

use super::View;
use super::prepare::time;

/// Seconds of work, and where they were lost. No second is counted twice: a re-run counts as such even where it was
/// cancelled, and rounding is what the remaining jobs were rounded up by.
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
    let from_jobs = rests_on_jobs(view);
    let mut waste = Waste::default();
    for &row in &view.rows {
        waste.add(&waste_of(view, row, from_jobs));
    }
    waste
}

/// Whether at least half of the attempts that took time have executed jobs: job seconds and attempt seconds must not be
/// mixed, so that the others are then left out.
pub(super) fn rests_on_jobs(view: &View<'_>) -> bool {
    let timed = || view.rows.iter().filter(|&&row| view.duration_seconds(row).is_some());
    let (all, with_jobs) = (timed().count(), timed().filter(|&&row| view.executed_jobs(row).next().is_some()).count());
    with_jobs > 0 && 2 * with_jobs >= all
}

/// What one attempt adds: the billed time of its jobs, or (without rounding) its own duration.
pub(super) fn waste_of(view: &View<'_>, row: u32, from_jobs: bool) -> Waste {
    let jobs = &view.columns.jobs;
    let (mut worked, mut billed) = (0.0, 0.0);
    if from_jobs {
        for job in view.executed_jobs(row) {
            let (start, end) =
                (time(&jobs.started, job).unwrap_or_default(), time(&jobs.completed, job).unwrap_or_default());
            let seconds = end.saturating_sub(start);
            worked += f64::from(seconds);
            billed += f64::from(seconds.div_ceil(60).max(1)) * 60.0;
        }
    } else {
        worked = view.duration_seconds(row).unwrap_or_default();
        billed = worked;
    }
    let mut waste = Waste { total_seconds: billed, attempts: u64::from(billed > 0.0), ..Waste::default() };
    if view.attempt(row) > 1 {
        waste.rerun_seconds = billed;
    } else if view.outcome(row).is_cancelled() {
        waste.cancelled_seconds = billed;
    } else {
        waste.rounding_seconds = billed - worked;
    }
    waste
}
