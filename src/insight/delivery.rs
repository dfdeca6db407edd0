//! How long people wait: for a runner, and for the answer.

use serde::{Deserialize, Serialize};

use super::prepare::time;
use super::{Quantiles, View};

/// Queue time of executed jobs: pickup − creation, never below 0, in seconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct QueueSummary {
    /// Distribution over jobs.
    pub quantiles: Quantiles,
    /// Executed jobs whose pickup cannot be told.
    pub unknown: u64,
}

/// Time to signal: a job's end − the creation of its run, in seconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SignalSummary {
    /// Distribution over executed jobs of first attempts.
    pub time_to_signal: Quantiles,
    /// Time to the end of the last executed job, over passed or failed `pull_request` attempts (first attempts).
    pub pull_request_validation: Quantiles,
    /// Whether `pull_request_validation` rests on jobs (else on the run's own end).
    pub validation_from_jobs: bool,
    /// Apdex of the validation times, 0–1.
    pub apdex: Option<f64>,
}

/// Waiting for runners, over the executed jobs of a view; `None` where no executed job is known.
pub fn summarise_queue(view: &View<'_>) -> Option<QueueSummary> {
    let (mut seconds, mut unknown) = (Vec::new(), 0);
    if view.columns.jobs.is_empty() {
        return None;
    }
    for &row in &view.rows {
        for waited in queue_seconds(view, row) {
            match waited {
                Some(waited) => seconds.push(waited),
                None => unknown += 1,
            }
        }
    }
    let any = !seconds.is_empty() || unknown > 0;
    any.then(|| QueueSummary { quantiles: Quantiles::of(&mut seconds), unknown })
}

/// How long each executed job of an attempt waited; `None` where its creation or pickup is unknown.
pub(super) fn queue_seconds(view: &View<'_>, row: u32) -> impl Iterator<Item = Option<f64>> {
    view.executed_jobs(row).map(|job| job_queue_seconds(view, job))
}

/// How long one job waited; `None` where its creation or pickup is unknown.
pub(super) fn job_queue_seconds(view: &View<'_>, job: usize) -> Option<f64> {
    let jobs = &view.columns.jobs;
    let (created, picked_up) = (time(&jobs.created, job)?, time(&jobs.picked_up, job)?);
    Some(f64::from(picked_up.saturating_sub(created)))
}

/// Waiting for the answer. Validation rests on jobs where at least half of the pull-request attempts have them (the
/// others are then left out), else on the attempts' own ends.
pub fn summarise_signal(view: &View<'_>) -> SignalSummary {
    let jobs = &view.columns.jobs;
    let mut signals = Vec::new();
    let with_jobs: &[u32] = if jobs.is_empty() { &[] } else { &view.rows };
    for &row in with_jobs.iter().filter(|&&row| view.attempt(row) == 1) {
        let created = view.created_seconds(row);
        let ends = view.executed_jobs(row).filter_map(|job| time(&jobs.completed, job));
        signals.extend(ends.map(|end| f64::from(end.saturating_sub(created))));
    }
    let (mut validations, validation_from_jobs) = validations(view);
    let satisfying = view.settings.satisfying_validation_seconds;
    let apdex = apdex(&validations, satisfying);
    SignalSummary {
        time_to_signal: Quantiles::of(&mut signals),
        pull_request_validation: Quantiles::of(&mut validations),
        validation_from_jobs,
        apdex,
    }
}

/// Validation times of the view, and whether they rest on jobs.
fn validations(view: &View<'_>) -> (Vec<f64>, bool) {
    let from_jobs = validation_rests_on_jobs(view);
    (view.rows.iter().filter_map(|&row| validation_seconds(view, row, from_jobs)).collect(), from_jobs)
}

/// Whether at least half of the decided pull-request attempts have executed jobs.
pub(super) fn validation_rests_on_jobs(view: &View<'_>) -> bool {
    *view.memo.validation_from_jobs.get_or_init(|| {
        let (mut all, mut with_jobs) = (0_usize, 0_usize);
        let has_jobs = !view.columns.jobs.is_empty();
        for &row in view.rows.iter().filter(|&&row| has_jobs && is_validation(view, row)) {
            all += 1;
            with_jobs += usize::from(view.executed_jobs(row).next().is_some());
        }
        with_jobs > 0 && 2 * with_jobs >= all
    })
}

fn is_validation(view: &View<'_>, row: u32) -> bool {
    let pull_request = *view.memo.pull_request.get_or_init(|| view.columns.events.find(b"pull_request"));
    pull_request == Some(u32::from(view.event(row))) && view.attempt(row) == 1 && view.outcome(row).is_decided()
}

/// Time from the creation of a pull-request run to its last executed job's end, or else to its own end.
pub(super) fn validation_seconds(view: &View<'_>, row: u32, from_jobs: bool) -> Option<f64> {
    if !is_validation(view, row) {
        return None;
    }
    let created = view.created_seconds(row);
    if from_jobs {
        let end = view.executed_jobs(row).filter_map(|job| time(&view.columns.jobs.completed, job)).max()?;
        return Some(f64::from(end.saturating_sub(created)));
    }
    let waited = view.started_seconds(row).saturating_sub(created);
    view.duration_seconds(row).map(|duration| f64::from(waited) + duration)
}

/// Apdex: (satisfied ≤ T + half of tolerating ≤ 4 T) / all; `None` without times.
pub(super) fn apdex(seconds: &[f64], satisfying: f64) -> Option<f64> {
    let within = |limit: f64| seconds.iter().filter(|&&value| value <= limit).count() as f64;
    (!seconds.is_empty()).then(|| f64::midpoint(within(satisfying), within(4.0 * satisfying)) / seconds.len() as f64)
}
