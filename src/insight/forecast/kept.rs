//! Forecasts that were kept, held against what happened when their days have come. Stores nothing itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::{Outcome, Timestamp};
use crate::stats::brier;

use super::super::{NextRun, View};
use super::daily::{Daily, Memory};
use super::scale::Scale;
use super::{FEWEST_TESTED_DAYS, Forecast, ForecastMetric, MOST_WITHOUT_SKILL};

/// What was said one day, as small as it can be held against the future.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptForecast {
    /// When.
    pub made_at: Timestamp,
    /// Days foretold, of all metrics.
    pub days: Vec<KeptDay>,
    /// Chances of the next runs.
    pub chances: Vec<KeptChance>,
}

/// One day as it was foretold.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptDay {
    /// Of what.
    pub metric: ForecastMetric,
    /// First instant of the local day.
    pub start: Timestamp,
    /// What was said.
    pub value: f64,
    /// 80 % interval.
    pub interval_80: (f64, f64),
    /// 95 % interval.
    pub interval_95: (f64, f64),
}

/// The chance that a workflow's next run fails, as it was said.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptChance {
    /// GitHub's number of the workflow.
    pub workflow_id: u64,
    /// What was said.
    pub chance: f64,
    /// The share of failures that was known at the time.
    pub base_rate: f64,
}

/// One kept day beside what happened.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptOutcome {
    /// Of what.
    pub metric: ForecastMetric,
    /// When it was said.
    pub made_at: Timestamp,
    /// First instant of the day, in the zone in which forecasts are kept (UTC).
    pub start: Timestamp,
    /// What was said.
    pub value: f64,
    /// Its 80 % interval.
    pub interval_80: (f64, f64),
    /// What happened; `None` where nothing was measured.
    pub happened: Option<f64>,
}

/// How the forecasts that were kept turned out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ForecastRecord {
    /// Forecasts kept, whether their days have come or not.
    pub kept: u64,
    /// One entry a metric of which a day has come.
    pub metrics: Vec<MetricRecord>,
    /// Chances of next runs that have come; `None` without any.
    pub chances: Option<ChanceScore>,
}

/// How one metric's kept forecasts turned out.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricRecord {
    /// Which.
    pub metric: ForecastMetric,
    /// Forecast days that have come.
    pub days: u64,
    /// How many the 80 % interval held.
    pub inside_80: u64,
    /// How many the 95 % interval held.
    pub inside_95: u64,
    /// Mean absolute error.
    pub error: f64,
    /// The same of "as on the same weekday of the week before the forecast"; over the same days where that is known.
    pub error_seasonal_naive: Option<f64>,
    /// One over the other; `None` where the seasonal naive forecast made no error.
    pub relative_error: Option<f64>,
    /// Mean absolute error over the week-to-week change of what was measured; `None` where that is 0.
    pub mase: Option<f64>,
}

/// How the kept chances turned out; of both scores lower is better.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChanceScore {
    /// Next runs that have come.
    pub runs: u64,
    /// Brier score of what was said.
    pub brier: f64,
    /// Brier score of having said the base rate.
    pub brier_base: f64,
}

impl ForecastRecord {
    /// Takes back what forecasts claim of themselves where those that were kept came no nearer than “as last week” did:
    /// what stands beside its record must not be called surer than that.
    pub fn humble(&self, forecasts: &mut [Forecast]) {
        for forecast in forecasts {
            let record = self.metrics.iter().find(|record| record.metric == forecast.metric);
            if record.is_some_and(MetricRecord::is_unskilled) {
                forecast.confidence = forecast.confidence.map(|confidence| confidence.min(MOST_WITHOUT_SKILL));
            }
        }
    }
}

impl MetricRecord {
    /// Whether enough days have come to see that “as last week” was at least as near.
    fn is_unskilled(&self) -> bool {
        self.days >= FEWEST_TESTED_DAYS && self.relative_error.is_some_and(|ratio| ratio >= 1.0)
    }

    /// Share of days inside the 80 % interval.
    pub fn coverage_80(&self) -> f64 {
        self.inside_80 as f64 / self.days.max(1) as f64
    }

    /// Share of days inside the 95 % interval.
    pub fn coverage_95(&self) -> f64 {
        self.inside_95 as f64 / self.days.max(1) as f64
    }
}

/// What is worth keeping of today's forecasts; `None` where nothing is forecast.
pub fn keep(made_at: Timestamp, forecasts: &[Forecast], next_runs: &[NextRun]) -> Option<KeptForecast> {
    let mut kept = KeptForecast { made_at, days: Vec::new(), chances: Vec::new() };
    for forecast in forecasts {
        kept.days.extend(forecast.days.iter().flatten().map(|day| KeptDay {
            metric: forecast.metric,
            start: day.start,
            value: day.value,
            interval_80: day.interval_80,
            interval_95: day.interval_95,
        }));
    }
    for next in next_runs {
        let Ok((chance, _)) = next.chance else { continue };
        let base_rate = next.base_rate.unwrap_or(chance);
        kept.chances.push(KeptChance { workflow_id: next.workflow_id, chance, base_rate });
    }
    (!kept.days.is_empty() || !kept.chances.is_empty()).then_some(kept)
}

/// Holds kept forecasts against the view's history, whatever its window. A day counts when it is over; a chance when a
/// run of the workflow has started after it was said and is decided. `daily_dollars` as in `forecast_cost`.
pub fn score_kept(view: &View<'_>, daily_dollars: &[(i64, f64)], kept: &[KeptForecast]) -> ForecastRecord {
    let memory = Memory::shared(view);
    let score = |metric| score_metric(view, metric, &series_of(view, memory, daily_dollars, metric)?, kept);
    let metrics = ForecastMetric::ALL.into_iter().filter_map(score).collect();
    ForecastRecord { kept: kept.len() as u64, metrics, chances: score_chances(view, kept) }
}

