//! Questions put to small worlds whose truth is known.

use proptest::prelude::*;

use crate::domain::{KpiKind, Outcome, SuccessRule, Timestamp, Window};
use crate::stats::{Lack, SplitMix64};

use super::testing::{DAY, Row, START, World};
use super::{
    Change, Direction, FailureForecast, HealthLevel, Insight, Metric, PartKind, Rate, RecommendationKind, RiskLevel,
    Trend, compare_with_before, count_outcomes, follow_trends, predict_failure_rate, predict_next_runs, summarise,
    summarise_days, summarise_durations, summarise_flakiness, summarise_health, summarise_queue, summarise_retries,
    summarise_signal,
};

const HOUR: u32 = 3_600;

/// `per_day` runs a day, each with its own commit, shaped by their number and day.
fn history(days: u32, per_day: u32, shape: impl Fn(Row, u32, u32) -> Row) -> Vec<Row> {
    let row = |number: u32| {
        let (day, within) = (number / per_day, number % per_day);
        let row = Row::at(u64::from(number) + 1, START + day * DAY + within * (DAY / per_day));
        shape(row, number, day)
    };
    (0..days * per_day).map(row).collect()
}

fn failing(row: Row, fails: bool) -> Row {
    Row { state: if fails { "failure" } else { "success" }, ..row }
}

fn own(trends: &[Trend], metric: Metric) -> &Trend {
    trends.iter().find(|trend| trend.metric == metric).unwrap()
}

fn parts(rate: Rate) -> (u64, u64) {
    (rate.numerator, rate.denominator)
}

#[test]
fn an_empty_history_says_so_everywhere() {
    let world = World::of(&[]);
    let insight = summarise(&world.view());
    assert_eq!(insight.counts.total(), 0);
    assert_eq!(insight.success, Rate::default());
    assert_eq!((insight.durations.quantiles.count, insight.queue.clone()), (0, None));
    assert_eq!(insight.health.score, Err(Lack::TooFewPoints { have: 0, need: 10 }));
    assert!(insight.trends.iter().all(|trend| trend.direction.is_err()) && insight.trends.len() == 12);
    assert!(insight.forecast.days.is_err() && insight.risk.score.is_none());
    assert!(insight.days.is_empty() && insight.recommendations.is_empty() && insight.workflows.is_empty());
}

#[test]
fn counts_keep_unknown_words() {
    let words = ["success", "failure", "timed_out", "cancelled", "skipped", "quantum", "quantum", "odd", "queued"];
    let rows: Vec<Row> =
        (0..).zip(words).map(|(i, state)| Row { state, ..Row::at(u64::from(i), START + i * HOUR) }).collect();
    let counts = count_outcomes(&World::of(&rows).view());
    assert_eq!((counts.passed, counts.failed, counts.timed_out), (1, 2, 1));
    assert_eq!((counts.cancelled_by_hand, counts.excluded, counts.unfinished), (1, 4, 1));
    assert_eq!(counts.unknown_words, [("quantum".to_owned(), 2), ("odd".to_owned(), 1)]);
    assert_eq!((counts.total(), counts.decided()), (9, 3));
    assert_eq!(counts.of(Outcome::Failed), 1);
}

#[test]
fn filters_choose() {
    let rows = [
        Row::at(1, START),
        Row { workflow: "Docs", ..Row::at(2, START + DAY) },
        Row { branch: "dev", event: "pull_request", ..Row::at(3, START + 2 * DAY) },
    ];
    let check = |change: &dyn Fn(&mut World), expected: &[u32]| {
        let mut world = World::of(&rows);
        change(&mut world);
        assert_eq!(world.view().rows, expected, "{:?}", world.filter);
    };
    check(&|_| {}, &[0, 1, 2]);
    check(&|world| world.filter.workflow_id = Some(101), &[1]);
    check(&|world| world.filter.workflow_id = Some(999), &[]);
    check(&|world| world.filter.branch = Some("main".to_owned()), &[0, 1]);
    check(&|world| world.filter.branch = Some("gone".to_owned()), &[]);
    check(&|world| world.filter.event = Some("pull_request".to_owned()), &[2]);
    check(&|world| world.filter.window = Window::LastDays(1), &[2]);
    let start = Timestamp(i64::from(START));
    check(&|world| world.filter.window = Window::Custom(start, start.plus_days(1)), &[0]);
    let mut world = World::of(&rows);
    assert!(world.view().before().is_none());
    world.filter.window = Window::LastDays(1);
    assert_eq!(world.view().before().unwrap().rows, [1]);
}

