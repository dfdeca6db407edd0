//! What the coming day and week are expected to bring beside what is usual, and the measured days that this rests on.
//! Forecasts nothing itself.

use serde::{Deserialize, Serialize};

use crate::domain::Timestamp;
use crate::stats::{median, wilson};

use super::super::View;
use super::daily::{Daily, Memory};
use super::scale::Scale;
use super::weekdays::WEEK;
use super::weekly::is_sum;
use super::{Forecast, ForecastDay, ForecastMetric};

/// Days that "usual" rests on.
const USUAL_DAYS: usize = 28;
/// Fewest measured days of the same weekday, and of any, that make something usual.
const FEWEST_WEEKDAYS: usize = 3;
const FEWEST_DAYS: usize = 7;
/// Fewest decided attempts on those days that make a failure rate usual: of fewer, none failing is no surprise.
const FEWEST_DECIDED: f64 = 20.0;
/// By how much of its width what is usual has to lie beyond the interval.
const MARGIN: f64 = 0.1;
/// By how much at least, where it is a failure rate.
const RATE_MARGIN: f64 = 0.01;
/// What arithmetic may round: a series that stands still has intervals of no width.
const ROUNDING: f64 = 1e-6;

/// A day that is over, or going on, as forecasts see it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeasuredDay {
    /// First instant of the local day.
    pub start: Timestamp,
    /// Failure rate 0–1, seconds, attempts or US dollars; `None` where nothing was measured.
    pub value: Option<f64>,
    /// Decided attempts, passed ones with a duration, or attempts.
    pub count: u64,
}

/// A forecast beside what is usual.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ahead {
    /// Of what.
    pub metric: ForecastMetric,
    /// The newest measured days, oldest first, without gaps.
    pub measured: Vec<MeasuredDay>,
    /// The next local day; `None` without a forecast.
    pub tomorrow: Option<Expected>,
    /// The next seven local days; `None` where fewer are forecast.
    pub week: Option<Expected>,
}

/// What is expected of a stretch of days.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Expected {
    /// In the metric's unit: of a week the sum for attempts and dollars, the mean of its days for durations, the mean
    /// weighted by the attempts to expect for failure rates.
    pub value: f64,
    /// 80 % interval. Of a week as wide as the errors of past weeks, foretold the same way; where fewer than 35 of them are
    /// known, its days' bounds combined like its value: that holds in more than 80 of 100 weeks, unless all days err the
    /// same way.
    pub interval_80: (f64, f64),
    /// Of a day the median of the same weekday in the last 28 days; of a week the same as `value` of the last 28 days,
    /// per 7 days. `None` where too few days were measured, or of a failure rate fewer than 20 decided attempts.
    pub usual: Option<f64>,
    /// Whether it differs: what is usual lies outside the 80 % interval by more than a tenth of its width; of a failure
    /// rate also by more than a percentage point, and its own 95 % interval (Wilson, over the attempts of those days) does
    /// not hold what is expected.
    pub against_usual: AgainstUsual,
}

/// A forecast against what is usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgainstUsual {
    /// What is usual lies below the interval.
    Higher,
    /// It lies above.
    Lower,
    /// It lies inside.
    AsUsual,
    /// It is not known.
    Unknown,
}

/// Each forecast beside the newest `past_days` measured days of its metric and what is usual of them. `daily_dollars` as
/// in `forecast_cost`.
pub fn look_ahead(
    view: &View<'_>,
    forecasts: &[Forecast],
    daily_dollars: &[(i64, f64)],
    past_days: usize,
) -> Vec<Ahead> {
    let memory = Memory::shared(view);
    let of = |forecast: &Forecast| {
        let metric = forecast.metric;
        let series = match metric {
            ForecastMetric::Cost => Daily::of_dollars(view, daily_dollars),
            _ => memory.series(view, metric),
        };
        let mut measured = series.map(|series| measured(view, memory, metric, &series)).unwrap_or_default();
        let days = forecast.days.as_deref().unwrap_or_default();
        let tomorrow = days.first().map(|day| tomorrow(view, metric, day, &measured));
        let week = days.get(..WEEK).and_then(|days| week(forecast, days, &measured));
        let surplus = measured.len().saturating_sub(past_days);
        measured.drain(..surplus);
        Ahead { metric, measured, tomorrow, week }
    };
    forecasts.iter().map(of).collect()
}

