//! What is true of a simulated repository by construction: what detection should find, and how much of it there is.

use serde::{Deserialize, Serialize};

use super::Shape;
use super::execution::{Ending, FLAKY_RATE, Fault, OUTAGE_RATE, SLOW_FACTOR, TREND_A_WEEK, World};
use super::plan::{CI, FLAKY_JOB, LINT, WORKFLOWS};
use super::story::Story;
use crate::domain::{Attempt, Job, Period, Timestamp};

/// What detection should find.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Truth {
    /// Seed of the simulation.
    pub seed: u64,
    /// The day from which one workflow was slow.
    pub slow_down: Option<SlowDown>,
    /// The afternoon in which most jobs on GitHub's machines failed.
    pub outage: Option<Outage>,
    /// The job that fails now and then for no reason.
    pub flaky: FlakyJob,
    /// The workflow that slowly grows.
    pub trend: Trend,
    /// How often the code breaks each workflow.
    pub workflows: Vec<WorkflowTruth>,
    /// How much there is of everything.
    pub counts: Counts,
}

/// A shift of the level of durations.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SlowDown {
    /// GitHub's number of the workflow.
    pub workflow_id: u64,
    /// The first instant at which it was slow.
    pub at: Timestamp,
    /// What every job took longer by.
    pub factor: f64,
}

/// A time in which GitHub was in trouble.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outage {
    /// When.
    pub period: Period,
    /// Share of the jobs on GitHub's machines that failed in it.
    pub job_failure_rate: f64,
    /// Attempts that failed for this reason.
    pub failed_attempts: u64,
}

/// A job that fails now and then for no reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlakyJob {
    /// GitHub's number of its workflow.
    pub workflow_id: u64,
    /// Its name.
    pub job_name: String,
    /// Share of its executions that fail for no reason.
    pub failure_rate: f64,
    /// Runs with an attempt that failed for no other reason than this job, followed by an attempt that passed.
    pub failed_then_passed: u64,
}

/// A slow growth of durations.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// GitHub's number of the workflow.
    pub workflow_id: u64,
    /// Growth of the logarithm of its jobs' durations a week.
    pub growth_a_week: f64,
}

/// How often the code breaks a workflow.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkflowTruth {
    /// GitHub's number of the workflow.
    pub workflow_id: u64,
    /// Share of pushes to a sound pull request that break it.
    pub broken_rate_pull_request: f64,
    /// Share of all other runs that find it broken.
    pub broken_rate_elsewhere: f64,
}

/// How much there is of everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Runs.
    pub runs: u64,
    /// Attempts.
    pub attempts: u64,
    /// Jobs written down.
    pub jobs: u64,
    /// Steps written down.
    pub steps: u64,
    /// Attempts that passed.
    pub passed: u64,
    /// Attempts that failed, time limits not counted.
    pub failed: u64,
    /// Attempts in which a job was stopped by its time limit.
    pub timed_out: u64,
    /// Attempts that a newer push cancelled.
    pub superseded: u64,
    /// Attempts that a person cancelled.
    pub cancelled_by_hand: u64,
    /// Attempts that were skipped or wait for approval.
    pub excluded: u64,
    /// Attempts unfinished at `now`.
    pub unfinished: u64,
}

pub(super) fn of(shape: &Shape, world: &World, story: &Story, attempts: &[Attempt], jobs: &[Job]) -> Truth {
    let id = |workflow: usize| WORKFLOWS.get(workflow).map_or(0, |plan| plan.id);
    let flaky_name = WORKFLOWS.get(CI).and_then(|plan| plan.jobs.get(FLAKY_JOB)).map_or("", |job| job.name);
    Truth {
        seed: shape.seed,
        slow_down: world.slow_from.map(|at| SlowDown { workflow_id: id(CI), at: Timestamp(at), factor: SLOW_FACTOR }),
        outage: world.outage.map(|(start, end)| Outage {
            period: Period { start: Timestamp(start), end: Timestamp(end) },
            job_failure_rate: OUTAGE_RATE,
            failed_attempts: count(story, |draft| draft.jobs.iter().any(|job| job.fault == Some(Fault::Outage))),
        }),
        flaky: FlakyJob {
            workflow_id: id(CI),
            job_name: flaky_name.to_owned(),
            failure_rate: FLAKY_RATE,
            failed_then_passed: failed_then_passed(story),
        },
        trend: Trend { workflow_id: id(LINT), growth_a_week: TREND_A_WEEK },
        workflows: WORKFLOWS
            .iter()
            .map(|plan| WorkflowTruth {
                workflow_id: plan.id,
                broken_rate_pull_request: plan.broken_rate,
                broken_rate_elsewhere: plan.broken_rate_elsewhere,
            })
            .collect(),
        counts: Counts {
            jobs: jobs.len() as u64,
            steps: jobs.iter().map(|job| job.steps.len() as u64).sum(),
            attempts: attempts.len() as u64,
            ..counts(story)
        },
    }
}

fn counts(story: &Story) -> Counts {
    let hit_limit = |draft: &super::story::Draft| draft.ended - draft.started >= super::execution::JOB_LIMIT_SECONDS;
    let mut counts = Counts::default();
    for draft in &story.drafts {
        counts.runs += u64::from(draft.attempt == 1);
        let class = match draft.ending {
            Ending::Success => &mut counts.passed,
            Ending::Failure => &mut counts.failed,
            Ending::TimedOut => &mut counts.timed_out,
            Ending::Cancelled if hit_limit(draft) => &mut counts.timed_out,
            Ending::Cancelled if draft.is_superseded => &mut counts.superseded,
            Ending::Cancelled => &mut counts.cancelled_by_hand,
            Ending::Skipped | Ending::ActionRequired => &mut counts.excluded,
            Ending::InProgress | Ending::Queued => &mut counts.unfinished,
        };
        *class += 1;
    }
    counts
}

/// Faults are told by jobs, which all failed drafts keep.
fn failed_then_passed(story: &Story) -> u64 {
    let runs = story.drafts.chunk_by(|left, right| left.run == right.run);
    let is_flaky = |draft: &super::story::Draft| {
        let mut faults = draft.jobs.iter().filter_map(|job| job.fault).peekable();
        draft.ending == Ending::Failure && faults.peek().is_some() && faults.all(|fault| fault == Fault::Flaky)
    };
    let found = runs.filter(|run| {
        let failed = run.iter().position(is_flaky);
        failed.is_some_and(|failed| run.iter().skip(failed).any(|draft| draft.ending == Ending::Success))
    });
    found.count() as u64
}

fn count(story: &Story, is_meant: impl Fn(&super::story::Draft) -> bool) -> u64 {
    story.drafts.iter().filter(|draft| is_meant(draft)).count() as u64
}
