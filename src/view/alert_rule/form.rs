//! The form of a rule: texts by field that become a rule, or say field by field why they do not. Draws nothing.

use std::collections::BTreeMap;

use crate::domain::{AlertComparison, AlertCooldown, AlertMetric, AlertRule, AlertScope};

use super::super::{format, number};
use super::level_unit;

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
            Self::Minimum => metric.counted().1,
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
pub(super) fn read_level(metric: AlertMetric, text: &str) -> Result<Option<f64>, &'static str> {
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
