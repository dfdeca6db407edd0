//! Histories that offer little or much too much: every rule answers or says what it lacks, and nothing panics.

use crate::domain::{AlertComparison, AlertRule, Window};

use super::super::super::testing::{DAY, Row, START};
use super::super::{AlertInputs, Reading, evaluate_alerts, replay, replay_book};
use super::generators::{failing, history, world};

fn is_sound(reading: &Reading) -> bool {
    let numbers = [reading.value.as_ref().ok().copied(), reading.baseline, reading.p_value, reading.adjusted_p_value];
    let ends = reading.interval.map(|(low, high)| low <= high && low.is_finite() && high.is_finite());
    numbers.into_iter().flatten().all(f64::is_finite)
        && ends != Some(false)
        && reading.evidence_run_ids.len() <= 10
        && reading.severity.is_some() == reading.explanation.is_some()
        && (reading.value.is_ok() || reading.severity.is_none())
}

/// Rules that speak at the end, after every rule was evaluated and replayed.
fn check(name: &str, rows: &[Row], expected: &[&str]) {
    let dollars: Vec<(i64, f64)> = (0..rows.len().min(60) as i64).map(|day| (20_600 + day, 0.0)).collect();
    for window in [Window::All, Window::LastDays(3)] {
        let world = world(rows).with_window(window);
        let view = world.view();
        let rules = AlertRule::defaults();
        let readings = evaluate_alerts(&view, &rules, AlertInputs { daily_dollars: &dollars });
        assert!(readings.iter().all(is_sound), "{name}: {readings:?}");
        let speaking = readings.iter().filter(|reading| reading.severity.is_some());
        let speaking: Vec<&str> = speaking.map(|reading| reading.key.rule_id.as_str()).collect();
        assert_eq!(speaking, expected, "{name} over {window:?}");
        let book = replay_book(&view, &rules, AlertInputs { daily_dollars: &dollars });
        assert!(book.open.iter().chain(&book.closed).all(|alert| is_sound(&alert.reading)), "{name}");
        let bytes = postcard::to_allocvec(&(&readings, &book)).unwrap();
        assert!(postcard::from_bytes::<(Vec<Reading>, super::super::AlertBook)>(&bytes).is_ok(), "{name}");
        for rule in &rules {
            let turned =
                AlertRule { comparison: AlertComparison::Below, minimum_sample: 0, warning: None, ..rule.clone() };
            replay(&view, &turned, AlertInputs::default());
            let empty = AlertRule { critical: None, resolve: None, window_hours: 0, ..turned };
            assert_eq!(replay(&view, &empty, AlertInputs::default()).firings, [], "{name}: no level, no alert");
        }
    }
}

#[test]
fn little_and_much_are_answered() {
    let constant = history(60, 5, |row, _| row);
    let with = |shape: &dyn Fn(Row, u32) -> Row| history(60, 5, shape);
    check("nothing", &[], &[]);
    check("one", &constant[..1], &[]);
    check("two", &constant[..2], &[]);
    check("constant", &constant, &[]);
    check(
        "all failed",
        &with(&|row, _| failing(row, true)),
        &["failure_rate", "success_rate", "failure_streak", "health"],
    );
    check("all cancelled", &with(&|row, _| Row { state: "cancelled", ..row }), &[]);
    check("none finished", &with(&|row, _| Row { state: "in_progress", ..row }), &[]);
    check("of no length", &with(&|row, _| Row { seconds: 0, ..row }), &[]);
    check("ends before it starts", &with(&|row, _| Row { seconds: -5, ..row }), &[]);
    let outlier = |row: Row, day| if day == 50 { Row { seconds: 2_000_000, ..row } } else { row };
    check("one day of outliers", &with(&outlier), &[]);
    let gaps = |row: Row, day: u32| Row {
        created: row.created + day / 10 * 40 * DAY,
        started: row.started + day / 10 * 40 * DAY,
        ..row
    };
    check("gaps of weeks", &with(&gaps), &[]);
    let mut turned = constant.clone();
    turned.reverse();
    check("unsorted", &turned, &[]);
    let doubled = [constant.clone(), constant.clone()].concat();
    check("duplicated", &doubled, &[]);
    let at_once = |row: Row, _| Row { created: START, started: START, ..row };
    check("all at once", &with(&at_once), &[]);
    let far = |row: Row, day: u32| if day == 0 { Row { created: 0, started: 0, ..row } } else { row };
    check("from 1970", &with(&far), &[]);
}
