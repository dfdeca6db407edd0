//! Trends and changes of level.

use crate::domain::{Timestamp, Window};

use super::super::super::testing::{DAY, JobRow, Row, START, World};
use super::super::super::{Direction, Metric, Subject};
use super::super::{Changepoint, Cycle, analyse_movements, find_changepoints};
use super::{durations, failing, thirty_quiet};

fn found(rows: &[Row], metric: Metric) -> Vec<Changepoint> {
    let mut found = find_changepoints(&World::of(rows).view());
    found.retain(|change| change.metric == metric);
    found
}

#[test]
fn a_step_is_found_within_two_days_with_its_commits() {
    for seed in 0..8 {
        for (at, factor) in [(250, 1.2), (310, 1.0 / 1.2), (140, 1.5)] {
            let rows = durations(seed, 45, 10, 0.0, |number| if number >= at { factor } else { 1.0 });
            let changes = found(&rows, Metric::Duration);
            let [change] = changes.as_slice() else { panic!("{seed} {at}: {changes:?}") };
            let truth = Timestamp(i64::from(START + at / 10 * DAY));
            assert!(change.at.seconds_since(truth).abs() <= 2 * i64::from(DAY), "{seed} {at}: {change:?}");
            assert_eq!(change.is_worse, factor > 1.0);
            let (low, high) = change.change_percent_interval.unwrap();
            let percent = change.change_percent.unwrap();
            assert!(low <= percent && percent <= high && low * high > 0.0, "{change:?}");
            assert!((percent - 100.0 * (factor - 1.0)).abs() < 8.0, "{change:?}");
            assert!(change.before.low <= change.before.value && change.before.value <= change.before.high);
            assert!(change.p_value <= 1e-4 && change.p_value <= change.adjusted_p && change.adjusted_p < 0.05);
            assert!((0.5..=1.0).contains(&change.confidence), "{change:?}");
            // Each run has its own commit, so that the first one of the new level is named as its run.
            let row = rows.iter().find(|row| row.run_id == change.run_id).unwrap();
            let hex = |commit: u64| format!("{:016x}", commit.swap_bytes());
            assert_eq!(change.commit_after, Some(hex(row.commit)));
            assert_eq!(change.commit_before, Some(hex(row.commit - 1)));
            assert_eq!((change.commits_between, change.slow_mode_changed), (Some(0), None));
            assert!(change.smallest_visible_percent.is_some_and(|percent| (3.0..40.0).contains(&percent)));
        }
    }
}

#[test]
fn weekdays_are_no_levels_and_hide_none() {
    // Monday 20 % slower, Friday 25 % faster, thirty runs a day: every day would be a level of its own.
    let weekday = |number: u32| [1.2, 0.9, 1.1, 1.0, 0.8, 1.15, 1.0][(number / 30 % 7) as usize];
    for seed in 0..4 {
        let rows = durations(seed, 84, 30, 0.2, weekday);
        assert_eq!(found(&rows, Metric::Duration), [], "{seed}");
        let rows = durations(seed, 84, 30, 0.2, |n| weekday(n) * if n < 1_400 { 1.0 } else { 1.15 });
        let changes = found(&rows, Metric::Duration);
        let [change] = changes.as_slice() else { panic!("{seed}: {changes:?}") };
        let truth = Timestamp(i64::from(START + 1_400 / 30 * DAY));
        assert!(change.at.seconds_since(truth).abs() <= 2 * i64::from(DAY), "{seed}: {change:?}");
        assert!((change.change_percent.unwrap() - 15.0).abs() < 4.0, "{change:?}");
    }
}

#[test]
fn weekdays_of_a_short_window_are_known_from_the_weeks_before() {
    let weekday = |number: u32| [1.2, 0.9, 1.1, 1.0, 0.8, 1.15, 1.0][(number / 80 % 7) as usize];
    for seed in 0..2 {
        for days in [10, 14, 30, 60] {
            let world = World::of(&durations(seed, 84, 80, 0.2, weekday)).with_window(Window::LastDays(days));
            let found = find_changepoints(&world.view());
            assert!(found.iter().all(|change| change.metric != Metric::Duration), "{seed} {days}: {found:?}");
        }
    }
}

#[test]
fn commits_of_failures_between_are_counted() {
    let mut rows = durations(3, 60, 6, 0.0, |number| if number >= 200 { 3.0 } else { 1.0 });
    let changes = found(&rows, Metric::Duration);
    let first = rows.iter().position(|row| row.run_id == changes[0].run_id).unwrap();
    rows[first - 1].state = "failure";
    rows[first - 2].state = "failure";
    let again = found(&rows, Metric::Duration);
    assert_eq!(again[0].commits_between, Some(2), "{first} {again:?}");
}

#[test]
fn runs_that_resemble_their_neighbours_are_no_change() {
    let calls: usize = (0..20).map(|seed| found(&durations(seed, 60, 5, 0.6, |_| 1.0), Metric::Duration).len()).sum();
    assert_eq!(calls, 0);
}

#[test]
fn a_lost_cache_is_told_from_slower_code() {
    // Every third run misses the cache at first, then four of five.
    let slow = |number: u32| if number < 150 { number.is_multiple_of(3) } else { !number.is_multiple_of(5) };
    let changes = found(&durations(1, 50, 6, 0.0, |n| if slow(n) { 2.5 } else { 1.0 }), Metric::Duration);
    assert!(matches!(changes.as_slice(), [change] if change.slow_mode_changed == Some(true)), "{changes:?}");
    let both = |number: u32| if number.is_multiple_of(3) { 2.5 } else { 1.0 } * if number < 150 { 1.0 } else { 1.4 };
    let changes = found(&durations(1, 50, 6, 0.0, both), Metric::Duration);
    assert!(matches!(changes.as_slice(), [change] if change.slow_mode_changed == Some(false)), "{changes:?}");
}

