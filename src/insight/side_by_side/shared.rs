//! Workflows and jobs that both sides have by name, and which of them differ most. Like is held against like here: another
//! mix of workflows changes none of these numbers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::{State, sort_by};
use crate::stats::{hodges_lehmann, mann_whitney, median, rank_autocorrelation, two_proportions};

use super::super::waste::worked_seconds;
use super::super::{Change, Rate, View};
use super::{Welcome, adjust, judge};

/// Most subjects that are told.
const MOST_TOLD: usize = 30;
/// So many executions of a subject, evenly spread over the window, are tested: time grows faster than their number.
const MOST_EXECUTIONS: usize = 400;
/// Fewest values a side that a difference is told from.
const FEWEST: usize = 5;

/// What both sides have.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SharedJobs {
    /// Those that differ most first; at most 30.
    pub subjects: Vec<SharedSubject>,
    /// How many both sides have.
    pub shared: u64,
    /// How many only the first has.
    pub only_first: u64,
    /// How many only the second has.
    pub only_second: u64,
}

/// A workflow or job of the same name on both sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SharedSubject {
    /// What to call the workflow on the first side.
    pub workflow: String,
    /// GitHub's number of the workflow on the first side.
    pub workflow_id: u64,
    /// The job's name, for jobs.
    pub job: Option<String>,
    /// Median duration of what passed on each side, seconds.
    pub medians: (Option<f64>, Option<f64>),
    /// How many passed on each side.
    pub passed: (u64, u64),
    /// How much longer the first side takes than the second, percent: the Hodges–Lehmann shift of the logarithms, as its
    /// interval. It need not be the ratio of the medians.
    pub duration_percent: Option<f64>,
    /// Its 95 % interval.
    pub duration_interval: Option<(f64, f64)>,
    /// What the first side's duration is to the second's.
    pub duration_change: Change,
    /// Failed / decided on each side.
    pub failures: (Rate, Rate),
    /// What the first side's failure rate is to the second's.
    pub failure_change: Change,
}

/// What a subject did on one side.
#[derive(Default)]
struct Seen {
    workflow: String,
    workflow_id: u64,
    seconds: Vec<f64>,
    passed: u64,
    failed: u64,
}

/// Workflow and job by name.
type Name = (String, Option<String>);

/// Workflows of both sides.
pub(super) fn workflows(first: &View<'_>, second: &View<'_>) -> SharedJobs {
    let seen = |view: &View<'_>| {
        let parts = view.by_workflow().into_iter().filter_map(|(position, part)| {
            let entry = part.columns.workflows.entries.get(usize::from(position))?;
            let mut seen = Seen { workflow: entry.label(), workflow_id: entry.id, ..Seen::default() };
            for &row in &part.chronological() {
                let outcome = part.outcome(row);
                seen.add(outcome == crate::domain::Outcome::Passed, outcome.is_failed(), part.duration_seconds(row));
            }
            Some(((entry.label(), None), seen))
        });
        parts.collect()
    };
    compare(seen(first), seen(second))
}

/// Jobs of both sides: by workflow and name; where each side has one workflow alone, by name alone, so that two workflows
/// can be held against each other.
pub(super) fn jobs(first: &View<'_>, second: &View<'_>) -> SharedJobs {
    let is_single = |view: &View<'_>| view.by_workflow().len() <= 1;
    let by_name_alone = is_single(first) && is_single(second);
    compare(jobs_of(first, by_name_alone), jobs_of(second, by_name_alone))
}

fn jobs_of(view: &View<'_>, by_name_alone: bool) -> BTreeMap<Name, Seen> {
    let jobs = &view.columns.jobs;
    let mut all: BTreeMap<(u16, u32), Seen> = BTreeMap::new();
    for &row in &view.chronological() {
        for job in view.executed_jobs(row) {
            let name = jobs.name.get(job).copied().unwrap_or_default();
            let state = jobs.state.get(job).copied();
            let seconds = worked_seconds(view, job).map(f64::from);
            let is_failed = matches!(state, Some(State::FAILURE | State::TIMED_OUT));
            all.entry((view.workflow(row), name)).or_default().add(state == Some(State::SUCCESS), is_failed, seconds);
        }
    }
    let mut named: BTreeMap<Name, Seen> = BTreeMap::new();
    for ((position, name), seen) in all {
        let entry = view.columns.workflows.entries.get(usize::from(position));
        let Some((entry, job)) = entry.zip(view.columns.text(name)) else { continue };
        let workflow = if by_name_alone { String::new() } else { entry.label() };
        let seen = Seen { workflow: entry.label(), workflow_id: entry.id, ..seen };
        named.insert((workflow, Some(job.to_owned())), seen);
    }
    named
}

impl Seen {
    fn add(&mut self, is_passed: bool, is_failed: bool, seconds: Option<f64>) {
        self.passed += u64::from(is_passed);
        self.failed += u64::from(is_failed);
        if is_passed {
            self.seconds.extend(seconds);
        }
    }

    /// Logarithms of seconds, evenly spread over the window.
    fn sample(&self) -> Vec<f64> {
        let (all, count) = (self.seconds.len(), self.seconds.len().min(MOST_EXECUTIONS));
        let places = (0..count).filter_map(|place| self.seconds.get(place * all / count));
        places.map(|seconds| seconds.max(1.0).ln()).collect()
    }

