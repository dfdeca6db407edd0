//! Evaluates rules: at one instant, or at all instants of a stored history one after the other, each seeing only what had
//! completed by then.

use crate::domain::{AlertMetric, AlertRule, SECONDS_PER_DAY, SECONDS_PER_HOUR, Timestamp};
use crate::stats::{Adjustment, Lack, adjust_p};

use super::super::View;
use super::action::{AlertAction, Waiting};
use super::book::{AlertBook, AlertEventKind};
use super::explain::explain;
use super::judge::Measurement;
use super::reading::{AlertInputs, AlertKey, Reading, Severity};
use super::timeline::{Timeline, split};
use super::watch::{Watch, count_watches, watches};

/// Most instants of a replay.
const MOST_INSTANTS: i64 = 2_000;
/// Most instants times watched subjects; what many workflows gain in number they lose in how often they are looked at.
const MOST_EVALUATIONS: i64 = 40_000;
/// Most health scores of a replay.
const MOST_HEALTH: i64 = 60;
/// Most runs that a reading names.
const MOST_RUNS_NAMED: usize = 10;
/// Expected share of false ones among the alarms of one instant.
const FALSE_DISCOVERIES: f64 = 0.05;

/// What every enabled rule says of each of its subjects at the end of the view's window or now, whichever is earlier: also
/// what is fine, and what is lacking. Where p-values exist, Benjamini and Hochberg's correction over all of them has to
/// leave 5 %. The window's start plays no part: a rule looks as far back as it needs.
pub fn evaluate_alerts(view: &View<'_>, rules: &[AlertRule], inputs: AlertInputs<'_>) -> Vec<Reading> {
    let timeline = Timeline::of(view);
    let watches = watches(&timeline, rules);
    let at = last_instant(view);
    let ground = Ground { timeline: &timeline, rules, inputs, questions: watches.len() };
    let mut found: Vec<(usize, Result<Measurement, Lack>)> = Vec::new();
    for (position, watch) in watches.iter().enumerate() {
        if let Some(rule) = rules.get(watch.rule) {
            found.push((position, watch.measure(&timeline, rule, inputs, at)));
        }
    }
    ground.readings(&watches, found, at)
}

/// The alerts that would be open, or were closed, had the rules been watched over the stored history: evaluated at up to
/// 2,000 instants of the view's window, at most every hour, at absolute times so that more history moves none of them.
pub fn replay_book(view: &View<'_>, rules: &[AlertRule], inputs: AlertInputs<'_>) -> AlertBook {
    replay_book_with(view, rules, inputs, &[])
}

/// The same with what people have said of the alerts. Says of each open one how it stands at the last instant.
pub fn replay_book_with(
    view: &View<'_>,
    rules: &[AlertRule],
    inputs: AlertInputs<'_>,
    actions: &[AlertAction],
) -> AlertBook {
    let timeline = Timeline::of(view);
    let mut watches = watches(&timeline, rules);
    let ground = Ground { timeline: &timeline, rules, inputs, questions: watches.len() };
    let mut walk = walk(view, &ground, &mut watches, actions);
    ground.tell_current(&mut watches, &mut walk.book, last_instant(view));
    walk.book
}

/// One rule, enabled or not, watched over the view's window, on a timeline that several share. It is looked at as often,
/// and among as many questions, as if it stood beside the other rules of the settings: else the same alert would begin at
/// another time than in their book.
pub(super) fn walk_alone(view: &View<'_>, timeline: &Timeline<'_>, rule: &AlertRule, inputs: AlertInputs<'_>) -> Walk {
    let rules = [AlertRule { is_enabled: true, ..rule.clone() }];
    let others = view.settings.alert_rules.iter().filter(|other| other.id != rule.id);
    let questions = count_watches(timeline, others.chain(&rules));
    let ground = Ground { timeline, rules: &rules, inputs, questions };
    walk(view, &ground, &mut watches(timeline, &rules), &[])
}

/// A replay as it went.
pub(super) struct Walk {
    pub book: AlertBook,
    /// Instants evaluated.
    pub instants: u32,
    /// Of them, without any open alert.
    pub quiet: u32,
    /// Length of the time walked over, days.
    pub days: f64,
}

fn walk(view: &View<'_>, ground: &Ground<'_>, watches: &mut [Watch], actions: &[AlertAction]) -> Walk {
    let mut walk = Walk { book: AlertBook::default(), instants: 0, quiet: 0, days: 0.0 };
    let Some(&first) = ground.timeline.all.first() else { return walk };
    let end = last_instant(view);
    let start = view.period.start.0.max(i64::from(split(first).0)).min(i64::from(end));
    let span = i64::from(end) - start;
    let step = step_seconds(span, ground.questions);
    let health_days = (span / SECONDS_PER_DAY / MOST_HEALTH + 1) as u32;
    walk.days = span as f64 / SECONDS_PER_DAY as f64;
    let mut waiting = Waiting::of(actions, Timestamp(start), step);
    let mut instant = (start / step + 1) * step;
    let mut before = start.max(0) as u32;
    loop {
        let at = instant.min(i64::from(end)) as u32;
        ground.advance(watches, &mut walk.book, (before, at), health_days);
        before = at;
        for key in waiting.take_effect(&mut walk.book, Timestamp(i64::from(at))) {
            ground.let_go(watches, &key);
        }
        walk.instants += 1;
        walk.quiet += u32::from(walk.book.open.is_empty());
        if instant >= i64::from(end) {
            return walk;
        }
        instant += step;
    }
}