#[test]
fn retries_are_told_apart() {
    let attempt = |run_id: u64, attempt: u16, state| Row {
        attempt,
        state,
        started: START + u32::from(attempt) * HOUR,
        ..Row::at(run_id, START)
    };
    let rows = [
        attempt(1, 1, "failure"),
        attempt(1, 2, "failure"),
        attempt(1, 3, "success"),
        attempt(2, 1, "success"),
        attempt(3, 2, "success"),
        attempt(4, 1, "failure"),
        attempt(5, 1, "cancelled"),
    ];
    let summary = summarise_retries(&World::of(&rows).view());
    assert_eq!(parts(summary.first_try), (1, 3));
    assert_eq!(parts(summary.final_success), (3, 4));
    assert_eq!((summary.green_only_after_retry, summary.retries, summary.retry_seconds), (1, 3, 600));
}

#[test]
fn flaky_commits_are_those_with_both_ends() {
    let on = |run_id: u64, commit: u64, workflow, state| Row {
        commit,
        workflow,
        state,
        ..Row::at(run_id, START + run_id as u32)
    };
    let rows = [
        on(1, 1, "CI", "failure"),
        on(2, 1, "CI", "success"),
        on(3, 2, "CI", "failure"),
        on(4, 2, "Docs", "success"),
        on(5, 3, "CI", "success"),
        on(6, 3, "CI", "startup_failure"),
        on(7, 4, "CI", "cancelled"),
        Row { jobs: Some(Vec::new()), ..on(8, 5, "CI", "failure") },
        on(9, 5, "CI", "success"),
    ];
    assert_eq!(parts(summarise_flakiness(&World::of(&rows).view())), (1, 5));
}

#[test]
fn waiting_is_measured_on_executed_jobs() {
    let rows = [
        Row {
            event: "pull_request",
            jobs: Some(vec![("success", 0, 20, 100), ("failure", 30, 10, 300), ("skipped", 0, 0, 900)]),
            ..Row::at(1, START)
        },
        Row {
            event: "pull_request",
            state: "cancelled",
            jobs: Some(vec![("cancelled", 0, 40, 60)]),
            ..Row::at(2, START + HOUR)
        },
        Row { jobs: Some(vec![("success", 0, 60, 500)]), ..Row::at(3, START + 2 * HOUR) },
    ];
    let world = World::of(&rows);
    let queue = summarise_queue(&world.view()).unwrap();
    assert_eq!((queue.quantiles.count, queue.quantiles.minimum, queue.quantiles.median), (4, Some(0.0), Some(30.0)));
    let signal = summarise_signal(&world.view());
    assert_eq!(signal.time_to_signal.count, 4);
    assert_eq!(signal.pull_request_validation.median, Some(300.0));
    assert!(signal.validation_from_jobs);
    assert_eq!(signal.apdex, Some(0.5));
    let without_jobs = summarise_signal(&World::of(&[Row { event: "pull_request", ..Row::at(1, START) }]).view());
    assert_eq!((without_jobs.validation_from_jobs, without_jobs.pull_request_validation.median), (false, Some(200.0)));
}

#[test]
fn days_stand_in_line_and_are_capped() {
    let world = World::of(&history(5, 2, |row, _, day| Row { seconds: 100 * i64::from(day + 1), ..row }));
    let days = summarise_days(&world.view());
    assert_eq!(days.len(), 5);
    assert!(days.windows(2).all(|pair| pair[1].start == pair[0].start.plus_days(1)));
    assert_eq!(days[2].median_duration_seconds, Some(300.0));
    assert_eq!(days[4].counts.passed, 2);
    let long = [Row::at(1, START - 1_500 * DAY), Row::at(2, START)];
    assert_eq!(summarise_days(&World::of(&long).view()).len(), 1_100);
    assert_eq!(summarise_days(&World::of(&long).with_window(Window::LastDays(2_000)).view()).len(), 400);
    let ahead = Window::Custom(Timestamp(i64::from(START) - 86_400), Timestamp(i64::from(START) * 2));
    assert_eq!(summarise_days(&World::of(&long).with_window(ahead).view()).len(), 2);
}

