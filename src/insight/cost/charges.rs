//! What each attempt cost: its jobs' billed minutes at their price, or, where its jobs are not stored, the mean of its
//! workflow. One walk that all questions about money share; it keeps nothing.

use serde::{Deserialize, Serialize};

use crate::domain::{AttemptColumns, Outcome};

use super::super::View;
use super::super::prepare::time;
use super::super::waste::{billed_minutes, worked_seconds};
use super::tariffs::Tariffs;

/// Fewest attempts with jobs from which the others of a workflow are estimated.
const FEWEST_FOR_ESTIMATE: u64 = 3;

/// What executed jobs are charged with.
#[derive(Clone, Debug, Default)]
pub(super) struct Prices {
    pub tariffs: Tariffs,
    /// By position of the workflow: run by GitHub for Pages or Dependabot, and free.
    free_workflows: Vec<bool>,
}

/// One executed job.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct JobCharge {
    pub job: usize,
    pub worked_seconds: u32,
    pub minutes: u32,
    /// Position in [`Tariffs::all`].
    pub tariff: usize,
    pub dollars_per_minute: Option<f64>,
}

/// One attempt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Charge {
    /// From its jobs.
    Measured(Measured),
    /// The mean of its workflow.
    Estimated { minutes: f64, dollars: f64 },
    /// Its jobs are not stored, nor enough others of its workflow.
    Unknown,
}

/// The executed jobs of an attempt together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Measured {
    pub jobs: u64,
    pub worked_seconds: u64,
    pub minutes: u64,
    pub dollars: f64,
    /// Of the dollars: for what was rounded up.
    pub rounding_dollars: f64,
    pub unpriced_minutes: u64,
}

/// What attempts cost together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CostTotal {
    /// Attempts whose jobs are stored.
    pub attempts_measured: u64,
    /// Attempts estimated by the mean of their workflow's measured ones.
    pub attempts_estimated: u64,
    /// Attempts that may have cost something, nobody can tell what: neither is known.
    pub attempts_unknown: u64,
    /// Executed jobs of the measured attempts.
    pub jobs: u64,
    /// Minutes of these jobs, each rounded up; those that cost nothing are counted too.
    pub billed_minutes: u64,
    /// Of these: on runners without a known price. They add no dollars, which are then too few.
    pub unpriced_minutes: u64,
    /// US dollars for these jobs.
    pub measured_dollars: f64,
    /// Minutes of the estimated attempts.
    pub estimated_minutes: f64,
    /// US dollars for them.
    pub estimated_dollars: f64,
}

impl CostTotal {
    /// Measured and estimated, US dollars.
    pub fn dollars(&self) -> f64 {
        self.measured_dollars + self.estimated_dollars
    }

    /// All attempts that may have cost something.
    pub fn attempts(&self) -> u64 {
        self.attempts_measured + self.attempts_estimated + self.attempts_unknown
    }

    pub(super) fn add(&mut self, charge: &Charge) {
        match charge {
            Charge::Measured(measured) => {
                self.attempts_measured += 1;
                self.jobs += measured.jobs;
                self.billed_minutes += measured.minutes;
                self.unpriced_minutes += measured.unpriced_minutes;
                self.measured_dollars += measured.dollars;
            }
            Charge::Estimated { minutes, dollars } => {
                self.attempts_estimated += 1;
                self.estimated_minutes += minutes;
                self.estimated_dollars += dollars;
            }
            Charge::Unknown => self.attempts_unknown += 1,
        }
    }
}

impl Charge {
    /// US dollars; 0 where nothing is known.
    pub(super) fn dollars(&self) -> f64 {
        match self {
            Self::Measured(measured) => measured.dollars,
            Self::Estimated { dollars, .. } => *dollars,
            Self::Unknown => 0.0,
        }
    }
}

