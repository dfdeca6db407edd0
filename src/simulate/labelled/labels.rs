//! What is true of a labelled repository: the process of each workflow day by day and attempt by attempt, and the events
//! that detection should find.

use serde::{Deserialize, Serialize};

use super::Class;
use crate::domain::{Period, Timestamp};

/// All that is true.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Labels {
    /// What is the matter.
    pub class: Class,
    /// Each workflow's process.
    pub workflows: Vec<WorkflowLabels>,
    /// Instants at which a level shifted by at least 1 %, oldest first. Slow trends and outages are not among them.
    pub changes: Vec<LevelChange>,
    /// Levels that change all the time.
    pub trends: Vec<SlowTrend>,
    /// Jobs that fail without reason.
    pub flaky_jobs: Vec<FlakyJobTruth>,
    /// Stretches in which most attempts fail, whatever the workflow.
    pub outages: Vec<Period>,
    /// Stretches in which the code broke a workflow (on the main branch, or off it), two or more runs in a row.
    pub breakages: Vec<Breakage>,
    /// The nightly workflow that no longer runs.
    pub schedule_death: Option<ScheduleDeath>,
    /// What made the repository dearer.
    pub cost_jump: Option<CostJump>,
    /// One entry an attempt, in the order of the attempts.
    pub attempts: Vec<AttemptTruth>,
}

/// A workflow's process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkflowLabels {
    /// GitHub's number.
    pub workflow_id: u64,
    /// Its name.
    pub name: String,
    /// Whether it runs by schedule.
    pub is_scheduled: bool,
    /// Every UTC day from the first to the one before `now`.
    pub days: Vec<DayTruth>,
}

/// A workflow's process on one UTC day, chance apart.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DayTruth {
    /// Days since 1970-01-01.
    pub day: i64,
    /// Expected attempts, re-runs among them.
    pub expected_attempts: f64,
    /// Probability that a decided attempt fails, 0–1, the mean over the day's work.
    pub failure_probability: f64,
    /// Median duration of a passed attempt at noon, seconds, queue included.
    pub median_seconds: f64,
    /// Median queue time of a job at noon, seconds.
    pub queue_median_seconds: f64,
}

/// The process behind one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttemptTruth {
    /// Probability that a decided attempt of this workflow fails at this time, 0–1.
    pub failure_probability: f64,
    /// Probability that a commit of this time fails without reason, is run again and passes, 0–1.
    pub flaky_commit_probability: f64,
    /// Median duration of a passed attempt of this workflow at this time, seconds, queue included.
    pub median_seconds: f64,
    /// Median queue time of a job at this time, seconds.
    pub queue_median_seconds: f64,
}

/// What a label is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LabelledMetric {
    /// Median duration of passed attempts, seconds.
    Duration,
    /// Failure probability, 0–1.
    FailureRate,
    /// Median queue time of jobs, seconds.
    QueueTime,
}

/// A level that shifted.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LevelChange {
    /// GitHub's number of the workflow.
    pub workflow_id: u64,
    /// Of what.
    pub metric: LabelledMetric,
    /// The instant.
    pub at: Timestamp,
    /// Start of the workflow's first attempt at the new level: before it nobody can tell.
    pub first_seen_at: Timestamp,
    /// Level right before, in the metric's unit.
    pub before: f64,
    /// Level right after.
    pub after: f64,
}

impl LevelChange {
    /// after / before.
    pub fn factor(&self) -> f64 {
        self.after / self.before
    }
}

/// A level that changes all the time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SlowTrend {
    /// GitHub's number of the workflow.
    pub workflow_id: u64,
    /// Of what.
    pub metric: LabelledMetric,
    /// Change a week, percent; negative where it falls.
    pub percent_a_week: f64,
}

/// A job that fails without reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlakyJobTruth {
    /// GitHub's number of the workflow.
    pub workflow_id: u64,
    /// The job's name.
    pub job: String,
    /// Share of its executions that fail without reason, 0–1.
    pub probability: f64,
    /// Since when; the first instant of the history where always.
    pub since: Timestamp,
    /// Commits on which it failed without reason and passed when it was run again.
    pub shown_commits: u64,
    /// Of these, the ones whose passing attempt started in the last 14 days of 24 hours before now.
    pub shown_commits_last_14_days: u64,
}

/// Broken by the code for a while.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Breakage {
    /// GitHub's number of the workflow.
    pub workflow_id: u64,
    /// From the start of the first broken run to the start of the last, both belonging to it.
    pub first_started_at: Timestamp,
    /// Start of the last.
    pub last_started_at: Timestamp,
    /// Runs that found it broken.
    pub runs: u32,
    /// Whether on the main branch.
    pub is_on_main: bool,
}

/// A schedule that no longer runs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScheduleDeath {
    /// GitHub's number of the workflow.
    pub workflow_id: u64,
    /// When it would have run next.
    pub missed_at: Timestamp,
}

/// A workflow that became dearer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CostJump {
    /// GitHub's number of the workflow.
    pub workflow_id: u64,
    /// Since when.
    pub at: Timestamp,
    /// What an attempt of it costs, in multiples of before, by the list prices of 2026.
    pub factor: f64,
}
