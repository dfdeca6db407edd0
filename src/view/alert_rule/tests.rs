//! What people type becomes a rule, or a message for its field; what a rule says of itself.

use super::form::read_level;
use super::*;

fn rule(id: &str) -> AlertRule {
    AlertRule::default_of(id).unwrap()
}

#[test]
fn every_default_survives_the_form() {
    for rule in AlertRule::defaults() {
        assert_eq!(RuleForm::of(&rule).read(&rule), Ok(rule.clone()), "{}", rule.id);
        assert!(!sentence(&rule).is_empty() && !rule_name(&rule).is_empty());
    }
}

#[test]
fn levels_are_typed_in_their_units() {
    let check = |id: &str, text: &str, expected: Result<Option<f64>, &str>| {
        let found = read_level(rule(id).metric, text);
        match (found, expected) {
            (Ok(Some(found)), Ok(Some(expected))) => assert!((found - expected).abs() < 1e-9, "{id} {text}"),
            (found, expected) => assert_eq!(found, expected, "{id} {text}"),
        }
    };
    check("failure_rate", "7.5", Ok(Some(0.075)));
    check("failure_rate", " 7,5 % ", Ok(Some(0.075)));
    check("failure_rate", "", Ok(None));
    check("failure_rate", "120", Err("A share is at most 100 %."));
    check("failure_rate", "-1", Err("Not below 0."));
    check("failure_rate", "many", Err("A number, such as 7.5."));
    check("cost", "150", Ok(Some(1.5)));
    check("duration", "10", Ok(Some(600.0)));
    check("duration", "90 s", Ok(Some(90.0)));
    check("duration", "1.5h", Ok(Some(5_400.0)));
    check("duration", "soon", Err("A time, such as 10, 90 s or 1.5 h."));
    check("duration", "60000", Err("GitHub ends every run after 35 days."));
    check("queue", "3x", Ok(Some(3.0)));
    check("failure_streak", "4", Ok(Some(4.0)));
    check("health", "101", Err("The score is at most 100."));
}

#[test]
fn nonsense_is_told_at_its_field() {
    let check = |id: &str, field: Field, text: &str, expected: &str| {
        let rule = rule(id);
        let mut form = RuleForm::of(&rule);
        form.texts.insert(field, text.to_owned());
        let errors = form.read(&rule).unwrap_err();
        assert!(errors.get(&field).is_some_and(|error| error.contains(expected)), "{id} {text}: {errors:?}");
    };
    check("failure_rate", Field::Critical, "4", "above the warning");
    check("failure_rate", Field::Critical, "5", "above the warning");
    check("health", Field::Critical, "80", "below the warning");
    check("failure_rate", Field::Resolve, "6", "below the level");
    check("success_rate", Field::Resolve, "70", "above the level");
    check("failure_rate", Field::Window, "0", "From 1 to");
    check("failure_rate", Field::Minimum, "2.5", "whole number");
    check("failure_rate", Field::Persistence, "x", "whole number");
    check("failure_rate", Field::Escalation, "0", "From 1");
}

#[test]
fn a_comparison_is_a_sentence() {
    let replay = |count: usize, days: f64| Replay {
        rule: rule("queue"),
        evaluations: 10,
        firings: vec![firing(); count],
        flapping: 0,
        quiet_share: Some(1.0),
        days,
        expected_alerts_a_month: None,
    };
    let check = |before, after, expected: &str| {
        let text = compared(&replay(before, 90.0), &replay(after, 90.0));
        assert_eq!(text.replace('\u{a0}', " "), expected);
    };
    check(11, 3, "Looked at 10 times in 90 days, it would have fired 3 times instead of 11.");
    check(2, 0, "Looked at 10 times in 90 days, it would have fired 0 times instead of 2.");
    check(1, 1, "Looked at 10 times in 90 days, it would have fired 1 time, as the rule in force.");
    assert!(compared(&replay(0, 0.2), &replay(0, 0.2)).starts_with("Less than a day"));
    let spans = [0.2, 1.2, 90.0].map(replayed_span);
    assert_eq!(spans, ["in the stored history", "in 1 day", "in 90 days"]);
}

#[test]
fn a_value_names_what_it_rests_on() {
    let check = |metric: AlertMetric, sample: u64, expected: Option<&str>| {
        let told = sample_text(metric, sample).map(|told| told.replace('\u{a0}', " "));
        assert_eq!(told.as_deref(), expected, "{metric:?}");
    };
    check(AlertMetric::FailureRate, 40, Some("40 attempts"));
    check(AlertMetric::Duration, 1, Some("1 attempt"));
    check(AlertMetric::Flakiness, 12, Some("12 commits"));
    check(AlertMetric::CostChange, 7, Some("7 days"));
    check(AlertMetric::Health, 0, None);
}

#[test]
fn a_window_is_told_in_words() {
    let check = |hours: u32, expected: &str| {
        let rule = AlertRule { window_hours: hours, ..rule("queue") };
        assert!(sentence(&rule).replace('\u{a0}', " ").contains(expected), "{}", sentence(&rule));
    };
    check(1, "over the last hour and");
    check(6, "over the last 6 hours and");
    check(24, "over the last day and");
    check(168, "over the last 7 days and");
}

fn firing() -> crate::insight::Firing {
    use crate::domain::Timestamp;
    use crate::insight::{AlertKey, Firing, Reading, Severity, Subject};
    let reading = Reading {
        key: AlertKey { rule_id: "queue".to_owned(), subject: Subject::Repository },
        metric: AlertMetric::QueueRatio,
        evaluated_at: Timestamp(0),
        value: Ok(3.0),
        interval: None,
        baseline: None,
        sample: 1,
        baseline_sample: 1,
        p_value: None,
        adjusted_p_value: None,
        severity: None,
        level: None,
        is_clear: false,
        evidence_run_ids: Vec::new(),
        explanation: None,
    };
    Firing {
        subject: Subject::Repository,
        severity: Severity::Warning,
        opened_at: Timestamp(0),
        resolved_at: None,
        peak: 3.0,
        reading,
    }
}
