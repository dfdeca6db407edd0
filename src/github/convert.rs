//! From GitHub's shapes to the domain's records: the one place where the wire's oddities are settled. Computes no
//! durations and no queue times.

use crate::domain::{
    Annotation, AnnotationLevel, Attempt, AttemptKey, Job, Repository, RepositoryName, Step, Timestamp, TimestampError,
    Workflow, WorkflowState, sort_by_key,
};

use super::error::plain_text;
use super::wire::{AnnotationWire, JobWire, RepositoryWire, RunWire, RunnerWire, StepWire, UserWire, WorkflowWire};

/// Why an object that is well-formed JSON makes no record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum ConvertError {
    /// A time that is none.
    #[error(transparent)]
    Time(#[from] TimestampError),
    /// A number beyond anything GitHub gives out.
    #[error("`{0}` is out of range")]
    Range(&'static str),
    /// A repository without a usable name.
    #[error("`{0}` is no repository name")]
    Name(String),
}

/// A run as an attempt. Without `run_attempt` it is the first; without `run_started_at` it starts when created.
pub(super) fn attempt(wire: RunWire) -> Result<Attempt, ConvertError> {
    let created_at = Timestamp::parse(&wire.created_at)?;
    let time = |text: &Option<String>| text.as_deref().map(Timestamp::parse).transpose();
    let started_at = time(&wire.run_started_at)?.unwrap_or(created_at);
    let event = wire.event.unwrap_or_default();
    let head = wire.head_repository.and_then(|repository| repository.id);
    let own = wire.repository.and_then(|repository| repository.id);
    // A deleted fork leaves no head repository behind; only pull requests come from elsewhere.
    let from_fork = match (head, own) {
        (Some(head), Some(own)) => head != own,
        (Some(_), None) => false,
        (None, _) => event.starts_with("pull_request"),
    };
    let path = wire.path.unwrap_or_default();
    let workflow_path = path.split('@').next().unwrap_or_default().to_owned();
    let workflow_name = filled(wire.name).unwrap_or_else(|| workflow_path.clone());
    let login = |user: Option<UserWire>| user.and_then(|user| filled(user.login));
    Ok(Attempt {
        key: AttemptKey { run_id: wire.id, attempt: attempt_number(wire.run_attempt)? },
        run_number: u32::try_from(wire.run_number.unwrap_or_default()).ok().ok_or(ConvertError::Range("run_number"))?,
        workflow_id: wire.workflow_id,
        title: filled(wire.display_title).unwrap_or_else(|| workflow_name.clone()),
        workflow_name,
        workflow_path,
        branch: filled(wire.head_branch),
        from_fork,
        event,
        sha: filled(wire.head_sha).map(|sha| sha.to_ascii_lowercase()),
        actor: login(wire.triggering_actor).or_else(|| login(wire.actor)),
        state: state(wire.conclusion, wire.status),
        created_at,
        started_at,
        updated_at: time(&wire.updated_at)?.unwrap_or(started_at),
    })
}

/// A job with its steps in order of their numbers.
pub(super) fn job(wire: JobWire) -> Result<Job, ConvertError> {
    let time = |text: &Option<String>| text.as_deref().map(Timestamp::parse).transpose();
    let runner_took_it = !matches!(wire.runner_id, RunnerWire::Nobody | RunnerWire::Number(0));
    let is_completed = wire.status.as_deref() == Some("completed");
    let is_skipped = wire.conclusion.as_deref() == Some("skipped");
    let started_at = time(&wire.started_at)?;
    let mut steps = wire.steps.unwrap_or_default().into_iter().map(step).collect::<Result<Vec<_>, _>>()?;
    sort_by_key(&mut steps, |step| step.number);
    Ok(Job {
        id: wire.id,
        key: AttemptKey { run_id: wire.run_id, attempt: attempt_number(wire.run_attempt)? },
        name: wire.name.unwrap_or_default(),
        state: state(wire.conclusion, wire.status),
        created_at: time(&wire.created_at)?,
        // `started_at` is filled with the time of queuing until a runner has taken the job.
        picked_up_at: steps
            .first()
            .and_then(|first| first.started_at)
            .or_else(|| started_at.filter(|_| is_completed && !is_skipped && runner_took_it)),
        started_at,
        completed_at: time(&wire.completed_at)?,
        labels: wire.labels.unwrap_or_default(),
        runner_name: filled(wire.runner_name),
        runner_group: filled(wire.runner_group_name),
        steps,
    })
}

/// A note on a job: its beginning, as plain text on one line, without any token that a log may have let out.
pub(super) fn annotation(wire: AnnotationWire) -> Annotation {
    let text = |text: Option<String>| plain_text(&text.unwrap_or_default());
    Annotation {
        level: match wire.annotation_level.as_deref() {
            Some("failure") => AnnotationLevel::Failure,
            Some("warning") => AnnotationLevel::Warning,
            _ => AnnotationLevel::Notice,
        },
        title: filled(Some(text(wire.title))),
        message: text(wire.message),
    }
}

/// A workflow; a state beyond the known ones counts as active, since GitHub lists it.
pub(super) fn workflow(wire: WorkflowWire) -> Workflow {
    Workflow {
        id: wire.id,
        name: wire.name.unwrap_or_default(),
        path: wire.path.unwrap_or_default().split('@').next().unwrap_or_default().to_owned(),
        state: match wire.state.as_deref() {
            Some("deleted") => WorkflowState::Deleted,
            Some("disabled_fork") => WorkflowState::DisabledFork,
            Some("disabled_inactivity") => WorkflowState::DisabledInactivity,
            Some("disabled_manually") => WorkflowState::DisabledManually,
            _ => WorkflowState::Active,
        },
    }
}

/// A repository under its present name.
pub(super) fn repository(wire: RepositoryWire) -> Result<Repository, ConvertError> {
    Ok(Repository {
        id: wire.id,
        name: RepositoryName::parse(&wire.full_name).map_err(|_other| ConvertError::Name(wire.full_name))?,
        private: wire.private.unwrap_or_default(),
        default_branch: filled(wire.default_branch).unwrap_or_else(|| "main".to_owned()),
        archived: wire.archived.unwrap_or_default(),
    })
}

fn step(wire: StepWire) -> Result<Step, ConvertError> {
    let time = |text: &Option<String>| text.as_deref().map(Timestamp::parse).transpose();
    Ok(Step {
        number: u16::try_from(wire.number.unwrap_or_default()).ok().ok_or(ConvertError::Range("step number"))?,
        name: wire.name.unwrap_or_default(),
        state: state(wire.conclusion, wire.status),
        started_at: time(&wire.started_at)?,
        completed_at: time(&wire.completed_at)?,
    })
}

fn attempt_number(number: Option<u64>) -> Result<u16, ConvertError> {
    u16::try_from(number.unwrap_or(1).max(1)).ok().ok_or(ConvertError::Range("run_attempt"))
}

fn state(conclusion: Option<String>, status: Option<String>) -> String {
    filled(conclusion).or_else(|| filled(status)).unwrap_or_else(|| "unreported".to_owned())
}

fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn run_with(change: Value) -> Attempt {
        let mut run = json!({
            "id": 37_310_364_489_u64, "workflow_id": 7, "run_number": 3, "run_attempt": 2, "event": "push",
            "name": "CI", "path": ".github/workflows/ci.yml@refs/heads/main", "display_title": "Fix",
            "head_branch": "main", "head_sha": "ABCDEF", "status": "completed", "conclusion": "success",
            "repository": {"id": 1}, "head_repository": {"id": 1},
            "actor": {"login": "first"}, "triggering_actor": {"login": "second"},
            "created_at": "2026-01-01T00:00:00Z", "run_started_at": "2026-01-01T01:00:00Z",
            "updated_at": "2026-01-01T02:00:00Z", "unknown_field": {"x": [1, 2]},
        });
        merge(&mut run, change);
        attempt(serde_json::from_value(run).unwrap()).unwrap()
    }

    fn job_with(change: Value) -> Job {
        let mut object = json!({
            "id": 5, "run_id": 9, "run_attempt": 1, "name": "build", "status": "completed", "conclusion": "success",
            "created_at": "2026-01-01T00:00:00Z", "started_at": "2026-01-01T00:01:00Z",
            "completed_at": "2026-01-01T00:05:00Z", "labels": ["ubuntu-latest"], "runner_id": 4,
        });
        merge(&mut object, change);
        job(serde_json::from_value(object).unwrap()).unwrap()
    }

    fn merge(object: &mut Value, change: Value) {
        for (key, value) in change.as_object().unwrap() {
            if value == "absent" {
                object.as_object_mut().unwrap().remove(key);
            } else {
                object[key.as_str()] = value.clone();
            }
        }
    }

    #[test]
    fn runs_become_attempts() {
        let run = run_with(json!({}));
        assert_eq!(run.key, AttemptKey { run_id: 37_310_364_489, attempt: 2 });
        assert_eq!(run.workflow_path, ".github/workflows/ci.yml");
        assert_eq!(run.sha.as_deref(), Some("abcdef"));
        assert_eq!(run.actor.as_deref(), Some("second"));
        assert_eq!(run.state, "success");
        assert_eq!(run.started_at.seconds_since(run.created_at), 3_600);
    }

    #[test]
    fn what_answers_leave_out_has_a_stand_in() {
        let run = run_with(json!({
            "name": null, "display_title": "absent", "run_attempt": "absent", "run_started_at": "absent",
            "updated_at": null, "triggering_actor": null, "head_branch": null, "conclusion": null, "status": "queued",
        }));
        assert_eq!(
            (run.workflow_name.as_str(), run.title.as_str()),
            (run.workflow_path.as_str(), run.workflow_path.as_str())
        );
        assert_eq!((run.key.attempt, run.started_at, run.updated_at), (1, run.created_at, run.created_at));
        assert_eq!((run.actor.as_deref(), run.branch, run.state.as_str()), (Some("first"), None, "queued"));
        assert_eq!(run_with(json!({"conclusion": null, "status": null})).state, "unreported");
        assert_eq!(run_with(json!({"conclusion": "quantum"})).state, "quantum");
    }

    #[test]
    fn forks_are_told_from_the_repository() {
        let check =
            |change: Value, expected: bool| assert_eq!(run_with(change.clone()).from_fork, expected, "{change}");
        check(json!({}), false);
        check(json!({"head_repository": {"id": 2}}), true);
        check(json!({"head_repository": null}), false);
        check(json!({"head_repository": null, "event": "pull_request"}), true);
        check(json!({"head_repository": "absent", "event": "pull_request_target"}), true);
    }

    #[test]
    fn pick_up_needs_evidence() {
        let check = |change: Value, expected: Option<&str>| {
            let expected = expected.map(|text| Timestamp::parse(text).unwrap());
            assert_eq!(job_with(change.clone()).picked_up_at, expected, "{change}");
        };
        let started = Some("2026-01-01T00:01:00Z");
        check(json!({}), started);
        check(json!({"runner_id": "absent"}), started);
        check(json!({"runner_id": null}), None);
        check(json!({"runner_id": 0}), None);
        check(json!({"conclusion": "skipped"}), None);
        check(json!({"status": "in_progress", "conclusion": null}), None);
        check(
            json!({"runner_id": 0, "steps": [
                {"number": 2, "name": "b", "started_at": "2026-01-01T00:03:00Z"},
                {"number": 1, "name": "a", "started_at": "2026-01-01T00:02:00.500+00:00"},
            ]}),
            Some("2026-01-01T00:02:00Z"),
        );
    }
}
