//! The alert document: what is open, what was, and the rules that say so.

use serde::Serialize;

use crate::domain::{AlertMetric, AlertRule, Period, Timestamp};
use crate::insight::{Alert, AlertBook, View};

use super::about::{SubjectSection, subject};
use super::word;

#[cfg(not(target_arch = "wasm32"))]
use schemars::JsonSchema;

/// Closed alerts that a document holds.
const MOST_CLOSED: usize = 50;
const SECONDS_PER_HOUR: u64 = 3_600;

/// Alerts of the whole repository, whatever the filter, as the rules in force and what people have said have made them over
/// the last 90 days: those open now, and those that were open in the window.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct AlertDocument {
    /// Open ones, newest first.
    pub open: Vec<AlertSection>,
    /// Closed ones, the last to end first; at most 50.
    pub closed: Vec<AlertSection>,
    /// How many of those that were open in the window are closed in all (the newest 500 are known).
    pub closed_total: u64,
    /// The rules in force.
    pub rules: Vec<RuleSection>,
}

/// One alert.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct AlertSection {
    /// When it was opened (ISO 8601, UTC).
    pub timestamp: String,
    /// Name of the rule.
    #[serde(rename = "type")]
    pub kind: String,
    /// The worst so far: `info`, `warning` or `critical`.
    pub severity: String,
    /// `firing`, `acknowledged`, `snoozed` or `resolved`.
    pub state: String,
    /// When it ended; null while it is open.
    pub resolved_at: Option<String>,
    /// About whom.
    pub subject: SubjectSection,
    /// One line.
    pub title: String,
    /// The numbers, in words.
    pub description: String,
    /// What the evidence has in common, where it has something.
    pub likely_cause: Option<String>,
    /// The numbers.
    pub metrics: AlertMetrics,
    /// What to do first.
    pub recommendations: Vec<String>,
    /// GitHub's numbers of the newest runs that show the trouble, at most 10.
    pub evidence_run_ids: Vec<u64>,
}

/// What is measured now of an open alert, and what was when a closed one opened or got worse; all values in `unit`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct AlertMetrics {
    /// What is watched.
    pub name: String,
    /// `rate` (0–1), `seconds`, `score` (0–100), `failures`, `change_rate` (0.25: a quarter more) or `ratio` (3: three times).
    pub unit: String,
    /// Measured.
    pub value: Option<f64>,
    /// Lower end of its 95 % interval, where the evidence was weighed.
    pub interval_low: Option<f64>,
    /// Upper end.
    pub interval_high: Option<f64>,
    /// The level that was reached.
    pub level: Option<f64>,
    /// What is usual: seconds, dollars or a rate, of the 28 days before.
    pub baseline: Option<f64>,
    /// The value furthest beyond the level so far.
    pub peak: f64,
    /// Runs (commits, days) behind the value.
    pub sample: u64,
    /// Runs (commits, days) behind the baseline.
    pub baseline_sample: u64,
    /// How easily chance alone brings this about, where the past was asked.
    pub p_value: Option<f64>,
    /// The same, corrected for everything evaluated at that instant.
    pub adjusted_p_value: Option<f64>,
}

/// One rule; its levels in `unit`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct RuleSection {
    /// Its name: the `type` of its alerts.
    pub id: String,
    /// What it watches.
    pub metric: String,
    /// What its levels are counted in.
    pub unit: String,
    /// `above` or `below`.
    pub comparison: String,
    /// `repository` or `each_workflow`.
    pub scope: String,
    /// From here on a warning.
    pub warning_level: Option<f64>,
    /// From here on critical.
    pub critical_level: Option<f64>,
    /// An open alert ends beyond this.
    pub resolve_level: Option<f64>,
    /// How far back it looks.
    pub window_seconds: u64,
    /// Fewest runs (commits, jobs) that it judges.
    pub minimum_sample: u32,
    /// Evaluations in a row that must agree.
    pub persistence: u32,
    /// Quiet after an alert before the next critical one.
    pub cooldown_critical_seconds: u64,
    /// Quiet before the next warning.
    pub cooldown_warning_seconds: u64,
    /// An alert that nobody takes on is escalated after this.
    pub escalate_after_seconds: Option<u64>,
}