/// The newest that was said of each day before it began, beside what happened; by metric, oldest day first. Days to come
/// are left out.
pub fn hold_kept(view: &View<'_>, daily_dollars: &[(i64, f64)], kept: &[KeptForecast]) -> Vec<KeptOutcome> {
    let memory = Memory::shared(view);
    let today = view.zone.local_day(view.now);
    let mut outcomes = Vec::new();
    for metric in ForecastMetric::ALL {
        let series = series_of(view, memory, daily_dollars, metric);
        let mut newest: BTreeMap<i64, KeptOutcome> = BTreeMap::new();
        for forecast in kept {
            for day in forecast.days.iter().filter(|day| day.metric == metric && forecast.made_at <= day.start) {
                let target = view.zone.local_day(day.start);
                let is_newer = newest.get(&target).is_none_or(|known| known.made_at <= forecast.made_at);
                if target < today && is_newer {
                    let happened = series.as_ref().and_then(|series| measured(view, metric, series, target));
                    let KeptDay { start, value, interval_80, .. } = *day;
                    let made_at = forecast.made_at;
                    newest.insert(target, KeptOutcome { metric, made_at, start, value, interval_80, happened });
                }
            }
        }
        outcomes.extend(newest.into_values());
    }
    outcomes
}

fn series_of(view: &View<'_>, memory: &Memory, daily_dollars: &[(i64, f64)], metric: ForecastMetric) -> Option<Daily> {
    match metric {
        ForecastMetric::Cost => Daily::of_dollars(view, daily_dollars).ok(),
        _ => memory.series(view, metric).ok(),
    }
}

/// What happened on a local day that is over.
fn measured(view: &View<'_>, metric: ForecastMetric, series: &Daily, day: i64) -> Option<f64> {
    let is_over = day < view.zone.local_day(view.now);
    let position = usize::try_from(day - series.first_day).ok().filter(|_| is_over)?;
    series.points.get(position)?.value.map(|value| Scale::of(metric).natural(value))
}

fn score_metric(
    view: &View<'_>,
    metric: ForecastMetric,
    series: &Daily,
    kept: &[KeptForecast],
) -> Option<MetricRecord> {
    let scale = Scale::of(metric);
    let measured = |day: i64| measured(view, metric, series, day);
    let mut record = MetricRecord {
        metric,
        days: 0,
        inside_80: 0,
        inside_95: 0,
        error: 0.0,
        error_seasonal_naive: None,
        relative_error: None,
        mase: None,
    };
    let (mut naive_error, mut error_beside, mut naive_days) = (0.0, 0.0, 0.0);
    for forecast in kept {
        let made_on = view.zone.local_day(forecast.made_at);
        for day in forecast.days.iter().filter(|day| day.metric == metric) {
            let target = view.zone.local_day(day.start);
            let Some(happened) = measured(target) else { continue };
            let inside = |(low, high): (f64, f64)| u64::from(low <= happened && happened <= high);
            let missed = (day.value - happened).abs();
            record.days += 1;
            record.inside_80 += inside(day.interval_80);
            record.inside_95 += inside(day.interval_95);
            record.error += missed;
            // The newest day of the same weekday before the forecast was made.
            let weeks = (target - made_on).max(1).div_euclid(7) + 1;
            if let Some(naive) = measured(target - 7 * weeks).or_else(|| measured(target - 7 * (weeks + 1))) {
                naive_error += (naive - happened).abs();
                error_beside += missed;
                naive_days += 1.0;
            }
        }
    }
    if record.days == 0 {
        return None;
    }
    record.error /= record.days as f64;
    record.error_seasonal_naive = (naive_days > 0.0).then(|| naive_error / naive_days);
    record.relative_error = (naive_error > 0.0).then(|| error_beside / naive_error);
    record.mase = super::rolling::weekly_change(&series.points, scale).map(|change| record.error / change);
    Some(record)
}

fn score_chances(view: &View<'_>, kept: &[KeptForecast]) -> Option<ChanceScore> {
    let first = kept.iter().map(|forecast| forecast.made_at).min()?;
    let since = view.over(crate::domain::Period { start: first, end: view.now.plus_seconds(1) });
    let parts = since.by_workflow();
    let (mut said, mut base, mut happened) = (Vec::new(), Vec::new(), Vec::new());
    for (workflow, part) in &parts {
        let Some(id) = part.columns.workflows.entries.get(usize::from(*workflow)).map(|entry| entry.id) else {
            continue;
        };
        let decided: Vec<(Timestamp, Outcome)> = part
            .chronological()
            .iter()
            .map(|&row| (part.started(row), part.outcome(row)))
            .filter(|run| run.1.is_decided())
            .collect();
        for forecast in kept {
            let chance = forecast.chances.iter().find(|chance| chance.workflow_id == id);
            let next = decided.partition_point(|run| run.0 <= forecast.made_at);
            if let (Some(chance), Some((_, outcome))) = (chance, decided.get(next)) {
                said.push(chance.chance);
                base.push(chance.base_rate);
                happened.push(outcome.is_failed());
            }
        }
    }
    let (brier, brier_base) = (brier(&said, &happened)?, brier(&base, &happened)?);
    Some(ChanceScore { runs: said.len() as u64, brier, brier_base })
}
