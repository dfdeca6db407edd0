//! The book as a state machine: tables of what it reads and what it says.

use crate::domain::{AlertRule, Timestamp};
use crate::stats::Lack;

use super::super::super::Subject;
use super::super::{AlertBook, AlertEventKind as Kind, AlertKey, AlertState, Reading, Severity};

fn rule() -> AlertRule {
    AlertRule { persistence: 2, escalate_after_hours: Some(10), ..AlertRule::default_of("failure_rate").unwrap() }
}

fn key() -> AlertKey {
    AlertKey { rule_id: "failure_rate".to_owned(), subject: Subject::Repository }
}

fn hour(hour: i64) -> Timestamp {
    Timestamp(1_780_272_000 + hour * 3_600)
}

fn reading(value: Result<f64, Lack>, severity: Option<Severity>) -> Reading {
    Reading {
        key: key(),
        metric: rule().metric,
        evaluated_at: hour(0),
        is_clear: value.as_ref().is_ok_and(|&value| value < 0.04),
        value,
        interval: None,
        baseline: None,
        sample: 60,
        baseline_sample: 0,
        p_value: None,
        adjusted_p_value: None,
        severity,
        level: None,
        evidence_run_ids: Vec::new(),
        explanation: None,
    }
}

/// What is read at an hour: `w` 6 %, `c` 12 %, `-` 4.5 % (no severity, not clear), `.` 1 %, `?` lacking, ` ` nothing.
fn play(book: &mut AlertBook, from: i64, script: &str) -> Vec<(i64, Kind, Severity)> {
    let rules = [rule()];
    let mut said = Vec::new();
    for (offset, sign) in (0..).zip(script.chars()) {
        let readings = match sign {
            'w' => vec![reading(Ok(0.06), Some(Severity::Warning))],
            'c' => vec![reading(Ok(0.12), Some(Severity::Critical))],
            '-' => vec![reading(Ok(0.045), None)],
            '.' => vec![reading(Ok(0.01), None)],
            '?' => vec![reading(Err(Lack::NoVariation), None)],
            _ => Vec::new(),
        };
        for event in book.advance(&readings, &rules, hour(from + offset)) {
            said.push((from + offset, event.kind, event.severity));
        }
    }
    said
}

fn check(script: &str, expected: &[(i64, Kind, Severity)]) {
    assert_eq!(play(&mut AlertBook::default(), 0, script), expected, "`{script}`");
}

#[test]
fn opens_worsens_and_ends() {
    use Severity::{Critical, Warning};
    check("", &[]);
    check("....", &[]);
    // A second opinion is asked for, and a good reading between the two starts anew.
    check("w", &[]);
    check("w.w", &[]);
    check("w-w", &[]);
    check("ww", &[(1, Kind::Opened, Warning)]);
    check("www", &[(1, Kind::Opened, Warning)]);
    check("wc", &[(1, Kind::Opened, Warning)]);
    check("wcc", &[(1, Kind::Opened, Warning), (2, Kind::Worsened, Critical)]);
    check("cc", &[(1, Kind::Opened, Critical)]);
    // Hysteresis: between the level and the resolve level it stays open, without a word.
    check("ww-w-", &[(1, Kind::Opened, Warning)]);
    check("ww-.", &[(1, Kind::Opened, Warning), (3, Kind::Resolved, Warning)]);
    check("cc.", &[(1, Kind::Opened, Critical), (2, Kind::Resolved, Critical)]);
    // Nothing read: nothing said, until nobody has taken it on for ten hours.
    check("ww         ", &[(1, Kind::Opened, Warning)]);
    check("ww          ", &[(1, Kind::Opened, Warning), (11, Kind::Escalated, Warning)]);
}

#[test]
fn stays_quiet_in_its_cooldown() {
    use Severity::{Critical, Warning};
    let mut book = AlertBook::default();
    play(&mut book, 0, "ww.");
    // Ended at 2; a warning may come back six hours later, what is critical after one.
    assert_eq!(play(&mut book, 3, "wwwww"), [], "cooling");
    assert_eq!(play(&mut book, 8, "w"), [(8, Kind::Opened, Warning)]);
    play(&mut book, 9, ".");
    assert_eq!(play(&mut book, 10, "cc"), [(11, Kind::Opened, Critical)]);
    assert_eq!((book.open.len(), book.closed.len()), (1, 2));
}

#[test]
fn people_take_on_snooze_and_end() {
    use Severity::{Critical, Warning};
    let mut book = AlertBook::default();
    assert!(!book.acknowledge(&key(), hour(0)) && !book.snooze(&key(), hour(9)) && !book.resolve(&key(), hour(0)));
    play(&mut book, 0, "ww");
    assert!(book.acknowledge(&key(), hour(2)));
    assert_eq!(play(&mut book, 3, "              "), [], "an acknowledged alert is not escalated");
    // What gets worse is nobody's again.
    assert_eq!(play(&mut book, 20, "c"), [(20, Kind::Worsened, Critical)]);
    assert_eq!(book.open[0].state, AlertState::Firing);
    assert!(book.snooze(&key(), hour(30)));
    assert_eq!(play(&mut book, 21, "c        "), []);
    let woken = [(30, Kind::Woken, Critical), (30, Kind::Escalated, Critical)];
    assert_eq!(play(&mut book, 30, " "), woken);
    assert!(book.resolve(&key(), hour(31)));
    assert_eq!((book.open.len(), book.closed[0].state), (0, AlertState::Resolved));
    assert_eq!(play(&mut book, 40, "ww"), [(41, Kind::Opened, Warning)]);
}

#[test]
fn silence_of_a_week_ends_an_alert() {
    let mut book = AlertBook::default();
    play(&mut book, 0, "ww??");
    assert_eq!(book.open[0].silent_since, Some(hour(2)));
    play(&mut book, 4, "w");
    assert_eq!(book.open[0].silent_since, None, "it is heard of again");
    play(&mut book, 5, "?");
    assert!(play(&mut book, 5 + 7 * 24 - 1, " ").iter().all(|event| event.1 != Kind::Resolved));
    assert!(play(&mut book, 5 + 7 * 24, " ").iter().any(|event| event.1 == Kind::Resolved));
}

#[test]
fn remembers_the_peak_and_a_bounded_past() {
    let mut book = AlertBook::default();
    play(&mut book, 0, "wwcw");
    assert!((book.open[0].peak - 0.12).abs() < 1e-12);
    for round in 0..600 {
        play(&mut book, 10 + 20 * round, ".cc");
    }
    assert_eq!(book.closed.len(), 500);
    let bytes = postcard::to_allocvec(&book).unwrap();
    assert_eq!(postcard::from_bytes::<AlertBook>(&bytes).unwrap(), book);
}
