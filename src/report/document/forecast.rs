//! Forecasts, as documents hold them: one shape for every metric, with its unit; and how those that were kept turned out.

use serde::Serialize;

use crate::insight::{Forecast, ForecastDay, ForecastRecord, MetricRecord};

use super::super::parts::Statement;
use super::about::{SubjectSection, subject};

#[cfg(not(target_arch = "wasm32"))]
use schemars::JsonSchema;

/// A forecast with how the same way of forecasting did on the series' own past. Values and errors are in `unit`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct ForecastSection {
    /// `failure_rate`, `duration`, `volume` or `cost`.
    pub metric: String,
    /// `rate` (0–1), `seconds`, `attempts` or `dollars`.
    pub unit: String,
    /// Of whom.
    pub subject: SubjectSection,
    /// The model chosen by its error on this series' own past; null without a forecast.
    pub method: Option<String>,
    /// Attempts it rests on; days for a volume or cost.
    pub count: u64,
    /// Its days, or what is lacking.
    pub days: Statement<Vec<ForecastDaySection>>,
    /// All models that were tried, best first.
    pub candidates: Vec<ModelSection>,
    /// 0–1, from the backtest; below 0.7 take it as a hint.
    pub confidence: Option<f64>,
    /// Days in the backtest.
    pub backtest_days: u64,
    /// Share of its forecasts inside the 80 % interval.
    pub backtest_coverage_80_rate: Option<f64>,
    /// Share of its forecasts inside the 95 % interval.
    pub backtest_coverage_95_rate: Option<f64>,
    /// Mean absolute error.
    pub backtest_error: Option<f64>,
    /// The same for "as on the same weekday last week".
    pub backtest_naive_error: Option<f64>,
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
    pub error: f64,
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
    /// Of a failure rate: expected decided attempts.
    pub expected_runs: Option<f64>,
    /// Expected.
    pub value: f64,
    /// 80 % interval, low end.
    pub interval_80_low: f64,
    /// 80 % interval, high end.
    pub interval_80_high: f64,
    /// 95 % interval, low end.
    pub interval_95_low: f64,
    /// 95 % interval, high end.
    pub interval_95_high: f64,
}

/// How forecasts of the whole repository, kept on earlier days, turned out.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct ForecastRecordSection {
    /// Forecasts kept, whether their days have come or not.
    pub kept: u64,
    /// One entry a metric of which a day has come.
    pub metrics: Vec<MetricRecordSection>,
    /// Next runs foretold that have come.
    pub next_runs: u64,
    /// Brier score of what was said of them.
    pub next_runs_brier_score: Option<f64>,
    /// Brier score of having said the base rate.
    pub next_runs_brier_score_of_base_rate: Option<f64>,
}

/// How the kept forecasts of one metric turned out. Errors are in `unit`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct MetricRecordSection {
    /// Which.
    pub metric: String,
    /// What its errors are counted in.
    pub unit: String,
    /// Forecast days that have come.
    pub days: u64,
    /// Share of them inside the 80 % interval.
    pub coverage_80_rate: f64,
    /// Share of them inside the 95 % interval.
    pub coverage_95_rate: f64,
    /// Mean absolute error.
    pub error: f64,
    /// The same for "as on the same weekday of the week before".
    pub naive_error: Option<f64>,
    /// One over the other.
    pub relative_error: Option<f64>,
    /// Mean absolute error over the week-to-week change of what was measured.
    pub mase: Option<f64>,
}

pub(super) fn forecast(forecast: &Forecast) -> ForecastSection {
    let candidates = forecast.candidates.iter().map(|candidate| ModelSection {
        model: candidate.model.word().to_owned(),
        error: candidate.error,
        relative_error: candidate.relative_error,
        mase: candidate.mase,
        origins: candidate.origins,
    });
    let backtest = forecast.backtest.as_ref();
    ForecastSection {
        metric: forecast.metric.word().to_owned(),
        unit: forecast.unit.clone(),
        subject: subject(&forecast.subject),
        method: forecast.model.map(|model| model.word().to_owned()),
        count: forecast.count,
        days: Statement::about(&forecast.days, |days| days.iter().map(day).collect()),
        candidates: candidates.collect(),
        confidence: forecast.confidence,
        backtest_days: backtest.map_or(0, |backtest| backtest.days),
        backtest_coverage_80_rate: backtest.map(|backtest| backtest.coverage_80),
        backtest_coverage_95_rate: backtest.map(|backtest| backtest.coverage_95),
        backtest_error: backtest.map(|backtest| backtest.error),
        backtest_naive_error: backtest.map(|backtest| backtest.error_seasonal_naive),
        backtest_mase: backtest.and_then(|backtest| backtest.mase),
        backtest_interval_score_95: backtest.map(|backtest| backtest.interval_score_95),
    }
}

fn day(day: &ForecastDay) -> ForecastDaySection {
    ForecastDaySection {
        start: day.start.to_rfc3339(),
        expected_runs: day.expected_runs,
        value: day.value,
        interval_80_low: day.interval_80.0,
        interval_80_high: day.interval_80.1,
        interval_95_low: day.interval_95.0,
        interval_95_high: day.interval_95.1,
    }
}

pub(super) fn record(record: &ForecastRecord) -> ForecastRecordSection {
    let metric = |metric: &MetricRecord| MetricRecordSection {
        metric: metric.metric.word().to_owned(),
        unit: metric.metric.unit().to_owned(),
        days: metric.days,
        coverage_80_rate: metric.coverage_80(),
        coverage_95_rate: metric.coverage_95(),
        error: metric.error,
        naive_error: metric.error_seasonal_naive,
        relative_error: metric.relative_error,
        mase: metric.mase,
    };
    ForecastRecordSection {
        kept: record.kept,
        metrics: record.metrics.iter().map(metric).collect(),
        next_runs: record.chances.map_or(0, |score| score.runs),
        next_runs_brier_score: record.chances.map(|score| score.brier),
        next_runs_brier_score_of_base_rate: record.chances.map(|score| score.brier_base),
    }
}