fn measured(view: &View<'_>, memory: &Memory, metric: ForecastMetric, series: &Daily) -> Vec<MeasuredDay> {
    let scale = Scale::of(metric);
    let day = |(day, point): (i64, &super::models::Point)| MeasuredDay {
        start: view.zone.day_start(day),
        value: point.value.map(|value| scale.natural(value)),
        count: if metric == ForecastMetric::Cost { memory.attempts_on(day) } else { point.counts.1 },
    };
    (series.first_day..).zip(&series.points).map(day).collect()
}

fn newest(measured: &[MeasuredDay]) -> &[MeasuredDay] {
    measured.get(measured.len().saturating_sub(USUAL_DAYS)..).unwrap_or_default()
}

fn tomorrow(view: &View<'_>, metric: ForecastMetric, day: &ForecastDay, measured: &[MeasuredDay]) -> Expected {
    let weekday = view.zone.local_weekday(day.start);
    let same = newest(measured).iter().filter(|past| view.zone.local_weekday(past.start) == weekday);
    let known: Vec<(f64, f64)> = same.filter_map(|past| Some((past.value?, past.count as f64))).collect();
    let usual = median(&mut known.iter().map(|&(value, _)| value).collect::<Vec<_>>());
    let usual = usual.filter(|_| known.len() >= FEWEST_WEEKDAYS);
    Expected::of(day.value, day.interval_80, Usual::of(metric, usual, &known))
}

fn week(forecast: &Forecast, days: &[ForecastDay], measured: &[MeasuredDay]) -> Option<Expected> {
    let metric = forecast.metric;
    let past = newest(measured);
    let known: Vec<(f64, f64)> = past.iter().filter_map(|day| Some((day.value?, day.count as f64))).collect();
    let combined = |value: fn(&ForecastDay) -> f64| {
        let weighted = days.iter().map(|day| match metric {
            ForecastMetric::FailureRate => (value(day), day.expected_runs.unwrap_or(1.0)),
            _ => (value(day), 1.0),
        });
        if is_sum(metric) { Some(days.iter().map(value).sum()) } else { weighted_mean(weighted) }
    };
    let usual = match metric {
        ForecastMetric::Volume | ForecastMetric::Cost => {
            weighted_mean(known.iter().map(|&(value, _)| (value, 1.0))).map(|mean| mean * WEEK as f64)
        }
        ForecastMetric::Duration => weighted_mean(known.iter().map(|&(value, _)| (value, 1.0))),
        ForecastMetric::FailureRate => weighted_mean(known.iter().copied()),
    };
    let usual = usual.filter(|_| known.len() >= FEWEST_DAYS);
    let value = match metric {
        ForecastMetric::FailureRate => ForecastDay::expected_share_of(days)?,
        _ => combined(|day| day.value)?,
    };
    let runs = days.iter().map(|day| day.expected_runs.unwrap_or_default()).sum();
    let bounds = match forecast.week_interval(value, runs) {
        Some(bounds) => bounds,
        // What sparse days add up to may lie beyond what is likely of each of them.
        None => (combined(|day| day.interval_80.0)?.min(value), combined(|day| day.interval_80.1)?.max(value)),
    };
    Some(Expected::of(value, bounds, Usual::of(metric, usual, &known)))
}

fn weighted_mean(values: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let (sum, weights) = values.fold((0.0, 0.0), |(sum, all), (value, weight)| (sum + value * weight, all + weight));
    (weights > 0.0).then(|| sum / weights)
}

/// What is usual, and how surely.
#[derive(Clone, Copy, Debug)]
struct Usual {
    value: f64,
    /// What it may be as well.
    range: (f64, f64),
    /// By how much at least it has to lie beyond an interval.
    margin: f64,
}

impl Usual {
    /// From the value and the `(value, count)` of the days that it rests on.
    fn of(metric: ForecastMetric, value: Option<f64>, days: &[(f64, f64)]) -> Option<Self> {
        let value = value?;
        if metric != ForecastMetric::FailureRate {
            return Some(Self { value, range: (value, value), margin: ROUNDING * value.abs() });
        }
        let decided: f64 = days.iter().map(|day| day.1).sum();
        let failed: f64 = days.iter().map(|day| day.0 * day.1).sum();
        let range = wilson(failed.round() as u64, decided.round() as u64, 0.95);
        (decided >= FEWEST_DECIDED).then_some(Self { value, range, margin: RATE_MARGIN })
    }
}

