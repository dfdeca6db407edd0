//! The book of alerts: at most one open for each rule and subject, and what became of the closed ones. A state machine;
//! what it is told it keeps, and it asks nobody.

use serde::{Deserialize, Serialize};

use crate::domain::{AlertRule, SECONDS_PER_HOUR, Timestamp};

use super::reading::{AlertKey, Reading, Severity};

/// Most closed alerts that are kept; the oldest go first.
const MOST_CLOSED: usize = 500;
/// An open alert about which nothing can be told any more is closed after so long.
const LONGEST_SILENCE_HOURS: i64 = 7 * 24;

/// Open and closed alerts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AlertBook {
    /// Open ones, oldest first.
    pub open: Vec<Alert>,
    /// Closed ones, in the order of their end.
    pub closed: Vec<Alert>,
    /// Readings that wait for a second opinion.
    pending: Vec<Pending>,
}

/// One alert from its opening to its end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// Rule and subject.
    pub key: AlertKey,
    /// The worst severity so far.
    pub severity: Severity,
    /// Where it stands.
    pub state: AlertState,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When its severity last rose.
    pub worsened_at: Option<Timestamp>,
    /// When somebody took it on.
    pub acknowledged_at: Option<Timestamp>,
    /// Until when it is to be quiet.
    pub snoozed_until: Option<Timestamp>,
    /// When it was escalated because nobody had taken it on.
    pub escalated_at: Option<Timestamp>,
    /// When it ended.
    pub resolved_at: Option<Timestamp>,
    /// Since when nothing can be told about it.
    pub silent_since: Option<Timestamp>,
    /// The value furthest beyond the level.
    pub peak: f64,
    /// What opened it, or made it worse: numbers, evidence, cause and next step.
    pub reading: Reading,
    /// Of an open one: the same as of the last instant that was looked at, whatever it means for the alert.
    pub current: Option<Box<Reading>>,
    /// How it ended.
    pub end: Option<AlertEnd>,
}

/// How an alert ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertEnd {
    /// Its value went back beyond the resolve level.
    Recovered,
    /// Somebody ended it.
    ByHand,
    /// Nothing could be told about it for a week.
    Silent,
}

/// Where an alert stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertState {
    /// Open, and nobody has taken it on.
    Firing,
    /// Open, and somebody has.
    Acknowledged,
    /// Open, and quiet for a while.
    Snoozed,
    /// Ended.
    Resolved,
}

/// What happened to an alert.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlertEvent {
    /// Which alert.
    pub key: AlertKey,
    /// What.
    pub kind: AlertEventKind,
    /// Its severity then.
    pub severity: Severity,
    /// When.
    pub at: Timestamp,
}

/// What can happen to an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertEventKind {
    /// It began.
    Opened,
    /// Its severity rose.
    Worsened,
    /// Nobody has taken it on for too long.
    Escalated,
    /// Its time of quiet is over, and it is still open.
    Woken,
    /// It ended.
    Resolved,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Pending {
    key: AlertKey,
    severity: Severity,
    evaluations: u32,
}

impl AlertBook {
    /// Takes in what was read at `at`. A key that no reading names stays as it is, but for what time alone changes.
    ///
    /// An alert opens when its rule's persistence is reached and the key is not in its cooldown; it rises in severity,
    /// never falls; it ends when the value is back beyond the resolve level, or nothing could be told for a week.
    pub fn advance(&mut self, readings: &[Reading], rules: &[AlertRule], at: Timestamp) -> Vec<AlertEvent> {
        let mut events = Vec::new();
        self.pass_time(rules, at, &mut events);
        for reading in readings {
            let Some(rule) = rules.iter().find(|rule| rule.id == reading.key.rule_id) else { continue };
            match self.open.iter().position(|alert| alert.key == reading.key) {
                Some(position) => self.take_in(position, rule, reading, at, &mut events),
                None => self.consider(rule, reading, at, &mut events),
            }
        }
        events
    }

    /// The open alert of a key.
    pub fn open_alert(&self, key: &AlertKey) -> Option<&Alert> {
        self.open.iter().find(|alert| alert.key == *key)
    }

    /// Says when that happened which an event of [`AlertBook::advance`] tells: known since, at the latest, then.
    pub(super) fn date(&mut self, event: &AlertEvent, moment: Timestamp) {
        match event.kind {
            AlertEventKind::Opened => {
                let open = self.open.iter_mut().find(|alert| alert.key == event.key);
                if let Some(alert) = open {
                    alert.opened_at = moment.min(alert.opened_at);
                }
            }
            AlertEventKind::Resolved => {
                let closed = self.closed.iter_mut().rev().find(|alert| alert.key == event.key);
                if let Some(alert) = closed.filter(|alert| alert.end == Some(AlertEnd::Recovered)) {
                    alert.resolved_at = alert.resolved_at.map(|at| at.min(moment).max(alert.opened_at));
                }
            }
            AlertEventKind::Worsened | AlertEventKind::Escalated | AlertEventKind::Woken => {}
        }
    }

    /// Somebody takes an open alert on. Says whether there was one.
    pub fn acknowledge(&mut self, key: &AlertKey, at: Timestamp) -> bool {
        self.change(key, |alert| {
            alert.state = AlertState::Acknowledged;
            alert.acknowledged_at = Some(at);
            alert.snoozed_until = None;
        })
    }

    /// An open alert is to be quiet until then. Says whether there was one.
    pub fn snooze(&mut self, key: &AlertKey, until: Timestamp) -> bool {
        self.change(key, |alert| {
            alert.state = AlertState::Snoozed;
            alert.snoozed_until = Some(until);
        })
    }

