//! Work that would not have been done without a flake: executions that failed and were then repeated with success, and
//! jobs that had passed already and were run once more along with them. Prices nothing.

use crate::domain::{NO_TEXT, State, sort_by};

use super::super::prepare::time;
use super::scope::executions;
use super::{View, WastedJobs};

/// Lost work, by labels.
#[derive(Clone, Debug, Default)]
pub(super) struct Waste {
    /// Seconds of attempts whose jobs are not stored.
    attempt_seconds: f64,
    by_labels: Vec<(u32, WastedJobs)>,
}

impl Waste {
    /// Adds a run in which a subject both failed and passed: row, job (none for the workflow) and failure of each attempt.
    pub(super) fn add_run(&mut self, view: &View<'_>, trials: &[(u32, Option<usize>, bool)]) {
        // What failed after the last pass was not repeated with success.
        let Some(last_pass) = trials.iter().rposition(|trial| !trial.2) else { return };
        let mut before: Option<u32> = None;
        for &(row, job, failed) in trials.get(..=last_pass).unwrap_or_default() {
            match job {
                Some(job) if failed => self.add_job(view, job),
                Some(_) => {}
                None => self.add_attempt(view, row, failed, before),
            }
            before = Some(row);
        }
    }

    fn add_attempt(&mut self, view: &View<'_>, row: u32, failed: bool, before: Option<u32>) {
        let mut has_jobs = false;
        for execution in executions(view, row) {
            has_jobs = true;
            let is_repeated = || before.is_some_and(|before| has_passed_in(view, before, execution.job));
            if (failed && execution.failure.is_some()) || is_repeated() {
                self.add_job(view, execution.job);
            }
        }
        if failed && !has_jobs {
            self.attempt_seconds += view.duration_seconds(row).unwrap_or_default();
        }
    }

    fn add_job(&mut self, view: &View<'_>, job: usize) {
        let jobs = &view.columns.jobs;
        let (Some(start), Some(end)) = (time(&jobs.started, job), time(&jobs.completed, job)) else { return };
        let seconds = end.saturating_sub(start);
        let labels = jobs.labels.get(job).copied().unwrap_or(NO_TEXT);
        let place = self.by_labels.iter().position(|known| known.0 == labels).unwrap_or_else(|| {
            let text = view.columns.text(labels).unwrap_or_default().to_owned();
            self.by_labels.push((labels, WastedJobs { labels: text, ..WastedJobs::default() }));
            self.by_labels.len() - 1
        });
        if let Some((_, wasted)) = self.by_labels.get_mut(place) {
            wasted.jobs += 1;
            wasted.seconds += f64::from(seconds);
            wasted.billed_minutes += u64::from(seconds.div_ceil(60).max(1));
        }
    }

    /// All seconds.
    pub(super) fn seconds(&self) -> f64 {
        self.attempt_seconds + self.by_labels.iter().map(|wasted| wasted.1.seconds).sum::<f64>()
    }

    /// Seconds of attempts whose jobs are not stored.
    pub(super) fn seconds_without_jobs(&self) -> f64 {
        self.attempt_seconds
    }

    /// By labels, most seconds first.
    pub(super) fn into_jobs(self) -> Vec<WastedJobs> {
        let mut jobs: Vec<WastedJobs> = self.by_labels.into_iter().map(|wasted| wasted.1).collect();
        sort_by(&mut jobs, |a, b| b.seconds.total_cmp(&a.seconds).then_with(|| a.labels.cmp(&b.labels)));
        jobs
    }
}

/// Whether a job of the same name was executed with success in an attempt.
fn has_passed_in(view: &View<'_>, row: u32, job: usize) -> bool {
    let jobs = &view.columns.jobs;
    let name = jobs.name.get(job);
    let mut earlier = view.executed_jobs(row);
    earlier.any(|other| jobs.name.get(other) == name && jobs.state.get(other) == Some(&State::SUCCESS))
}
