//! The workflows page: one entry a workflow.

use serde::{Deserialize, Serialize};

use crate::domain::Period;
use crate::insight::{self, Changepoint, Comparison, FlakyState, NextRun, Subject, View, WorkflowSummary};

/// The workflows page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Workflows {
    /// Revision of the history it was made from.
    pub revision: u64,
    /// The instants it is about.
    pub period: Period,
    /// One entry a workflow, most attempts first.
    pub workflows: Vec<WorkflowSummary>,
    /// Against the window before, over all workflows.
    pub comparisons: Vec<Comparison>,
    /// When the level of a workflow's durations or failure rate changed, newest first.
    pub changepoints: Vec<Changepoint>,
    /// Chance that the next run of each active workflow fails.
    pub next_runs: Vec<NextRun>,
    /// By GitHub's number of the workflow: whether it is broken, flaky or healthy.
    pub flaky: Vec<(u64, FlakyState)>,
}

/// Makes it.
pub(in crate::engine) fn workflows(view: &View<'_>, revision: u64) -> Workflows {
    let findings = insight::examine(view, &[]);
    Workflows {
        revision,
        period: view.period,
        workflows: findings.workflows().to_vec(),
        comparisons: findings.comparisons().to_vec(),
        changepoints: findings.changepoints().to_vec(),
        next_runs: findings.next_runs().to_vec(),
        flaky: findings
            .flakiness()
            .subjects
            .iter()
            .filter(|subject| matches!(subject.subject, Subject::Workflow { .. }))
            .map(|subject| (subject.subject.workflow_id().unwrap_or_default(), subject.state))
            .collect(),
    }
}
