//! Failures that come together, and why attempts failed, as documents hold them.

use serde::Serialize;

use crate::insight::{CategoryCount, Clusters, ErrorSummary, Incident, Outage, SharedTrait, TraitValue};

use super::super::parts::{RateSection, Statement};
use super::about::{SubjectSection, subject};
use super::word;

#[cfg(not(target_arch = "wasm32"))]
use schemars::JsonSchema;

const MOST_INCIDENTS: usize = 20;
const MOST_OUTAGES: usize = 20;

/// Failures of a workflow in close succession.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct IncidentSection {
    /// The workflow.
    pub subject: SubjectSection,
    /// Start of the first failed attempt.
    pub start: String,
    /// End of the last.
    pub end: String,
    /// Failed attempts.
    pub failures: u64,
    /// Decided attempts from the first failure to the last.
    pub decided: u64,
    /// How many of these would be expected to fail.
    pub expected_failures: Option<f64>,
    /// The chance of as many, or what is lacking.
    pub p_value: Statement<f64>,
    /// The same, adjusted for all incidents.
    pub adjusted_p_value: Option<f64>,
    /// Whether that is below 0.05.
    pub is_beyond_chance: bool,
    /// Whether the newest decided attempt is part of it.
    pub is_open: bool,
    /// What most of its failures share.
    pub shared: Vec<SharedSection>,
    /// GitHub's numbers of the first runs that failed.
    pub run_ids: Vec<u64>,
}

/// Workflows that began to fail at about the same time.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct OutageSection {
    /// Start of the first of the incidents.
    pub start: String,
    /// End of the last.
    pub end: String,
    /// Failed attempts.
    pub failures: u64,
    /// First to fail first.
    pub workflows: Vec<SubjectSection>,
    /// Fisher's combination of their chances.
    pub p_value: f64,
    /// What most of the failures share.
    pub shared: Vec<SharedSection>,
    /// GitHub's numbers of runs that failed.
    pub run_ids: Vec<u64>,
}

/// Something that failures have in common.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct SharedSection {
    /// `step`, `category`, `branch` or `actor`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its name: of a step, with its job's.
    pub name: String,
    /// Failures with it / failures of which it is known.
    pub share: RateSection,
    /// Its share in the decided attempts before.
    pub usual_rate: Option<f64>,
}

/// Why attempts failed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct ErrorSection {
    /// Failed attempts.
    pub failed_attempts: u64,
    /// Of them, those of which something is told.
    pub examined_attempts: u64,
    /// Most attempts first.
    pub categories: Vec<CategorySection>,
}

/// One kind of trouble.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct CategorySection {
    /// `rate_limit`, `network`, `authentication`, `not_found`, `out_of_memory`, `out_of_disk`, `timeout`, `test`, `build`,
    /// `lint`, `deploy`, `setup`, `cancelled`, `infrastructure` or `unknown`.
    pub category: String,
    /// Attempts with a failed job of it / examined failed attempts.
    pub share: RateSection,
    /// Failed jobs of it.
    pub jobs: u64,
    /// The share in the window before.
    pub rate_before: Option<f64>,
    /// Chance of so large a difference without a change.
    pub p_value: Option<f64>,
    /// GitHub's numbers of the newest runs with it, at most 5.
    pub run_ids: Vec<u64>,
}

pub(super) fn incidents(clusters: &Clusters) -> Vec<IncidentSection> {
    clusters.incidents.iter().take(MOST_INCIDENTS).map(incident).collect()
}

pub(super) fn outages(clusters: &Clusters) -> Vec<OutageSection> {
    clusters.outages.iter().take(MOST_OUTAGES).map(outage).collect()
}

pub(super) fn errors(errors: &ErrorSummary) -> ErrorSection {
    ErrorSection {
        failed_attempts: errors.failed_attempts,
        examined_attempts: errors.examined_attempts,
        categories: errors.categories.iter().map(category).collect(),
    }
}

fn incident(incident: &Incident) -> IncidentSection {
    IncidentSection {
        subject: subject(&incident.subject),
        start: incident.start.to_rfc3339(),
        end: incident.end.to_rfc3339(),
        failures: incident.failures,
        decided: incident.decided,
        expected_failures: incident.expected_failures,
        p_value: Statement::of(incident.p_value.clone()),
        adjusted_p_value: incident.adjusted_p_value,
        is_beyond_chance: incident.is_beyond_chance,
        is_open: incident.is_open,
        shared: incident.shared.iter().map(shared).collect(),
        run_ids: incident.run_ids.clone(),
    }
}

fn outage(outage: &Outage) -> OutageSection {
    OutageSection {
        start: outage.start.to_rfc3339(),
        end: outage.end.to_rfc3339(),
        failures: outage.failures,
        workflows: outage.workflows.iter().map(subject).collect(),
        p_value: outage.p_value,
        shared: outage.shared.iter().map(shared).collect(),
        run_ids: outage.run_ids.clone(),
    }
}

fn shared(shared: &SharedTrait) -> SharedSection {
    let (kind, name) = match &shared.value {
        TraitValue::Step { job, step: None } => ("step", job.clone()),
        TraitValue::Step { job, step: Some(step) } => ("step", [job.as_str(), step].join(" / ")),
        TraitValue::Category(category) => ("category", word(category)),
        TraitValue::Branch(branch) => ("branch", branch.clone()),
        TraitValue::Actor(actor) => ("actor", actor.clone()),
    };
    SharedSection { kind: kind.to_owned(), name, share: shared.share.into(), usual_rate: shared.usual_share }
}

fn category(count: &CategoryCount) -> CategorySection {
    CategorySection {
        category: word(&count.category),
        share: count.share.into(),
        jobs: count.jobs,
        rate_before: count.share_before.and_then(|before| before.value),
        p_value: count.p_value,
        run_ids: count.newest.iter().map(|example| example.run_id).collect(),
    }
}
