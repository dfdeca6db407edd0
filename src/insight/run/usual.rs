//! What jobs and steps of the same names did in the 30 days before an attempt. Judges nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::{NO_TEXT, Outcome, Period, State};

use super::super::delivery::job_queue_seconds;
use super::super::error_category::failure_of;
use super::super::prepare::time;
use super::super::{Quantiles, View};

/// Days before the attempt that count as usual.
const DAYS: i64 = 30;

/// What jobs of one name did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct JobUsual {
    /// Seconds from start to end, passed executions.
    pub durations: Quantiles,
    /// Seconds that they waited for a runner.
    pub queues: Quantiles,
    /// Executions that passed or failed.
    pub decided: u64,
    /// Of them, failed.
    pub failed: u64,
}

/// What steps of one name did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StepUsual {
    /// Seconds from start to end, passed executions.
    pub durations: Quantiles,
    /// Executions that passed or failed.
    pub decided: u64,
    /// Of them, failed.
    pub failed: u64,
}

/// The past of the jobs and steps of one attempt, by the numbers of their names.
#[derive(Default)]
pub(super) struct Usual {
    /// Durations of the workflow's passed attempts.
    pub attempts: Quantiles,
    jobs: BTreeMap<u32, JobPast>,
}

#[derive(Default)]
struct JobPast {
    seconds: Vec<f64>,
    queues: Vec<f64>,
    decided: u64,
    failed: u64,
    steps: BTreeMap<u32, StepPast>,
}

#[derive(Default)]
struct StepPast {
    seconds: Vec<f64>,
    decided: u64,
    failed: u64,
}

impl Usual {
    /// The attempts of the same workflow that started in the 30 days before `row` did; `view` holds all of the history.
    pub(super) fn of(view: &View<'_>, row: u32) -> Self {
        let start = view.started(row);
        let period = Period { start: start.plus_days(-DAYS), end: start };
        let is_before = |other: &u32| {
            view.workflow(*other) == view.workflow(row)
                && view.run_id(*other) != view.run_id(row)
                && period.contains(view.started(*other))
        };
        let rows: Vec<u32> = view.rows.iter().copied().filter(is_before).collect();
        let passed = rows.iter().filter(|&&row| view.outcome(row) == Outcome::Passed);
        let mut seconds: Vec<f64> = passed.filter_map(|&row| view.duration_seconds(row)).collect();
        let names = &view.columns.jobs.name;
        let wanted = view.jobs(row).filter_map(|job| names.get(job)).map(|&name| (name, JobPast::default()));
        let mut usual = Self { attempts: Quantiles::of(&mut seconds), jobs: wanted.collect() };
        for row in rows {
            for job in view.executed_jobs(row) {
                let name = names.get(job).copied().unwrap_or(NO_TEXT);
                if let Some(past) = usual.jobs.get_mut(&name) {
                    past.add(view, row, job);
                }
            }
        }
        usual
    }

    /// Of jobs of this name, and of their steps by the numbers of their names.
    pub(super) fn take_job(&mut self, name: u32) -> (JobUsual, BTreeMap<u32, StepUsual>) {
        let Some(past) = self.jobs.get_mut(&name) else { return (JobUsual::default(), BTreeMap::new()) };
        let steps = past.steps.iter_mut().map(|(name, step)| {
            let durations = Quantiles::of(&mut step.seconds);
            (*name, StepUsual { durations, decided: step.decided, failed: step.failed })
        });
        let steps = steps.collect();
        let (durations, queues) = (Quantiles::of(&mut past.seconds), Quantiles::of(&mut past.queues));
        (JobUsual { durations, queues, decided: past.decided, failed: past.failed }, steps)
    }
}

impl JobPast {
    fn add(&mut self, view: &View<'_>, row: u32, job: usize) {
        let jobs = &view.columns.jobs;
        self.queues.extend(job_queue_seconds(view, job));
        let has_failed = failure_of(view, row, job).is_some();
        let has_passed = jobs.state.get(job) == Some(&State::SUCCESS);
        self.decided += u64::from(has_failed || has_passed);
        self.failed += u64::from(has_failed);
        if has_passed && let Some(seconds) = seconds_between(&jobs.started, &jobs.completed, job) {
            self.seconds.push(seconds);
        }
        for step in jobs.steps_of(job) {
            let state = jobs.steps.state.get(step).copied().unwrap_or(State::UNREPORTED);
            let (has_passed, has_failed) =
                (state == State::SUCCESS, matches!(state, State::FAILURE | State::TIMED_OUT));
            if !has_passed && !has_failed {
                continue;
            }
            let name = jobs.steps.name.get(step).copied().unwrap_or(NO_TEXT);
            let past = self.steps.entry(name).or_default();
            past.decided += 1;
            past.failed += u64::from(has_failed);
            if has_passed && let Some(seconds) = seconds_between(&jobs.steps.started, &jobs.steps.completed, step) {
                past.seconds.push(seconds);
            }
        }
    }
}

/// Seconds from start to end; `None` where either is unknown, or the clocks disagree.
pub(super) fn seconds_between(started: &[u32], completed: &[u32], position: usize) -> Option<f64> {
    Some(f64::from(time(completed, position)?.checked_sub(time(started, position)?)?))
}
