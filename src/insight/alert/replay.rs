//! What one rule would have done over the stored history: the trial before it is switched on.

use serde::{Deserialize, Serialize};

use crate::domain::{AlertRule, Period, SECONDS_PER_DAY, Timestamp, sort_by};

use super::super::{Subject, View};
use super::book::Alert;
use super::evaluate::walk_alone;
use super::reading::{AlertInputs, Reading, Severity};
use super::timeline::Timeline;

/// A subject whose alert comes back within so many seconds flaps.
const FLAPPING_SECONDS: i64 = SECONDS_PER_DAY;
const MONTH_DAYS: f64 = 30.0;
/// Less history than this says nothing about a month.
const FEWEST_DAYS: f64 = 7.0;

/// A rule replayed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Replay {
    /// The rule.
    pub rule: AlertRule,
    /// Instants at which it was evaluated.
    pub evaluations: u32,
    /// Every alert it would have raised, in the order of their opening.
    pub firings: Vec<Firing>,
    /// Firings that came back within 24 hours of the end of one about the same subject.
    pub flapping: u32,
    /// Share of the instants without any open alert, 0–1; `None` without instants.
    pub quiet_share: Option<f64>,
    /// Days of history replayed.
    pub days: f64,
    /// Firings in 30 days at this rate; `None` where less than a week is stored.
    pub expected_alerts_a_month: Option<f64>,
}

/// One alert of a replay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Firing {
    /// About what.
    pub subject: Subject,
    /// The worst severity it reached.
    pub severity: Severity,
    /// When it would have been raised.
    pub opened_at: Timestamp,
    /// When it would have ended; `None`: still open at the end.
    pub resolved_at: Option<Timestamp>,
    /// The value furthest beyond the level.
    pub peak: f64,
    /// What opened it or made it worse, in numbers and words.
    pub reading: Reading,
}

/// Replays one rule, enabled or not, over the view's window.
pub fn replay(view: &View<'_>, rule: &AlertRule, inputs: AlertInputs<'_>) -> Replay {
    replay_alone(view, &Timeline::of(view), rule, inputs)
}

/// The same for each of several rules by itself: no rule changes what another says.
pub fn replay_each(view: &View<'_>, rules: &[AlertRule], inputs: AlertInputs<'_>) -> Vec<Replay> {
    let timeline = Timeline::of(view);
    rules.iter().map(|rule| replay_alone(view, &timeline, rule, inputs)).collect()
}

fn replay_alone(view: &View<'_>, timeline: &Timeline<'_>, rule: &AlertRule, inputs: AlertInputs<'_>) -> Replay {
    let walked = walk_alone(view, timeline, rule, inputs);
    let alerts = walked.book.closed.into_iter().chain(walked.book.open);
    let mut firings: Vec<Firing> = alerts.map(Firing::of).collect();
    sort_by(&mut firings, |a, b| a.opened_at.cmp(&b.opened_at).then_with(|| a.subject.cmp(&b.subject)));
    let evaluations = walked.instants;
    Replay {
        rule: rule.clone(),
        evaluations,
        flapping: flapping(&firings),
        quiet_share: (evaluations > 0).then(|| f64::from(walked.quiet) / f64::from(evaluations)),
        days: walked.days,
        expected_alerts_a_month: (walked.days >= FEWEST_DAYS).then(|| firings.len() as f64 * MONTH_DAYS / walked.days),
        firings,
    }
}

impl Firing {
    fn of(alert: Alert) -> Self {
        let Alert { key, severity, opened_at, resolved_at, peak, reading, .. } = alert;
        Self { subject: key.subject, severity, opened_at, resolved_at, peak, reading }
    }

    /// Whether it was open at any time of a period.
    pub fn overlaps(&self, period: Period) -> bool {
        self.opened_at < period.end && self.resolved_at.is_none_or(|ended| ended >= period.start)
    }
}

impl Replay {
    /// How many of the periods in which something is known to have been wrong passed without a firing.
    pub fn missed(&self, wrong: &[Period]) -> usize {
        wrong.iter().filter(|&&period| !self.firings.iter().any(|firing| firing.overlaps(period))).count()
    }

    /// How many firings fall into none of the periods in which something is known to have been wrong.
    pub fn false_firings(&self, wrong: &[Period]) -> usize {
        self.firings.iter().filter(|firing| !wrong.iter().any(|&period| firing.overlaps(period))).count()
    }
}

/// Quadratic in the firings of one rule, of which the book keeps some hundreds.
fn flapping(firings: &[Firing]) -> u32 {
    let came_back = |(position, firing): &(usize, &Firing)| {
        let before = firings.get(..*position).unwrap_or_default().iter().rev();
        let last = before.filter(|earlier| earlier.subject == firing.subject).find_map(|earlier| earlier.resolved_at);
        last.is_some_and(|ended| firing.opened_at.seconds_since(ended) < FLAPPING_SECONDS)
    };
    firings.iter().enumerate().filter(came_back).count() as u32
}
