//! Failures that come together: incidents of a workflow, incidents of several workflows at once, whether failures cluster
//! at all, and the steps that they share. Seeks no cause beyond what failed attempts have in common.

mod incident;
mod outage;
mod shared;
mod tendency;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::domain::{Timestamp, sort_by};
use crate::stats::{Adjustment, Lack, adjust_p};

use super::error_category::NameMemory;
use super::past::Past;
use super::{ErrorCategory, Rate, Subject, View};

use incident::Sequence;

/// Incidents kept.
const MOST_INCIDENTS: usize = 50;
/// An incident is beyond chance below this p, adjusted for all incidents looked at.
const BEYOND_CHANCE: f64 = 0.05;

/// How the failures of a view come together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clusters {
    /// At least 3 failures of a workflow in close succession; those beyond chance first, then newest first; at most 50.
    pub incidents: Vec<Incident>,
    /// Incidents beyond those.
    pub incidents_left_out: u64,
    /// Workflows that began to fail at about the same time, newest first: a sign that what they share was in trouble.
    pub outages: Vec<Outage>,
    /// Whether failures cluster at all, one entry a workflow, most failures first.
    pub tendencies: Vec<ClusterTendency>,
    /// Steps that made attempts fail, most attempts first, at most 20.
    pub shared_steps: Vec<SharedStep>,
}

/// Failures of a workflow in close succession.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// The workflow.
    pub subject: Subject,
    /// Start of the first failed attempt.
    pub start: Timestamp,
    /// End of the last failed attempt, its start where its duration is unknown.
    pub end: Timestamp,
    /// Failed attempts.
    pub failures: u64,
    /// Decided attempts from the first failure to the last.
    pub decided: u64,
    /// How many of these would be expected to fail, by the failure rate before.
    pub expected_failures: Option<f64>,
    /// The chance of as many failures or more after the first, up to and with the passes that ended it, by the up to
    /// 1,000 decided attempts before (tail of the beta-binomial distribution). Needs 20 of them.
    pub p_value: Result<f64, Lack>,
    /// The same, adjusted for all incidents of the view (Benjamini and Hochberg).
    pub adjusted_p_value: Option<f64>,
    /// Whether that is below 0.05.
    pub is_beyond_chance: bool,
    /// Whether the newest decided attempt of the workflow is part of it.
    pub is_open: bool,
    /// What most of its failures share, and other attempts do not.
    pub shared: Vec<SharedTrait>,
    /// GitHub's numbers of the first runs that failed, at most 10.
    pub run_ids: Vec<u64>,
}

/// What most failures of an incident share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SharedTrait {
    /// Which.
    pub value: TraitValue,
    /// Failures with it / failures of which it is known.
    pub share: Rate,
    /// Its share in the decided attempts before; `None` for traits that only failures have.
    pub usual_share: Option<f64>,
}

/// A trait of failed attempts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TraitValue {
    /// The first job that failed, and its step where known.
    Step {
        /// Name of the job.
        job: String,
        /// Name of the step.
        step: Option<String>,
    },
    /// The category of its failure.
    Category(ErrorCategory),
    /// The branch.
    Branch(String),
    /// Who set it off.
    Actor(String),
}

/// Workflows that began to fail at about the same time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outage {
    /// Start of the first of the incidents.
    pub start: Timestamp,
    /// End of the last.
    pub end: Timestamp,
    /// Failed attempts.
    pub failures: u64,
    /// The workflows, first to fail first.
    pub workflows: Vec<Subject>,
    /// Fisher's combination of their chances; it survived the control of false discoveries over all runs of failures.
    pub p_value: f64,
    /// What most of the failures share.
    pub shared: Vec<SharedTrait>,
    /// GitHub's numbers of runs that failed, at most 10.
    pub run_ids: Vec<u64>,
}

/// Whether the failures of a workflow cluster. Over its newest 10,000 decided attempts in the order of their start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClusterTendency {
    /// The workflow.
    pub subject: Subject,
    /// Decided attempts looked at.
    pub decided: u64,
    /// Of them, failed.
    pub failed: u64,
    /// Chance of a failure after a failure against that after a pass: G² test of a chain of two states. Needs 20 decided
    /// attempts with 5 failures and 5 passes, as do the next two.
    pub succession: Result<FailureSuccession, Lack>,
    /// Wald and Wolfowitz's test of the number of runs of equal outcomes.
    pub runs_test: Result<RunsFinding, Lack>,
    /// Index of dispersion of failures in blocks of 10 decided attempts.
    pub dispersion: Result<DispersionFinding, Lack>,
    /// How unevenly failures come in time. Needs 5.
    pub burstiness: Result<BurstFinding, Lack>,
    /// How many failures a failure brings. Needs 20, and is fitted for the 3 workflows with most failures only.
    pub contagion: Result<ContagionFinding, Lack>,
}

/// What follows on what.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FailureSuccession {
    /// Chance of a failure after a pass.
    pub after_pass: f64,
    /// Chance of a failure after a failure.
    pub after_failure: f64,
    /// p of "what came before does not matter".
    pub p_value: f64,
}