impl Expected {
    fn of(value: f64, interval_80: (f64, f64), usual: Option<Usual>) -> Self {
        let width = (interval_80.1 - interval_80.0).abs();
        let against_usual = match usual {
            None => AgainstUsual::Unknown,
            Some(usual) => {
                let margin = usual.margin.max(MARGIN * width);
                if usual.value < interval_80.0 - margin && usual.range.1 < value {
                    AgainstUsual::Higher
                } else if usual.value > interval_80.1 + margin && usual.range.0 > value {
                    AgainstUsual::Lower
                } else {
                    AgainstUsual::AsUsual
                }
            }
        };
        Self { value, interval_80, usual: usual.map(|usual| usual.value), against_usual }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::{DAY, Row, START, World};
    use super::super::{forecast_all, forecast_cost};
    use super::*;

    /// Seven weeks of 10 runs a day, 2 on weekends, one of ten failing.
    fn world() -> World {
        let mut rows = Vec::new();
        for day in 0..49 {
            for run in 0..if day % 7 >= 5 { 2 } else { 10 } {
                let number = day * 10 + run;
                let state = if number % 10 == 3 { "failure" } else { "success" };
                rows.push(Row { state, ..Row::at(u64::from(number) + 1, START + day * DAY + run * 3_600) });
            }
        }
        World::of(&rows)
    }

    #[test]
    fn tomorrow_and_the_week_stand_beside_what_is_usual() {
        let world = world();
        let view = world.view();
        let dollars: Vec<(i64, f64)> = (0..49).map(|day| (i64::from(START / DAY + day), 2.0)).collect();
        let mut forecasts = forecast_all(&view, 7);
        forecasts.push(forecast_cost(&view, &dollars, 7));
        let ahead = look_ahead(&view, &forecasts, &dollars, 28);
        let of = |metric| ahead.iter().find(|ahead| ahead.metric == metric).unwrap();
        // The world ends on a Sunday: a Monday comes.
        let volume = of(ForecastMetric::Volume);
        assert!((volume.tomorrow.unwrap().usual.unwrap() - 10.0).abs() < 1e-9);
        assert_eq!(volume.tomorrow.unwrap().against_usual, AgainstUsual::AsUsual);
        let week = volume.week.unwrap();
        assert!((week.usual.unwrap() - 54.0).abs() < 4.0 && (week.value - 54.0).abs() < 6.0, "{week:?}");
        assert!(week.interval_80.0 <= week.value && week.value <= week.interval_80.1);
        let rate = of(ForecastMetric::FailureRate).week.unwrap();
        assert!((rate.usual.unwrap() - 0.1).abs() < 0.03, "{rate:?}");
        let cost = of(ForecastMetric::Cost);
        assert_eq!(cost.measured.len(), 28);
        assert!((cost.week.unwrap().usual.unwrap() - 14.0).abs() < 1e-9);
        assert!(cost.measured.iter().all(|day| day.value.is_some_and(|value| (value - 2.0).abs() < 1e-9)));
        assert!(cost.measured.iter().rev().skip(2).all(|day| day.count >= 2), "{:?}", cost.measured);
    }

    #[test]
    fn what_is_usual_outside_the_interval_is_told() {
        let check = |usual: Option<f64>, expected: AgainstUsual| {
            let usual = Usual::of(ForecastMetric::Volume, usual, &[]);
            assert_eq!(Expected::of(2.0, (1.0, 3.0), usual).against_usual, expected, "{usual:?}");
        };
        check(None, AgainstUsual::Unknown);
        check(Some(0.7), AgainstUsual::Higher);
        check(Some(0.9), AgainstUsual::AsUsual);
        check(Some(3.1), AgainstUsual::AsUsual);
        check(Some(3.3), AgainstUsual::Lower);
    }

    #[test]
    fn a_few_runs_that_passed_make_no_failure_rate_worse_than_usual() {
        let check = |days: &[(f64, f64)], expected: (Option<f64>, AgainstUsual)| {
            let usual = Usual::of(ForecastMetric::FailureRate, Some(0.0), days);
            let told = Expected::of(0.08, (0.03, 0.2), usual);
            assert_eq!((told.usual, told.against_usual), expected, "{days:?}");
        };
        check(&[(0.0, 2.0); 4], (None, AgainstUsual::Unknown));
        // None of 24 is what 8 % often looks like; none of 200 is not.
        check(&[(0.0, 6.0); 4], (Some(0.0), AgainstUsual::AsUsual));
        check(&[(0.0, 50.0); 4], (Some(0.0), AgainstUsual::Higher));
    }

    #[test]
    fn without_a_forecast_nothing_is_expected() {
        let world = World::of(&[]);
        let view = world.view();
        let ahead = look_ahead(&view, &forecast_all(&view, 7), &[], 28);
        assert_eq!(ahead.len(), 3);
        assert!(ahead.iter().all(|it| it.tomorrow.is_none() && it.week.is_none() && it.measured.is_empty()));
    }
}