    fn failures(&self) -> Rate {
        Rate::of(self.failed, self.passed + self.failed)
    }

    fn median_seconds(&self) -> Option<f64> {
        median(&mut self.seconds.clone())
    }
}

/// One subject with its tests.
struct Pair {
    subject: SharedSubject,
    first: Seen,
    second: Seen,
    p_values: [Option<f64>; 2],
    adjusted: [Option<f64>; 2],
}

fn compare(mut first: BTreeMap<Name, Seen>, mut second: BTreeMap<Name, Seen>) -> SharedJobs {
    let shared: Vec<Name> = first.keys().filter(|name| second.contains_key(*name)).cloned().collect();
    let count = shared.len() as u64;
    let (only_first, only_second) = (first.len() as u64 - count, second.len() as u64 - count);
    let mut pairs: Vec<Pair> = shared
        .into_iter()
        .filter_map(|name| Some(pair(name.1.clone(), first.remove(&name)?, second.remove(&name)?)))
        .collect();
    let adjusted = adjust(&pairs.iter().flat_map(|pair| pair.p_values).collect::<Vec<_>>());
    for (pair, adjusted) in pairs.iter_mut().zip(adjusted.chunks(2)) {
        pair.adjusted = [0, 1].map(|number| adjusted.get(number).copied().flatten());
        name_changes(&mut pair.subject, pair.adjusted);
    }
    // Stable: equal ones stay in the order of their names.
    sort_by(&mut pairs, |a, b| b.weight().0.cmp(&a.weight().0).then(b.weight().1.total_cmp(&a.weight().1)));
    pairs.truncate(MOST_TOLD);
    let told = |pair: Pair| {
        let mut subject = pair.subject;
        let enough = subject.passed.0.min(subject.passed.1) >= FEWEST as u64;
        let shift = enough.then(|| hodges_lehmann(&pair.second.sample(), &pair.first.sample(), 0.95).ok()).flatten();
        if let Some(shift) = shift {
            let percent = super::super::follow::growth_percent;
            subject.duration_percent = percent(shift.shift);
            subject.duration_interval = percent(shift.interval.0).zip(percent(shift.interval.1));
            name_changes(&mut subject, pair.adjusted);
        }
        subject
    };
    SharedJobs { subjects: pairs.into_iter().map(told).collect(), shared: count, only_first, only_second }
}

fn pair(job: Option<String>, first: Seen, second: Seen) -> Pair {
    let medians = (first.median_seconds(), second.median_seconds());
    let failures = (first.failures(), second.failures());
    let counts = |rate: &Rate| (rate.numerator, rate.denominator);
    let enough = failures.0.denominator.min(failures.1.denominator) >= FEWEST as u64;
    let failure_p = two_proportions(counts(&failures.1), counts(&failures.0)).filter(|_| enough);
    let subject = SharedSubject {
        workflow: first.workflow.clone(),
        workflow_id: first.workflow_id,
        job,
        passed: (first.passed, second.passed),
        duration_percent: medians
            .0
            .zip(medians.1)
            .and_then(|(first, second)| super::super::follow::change_percent(second, first)),
        medians,
        duration_interval: None,
        duration_change: Change::Unknown,
        failures,
        failure_change: Change::Unknown,
    };
    let p_values = [rank_test(&first.sample(), &second.sample()), failure_p];
    Pair { subject, first, second, p_values, adjusted: [None; 2] }
}

fn rank_test(first: &[f64], second: &[f64]) -> Option<f64> {
    if first.len().min(second.len()) < FEWEST {
        return None;
    }
    mann_whitney(second, first, rank_autocorrelation(second, first)).ok().map(|test| test.p_value)
}

fn name_changes(subject: &mut SharedSubject, [duration_p, failure_p]: [Option<f64>; 2]) {
    if let Some((p, percent)) = duration_p.zip(subject.duration_percent) {
        subject.duration_change = judge(p, percent, Some(percent), Welcome::Less);
    }
    let rates = subject.failures.0.value.zip(subject.failures.1.value);
    if let Some((p, (first, second))) = failure_p.zip(rates) {
        let percent = super::super::follow::change_percent(second, first);
        subject.failure_change = judge(p, first - second, percent, Welcome::Less);
    }
}

impl Pair {
    /// How much it differs: by more than chance first, then by size (of the ratio of durations, or of the rates).
    fn weight(&self) -> (usize, f64) {
        let subject = &self.subject;
        let is_clear = |change: Change| matches!(change, Change::Better | Change::Worse);
        let clear = usize::from(is_clear(subject.duration_change)) + usize::from(is_clear(subject.failure_change));
        let ratio = subject.medians.0.zip(subject.medians.1).map(|(first, second)| (first / second).ln().abs());
        let rates = subject.failures.0.value.zip(subject.failures.1.value);
        let rate = rates.map_or(0.0, |(first, second)| (first - second).abs());
        (clear.min(1), ratio.filter(|ratio| ratio.is_finite()).unwrap_or_default().max(2.0 * rate))
    }
}
