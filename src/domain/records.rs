//! Single records, as they travel from GitHub's answers into the columns of the history.

use serde::{Deserialize, Serialize};

use super::Timestamp;

/// The unit of counting: one attempt of one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AttemptKey {
    /// GitHub's run number-of-record (unique, same for all attempts).
    pub run_id: u64,
    /// 1 for the first try.
    pub attempt: u16,
}

/// One attempt of one run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attempt {
    /// Run and attempt.
    pub key: AttemptKey,
    /// Counts per workflow; the same for all attempts.
    pub run_number: u32,
    /// GitHub's number of the workflow: the grouping key, since names are not unique.
    pub workflow_id: u64,
    /// The workflow's name when this ran; the file's path where it has none.
    pub workflow_name: String,
    /// Path of the workflow's file, without `@ref`.
    pub workflow_path: String,
    /// What GitHub shows as the run's title.
    pub title: String,
    /// Branch, or tag for pushed tags.
    pub branch: Option<String>,
    /// Whether the branch lies in another repository (a fork's `main` is not our `main`).
    pub from_fork: bool,
    /// What triggered it.
    pub event: String,
    /// Commit, in hexadecimal.
    pub sha: Option<String>,
    /// Who started this attempt.
    pub actor: Option<String>,
    /// Conclusion where completed, else status; GitHub's word.
    pub state: String,
    /// When the first attempt was created.
    pub created_at: Timestamp,
    /// When this attempt started.
    pub started_at: Timestamp,
    /// GitHub's last change; the end of the attempt only if seen soon after.
    pub updated_at: Timestamp,
}

/// One job of one attempt.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Job {
    /// GitHub's number of the job.
    pub id: u64,
    /// The attempt it belongs to.
    pub key: AttemptKey,
    /// Raw name; the grouping key.
    pub name: String,
    /// Conclusion where completed, else status; GitHub's word.
    pub state: String,
    /// When it became ready to run.
    pub created_at: Option<Timestamp>,
    /// When a runner picked it up, where that can be told (API sheet 7.4).
    pub picked_up_at: Option<Timestamp>,
    /// `started_at` as reported.
    pub started_at: Option<Timestamp>,
    /// `completed_at` as reported.
    pub completed_at: Option<Timestamp>,
    /// `runs-on` labels, in GitHub's order.
    pub labels: Vec<String>,
    /// Name of the machine.
    pub runner_name: Option<String>,
    /// Group of the machine.
    pub runner_group: Option<String>,
    /// Its steps, in order of their numbers.
    pub steps: Vec<Step>,
}

/// One step of a job.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// Position within the job; has gaps.
    pub number: u16,
    /// Name as shown by GitHub.
    pub name: String,
    /// Conclusion where completed, else status; GitHub's word.
    pub state: String,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub completed_at: Option<Timestamp>,
}

/// A workflow as GitHub lists it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Workflow {
    /// GitHub's number.
    pub id: u64,
    /// Present name.
    pub name: String,
    /// Path of its file.
    pub path: String,
    /// Whether it can run.
    pub state: WorkflowState,
}

/// Whether a workflow can run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkflowState {
    /// Known from its runs only; GitHub no longer lists it.
    #[default]
    Unlisted,
    /// Runs when triggered.
    Active,
    /// Its file is gone.
    Deleted,
    /// Off because the repository is a fork.
    DisabledFork,
    /// Off because the repository was quiet for 60 days.
    DisabledInactivity,
    /// Switched off by a person.
    DisabledManually,
}
