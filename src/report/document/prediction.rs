//! The predictive analysis: what to expect, and how far to trust it.

use serde::Serialize;

use crate::insight::{ChanceFactor, EarlyWarning, Forecast, Insight, NextRun, Risk};

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
    /// What is getting worse.
    pub early_warnings: Vec<EarlyWarningSection>,
    /// Risk with its factors.
    pub risk: RiskSection,
}

/// A forecast with its own record.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct ForecastSection {
    /// The model chosen by its error on this series' own past; null without a forecast.
    pub method: Option<String>,
    /// Decided attempts it rests on.
    pub count: u64,
    /// Its days, or what is lacking.
    pub days: Statement<Vec<ForecastDaySection>>,
    /// All models that were tried, best first.
    pub candidates: Vec<ModelSection>,
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
    /// Mean absolute error over the series' own week-to-week change.
    pub backtest_mase: Option<f64>,
    /// Mean interval score of the 95 % interval; lower is better.
    pub backtest_interval_score_95: Option<f64>,
}

/// How one model did on the past.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct ModelSection {
    /// `seasonal_naive`, `weekday_mean`, `discounted_beta`, …
    pub model: String,
    /// Mean absolute error, recent days counting more.
    pub error_rate: f64,
    /// The same over that of the seasonal naive model.
    pub relative_error: Option<f64>,
    /// Mean absolute error over the series' own week-to-week change.
    pub mase: Option<f64>,
    /// Past days from which it was made to look ahead.
    pub origins: u64,
}

/// One day to come.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct ForecastDaySection {
    /// First instant of the local day, in UTC.
    pub start: String,
    /// Expected decided attempts.
    pub expected_runs: Option<f64>,
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
    /// What moves it most away from the average run.
    pub factors: Vec<ChanceFactorSection>,
    /// Failure rate over the window.
    pub base_failure_rate: Option<f64>,
    /// Decided attempts it rests on.
    pub count: u64,
    /// `discounted_beta`, `logistic` or `base_rate`.
    pub method: String,
    /// Brier score on this workflow's past.
    pub brier_score: Option<f64>,
    /// Brier score of the base rate.
    pub brier_score_of_base_rate: Option<f64>,
    /// Log loss on this workflow's past.
    pub log_loss: Option<f64>,
    /// Log loss of the base rate.
    pub log_loss_of_base_rate: Option<f64>,
    /// Share of pairs of a failed and a passed run of which the failed one had the higher chance (AUC).
    pub discrimination: Option<f64>,
}

/// One reason for a chance.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct ChanceFactorSection {
    /// In plain words.
    pub name: String,
    /// Percentage points by which it moves the chance.
    pub percentage_points: f64,
}

/// Something that is getting worse.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct EarlyWarningSection {
    /// `failure_rate`, `default_branch` or `duration`.
    #[serde(rename = "type")]
    pub kind: String,
    /// GitHub's number of the workflow it is about.
    pub workflow_id: Option<u64>,
    /// The level before: a failure rate 0–1, or seconds.
    pub level_before: f64,
    /// The level now.
    pub level_now: f64,
    /// The level that it has reached or crossed.
    pub threshold: f64,
    /// Of a rate: the chance that the true rate lies above the threshold.
    pub chance: Option<f64>,
    /// From when on recent attempts are counted (ISO 8601, UTC).
    pub since: String,
    /// The numbers behind it, as a sentence.
    pub evidence: String,
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

pub(super) fn predictive_analysis(insight: &Insight) -> PredictiveAnalysis {
    PredictiveAnalysis {
        failure_forecast: forecast(&insight.forecast),
        next_runs: insight.next_runs.iter().map(next_run).collect(),
        early_warnings: insight.early_warnings.iter().map(early_warning).collect(),
        risk: risk(&insight.risk),
    }
}

fn forecast(forecast: &Forecast) -> ForecastSection {
    let days = forecast.days.clone().map(|days| {
        days.iter()
            .map(|day| ForecastDaySection {
                start: day.start.to_rfc3339(),
                expected_runs: day.expected_runs,
                failure_rate: day.value,
                interval_80_low_rate: day.interval_80.0,
                interval_80_high_rate: day.interval_80.1,
                interval_95_low_rate: day.interval_95.0,
                interval_95_high_rate: day.interval_95.1,
            })
            .collect()
    });
    let candidates = forecast.candidates.iter().map(|candidate| ModelSection {
        model: word(&candidate.model),
        error_rate: candidate.error,
        relative_error: candidate.relative_error,
        mase: candidate.mase,
        origins: candidate.origins,
    });
    let backtest = forecast.backtest.as_ref();
    ForecastSection {
        method: forecast.model.as_ref().map(word),
        count: forecast.count,
        days: Statement::of(days),
        candidates: candidates.collect(),
        confidence: forecast.confidence,
        backtest_days: backtest.map_or(0, |backtest| backtest.days),
        backtest_coverage_80_rate: backtest.map(|backtest| backtest.coverage_80),
        backtest_coverage_95_rate: backtest.map(|backtest| backtest.coverage_95),
        backtest_error_rate: backtest.map(|backtest| backtest.error),
        backtest_naive_error_rate: backtest.map(|backtest| backtest.error_seasonal_naive),
        backtest_mase: backtest.and_then(|backtest| backtest.mase),
        backtest_interval_score_95: backtest.map(|backtest| backtest.interval_score_95),
    }
}

fn next_run(next: &NextRun) -> NextRunSection {
    let interval = next.chance.as_ref().ok().map(|&(_, interval)| interval);
    let record = next.record.as_ref();
    let factor =
        |factor: &ChanceFactor| ChanceFactorSection { name: factor.name.clone(), percentage_points: factor.points };
    NextRunSection {
        workflow_name: next.workflow.clone(),
        workflow_id: next.workflow_id,
        failure_chance: Statement::of(next.chance.clone().map(|(chance, _)| chance)),
        interval_80_low: interval.map(|(low, _)| low),
        interval_80_high: interval.map(|(_, high)| high),
        factors: next.factors.iter().map(factor).collect(),
        base_failure_rate: next.base_rate,
        count: next.count,
        method: word(&next.method),
        brier_score: record.map(|record| record.brier),
        brier_score_of_base_rate: record.map(|record| record.brier_base),
        log_loss: record.map(|record| record.log_loss),
        log_loss_of_base_rate: record.map(|record| record.log_loss_base),
        discrimination: record.and_then(|record| record.discrimination),
    }
}

fn early_warning(warning: &EarlyWarning) -> EarlyWarningSection {
    EarlyWarningSection {
        kind: word(&warning.kind),
        workflow_id: warning.subject.workflow_id(),
        level_before: warning.before,
        level_now: warning.now,
        threshold: warning.threshold,
        chance: warning.chance,
        since: warning.since.to_rfc3339(),
        evidence: warning.evidence.clone(),
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
