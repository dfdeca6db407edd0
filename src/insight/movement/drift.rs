//! Whether workflows have left a kept baseline by small steps, which no single run shows: sums of evidence (CUSUM), and,
//! where they alarm, a comparison of what came since with the baseline.

use serde::{Deserialize, Serialize};

use crate::domain::{Outcome, Period, SECONDS_PER_DAY, Timestamp};
use crate::stats::{
    Lack, autocorrelations, bernoulli_cusum, cusum, mann_whitney, median_shift, rank_autocorrelation, robust_spread,
};

use super::super::follow::{change_percent, growth_percent};
use super::super::{Direction, Metric, Subject, View};
use super::anomaly::level_start;
use super::change::Changepoint;
use super::discovery::{Family, verdict};
use super::rate_change::{Outcomes, compare, inflation, rate};
use super::subjects::{Point, WorkflowSeries};

/// Fewest values of a baseline, and how many an automatic one takes at most.
const FEWEST_BASELINE: usize = 40;
const MOST_BASELINE: usize = 200;
/// Fewest values after it.
const FEWEST_AFTER: usize = 20;
/// Values of a baseline that a person set, and newest values since a drift began, that are compared.
const MOST_COMPARED: usize = 400;
/// The allowance of the chart, in standard deviations.
const ALLOWANCE: f64 = 0.5;
/// Smallest threshold; a false alarm comes every 465 independent values.
const LEAST_THRESHOLD: f64 = 5.0;
/// One false alarm a workflow and quarter is accepted before the comparison.
const DAYS_BETWEEN_ALARMS: f64 = 90.0;
/// Residuals are charted instead where neighbours of the baseline have more in common than this.
const MOST_LIKENESS: f64 = 0.2;
/// Least change: 5 % of a duration, two percentage points of a failure rate.
const LEAST_PERCENT: f64 = 5.0;
const LEAST_CHANGE_OF_RATE: f64 = 0.02;
/// Least age of a drift in days.
const LEAST_DAYS: i64 = 7;

/// A workflow against its baseline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drift {
    /// The workflow.
    pub subject: Subject,
    /// Duration or failure rate.
    pub metric: Metric,
    /// Whether a person set the baseline; else it is the start of the newest level.
    pub is_set: bool,
    /// Start of the baseline's first attempt and start of its last; `None` without any.
    pub baseline: Option<Period>,
    /// Values in the baseline.
    pub baseline_count: u64,
    /// Values after it.
    pub count: u64,
    /// Median seconds, or rate, of the baseline.
    pub expected: Option<f64>,
    /// Whether it drifts now.
    pub state: Result<DriftState, Lack>,
}

/// Where a workflow stands to its baseline now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DriftState {
    /// Up or down where the chart is in alarm at the end of the window, for a week or longer, and the comparison confirms
    /// it; else flat.
    pub direction: Direction,
    /// Start of the first attempt since which the evidence grew; `None` when flat.
    pub since: Option<Timestamp>,
    /// By how much what came since then lies above the baseline, in percent; `None` when flat or from a rate of 0.
    pub change_percent: Option<f64>,
    /// Probability of so large a difference without a drift, corrected for what neighbours have in common; `None` where
    /// the chart is not in alarm.
    pub p_value: Option<f64>,
    /// The same, adjusted for all series that were looked at together (Benjamini and Hochberg).
    pub adjusted_p: Option<f64>,
}

impl DriftState {
    fn flat() -> Self {
        Self { direction: Direction::Flat, since: None, change_percent: None, p_value: None, adjusted_p: None }
    }
}

/// A drift with its number in the family, where it was compared.
pub(super) type Numbered = (Drift, Option<usize>);