/// Whole hours between two instants.
fn step_seconds(span: i64, questions: usize) -> i64 {
    let instants = (MOST_EVALUATIONS / (questions as i64).max(1)).clamp(200, MOST_INSTANTS - 2);
    (span / instants / SECONDS_PER_HOUR + 1) * SECONDS_PER_HOUR
}

fn last_instant(view: &View<'_>) -> u32 {
    view.now.min(view.period.end).0.clamp(0, i64::from(u32::MAX)) as u32
}

struct Ground<'a> {
    timeline: &'a Timeline<'a>,
    rules: &'a [AlertRule],
    inputs: AlertInputs<'a>,
    /// Rules on subjects that are asked at one instant, those of other rules too.
    questions: usize,
}

impl Ground<'_> {
    /// One instant of a replay, and the one before: measures what has news, and tells the book what it has to know.
    fn advance(&self, watches: &mut [Watch], book: &mut AlertBook, (before, at): (u32, u32), health_days: u32) {
        let mut news: Vec<(usize, Result<Measurement, Lack>)> = Vec::new();
        for (position, watch) in watches.iter_mut().enumerate() {
            let known = watch.known(at, health_days);
            let Some(rule) = self.rules.get(watch.rule).filter(|_| watch.seen != Some(known)) else { continue };
            watch.seen = Some(known);
            let found = watch.measure(self.timeline, rule, self.inputs, at);
            if is_news(watch, rule, &found) {
                news.push((position, found));
            }
        }
        let positions: Vec<usize> = news.iter().map(|(position, _)| *position).collect();
        let readings = if news.is_empty() { Vec::new() } else { self.readings(watches, news, at) };
        let events = book.advance(&readings, self.rules, Timestamp(i64::from(at)));
        for (position, reading) in positions.into_iter().zip(&readings) {
            if let Some(watch) = watches.get_mut(position) {
                let open = book.open_alert(&reading.key);
                watch.held = open.map(|alert| alert.severity);
                watch.peak = open.map(|alert| alert.peak);
                watch.is_pending = watch.held.is_none() && reading.severity.is_some();
            }
        }
        for event in &events {
            if let Some(watch) = watches.iter().find(|watch| self.is_of(watch, &event.key)) {
                book.date(event, Timestamp(i64::from(self.moment(watch, before, at))));
            }
        }
        // Time alone may have closed alerts of which nothing was read.
        for event in events.iter().filter(|event| event.kind == AlertEventKind::Resolved) {
            self.let_go(watches, &event.key);
        }
    }

    /// When that happened which was found at an instant: when the newest attempt that its numbers rest on ended. The
    /// instants are hours apart, and the last of them is now, which would let an alert begin anew with every look.
    fn moment(&self, watch: &Watch, before: u32, at: u32) -> u32 {
        let rests_on_attempts = self.rules.get(watch.rule).is_some_and(|rule| match rule.metric {
            AlertMetric::FailureRate
            | AlertMetric::SuccessRate
            | AlertMetric::Duration
            | AlertMetric::DurationChange
            | AlertMetric::FailureStreak
            | AlertMetric::Flakiness => true,
            AlertMetric::CacheHitRate
            | AlertMetric::Health
            | AlertMetric::CostChange
            | AlertMetric::QueueRatio
            | AlertMetric::JobQueued
            | AlertMetric::ScheduleMissed => false,
        });
        let Timeline { all, by_workflow, .. } = self.timeline;
        let entries = match watch.workflow {
            None => Some(all),
            Some(workflow) => by_workflow.get(usize::from(workflow)),
        };
        let newest = entries.and_then(|entries| {
            let known = entries.partition_point(|&entry| split(entry).0 <= at);
            entries.get(known.checked_sub(1)?).map(|&entry| split(entry).0)
        });
        newest.filter(|&newest| rests_on_attempts && newest > before).unwrap_or(at)
    }

    /// What was held open no longer is.
    fn let_go(&self, watches: &mut [Watch], key: &AlertKey) {
        for watch in watches.iter_mut().filter(|watch| self.is_of(watch, key)) {
            (watch.held, watch.peak) = (None, None);
        }
    }

    fn is_of(&self, watch: &Watch, key: &AlertKey) -> bool {
        self.rules.get(watch.rule).is_some_and(|rule| rule.id == key.rule_id) && watch.subject == key.subject
    }

    /// Says of each open alert how it stands at an instant: measured as if it were not open, so that the evidence is
    /// weighed once more.
    fn tell_current(&self, watches: &mut [Watch], book: &mut AlertBook, at: u32) {
        for alert in &mut book.open {
            let Some(watch) = watches.iter_mut().find(|watch| self.is_of(watch, &alert.key)) else { continue };
            let Some(rule) = self.rules.get(watch.rule) else { continue };
            let held = watch.held.take();
            let found = watch.measure(self.timeline, rule, self.inputs, at);
            let reading = self.reading(watch, found, 0.0, at, Some(alert.severity));
            watch.held = held;
            alert.current = reading.map(|reading| Box::new(Reading { adjusted_p_value: None, ..reading }));
        }
    }

    /// Readings in the order of the measurements.
    fn readings(&self, watches: &[Watch], found: Vec<(usize, Result<Measurement, Lack>)>, at: u32) -> Vec<Reading> {
        // A streak's chance is that of a month, not of this instant.
        let p_of = |position: usize, found: &Result<Measurement, Lack>| {
            let rule = self.rules.get(watches.get(position)?.rule)?;
            found.as_ref().ok()?.p_value.filter(|_| rule.metric != AlertMetric::FailureStreak)
        };
        // What was not tested because nothing was conspicuous counts as a test that found nothing.
        let mut p_values: Vec<f64> =
            found.iter().map(|(position, found)| p_of(*position, found).unwrap_or(1.0)).collect();
        p_values.resize(self.questions.max(p_values.len()), 1.0);
        let adjusted = adjust_p(&p_values, Adjustment::FalseDiscoveries);
        let pairs = found.into_iter().zip(adjusted);
        pairs
            .filter_map(|((position, found), adjusted)| self.reading(watches.get(position)?, found, adjusted, at, None))
            .collect()
    }

    /// In words where the severity is news, or where `told` is the severity of which they are wanted.
    fn reading(
        &self,
        watch: &Watch,
        found: Result<Measurement, Lack>,
        adjusted: f64,
        at: u32,
        told: Option<Severity>,
    ) -> Option<Reading> {
        let rule = self.rules.get(watch.rule)?;
        let mut reading = Reading {
            key: AlertKey { rule_id: rule.id.clone(), subject: watch.subject.clone() },
            metric: rule.metric,
            evaluated_at: Timestamp(i64::from(at)),
            value: Err(Lack::NoVariation),
            interval: None,
            baseline: None,
            sample: 0,
            baseline_sample: 0,
            p_value: None,
            adjusted_p_value: None,
            severity: None,
            level: None,
            is_clear: false,
            evidence_run_ids: Vec::new(),
            explanation: None,
        };
        let mut found = match found {
            Ok(found) => found,
            Err(lack) => {
                reading.value = Err(lack);
                return Some(reading);
            }
        };
        let is_screened = found.p_value.is_some() && rule.metric != AlertMetric::FailureStreak;
        if is_screened && adjusted > FALSE_DISCOVERIES {
            found.severity = watch.held.filter(|_| !found.is_clear);
        }
        reading.value =
            if found.value.is_finite() { Ok(found.value) } else { Err(Lack::undefined("beyond any number")) };
        reading.interval = found.interval.filter(|(low, high)| low.is_finite() && high.is_finite());
        reading.baseline = found.baseline;
        (reading.sample, reading.baseline_sample) = (found.sample, found.baseline_sample);
        reading.p_value = found.p_value;
        reading.adjusted_p_value = is_screened.then_some(adjusted);
        reading.is_clear = found.is_clear;
        reading.severity = found.severity;
        let level = |severity: Severity| Severity::levels(rule).find(|level| level.0 == severity).map(|level| level.1);
        reading.level = told.or(found.severity).and_then(level);
        if told.is_some() || found.severity.is_some() && found.severity != watch.held {
            let rows = watch.evidence(self.timeline, rule, &found, at);
            reading.evidence_run_ids = newest_runs(rows.iter().map(|&row| self.timeline.view.run_id(row)));
            reading.explanation = Some(explain(&self.timeline.view, rule, watch, &reading, &found, &rows));
        }
        Some(reading)
    }
}

/// The first runs of the evidence, each once: it may hold several attempts of one.
fn newest_runs(evidence: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut run_ids = Vec::new();
    for run_id in evidence {
        if !run_ids.contains(&run_id) {
            run_ids.push(run_id);
        }
        if run_ids.len() == MOST_RUNS_NAMED {
            break;
        }
    }
    run_ids
}

/// Whether the book has to hear of it: a severity that is not held yet, an end, a new extreme, or a change of mind.
fn is_news(watch: &Watch, rule: &AlertRule, found: &Result<Measurement, Lack>) -> bool {
    match found {
        Err(_) => watch.held.is_some() || watch.is_pending,
        Ok(found) => {
            let is_further = watch.peak.is_some_and(|peak| !rule.comparison.reaches(peak, found.value));
            watch.is_pending || found.severity != watch.held || watch.held.is_some() && (found.is_clear || is_further)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_of_one_run_are_one_run() {
        assert_eq!(newest_runs([7, 7, 5, 7, 5, 3].into_iter()), [7, 5, 3]);
        assert_eq!(newest_runs(0..100).len(), MOST_RUNS_NAMED);
        assert!(newest_runs(core::iter::empty()).is_empty());
    }
}
