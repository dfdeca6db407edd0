//! What every document begins with: which repository, which attempts, on which stored history.

use serde::Serialize;

use crate::domain::{AttemptColumns, Repository, Timestamp};
use crate::github::ApiBase;
use crate::insight::{AlertBook, ForecastRecord, View};

#[cfg(not(target_arch = "wasm32"))]
use schemars::JsonSchema;

/// The repository.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct RepositorySection {
    /// `owner/name`.
    pub name: String,
    /// Its main branch, where known.
    pub default_branch: Option<String>,
    /// Root of the API it came from.
    pub api_base: String,
    /// Whether the data are simulated.
    pub is_demo: bool,
}

/// The choice of attempts.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct FilterSection {
    /// `24h`, `30d`, `all` or `FROM..TO`.
    pub window: String,
    /// First instant (ISO 8601, UTC).
    pub from: String,
    /// First instant after it.
    pub to: String,
    /// GitHub's number of the only workflow, or null for all.
    pub workflow_id: Option<u64>,
    /// The only branch, or null for all.
    pub branch: Option<String>,
    /// The only event, or null for all.
    pub event: Option<String>,
    /// `balanced`, `all`, `not_cancelled` or `strict`.
    pub rule: String,
    /// IANA name of the zone in which days are told.
    pub time_zone: String,
}

/// What the numbers rest on.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct CoverageSection {
    /// Attempts in the window and filter.
    pub attempts: u64,
    /// Attempts stored in all.
    pub attempts_stored: u64,
    /// Jobs stored in all.
    pub jobs_stored: u64,
    /// Attempts in the window whose jobs are stored.
    pub attempts_with_jobs: u64,
    /// Start of the first stored attempt.
    pub first_attempt_at: Option<String>,
    /// Start of the last stored attempt.
    pub last_attempt_at: Option<String>,
}

/// What a document is about, beside the view.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The repository.
    pub repository: &'a Repository,
    /// Where it came from.
    pub api_base: &'a ApiBase,
    /// Whether the data are simulated.
    pub is_demo: bool,
    /// When the document is made.
    pub made_at: Timestamp,
    /// How the forecasts that were kept of it turned out, where the day of one has come.
    pub forecast_record: Option<&'a ForecastRecord>,
    /// The repository's alerts as they stand now, whatever the view's window and filter: empty where a document tells none.
    pub alerts: &'a AlertBook,
}

/// The beginning of every document.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct Heading {
    /// `forerun/<name>/1`.
    pub schema: String,
    /// When it was made (ISO 8601, UTC).
    pub timestamp: String,
    /// What it is about.
    pub repository: RepositorySection,
    /// Which attempts, and the rule of the success rate.
    pub filter: FilterSection,
    /// On which stored history it rests.
    pub coverage: CoverageSection,
}

impl Heading {
    pub(super) fn of(name: &str, subject: Subject<'_>, view: &View<'_>) -> Self {
        Self {
            schema: format!("forerun/{name}/1"),
            timestamp: subject.made_at.to_rfc3339(),
            repository: RepositorySection {
                name: subject.repository.name.to_string(),
                default_branch: view.default_branch.map(str::to_owned),
                api_base: subject.api_base.to_string(),
                is_demo: subject.is_demo,
            },
            filter: filter(view),
            coverage: coverage(view),
        }
    }
}

fn filter(view: &View<'_>) -> FilterSection {
    FilterSection {
        window: view.filter.window.label(),
        from: view.period.start.to_rfc3339(),
        to: view.period.end.to_rfc3339(),
        workflow_id: view.filter.workflow_id,
        branch: view.filter.branch.clone(),
        event: view.filter.event.clone(),
        rule: view.filter.rule.word().to_owned(),
        time_zone: view.zone.name.clone(),
    }
}

fn coverage(view: &View<'_>) -> CoverageSection {
    let attempts = &view.columns.attempts;
    let span = view.columns.first_and_last_start();
    let with_jobs = view.rows.iter().filter(|&&row| attempts.has_flag(row as usize, AttemptColumns::JOBS_FETCHED));
    CoverageSection {
        attempts: view.rows.len() as u64,
        attempts_stored: attempts.len() as u64,
        jobs_stored: view.columns.jobs.len() as u64,
        attempts_with_jobs: with_jobs.count() as u64,
        first_attempt_at: span.map(|(first, _)| first.to_rfc3339()),
        last_attempt_at: span.map(|(_, last)| last.to_rfc3339()),
    }
}
