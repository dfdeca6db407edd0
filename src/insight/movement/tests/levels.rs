//! Anomalies and drift, and histories that tell little.

use proptest::prelude::*;

use crate::domain::{Baseline, Period, Timestamp};
use crate::stats::Lack;

use super::super::super::testing::{DAY, Row, START, World};
use super::super::super::{Direction, Metric, Subject};
use super::super::{Drift, Movements, analyse_movements, find_changepoints};
use super::{durations, failing};

fn moved(rows: &[Row]) -> Movements {
    analyse_movements(&World::of(rows).view())
}

fn drift(moved: &Movements, metric: Metric) -> &Drift {
    moved.drifts.iter().find(|drift| drift.metric == metric).unwrap()
}

#[test]
fn a_run_that_does_not_belong_is_named() {
    let mut rows = durations(4, 50, 6, 0.0, |_| 1.0);
    rows[250].seconds = 900;
    let found = moved(&rows).anomalies;
    let [anomaly] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((anomaly.run, anomaly.metric, anomaly.is_worse), (Some((251, 1)), Metric::Duration, Some(true)));
    assert!((anomaly.expected - 200.0).abs() < 10.0 && anomaly.z > 3.5 && anomaly.value.total_cmp(&900.0).is_eq());
    let quiet = moved(&durations(4, 50, 6, 0.0, |_| 1.0));
    assert!(quiet.anomalies.is_empty() && quiet.screened >= 200);
}

#[test]
fn days_that_do_not_belong_are_named() {
    let slow = durations(6, 60, 6, 0.0, |number| if number / 6 == 40 { 1.6 } else { 1.0 });
    let broken = failing(1, durations(6, 60, 20, 0.0, |_| 1.0), |number| if number / 20 == 30 { 0.8 } else { 0.08 });
    for (rows, day, metric) in [(slow, 40, Metric::Duration), (broken, 30, Metric::FailureRate)] {
        let found = moved(&rows).anomalies;
        let [anomaly] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((anomaly.metric, anomaly.run, anomaly.is_worse), (metric, None, Some(true)));
        assert_eq!(anomaly.at, Timestamp(i64::from(START + day * DAY)));
    }
    let thrice: Vec<Row> = durations(6, 60, 20, 0.0, |_| 1.0)
        .into_iter()
        .flat_map(|row| {
            let again = (row.started - START) / DAY == 35;
            let copies = if again { 3 } else { 1 };
            (0..copies).map(move |copy| Row { run_id: row.run_id + 100_000 * copy, ..row.clone() })
        })
        .collect();
    let found = moved(&thrice).anomalies;
    let [anomaly] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((&anomaly.subject, anomaly.metric, anomaly.is_worse), (&Subject::Repository, Metric::Volume, None));
    assert!(anomaly.value > 59.0 && anomaly.expected < 21.0, "{anomaly:?}");
}

#[test]
fn slow_growth_is_a_drift_and_a_quiet_year_is_none() {
    // Two tenths of a percent a run, from the 150th on: no step.
    let growing = |number: u32| (0.002 * f64::from(number.saturating_sub(150))).exp();
    let world = World::of(&durations(2, 50, 6, 0.0, growing));
    let set = Period { start: Timestamp(i64::from(START)), end: Timestamp(i64::from(START + 20 * DAY)) };
    let mut with_baseline = World::of(&durations(2, 50, 6, 0.0, growing));
    with_baseline.settings.baselines = vec![Baseline { workflow_id: 100, period: set }];
    let moved = analyse_movements(&with_baseline.view());
    let found = drift(&moved, Metric::Duration);
    assert!(found.is_set && found.baseline_count == 120 && found.count == 180, "{found:?}");
    let state = found.state.clone().unwrap();
    assert_eq!(state.direction, Direction::Up);
    let since = state.since.unwrap().seconds_since(set.start) / i64::from(DAY);
    assert!((20..40).contains(&since) && state.change_percent.unwrap() > 8.0, "{found:?}");
    assert!(!drift(&analyse_movements(&world.view()), Metric::Duration).is_set);
    for seed in 0..6 {
        for likeness in [0.0, 0.5] {
            let rows = failing(seed, durations(seed, 80, 5, likeness, |_| 1.0), |_| 0.1);
            for drift in super::super::analyse_movements(&World::of(&rows).view()).drifts {
                assert_eq!(drift.state.as_ref().map(|state| state.direction), Ok(Direction::Flat), "{seed} {drift:?}");
            }
        }
    }
}

