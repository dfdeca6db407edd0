//! Writes a story down as the records that GitHub would report: numbers that rise with time, words, jobs and steps
//! with their times.

use core::cmp::Ordering;
use core::fmt::Write as _;

use super::Shape;
use super::execution::{Ending, JobRun, SETUP_SECONDS};
use super::plan::{JobPlan, Machine, WORKFLOWS};
use super::random::Chance;
use super::story::{Draft, Source, Story};
use super::words::PEOPLE;
use crate::domain::{Attempt, AttemptKey, Job, Step, Timestamp};

/// Numbers of runs and jobs begin here: beyond 32 bits, as GitHub's do.
const FIRST_RUN_ID: u64 = 11_800_000_000;
const FIRST_JOB_ID: u64 = 33_100_000_000;
/// GitHub counts over all repositories: between two of ours lie up to so many others.
const MOST_RUNS_BETWEEN: u64 = 4_000;
const MOST_JOBS_BETWEEN: u64 = 9_000;
/// Steps after the last one of the plan have numbers that leave a gap, as clean-up steps do.
const CLEAN_UP_GAP: u16 = 4;

/// Attempts and (where the shape asks for them) jobs.
pub(super) fn write(shape: &Shape, story: &Story, random: &mut Chance) -> (Vec<Attempt>, Vec<Job>) {
    let mut attempts = Vec::with_capacity(story.drafts.len());
    let mut jobs = Vec::new();
    let (mut run_id, mut job_id) = (FIRST_RUN_ID, FIRST_JOB_ID);
    let mut run_numbers = WORKFLOWS.map(|plan| plan.first_run_number);
    for draft in &story.drafts {
        let (Some(source), Some(run_number)) = (story.sources.get(draft.source), run_numbers.get_mut(draft.workflow))
        else {
            continue;
        };
        if draft.attempt == 1 {
            run_id += 1 + random.below(MOST_RUNS_BETWEEN);
            *run_number += 1;
        }
        let key = AttemptKey { run_id, attempt: draft.attempt };
        attempts.extend(attempt(shape, draft, source, key, *run_number, random));
        for job in draft.jobs.iter().filter(|_| shape.with_jobs) {
            job_id += 1 + random.below(MOST_JOBS_BETWEEN);
            jobs.extend(record(shape, draft, job, key, job_id));
        }
    }
    (attempts, jobs)
}

fn attempt(
    shape: &Shape,
    draft: &Draft,
    source: &Source,
    key: AttemptKey,
    run_number: u32,
    random: &mut Chance,
) -> Option<Attempt> {
    let plan = WORKFLOWS.get(draft.workflow)?;
    let mut sha = String::with_capacity(40);
    for byte in source.sha {
        write!(sha, "{byte:02x}").ok()?;
    }
    let actor = if draft.attempt == 1 { source.actor } else { random.pick(&PEOPLE)? };
    let updated = draft.ended + random.between(1, 4);
    Some(Attempt {
        key,
        run_number,
        workflow_id: plan.id,
        workflow_name: plan.name.to_owned(),
        workflow_path: plan.path.to_owned(),
        title: source.title.clone(),
        branch: Some(source.branch.clone()),
        from_fork: source.from_fork,
        event: draft.event.to_owned(),
        sha: Some(sha),
        actor: Some(actor.to_owned()),
        state: draft.ending.word().to_owned(),
        created_at: Timestamp(draft.created),
        started_at: Timestamp(draft.started),
        updated_at: Timestamp(updated.min(shape.now.0)),
    })
}

fn record(shape: &Shape, draft: &Draft, job: &JobRun, key: AttemptKey, id: u64) -> Option<Job> {
    let plan = WORKFLOWS.get(draft.workflow)?.jobs.get(usize::from(job.plan))?;
    let is_skipped = job.ending == Ending::Skipped;
    let has_runner = !is_skipped && job.ending != Ending::Queued;
    let is_finished = !matches!(job.ending, Ending::Queued | Ending::InProgress);
    let (labels, runner_name, runner_group): (&[&str], String, &str) = match plan.machine {
        Machine::Hosted(label) => (&[label], format!("GitHub Actions {}", job.machine), "GitHub Actions"),
        Machine::Own => (&["self-hosted", "linux", "x64"], format!("quay-{}", job.machine), "Default"),
    };
    Some(Job {
        id,
        key,
        name: plan.name.to_owned(),
        state: job.ending.word().to_owned(),
        created_at: Some(Timestamp(job.created)),
        picked_up_at: has_runner.then_some(Timestamp(job.picked_up)),
        // A waiting job's start is reported as its creation.
        started_at: Some(Timestamp(if has_runner { job.picked_up } else { job.created })),
        completed_at: is_finished.then_some(Timestamp(job.completed)),
        labels: labels.iter().filter(|_| !is_skipped).map(|&label| label.to_owned()).collect(),
        runner_name: has_runner.then_some(runner_name),
        runner_group: has_runner.then(|| runner_group.to_owned()),
        steps: if has_runner { steps(shape, plan, job) } else { Vec::new() },
    })
}

fn steps(shape: &Shape, plan: &JobPlan, job: &JobRun) -> Vec<Step> {
    let mut steps = Vec::with_capacity(plan.steps.len() + 2);
    let end = if job.ending == Ending::InProgress { shape.now.0 } else { job.completed };
    let work_start = (job.picked_up + SETUP_SECONDS).min(end);
    steps.push(step(1, "Set up job", Ending::Success, Some(job.picked_up), Some(work_start)));
    // A failing or cancelled job has got as far as one step; a running one has all of its time still to come.
    let last = match (job.ending, job.fault) {
        (Ending::Failure, Some(super::execution::Fault::Outage)) => 0,
        (Ending::Failure, _) => usize::from(plan.failing_step),
        (Ending::Success, _) => plan.steps.len(),
        _ => plan.steps.len() / 2,
    };
    let done = plan.steps.iter().take(last + 1).map(|(_, share)| share).sum::<f64>().max(f64::MIN_POSITIVE);
    let (mut at, mut share_before) = (work_start, 0.0);
    for (position, &(name, share)) in plan.steps.iter().enumerate() {
        share_before += share;
        let (ending, until) = match position.cmp(&last) {
            Ordering::Less => {
                (Ending::Success, work_start + ((end - work_start) as f64 * (share_before / done)).round() as i64)
            }
            Ordering::Equal => (job.ending, end),
            Ordering::Greater if job.ending == Ending::InProgress => (Ending::Queued, end),
            Ordering::Greater => (Ending::Skipped, end),
        };
        let until = until.clamp(at, end.max(at));
        let started = (ending != Ending::Queued).then_some(at);
        let completed = (!matches!(ending, Ending::Queued | Ending::InProgress)).then_some(until);
        steps.push(step(position as u16 + 2, name, ending, started, completed));
        at = until;
    }
    if job.ending != Ending::InProgress {
        let number = plan.steps.len() as u16 + 2 + CLEAN_UP_GAP;
        steps.push(step(number, "Complete job", Ending::Success, Some(end), Some(end)));
    }
    steps
}

fn step(number: u16, name: &str, ending: Ending, started: Option<i64>, completed: Option<i64>) -> Step {
    // Steps know fewer words than jobs.
    let ending = if ending == Ending::TimedOut { Ending::Cancelled } else { ending };
    Step {
        number,
        name: name.to_owned(),
        state: ending.word().to_owned(),
        started_at: started.map(Timestamp),
        completed_at: completed.map(Timestamp),
    }
}
