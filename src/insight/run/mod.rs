//! One run, seen beside what its workflow usually does: attempts, jobs and steps in time, what differed, why it failed,
//! what else ran on its commit. Looks only at what had started before it.
//!
//! | file | owns |
//! |---|---|
//! | `report` | the attempt itself and the others of its run |
//! | `usual` | what jobs and steps of these names did in the 30 days before |
//! | `exclusive` | time in which nothing else worked |
//! | `same_commit` | other attempts on the commit |

mod exclusive;
mod report;
mod same_commit;
#[cfg(test)]
mod tests;
mod usual;

use serde::{Deserialize, Serialize};

use crate::domain::{Outcome, Timestamp};
use crate::stats::Lack;

use super::{DurationQuality, ErrorExample, ExpectedEnd, JobAnnotation, Quantiles};

pub use report::examine_run;
pub use same_commit::CommitAttempt;
pub use usual::{JobUsual, StepUsual};

/// One attempt of a run, with everything around it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunReport {
    /// What GitHub says of it.
    pub details: RunDetails,
    /// The stored attempts of the run, oldest first.
    pub attempts: Vec<AttemptLine>,
    /// Whether its jobs are stored; without them the rest is empty.
    pub has_jobs: bool,
    /// How far it is, where it has not ended.
    pub progress: Option<RunProgress>,
    /// Its jobs in the order in which they became ready.
    pub jobs: Vec<RunJob>,
    /// Seconds of the attempts of this workflow that passed in the 30 days before it.
    pub usual: Quantiles,
    /// Why it failed; empty where it did not.
    pub failures: Vec<ErrorExample>,
    /// What GitHub noted on its jobs, as far as that was read; at most 50.
    pub annotations: Vec<JobAnnotation>,
    /// Other attempts of this workflow on the same commit, newest first, at most 20.
    pub same_commit: Vec<CommitAttempt>,
    /// Whether attempts on this commit, this one included, both failed and passed.
    pub is_flaky_evidence: bool,
}

/// How far an attempt is that has not ended, as of what is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunProgress {
    /// Whether it works; else it waits for a runner, an approval or its turn.
    pub is_working: bool,
    /// Whether it started so long ago that nobody knows what became of it.
    pub is_lost: bool,
    /// Jobs that work.
    pub jobs_running: u64,
    /// Jobs that wait.
    pub jobs_waiting: u64,
    /// Jobs that are over, skipped ones too.
    pub jobs_done: u64,
    /// When it should end, or what is lacking to say so.
    pub expected: Result<ExpectedEnd, Lack>,
}

/// What GitHub says of an attempt, and what follows at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunDetails {
    /// GitHub's number of the run.
    pub run_id: u64,
    /// The attempt.
    pub attempt: u16,
    /// Number within the workflow.
    pub run_number: u32,
    /// GitHub's number of the workflow.
    pub workflow_id: u64,
    /// What to call the workflow.
    pub workflow: String,
    /// The title that GitHub shows.
    pub title: String,
    /// Branch, or tag.
    pub branch: Option<String>,
    /// Whether the branch lies in another repository.
    pub is_from_fork: bool,
    /// What triggered it.
    pub event: String,
    /// Commit, in hexadecimal.
    pub commit: Option<String>,
    /// Who started the attempt.
    pub actor: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// GitHub's word for that.
    pub state: String,
    /// When the run was created.
    pub created_at: Timestamp,
    /// When the attempt started.
    pub started_at: Timestamp,
    /// How long it took, seconds; `None` where that is unknown or was dropped.
    pub duration_seconds: Option<f64>,
    /// How the duration was come by.
    pub duration_quality: DurationQuality,
    /// GitHub's number of the newer run that took over from it.
    pub superseded_by: Option<u64>,
}

/// An attempt to choose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttemptLine {
    /// Its number.
    pub attempt: u16,
    /// How it ended.
    pub outcome: Outcome,
    /// When it started.
    pub started_at: Timestamp,
    /// How long it took, seconds.
    pub duration_seconds: Option<f64>,
}

/// One job of the attempt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunJob {
    /// GitHub's number.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// How it ended.
    pub outcome: Outcome,
    /// GitHub's word for that.
    pub state: String,
    /// `runs-on` labels joined by newlines.
    pub labels: Option<String>,
    /// Name of the machine.
    pub runner: Option<String>,
    /// Whether it ran in this attempt: neither skipped nor carried over from an earlier one.
    pub is_executed: bool,
    /// When it became ready.
    pub created_at: Option<Timestamp>,
    /// When its work began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub completed_at: Option<Timestamp>,
    /// Seconds that it waited for a runner.
    pub queue_seconds: Option<f64>,
    /// Seconds that it worked.
    pub work_seconds: Option<f64>,
    /// Of them, those in which no other job worked.
    pub exclusive_seconds: f64,
    /// Whether it lies on the critical path, which is inferred from times.
    pub is_critical: bool,
    /// What jobs of this name did in the 30 days before.
    pub usual: JobUsual,
    /// In what it differs from that.
    pub unusual: Unusual,
    /// Its steps in order.
    pub steps: Vec<RunStep>,
}

/// In what a job or step differs from what those of its name did in the 30 days before; nowhere below 5 executions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unusual {
    /// Longer than 19 of 20 passed executions before, and by more than 5 % and 5 s over their median.
    pub is_slower: bool,
    /// Waited longer than 19 of 20 executions before, and over 30 s; never said of a step.
    pub is_late: bool,
    /// Failed, while none of the executions before did.
    pub is_new_failure: bool,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunStep {
    /// Its name.
    pub name: String,
    /// How it ended.
    pub outcome: Outcome,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub completed_at: Option<Timestamp>,
    /// Seconds that it took.
    pub seconds: Option<f64>,
    /// What steps of this name did in jobs of this name in the 30 days before.
    pub usual: StepUsual,
    /// In what it differs from that.
    pub unusual: Unusual,
}
