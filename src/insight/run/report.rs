//! Puts one attempt together: what GitHub says of it, its jobs and steps, each beside what is usual.

use crate::domain::{AttemptColumns, NO_TEXT, Outcome, State, Timestamp, sort_by_key};

use super::super::delivery::job_queue_seconds;
use super::super::error_category::{explain_attempt, failure_of};
use super::super::jobs::{are_jobs_stored, critical_path};
use super::super::prepare::{is_executed, time};
use super::super::running::{expected_end, is_lost};
use super::super::{JobAnnotation, Quantiles, View};
use super::exclusive::exclusive_seconds;
use super::same_commit::on_same_commit;
use super::usual::{Usual, seconds_between};
use super::{AttemptLine, RunDetails, RunJob, RunProgress, RunReport, RunStep, Unusual};

/// Notes of the attempt that are kept.
const MOST_NOTES: usize = 50;
/// Fewest executions before from which something is called unusual.
const FEWEST_BEFORE: u64 = 5;
/// Smaller differences are nobody's business.
const LEAST_SECONDS: f64 = 5.0;
const LEAST_SHARE: f64 = 0.05;
const LEAST_QUEUE_SECONDS: f64 = 30.0;

/// One attempt of a run; the newest where none is named or the named one is not stored. `view` has to hold the whole
/// history. `None` where the run is not stored.
pub fn examine_run(
    view: &View<'_>,
    run_id: u64,
    attempt: Option<u16>,
    annotations: &[JobAnnotation],
) -> Option<RunReport> {
    let rows: Vec<u32> = view.rows.iter().copied().filter(|&row| view.run_id(row) == run_id).collect();
    let named = rows.iter().copied().find(|&row| Some(view.attempt(row)) == attempt);
    let row = named.or_else(|| rows.last().copied())?;
    let mut usual = Usual::of(view, row);
    let jobs = jobs(view, row, &mut usual);
    let (same_commit, is_flaky_evidence) = on_same_commit(view, row);
    let is_own = |note: &&JobAnnotation| jobs.iter().any(|job| job.id == note.job_id);
    let line = |&row: &u32| AttemptLine {
        attempt: view.attempt(row),
        outcome: view.outcome(row),
        started_at: view.started(row),
        duration_seconds: view.duration_seconds(row),
    };
    Some(RunReport {
        details: details(view, row)?,
        attempts: rows.iter().map(line).collect(),
        has_jobs: are_jobs_stored(view, row),
        usual: usual.attempts,
        failures: explain_attempt(view, row, annotations),
        annotations: annotations.iter().filter(is_own).take(MOST_NOTES).cloned().collect(),
        progress: progress(view, row),
        jobs,
        same_commit,
        is_flaky_evidence,
    })
}

/// How far an attempt is that has not ended.
fn progress(view: &View<'_>, row: u32) -> Option<RunProgress> {
    if view.outcome(row) != Outcome::Unfinished {
        return None;
    }
    let state = |job: usize| view.columns.jobs.state.get(job).copied().unwrap_or(State::UNREPORTED);
    let count = |is_meant: fn(State) -> bool| view.jobs(row).filter(|&job| is_meant(state(job))).count() as u64;
    Some(RunProgress {
        is_working: view.state(row) == State::IN_PROGRESS,
        is_lost: is_lost(view, row),
        jobs_running: count(|state| state == State::IN_PROGRESS),
        jobs_waiting: count(|state| state.is_unfinished() && state != State::IN_PROGRESS),
        jobs_done: count(|state| !state.is_unfinished()),
        expected: expected_end(view, row),
    })
}

fn details(view: &View<'_>, row: u32) -> Option<RunDetails> {
    let (columns, position) = (view.columns, row as usize);
    let attempt = columns.attempt(position)?;
    Some(RunDetails {
        run_id: attempt.key.run_id,
        attempt: attempt.key.attempt,
        run_number: attempt.run_number,
        workflow_id: attempt.workflow_id,
        workflow: columns.workflows.label(view.workflow(row)),
        title: attempt.title,
        branch: attempt.branch,
        is_from_fork: columns.attempts.has_flag(position, AttemptColumns::FROM_FORK),
        event: attempt.event,
        commit: attempt.sha,
        actor: attempt.actor,
        outcome: view.outcome(row),
        state: attempt.state,
        created_at: attempt.created_at,
        started_at: attempt.started_at,
        duration_seconds: view.duration_seconds(row),
        duration_quality: view.duration_quality(row),
        superseded_by: superseded_by(view, row),
    })
}

/// The first run created after this one for the same workflow, branch, origin and event, where that took over.
fn superseded_by(view: &View<'_>, row: u32) -> Option<u64> {
    if view.outcome(row) != Outcome::Superseded {
        return None;
    }
    let attempts = &view.columns.attempts;
    let lane = |row: u32| {
        let position = row as usize;
        let is_fork = attempts.has_flag(position, AttemptColumns::FROM_FORK);
        (view.workflow(row), attempts.branch.get(position).copied(), view.event(row), is_fork)
    };
    let own = (lane(row), view.created_seconds(row), view.run_id(row));
    let is_newer =
        |other: &&u32| lane(**other) == own.0 && (view.created_seconds(**other), view.run_id(**other)) > (own.1, own.2);
    view.rows.iter().find(is_newer).map(|&other| view.run_id(other))
}