/// Duration and failure rate of every workflow.
pub(super) fn follow_drift(
    series: &[WorkflowSeries<'_>],
    changes: &[Changepoint],
    family: &mut Family,
) -> Vec<Numbered> {
    let mut drifts = Vec::with_capacity(2 * series.len());
    for workflow in series {
        let set = workflow.subject.workflow_id().and_then(|id| workflow.view.settings.baseline(id));
        let since = |metric| level_start(changes, &workflow.subject, metric);
        drifts.push(follow_durations(workflow, set, since(Metric::Duration), family));
        drifts.push(follow_failures(workflow, set, since(Metric::FailureRate), family));
    }
    drifts
}

/// Writes the adjusted p-values down, and calls flat what does not survive.
pub(super) fn keep_discoveries(drifts: Vec<Numbered>, adjusted: &[f64]) -> Vec<Drift> {
    let judged = drifts.into_iter().map(|(mut drift, number)| {
        if let (Some(number), Ok(state)) = (number, &mut drift.state) {
            let (adjusted_p, survives) = verdict(adjusted, number);
            if !survives {
                *state = DriftState { p_value: state.p_value, ..DriftState::flat() };
            }
            state.adjusted_p = Some(adjusted_p);
        }
        drift
    });
    judged.collect()
}

/// A drift about which nothing is decided yet.
fn undecided(workflow: &WorkflowSeries<'_>, metric: Metric, is_set: bool, rows: &[u32], after: usize) -> Drift {
    let view = &workflow.view;
    let ends = rows.first().zip(rows.last());
    Drift {
        subject: workflow.subject.clone(),
        metric,
        is_set,
        baseline: ends.map(|(&first, &last)| Period { start: view.started(first), end: view.started(last) }),
        baseline_count: rows.len() as u64,
        count: after as u64,
        expected: None,
        state: Ok(DriftState::flat()),
    }
}

/// How many values of the newest level an automatic baseline takes: a quarter, within its bounds.
fn automatic_length(level: usize) -> usize {
    (level / 4).clamp(FEWEST_BASELINE, MOST_BASELINE).min(level)
}

/// The attempts of a workflow that started in a period, whatever the window; by start.
fn rows_over(view: &View<'_>, workflow_id: Option<u64>, period: Period) -> Vec<u32> {
    let position = workflow_id.and_then(|id| view.columns.workflows.position(id));
    view.over(period).chronological_where(|row| Some(view.workflow(row)) == position)
}

fn passed_points(view: &View<'_>, rows: &[u32]) -> Vec<Point> {
    let passed = rows.iter().filter(|&&row| view.outcome(row) == Outcome::Passed);
    let seconds = passed.filter_map(|&row| Some((row, view.duration_seconds(row).filter(|&seconds| seconds >= 1.0)?)));
    seconds.map(|(row, seconds)| Point { row, time: view.started_seconds(row), seconds: seconds as u32 }).collect()
}

fn follow_durations(
    workflow: &WorkflowSeries<'_>,
    set: Option<Period>,
    since: Timestamp,
    family: &mut Family,
) -> Numbered {
    let view = &workflow.view;
    let from = |time: Timestamp| {
        let first = workflow.durations.partition_point(|point| i64::from(point.time) < time.0);
        workflow.durations.get(first..).unwrap_or_default()
    };
    let kept = set.map(|period| passed_points(view, &rows_over(view, workflow.subject.workflow_id(), period)));
    let (baseline, after) = if let (Some(kept), Some(period)) = (&kept, set) {
        (kept.as_slice(), from(period.end))
    } else {
        let level = from(since);
        level.split_at(automatic_length(level.len()))
    };
    let rows: Vec<u32> = baseline.iter().map(|point| point.row).collect();
    let mut drift = undecided(workflow, Metric::Duration, set.is_some(), &rows, after.len());
    let logarithms = |points: &[Point]| points.iter().map(|point| f64::from(point.seconds).ln()).collect::<Vec<_>>();
    let (baseline, values) = (logarithms(baseline), logarithms(after));
    let enough = Lack::unless_enough(baseline.len(), FEWEST_BASELINE)
        .and_then(|()| Lack::unless_enough(values.len(), FEWEST_AFTER));
    drift.expected = robust_spread(&baseline).map(|spread| spread.centre.exp());
    let alarm = match enough.and_then(|()| duration_alarm(&baseline, &values, alarm_interval(after))) {
        Ok(Some(alarm)) => alarm,
        Ok(None) => {
            family.add_nothing();
            return (drift, None);
        }
        Err(lack) => {
            drift.state = Err(lack);
            return (drift, None);
        }
    };
    let newest = |values: &[f64]| values.get(values.len().saturating_sub(MOST_COMPARED)..).unwrap_or_default().to_vec();
    let (baseline, recent) = (newest(&baseline), newest(values.get(alarm.0..).unwrap_or_default()));
    let likeness = rank_autocorrelation(&baseline, &recent);
    let p_value = mann_whitney(&baseline, &recent, likeness).map_or(1.0, |test| test.p_value);
    let percent = median_shift(&baseline, &recent).ok().and_then(growth_percent);
    let lasts = has_lasted(after.get(alarm.0).map(|point| point.time), after.last().map(|point| point.time));
    let is_large = lasts && percent.is_some_and(|percent| percent.abs() >= LEAST_PERCENT && (percent > 0.0) == alarm.1);
    let number = family.add(p_value);
    let since = after.get(alarm.0).map(|point| view.started(point.row));
    drift.state = Ok(drifting(is_large, alarm.1, since, percent, p_value));
    (drift, Some(number))
}

/// Whether a drift is as old as a week, so that it is none of weekdays.
fn has_lasted(since: Option<u32>, newest: Option<u32>) -> bool {
    let seconds = since.zip(newest).map_or(0, |(since, newest)| newest.saturating_sub(since));
    i64::from(seconds) >= LEAST_DAYS * SECONDS_PER_DAY
}

fn drifting(is_large: bool, is_up: bool, since: Option<Timestamp>, percent: Option<f64>, p_value: f64) -> DriftState {
    let flat = DriftState { p_value: Some(p_value), ..DriftState::flat() };
    if !is_large {
        return flat;
    }
    let direction = if is_up { Direction::Up } else { Direction::Down };
    DriftState { direction, since, change_percent: percent, ..flat }
}

/// Values between false alarms that are accepted: a quarter's worth.
fn alarm_interval(after: &[Point]) -> f64 {
    interval_of(after.len(), after.first().map(|point| point.time), after.last().map(|point| point.time))
}

fn interval_of(count: usize, first: Option<u32>, last: Option<u32>) -> f64 {
    let seconds = first.zip(last).map_or(0, |(first, last)| last.saturating_sub(first));
    let days = (f64::from(seconds) / SECONDS_PER_DAY as f64).max(1.0);
    DAYS_BETWEEN_ALARMS * count as f64 / days
}

/// Where the evidence of the alarm that stands at the end began to grow, and whether it is upwards.
fn duration_alarm(baseline: &[f64], values: &[f64], interval: f64) -> Result<Option<(usize, bool)>, Lack> {
    let spread = robust_spread(baseline).filter(|spread| spread.deviation > 0.0).ok_or(Lack::NoVariation)?;
    let standardise =
        |values: &[f64]| values.iter().map(|value| (value - spread.centre) / spread.deviation).collect::<Vec<_>>();
    let likeness = autocorrelations(&standardise(baseline), 1)?.get(1).copied().unwrap_or_default().min(0.95);
    let mut z = standardise(values);
    if likeness > MOST_LIKENESS {
        // Residuals of the first-order autoregression; the last value of the baseline goes before the first.
        let mut before = standardise(baseline).last().copied().unwrap_or_default();
        for value in &mut z {
            let residual = (*value - likeness * before) / (1.0 - likeness * likeness).sqrt();
            before = *value;
            *value = residual;
        }
    }
    let threshold = threshold_of_durations(interval);
    let chart = cusum(&z, ALLOWANCE, threshold)?;
    let stands = |sums: &[f64]| sums.last().is_some_and(|&last| last > threshold).then(|| last_start(sums));
    Ok(stands(&chart.up).map(|start| (start, true)).or_else(|| stands(&chart.down).map(|start| (start, false))))
}

/// The smallest threshold from 5 on whose two-sided chart gives so many independent values between false alarms, by
/// Siegmund's formula: half of `(e^(2kb) − 2kb − 1)/2k²` with b = h + 1.166.
fn threshold_of_durations(interval: f64) -> f64 {
    let mut threshold = LEAST_THRESHOLD;
    while threshold < 20.0 {
        let reach = 2.0 * ALLOWANCE * (threshold + 1.166);
        if (reach.exp() - reach - 1.0) / (2.0 * ALLOWANCE * ALLOWANCE) / 2.0 >= interval {
            break;
        }
        threshold += 0.5;
    }
    threshold
}

/// The position after the last one at which a sum was 0.
fn last_start(sums: &[f64]) -> usize {
    sums.iter().rposition(|&sum| sum <= 0.0).map_or(0, |position| position + 1).min(sums.len().saturating_sub(1))
}

/// Failures: only a rise is looked for, by the Bernoulli CUSUM.
fn follow_failures(
    workflow: &WorkflowSeries<'_>,
    set: Option<Period>,
    since: Timestamp,
    family: &mut Family,
) -> Numbered {
    let view = &workflow.view;
    let from = |time: Timestamp| {
        let first = workflow.decided.partition_point(|&row| view.started(row) < time);
        workflow.decided.get(first..).unwrap_or_default()
    };
    let kept = set.map(|period| {
        let mut rows = rows_over(view, workflow.subject.workflow_id(), period);
        rows.retain(|&row| view.outcome(row).is_decided());
        rows
    });
    let (baseline, after) = if let (Some(kept), Some(period)) = (&kept, set) {
        (kept.as_slice(), from(period.end))
    } else {
        let level = from(since);
        level.split_at(automatic_length(level.len()))
    };
    let mut drift = undecided(workflow, Metric::FailureRate, set.is_some(), baseline, after.len());
    let enough = Lack::unless_enough(baseline.len(), FEWEST_BASELINE)
        .and_then(|()| Lack::unless_enough(after.len(), FEWEST_AFTER));
    if let Err(lack) = enough {
        drift.state = Err(lack);
        return (drift, None);
    }
    let all = Outcomes::of(view, &[baseline, after].concat());
    let (split, end) = (baseline.len(), baseline.len() + after.len());
    drift.expected = Some(rate(all.count(0, split)));
    let start = |row: Option<&u32>| row.map(|&row| view.started_seconds(row));
    let interval = interval_of(after.len(), start(after.first()), start(after.last()));
    let Some(began) = failure_alarm(&all, split, interval) else {
        family.add_nothing();
        return (drift, None);
    };
    let compared = compare(&all, (0, split), (split + began, end));
    let (expected, recent, p_value) = (rate(compared.before), rate(compared.after), compared.p_value);
    let lasts = has_lasted(start(after.get(began)), start(after.last()));
    let is_large = lasts && recent - expected >= LEAST_CHANGE_OF_RATE;
    let number = family.add(p_value);
    let since = after.get(began).map(|&row| view.started(row));
    drift.state = Ok(drifting(is_large, true, since, change_percent(expected, recent), p_value));
    (drift, Some(number))
}

/// Where the evidence of an alarm that stands at the end began to grow. Expected is the baseline's rate (Jeffreys' mean),
/// raised is three times that, or twice from 10 % on.
fn failure_alarm(outcomes: &Outcomes, split: usize, interval: f64) -> Option<usize> {
    let (failed, all) = outcomes.count(0, split);
    let expected = (failed as f64 + 0.5) / (all as f64 + 1.0);
    let raised = (if expected > 0.1 { 2.0 * expected } else { 3.0 * expected }).min(0.95);
    let threshold = threshold_of_failures(expected, interval) * inflation(outcomes, &[(0, split)]);
    let chart = bernoulli_cusum(outcomes.failed.get(split..)?, expected, raised, threshold).ok()?;
    chart.sums.last().is_some_and(|&last| last >= threshold).then(|| last_start(&chart.sums))
}

/// The threshold that gives so many independent outcomes between false alarms: simulated at 3 for four rates, and 2.9
/// times as many for every 1 more.
fn threshold_of_failures(expected: f64, interval: f64) -> f64 {
    let at_three = match expected {
        rate if rate <= 0.02 => 1_249.0,
        rate if rate <= 0.05 => 540.0,
        rate if rate <= 0.1 => 245.0,
        _ => 266.0,
    };
    3.0 + ((interval / at_three).ln() / 2.9_f64.ln()).max(0.0)
}
