//! What to expect of the coming days: failure rate, duration, volume and cost in one shape, each with intervals and with
//! how well the same way of forecasting did on the series' own past. Makes the daily series of a view and tells days;
//! what is said of them comes from `rolling`.

mod ahead;
mod daily;
mod failures;
mod kept;
mod models;
mod rolling;
mod scale;
mod trial;
mod types;
mod weekdays;
mod weekly;

#[cfg(test)]
mod tests;

use crate::stats::Lack;

use super::{Subject, View};

use daily::Daily;
use rolling::{Rolled, Said, roll};

pub use ahead::{AgainstUsual, Ahead, Expected, MeasuredDay, look_ahead};
pub use daily::count_remembered;
pub(super) use daily::{Memory, remembered_beyond};
pub use kept::{
    ChanceScore, ForecastRecord, KeptChance, KeptDay, KeptForecast, KeptOutcome, MetricRecord, hold_kept, keep,
    score_kept,
};
pub use trial::{BacktestDay, BacktestReport, backtest, backtest_cost};
pub use types::{
    Backtest, FailuresAhead, Forecast, ForecastDay, ForecastMetric, ForecastModel, ForecastTotal, ModelScore,
};

/// Most days that can be forecast.
pub const MOST_HORIZON_DAYS: u32 = 30;
/// Days with values that a series needs, however many runs it has.
const FEWEST_DAYS: usize = 5;
/// Highest confidence of forecasts that came no nearer than saying “as last week”: however well their intervals held,
/// they are hints.
const MOST_WITHOUT_SKILL: f64 = 0.69;
/// Tested days that a confidence needs.
const FEWEST_TESTED_DAYS: u64 = 10;
/// Added to both errors before they are compared, as a share of the typical value, so that a series that stands still has
/// no infinite skill.
const ERROR_FLOOR: f64 = 0.01;

/// Forecasts one metric for the next `horizon_days` (1–30) local days, from the last 365 days of what the view's filter
/// chooses, whatever its window. A cost is not known to a view: see [`forecast_cost`].
///
/// Every model learns the series day by day and foretells each day of its past from the days before; the one with the
/// least mean absolute error (recent days counting more) is chosen, the seasonal naive one unless another is better by
/// more than 2 %. Intervals are split-conformal on the absolute errors that the *choice of each day* made at that many days
/// ahead, on a scale on which errors are alike (ln seconds, √count), with adaptive levels (Gibbs and Candès 2021). Below 10
/// errors (80 %) or 40 (95 %) Student's t on their root mean square stands in. Those of failure rates are quantiles of the
/// share that as many attempts as the weekday has had can show: beta-binomial, from pasts that fade at five speeds, weighted
/// by how well each has foretold; likewise with adaptive levels.
///
/// Confidence (from 10 tested days on) = 0.6 × closeness + 0.4 × skill. Closeness is 1 where the 80 % intervals held 80 %
/// of the forecasts and falls straight to 0 where they held none, and to ⅞ where they held all. Skill is
/// 1.5 − error / error of the seasonal naive model, kept within 0–1: ½ at par, 1 at half its error. Where that model is not
/// beaten, the confidence stays below 0.7.
pub fn forecast(view: &View<'_>, metric: ForecastMetric, horizon_days: u32) -> Forecast {
    let series = match metric {
        ForecastMetric::Cost => Err(Lack::undefined("a view knows no dollars")),
        _ => Memory::shared(view).series(view, metric),
    };
    tell(view, metric, horizon_days, series)
}

/// Failure rate, duration and volume.
pub fn forecast_all(view: &View<'_>, horizon_days: u32) -> Vec<Forecast> {
    let metrics = [ForecastMetric::FailureRate, ForecastMetric::Duration, ForecastMetric::Volume];
    metrics.into_iter().map(|metric| forecast(view, metric, horizon_days)).collect()
}

