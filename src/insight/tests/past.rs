//! What was: outcomes, waiting, health, days.

use crate::domain::{KpiKind, Outcome, Timestamp, Window};
use crate::stats::Lack;

use super::super::testing::{DAY, Row, START, World};
use super::super::{
    HealthLevel, PartKind, Rate, count_outcomes, summarise, summarise_days, summarise_flakiness, summarise_health,
    summarise_queue, summarise_retries, summarise_signal,
};
use super::{HOUR, failing, history, parts};

/// The full suite is one workflow, and in another window maybe another: it is named.
#[test]
fn the_full_suite_is_named() {
    let nightly = |number: u32| number.is_multiple_of(10);
    let rows = history(20, 10, |row, number, _| Row {
        workflow: if nightly(number) { "Nightly" } else { "CI" },
        seconds: if nightly(number) { 6_000 } else { 200 },
        ..row
    });
    let health = summarise(&World::of(&rows).view()).health;
    let kpis = || health.parts.iter().flat_map(|part| &part.kpis);
    let suite = kpis().find(|kpi| kpi.kind == KpiKind::FullSuite).unwrap();
    assert_eq!((suite.workflow.as_deref(), suite.sample), (Some("Nightly"), 20));
    assert!(kpis().all(|kpi| kpi.kind == KpiKind::FullSuite || kpi.workflow.is_none()));
    let nothing = summarise(&World::of(&[]).view()).health;
    assert!(nothing.parts.iter().flat_map(|part| &part.kpis).all(|kpi| kpi.workflow.is_none()));
}

#[test]
fn an_empty_history_says_so_everywhere() {
    let world = World::of(&[]);
    let insight = summarise(&world.view());
    assert_eq!(insight.counts.total(), 0);
    assert_eq!(insight.success, Rate::default());
    assert_eq!((insight.durations.quantiles.count, insight.queue.clone()), (0, None));
    assert_eq!(insight.health.score, Err(Lack::TooFewPoints { have: 0, need: 10 }));
    assert!(insight.trends.iter().all(|trend| trend.direction.is_err()) && insight.trends.len() == 16);
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
        assert_eq!(world.view().rows[..], expected[..], "{:?}", world.filter);
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
    assert_eq!(world.view().before().unwrap().rows[..], [1]);
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
        workflow,
        commit,
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
fn windows_beyond_all_time_are_answered() {
    let rows = history(12, 4, |row, number, _| failing(row, number.is_multiple_of(5)));
    let ends = [i64::MIN, 0, i64::from(START) + 86_400, i64::MAX];
    for (start, end) in ends.into_iter().zip(ends.into_iter().skip(1)).chain([(i64::MIN, i64::MAX)]) {
        let world = World::of(&rows).with_window(Window::Custom(Timestamp(start), Timestamp(end)));
        let insight = summarise(&world.view());
        assert!(insight.days.len() <= 400, "{start} {end}");
        assert_eq!(insight.counts.total(), world.view().rows.len() as u64);
    }
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
    assert_eq!(kpi(KpiKind::CostPerRun).missing.as_deref(), Some("no jobs are stored of these runs"));
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
    let waste = super::super::waste::summarise_waste(&World::of(&rows).view());
    assert_eq!((waste.rerun_seconds, waste.cancelled_seconds, waste.rounding_seconds), (60.0, 60.0, 30.0));
    assert!((waste.share().unwrap() - 150.0 / 240.0).abs() < 1e-12);
}
