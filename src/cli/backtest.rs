//! `forerun backtest`: files in, how forecasts and chances of next runs would have done on them out.

use std::fmt::Write as _;

use forerun::domain::{Filter, Window, Zone};
use forerun::engine::{Answer, Backtests, Query};
use forerun::insight::{BacktestReport, ForecastModel, ModelScore, NextRunBacktest, ReliabilityBin};
use serde::Serialize;

use crate::arguments::BacktestOptions;
use crate::failure::Failure;
use crate::files::misunderstanding;

/// The scores of everything that was foretold; errors in each metric's `unit`, shares as fractions.
#[derive(Debug, Serialize)]
struct Scores {
    horizon_days: u32,
    metrics: Vec<MetricScores>,
    next_runs: Vec<NextRunScores>,
}

/// How one metric was foretold `horizon_days` ahead.
#[derive(Debug, Serialize)]
struct MetricScores {
    metric: &'static str,
    unit: &'static str,
    /// `ok`, or what is lacking.
    status: String,
    days: u64,
    coverage_80_rate: Option<f64>,
    coverage_95_rate: Option<f64>,
    error: Option<f64>,
    error_seasonal_naive: Option<f64>,
    mase: Option<f64>,
    interval_score_95: Option<f64>,
    /// Over all steps up to the horizon, best first.
    models: Vec<ModelScores>,
}

/// How one model did.
#[derive(Debug, Serialize)]
struct ModelScores {
    model: &'static str,
    error: f64,
    mase: Option<f64>,
    ratio_to_seasonal_naive: Option<f64>,
    ratio_to_last_value: Option<f64>,
    origins: u64,
}

/// How the next runs of one workflow were foretold.
#[derive(Debug, Serialize)]
struct NextRunScores {
    workflow_name: String,
    workflow_id: u64,
    runs: u64,
    brier_score: Option<f64>,
    brier_score_of_base_rate: Option<f64>,
    log_loss: Option<f64>,
    log_loss_of_base_rate: Option<f64>,
    /// AUC.
    discrimination: Option<f64>,
    reliability: Vec<ReliabilityScores>,
}

/// Runs that were given about the same chance.
#[derive(Debug, Serialize)]
struct ReliabilityScores {
    runs: u64,
    said_rate: f64,
    failed_rate: Option<f64>,
    failed_interval_low_rate: Option<f64>,
    failed_interval_high_rate: Option<f64>,
}

/// The scores as text or JSON.
pub fn run(options: &BacktestOptions) -> Result<String, Failure> {
    let filter = Filter { window: Window::All, ..Filter::default() };
    let query = Query::Backtest(options.horizon_days, filter, Zone::default());
    match options.files.ask(options.files.history()?, query)? {
        Answer::Backtest(backtests) => {
            let scores = scores(&backtests, options.horizon_days);
            if !options.json {
                return Ok(text(&scores));
            }
            serde_json::to_string_pretty(&scores)
                .map(|text| text + "\n")
                .map_err(|error| Failure::Engine(format!("the scores could not be written ({error})")))
        }
        _ => Err(misunderstanding()),
    }
}

fn scores(backtests: &Backtests, horizon_days: u32) -> Scores {
    Scores {
        horizon_days,
        metrics: backtests.forecasts.iter().map(metric).collect(),
        next_runs: backtests.next_runs.iter().map(next_runs).collect(),
    }
}

fn metric(report: &BacktestReport) -> MetricScores {
    let score = report.score.as_ref();
    let last = report.candidates.iter().find(|candidate| candidate.model == ForecastModel::LastValue);
    let last_error = last.map(|last| last.error).filter(|&error| error > 0.0);
    let model = |score: &ModelScore| ModelScores {
        model: score.model.word(),
        error: score.error,
        mase: score.mase,
        ratio_to_seasonal_naive: score.relative_error,
        ratio_to_last_value: last_error.map(|error| score.error / error),
        origins: score.origins,
    };
    MetricScores {
        metric: report.metric.word(),
        unit: report.metric.unit(),
        status: report.days.as_ref().err().map_or_else(|| "ok".to_owned(), ToString::to_string),
        days: score.map_or(0, |score| score.days),
        coverage_80_rate: score.map(|score| score.coverage_80),
        coverage_95_rate: score.map(|score| score.coverage_95),
        error: score.map(|score| score.error),
        error_seasonal_naive: score.map(|score| score.error_seasonal_naive),
        mase: score.and_then(|score| score.mase),
        interval_score_95: score.map(|score| score.interval_score_95),
        models: report.candidates.iter().map(model).collect(),
    }
}