fn jobs(view: &View<'_>, row: u32, usual: &mut Usual) -> Vec<RunJob> {
    let columns = &view.columns.jobs;
    let path = critical_path(view, row);
    let ends = |job: usize| Some((time(&columns.started, job)?, time(&columns.completed, job)?));
    let executed: Vec<usize> = view.executed_jobs(row).filter(|&job| ends(job).is_some()).collect();
    let intervals: Vec<(u32, u32)> = executed.iter().filter_map(|&job| ends(job)).collect();
    let alone = exclusive_seconds(&intervals);
    let mut jobs: Vec<RunJob> = view
        .jobs(row)
        .map(|job| {
            let exclusive = executed.iter().position(|&other| other == job);
            let exclusive = exclusive.and_then(|position| alone.get(position)).copied();
            RunJob {
                exclusive_seconds: exclusive.unwrap_or_default(),
                is_critical: path.iter().any(|link| link.job == job),
                ..self::job(view, row, job, usual)
            }
        })
        .collect();
    sort_by_key(&mut jobs, |job| (job.created_at.or(job.started_at), job.started_at, job.id));
    jobs
}

fn job(view: &View<'_>, row: u32, job: usize, usual: &mut Usual) -> RunJob {
    let (columns, jobs) = (view.columns, &view.columns.jobs);
    let number = |column: &[u32]| column.get(job).copied().unwrap_or(NO_TEXT);
    let text = |column: &[u32]| columns.text(number(column)).map(str::to_owned);
    let at = |column: &[u32]| time(column, job).map(|seconds| Timestamp(i64::from(seconds)));
    let state = jobs.state.get(job).copied().unwrap_or(State::UNREPORTED);
    let failure = failure_of(view, row, job).map(|failure| failure.conclusion);
    let is_executed = is_executed(columns, row as usize, job);
    let work_seconds = seconds_between(&jobs.started, &jobs.completed, job).filter(|_| is_executed);
    let queue_seconds = job_queue_seconds(view, job).filter(|_| is_executed);
    let (usual, steps) = usual.take_job(number(&jobs.name));
    let step = |step: usize| {
        let name = jobs.steps.name.get(step).copied().unwrap_or(NO_TEXT);
        let at = |column: &[u32]| time(column, step).map(|seconds| Timestamp(i64::from(seconds)));
        let state = jobs.steps.state.get(step).copied().unwrap_or(State::UNREPORTED);
        let seconds = seconds_between(&jobs.steps.started, &jobs.steps.completed, step).filter(|_| is_executed);
        let usual = steps.get(&name).cloned().unwrap_or_default();
        let outcome = outcome_of(state);
        RunStep {
            name: columns.text(name).unwrap_or_default().to_owned(),
            outcome,
            started_at: at(&jobs.steps.started),
            completed_at: at(&jobs.steps.completed),
            seconds,
            unusual: Unusual {
                is_slower: is_slower(seconds, &usual.durations),
                is_late: false,
                is_new_failure: is_new_failure(outcome, usual.decided, usual.failed),
            },
            usual,
        }
    };
    let outcome = outcome_of(failure.unwrap_or(state));
    RunJob {
        id: jobs.id.get(job).copied().unwrap_or_default(),
        name: text(&jobs.name).unwrap_or_default(),
        outcome,
        state: columns.state_word(state).to_owned(),
        labels: text(&jobs.labels),
        runner: text(&jobs.runner),
        is_executed,
        created_at: at(&jobs.created),
        started_at: at(&jobs.started),
        completed_at: at(&jobs.completed),
        queue_seconds,
        work_seconds,
        exclusive_seconds: 0.0,
        is_critical: false,
        unusual: Unusual {
            is_slower: is_slower(work_seconds, &usual.durations),
            is_late: is_late(queue_seconds, &usual.queues),
            is_new_failure: is_new_failure(outcome, usual.decided, usual.failed),
        },
        steps: jobs.steps_of(job).map(step).collect(),
        usual,
    }
}

/// Beyond 19 of 20 before, and not by little.
fn is_slower(seconds: Option<f64>, before: &Quantiles) -> bool {
    let (Some(seconds), Some(median), Some(p95)) = (seconds, before.median, before.p95) else { return false };
    let by = seconds - median;
    before.count >= FEWEST_BEFORE && seconds > p95 && by > LEAST_SECONDS && by > LEAST_SHARE * median
}

fn is_late(seconds: Option<f64>, before: &Quantiles) -> bool {
    let (Some(seconds), Some(p95)) = (seconds, before.p95) else { return false };
    before.count >= FEWEST_BEFORE && seconds > p95 && seconds > LEAST_QUEUE_SECONDS
}

fn is_new_failure(outcome: Outcome, decided: u64, failed: u64) -> bool {
    outcome.is_failed() && decided >= FEWEST_BEFORE && failed == 0
}

/// The class of a single job or step: nothing is told of who cancelled it.
fn outcome_of(state: State) -> Outcome {
    match state {
        State::SUCCESS => Outcome::Passed,
        State::FAILURE | State::STARTUP_FAILURE => Outcome::Failed,
        State::TIMED_OUT => Outcome::TimedOut,
        State::CANCELLED => Outcome::CancelledByHand,
        state if state.is_unfinished() => Outcome::Unfinished,
        _ => Outcome::Excluded,
    }
}
