//! The predictive analysis: what to expect, and how far to trust it.

use serde::Serialize;

use crate::insight::{FailureForecast, Insight, NextRun, Risk};

use super::super::parts::Statement;
use super::word;

#[cfg(not(target_arch = "wasm32"))]
use schemars::JsonSchema;

/// What to expect.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct PredictiveAnalysis {
    /// Failure rate of the next days.
    pub failure_forecast: ForecastSection,
    /// Chance that the next run of each workflow fails.
    pub next_runs: Vec<NextRunSection>,
    /// Risk with its factors.
    pub risk: RiskSection,
}

/// A forecast with its own record.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct ForecastSection {
    /// Method.
    pub method: String,
    /// Decided attempts it rests on.
    pub count: u64,
    /// Its days, or what is lacking.
    pub days: Statement<Vec<ForecastDaySection>>,
    /// 0–1, from the backtest; below 0.7 take it as a hint.
    pub confidence: Option<f64>,
    /// Days in the backtest.
    pub backtest_days: u64,
    /// Share of them inside the 80 % interval.
    pub backtest_coverage_80_rate: Option<f64>,
    /// Share of them inside the 95 % interval.
    pub backtest_coverage_95_rate: Option<f64>,
    /// Mean absolute error of the daily failure rate.
    pub backtest_error_rate: Option<f64>,
    /// The same for "as on the same weekday last week".
    pub backtest_naive_error_rate: Option<f64>,
}

/// One day to come.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct ForecastDaySection {
    /// First instant of the local day, in UTC.
    pub start: String,
    /// Expected decided attempts.
    pub expected_runs: f64,
    /// Expected failure rate.
    pub failure_rate: f64,
    /// 80 % interval, low end.
    pub interval_80_low_rate: f64,
    /// 80 % interval, high end.
    pub interval_80_high_rate: f64,
    /// 95 % interval, low end.
    pub interval_95_low_rate: f64,
    /// 95 % interval, high end.
    pub interval_95_high_rate: f64,
}

/// Chance that the next run of a workflow fails.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct NextRunSection {
    /// Its name.
    pub workflow_name: String,
    /// GitHub's number.
    pub workflow_id: u64,
    /// The chance 0–1, or what is lacking.
    pub failure_chance: Statement<f64>,
    /// 80 % interval, low end.
    pub interval_80_low: Option<f64>,
    /// 80 % interval, high end.
    pub interval_80_high: Option<f64>,
    /// Failure rate over the window.
    pub base_failure_rate: Option<f64>,
    /// Decided attempts it rests on.
    pub count: u64,
    /// Method.
    pub method: String,
    /// Brier score on this workflow's past.
    pub brier_score: Option<f64>,
    /// Brier score of the base rate.
    pub brier_score_of_base_rate: Option<f64>,
}

/// Risk.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct RiskSection {
    /// 0–100.
    pub score: Option<f64>,
    /// `low`, `medium`, `high` or `critical`.
    pub level: Option<String>,
    /// What it is made of.
    pub factors: Vec<RiskFactorSection>,
}

/// One reason of the risk.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct RiskFactorSection {
    /// Name.
    pub name: String,
    /// Points it adds.
    pub points: f64,
    /// Points it could add.
    pub maximum: f64,
    /// Why.
    pub reason: String,
}

fn forecast(forecast: &FailureForecast) -> ForecastSection {
    let days = forecast.days.clone().map(|days| {
        days.iter()
            .map(|day| ForecastDaySection {
                start: day.start.to_rfc3339(),
                expected_runs: day.expected_runs,
                failure_rate: day.rate,
                interval_80_low_rate: day.interval_80.0,
                interval_80_high_rate: day.interval_80.1,
                interval_95_low_rate: day.interval_95.0,
                interval_95_high_rate: day.interval_95.1,
            })
            .collect()
    });
    ForecastSection {
        method: forecast.method.clone(),
        count: forecast.count,
        days: Statement::of(days),
        confidence: forecast.confidence,
        backtest_days: forecast.backtest_days,
        backtest_coverage_80_rate: forecast.backtest_coverage_80,
        backtest_coverage_95_rate: forecast.backtest_coverage_95,
        backtest_error_rate: forecast.backtest_error,
        backtest_naive_error_rate: forecast.backtest_error_naive,
    }
}

fn next_run(next: &NextRun) -> NextRunSection {
    let interval = next.chance.as_ref().ok().map(|&(_, interval)| interval);
    NextRunSection {
        workflow_name: next.workflow.clone(),
        workflow_id: next.workflow_id,
        failure_chance: Statement::of(next.chance.clone().map(|(chance, _)| chance)),
        interval_80_low: interval.map(|(low, _)| low),
        interval_80_high: interval.map(|(_, high)| high),
        base_failure_rate: next.base_rate,
        count: next.count,
        method: next.method.clone(),
        brier_score: next.brier,
        brier_score_of_base_rate: next.brier_base,
    }
}

fn risk(risk: &Risk) -> RiskSection {
    RiskSection {
        score: risk.score,
        level: risk.level.map(|level| word(&level)),
        factors: risk
            .factors
            .iter()
            .map(|factor| RiskFactorSection {
                name: factor.name.clone(),
                points: factor.points,
                maximum: factor.maximum,
                reason: factor.reason.clone(),
            })
            .collect(),
    }
}

pub(super) fn predictive_analysis(insight: &Insight) -> PredictiveAnalysis {
    PredictiveAnalysis {
        failure_forecast: forecast(&insight.forecast),
        next_runs: insight.next_runs.iter().map(next_run).collect(),
        risk: risk(&insight.risk),
    }
}
