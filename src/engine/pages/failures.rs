//! What is known of failures.

use serde::{Deserialize, Serialize};

use crate::domain::Period;
use crate::insight::{self, Clusters, ErrorSummary, Flakiness, JobAnnotation, PricedWaste, Rate, Subject, View};

/// What is known of failures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failures {
    /// Revision of the history it was made from.
    pub revision: u64,
    /// The instants it is about.
    pub period: Period,
    /// Attempts that passed or failed in them.
    pub decided_attempts: u64,
    /// What fails and passes on the same commit.
    pub flakiness: Flakiness,
    /// The flakiness rate of the equal window before; `None` for the window `all`.
    pub rate_before: Option<Rate>,
    /// What the lost work cost.
    pub cost: FlakyCost,
    /// Which failures come together.
    pub clusters: Clusters,
    /// What kinds of trouble made attempts fail.
    pub errors: ErrorSummary,
    /// Error messages that were read from GitHub's notes on failed jobs, the window or not.
    pub messages_noted: u64,
}

/// What flakes cost, US dollars at list prices.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FlakyCost {
    /// Whether the repository's standard runners cost nothing: it is public, and nobody asked for their list price.
    pub is_free: bool,
    /// Of all workflows together; jobs and steps are part of them.
    pub total: PricedWaste,
    /// Seconds of lost work that no price is known of, because its jobs are not stored.
    pub seconds_without_jobs: f64,
    /// One entry a subject of the flakiness, in its order.
    pub subjects: Vec<PricedWaste>,
}

/// Makes it. `annotations` are what GitHub noted on failed jobs, as far as that was read.
pub(in crate::engine) fn failures(view: &View<'_>, annotations: &[JobAnnotation], revision: u64) -> Failures {
    let findings = insight::examine(view, annotations);
    let (flakiness, clusters, errors) =
        (findings.flakiness().clone(), findings.clusters().clone(), findings.errors().clone());
    let wasted = flakiness.subjects.iter().map(|subject| subject.wasted_jobs.as_slice());
    let subjects = insight::price_waste(view, wasted);
    let (mut total, mut seconds_without_jobs) = (PricedWaste::default(), 0.0);
    for (subject, priced) in flakiness.subjects.iter().zip(&subjects) {
        if matches!(subject.subject, Subject::Workflow { .. }) {
            total.add(priced);
            seconds_without_jobs += subject.seconds_without_jobs;
        }
    }
    Failures {
        revision,
        period: view.period,
        decided_attempts: insight::count_outcomes(view).decided(),
        rate_before: view.before().map(|before| insight::summarise_flakiness(&before)),
        flakiness,
        cost: FlakyCost {
            is_free: !view.is_private && !view.settings.public_repositories_cost,
            total,
            seconds_without_jobs,
            subjects,
        },
        clusters,
        errors,
        messages_noted: annotations.len() as u64,
    }
}