#[test]
fn trends_name_what_rises_and_what_does_not() {
    let slower = |row: Row, number: u32, day: u32| Row { seconds: 200 + i64::from(day * 4 + number % 7), ..row };
    let check = |rows: &[Row], metric: Metric, expected: Direction| {
        let world = World::of(rows);
        let trends = follow_trends(&world.view());
        let trend = own(&trends, metric);
        assert_eq!(trend.direction, Ok(expected), "{trend:?}");
        let (low, high) = trend.percent_per_week_interval.unwrap();
        let week = trend.percent_per_week.unwrap();
        assert!(low <= week && week <= high && trend.line.is_some(), "{trend:?}");
    };
    check(&history(40, 5, slower), Metric::Duration, Direction::Up);
    check(
        &history(40, 5, |row, number, _| Row { seconds: 200 + i64::from(number * 7 % 13), ..row }),
        Metric::Duration,
        Direction::Flat,
    );
    // More than 2,000 runs go by daily medians.
    check(&history(40, 60, slower), Metric::Duration, Direction::Up);
    check(&history(40, 20, |row, number, day| failing(row, number % 20 < day / 4)), Metric::FailureRate, Direction::Up);
    check(
        &history(40, 20, |row, number, day| failing(row, number % 20 < (40 - day) / 4)),
        Metric::FailureRate,
        Direction::Down,
    );
    check(&history(40, 20, |row, number, _| failing(row, number % 7 == 0)), Metric::FailureRate, Direction::Flat);
    let busier: Vec<Row> = history(40, 44, |row, _, _| row)
        .into_iter()
        .enumerate()
        .filter(|(number, _)| number % 44 < 4 + number / 44)
        .map(|(_, row)| row)
        .collect();
    check(&busier, Metric::Volume, Direction::Up);
    check(&history(40, 5, |row, _, _| row), Metric::Volume, Direction::Flat);
}

#[test]
fn another_mix_of_workflows_is_no_trend() {
    // The long workflow takes over, but neither of the two gets slower.
    let mixed = |row: Row, number: u32, day: u32| {
        let long = number % 10 < day / 4;
        let jitter = i64::from(number * 7 % 11);
        Row { workflow: if long { "Nightly" } else { "CI" }, seconds: if long { 3_000 } else { 200 } + jitter, ..row }
    };
    let world = World::of(&history(40, 10, mixed));
    let trends = follow_trends(&world.view());
    assert_eq!(own(&trends, Metric::Duration).direction, Ok(Direction::Flat));
    let world = world.with_window(Window::LastDays(20));
    let changes = compare_with_before(&world.view());
    let duration = changes.iter().find(|comparison| comparison.metric == Metric::Duration).unwrap();
    assert!(duration.change_percent.unwrap() > 5.0 && duration.change == Change::Unchanged, "{duration:?}");
}

#[test]
fn trends_need_data_over_the_window() {
    let world = World::of(&history(20, 10, |row, _, day| Row { seconds: 200 + i64::from(day), ..row }));
    let trends = follow_trends(&world.with_window(Window::LastDays(10)).view());
    let duration: Vec<&Trend> = trends.iter().filter(|trend| trend.metric == Metric::Duration).collect();
    assert_eq!(duration.iter().map(|trend| trend.window_days).collect::<Vec<_>>(), [10.0, 7.0, 30.0, 90.0]);
    assert!(duration[2].direction.is_ok());
    assert!(matches!(duration[3].direction, Err(Lack::Undefined { .. })), "{:?}", duration[3]);
}

