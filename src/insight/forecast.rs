//! What to expect: the failure rate of the coming days, and whether the next run of a workflow fails.

use serde::{Deserialize, Serialize};

use crate::domain::Timestamp;
use crate::stats::Lack;

/// Failure rate of the coming days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FailureForecast {
    /// When it was made.
    pub made_at: Timestamp,
    /// Decided attempts it rests on.
    pub count: u64,
    /// The method's name.
    pub method: String,
    /// One entry a day, the next local day first; or what is lacking.
    pub days: Result<Vec<ForecastDay>, Lack>,
    /// 0–1: how well this method's 80 % intervals and point forecasts did on this series' own past.
    pub confidence: Option<f64>,
    /// Share of past days inside the 80 % interval, from the same backtest.
    pub backtest_coverage_80: Option<f64>,
    /// Share of past days inside the 95 % interval.
    pub backtest_coverage_95: Option<f64>,
    /// Mean absolute error of past forecasts of the daily failure rate.
    pub backtest_error: Option<f64>,
    /// The same error of "as on the same weekday last week".
    pub backtest_error_naive: Option<f64>,
    /// Days in the backtest.
    pub backtest_days: u64,
}

/// One day to come.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ForecastDay {
    /// First instant of the local day.
    pub start: Timestamp,
    /// Expected decided attempts.
    pub expected_runs: f64,
    /// Expected failure rate, 0–1.
    pub rate: f64,
    /// 80 % interval of the day's observed rate.
    pub interval_80: (f64, f64),
    /// 95 % interval of the day's observed rate.
    pub interval_95: (f64, f64),
}

/// Chance that the next run of a workflow fails.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NextRun {
    /// GitHub's number of the workflow.
    pub workflow_id: u64,
    /// Its label.
    pub workflow: String,
    /// The chance and its 80 % interval, or what is lacking.
    pub chance: Result<(f64, (f64, f64)), Lack>,
    /// Failure rate over the whole view.
    pub base_rate: Option<f64>,
    /// Decided attempts it rests on.
    pub count: u64,
    /// The method's name.
    pub method: String,
    /// Brier score of this method on this workflow's own past (lower is better).
    pub brier: Option<f64>,
    /// Brier score of always saying the base rate known at that moment.
    pub brier_base: Option<f64>,
}