pub(super) fn alert_document(view: &View<'_>, alerts: &AlertBook) -> AlertDocument {
    let Period { start, end } = view.period;
    let was_open = |alert: &&Alert| alert.opened_at < end && alert.resolved_at.is_none_or(|ended| ended >= start);
    let closed: Vec<&Alert> = alerts.closed.iter().filter(was_open).collect();
    AlertDocument {
        open: alerts.open.iter().rev().map(alert).collect(),
        closed: closed.iter().rev().take(MOST_CLOSED).map(|closed| alert(closed)).collect(),
        closed_total: closed.len() as u64,
        rules: view.settings.alert_rules.iter().filter(|rule| rule.is_enabled).map(rule).collect(),
    }
}

/// An open one as it is now, a closed one as bad as it was told to be before it ended.
fn alert(alert: &Alert) -> AlertSection {
    let reading = alert.current.as_deref().unwrap_or(&alert.reading);
    // What can no longer be measured has no words of its own.
    let words = reading.explanation.as_ref().or(alert.reading.explanation.as_ref());
    AlertSection {
        timestamp: alert.opened_at.to_rfc3339(),
        kind: alert.key.rule_id.clone(),
        severity: word(&alert.severity),
        state: word(&alert.state),
        resolved_at: alert.resolved_at.map(Timestamp::to_rfc3339),
        subject: subject(&alert.key.subject),
        title: words.map_or_else(|| alert.key.rule_id.clone(), |words| words.title.clone()),
        description: words.map(|words| words.description.clone()).unwrap_or_default(),
        likely_cause: words.and_then(|words| words.likely_cause.clone()),
        metrics: AlertMetrics {
            name: word(&reading.metric),
            unit: unit(reading.metric),
            value: reading.value.as_ref().ok().copied(),
            interval_low: reading.interval.map(|(low, _)| low),
            interval_high: reading.interval.map(|(_, high)| high),
            level: reading.level,
            baseline: reading.baseline,
            peak: alert.peak,
            sample: reading.sample,
            baseline_sample: reading.baseline_sample,
            p_value: reading.p_value,
            adjusted_p_value: reading.adjusted_p_value,
        },
        recommendations: words.map(|words| words.next_step.clone()).into_iter().collect(),
        evidence_run_ids: reading.evidence_run_ids.clone(),
    }
}

fn rule(rule: &AlertRule) -> RuleSection {
    let seconds = |hours: u32| u64::from(hours) * SECONDS_PER_HOUR;
    RuleSection {
        id: rule.id.clone(),
        metric: word(&rule.metric),
        unit: unit(rule.metric),
        comparison: word(&rule.comparison),
        scope: word(&rule.scope),
        warning_level: rule.warning,
        critical_level: rule.critical,
        resolve_level: rule.resolve,
        window_seconds: seconds(rule.window_hours),
        minimum_sample: rule.minimum_sample,
        persistence: rule.persistence,
        cooldown_critical_seconds: seconds(rule.cooldown.critical_hours),
        cooldown_warning_seconds: seconds(rule.cooldown.warning_hours),
        escalate_after_seconds: rule.escalate_after_hours.map(seconds),
    }
}

fn unit(metric: AlertMetric) -> String {
    let unit = match metric {
        AlertMetric::FailureRate | AlertMetric::SuccessRate | AlertMetric::Flakiness | AlertMetric::CacheHitRate => {
            "rate"
        }
        AlertMetric::Duration | AlertMetric::JobQueued => "seconds",
        AlertMetric::DurationChange | AlertMetric::CostChange => "change_rate",
        AlertMetric::FailureStreak => "failures",
        AlertMetric::Health => "score",
        AlertMetric::QueueRatio | AlertMetric::ScheduleMissed => "ratio",
    };
    unit.to_owned()
}
