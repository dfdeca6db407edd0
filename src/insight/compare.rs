//! This window against the equal window before.

use serde::{Deserialize, Serialize};

use crate::stats::{mann_whitney, median, rank_autocorrelation, two_proportions};

use super::delivery::queue_seconds;
use super::follow::{self, attempts_a_day, daily_volume};
use super::rate::failure_rate;
use super::{Metric, Rate, View, count_outcomes, success_rate};

/// Fewest values a side that a difference is told from.
const FEWEST: usize = 5;
/// A test of ranks looks at so many values a side, evenly spread, when there are more.
const MOST_TESTED: usize = 4_000;

/// What changes by no more, percent, is called unchanged.
const SMALL_PERCENT: f64 = 5.0;

/// One number then and now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Of what: the median for durations and queue times, the share for rates, the count a day for volumes.
    pub metric: Metric,
    /// In the window.
    pub current: Option<f64>,
    /// In the window before.
    pub previous: Option<f64>,
    /// Values behind the two numbers: attempts, jobs, or the whole days of a count a day.
    pub counts: (u64, u64),
    /// 100 × (current − previous) / previous.
    pub change_percent: Option<f64>,
    /// Probability of so large a difference by chance.
    pub p_value: Option<f64>,
    /// What to call it.
    pub change: Change,
}

/// What to call a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Better by more than chance and by more than 5 %.
    Better,
    /// Worse likewise.
    Worse,
    /// Changed likewise, in something that is neither good nor bad (volume).
    Different,
    /// No more than chance, or less than 5 %.
    Unchanged,
    /// One of the windows holds too little.
    Unknown,
}

/// A view against the equal window before; nothing for the window `all`.
pub fn compare_with_before(view: &View<'_>) -> Vec<Comparison> {
    let Some(before) = view.before() else { return Vec::new() };
    let (counts, counts_before) = (count_outcomes(view), count_outcomes(&before));
    let rule = view.filter.rule;
    vec![
        compare_durations(view, &before),
        compare_rates(Metric::FailureRate, &failure_rate(&counts), &failure_rate(&counts_before)),
        compare_rates(Metric::SuccessRate, &success_rate(&counts, rule), &success_rate(&counts_before, rule)),
        compare_volume(view, &before),
        compare_queues(view, &before),
    ]
}

impl Comparison {
    fn of(
        metric: Metric,
        current: Option<f64>,
        previous: Option<f64>,
        counts: (u64, u64),
        p_value: Option<f64>,
    ) -> Self {
        let change_percent =
            previous.zip(current).and_then(|(previous, current)| follow::change_percent(previous, current));
        let enough = counts.0.min(counts.1) >= FEWEST as u64;
        let change = match (p_value, previous.zip(current)) {
            (Some(p_value), Some((previous, current))) if enough => {
                // A success rate is judged by what it leaves to failure: from 96 % to 92 % failures double, though the
                // rate itself changes by 4 % only.
                let judged_percent = match metric {
                    Metric::SuccessRate => follow::change_percent(1.0 - previous, 1.0 - current),
                    _ => change_percent,
                };
                // From nothing to something is more than any percentage.
                let is_large = judged_percent.is_none_or(|percent| percent.abs() > SMALL_PERCENT)
                    && (current - previous).abs() > 0.0;
                if p_value < 0.05 && is_large { Change::named(metric, current > previous) } else { Change::Unchanged }
            }
            _ => Change::Unknown,
        };
        Self { metric, current, previous, counts, change_percent, p_value, change }
    }
}

impl Change {
    fn named(metric: Metric, rises: bool) -> Self {
        match (metric, rises) {
            (Metric::Volume, _) => Self::Different,
            (Metric::SuccessRate, true) | (Metric::Duration | Metric::FailureRate | Metric::QueueTime, false) => {
                Self::Better
            }
            (Metric::SuccessRate, false) | (Metric::Duration | Metric::FailureRate | Metric::QueueTime, true) => {
                Self::Worse
            }
        }
    }
}

