//! Two sides whose difference is known.

use super::super::testing::{DAY, JobRow, Row, START, World};
use super::super::{Change, View, compare_with_before, summarise};
use super::*;
use crate::domain::Window;

/// Thirty days of 8 runs; every `fails` th fails, each takes about `seconds`.
fn side(seconds: i64, fails: u32, workflow: &'static str) -> World {
    let row = |number: u32| {
        let state = if number % fails == 1 { "failure" } else { "success" };
        let took = seconds + i64::from(number * 37 % 41);
        let job = JobRow { state, completed: 5 + took, started: 5, ..JobRow::default() };
        let at = START + number * (DAY / 8);
        Row { state, seconds: took, workflow, named_jobs: vec![job], ..Row::at(u64::from(number) + 1, at) }
    };
    World::of(&(0..30 * 8).map(row).collect::<Vec<_>>()).with_window(Window::All)
}

fn changes(first: &World, second: &World) -> Vec<(Measure, Change)> {
    let found = compare_sides(&first.view(), &second.view());
    found.measures.iter().map(|measure| (measure.measure, measure.change)).collect()
}

#[test]
fn equal_sides_do_not_differ() {
    let (first, second) = (side(200, 10, "CI"), side(200, 10, "CI"));
    let found = compare_sides(&first.view(), &second.view());
    for measure in &found.measures {
        assert!(matches!(measure.change, Change::Unchanged | Change::Unknown), "{measure:?}");
        assert!(measure.difference.is_none_or(|difference| difference.abs() < 1e-9), "{measure:?}");
    }
    assert_eq!((found.workflows.shared, found.jobs.shared, found.jobs.only_first), (1, 1, 0));
    assert_eq!(found.jobs.subjects[0].duration_change, Change::Unchanged);
}

#[test]
fn what_differs_is_found_with_its_sign_and_interval() {
    let (slow, fast) = (side(400, 4, "CI"), side(200, 40, "CI"));
    let found = changes(&slow, &fast);
    let of = |measure: Measure| found.iter().find(|found| found.0 == measure).unwrap().1;
    for measure in [Measure::SuccessRate, Measure::FailureRate, Measure::FirstTry, Measure::MedianDuration] {
        assert_eq!(of(measure), Change::Worse, "{measure:?}");
    }
    assert_eq!(of(Measure::P95Duration), Change::Worse);
    assert_eq!(of(Measure::TimeToSignal), Change::Worse);
    assert_eq!(of(Measure::AttemptsADay), Change::Unchanged);
    assert!(changes(&fast, &slow).contains(&(Measure::MedianDuration, Change::Better)));
    let sides = compare_sides(&slow.view(), &fast.view());
    let median = sides.measures.iter().find(|measure| measure.measure == Measure::MedianDuration).unwrap();
    let (low, high) = median.interval.unwrap();
    assert!((low..=high).contains(&200.0) && low > 180.0 && high < 220.0, "{low} {high}");
    let spread = sides.spread.unwrap();
    assert_eq!(spread.borders.len(), spread.first.len() + 1);
    assert_eq!(spread.first.iter().sum::<u64>(), spread.first_quantiles.count);
    assert_eq!(spread.second.iter().sum::<u64>(), spread.second_quantiles.count);
    let job = &sides.jobs.subjects[0];
    assert_eq!((job.duration_change, job.failure_change), (Change::Worse, Change::Worse));
    let (low, high) = job.duration_interval.unwrap();
    assert!(low < job.duration_percent.unwrap() && job.duration_percent.unwrap() < high, "{job:?}");
}

/// Thirty days of 80 runs that take 200 s, the last ones `late_seconds` more.
fn slower_at_the_end(late_seconds: i64) -> World {
    let row = |number: u32| {
        let late = if number >= 25 * 80 { late_seconds } else { 0 };
        let seconds = 200 + late + i64::from(number * 37 % 41);
        Row { seconds, ..Row::at(u64::from(number) + 1, START + number * (DAY / 80)) }
    };
    World::of(&(0..30 * 80).map(row).collect::<Vec<_>>()).with_window(Window::All)
}

/// What is told of a workflow is about the whole window, estimate and interval alike.
#[test]
fn an_estimate_lies_in_its_interval() {
    let found = compare_sides(&slower_at_the_end(100).view(), &slower_at_the_end(0).view());
    let workflow = &found.workflows.subjects[0];
    let (percent, (low, high)) = (workflow.duration_percent.unwrap(), workflow.duration_interval.unwrap());
    assert!(low <= percent && percent <= high && high < 15.0, "{percent} {low} {high}");
    // The medians are those of the durations themselves: here the mean of two in the middle.
    assert_eq!(workflow.medians.1.map(|seconds| seconds.fract() % 0.5), Some(0.0));
}

/// Two workflows of one name each are held against each other job by job; else jobs belong to their workflow.
#[test]
fn jobs_of_two_single_workflows_are_matched_by_name() {
    let (first, second) = (side(200, 10, "CI"), side(200, 10, "Nightly"));
    let found = compare_sides(&first.view(), &second.view());
    assert_eq!((found.workflows.shared, found.workflows.only_first, found.workflows.only_second), (0, 1, 1));
    assert_eq!(found.jobs.shared, 1);
}

#[test]
fn the_numbers_are_those_of_the_overview() {
    let world = side(200, 7, "CI");
    let view = world.view();
    let (found, insight) = (compare_sides(&view, &view), summarise(&view));
    let of = |measure: Measure| found.measures.iter().find(|found| found.measure == measure).unwrap().first;
    assert_eq!(of(Measure::SuccessRate), insight.success.value);
    assert_eq!(of(Measure::FirstTry), insight.retries.first_try.value);
    assert_eq!(of(Measure::Flakiness), insight.flakiness.value);
    assert_eq!(of(Measure::MedianDuration), insight.durations.quantiles.median);
    assert_eq!(of(Measure::P95Duration), insight.durations.quantiles.p95);
    assert_eq!(of(Measure::QueueP90), insight.queue.unwrap().quantiles.p90);
    assert_eq!(of(Measure::TimeToSignal), insight.signal.time_to_signal.median);
    assert_eq!(of(Measure::Health), insight.health.score.ok());
}

/// Side by side with the window before says what the overview says of it.
#[test]
fn agrees_with_the_window_before() {
    let mut world = side(200, 7, "CI");
    world.filter.window = Window::LastDays(10);
    let view = world.view();
    let found = compare_sides(&view, &view.before().unwrap());
    let rate = compare_with_before(&view).into_iter().find(|found| found.metric == super::super::Metric::FailureRate);
    let measure = found.measures.iter().find(|found| found.measure == Measure::FailureRate).unwrap();
    assert_eq!((measure.first, measure.p_value), (rate.as_ref().unwrap().current, rate.as_ref().unwrap().p_value));
}

#[test]
fn little_and_nothing_are_told_as_such() {
    let empty = World::of(&[]);
    let few = World::of(&[Row::at(1, START), Row::at(2, START + 60)]);
    let check = |first: &View<'_>, second: &View<'_>| {
        let found = compare_sides(first, second);
        assert!(found.measures.iter().all(|measure| measure.change == Change::Unknown), "{found:?}");
        assert!(!format!("{found:?}").contains("NaN"));
        let bytes = postcard::to_allocvec(&found).unwrap();
        assert_eq!(postcard::from_bytes::<SideBySide>(&bytes).unwrap(), found);
    };
    check(&empty.view(), &empty.view());
    check(&few.view(), &empty.view());
    check(&few.view(), &few.view());
}