fn next_runs(backtest: &NextRunBacktest) -> NextRunScores {
    let record = backtest.record.as_ref();
    let bin = |bin: &ReliabilityBin| ReliabilityScores {
        runs: bin.failed.denominator,
        said_rate: bin.said,
        failed_rate: bin.failed.value,
        failed_interval_low_rate: bin.failed.low,
        failed_interval_high_rate: bin.failed.high,
    };
    NextRunScores {
        workflow_name: backtest.workflow.clone(),
        workflow_id: backtest.workflow_id,
        runs: record.map_or(0, |record| record.runs),
        brier_score: record.map(|record| record.brier),
        brier_score_of_base_rate: record.map(|record| record.brier_base),
        log_loss: record.map(|record| record.log_loss),
        log_loss_of_base_rate: record.map(|record| record.log_loss_base),
        discrimination: record.and_then(|record| record.discrimination),
        reliability: backtest.reliability.iter().map(bin).collect(),
    }
}

fn text(scores: &Scores) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    writeln!(out, "Forecasts {} days ahead, from the days before alone", scores.horizon_days).ok();
    for metric in &scores.metrics {
        writeln!(out, "\n{} ({})", metric.metric, metric.unit).ok();
        let (Some(inner), Some(outer)) = (metric.coverage_80_rate, metric.coverage_95_rate) else {
            writeln!(out, "  none: {}", if metric.status == "ok" { "no day was foretold" } else { &metric.status })
                .ok();
            continue;
        };
        let (error, naive, mase) = (told(metric.error), told(metric.error_seasonal_naive), told(metric.mase));
        let (inner, outer) = (100.0 * inner, 100.0 * outer);
        writeln!(out, "  {} days: 80 % intervals held {inner:.1} %, 95 % intervals {outer:.1} %", metric.days).ok();
        writeln!(out, "  error {error}, seasonal naive {naive}, MASE {mase}").ok();
        writeln!(
            out,
            "  {:<16} {:>10} {:>8} {:>16} {:>13}",
            "model", "error", "MASE", "/seasonal naive", "/last value"
        )
        .ok();
        for model in &metric.models {
            let (mase, error) = (told(model.mase), told(Some(model.error)));
            let (naive, last) = (told(model.ratio_to_seasonal_naive), told(model.ratio_to_last_value));
            writeln!(out, "  {:<16} {error:>10} {mase:>8} {naive:>16} {last:>13}", model.model).ok();
        }
    }
    writeln!(out, "\nNext runs (lower is better, but for AUC; in brackets always saying the base rate)").ok();
    for workflow in &scores.next_runs {
        let [brier, brier_base, loss, loss_base, auc] = [
            workflow.brier_score,
            workflow.brier_score_of_base_rate,
            workflow.log_loss,
            workflow.log_loss_of_base_rate,
            workflow.discrimination,
        ]
        .map(told);
        writeln!(out, "\n{}, {} runs", workflow.workflow_name, workflow.runs).ok();
        writeln!(out, "  Brier {brier} ({brier_base}), log loss {loss} ({loss_base}), AUC {auc}").ok();
        for bin in &workflow.reliability {
            let (said, failed) = (100.0 * bin.said_rate, 100.0 * bin.failed_rate.unwrap_or_default());
            writeln!(out, "  said {said:5.1} %, failed {failed:5.1} % of {}", bin.runs).ok();
        }
    }
    out
}

fn told(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.3}"))
}
