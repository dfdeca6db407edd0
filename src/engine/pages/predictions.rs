//! The predictions page: what is coming, beside what is usual, and how earlier words came out.

use serde::{Deserialize, Serialize};

use crate::domain::{Filter, Timestamp, Window};
use crate::insight::{self, Ahead, EarlyWarning, Forecast, ForecastRecord, KeptOutcome, NextRun, Risk, View};

/// A week ahead is always told, however short the horizon.
const LEAST_HORIZON_DAYS: u32 = 7;
/// Measured days that are drawn: four weeks, or as many as are foretold.
const LEAST_PAST_DAYS: u32 = 28;

/// The predictions page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Predictions {
    /// Revision of the history it was made from.
    pub revision: u64,
    /// The moment that counted as now.
    pub now: Timestamp,
    /// Attempts of the last year that the filter selects, whatever its window: forecasts look at a year.
    pub attempts: u64,
    /// Failure rate, duration, volume and cost of the coming days, a week at least.
    pub forecasts: Vec<Forecast>,
    /// The same beside what is usual, with the newest measured days.
    pub ahead: Vec<Ahead>,
    /// Chance that the next run of each active workflow fails, highest first.
    pub next_runs: Vec<NextRun>,
    /// The same for the busiest workflow by branch and event.
    pub next_runs_by_context: Vec<NextRun>,
    /// What is getting worse.
    pub early_warnings: Vec<EarlyWarning>,
    /// Risk with its factors.
    pub risk: Risk,
    /// How the kept forecasts of the whole repository turned out; `None` before the day of one has come.
    pub record: Option<ForecastRecord>,
    /// Day by day what had been said and what happened; empty where the filter leaves out a part of the repository, since
    /// only forecasts of the whole are kept.
    pub kept: Vec<KeptOutcome>,
}

/// Makes it. `record` and `kept` are about the whole repository.
pub(in crate::engine) fn predictions(
    view: &View<'_>,
    revision: u64,
    horizon_days: u32,
    record: Option<ForecastRecord>,
    kept: Vec<KeptOutcome>,
) -> Predictions {
    let horizon_days = horizon_days.max(LEAST_HORIZON_DAYS);
    let findings = insight::examine(view, &[]);
    let mut forecasts = findings.forecasts_of(horizon_days);
    if let Some(record) = &record {
        record.humble(&mut forecasts);
    }
    let past_days = horizon_days.max(LEAST_PAST_DAYS) as usize;
    let ahead = insight::look_ahead(view, &forecasts, findings.daily_dollars(), past_days);
    let everything = Filter { window: Window::All, ..view.filter.clone() };
    let is_whole = Filter { window: Window::All, rule: view.filter.rule, ..Filter::default() } == everything;
    Predictions {
        revision,
        now: view.now,
        attempts: insight::count_remembered(view),
        forecasts,
        ahead,
        next_runs: findings.next_runs().to_vec(),
        next_runs_by_context: findings.next_run_contexts().to_vec(),
        early_warnings: findings.early_warnings().to_vec(),
        risk: findings.risk().clone(),
        record,
        kept: if is_whole { kept } else { Vec::new() },
    }
}
