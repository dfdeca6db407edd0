//! A rule on one subject: the series it is measured on, and which attempts show the trouble.

use std::rc::Rc;

use crate::domain::{AlertMetric, AlertRule, AlertScope, Timestamp, WorkflowState, sort_by};
use crate::stats::Lack;

use super::super::{Subject, View};
use super::health::HealthWatch;
use super::judge::Measurement;
use super::queue::{self, LongWaits};
use super::rate::RateSeries;
use super::reading::{AlertInputs, Severity};
use super::schedule::ScheduleSeries;
use super::series::ValueSeries;
use super::streak::StreakSeries;
use super::timeline::{Timeline, split};
use super::{cost, duration};

const DAY: u32 = 86_400;
/// Most attempts that are shown as evidence, or asked for what they have in common.
const MOST_EVIDENCE: usize = 60;

/// A rule on one subject, and how its alert stands.
pub(super) struct Watch {
    /// Position of the rule.
    pub rule: usize,
    pub subject: Subject,
    /// Position in the workflow table; `None`: the repository.
    pub workflow: Option<u16>,
    pub source: Source,
    /// Severity of the open alert.
    pub held: Option<Severity>,
    /// The value furthest beyond the level, of an open alert.
    pub peak: Option<f64>,
    /// Whether a severity has been reached that waits for more evidence.
    pub is_pending: bool,
    /// What was known when it was last measured: the same data are not measured twice.
    pub seen: Option<(usize, u32)>,
}

/// What a rule is measured on.
pub(super) enum Source {
    Share(RateSeries),
    Level(Rc<ValueSeries>),
    Change(Rc<ValueSeries>),
    Streak(StreakSeries),
    Queue(ValueSeries),
    Waiting(LongWaits),
    Schedule(ScheduleSeries),
    Cost,
    Health(HealthWatch),
    NotMeasured,
}

/// The watches of all enabled rules. Durations are collected once a workflow, however many rules ask for them.
pub(super) fn watches(timeline: &Timeline<'_>, rules: &[AlertRule]) -> Vec<Watch> {
    let mut watches = Vec::new();
    let mut durations: Vec<Option<Rc<ValueSeries>>> = vec![None; timeline.by_workflow.len() + 1];
    for (position, rule) in rules.iter().enumerate().filter(|(_, rule)| rule.is_enabled) {
        let mut add = |workflow: Option<u16>, entries: &[u64]| {
            let subject =
                workflow.map_or(Some(Subject::Repository), |workflow| Subject::workflow(&timeline.view, workflow));
            let memory = durations.get_mut(workflow.map_or(0, |workflow| usize::from(workflow) + 1));
            let (Some(subject), Some(memory)) = (subject, memory) else { return };
            if let Some(source) = source(timeline, rule, workflow, entries, memory) {
                watches.push(Watch {
                    rule: position,
                    subject,
                    workflow,
                    source,
                    held: None,
                    peak: None,
                    is_pending: false,
                    seen: None,
                });
            }
        };
        match rule.scope {
            AlertScope::Repository => add(None, &timeline.all),
            AlertScope::EachWorkflow => {
                let parts = (0_u16..).zip(&timeline.by_workflow).filter(|(_, entries)| !entries.is_empty());
                parts.for_each(|(workflow, entries)| add(Some(workflow), entries));
            }
        }
    }
    // The workflow table is in the order of arrival, on which no answer may depend.
    sort_by(&mut watches, |a, b| a.rule.cmp(&b.rule).then_with(|| a.subject.cmp(&b.subject)));
    watches
}