    /// Ends an open alert by hand. Says whether there was one.
    pub fn resolve(&mut self, key: &AlertKey, at: Timestamp) -> bool {
        let position = self.open.iter().position(|alert| alert.key == *key);
        position.is_some_and(|position| self.close(position, at, AlertEnd::ByHand).is_some())
    }

    fn change(&mut self, key: &AlertKey, change: impl FnOnce(&mut Alert)) -> bool {
        let alert = self.open.iter_mut().find(|alert| alert.key == *key);
        alert.map(change).is_some()
    }

    /// Ends snoozes, escalates, and closes what has long been silent.
    fn pass_time(&mut self, rules: &[AlertRule], at: Timestamp, events: &mut Vec<AlertEvent>) {
        for alert in &mut self.open {
            if alert.state == AlertState::Snoozed && alert.snoozed_until.is_some_and(|until| until <= at) {
                alert.state = AlertState::Firing;
                alert.snoozed_until = None;
                events.push(alert.event(AlertEventKind::Woken, at));
            }
            let rule = rules.iter().find(|rule| rule.id == alert.key.rule_id);
            let patience = rule.and_then(|rule| rule.escalate_after_hours);
            let is_due = patience.is_some_and(|hours| hours_since(at, alert.opened_at) >= i64::from(hours));
            if alert.state == AlertState::Firing && alert.escalated_at.is_none() && is_due {
                alert.escalated_at = Some(at);
                events.push(alert.event(AlertEventKind::Escalated, at));
            }
        }
        let is_over =
            |alert: &Alert| alert.silent_since.is_some_and(|since| hours_since(at, since) >= LONGEST_SILENCE_HOURS);
        while let Some(position) = self.open.iter().position(is_over) {
            events.extend(self.close(position, at, AlertEnd::Silent));
        }
    }

    /// What a reading means for an open alert.
    fn take_in(
        &mut self,
        position: usize,
        rule: &AlertRule,
        reading: &Reading,
        at: Timestamp,
        events: &mut Vec<AlertEvent>,
    ) {
        let Some(alert) = self.open.get_mut(position) else { return };
        let Ok(value) = reading.value else {
            alert.silent_since.get_or_insert(at);
            return;
        };
        alert.silent_since = None;
        if reading.is_clear {
            events.extend(self.close(position, at, AlertEnd::Recovered));
            return;
        }
        if rule.comparison.reaches(value, alert.peak) {
            alert.peak = value;
        }
        if let Some(severity) = reading.severity.filter(|&severity| severity > alert.severity) {
            alert.severity = severity;
            alert.worsened_at = Some(at);
            alert.reading = reading.clone();
            // What somebody has taken on has become something else; what is snoozed stays so.
            if alert.state == AlertState::Acknowledged {
                alert.state = AlertState::Firing;
            }
            events.push(alert.event(AlertEventKind::Worsened, at));
        }
    }

    /// What a reading means for a key without an open alert.
    fn consider(&mut self, rule: &AlertRule, reading: &Reading, at: Timestamp, events: &mut Vec<AlertEvent>) {
        let pending = self.pending.iter().position(|pending| pending.key == reading.key);
        let (Some(severity), Ok(value)) = (reading.severity, &reading.value) else {
            if let Some(position) = pending {
                self.pending.swap_remove(position);
            }
            return;
        };
        let (before, lowest) = pending
            .map(|position| self.pending.swap_remove(position))
            .map_or((0, severity), |pending| (pending.evaluations, pending.severity.min(severity)));
        let evaluations = before.saturating_add(1);
        if evaluations < rule.persistence || self.is_cooling(rule, reading, severity, at) {
            self.pending.push(Pending { key: reading.key.clone(), severity, evaluations });
            return;
        }
        let alert = Alert {
            key: reading.key.clone(),
            // The second opinion has to agree on the severity, too.
            severity: lowest,
            state: AlertState::Firing,
            opened_at: at,
            worsened_at: None,
            acknowledged_at: None,
            snoozed_until: None,
            escalated_at: None,
            resolved_at: None,
            silent_since: None,
            peak: *value,
            reading: reading.clone(),
            current: None,
            end: None,
        };
        events.push(alert.event(AlertEventKind::Opened, at));
        self.open.push(alert);
    }

    fn is_cooling(&self, rule: &AlertRule, reading: &Reading, severity: Severity, at: Timestamp) -> bool {
        let hours = match severity {
            Severity::Critical => rule.cooldown.critical_hours,
            Severity::Warning => rule.cooldown.warning_hours,
            Severity::Info => rule.cooldown.info_hours,
        };
        let last = self.closed.iter().rev().find(|alert| alert.key == reading.key);
        let ended = last.and_then(|alert| alert.resolved_at);
        ended.is_some_and(|ended| at.seconds_since(ended) < i64::from(hours) * SECONDS_PER_HOUR)
    }

    fn close(&mut self, position: usize, at: Timestamp, end: AlertEnd) -> Option<AlertEvent> {
        (position < self.open.len()).then(|| {
            let mut alert = self.open.remove(position);
            alert.state = AlertState::Resolved;
            alert.resolved_at = Some(at);
            alert.end = Some(end);
            let event = alert.event(AlertEventKind::Resolved, at);
            self.closed.push(alert);
            let excess = self.closed.len().saturating_sub(MOST_CLOSED);
            self.closed.drain(..excess);
            event
        })
    }
}

impl Alert {
    fn event(&self, kind: AlertEventKind, at: Timestamp) -> AlertEvent {
        AlertEvent { key: self.key.clone(), kind, severity: self.severity, at }
    }
}

fn hours_since(at: Timestamp, earlier: Timestamp) -> i64 {
    at.seconds_since(earlier).div_euclid(SECONDS_PER_HOUR)
}
