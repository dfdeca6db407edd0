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
    Workflows {
        revision,
        period: view.period,
        workflows: insight::summarise_workflows(view),
        comparisons: insight::compare_with_before(view),
        changepoints: insight::find_changepoints(view),
        next_runs: insight::predict_next_runs(view),
        flaky: insight::examine_flakiness(view)
            .subjects
            .into_iter()
            .filter(|subject| matches!(subject.subject, Subject::Workflow { .. }))
            .map(|subject| (subject.subject.workflow_id().unwrap_or_default(), subject.state))
            .collect(),
    }
}