/// Forecasts the dollars of the next days from `(local day, dollars)` of the days before; a day that is not listed cost
/// nothing, today is left out.
pub fn forecast_cost(view: &View<'_>, daily_dollars: &[(i64, f64)], horizon_days: u32) -> Forecast {
    tell(view, ForecastMetric::Cost, horizon_days, Daily::of_dollars(view, daily_dollars))
}

fn tell(view: &View<'_>, metric: ForecastMetric, horizon_days: u32, series: Result<Daily, Lack>) -> Forecast {
    let horizon_days = horizon_days.clamp(1, MOST_HORIZON_DAYS);
    let subject = view.filter.workflow_id.and_then(|id| view.columns.workflows.position(id));
    let mut forecast = Forecast {
        subject: subject.and_then(|position| Subject::workflow(view, position)).unwrap_or(Subject::Repository),
        metric,
        made_at: view.now,
        horizon_days,
        unit: metric.unit().to_owned(),
        count: 0,
        days: Err(Lack::NoVariation),
        model: None,
        candidates: Vec::new(),
        confidence: None,
        backtest: None,
        week_error: None,
    };
    let series = match series.and_then(|series| series.enough(view)) {
        Ok(series) => series,
        Err(lack) => return Forecast { days: Err(lack), ..forecast },
    };
    let rolled = roll(metric, &series.points, series.lead, horizon_days as usize);
    forecast.count = series.count;
    forecast.days = days(view, metric, &series, &rolled);
    if forecast.days.is_ok() {
        forecast.model = Some(rolled.model);
        forecast.confidence = confidence(&rolled);
        forecast.candidates = rolled.candidates;
        forecast.backtest = rolled.backtest;
        forecast.week_error = weekly::week_error(metric, &series.points, series.lead, &rolled.told);
    }
    forecast
}

fn days(view: &View<'_>, metric: ForecastMetric, series: &Daily, rolled: &Rolled) -> Result<Vec<ForecastDay>, Lack> {
    let day = |(step, said): (usize, &Said)| {
        let [interval_80, interval_95] = said.intervals?;
        let target = series.points.len() - 1 + series.lead + step;
        // The value may lie beyond an interval only where arithmetic rounds.
        let value = said.value.clamp(interval_95.0, interval_95.1.max(interval_95.0));
        Some(ForecastDay {
            start: view.zone.day_start(series.first_day + target as i64),
            expected_runs: (metric == ForecastMetric::FailureRate).then(|| series.expected_runs(target)),
            value,
            interval_80,
            interval_95,
            failures: said.failures,
        })
    };
    let days: Option<Vec<ForecastDay>> = rolled.days.iter().enumerate().map(day).collect();
    days.filter(|days| days.iter().all(|day| day.value.is_finite()))
        .ok_or_else(|| Lack::undefined("the past is too short to tell how far forecasts err"))
}

fn confidence(rolled: &Rolled) -> Option<f64> {
    let backtest = rolled.backtest.filter(|backtest| backtest.days >= FEWEST_TESTED_DAYS)?;
    let typical = rolled.days.iter().map(|said| said.value).sum::<f64>() / rolled.days.len().max(1) as f64;
    Some(confidence_of(&backtest, ERROR_FLOOR * typical.max(1e-9)))
}

fn confidence_of(backtest: &Backtest, floor: f64) -> f64 {
    let coverage = backtest.coverage_80;
    let closeness = if coverage < 0.8 { coverage / 0.8 } else { 1.0 - (coverage - 0.8) / 1.6 };
    let skill = (1.5 - (backtest.error + floor) / (backtest.error_seasonal_naive + floor)).clamp(0.0, 1.0);
    let is_beaten = !(backtest.error > 0.0 && backtest.error >= backtest.error_seasonal_naive);
    let most = if is_beaten { 1.0 } else { MOST_WITHOUT_SKILL };
    (0.6 * closeness + 0.4 * skill).clamp(0.0, most)
}
