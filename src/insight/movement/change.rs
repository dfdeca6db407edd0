//! When the level of durations or queue times shifted, by how much, how surely, between which commits. A level is what
//! outlasts the week: weekdays are taken out first.

use serde::{Deserialize, Serialize};

use crate::domain::{Timestamp, sort_by};
use crate::stats::{
    ChangePoint, ChangeRule, TwoModes, hodges_lehmann, median, median_interval, normal_sf, rank_changes, robust_spread,
    smallest_visible_percent, two_modes, two_proportions,
};

use super::super::follow::growth_percent;
use super::super::{Metric, Subject, View};
use super::commits::commits_around;
use super::discovery::{Family, verdict};
use super::subjects::{NamedSeries, Point, WorkflowSeries};
use super::weekdays::WeekdayEffects;

/// Values on each side of a change that it is described by.
const NEAREST: usize = 200;
/// Newest executions of a job in which changes are looked for.
const MOST_OF_A_JOB: usize = 1_000;
/// More values than this are searched in bins: the exact search of many workflows would be felt.
const MOST_EXACT: usize = 2_000;
/// Most places at which a level is taken to begin: longer series are searched in bins.
const MOST_PLACES: usize = 512;
/// Shares of a slow mode that differ with a smaller p have changed.
const MOST_MODE_P: f64 = 0.01;

/// A level: a median in seconds, or a rate 0–1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// Median or rate.
    pub value: f64,
    /// Lower end of its 95 % interval, widened for what neighbouring values have in common.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Values it rests on: the nearest 200 for a median, the whole stretch between two changes for a rate.
    pub count: u64,
}

/// A shift of a level that was verified.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changepoint {
    /// Whose.
    pub subject: Subject,
    /// Of what: duration, queue time or failure rate.
    pub metric: Metric,
    /// Start of the first attempt of the new level.
    pub at: Timestamp,
    /// GitHub's number of that attempt's run.
    pub run_id: u64,
    /// The number that GitHub shows of it, counted by workflow.
    pub run_number: u32,
    /// Level before.
    pub before: Level,
    /// Level after.
    pub after: Level,
    /// Change in percent: median shift of the logarithms (Hodges and Lehmann), or of the rate; `None` from a rate of 0.
    pub change_percent: Option<f64>,
    /// 95 % interval of it, widened likewise.
    pub change_percent_interval: Option<(f64, f64)>,
    /// Probability of so large a difference without a change, corrected for what neighbours have in common.
    pub p_value: f64,
    /// The same times the places in the series where a level could have begun, and then adjusted for all series that were
    /// looked at together (Benjamini and Hochberg).
    pub adjusted_p: f64,
    /// 0–1: (1 − adjusted p) × the part of the smallest surely visible change that this one is, at most 1.
    pub confidence: f64,
    /// Slower, or failing more often.
    pub is_worse: bool,
    /// Commit of the last attempt before, in hexadecimal.
    pub commit_before: Option<String>,
    /// Commit of the first attempt after.
    pub commit_after: Option<String>,
    /// Further commits with attempts between the two; `None` where that cannot be told.
    pub commits_between: Option<u64>,
    /// Whether the share of slow runs changed, where runs come in two speeds (a cache that hits or misses); `None` where
    /// they do not, or for a rate.
    pub slow_mode_changed: Option<bool>,
    /// A change smaller than about this could not have been seen between these two levels, in percent.
    pub smallest_visible_percent: Option<f64>,
}

/// Changes of a workflow's duration.
pub(super) fn search_workflow(workflow: &WorkflowSeries<'_>, family: &mut Family) -> Vec<(Changepoint, usize)> {
    search(&workflow.view, &workflow.subject, Metric::Duration, &workflow.durations, workflow.weekdays.as_ref(), family)
}

/// Changes of a workflow's queue time.
pub(super) fn search_queue(
    workflow: &WorkflowSeries<'_>,
    points: &[Point],
    family: &mut Family,
) -> Vec<(Changepoint, usize)> {
    search(&workflow.view, &workflow.subject, Metric::QueueTime, points, None, family)
}

/// Changes of a job's duration.
pub(super) fn search_job(view: &View<'_>, job: &NamedSeries, family: &mut Family) -> Vec<(Changepoint, usize)> {
    let newest = job.points.get(job.points.len().saturating_sub(MOST_OF_A_JOB)..).unwrap_or_default();
    search(view, &job.subject, Metric::Duration, newest, None, family)
}

fn search(
    view: &View<'_>,
    subject: &Subject,
    metric: Metric,
    points: &[Point],
    weekdays: Option<&WeekdayEffects>,
    family: &mut Family,
) -> Vec<(Changepoint, usize)> {
    let rule = ChangeRule { nearest: NEAREST, most_exact: MOST_EXACT, ..ChangeRule::default() };
    if points.len() < 2 * rule.least_segment {
        return Vec::new();
    }
    let values = match weekdays.cloned().or_else(|| WeekdayEffects::of(view.zone, points)) {
        Some(weekdays) => weekdays.taken_out(view.zone, points),
        None => points.iter().map(|point| f64::from(point.seconds)).collect(),
    };
    let changes = rank_changes(&values, rule).map(|changes| changes.points).unwrap_or_default();
    if changes.is_empty() {
        family.add_nothing();
    }
    let indices: Vec<usize> = changes.iter().map(|change| change.index).collect();
    let described = changes.iter().enumerate().filter_map(|(number, change)| {
        let from = number.checked_sub(1).and_then(|before| indices.get(before)).copied().unwrap_or(0);
        let to = indices.get(number + 1).copied().unwrap_or(values.len());
        let sides = Sides::of(&values, from, change, to)?;
        let (last, first) = (points.get(change.index - 1)?, points.get(change.index)?);
        let described = sides.describe(view, subject, metric, (last.row, first.row), change)?;
        let places = points.len().min(MOST_PLACES * rule.least_segment) / rule.least_segment;
        Some((described, family.add((change.p_value * places as f64).min(1.0))))
    });
    described.collect()
}