#[test]
fn failure_rates_change_too() {
    for (days, per_day) in [(60, 6), (60, 40)] {
        let half = days * per_day / 2;
        let flat = || durations(5, days, per_day, 0.0, |_| 1.0);
        let rows = failing(2, flat(), |number| if number < half { 0.05 } else { 0.35 });
        let changes = found(&rows, Metric::FailureRate);
        let [change] = changes.as_slice() else { panic!("{changes:?}") };
        let truth = Timestamp(i64::from(START + days / 2 * DAY));
        assert!(change.at.seconds_since(truth).abs() <= 4 * i64::from(DAY), "{change:?}");
        assert!(change.is_worse && change.before.value < 0.12 && change.after.value > 0.25, "{change:?}");
        let (low, high) = change.change_percent_interval.unwrap();
        assert!(low > 0.0 && low < change.change_percent.unwrap() && change.change_percent.unwrap() < high);
        let calls: usize = (0..15).map(|seed| found(&failing(seed, flat(), |_| 0.1), Metric::FailureRate).len()).sum();
        assert_eq!(calls, 0);
    }
}

#[test]
fn bad_days_are_no_change_of_the_rate() {
    let calls: usize = (0..15)
        .map(|seed| {
            // One day in seven fails half of its runs.
            let chance = |number: u32| if (number / 20 * 7_919 + seed as u32).is_multiple_of(7) { 0.5 } else { 0.05 };
            found(&failing(seed, durations(seed, 70, 20, 0.0, |_| 1.0), chance), Metric::FailureRate).len()
        })
        .sum();
    assert_eq!(calls, 0);
}

#[test]
fn thirty_workflows_in_which_nothing_moves_stay_quiet() {
    let mut worlds_with_calls = 0;
    for seed in 0..3 {
        let world = World::of(&thirty_quiet(seed));
        let moved = analyse_movements(&world.view());
        assert_eq!((moved.workflows_examined, moved.workflows_left_out), (30, 0));
        assert!(moved.tested > 150 && moved.screened > 4_000, "{} {}", moved.tested, moved.screened);
        let directions = moved.trends.iter().filter(|it| !matches!(it.trend.direction, Ok(Direction::Flat) | Err(_)));
        let drifting = moved
            .drifts
            .iter()
            .filter(|drift| drift.state.as_ref().is_ok_and(|state| state.direction != Direction::Flat));
        // The four runs of a day start at the same hours: that season is there.
        let seasonal = moved.season.rhythms.iter().filter(|rhythm| {
            rhythm.is_seasonal == Ok(true) && (rhythm.metric, rhythm.cycle) != (Metric::Volume, Cycle::Day)
        });
        let counts =
            [directions.count(), drifting.count(), seasonal.count(), moved.changepoints.len(), moved.anomalies.len()];
        assert!(counts.iter().sum::<usize>() <= 2, "{seed}: {counts:?}");
        worlds_with_calls += usize::from(counts.iter().any(|&count| count > 0));
    }
    assert!(worlds_with_calls <= 1, "{worlds_with_calls}");
}

#[test]
fn jobs_steps_and_queues_have_trends_and_changes() {
    let mut rows = durations(9, 60, 6, 0.0, |_| 1.0);
    for (number, row) in (0_i64..).zip(&mut rows) {
        let late = number >= 200;
        let (wait, noise) = (if late { 90 } else { 30 } + number * 7 % 11, number * 13 % 17);
        let test = JobRow {
            name: "test",
            created: 0,
            picked_up: Some(wait),
            started: wait,
            completed: wait + 100 + noise + if late { 60 } else { 0 },
            steps: vec![("Run tests", "success", wait, wait + 80 + noise + number / 4), ("Skip", "skipped", 0, 0)],
            ..JobRow::default()
        };
        let steady = JobRow { created: 0, picked_up: Some(wait), completed: 105 + noise, ..JobRow::default() };
        row.named_jobs = vec![test, steady];
    }
    let moved = analyse_movements(&World::of(&rows).view());
    let job = |name: &str| Subject::Job { workflow_id: 100, workflow: "CI".to_owned(), job: name.to_owned() };
    let of = |subject: &Subject, metric: Metric| {
        moved.changepoints.iter().filter(|it| it.subject == *subject && it.metric == metric).count()
    };
    assert_eq!((of(&job("test"), Metric::Duration), of(&job("build"), Metric::Duration)), (1, 0));
    let workflow = Subject::Workflow { workflow_id: 100, workflow: "CI".to_owned() };
    assert_eq!(of(&workflow, Metric::QueueTime), 1);
    let step = moved.trends.iter().find(|it| matches!(&it.subject, Subject::Step { step, .. } if step == "Run tests"));
    assert_eq!(step.unwrap().trend.direction, Ok(Direction::Up));
    let queue = moved.trends.iter().find(|it| it.subject == workflow && it.trend.metric == Metric::QueueTime);
    assert_eq!(queue.unwrap().trend.direction, Ok(Direction::Up));
    assert_eq!((moved.jobs_examined, moved.jobs_left_out, moved.steps_examined), (2, 0, 1));
    assert!(moved.changepoints.is_sorted_by(|a, b| a.at >= b.at));
}
