//! The performance document: scores of the newest attempts and of the workflows.

use serde::Serialize;

use crate::insight::{Findings, View, WorkflowSummary};

use super::super::assess::latest_attempts;
use super::super::parts::{OutcomeSection, QuantileSection, RateSection};
use super::word;

#[cfg(not(target_arch = "wasm32"))]
use schemars::JsonSchema;

/// Performance: the newest decided attempt of each workflow, and each workflow over the window.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct PerformanceDocument {
    /// Mean performance score over the window, 0–100.
    pub performance_score: Option<f64>,
    /// `excellent`, `good`, `fair`, `poor` or `critical`.
    pub performance_status: Option<String>,
    /// Newest decided attempt of each workflow.
    pub latest: Vec<AttemptEntry>,
    /// Each workflow over the window, most attempts first.
    pub workflows: Vec<WorkflowSection>,
}

/// One attempt with its score.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct AttemptEntry {
    /// When it started.
    pub timestamp: String,
    /// Its workflow.
    pub workflow_name: String,
    /// GitHub's number of the workflow.
    pub workflow_id: u64,
    /// GitHub's run id.
    pub run_id: u64,
    /// 1 for the first try.
    pub attempt: u16,
    /// GitHub's word for how it ended.
    pub status: String,
    /// How long it took.
    pub duration_seconds: Option<f64>,
    /// The word for the score.
    pub performance_status: Option<String>,
    /// 0–100.
    pub performance_score: Option<f64>,
    /// Cache hits as a fraction 0–1, where measured.
    pub cache_hit_rate: Option<f64>,
    /// What to make of it.
    pub analysis: Analysis,
}

/// What to make of an attempt.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct Analysis {
    /// Titles of the recommendations about its workflow.
    pub recommendations: Vec<String>,
    /// How it ended, in words.
    pub status_assessment: String,
    /// How long it took against the thresholds and its workflow's median, in words.
    pub duration_assessment: String,
}

/// One workflow over the window.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct WorkflowSection {
    /// What it is called.
    pub workflow_name: String,
    /// GitHub's number.
    pub workflow_id: u64,
    /// Its file.
    pub path: String,
    /// How attempts ended.
    pub outcomes: OutcomeSection,
    /// Success rate by the filter's rule.
    pub success: RateSection,
    /// Passed at the first attempt.
    pub first_try: RateSection,
    /// Passed at the last attempt.
    pub final_success: RateSection,
    /// Durations of passed attempts.
    pub duration: QuantileSection,
    /// Mean score, 0–100.
    pub performance_score: Option<f64>,
    /// The word for it.
    pub performance_status: Option<String>,
}

pub(super) fn performance(view: &View<'_>, findings: &Findings<'_>) -> PerformanceDocument {
    PerformanceDocument {
        performance_score: findings.performance().value,
        performance_status: findings.performance().label.map(|label| word(&label)),
        latest: latest_attempts(view, findings),
        workflows: findings.workflows().iter().map(workflow).collect(),
    }
}

fn workflow(summary: &WorkflowSummary) -> WorkflowSection {
    WorkflowSection {
        workflow_name: summary.label.clone(),
        workflow_id: summary.workflow_id,
        path: summary.path.clone(),
        outcomes: (&summary.counts).into(),
        success: summary.success.into(),
        first_try: summary.retries.first_try.into(),
        final_success: summary.retries.final_success.into(),
        duration: summary.durations.quantiles.into(),
        performance_score: summary.performance.value,
        performance_status: summary.performance.label.map(|label| word(&label)),
    }
}
