//! Writes attempts and jobs as GitHub's run and job objects, in the fields that Forerun reads.

use forerun::domain::{Attempt, Job, Repository, State, Step, Timestamp};
use serde_json::{Value, json};

/// A run object as of this attempt.
pub fn run(attempt: &Attempt, repository: &Repository) -> Value {
    let (status, conclusion) = status_and_conclusion(&attempt.state);
    // A fork has another number than the repository.
    let head_repository_id = if attempt.from_fork { repository.id + 1 } else { repository.id };
    json!({
        "id": attempt.key.run_id,
        "name": attempt.workflow_name,
        "workflow_id": attempt.workflow_id,
        "path": attempt.workflow_path,
        "display_title": attempt.title,
        "head_branch": attempt.branch,
        "head_sha": attempt.sha,
        "head_repository": { "id": head_repository_id },
        "repository": { "id": repository.id, "full_name": repository.name.to_string() },
        "run_number": attempt.run_number,
        "run_attempt": attempt.key.attempt,
        "event": attempt.event,
        "status": status,
        "conclusion": conclusion,
        "triggering_actor": attempt.actor.as_ref().map(|login| json!({ "login": login })),
        "created_at": attempt.created_at.to_rfc3339(),
        "run_started_at": attempt.started_at.to_rfc3339(),
        "updated_at": attempt.updated_at.to_rfc3339(),
    })
}

/// A job object with its steps.
pub fn job(job: &Job) -> Value {
    let (status, conclusion) = status_and_conclusion(&job.state);
    json!({
        "id": job.id,
        "run_id": job.key.run_id,
        "run_attempt": job.key.attempt,
        "name": job.name,
        "status": status,
        "conclusion": conclusion,
        "created_at": text(job.created_at),
        "started_at": text(job.started_at),
        "completed_at": text(job.completed_at),
        "labels": job.labels,
        // GitHub gives a machine's number once one has taken the job; simulated machines have no numbers of their own.
        "runner_id": u8::from(job.picked_up_at.is_some()),
        "runner_name": job.runner_name,
        "runner_group_name": job.runner_group,
        "steps": job.steps.iter().map(step).collect::<Vec<_>>(),
    })
}

fn step(step: &Step) -> Value {
    let (status, conclusion) = status_and_conclusion(&step.state);
    json!({
        "number": step.number,
        "name": step.name,
        "status": status,
        "conclusion": conclusion,
        "started_at": text(step.started_at),
        "completed_at": text(step.completed_at),
    })
}

fn status_and_conclusion(state: &str) -> (&str, Option<&str>) {
    if State::from_word(state).is_some_and(State::is_unfinished) { (state, None) } else { ("completed", Some(state)) }
}

fn text(time: Option<Timestamp>) -> Option<String> {
    time.map(Timestamp::to_rfc3339)
}
