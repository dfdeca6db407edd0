//! Alert rules as people read them: names, units, a sentence that says what a rule does. The form in which they are typed
//! is below. Draws nothing.

mod form;

use crate::domain::{AlertComparison, AlertMetric, AlertRule, AlertScope};
use crate::insight::Replay;

use super::format;
use super::unit::Unit;

pub use form::{Field, RuleForm};

/// What a metric is called.
pub fn metric_name(metric: AlertMetric) -> &'static str {
    match metric {
        AlertMetric::FailureRate => "Failure rate",
        AlertMetric::SuccessRate => "Success rate",
        AlertMetric::Duration => "Duration",
        AlertMetric::DurationChange => "Duration against what is usual",
        AlertMetric::FailureStreak => "Failures in a row",
        AlertMetric::Flakiness => "Flaky commits",
        AlertMetric::CacheHitRate => "Cache hits",
        AlertMetric::Health => "Health score",
        AlertMetric::CostChange => "Cost against expected",
        AlertMetric::QueueRatio => "Waiting for runners against what is usual",
        AlertMetric::JobQueued => "A job waits for a runner",
        AlertMetric::ScheduleMissed => "Schedule missed",
    }
}

/// What a rule is called.
pub fn rule_name(rule: &AlertRule) -> String {
    if rule.name.is_empty() { metric_name(rule.metric).to_owned() } else { rule.name.clone() }
}

/// What the rule with this id is called; its id where there is none any more.
pub fn name_of(rules: &[AlertRule], id: &str) -> String {
    rules.iter().find(|rule| rule.id == id).map_or_else(|| id.to_owned(), rule_name)
}

/// What stands behind a level that is typed.
pub fn level_unit(metric: AlertMetric) -> &'static str {
    match (Unit::of_alert(metric), metric) {
        (Unit::Fraction, _) => "%",
        (Unit::Seconds, _) => "min",
        (Unit::Points, _) => "of 100",
        (_, AlertMetric::FailureStreak) => "failures",
        _ => "times",
    }
}

/// A value of a metric with its unit.
pub fn level_text(metric: AlertMetric, value: f64) -> String {
    match metric {
        AlertMetric::FailureRate | AlertMetric::SuccessRate | AlertMetric::Flakiness | AlertMetric::CacheHitRate => {
            format::percent(value)
        }
        AlertMetric::DurationChange | AlertMetric::CostChange => format::signed_percent(100.0 * value),
        AlertMetric::Duration | AlertMetric::JobQueued => format::short_duration(value),
        AlertMetric::QueueRatio | AlertMetric::ScheduleMissed => format!("{}\u{a0}×", format::number(value, 1)),
        AlertMetric::FailureStreak => format!("{}\u{a0}in a row", format::number(value, 0)),
        AlertMetric::Health => format!("{}\u{a0}of\u{a0}100", format::number(value, 0)),
    }
}

/// How much a value of a metric rests on; `None` where nothing is counted.
pub fn sample_text(metric: AlertMetric, sample: u64) -> Option<String> {
    let (one, several) = metric.counted();
    let word = if sample == 1 { one } else { several };
    (sample > 0).then(|| format!("{}\u{a0}{word}", format::count(sample)))
}

/// What is usual of a metric: in its unit, or seconds or dollars where the metric is a ratio to that.
pub fn baseline_text(metric: AlertMetric, value: f64) -> String {
    match metric {
        AlertMetric::DurationChange | AlertMetric::QueueRatio | AlertMetric::ScheduleMissed => {
            format::short_duration(value)
        }
        AlertMetric::CostChange => format!("${value:.2}"),
        // Failures in a row have no usual number: what was usual is how often a run failed.
        AlertMetric::FailureStreak => format::percent(value),
        _ => level_text(metric, value),
    }
}

/// What [`baseline_text`] is called.
pub fn baseline_name(metric: AlertMetric) -> &'static str {
    if metric == AlertMetric::FailureStreak { "Failure rate before" } else { "Before" }
}

/// The span of a replay in a sentence; a share of its time is told of a day at least.
pub fn replayed_span(days: f64) -> String {
    let whole = days.round();
    if days < 1.0 {
        "in the stored history".to_owned()
    } else {
        format!("in {} {}", format::number(whole, 0), if whole < 2.0 { "day" } else { "days" })
    }
}

/// What a rule does, in a sentence.
pub fn sentence(rule: &AlertRule) -> String {
    let word = match rule.comparison {
        AlertComparison::Above => "from",
        AlertComparison::Below => "at or below",
    };
    let levels = [("warns", rule.warning), ("is critical", rule.critical)];
    let levels = levels
        .into_iter()
        .filter_map(|(what, level)| Some(format!("{what} {word} {}", level_text(rule.metric, level?))));
    let levels = levels.collect::<Vec<_>>().join(" and ");
    let scope = scope_name(rule.scope);
    let span = match rule.window_hours {
        1 => "hour".to_owned(),
        24 => "day".to_owned(),
        hours if hours % 24 == 0 => format!("{}\u{a0}days", hours / 24),
        hours => format!("{hours}\u{a0}hours"),
    };
    format!(
        "{} of {scope}: {levels}, over the last {span} and at least {} {}.",
        metric_name(rule.metric),
        format::count(u64::from(rule.minimum_sample)),
        rule.metric.counted().1
    )
}

/// What a rule is evaluated on.
pub fn scope_name(scope: AlertScope) -> &'static str {
    match scope {
        AlertScope::Repository => "the whole repository",
        AlertScope::EachWorkflow => "each workflow",
    }
}

/// Firings of a rule as edited beside those of the rule as it is stored, in a sentence.
pub fn compared(stored: &Replay, edited: &Replay) -> String {
    let (before, after) = (stored.firings.len(), edited.firings.len());
    let span = replayed_span(edited.days);
    if edited.days < 1.0 {
        return "Less than a day of history is stored: too little to say how often it would have fired.".to_owned();
    }
    let times = if after == 1 { "time" } else { "times" };
    let looks = format::count(u64::from(edited.evaluations));
    let after_words =
        format!("Looked at {looks} times {span}, it would have fired {}\u{a0}{times}", format::count(after as u64));
    if after == before {
        return format!("{after_words}, as the rule in force.");
    }
    format!("{after_words} instead of {}.", format::count(before as u64))
}

#[cfg(test)]
mod tests;