#[test]
fn windows_are_compared() {
    let shifted = |row: Row, number: u32, day: u32| {
        let late = day >= 20;
        failing(
            Row { seconds: if late { 300 } else { 200 } + i64::from(number % 9), ..row },
            number % if late { 4 } else { 20 } == 0,
        )
    };
    let world = World::of(&history(40, 20, shifted)).with_window(Window::LastDays(19));
    let changes = compare_with_before(&world.view());
    let of = |metric: Metric| changes.iter().find(|comparison| comparison.metric == metric).unwrap();
    assert_eq!(of(Metric::Duration).change, Change::Worse);
    assert_eq!(of(Metric::FailureRate).change, Change::Worse);
    assert_eq!(of(Metric::SuccessRate).change, Change::Worse);
    assert_eq!(of(Metric::Volume).change, Change::Unchanged);
    assert_eq!(of(Metric::QueueTime).change, Change::Unknown);
    assert!(compare_with_before(&world.with_window(Window::All).view()).is_empty());
}

#[test]
fn health_tells_its_parts_and_what_is_missing() {
    let good = World::of(&history(10, 10, |row, number, _| failing(row, number % 12 == 7)));
    let health = summarise_health(&good.view());
    let score = health.score.unwrap();
    let (low, high) = health.interval.unwrap();
    assert!(score > 85.0 && low <= score && score <= high && low < high, "{score} {low} {high}");
    assert_eq!(health.level, Some(HealthLevel::Healthy));
    let part = |kind: PartKind| health.parts.iter().find(|part| part.kind == kind).unwrap();
    assert_eq!(part(PartKind::Satisfaction).score, None);
    assert_eq!(part(PartKind::Satisfaction).missing.len(), 1);
    let kpi = |kind: KpiKind| health.parts.iter().flat_map(|part| &part.kpis).find(|kpi| kpi.kind == kind).unwrap();
    assert_eq!((kpi(KpiKind::SuccessRate).sample, kpi(KpiKind::Stability).score), (100, Some(100.0)));
    assert_eq!(kpi(KpiKind::RecentDefaultBranch).value, Some(9.0));
    assert_eq!(kpi(KpiKind::CostPerRun).missing.as_deref(), Some("not measured"));
    assert_eq!(kpi(KpiKind::DeploymentSuccess).value, None);
    let few = World::of(&history(3, 3, |row, _, _| row));
    assert_eq!(summarise_health(&few.view()).score, Err(Lack::TooFewPoints { have: 9, need: 10 }));
}

#[test]
fn deployments_are_known_by_word_or_event() {
    let check = |workflow: &'static str, event: &'static str, expected: u64| {
        let world = World::of(&history(2, 6, |row, _, _| Row { workflow, event, ..row }));
        let health = summarise_health(&world.view());
        let kpi = health.parts.iter().flat_map(|part| &part.kpis).find(|kpi| kpi.kind == KpiKind::DeploymentSuccess);
        assert_eq!(kpi.unwrap().sample, expected, "{workflow} {event}");
    };
    check("Deploy to production", "push", 12);
    check("build-and-publish", "push", 12);
    check("RELEASE", "push", 12);
    check("Undeployed", "push", 0);
    check("CI", "deployment", 12);
    check("CI", "push", 0);
}

#[test]
fn waste_is_what_was_thrown_away() {
    let job = |end: i64| Some(vec![("success", 0, 0, end)]);
    let rows = [
        Row { jobs: job(90), ..Row::at(1, START) },
        Row { jobs: job(60), state: "cancelled", ..Row::at(2, START + HOUR) },
        Row { jobs: job(60), attempt: 2, started: START + 2 * HOUR, ..Row::at(1, START) },
    ];
    let waste = super::waste::summarise_waste(&World::of(&rows).view());
    assert_eq!((waste.rerun_seconds, waste.cancelled_seconds, waste.rounding_seconds), (60.0, 60.0, 30.0));
    assert!((waste.share().unwrap() - 150.0 / 240.0).abs() < 1e-12);
}

fn forecast_of(rows: &[Row]) -> FailureForecast {
    predict_failure_rate(&World::of(rows).view())
}