/// The logarithms next to a change.
struct Sides {
    before: Vec<f64>,
    after: Vec<f64>,
    /// Lengths of both segments.
    counts: (usize, usize),
}

impl Sides {
    fn of(values: &[f64], from: usize, change: &ChangePoint, to: usize) -> Option<Self> {
        let logarithms = |part: &[f64]| part.iter().map(|value| value.ln()).collect::<Vec<_>>();
        let index = change.index;
        let before = logarithms(values.get(from.max(index.saturating_sub(NEAREST))..index)?);
        let after = logarithms(values.get(index..to.min(index + NEAREST))?);
        Some(Self { before, after, counts: (index - from, to - index) })
    }

    fn describe(
        &self,
        view: &View<'_>,
        subject: &Subject,
        metric: Metric,
        (last, first): (u32, u32),
        change: &ChangePoint,
    ) -> Option<Changepoint> {
        let rho = change.autocorrelation.clamp(0.0, 0.95);
        let level = widened_level((1.0 + rho) / (1.0 - rho));
        let shift = hodges_lehmann(&self.before, &self.after, level).ok();
        let commits = commits_around(view, last, first);
        Some(Changepoint {
            subject: subject.clone(),
            metric,
            at: view.started(first),
            run_id: view.run_id(first),
            run_number: view.run_number(first),
            before: median_level(&self.before, level)?,
            after: median_level(&self.after, level)?,
            change_percent: growth_percent(change.log_shift),
            change_percent_interval: shift
                .and_then(|shift| growth_percent(shift.interval.0).zip(growth_percent(shift.interval.1))),
            p_value: change.p_value,
            adjusted_p: 1.0,
            confidence: 0.0,
            is_worse: change.log_shift > 0.0,
            commit_before: commits.before,
            commit_after: commits.after,
            commits_between: commits.between,
            slow_mode_changed: slow_mode_changed(&self.before, &self.after),
            smallest_visible_percent: self.smallest_visible_percent(rho),
        })
    }

    /// From the spread around both medians.
    fn smallest_visible_percent(&self, autocorrelation: f64) -> Option<f64> {
        let mut residuals = Vec::with_capacity(self.before.len() + self.after.len());
        for side in [&self.before, &self.after] {
            let centre = median(&mut side.clone())?;
            residuals.extend(side.iter().map(|value| value - centre));
        }
        let deviation = robust_spread(&residuals)?.deviation;
        smallest_visible_percent(deviation, autocorrelation, self.counts.0.min(NEAREST), self.counts.1.min(NEAREST))
    }
}

/// The level whose normal interval is √`inflation` times as wide as that of 95 %.
pub(super) fn widened_level(inflation: f64) -> f64 {
    1.0 - 2.0 * normal_sf(1.959_963_984_540_054 * inflation.max(1.0).sqrt())
}

fn median_level(logarithms: &[f64], level: f64) -> Option<Level> {
    let interval = median_interval(logarithms, level).ok()?;
    let value = median(&mut logarithms.to_vec())?.exp();
    Some(Level { value, low: interval.low.exp(), high: interval.high.exp(), count: logarithms.len() as u64 })
}

/// Whether the share of values beyond the boundary between two modes changed. Where only one side has two modes, its
/// boundary serves for both.
fn slow_mode_changed(before: &[f64], after: &[f64]) -> Option<bool> {
    let modes = |side: &[f64]| two_modes(side).ok().flatten();
    let (first, second) = (modes(before), modes(after));
    let boundaries = (first.or(second)?.boundary(), second.or(first)?.boundary());
    let slow = |side: &[f64], boundary: f64| {
        (side.iter().filter(|&&value| value > boundary).count() as u64, side.len() as u64)
    };
    two_proportions(slow(before, boundaries.0), slow(after, boundaries.1)).map(|p| p < MOST_MODE_P)
}

/// The nearest mode's centre and deviation of a value that may lie in one of two.
pub(super) fn nearest_mode(modes: &TwoModes, value: f64) -> (f64, f64) {
    if value > modes.boundary() { (modes.high, modes.deviations.1) } else { (modes.low, modes.deviations.0) }
}

/// Those that survive the adjustment, newest first, with adjusted p and confidence.
pub(super) fn keep_discoveries(found: Vec<(Changepoint, usize)>, adjusted: &[f64]) -> Vec<Changepoint> {
    let mut kept: Vec<Changepoint> = Vec::with_capacity(found.len());
    for (mut change, number) in found {
        let (adjusted_p, survives) = verdict(adjusted, number);
        if survives {
            change.confidence = (1.0 - adjusted_p) * visible_part(&change);
            change.adjusted_p = adjusted_p;
            kept.push(change);
        }
    }
    sort_by(&mut kept, |a, b| b.at.cmp(&a.at).then_with(|| a.subject.cmp(&b.subject)));
    kept
}

/// The change as a part of the smallest surely visible one, on the logarithm's scale for times; at most 1.
fn visible_part(change: &Changepoint) -> f64 {
    let part = match (change.metric, change.change_percent, change.smallest_visible_percent) {
        (Metric::FailureRate, Some(percent), Some(visible)) => percent.abs() / visible,
        (_, Some(percent), Some(visible)) => (percent / 100.0).ln_1p().abs() / (visible / 100.0).ln_1p(),
        _ => 1.0,
    };
    if part.is_finite() { part.clamp(0.0, 1.0) } else { 1.0 }
}