/// How many [`watches`] makes, of which none is made for it.
pub(super) fn count_watches<'r>(timeline: &Timeline<'_>, rules: impl Iterator<Item = &'r AlertRule>) -> usize {
    let workflows = || (0_u16..).zip(&timeline.by_workflow).filter(|(_, entries)| !entries.is_empty());
    let is_scheduled = |workflow: Option<u16>, entries: &[u64]| scheduled(&timeline.view, workflow, entries).is_some();
    let of_rule = |rule: &AlertRule| match (rule.scope, rule.metric) {
        (AlertScope::Repository, AlertMetric::ScheduleMissed) => usize::from(is_scheduled(None, &timeline.all)),
        (AlertScope::Repository, _) => 1,
        (AlertScope::EachWorkflow, AlertMetric::ScheduleMissed) => {
            workflows().filter(|(workflow, entries)| is_scheduled(Some(*workflow), entries)).count()
        }
        (AlertScope::EachWorkflow, _) => workflows().count(),
    };
    rules.filter(|rule| rule.is_enabled).map(of_rule).sum()
}

fn source(
    timeline: &Timeline<'_>,
    rule: &AlertRule,
    workflow: Option<u16>,
    entries: &[u64],
    durations: &mut Option<Rc<ValueSeries>>,
) -> Option<Source> {
    let view = &timeline.view;
    let mut durations = || Rc::clone(durations.get_or_insert_with(|| Rc::new(duration::durations(view, entries))));
    Some(match rule.metric {
        AlertMetric::FailureRate => Source::Share(RateSeries::failures(view, entries)),
        AlertMetric::SuccessRate => Source::Share(RateSeries::no_successes(view, entries)),
        AlertMetric::Flakiness => Source::Share(RateSeries::flaky_commits(view, entries)),
        AlertMetric::Duration => Source::Level(durations()),
        AlertMetric::DurationChange => Source::Change(durations()),
        AlertMetric::FailureStreak => Source::Streak(streaks(view, entries)),
        AlertMetric::CacheHitRate => Source::NotMeasured,
        AlertMetric::Health => Source::Health(HealthWatch::default()),
        AlertMetric::CostChange => Source::Cost,
        AlertMetric::QueueRatio => Source::Queue(queue::waits(view, entries)),
        AlertMetric::JobQueued => {
            let keeps = |row: u32| workflow.is_none_or(|workflow| view.workflow(row) == workflow);
            Source::Waiting(LongWaits::of(view, entries, rule, keeps))
        }
        AlertMetric::ScheduleMissed => {
            return scheduled(view, workflow, entries).map(Source::Schedule);
        }
    })
}

fn streaks(view: &View<'_>, entries: &[u64]) -> StreakSeries {
    let mut series = StreakSeries::default();
    let branch = view.default_branch_number();
    for &entry in entries {
        let (at, row) = split(entry);
        let outcome = view.outcome(row);
        if outcome.is_decided() && view.is_on(row, branch) {
            series.push(at, outcome.is_failed(), row);
        }
    }
    series
}

/// Scheduled runs of a workflow that still has its file; none where it has never been scheduled.
fn scheduled(view: &View<'_>, workflow: Option<u16>, entries: &[u64]) -> Option<ScheduleSeries> {
    let event = view.columns.events.find(b"schedule")?;
    let is_deleted = workflow
        .and_then(|workflow| view.columns.workflows.entries.get(usize::from(workflow)))
        .is_some_and(|entry| entry.state == WorkflowState::Deleted);
    let mut runs: Vec<u64> = Vec::new();
    for &entry in entries {
        let (_, row) = split(entry);
        if u32::from(view.event(row)) == event && view.attempt(row) <= 1 {
            runs.push(u64::from(view.created_seconds(row)) << u32::BITS | u64::from(row));
        }
    }
    crate::domain::sort_numbers(&mut runs);
    (!runs.is_empty() && !is_deleted).then(|| {
        let (created, rows) = runs.into_iter().map(split).unzip();
        ScheduleSeries { created, rows }
    })
}

