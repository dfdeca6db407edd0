//! The alerts page: what is open and what was, over the newest months of the whole repository; and, asked for by itself,
//! what each rule alone would have done.

use serde::{Deserialize, Serialize};

use crate::domain::{AlertRule, Period, Timestamp, sort_by};
use crate::insight::{Alert, AlertBook, Firing, Replay, Severity, Subject};

/// Alerts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alerts {
    /// Revision of the history it was made from.
    pub revision: u64,
    /// What was gone through.
    pub period: Period,
    /// Attempts stored at all: without any no rule can say anything.
    pub attempts: u64,
    /// The worst first, then the newest.
    pub open: Vec<Alert>,
    /// The last to end first; at most 500.
    pub closed: Vec<Alert>,
}

/// What the rules would have done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlertRules {
    /// Revision of the history it was made from.
    pub revision: u64,
    /// What was gone through.
    pub period: Period,
    /// One entry a rule, in the order of the settings.
    pub rules: Vec<RuleRecord>,
}

/// What one rule would have done by itself, switched on or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleRecord {
    /// The rule.
    pub rule: AlertRule,
    /// Its firings, by opening; at most some 500.
    pub firings: Vec<FiringSpan>,
    /// Of them, those that came back within 24 hours.
    pub flapping: u32,
    /// Share of the time with a firing of this rule open, 0–1; `None` without history.
    pub firing_share: Option<f64>,
    /// Days of history gone through.
    pub days: f64,
}

/// One firing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiringSpan {
    /// About what.
    pub subject: Subject,
    /// The worst it reached.
    pub severity: Severity,
    /// When it began.
    pub opened_at: Timestamp,
    /// When it ended; `None`: it is still open.
    pub resolved_at: Option<Timestamp>,
}

impl RuleRecord {
    /// The record of a replay.
    pub fn of(replay: &Replay) -> Self {
        let span = |firing: &Firing| FiringSpan {
            subject: firing.subject.clone(),
            severity: firing.severity,
            opened_at: firing.opened_at,
            resolved_at: firing.resolved_at,
        };
        Self {
            rule: replay.rule.clone(),
            firings: replay.firings.iter().map(span).collect(),
            flapping: replay.flapping,
            firing_share: replay.quiet_share.map(|quiet| 1.0 - quiet),
            days: replay.days,
        }
    }

    /// Firings that were open at `since` or later, whenever they began.
    pub fn open_since(&self, since: Timestamp) -> usize {
        self.firings.iter().filter(|firing| firing.resolved_at.is_none_or(|ended| ended >= since)).count()
    }
}

/// Makes the page's answer; `open` is in its order.
pub(in crate::engine) fn alerts(
    revision: u64,
    period: Period,
    attempts: u64,
    open: Vec<Alert>,
    book: &AlertBook,
) -> Alerts {
    let mut closed = book.closed.clone();
    sort_by(&mut closed, |a, b| b.resolved_at.cmp(&a.resolved_at));
    Alerts { revision, period, attempts, open, closed }
}
