//! Alert rules as people read and type them: names, units, a sentence that says what a rule does, and a form of texts that
//! becomes a rule or says field by field why it does not. Draws nothing.

use std::collections::BTreeMap;

use crate::domain::{AlertComparison, AlertCooldown, AlertMetric, AlertRule, AlertScope};
use crate::insight::Replay;

use super::{format, number};

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Level of a warning.
    Warning,
    /// Level of what is critical.
    Critical,
    /// Where an open alert ends.
    Resolve,
    /// Hours that are looked at.
    Window,
    /// Fewest runs that are judged.
    Minimum,
    /// Evaluations that must agree.
    Persistence,
    /// Quiet hours before the next critical alert.
    CooldownCritical,
    /// Quiet hours before the next warning.
    CooldownWarning,
    /// Hours until an alert that nobody takes on is escalated.
    Escalation,
}

impl Field {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 9] = [
        Self::Warning,
        Self::Critical,
        Self::Resolve,
        Self::Window,
        Self::Minimum,
        Self::Persistence,
        Self::CooldownCritical,
        Self::CooldownWarning,
        Self::Escalation,
    ];

    /// Its label.
    pub fn label(self) -> &'static str {
        match self {
            Self::Warning => "Warning from",
            Self::Critical => "Critical from",
            Self::Resolve => "Ends when back at",
            Self::Window => "Looks at the last",
            Self::Minimum => "Judges at least",
            Self::Persistence => "Must agree in a row",
            Self::CooldownCritical => "Quiet after an alert: critical",
            Self::CooldownWarning => "Quiet after an alert: warning",
            Self::Escalation => "Escalates unanswered after",
        }
    }

    /// Its word where fields need names.
    pub fn word(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Critical => "critical",
            Self::Resolve => "resolve",
            Self::Window => "window",
            Self::Minimum => "minimum",
            Self::Persistence => "persistence",
            Self::CooldownCritical => "cooldown-critical",
            Self::CooldownWarning => "cooldown-warning",
            Self::Escalation => "escalation",
        }
    }

    /// What stands behind it.
    pub fn unit(self, metric: AlertMetric) -> &'static str {
        match self {
            Self::Warning | Self::Critical | Self::Resolve => level_unit(metric),
            Self::Minimum => sample_unit(metric),
            Self::Persistence => "times",
            Self::Window | Self::CooldownCritical | Self::CooldownWarning | Self::Escalation => "hours",
        }
    }

    /// Whether it may be left empty, and what that means.
    pub fn when_empty(self) -> Option<&'static str> {
        match self {
            Self::Warning | Self::Critical | Self::Escalation => Some("Empty: never."),
            Self::Resolve => Some("Empty: at the lower level."),
            _ => None,
        }
    }
}

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
    match metric {
        AlertMetric::FailureRate
        | AlertMetric::SuccessRate
        | AlertMetric::Flakiness
        | AlertMetric::CacheHitRate
        | AlertMetric::DurationChange
        | AlertMetric::CostChange => "%",
        AlertMetric::Duration | AlertMetric::JobQueued => "min",
        AlertMetric::FailureStreak => "failures",
        AlertMetric::Health => "of 100",
        AlertMetric::QueueRatio | AlertMetric::ScheduleMissed => "times",
    }
}

fn sample_unit(metric: AlertMetric) -> &'static str {
    match metric {
        AlertMetric::Flakiness => "commits",
        AlertMetric::JobQueued => "jobs",
        _ => "runs",
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

/// How many of a typed unit make one of the metric's own.
fn typed_factor(metric: AlertMetric) -> f64 {
    match level_unit(metric) {
        "%" => 100.0,
        "min" => 1.0 / 60.0,
        _ => 1.0,
    }
}

fn typed_level(metric: AlertMetric, value: Option<f64>) -> String {
    value.map(|value| typed_number(value * typed_factor(metric))).unwrap_or_default()
}

/// At most two digits behind the point, none where they are 0.
fn typed_number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A level as it is typed, in the metric's own unit; `None` for an empty one.
fn read_level(metric: AlertMetric, text: &str) -> Result<Option<f64>, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let is_time = level_unit(metric) == "min";
    // A unit may be typed as well; a time also in another one.
    let units: &[(&str, f64)] = match level_unit(metric) {
        "%" => &[("%", 1.0)],
        "min" => &[("min", 1.0), ("m", 1.0), ("s", 1.0 / 60.0), ("h", 60.0)],
        _ => &[("×", 1.0), ("x", 1.0)],
    };
    let typed = units.iter().find_map(|(unit, factor)| Some((text.strip_suffix(unit)?.trim_end(), *factor)));
    let (digits, factor) = typed.unwrap_or((text, 1.0));
    let no_number = if is_time { "A time, such as 10, 90 s or 1.5 h." } else { "A number, such as 7.5." };
    let value = number::decimal(digits).ok_or(no_number)? * factor;
    let most = match metric {
        AlertMetric::FailureRate | AlertMetric::SuccessRate | AlertMetric::Flakiness | AlertMetric::CacheHitRate => {
            (100.0, "A share is at most 100 %.")
        }
        AlertMetric::Health => (100.0, "The score is at most 100."),
        AlertMetric::Duration | AlertMetric::JobQueued => (50_400.0, "GitHub ends every run after 35 days."),
        _ => (100_000.0, "That is never reached."),
    };
    if value < 0.0 {
        return Err("Not below 0.");
    }
    if value > most.0 { Err(most.1) } else { Ok(Some(value / typed_factor(metric))) }
}

