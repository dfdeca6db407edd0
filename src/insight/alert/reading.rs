//! What a rule says of a subject at an instant, as plain data.

use serde::{Deserialize, Serialize};

use crate::domain::{AlertMetric, AlertRule, Timestamp};
use crate::stats::Lack;

use super::super::Subject;

/// How bad it is; from the size of the effect, never from how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Worth a look today.
    Warning,
    /// Worth dropping other work.
    Critical,
}

/// What an alert is about: at most one is open for each.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AlertKey {
    /// Name of the rule.
    pub rule_id: String,
    /// On what it was evaluated.
    pub subject: Subject,
}

/// What a rule says of its subject at an instant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Rule and subject.
    pub key: AlertKey,
    /// What was measured; its unit is told there.
    pub metric: AlertMetric,
    /// The instant; nothing that completed later was looked at.
    pub evaluated_at: Timestamp,
    /// The measured value, or what it lacks.
    pub value: Result<f64, Lack>,
    /// 95 % interval of the value, where the evidence was weighed.
    pub interval: Option<(f64, f64)>,
    /// What the value is usually, from the 28 days before the window.
    pub baseline: Option<f64>,
    /// Runs (commits, days) the value rests on.
    pub sample: u64,
    /// Runs (commits, days) the baseline rests on.
    pub baseline_sample: u64,
    /// How easily chance alone brings this about, where the subject's own past was asked.
    pub p_value: Option<f64>,
    /// The same after Benjamini and Hochberg's correction for everything evaluated at this instant.
    pub adjusted_p_value: Option<f64>,
    /// The severity that is reached *and* borne out by the evidence.
    pub severity: Option<Severity>,
    /// The level that belongs to it.
    pub level: Option<f64>,
    /// Whether an open alert ends by it.
    pub is_clear: bool,
    /// Newest runs that show the trouble, at most 10.
    pub evidence_run_ids: Vec<u64>,
    /// The same in words, where a severity is reached.
    pub explanation: Option<Explanation>,
}

/// An alert in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// One line.
    pub title: String,
    /// The numbers.
    pub description: String,
    /// What the evidence has in common, where it has something.
    pub likely_cause: Option<String>,
    /// What to do first.
    pub next_step: String,
}

/// What rules need that other questions answer.
#[derive(Clone, Copy, Debug, Default)]
pub struct AlertInputs<'a> {
    /// Dollars a local day (day number), oldest first, without gaps. Empty: not known.
    pub daily_dollars: &'a [(i64, f64)],
}

impl Severity {
    /// Both severities that rules have levels for, the worse first, with the rule's level.
    pub(super) fn levels(rule: &AlertRule) -> impl Iterator<Item = (Self, f64)> {
        let both = [(Self::Critical, rule.critical), (Self::Warning, rule.warning)];
        both.into_iter().filter_map(|(severity, level)| Some((severity, level?)))
    }
}

/// Whether a value ends an open alert of the rule.
pub(super) fn is_clear(rule: &AlertRule, value: f64) -> bool {
    let level = rule.resolve.or(rule.warning).or(rule.critical);
    level.is_none_or(|level| !rule.comparison.reaches(value, level))
}