impl Watch {
    /// What the metric says at an instant.
    pub(super) fn measure(
        &self,
        timeline: &Timeline<'_>,
        rule: &AlertRule,
        inputs: AlertInputs<'_>,
        at: u32,
    ) -> Result<Measurement, Lack> {
        let held = self.held;
        match &self.source {
            Source::Share(series) => series.measure(rule, at, held),
            Source::Level(series) => duration::measure_level(series, rule, at, held),
            Source::Change(series) => duration::measure_change(series, rule, at, held),
            Source::Streak(series) => series.measure(rule, at, held),
            Source::Queue(series) => queue::measure_ratio(series, rule, at, held),
            Source::Waiting(waits) => waits.measure(rule, at, held),
            Source::Schedule(series) => series.measure(rule, at, held),
            Source::Cost => {
                let today = timeline.view.zone.local_day(Timestamp(i64::from(at)));
                cost::measure(inputs.daily_dollars, rule, today, held)
            }
            Source::Health(watch) => watch.measure(&timeline.view, self.entries(timeline), rule, at, held),
            Source::NotMeasured => Err(Lack::undefined("GitHub's runs do not tell it: not measured")),
        }
    }

    /// What is known at an instant; equal where measuring again would say the same. `health_days`: how often the costly
    /// score is worked out.
    pub(super) fn known(&self, at: u32, health_days: u32) -> (usize, u32) {
        // The data of an open alert may become too old, which no new run tells.
        let day = if self.held.is_some() { at / DAY } else { 0 };
        match &self.source {
            Source::Share(series) => (series.known(at), day),
            Source::Level(series) | Source::Change(series) => (series.known(at), day),
            Source::Streak(series) => (series.known(at), day),
            Source::Queue(series) => (series.known(at), day),
            Source::Waiting(_) | Source::Schedule(_) => (0, at),
            Source::Cost => (0, at / DAY),
            Source::Health(_) => (0, at / DAY / health_days.max(1)),
            Source::NotMeasured => (0, 0),
        }
    }

    fn entries<'t>(&self, timeline: &'t Timeline<'_>) -> &'t [u64] {
        match self.workflow {
            None => &timeline.all,
            Some(workflow) => timeline.by_workflow.get(usize::from(workflow)).map_or(&[], Vec::as_slice),
        }
    }

    /// The attempts behind a measurement, newest first, at most 60: those that show the trouble.
    pub(super) fn evidence(&self, timeline: &Timeline<'_>, rule: &AlertRule, found: &Measurement, at: u32) -> Vec<u32> {
        let mut rows: Vec<u32> = Vec::new();
        let window = found.window.clone().rev();
        match &self.source {
            Source::Share(series) => {
                let bad = window.filter(|&position| series.is_bad(position));
                rows.extend(bad.filter_map(|position| series.rows.get(position)).take(MOST_EVIDENCE));
            }
            Source::Level(series) | Source::Change(series) => {
                let usual = found.baseline.unwrap_or_default();
                let slow =
                    window.filter(|&position| series.seconds.get(position).is_some_and(|&s| f64::from(s) > usual));
                rows.extend(slow.filter_map(|position| series.rows.get(position)).take(MOST_EVIDENCE));
            }
            Source::Queue(series) => {
                let limit = found.value * found.baseline.unwrap_or_default() * 0.999;
                let long =
                    window.filter(|&position| series.seconds.get(position).is_some_and(|&s| f64::from(s) >= limit));
                rows.extend(long.filter_map(|position| series.rows.get(position)).take(MOST_EVIDENCE));
            }
            Source::Streak(series) => {
                rows.extend(window.filter_map(|position| series.rows.get(position)).take(MOST_EVIDENCE));
            }
            Source::Schedule(series) => rows.extend(window.filter_map(|position| series.rows.get(position))),
            Source::Waiting(waits) => rows.extend(waits.rows(rule, at).iter().rev().take(MOST_EVIDENCE)),
            Source::Health(_) => {
                let entries = self.entries(timeline);
                let failed = window.filter_map(|position| Some(split(*entries.get(position)?).1));
                rows.extend(failed.filter(|&row| timeline.view.outcome(row).is_failed()).take(MOST_EVIDENCE));
            }
            Source::Cost | Source::NotMeasured => {}
        }
        rows
    }
}
