//! Everything about what is coming, in one answer. Works nothing out itself.

use serde::{Deserialize, Serialize};

use super::forecast::forecast_all;
use super::{
    EarlyWarning, Forecast, NextRun, Risk, View, assess_risk, follow_failure_rate, predict_next_runs,
    predict_next_runs_by_context, summarise_flakiness, warn_early,
};
use super::{ForecastMetric, follow_duration};

/// What is coming.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outlook {
    /// Failure rate, duration and volume of the coming days. Costs are not known to a view.
    pub forecasts: Vec<Forecast>,
    /// Chance that the next run of each active workflow fails, highest first.
    pub next_runs: Vec<NextRun>,
    /// The same for the busiest workflow by branch and event, most runs first.
    pub next_runs_by_context: Vec<NextRun>,
    /// What is getting worse.
    pub early_warnings: Vec<EarlyWarning>,
    /// Risk with its factors.
    pub risk: Risk,
}

/// Forecasts of the next `horizon_days` (1–30), chances of the next runs, early warnings and risk of a view.
pub fn predict_outlook(view: &View<'_>, horizon_days: u32) -> Outlook {
    let forecasts = forecast_all(view, horizon_days);
    let trends = [follow_duration(view), follow_failure_rate(view)];
    let rate = forecasts.iter().find(|forecast| forecast.metric == ForecastMetric::FailureRate);
    let risk = assess_risk(view, &summarise_flakiness(view), &trends, rate);
    Outlook {
        risk,
        next_runs: predict_next_runs(view),
        next_runs_by_context: predict_next_runs_by_context(view),
        early_warnings: warn_early(view),
        forecasts,
    }
}
