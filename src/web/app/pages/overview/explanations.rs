//! How the overview's numbers are made, in words and with the counts behind them.

use crate::components::Explanation;
use crate::words::forecast::forecast_model;
use crate::words::{NOTHING, or_nothing, rule_formula, rule_name};
use forerun::domain::SuccessRule;
use forerun::insight::{Forecast, ForecastMetric, ForecastRecord, MetricRecord, OutcomeCounts, Quantiles, Rate};
use forerun::view::format;

/// `91.2 % – 95.0 %`, or a dash.
pub fn interval(rate: &Rate) -> String {
    match (rate.low, rate.high) {
        (Some(low), Some(high)) => format::percent_interval(low, high),
        _ => NOTHING.to_owned(),
    }
}

/// `512 of 540`.
pub fn fraction(rate: &Rate) -> String {
    format!("{} of {}", format::count(rate.numerator), format::count(rate.denominator))
}

fn of_rate(formula: impl Into<String>, rate: &Rate) -> Explanation {
    Explanation::of(formula).fact("Counted", fraction(rate)).fact("95 % interval (Wilson)", interval(rate))
}

/// The success rate, with everything that its rule leaves out.
pub fn success(rule: SuccessRule, rate: &Rate, counts: &OutcomeCounts) -> Explanation {
    let formula = format!("{}: {}. An attempt is one try of one run.", rule_name(rule), rule_formula(rule));
    let mut explanation = of_rate(formula, rate)
        .topic("success-rate")
        .fact("Passed", format::count(counts.passed))
        .fact("Failed", format::count(counts.failed))
        .fact("… of them timed out", format::count(counts.timed_out))
        .fact("Cancelled by a newer run", format::count(counts.superseded))
        .fact("Cancelled otherwise", format::count(counts.cancelled_by_hand))
        .fact("Skipped, neutral or unknown", format::count(counts.excluded))
        .fact("Still running", format::count(counts.unfinished));
    for (word, count) in &counts.unknown_words {
        explanation = explanation.fact(format!("… GitHub's new word “{word}”"), format::count(*count));
    }
    explanation
}

/// Passed at the first try.
pub fn first_try(rate: &Rate) -> Explanation {
    of_rate("Runs that passed at the first attempt ÷ runs whose first attempt is known and passed or failed.", rate)
        .topic("first-try")
}

/// Flaky commits.
pub fn flakiness(rate: &Rate) -> Explanation {
    of_rate("Commits on which the same workflow both failed and passed ÷ commits on which it passed or failed.", rate)
        .topic("flakiness")
}

/// A distribution of seconds.
pub fn quantiles(formula: &str, quantiles: &Quantiles) -> Explanation {
    let seconds = |value: Option<f64>| or_nothing(value, format::duration);
    Explanation::of(formula)
        .fact("Values", format::count(quantiles.count))
        .fact("Shortest", seconds(quantiles.minimum))
        .fact("Median", seconds(quantiles.median))
        .fact("P75", seconds(quantiles.p75))
        .fact("P90", seconds(quantiles.p90))
        .fact("P95", seconds(quantiles.p95))
        .fact("P99", seconds(quantiles.p99))
        .fact("Longest", seconds(quantiles.maximum))
}

/// The record of a forecast.
pub fn forecast(forecast: &Forecast) -> Explanation {
    let share = |value: Option<f64>| or_nothing(value, format::percent);
    let backtest = forecast.backtest.as_ref();
    let formula = "Several models foretell each past day from the days before; the one with the least error is used, \
                   “as last week” unless another is clearly better. Intervals are as wide as the errors so made.";
    Explanation::of(formula)
        .topic("forecast")
        .fact("Model", forecast.model.map_or("–", forecast_model).to_owned())
        .fact("Passed or failed attempts", format::count(forecast.count))
        .fact("Past days checked", format::count(backtest.map_or(0, |backtest| backtest.days)))
        .fact("Inside the 80 % interval", share(backtest.map(|backtest| backtest.coverage_80)))
        .fact("Inside the 95 % interval", share(backtest.map(|backtest| backtest.coverage_95)))
        .fact("Mean error", share(backtest.map(|backtest| backtest.error)))
        .fact("Mean error of “as last week”", share(backtest.map(|backtest| backtest.error_seasonal_naive)))
}

/// How the kept forecasts of failure rates turned out, as a sentence; empty before the day of one has come.
pub fn record(record: Option<&ForecastRecord>) -> String {
    let of_rate = |record: &&MetricRecord| record.metric == ForecastMetric::FailureRate;
    let Some(metric) = record.and_then(|record| record.metrics.iter().find(of_rate)) else { return String::new() };
    let error = metric.relative_error.map(|ratio| format!(", error {ratio:.1} × that of “as last week”"));
    format!(
        "Of {} past forecasts of the whole repository, 80\u{a0}% intervals held {} ({}){}.",
        format::count(metric.days),
        format::count(metric.inside_80),
        format::percent(metric.coverage_80()),
        error.unwrap_or_default()
    )
}