fn read_count(text: &str, least: u32, most: u32) -> Result<u32, String> {
    let number = number::decimal(text).filter(|number| number.fract() == 0.0);
    let number = number.ok_or("A whole number.")?;
    if number < f64::from(least) || number > f64::from(most) {
        return Err(format!("From {least} to {}.", format::count(u64::from(most))));
    }
    Ok(number as u32)
}

/// A rule being typed: texts by field. What has no text is taken from the rule it began with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleForm {
    /// Texts.
    pub texts: BTreeMap<Field, String>,
    /// What to call it; empty: by its metric.
    pub name: String,
    /// On what it is evaluated.
    pub scope: AlertScope,
    /// Whether it is evaluated at all.
    pub is_enabled: bool,
}

impl RuleForm {
    /// Filled with a rule.
    pub fn of(rule: &AlertRule) -> Self {
        let text = |field: Field| match field {
            Field::Warning => typed_level(rule.metric, rule.warning),
            Field::Critical => typed_level(rule.metric, rule.critical),
            Field::Resolve => typed_level(rule.metric, rule.resolve),
            Field::Window => rule.window_hours.to_string(),
            Field::Minimum => rule.minimum_sample.to_string(),
            Field::Persistence => rule.persistence.to_string(),
            Field::CooldownCritical => rule.cooldown.critical_hours.to_string(),
            Field::CooldownWarning => rule.cooldown.warning_hours.to_string(),
            Field::Escalation => rule.escalate_after_hours.map(|hours| hours.to_string()).unwrap_or_default(),
        };
        Self {
            texts: Field::ALL.map(|field| (field, text(field))).into_iter().collect(),
            name: rule.name.clone(),
            scope: rule.scope,
            is_enabled: rule.is_enabled,
        }
    }

    /// The rule, or what is wrong with which field. `base` tells what the form has no field for.
    pub fn read(&self, base: &AlertRule) -> Result<AlertRule, BTreeMap<Field, String>> {
        let mut errors = BTreeMap::new();
        let text = |field: Field| self.texts.get(&field).map_or("", String::as_str);
        let mut level = |field: Field| match read_level(base.metric, text(field)) {
            Ok(level) => level,
            Err(error) => {
                errors.insert(field, error.to_owned());
                None
            }
        };
        let (warning, critical, resolve) = (level(Field::Warning), level(Field::Critical), level(Field::Resolve));
        let mut count = |field: Field, least: u32, most: u32| match read_count(text(field), least, most) {
            Ok(count) => count,
            Err(error) => {
                errors.insert(field, error);
                least
            }
        };
        let rule = AlertRule {
            name: self.name.trim().to_owned(),
            warning,
            critical,
            resolve,
            window_hours: count(Field::Window, 1, 24 * 90),
            minimum_sample: count(Field::Minimum, 1, 100_000),
            persistence: count(Field::Persistence, 1, 100),
            cooldown: AlertCooldown {
                critical_hours: count(Field::CooldownCritical, 0, 24 * 90),
                warning_hours: count(Field::CooldownWarning, 0, 24 * 90),
                ..base.cooldown
            },
            escalate_after_hours: if text(Field::Escalation).trim().is_empty() {
                None
            } else {
                Some(count(Field::Escalation, 1, 24 * 90))
            },
            scope: self.scope,
            is_enabled: self.is_enabled,
            ..base.clone()
        };
        if errors.is_empty() {
            errors = contradictions(&rule);
        }
        if errors.is_empty() { Ok(rule) } else { Err(errors) }
    }
}

/// Levels that cannot stand together.
fn contradictions(rule: &AlertRule) -> BTreeMap<Field, String> {
    let mut errors = BTreeMap::new();
    let side = match rule.comparison {
        AlertComparison::Above => ("above", "below"),
        AlertComparison::Below => ("below", "above"),
    };
    if rule.warning.is_none() && rule.critical.is_none() {
        errors
            .insert(Field::Warning, "One of the two levels is needed; to silence the rule, switch it off.".to_owned());
    }
    if let (Some(warning), Some(critical)) = (rule.warning, rule.critical)
        && (critical.total_cmp(&warning).is_eq() || !rule.comparison.reaches(critical, warning))
    {
        errors.insert(Field::Critical, format!("Must lie {} the warning.", side.0));
    }
    let first = rule.warning.or(rule.critical);
    if let Some((resolve, level)) = rule.resolve.zip(first)
        && !rule.comparison.reaches(level, resolve)
    {
        errors.insert(Field::Resolve, format!("Must lie {} the level, or alerts end at once.", side.1));
    }
    errors
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
        sample_unit(rule.metric)
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
    let after_words = format!("Would have fired {}\u{a0}{times} {span}", format::count(after as u64));
    if after == before {
        return format!("{after_words}, as the rule in force.");
    }
    format!("{after_words} instead of {}.", format::count(before as u64))
}

#[cfg(test)]
mod tests;
