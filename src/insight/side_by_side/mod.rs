//! Two choices of attempts side by side: every number of both, the difference with its interval, whether it is more than
//! chance, and which workflows and jobs that both have differ most. The choices may come from two repositories.

mod measures;
mod resampled;
mod shared;
mod spread;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::domain::Period;
use crate::stats::{Adjustment, adjust_p};

use super::{Change, Day, OutcomeCounts, View, count_outcomes, summarise_days};

pub use shared::{SharedJobs, SharedSubject};
pub use spread::DurationSpread;

/// Share of false ones that is accepted among what is called a difference.
const FALSE_DISCOVERY_RATE: f64 = 0.05;
/// Differences up to this are of no practical importance, percent.
const SMALL_PERCENT: f64 = 5.0;

/// Two choices of attempts side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SideBySide {
    /// The first one.
    pub first: Side,
    /// What it is held against.
    pub second: Side,
    /// Number by number.
    pub measures: Vec<ComparedMeasure>,
    /// How the durations of passed attempts spread on both sides; `None` where neither has any.
    pub spread: Option<DurationSpread>,
    /// Workflows of the same name on both sides, those that differ most first.
    pub workflows: SharedJobs,
    /// Jobs of the same name, likewise.
    pub jobs: SharedJobs,
}

/// One side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// The instants it is about.
    pub period: Period,
    /// How its attempts ended.
    pub counts: OutcomeCounts,
    /// Day by day, oldest first.
    pub days: Vec<Day>,
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Measure {
    /// Success rate by the filter's rule.
    SuccessRate,
    /// Failed / decided.
    FailureRate,
    /// Median duration of passed attempts, seconds.
    MedianDuration,
    /// P95 of the same, seconds.
    P95Duration,
    /// P90 of the waiting of jobs for a runner, seconds.
    QueueP90,
    /// Median time from a run's creation to the end of a job, seconds.
    TimeToSignal,
    /// Runs passed at their first attempt / runs whose first attempt is decided.
    FirstTry,
    /// Commits on which a workflow both failed and passed / commits with a decided outcome.
    Flakiness,
    /// US dollars a run.
    CostPerRun,
    /// Attempts a day.
    AttemptsADay,
    /// Health, 0–100.
    Health,
}

/// One number on both sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparedMeasure {
    /// Which.
    pub measure: Measure,
    /// On the first side.
    pub first: Option<f64>,
    /// On the second.
    pub second: Option<f64>,
    /// Values behind the two numbers: attempts, runs, commits, jobs or days.
    pub counts: (u64, u64),
    /// First − second.
    pub difference: Option<f64>,
    /// 95 % interval of the difference.
    pub interval: Option<(f64, f64)>,
    /// Probability of so large a difference by chance, by itself.
    pub p_value: Option<f64>,
    /// The same adjusted for all that is compared here (Benjamini and Hochberg).
    pub adjusted_p: Option<f64>,
    /// What the first side is to the second.
    pub change: Change,
}

/// Whether more of it is welcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Welcome {
    More,
    Less,
    Neither,
}

impl Measure {
    /// Whether more of it is welcome.
    fn welcome(self) -> Welcome {
        match self {
            Self::SuccessRate | Self::FirstTry | Self::Health => Welcome::More,
            Self::AttemptsADay => Welcome::Neither,
            _ => Welcome::Less,
        }
    }

    /// How much the first is larger than the second, percent. A success rate is judged by what it leaves to failure:
    /// from 96 % to 92 % failures double.
    fn judged_percent(self, first: f64, second: f64) -> Option<f64> {
        match self {
            Self::SuccessRate | Self::FirstTry => super::follow::change_percent(1.0 - second, 1.0 - first),
            _ => super::follow::change_percent(second, first),
        }
    }
}

impl Welcome {
    /// What a difference that is more than chance is called.
    fn named(self, first_is_larger: bool) -> Change {
        match (self, first_is_larger) {
            (Self::Neither, _) => Change::Different,
            (Self::More, true) | (Self::Less, false) => Change::Better,
            (Self::More, false) | (Self::Less, true) => Change::Worse,
        }
    }
}

/// What to call a difference: more than chance, and more than 5 %; from nothing to something is more than any percentage.
fn judge(adjusted_p: f64, difference: f64, percent: Option<f64>, welcome: Welcome) -> Change {
    let is_large = difference.abs() > 0.0 && percent.is_none_or(|percent| percent.abs() > SMALL_PERCENT);
    if adjusted_p < FALSE_DISCOVERY_RATE && is_large { welcome.named(difference > 0.0) } else { Change::Unchanged }
}

/// Adjusted p of each test that was made, by position.
fn adjust(p_values: &[Option<f64>]) -> Vec<Option<f64>> {
    let known: Vec<f64> = p_values.iter().flatten().copied().collect();
    let mut adjusted = adjust_p(&known, Adjustment::FalseDiscoveries).into_iter();
    p_values.iter().map(|p_value| p_value.and_then(|_| adjusted.next())).collect()
}

/// Puts two views side by side.
pub fn compare_sides(first: &View<'_>, second: &View<'_>) -> SideBySide {
    let side = |view: &View<'_>| Side { period: view.period, counts: count_outcomes(view), days: summarise_days(view) };
    let mut measures = measures::compare(first, second);
    let adjusted = adjust(&measures.iter().map(|measure| measure.p_value).collect::<Vec<_>>());
    for (compared, adjusted_p) in measures.iter_mut().zip(adjusted) {
        compared.adjusted_p = adjusted_p;
        let numbers = compared.first.zip(compared.second).zip(compared.difference);
        compared.change = match (adjusted_p, numbers) {
            (Some(p), Some(((first, second), difference))) => {
                let percent = compared.measure.judged_percent(first, second);
                judge(p, difference, percent, compared.measure.welcome())
            }
            _ => Change::Unknown,
        };
    }
    SideBySide {
        first: side(first),
        second: side(second),
        measures,
        spread: spread::of(first, second),
        workflows: shared::workflows(first, second),
        jobs: shared::jobs(first, second),
    }
}
