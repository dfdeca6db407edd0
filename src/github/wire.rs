//! GitHub's JSON as it comes: narrow shapes that leave out what Forerun does not store. Open enumerations stay text,
//! everything that real answers leave out is optional. Gives no meaning to any of it.

use serde::{Deserialize, Deserializer};

/// `{"total_count": n, "workflow_runs": [...]}`.
#[derive(Debug, Deserialize)]
pub(super) struct RunPage<T> {
    pub(super) total_count: u64,
    pub(super) workflow_runs: Vec<T>,
}

/// `{"total_count": n, "jobs": [...]}`.
#[derive(Debug, Deserialize)]
pub(super) struct JobPage<T> {
    pub(super) total_count: u64,
    pub(super) jobs: Vec<T>,
}

/// `{"total_count": n, "workflows": [...]}`.
#[derive(Debug, Deserialize)]
pub(super) struct WorkflowPage<T> {
    pub(super) total_count: u64,
    pub(super) workflows: Vec<T>,
}

/// A workflow run, as of one attempt.
#[derive(Debug, Deserialize)]
pub(super) struct RunWire {
    pub(super) id: u64,
    pub(super) run_attempt: Option<u64>,
    pub(super) run_number: Option<u64>,
    pub(super) workflow_id: u64,
    pub(super) name: Option<String>,
    pub(super) path: Option<String>,
    pub(super) display_title: Option<String>,
    pub(super) head_branch: Option<String>,
    pub(super) head_sha: Option<String>,
    pub(super) head_repository: Option<IdWire>,
    pub(super) repository: Option<IdWire>,
    pub(super) event: Option<String>,
    pub(super) status: Option<String>,
    pub(super) conclusion: Option<String>,
    pub(super) actor: Option<UserWire>,
    pub(super) triggering_actor: Option<UserWire>,
    pub(super) created_at: String,
    pub(super) run_started_at: Option<String>,
    pub(super) updated_at: Option<String>,
}

/// A job with its steps.
#[derive(Debug, Deserialize)]
pub(super) struct JobWire {
    pub(super) id: u64,
    pub(super) run_id: u64,
    pub(super) run_attempt: Option<u64>,
    pub(super) name: Option<String>,
    pub(super) status: Option<String>,
    pub(super) conclusion: Option<String>,
    pub(super) created_at: Option<String>,
    pub(super) started_at: Option<String>,
    pub(super) completed_at: Option<String>,
    pub(super) labels: Option<Vec<String>>,
    #[serde(default)]
    pub(super) runner_id: RunnerWire,
    pub(super) runner_name: Option<String>,
    pub(super) runner_group_name: Option<String>,
    pub(super) steps: Option<Vec<StepWire>>,
}

/// A step of a job.
#[derive(Debug, Deserialize)]
pub(super) struct StepWire {
    pub(super) number: Option<u64>,
    pub(super) name: Option<String>,
    pub(super) status: Option<String>,
    pub(super) conclusion: Option<String>,
    pub(super) started_at: Option<String>,
    pub(super) completed_at: Option<String>,
}

/// A note on a job.
#[derive(Debug, Deserialize)]
pub(super) struct AnnotationWire {
    pub(super) annotation_level: Option<String>,
    pub(super) title: Option<String>,
    pub(super) message: Option<String>,
}

/// A workflow as listed.
#[derive(Debug, Deserialize)]
pub(super) struct WorkflowWire {
    pub(super) id: u64,
    pub(super) name: Option<String>,
    pub(super) path: Option<String>,
    pub(super) state: Option<String>,
}

/// A repository.
#[derive(Debug, Deserialize)]
pub(super) struct RepositoryWire {
    pub(super) id: u64,
    pub(super) full_name: String,
    pub(super) private: Option<bool>,
    pub(super) default_branch: Option<String>,
    pub(super) archived: Option<bool>,
}

/// A user.
#[derive(Debug, Deserialize)]
pub(super) struct UserWire {
    pub(super) login: Option<String>,
}

/// Anything of which only the number matters.
#[derive(Debug, Deserialize)]
pub(super) struct IdWire {
    pub(super) id: Option<u64>,
}

/// The body of an error.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ErrorWire {
    pub(super) message: Option<String>,
    /// Texts, or objects with `field`, `code` and `message`.
    pub(super) errors: Option<Vec<serde_json::Value>>,
}

/// `runner_id`: left out, `null` and a number tell three different things.
#[derive(Debug, Default)]
pub(super) enum RunnerWire {
    #[default]
    Absent,
    Nobody,
    Number(i64),
}

impl<'de> Deserialize<'de> for RunnerWire {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Nobody, Self::Number))
    }
}