impl Measured {
    fn add(&mut self, job: &JobCharge) {
        self.jobs += 1;
        self.worked_seconds += u64::from(job.worked_seconds);
        self.minutes += u64::from(job.minutes);
        match job.dollars_per_minute {
            Some(price) => {
                let minutes = f64::from(job.minutes);
                self.dollars += price * minutes;
                self.rounding_dollars += price * (minutes - f64::from(job.worked_seconds) / 60.0).max(0.0);
            }
            None => self.unpriced_minutes += u64::from(job.minutes),
        }
    }
}

impl JobCharge {
    /// US dollars for so many minutes of it; 0 where the price is not known.
    pub(super) fn dollars(&self, minutes: u32) -> f64 {
        self.dollars_per_minute.unwrap_or_default() * f64::from(minutes)
    }
}

impl Prices {
    pub(super) fn of(view: &View<'_>) -> Self {
        let is_free =
            |path: &str| ["dynamic/pages/", "dynamic/dependabot/"].iter().any(|folder| path.starts_with(folder));
        let entries = &view.columns.workflows.entries;
        Self { tariffs: Tariffs::of(view), free_workflows: entries.iter().map(|entry| is_free(&entry.path)).collect() }
    }

    /// The executed jobs of an attempt with what they are charged.
    pub(super) fn jobs(&self, view: &View<'_>, row: u32) -> impl Iterator<Item = JobCharge> {
        let jobs = &view.columns.jobs;
        let is_free = self.free_workflows.get(usize::from(view.workflow(row))).copied().unwrap_or_default();
        view.executed_jobs(row).filter_map(move |job| {
            let worked_seconds = worked_seconds(view, job)?;
            let tariff = self.tariffs.position(jobs.labels.get(job).copied()?);
            let price = self.tariffs.all.get(tariff)?.dollars_per_minute(time(&jobs.started, job)?);
            Some(JobCharge {
                job,
                worked_seconds,
                minutes: billed_minutes(worked_seconds),
                tariff,
                dollars_per_minute: if is_free { Some(0.0) } else { price },
            })
        })
    }
}

/// Walks the attempts of one workflow, `part`: first those whose jobs are stored, each job before its attempt, then the
/// others that may have cost something. What was skipped, is unfinished or failed before any job began cost nothing, or
/// nothing that is known yet, and is left out unless jobs of it are stored.
pub(super) fn charge_workflow(
    part: &View<'_>,
    prices: &Prices,
    on_job: &mut dyn FnMut(u32, &JobCharge),
    on_attempt: &mut dyn FnMut(u32, &Charge),
) {
    let (mut attempts, mut minutes, mut dollars) = (0_u64, 0_u64, 0.0);
    let mut without_jobs = Vec::new();
    for &row in &part.rows {
        if !are_jobs_known(part, row) {
            if may_cost(part, row) {
                without_jobs.push(row);
            }
            continue;
        }
        let mut measured = Measured::default();
        for job in prices.jobs(part, row) {
            measured.add(&job);
            on_job(row, &job);
        }
        if may_cost(part, row) {
            attempts += 1;
            minutes += measured.minutes;
            dollars += measured.dollars;
        }
        on_attempt(row, &Charge::Measured(measured));
    }
    let estimate = if attempts >= FEWEST_FOR_ESTIMATE {
        Charge::Estimated { minutes: minutes as f64 / attempts as f64, dollars: dollars / attempts as f64 }
    } else {
        Charge::Unknown
    };
    for row in without_jobs {
        on_attempt(row, &estimate);
    }
}

/// Whether the walk tells this attempt.
pub(super) fn is_charged(view: &View<'_>, row: u32) -> bool {
    are_jobs_known(view, row) || may_cost(view, row)
}

fn may_cost(view: &View<'_>, row: u32) -> bool {
    !matches!(view.outcome(row), Outcome::Excluded | Outcome::Unfinished) && !view.is_startup_failure(row)
}

fn are_jobs_known(view: &View<'_>, row: u32) -> bool {
    view.columns.attempts.has_flag(row as usize, AttemptColumns::JOBS_FETCHED) || !view.jobs(row).is_empty()
}
