//! Writes what happened in a labelled repository down as GitHub would report it.

use core::fmt::Write as _;

use super::design::{Design, JobDesign};
use super::runs::{Draft, Ending, Fault, JobDraft, SETUP_SECONDS, Story};
use super::{Case, purpose};
use crate::domain::{Attempt, AttemptKey, Job, Step, Timestamp};
use crate::simulate::random::Chance;
use crate::simulate::words::{MAIN, PEOPLE};

/// Steps of every job between "Set up job" and "Complete job", with their share of the execution.
const STEPS: [(&str, f64); 4] = [("Check out", 0.03), ("Restore cache", 0.07), ("Run", 0.85), ("Upload results", 0.05)];
/// The step that fails when the code or chance does.
const WORK_STEP: usize = 2;

/// Text of what a commit was pushed to.
struct Source {
    branch: String,
    title: String,
    sha: String,
    actor: &'static str,
}

pub(super) fn write(case: &Case, design: &Design, story: &Story) -> (Vec<Attempt>, Vec<Job>) {
    let mut random = Chance::apart(case.seed, purpose::RECORDS);
    let sources = sources(story, &mut random);
    let mut attempts = Vec::with_capacity(story.drafts.len());
    let mut jobs = Vec::new();
    let (mut run_id, mut job_id) = (12_000_000_000, 35_000_000_000);
    let mut numbers = vec![0_u32; design.workflows.len()];
    for draft in &story.drafts {
        let found = design.workflows.get(draft.workflow).zip(sources.get(draft.commit));
        let (Some((workflow, source)), Some(number)) = (found, numbers.get_mut(draft.workflow)) else { continue };
        if draft.attempt == 1 {
            run_id += 1 + random.below(900);
            *number += 1;
        }
        let key = AttemptKey { run_id, attempt: draft.attempt };
        attempts.push(Attempt {
            key,
            run_number: *number,
            workflow_id: workflow.id,
            workflow_name: workflow.name.to_owned(),
            workflow_path: workflow.path.to_owned(),
            title: source.title.clone(),
            branch: Some(source.branch.clone()),
            from_fork: false,
            event: draft.event.to_owned(),
            sha: Some(source.sha.clone()),
            actor: Some(source.actor.to_owned()),
            state: word(draft.ending).to_owned(),
            created_at: Timestamp(draft.created),
            started_at: Timestamp(draft.started),
            updated_at: Timestamp((draft.ended + 2).min(design.now)),
        });
        for job in &draft.jobs {
            job_id += 1 + random.below(900);
            let machine = 1 + random.below(2_000);
            jobs.extend(workflow.jobs.get(job.design).map(|plan| record(draft, job, plan, (key, job_id), machine)));
        }
    }
    (attempts, jobs)
}

fn sources(story: &Story, random: &mut Chance) -> Vec<Source> {
    let mut sources = Vec::with_capacity(story.commits.len());
    for commit in &story.commits {
        let mut sha = String::with_capacity(40);
        for _ in 0..5 {
            // Writing to a string cannot fail.
            write!(sha, "{:08x}", random.next_u64() as u32).ok();
        }
        let number = commit.number;
        sources.push(Source {
            branch: if commit.is_main { MAIN.to_owned() } else { format!("work/{number}") },
            title: if commit.is_main { "Merge a change".to_owned() } else { format!("Change {number}") },
            sha,
            actor: random.pick(&PEOPLE).copied().unwrap_or_default(),
        });
    }
    sources
}

fn record(draft: &Draft, job: &JobDraft, plan: &JobDesign, (key, id): (AttemptKey, u64), machine: u64) -> Job {
    let has_runner = job.ending != Ending::Skipped;
    let label = if job.is_on_large_machine { "macos-latest" } else { "ubuntu-latest" };
    Job {
        id,
        key,
        name: if job.copy == 0 { plan.name.to_owned() } else { format!("{} ({})", plan.name, job.copy + 1) },
        state: word(job.ending).to_owned(),
        created_at: Some(Timestamp(job.created)),
        picked_up_at: has_runner.then_some(Timestamp(job.picked_up)),
        started_at: Some(Timestamp(job.picked_up)),
        completed_at: Some(Timestamp(job.completed)),
        labels: if has_runner { vec![label.to_owned()] } else { Vec::new() },
        runner_name: has_runner.then(|| format!("GitHub Actions {machine}")),
        runner_group: has_runner.then(|| "GitHub Actions".to_owned()),
        steps: if has_runner { steps(draft, job) } else { Vec::new() },
    }
}

fn steps(draft: &Draft, job: &JobDraft) -> Vec<Step> {
    // An outage is met while the code is fetched; a cancelled job has got as far as its work.
    let last = match (job.ending, draft.fault) {
        (Ending::Success, _) => STEPS.len(),
        (Ending::Failure, Some(Fault::Outage)) => 0,
        _ => WORK_STEP,
    };
    let work_start = (job.picked_up + SETUP_SECONDS).min(job.completed);
    let mut steps = vec![step(1, "Set up job", Ending::Success, job.picked_up, work_start)];
    let done: f64 = STEPS.iter().take(last + 1).map(|(_, share)| share).sum();
    let (mut at, mut share_before) = (work_start, 0.0);
    for (number, (position, (name, share))) in (2_u16..).zip(STEPS.iter().enumerate()) {
        share_before += share;
        let reached =
            work_start + ((job.completed - work_start) as f64 * (share_before / done).min(1.0)).round() as i64;
        let (ending, until) = match position.cmp(&last) {
            core::cmp::Ordering::Less => (Ending::Success, reached),
            core::cmp::Ordering::Equal => (job.ending, job.completed),
            core::cmp::Ordering::Greater => (Ending::Skipped, job.completed),
        };
        steps.push(step(number, name, ending, at, until));
        at = until;
    }
    steps.push(step(2 * STEPS.len() as u16 + 2, "Complete job", Ending::Success, job.completed, job.completed));
    steps
}

fn step(number: u16, name: &str, ending: Ending, started: i64, completed: i64) -> Step {
    Step {
        number,
        name: name.to_owned(),
        state: word(ending).to_owned(),
        started_at: Some(Timestamp(started)),
        completed_at: Some(Timestamp(completed)),
    }
}

fn word(ending: Ending) -> &'static str {
    match ending {
        Ending::Success => "success",
        Ending::Failure => "failure",
        Ending::Cancelled => "cancelled",
        Ending::Skipped => "skipped",
        Ending::InProgress => "in_progress",
    }
}
