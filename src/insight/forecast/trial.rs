//! The past foretold day by day, for whoever wants to see it: what was said, with which interval, and what happened.

use serde::{Deserialize, Serialize};

use crate::domain::Timestamp;
use crate::stats::Lack;

use super::super::View;
use super::daily::{Daily, Memory};
use super::rolling::{roll, summarise};
use super::{Backtest, ForecastMetric, ForecastModel, MOST_HORIZON_DAYS, ModelScore};

/// How a metric would have been forecast on each past day, from the days before it alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BacktestReport {
    /// Of what.
    pub metric: ForecastMetric,
    /// How many days ahead was looked.
    pub horizon_days: u32,
    /// What was said `horizon_days` ahead of each day, oldest first; or what is lacking.
    pub days: Result<Vec<BacktestDay>, Lack>,
    /// How that did in all; `None` without a day.
    pub score: Option<Backtest>,
    /// All models, over all steps up to the horizon, best first.
    pub candidates: Vec<ModelScore>,
}

/// One day of the past.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BacktestDay {
    /// First instant of the last day that was known.
    pub made_at: Timestamp,
    /// First instant of the day that was foretold.
    pub start: Timestamp,
    /// The model chosen at that time.
    pub model: ForecastModel,
    /// What was said.
    pub value: f64,
    /// Its 80 % interval; `None` before there were errors to go by.
    pub interval_80: Option<(f64, f64)>,
    /// Its 95 % interval.
    pub interval_95: Option<(f64, f64)>,
    /// What the seasonal naive model said.
    pub seasonal_naive: f64,
    /// What happened.
    pub happened: f64,
}

/// Tries the forecast of a metric `horizon_days` (1–30) ahead on the view's own past. Of a cost see [`backtest_cost`].
pub fn backtest(view: &View<'_>, metric: ForecastMetric, horizon_days: u32) -> BacktestReport {
    let series = match metric {
        ForecastMetric::Cost => Err(Lack::undefined("a view knows no dollars")),
        _ => Memory::shared(view).series(view, metric),
    };
    tried(view, metric, horizon_days, series)
}

/// The same of the cost, from `(local day, dollars)` as in `forecast_cost`.
pub fn backtest_cost(view: &View<'_>, daily_dollars: &[(i64, f64)], horizon_days: u32) -> BacktestReport {
    tried(view, ForecastMetric::Cost, horizon_days, Daily::of_dollars(view, daily_dollars))
}

fn tried(view: &View<'_>, metric: ForecastMetric, horizon_days: u32, series: Result<Daily, Lack>) -> BacktestReport {
    let horizon_days = horizon_days.clamp(1, MOST_HORIZON_DAYS);
    let mut report =
        BacktestReport { metric, horizon_days, days: Err(Lack::NoVariation), score: None, candidates: Vec::new() };
    let series = match series.and_then(|series| series.enough(view)) {
        Ok(series) => series,
        Err(lack) => return BacktestReport { days: Err(lack), ..report },
    };
    let mut rolled = roll(metric, &series.points, series.lead, horizon_days as usize);
    rolled.told.retain(|told| told.step + 1 == horizon_days as usize);
    let start = |position: usize| view.zone.day_start(series.first_day + position as i64);
    let days = rolled.told.iter().map(|told| BacktestDay {
        made_at: start(told.origin),
        start: start(told.origin + series.lead + told.step),
        model: told.model,
        value: told.said.value,
        interval_80: told.said.intervals.map(|[inner, _]| inner),
        interval_95: told.said.intervals.map(|[_, outer]| outer),
        seasonal_naive: told.naive,
        happened: told.happened,
    });
    report.days = Ok(days.collect());
    report.score = summarise(&rolled.told, rolled.change);
    report.candidates = rolled.candidates;
    report
}
