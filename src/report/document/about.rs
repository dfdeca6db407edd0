//! Whose numbers they are, and in which unit, as documents tell it.

use serde::Serialize;

use crate::insight::{Metric, Subject as Whose};

#[cfg(not(target_arch = "wasm32"))]
use schemars::JsonSchema;

/// Whose numbers they are.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct SubjectSection {
    /// `repository`, `workflow`, `job` or `step`.
    #[serde(rename = "type")]
    pub kind: String,
    /// GitHub's number of the workflow, if it is about one.
    pub workflow_id: Option<u64>,
    /// What to call the workflow.
    pub workflow_name: Option<String>,
    /// The job, of a job or step.
    pub job_name: Option<String>,
    /// The step, of a step.
    pub step_name: Option<String>,
}

pub(super) fn subject(whose: &Whose) -> SubjectSection {
    let (kind, names) = match whose {
        Whose::Repository => ("repository", [None, None, None]),
        Whose::Workflow { workflow, .. } => ("workflow", [Some(workflow), None, None]),
        Whose::Job { workflow, job, .. } => ("job", [Some(workflow), Some(job), None]),
        Whose::Step { workflow, job, step, .. } => ("step", [Some(workflow), Some(job), Some(step)]),
    };
    let [workflow_name, job_name, step_name] = names.map(Option::<&String>::cloned);
    SubjectSection { kind: kind.to_owned(), workflow_id: whose.workflow_id(), workflow_name, job_name, step_name }
}

impl SubjectSection {
    /// In one line.
    pub(in crate::report) fn label(&self) -> String {
        let names = [&self.workflow_name, &self.job_name, &self.step_name];
        let names: Vec<&str> = names.into_iter().flatten().map(String::as_str).collect();
        if names.is_empty() { "the repository".to_owned() } else { names.join(" / ") }
    }
}

/// What the values of a metric are counted in.
pub(super) fn unit(metric: Metric) -> String {
    let unit = match metric {
        Metric::Duration | Metric::QueueTime => "seconds",
        Metric::FailureRate | Metric::SuccessRate => "rate",
        Metric::Volume => "attempts",
    };
    unit.to_owned()
}