pub(super) fn compare_rates(metric: Metric, current: &Rate, previous: &Rate) -> Comparison {
    let pair = |rate: &Rate| (rate.numerator, rate.denominator);
    let p_value = two_proportions(pair(previous), pair(current));
    Comparison::of(metric, current.value, previous.value, (current.denominator, previous.denominator), p_value)
}

/// Medians of passed attempts; the test compares each duration with the median of its own workflow over both windows, and
/// these must have moved by more than 5 % the same way: neither another mix of workflows alone is a change, nor such a mix
/// together with a shift that is too small to matter.
pub(super) fn compare_durations(view: &View<'_>, before: &View<'_>) -> Comparison {
    let mut pooled: Vec<Vec<f64>> = vec![Vec::new(); view.columns.workflows.entries.len()];
    let durations = |view: &View<'_>| -> Vec<(u16, f64)> {
        view.passed_durations().map(|(row, seconds)| (view.workflow(row), seconds.max(1.0).ln())).collect()
    };
    let (current, previous) = (durations(view), durations(before));
    for &(workflow, value) in current.iter().chain(&previous) {
        if let Some(values) = pooled.get_mut(usize::from(workflow)) {
            values.push(value);
        }
    }
    let medians: Vec<f64> = pooled.iter_mut().map(|values| median(values).unwrap_or_default()).collect();
    let around_median = |values: &[(u16, f64)]| -> Vec<f64> {
        let own_median = |workflow: u16| medians.get(usize::from(workflow)).copied().unwrap_or_default();
        values.iter().map(|&(workflow, value)| value - own_median(workflow)).collect()
    };
    let (mut around_previous, mut around_current) = (around_median(&previous), around_median(&current));
    let p_value = rank_test(&around_previous, &around_current);
    let shift = median(&mut around_previous).zip(median(&mut around_current)).map(|(before, now)| now - before);
    let middle = |view: &View<'_>| median(&mut view.passed_durations().map(|(_, seconds)| seconds).collect::<Vec<_>>());
    let counts = (current.len() as u64, previous.len() as u64);
    let mut compared = Comparison::of(Metric::Duration, middle(view), middle(before), counts, p_value);
    let like_for_like = match shift.map(|shift| 100.0 * (shift.exp() - 1.0)) {
        Some(percent) if percent > SMALL_PERCENT => Change::Worse,
        Some(percent) if percent < -SMALL_PERCENT => Change::Better,
        _ => Change::Unchanged,
    };
    if compared.change != Change::Unknown && compared.change != like_for_like {
        compared.change = Change::Unchanged;
    }
    compared
}

/// Attempts a day, both the number and its test over whole local days.
fn compare_volume(view: &View<'_>, before: &View<'_>) -> Comparison {
    let daily = |view: &View<'_>| -> Vec<f64> { daily_volume(view).into_iter().map(|(_, count)| count).collect() };
    let ((current, days), (previous, days_before)) = (attempts_a_day(view), attempts_a_day(before));
    let p_value = rank_test(&daily(before), &daily(view));
    Comparison::of(Metric::Volume, current, previous, (days, days_before), p_value)
}

fn compare_queues(view: &View<'_>, before: &View<'_>) -> Comparison {
    let waits = |view: &View<'_>| -> Vec<f64> {
        view.rows.iter().flat_map(|&row| queue_seconds(view, row)).flatten().collect()
    };
    let (mut current, mut previous) = (waits(view), waits(before));
    let p_value = rank_test(&previous, &current);
    let counts = (current.len() as u64, previous.len() as u64);
    Comparison::of(Metric::QueueTime, median(&mut current), median(&mut previous), counts, p_value)
}

/// p of "no difference" by ranks, deflated for what neighbours have in common; `None` with fewer than 5 values a side.
fn rank_test(previous: &[f64], current: &[f64]) -> Option<f64> {
    if previous.len().min(current.len()) < FEWEST {
        return None;
    }
    let thinned = |values: &[f64]| -> Vec<f64> {
        values.iter().copied().step_by(values.len().div_ceil(MOST_TESTED).max(1)).collect()
    };
    let (previous, current) = (thinned(previous), thinned(current));
    let autocorrelation = rank_autocorrelation(&previous, &current);
    mann_whitney(&previous, &current, autocorrelation).ok().map(|test| test.p_value)
}
