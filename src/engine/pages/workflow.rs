//! The page of one workflow: what the overview says of it, its jobs and steps, branches, events and runs.

use serde::{Deserialize, Serialize};

use crate::insight::{
    self, Flakiness, FlakyState, FlakySubject, GroupComparison, JobRanking, RunList, Subject, TimeoutAdvice, View,
};

use super::Overview;

/// Most runs that are listed.
const MOST_RUNS: usize = 2_000;

/// One workflow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkflowPage {
    /// The overview of this workflow alone, without alerts and kept forecasts: those are about the repository.
    pub overview: Overview,
    /// Whether it is broken or flaky, with the evidence; `None` where it was not run.
    pub flaky: Option<FlakySubject>,
    /// Its jobs and steps.
    pub jobs: JobRanking,
    /// How long its jobs should be allowed to run.
    pub timeouts: Vec<TimeoutAdvice>,
    /// Its branches.
    pub branches: GroupComparison,
    /// Its events.
    pub events: GroupComparison,
    /// Its runs.
    pub runs: RunList,
}

/// Makes it of a view whose filter names the workflow; `overview` is of that view.
pub(in crate::engine) fn workflow(view: &View<'_>, overview: Overview) -> WorkflowPage {
    let findings = insight::examine(view, &[]);
    let flakiness = findings.flakiness();
    let jobs = insight::rank_jobs(view, &troubled_jobs(flakiness));
    let of_workflow = |subject: &&FlakySubject| matches!(subject.subject, Subject::Workflow { .. });
    WorkflowPage {
        overview,
        timeouts: insight::advise_timeouts(view, &jobs),
        jobs,
        flaky: flakiness.subjects.iter().find(of_workflow).cloned(),
        branches: insight::compare_branches(view),
        events: insight::compare_events(view),
        runs: insight::list_runs(view, MOST_RUNS),
    }
}

fn troubled_jobs(flakiness: &Flakiness) -> Vec<(String, FlakyState)> {
    let troubled = |subject: &FlakySubject| match &subject.subject {
        Subject::Job { job, .. } if matches!(subject.state, FlakyState::Broken | FlakyState::Flaky) => {
            Some((job.clone(), subject.state))
        }
        _ => None,
    };
    flakiness.subjects.iter().filter_map(troubled).collect()
}
