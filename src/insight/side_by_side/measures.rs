//! Each number on both sides, with the test that fits it: shares by two proportions with Newcombe's interval, quantiles
//! and means by resampling, health by the intervals of both scores. Judges nothing.

use crate::stats::{newcombe, normal_sf, quantile, two_proportions};

use super::super::cost::cost_per_run;
use super::super::delivery::queue_seconds;
use super::super::follow::{attempts_a_day, daily_volume};
use super::super::prepare::time;
use super::super::rate::failure_rate;
use super::super::{
    Change, Health, Rate, View, count_outcomes, daily_dollars, success_rate, summarise_flakiness, summarise_health,
    summarise_retries,
};
use super::resampled::{Item, Resampled, Statistic, resample};
use super::{ComparedMeasure, Measure};

/// Fewest values a side behind a median, a mean or a share.
const FEWEST: usize = 5;
/// Standard deviations of half a 95 % interval.
const HALF_INTERVAL: f64 = 1.96;

/// All of them.
pub(super) fn compare(first: &View<'_>, second: &View<'_>) -> Vec<ComparedMeasure> {
    let rule = first.filter.rule;
    let both = |make: &dyn Fn(&View<'_>) -> Rate| (make(first), make(second));
    let rates = |measure: Measure, make: &dyn Fn(&View<'_>) -> Rate| compare_rates(measure, both(make));
    let items = |make: fn(&View<'_>) -> Vec<Item>| (make(first), make(second));
    let durations = items(durations);
    vec![
        rates(Measure::SuccessRate, &|view| success_rate(&count_outcomes(view), rule)),
        rates(Measure::FailureRate, &|view| failure_rate(&count_outcomes(view))),
        rates(Measure::FirstTry, &|view| summarise_retries(view).first_try),
        rates(Measure::Flakiness, &|view| summarise_flakiness(view)),
        compare_quantiles(Measure::MedianDuration, &durations, 0.5),
        compare_quantiles(Measure::P95Duration, &durations, 0.95),
        compare_quantiles(Measure::TimeToSignal, &items(signals), 0.5),
        compare_quantiles(Measure::QueueP90, &items(queues), 0.9),
        compare_costs(first, second),
        compare_volumes(first, second),
        compare_health(&summarise_health(first), &summarise_health(second), (first.rows.len(), second.rows.len())),
    ]
}

fn compared(
    measure: Measure,
    (first, second): (Option<f64>, Option<f64>),
    counts: (u64, u64),
    resampled: Option<Resampled>,
) -> ComparedMeasure {
    ComparedMeasure {
        measure,
        first,
        second,
        counts,
        difference: first.zip(second).map(|(first, second)| first - second),
        interval: resampled.map(|resampled| resampled.interval),
        p_value: resampled.map(|resampled| resampled.p_value),
        adjusted_p: None,
        change: Change::Unknown,
    }
}

fn compare_rates(measure: Measure, (first, second): (Rate, Rate)) -> ComparedMeasure {
    let pair = |rate: &Rate| (rate.numerator, rate.denominator);
    let enough = first.denominator.min(second.denominator) >= FEWEST as u64;
    let p_value = two_proportions(pair(&second), pair(&first)).filter(|_| enough);
    let interval = newcombe(pair(&second), pair(&first), 0.95);
    let tested = p_value.map(|p_value| Resampled { interval, p_value });
    compared(measure, (first.value, second.value), (first.denominator, second.denominator), tested)
}

/// A quantile needs values beyond it: 5 for a median, 10 for P90, 20 for P95.
fn compare_quantiles(measure: Measure, (first, second): &(Vec<Item>, Vec<Item>), level: f64) -> ComparedMeasure {
    let value = |items: &[Item]| quantile(&items.iter().map(|item| item.0).collect::<Vec<_>>(), level);
    let fewest = FEWEST.max((1.0 / (1.0 - level)).round() as usize);
    let values = (value(first), value(second));
    let enough = first.len().min(second.len()) >= fewest;
    let difference = values.0.zip(values.1).map(|(first, second)| first - second).filter(|_| enough);
    let tested = difference.and_then(|difference| resample(first, second, Statistic::Quantile(level), difference));
    compared(measure, values, (first.len() as u64, second.len() as u64), tested)
}

/// Durations of passed attempts by their start.
fn durations(view: &View<'_>) -> Vec<Item> {
    let rows = view.chronological_where(|row| view.outcome(row) == crate::domain::Outcome::Passed);
    rows.into_iter().filter_map(|row| Some((view.duration_seconds(row)?, 1.0))).collect()
}

/// Time to signal of the executed jobs of first attempts.
fn signals(view: &View<'_>) -> Vec<Item> {
    let rows = view.rows.iter().copied().filter(|&row| view.attempt(row) == 1);
    let ends = |row: u32| {
        let created = view.created_seconds(row);
        let ends = view.executed_jobs(row).filter_map(|job| time(&view.columns.jobs.completed, job));
        ends.map(move |end| (f64::from(end.saturating_sub(created)), 1.0)).collect::<Vec<_>>()
    };
    rows.flat_map(ends).collect()
}

/// Waiting of executed jobs for a runner.
fn queues(view: &View<'_>) -> Vec<Item> {
    view.rows.iter().flat_map(|&row| queue_seconds(view, row)).flatten().map(|seconds| (seconds, 1.0)).collect()
}

/// Dollars a run; resampled by days with the runs that began on them.
fn compare_costs(first: &View<'_>, second: &View<'_>) -> ComparedMeasure {
    let (cost, cost_before) = (cost_per_run(first), cost_per_run(second));
    let values = (cost.dollars.ok(), cost_before.dollars.ok());
    let days = (cost_days(first), cost_days(second));
    let enough = days.0.len().min(days.1.len()) >= FEWEST;
    let difference = values.0.zip(values.1).map(|(first, second)| first - second).filter(|_| enough);
    let tested = difference.and_then(|difference| resample(&days.0, &days.1, Statistic::Ratio, difference));
    compared(Measure::CostPerRun, values, (cost.runs, cost_before.runs), tested)
}

/// Dollars and runs of each day on which a run began.
fn cost_days(view: &View<'_>) -> Vec<Item> {
    let dollars = daily_dollars(view);
    let Some(first_day) = dollars.first().map(|day| day.0) else { return Vec::new() };
    let mut runs = vec![0.0; dollars.len()];
    for &row in view.rows.iter().filter(|&&row| view.attempt(row) <= 1) {
        let position = usize::try_from(view.local_day(row) - first_day).ok();
        if let Some(count) = position.and_then(|position| runs.get_mut(position)) {
            *count += 1.0;
        }
    }
    dollars.into_iter().map(|day| day.1).zip(runs).filter(|day| day.1 > 0.0).collect()
}

/// Attempts on whole local days.
fn compare_volumes(first: &View<'_>, second: &View<'_>) -> ComparedMeasure {
    let days =
        |view: &View<'_>| -> Vec<Item> { daily_volume(view).into_iter().map(|(_, count)| (count, 1.0)).collect() };
    let values = (attempts_a_day(first).0, attempts_a_day(second).0);
    let (first, second) = (days(first), days(second));
    let enough = first.len().min(second.len()) >= FEWEST;
    let difference = values.0.zip(values.1).map(|(first, second)| first - second).filter(|_| enough);
    let tested = difference.and_then(|difference| resample(&first, &second, Statistic::Ratio, difference));
    compared(Measure::AttemptsADay, values, (first.len() as u64, second.len() as u64), tested)
}

/// The interval of a difference from those of both scores (Zou and Donner's square-and-add); p as if it were normal.
fn compare_health(first: &Health, second: &Health, counts: (usize, usize)) -> ComparedMeasure {
    let values = (first.score.as_ref().ok().copied(), second.score.as_ref().ok().copied());
    let tested = values.0.zip(values.1).zip(first.interval.zip(second.interval)).map(
        |((first, second), ((low, high), (low_second, high_second)))| {
            let difference = first - second;
            let below = (first - low).hypot(high_second - second);
            let above = (high - first).hypot(second - low_second);
            let towards_zero = if difference > 0.0 { below } else { above };
            let error = (towards_zero / HALF_INTERVAL).max(f64::MIN_POSITIVE);
            let p_value = (2.0 * normal_sf(difference.abs() / error)).min(1.0);
            Resampled { interval: (difference - below, difference + above), p_value }
        },
    );
    compared(Measure::Health, values, (counts.0 as u64, counts.1 as u64), tested)
}