#[test]
fn a_baseline_may_lie_outside_the_window() {
    let rows = failing(7, durations(2, 60, 8, 0.0, |_| 1.0), |number| if number < 240 { 0.04 } else { 0.25 });
    let mut world = World::of(&rows).with_window(crate::domain::Window::LastDays(20));
    let period = Period { start: Timestamp(i64::from(START)), end: Timestamp(i64::from(START + 25 * DAY)) };
    world.settings.baselines = vec![Baseline { workflow_id: 100, period }];
    let moved = analyse_movements(&world.view());
    let found = drift(&moved, Metric::FailureRate);
    assert_eq!((found.baseline_count, found.is_set), (200, true));
    assert_eq!(found.state.as_ref().unwrap().direction, Direction::Up, "{found:?}");
    // A baseline of another workflow, or of a time without runs, is none of its own.
    world.settings.baselines = vec![Baseline { workflow_id: 999, period }];
    assert!(!drift(&analyse_movements(&world.view()), Metric::FailureRate).is_set);
    let before = Period { start: Timestamp(0), end: Timestamp(9) };
    world.settings.baselines = vec![Baseline { workflow_id: 100, period: before }];
    let empty = drift(&analyse_movements(&world.view()), Metric::Duration).state.clone();
    assert_eq!(empty, Err(Lack::TooFewPoints { have: 0, need: 40 }));
}

#[test]
fn histories_that_tell_little_say_so() {
    let flat = |count: u32, shape: &dyn Fn(u32, Row) -> Row| -> Vec<Row> {
        (0..count).map(|number| shape(number, Row::at(u64::from(number) + 1, START + number * DAY / 4))).collect()
    };
    let failure = |_: u32, row: Row| Row { state: "failure", ..row };
    let huge = |number: u32, row: Row| Row { seconds: if number == 70 { 2_000_000 } else { 200 }, ..row };
    let gaps = |number: u32, row: Row| Row { started: row.started + number / 50 * 60 * DAY, ..row };
    let worlds: [(&str, Vec<Row>); 9] = [
        ("empty", Vec::new()),
        ("one", flat(1, &|_, row| row)),
        ("two", flat(2, &|_, row| row)),
        ("constant", flat(200, &|_, row| row)),
        ("all failed", flat(200, &failure)),
        ("one huge", flat(200, &huge)),
        ("gaps of weeks", flat(200, &gaps)),
        ("at one instant", (1..60).map(|run_id| Row::at(run_id, START)).collect()),
        ("no duration", flat(100, &|_, row| Row { seconds: 0, ..row })),
    ];
    for (name, rows) in worlds {
        let moved = moved(&rows);
        assert!(moved.changepoints.is_empty(), "{name}: {:?}", moved.changepoints);
        let lone = usize::from(name == "one huge");
        let runs = moved.anomalies.iter().filter(|anomaly| anomaly.run.is_some()).count();
        assert_eq!(runs, lone, "{name}: {:?}", moved.anomalies);
        assert!(
            moved.drifts.iter().all(|drift| !matches!(&drift.state, Ok(state) if state.direction != Direction::Flat))
        );
        assert_eq!(moved.season.cells.iter().map(|cell| cell.attempts).sum::<u64>(), rows.len() as u64, "{name}");
        let written = format!("{moved:?}");
        assert!(!written.contains("NaN") && !written.contains("inf"), "{name}: {written}");
        let coded = postcard::to_allocvec(&moved).unwrap();
        assert_eq!(postcard::from_bytes::<Movements>(&coded).unwrap(), moved, "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Nothing panics, every number is finite, the order of the rows does not matter, and the overview's changes are
    /// those of the whole question but for what the adjustment takes away.
    #[test]
    fn any_history_is_answered(
        runs in prop::collection::vec((0_u32..60 * DAY, 0_i64..2_000, 0_usize..5, any::<bool>(), 1_u16..3), 0..150),
    ) {
        let states = ["success", "success", "failure", "cancelled", "quantum"];
        let row = |(number, (time, seconds, state, other, attempt)): (u64, (u32, i64, usize, bool, u16))| Row {
            seconds,
            attempt,
            state: states[state],
            workflow: if other { "CI" } else { "Docs" },
            ..Row::at(number + 1, START + time)
        };
        let mut rows: Vec<Row> = (0_u64..).zip(runs).map(row).collect();
        let found = moved(&rows);
        let written = format!("{found:?}");
        prop_assert!(!written.contains("NaN") && !written.contains("inf"), "{}", written);
        for change in &found.changepoints {
            prop_assert!((0.0..=1.0).contains(&change.confidence) && change.p_value <= change.adjusted_p);
        }
        let quick = find_changepoints(&World::of(&rows).view());
        let names = |changes: &[super::super::Changepoint]| changes.iter().map(|it| (it.at, it.metric)).collect::<Vec<_>>();
        for name in names(&found.changepoints) {
            prop_assert!(names(&quick).contains(&name));
        }
        rows.reverse();
        prop_assert_eq!(found, moved(&rows));
    }
}