#[test]
fn forecasts_follow_the_rate_and_know_their_record() {
    let mut random = SplitMix64::new(7);
    let draws: Vec<bool> =
        (0..120 * 25).map(|number| random.unit() < if number < 2_000 { 0.05 } else { 0.30 }).collect();
    let forecast = forecast_of(&history(120, 25, |row, number, _| failing(row, draws[number as usize])));
    let days = forecast.days.clone().unwrap();
    assert_eq!(days.len(), 7);
    for day in &days {
        assert!((day.rate - 0.30).abs() < 0.1, "{day:?}");
        assert!(day.interval_95.0 <= day.interval_80.0 && day.interval_80.0 <= day.rate, "{day:?}");
        assert!(day.rate <= day.interval_80.1 && day.interval_80.1 <= day.interval_95.1, "{day:?}");
        assert!((day.expected_runs - 25.0).abs() < 1e-9);
    }
    assert!(days.windows(2).all(|pair| pair[0].start < pair[1].start));
    assert!((0.75..=0.95).contains(&forecast.backtest_coverage_80.unwrap()), "{forecast:?}");
    assert!((0.90..=1.0).contains(&forecast.backtest_coverage_95.unwrap()), "{forecast:?}");
    assert!(forecast.backtest_error.unwrap() < forecast.backtest_error_naive.unwrap());
    assert!(forecast.confidence.unwrap() > 0.7 && forecast.backtest_days > 100);
}

#[test]
fn forecasts_need_their_points() {
    let few = forecast_of(&history(3, 5, |row, _, _| row));
    assert_eq!(few.days, Err(Lack::TooFewPoints { have: 15, need: 20 }));
    let calm = forecast_of(&history(60, 5, |row, _, _| row));
    assert!(calm.days.unwrap().iter().all(|day| day.rate < 0.05));
}

#[test]
fn next_runs_say_a_chance_and_how_good_it_was() {
    let rows = history(60, 6, |row, number, day| match number % 2 {
        0 => failing(row, day % 20 >= 14),
        _ => Row { workflow: "Docs", ..row },
    });
    let chances = predict_next_runs(&World::of(&rows).view());
    assert_eq!(chances.iter().map(|next| next.workflow.as_str()).collect::<Vec<_>>(), ["CI", "Docs"]);
    let (chance, (low, high)) = chances[0].chance.clone().unwrap();
    assert!(chance > 0.7 && low < chance && chance < high, "{:?}", chances[0]);
    assert!(chances[0].brier.unwrap() < chances[0].brier_base.unwrap(), "{:?}", chances[0]);
    assert_eq!(chances[0].base_rate, Some(0.3));
}

#[test]
fn risk_names_its_factors() {
    let calm = summarise(&World::of(&history(40, 10, |row, _, _| row)).view());
    assert_eq!(calm.risk.level, Some(RiskLevel::Low));
    let broken = summarise(&World::of(&history(40, 10, |row, number, day| failing(row, number % 10 < day / 4))).view());
    assert!(broken.risk.score.unwrap() > calm.risk.score.unwrap() + 40.0, "{:?}", broken.risk);
    assert!(broken.risk.factors.is_sorted_by(|a, b| a.points >= b.points));
    let total: f64 = broken.risk.factors.iter().map(|factor| factor.maximum).sum();
    assert!((total - 100.0).abs() < 1e-9);
}

#[test]
fn advice_comes_only_with_a_reason() {
    let kinds = |insight: &Insight| insight.recommendations.iter().map(|advice| advice.kind).collect::<Vec<_>>();
    let calm = summarise(&World::of(&history(40, 10, |row, number, _| failing(row, number % 100 == 3))).view());
    assert_eq!(kinds(&calm), []);
    let few = summarise(&World::of(&history(2, 4, |row, _, _| failing(row, true))).view());
    assert_eq!(kinds(&few), []);
    let troubled = |row: Row, number: u32, day: u32| {
        let row =
            Row { commit: u64::from(number / 2), seconds: 1_000 + 20 * i64::from(day) + i64::from(number % 5), ..row };
        failing(row, number % 3 == 0)
    };
    let troubled = summarise(&World::of(&history(40, 10, troubled)).view());
    let found = kinds(&troubled);
    for kind in [
        RecommendationKind::Reliability,
        RecommendationKind::Flakiness,
        RecommendationKind::Speed,
        RecommendationKind::Data,
    ] {
        assert!(found.contains(&kind), "{kind:?} is not in {found:?}");
    }
    assert!(troubled.recommendations.is_sorted_by_key(|advice| advice.priority));
    for advice in &troubled.recommendations {
        let has_number = |text: &str| text.chars().any(|c| c.is_ascii_digit());
        assert!(has_number(&advice.reason) && has_number(&advice.expected_effect), "{advice:?}");
    }
}