/// How many runs of equal outcomes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunsFinding {
    /// Runs of equal outcomes.
    pub runs: u64,
    /// Standardised: below 0 where failures cluster.
    pub z: f64,
    /// Two-sided p.
    pub p_value: f64,
}

/// How counts of failures spread.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DispersionFinding {
    /// Variance over mean: about 1 − failure rate where failures are independent, larger where they cluster.
    pub index: f64,
    /// p of "not larger than 1".
    pub p_value: f64,
}

/// How unevenly failures come.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BurstFinding {
    /// −1 like a clock, 0 by chance, towards 1 in bursts; corrected for few failures (Kim and Jo 2016).
    pub burstiness: f64,
    /// The same of all decided attempts: what nights and weekends alone bring about.
    pub burstiness_of_attempts: Option<f64>,
    /// Correlation of an interval with the next.
    pub memory: Option<f64>,
}

/// How failures bring failures: a Hawkes process whose clock is the workflow's own decided attempts, so that nights and
/// weekends are no clusters. Over the newest 100 failures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContagionFinding {
    /// Expected follow-up failures of a failure, 0 where failures are independent.
    pub branching: f64,
    /// Attempts after which half of the follow-ups have come.
    pub half_life_attempts: f64,
    /// p of "independent" (likelihood ratio, 2 degrees of freedom).
    pub p_value: f64,
}

/// A step that made attempts fail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SharedStep {
    /// The step, or the job where none of its steps is known to have failed.
    pub subject: Subject,
    /// What kind of trouble its name speaks of.
    pub category: ErrorCategory,
    /// Attempts it failed in / failed attempts of the workflow with known jobs.
    pub share: Rate,
    /// Start of the first of these attempts.
    pub first: Timestamp,
    /// Start of the last.
    pub last: Timestamp,
}

/// Looks for clusters. Incidents are those that end in the view's window, judged by what came before them, in the window
/// or not; the rest is about the window. O(n log n) in attempts.
pub fn find_clusters(view: &View<'_>) -> Clusters {
    find_in_past(view, &Past::of(view))
}

/// The same, where the view's past is known.
pub(super) fn find_in_past(view: &View<'_>, past: &Past<'_>) -> Clusters {
    let Past { history, window_start, .. } = past;
    let window_start = *window_start;
    let parts: Vec<(u16, Sequence)> = past.parts.iter().map(|part| (part.workflow, Sequence::of(part))).collect();
    let mut names = NameMemory::default();
    let mut found = Vec::new();
    for (number, (_, sequence)) in parts.iter().enumerate() {
        let spans = sequence.incidents(history, window_start);
        found.extend(spans.into_iter().map(|span| (number, span)));
    }
    // Failures that make no incident were looked at, too, and take part in the adjustment.
    let p_values: Vec<f64> = found.iter().map(|(_, span)| span.p_value.clone().unwrap_or(1.0)).collect();
    let adjusted = adjust_p(&p_values, Adjustment::FalseDiscoveries);
    let outages = outage::find(history, &parts, &found, &mut names);
    let mut ranked: Vec<(bool, usize)> = Vec::new();
    for (position, (_, span)) in found.iter().enumerate().filter(|(_, (_, span))| span.is_incident()) {
        let is_judged = span.p_value.is_ok();
        let is_beyond = is_judged && adjusted.get(position).is_some_and(|&p| p < BEYOND_CHANCE);
        ranked.push((is_beyond, position));
    }
    sort_by(&mut ranked, |a, b| {
        let start = |entry: &(bool, usize)| found.get(entry.1).map_or(0, |(_, span)| span.start);
        b.0.cmp(&a.0).then(start(b).cmp(&start(a)))
    });
    let incidents_left_out = ranked.len().saturating_sub(MOST_INCIDENTS) as u64;
    ranked.truncate(MOST_INCIDENTS);
    let incidents = ranked.into_iter().filter_map(|(is_beyond_chance, position)| {
        let (number, span) = found.get(position)?;
        let (workflow, sequence) = parts.get(*number)?;
        let subject = Subject::workflow(history, *workflow)?;
        let adjusted_p_value = span.p_value.is_ok().then(|| adjusted.get(position).copied()).flatten();
        Some(Incident {
            subject,
            start: Timestamp(i64::from(span.start)),
            end: span.end,
            failures: span.failed,
            decided: span.decided(),
            expected_failures: span.expected,
            p_value: span.p_value.clone(),
            adjusted_p_value,
            is_beyond_chance,
            is_open: span.last + 1 == sequence.rows.len(),
            shared: shared::traits(history, &[(sequence, span)], &mut names),
            run_ids: sequence.run_ids(history, span),
        })
    });
    Clusters {
        incidents: incidents.collect(),
        incidents_left_out,
        outages,
        tendencies: tendency::of_workflows(history, &parts, window_start),
        shared_steps: shared::steps(view, &mut names),
    }
}