fn any_row() -> impl Strategy<Value = Row> {
    let states =
        prop::sample::select(vec!["success", "failure", "cancelled", "timed_out", "skipped", "queued", "quantum"]);
    let times = (0_u32..40 * DAY, 0_u32..DAY, -50_i64..9_000);
    let texts = (
        prop::sample::select(vec!["CI", "Docs", "Deploy"]),
        prop::sample::select(vec!["main", "dev"]),
        prop::sample::select(vec!["push", "pull_request"]),
    );
    let job =
        (prop::sample::select(vec!["success", "skipped", "cancelled"]), -20_i64..60, -20_i64..60, -20_i64..25_000);
    let jobs = prop::option::of(prop::collection::vec(job, 0..4));
    (1_u64..60, 1_u16..4, times, states, texts, jobs, 0_u64..30).prop_map(
        |(run_id, attempt, (created, wait, seconds), state, (workflow, branch, event), jobs, commit)| {
            let created = START + created;
            let started = if attempt == 1 { created } else { created + wait };
            Row { attempt, state, seconds, started, workflow, branch, event, jobs, commit, ..Row::at(run_id, created) }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Nothing panics, every number is finite (JSON has no other), scores and rates stay in their range.
    #[test]
    fn any_history_is_answered_with_finite_numbers(
        rows in prop::collection::vec(any_row(), 0..120),
        window in prop::sample::select(vec![Window::All, Window::LastDays(7), Window::LastHours(5)]),
        rule in prop::sample::select(SuccessRule::ALL.to_vec()),
    ) {
        let mut world = World::of(&rows).with_window(window);
        world.filter.rule = rule;
        let insight = summarise(&world.view());
        let written = format!("{insight:?}");
        prop_assert!(!written.contains("NaN") && !written.contains("inf"), "{written}");
        prop_assert_eq!(insight.counts.total(), world.view().rows.len() as u64);
        let of_days: u64 = insight.days.iter().map(|day| day.counts.total()).sum();
        prop_assert_eq!(of_days, insight.counts.total());
        let of_workflows: u64 = insight.workflows.iter().map(|workflow| workflow.counts.total()).sum();
        prop_assert_eq!(of_workflows, insight.counts.total());
        for score in [insight.health.score.clone().ok(), insight.risk.score, insight.performance.value].into_iter().flatten() {
            prop_assert!((0.0..=100.0).contains(&score), "{score}");
        }
        let rates = [insight.success, insight.flakiness, insight.retries.first_try, insight.retries.final_success];
        for rate in rates {
            prop_assert!(rate.numerator <= rate.denominator && rate.value.is_none_or(|value| (0.0..=1.0).contains(&value)));
        }
        let quantiles = insight.durations.quantiles;
        prop_assert!(quantiles.minimum <= quantiles.median && quantiles.median <= quantiles.p99 && quantiles.p99 <= quantiles.maximum);
        prop_assert_eq!(&insight, &summarise(&world.view()));
    }

    /// Turning one failure into a success never lowers rate or health, all else being equal.
    #[test]
    fn one_more_success_never_hurts(failures in prop::collection::vec(any::<bool>(), 12..60), chosen in any::<prop::sample::Index>()) {
        let world = |failures: &[bool]| {
            let rows: Vec<Row> = (0_u32..).zip(failures)
                .map(|(number, &fails)| failing(Row::at(u64::from(number), START + number * HOUR), fails)).collect();
            World::of(&rows)
        };
        let mut better = failures.clone();
        better[chosen.index(failures.len())] = false;
        let (before, after) = (world(&failures), world(&better));
        let score = |world: &World| summarise_health(&world.view()).score.unwrap();
        // A first success brings a duration to be scored by; with one before, nothing but reliability changes.
        prop_assume!(failures.iter().any(|fails| !fails));
        prop_assert!(score(&after) >= score(&before) - 1e-9);
        let durations = |world: &World| summarise_durations(&world.view()).quantiles.median;
        prop_assert_eq!(durations(&after), durations(&before));
    }
}
