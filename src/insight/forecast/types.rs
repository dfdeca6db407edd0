//! What a forecast says, and how well it did on its own past. Plain data; works nothing out.

use serde::{Deserialize, Serialize};

use crate::domain::Timestamp;
use crate::stats::Lack;

use super::super::Subject;
use super::weekdays::WEEK;

/// What is forecast day by day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ForecastMetric {
    /// Failed / decided attempts of the day, 0–1.
    FailureRate,
    /// Duration of the day's typical passed attempt, seconds.
    Duration,
    /// Attempts started on the day.
    Volume,
    /// US dollars spent on the day.
    Cost,
}

impl ForecastMetric {
    /// Every metric, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::FailureRate, Self::Duration, Self::Volume, Self::Cost];

    /// Its name in documents.
    pub fn word(self) -> &'static str {
        match self {
            Self::FailureRate => "failure_rate",
            Self::Duration => "duration",
            Self::Volume => "volume",
            Self::Cost => "cost",
        }
    }

    /// What its values are counted in.
    pub fn unit(self) -> &'static str {
        match self {
            Self::FailureRate => "rate",
            Self::Duration => "seconds",
            Self::Volume => "attempts",
            Self::Cost => "dollars",
        }
    }
}

/// A way to forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ForecastModel {
    /// As on the same weekday last week: what every other one must beat.
    SeasonalNaive,
    /// As on the last day.
    LastValue,
    /// Mean of the same weekday, drawn towards the mean of all days as far as weekdays do not differ beyond chance.
    WeekdayMean,
    /// Median of the last four weeks, with the weekday's effect drawn towards none likewise.
    RecentMedian,
    /// A level that follows (simple exponential smoothing), with the same weekday effects.
    Smoothing,
    /// Theta: smoothing with half the slope of the last months, with the same weekday effects.
    Theta,
    /// Exponential smoothing with or without damped trend and season, chosen by `AICc`.
    Ets,
    /// Share of all failures so far.
    BetaBinomial,
    /// Share of failures whose past fades, by the factor that has predicted best.
    DiscountedBeta,
    /// Mean of the others, weighted by how well each has done.
    Combination,
}

/// All days of a forecast together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ForecastTotal {
    /// Sum of the days.
    pub value: f64,
    /// 80 % interval. Of seven days from the errors that forecasts of past weeks made; where they are too few, and of other
    /// stretches, the sums of the days' bounds: as if all days erred the same way, so rather too wide.
    pub interval_80: (f64, f64),
}

impl Forecast {
    /// The days of a volume or cost together; lacks what the forecast lacks.
    pub fn total(&self) -> Result<ForecastTotal, Lack> {
        let days = self.days.as_ref().map_err(Clone::clone)?;
        let sum = |of: fn(&ForecastDay) -> f64| days.iter().map(of).sum::<f64>();
        let value = sum(|day| day.value);
        let of_week = if days.len() == WEEK { self.week_interval(value, 1.0) } else { None };
        let added = || (sum(|day| day.interval_80.0), sum(|day| day.interval_80.1));
        Ok(ForecastTotal { value, interval_80: of_week.unwrap_or_else(added) })
    }
}

impl ForecastModel {
    /// Its name in documents.
    pub fn word(self) -> &'static str {
        match self {
            Self::SeasonalNaive => "seasonal_naive",
            Self::LastValue => "last_value",
            Self::WeekdayMean => "weekday_mean",
            Self::RecentMedian => "recent_median",
            Self::Smoothing => "smoothing",
            Self::Theta => "theta",
            Self::Ets => "ets",
            Self::BetaBinomial => "beta_binomial",
            Self::DiscountedBeta => "discounted_beta",
            Self::Combination => "combination",
        }
    }
}

/// A forecast of the coming days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    /// Of whom.
    pub subject: Subject,
    /// Of what.
    pub metric: ForecastMetric,
    /// When it was made.
    pub made_at: Timestamp,
    /// Days asked for.
    pub horizon_days: u32,
    /// `rate`, `seconds`, `attempts` or `dollars`.
    pub unit: String,
    /// Points it rests on: attempts of a rate or duration, days of a volume or cost.
    pub count: u64,
    /// One entry a day, the next local day first; or what is lacking.
    pub days: Result<Vec<ForecastDay>, Lack>,
    /// The model that did best on this series' own past; `None` without a forecast.
    pub model: Option<ForecastModel>,
    /// All models that were tried, best first.
    pub candidates: Vec<ModelScore>,
    /// 0–1: how well intervals and values did in the backtest; below 0.7 take it as a hint. `None` below 10 tested days.
    pub confidence: Option<f64>,
    /// How past days were foretold; `None` where none could be.
    pub backtest: Option<Backtest>,
    /// How far the next seven days together may err, on the scale of errors: see `weekly`. `None` where too few weeks of
    /// the past could be foretold, or fewer days are forecast.
    pub week_error: Option<f64>,
}

/// One day to come.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ForecastDay {
    /// First instant of the local day.
    pub start: Timestamp,
    /// Of a failure rate: decided attempts to expect.
    pub expected_runs: Option<f64>,
    /// Expected value, in the forecast's unit.
    pub value: f64,
    /// 80 % interval of what will be observed on the day.
    pub interval_80: (f64, f64),
    /// 95 % interval of what will be observed on the day.
    pub interval_95: (f64, f64),
    /// Of a failure rate: what the intervals rest on.
    pub failures: Option<FailuresAhead>,
}

/// The failed attempts that a day can bring. A rate takes few values, and no interval of such a number holds exactly 80 %:
/// the ones told hold at least that, and exactly that where a day on their upper edge counts in part.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FailuresAhead {
    /// Failed attempts to expect.
    pub expected: f64,
    /// The same over the attempts to expect, 0–1: what days of few attempts add up to, though each of them will likely see
    /// none fail.
    pub share: f64,
    /// The highest rate that the 80 % interval needs, and the part, 0–1, of the days on it that it needs.
    pub edge_80: (f64, f64),
    /// The same of the 95 % interval.
    pub edge_95: (f64, f64),
}

impl ForecastDay {
    /// Of failure rates: the share of all attempts of these days that is expected to fail, 0–1; `None` without any day.
    pub fn expected_share_of(days: &[Self]) -> Option<f64> {
        let share = |day: &Self| day.failures.map_or(day.value, |failures| failures.share);
        let weighted = |weight: fn(&Self) -> f64| {
            let total: f64 = days.iter().map(weight).sum();
            let share = days.iter().map(|day| weight(day) * share(day)).sum::<f64>() / total;
            (total > 0.0 && share.is_finite()).then_some(share)
        };
        weighted(|day| day.expected_runs.unwrap_or_default()).or_else(|| weighted(|_| 1.0))
    }
}

impl FailuresAhead {
    /// How far a day of this rate counts as inside its 80 % interval, 0–1.
    pub fn share_inside_80(&self, interval_80: (f64, f64), rate: f64) -> f64 {
        share_inside(self.edge_80, interval_80, rate)
    }

    /// The same of the 95 % interval.
    pub fn share_inside_95(&self, interval_95: (f64, f64), rate: f64) -> f64 {
        share_inside(self.edge_95, interval_95, rate)
    }
}

fn share_inside((edge, part): (f64, f64), (low, high): (f64, f64), rate: f64) -> f64 {
    // An edge told to nine digits is what it was meant to be.
    let room = 1e-9;
    if (rate - edge).abs() <= room { part } else { f64::from((low - room..=high + room).contains(&rate)) }
}

/// How one model did on the past.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelScore {
    /// Which.
    pub model: ForecastModel,
    /// Mean absolute error, recent days counting more.
    pub error: f64,
    /// The same over that of the seasonal naive model at the same origins; `None` where that made no error.
    pub relative_error: Option<f64>,
    /// Mean absolute error over the series' own week-to-week change; `None` where that is 0.
    pub mase: Option<f64>,
    /// Past days from which it was made to look ahead.
    pub origins: u64,
}

/// What this way of forecasting said of past days from the days before them alone, model choice included.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Backtest {
    /// Past days that were foretold.
    pub days: u64,
    /// Forecasts of them: several a day, one for each step ahead.
    pub forecasts: u64,
    /// Share of forecasts whose 80 % interval held.
    pub coverage_80: f64,
    /// Share of forecasts whose 95 % interval held.
    pub coverage_95: f64,
    /// Mean absolute error.
    pub error: f64,
    /// The same of the seasonal naive model.
    pub error_seasonal_naive: f64,
    /// Mean absolute error over the series' own week-to-week change; `None` where that is 0.
    pub mase: Option<f64>,
    /// Mean interval score of the 95 % interval (Gneiting and Raftery 2007): width + 40 × what lay beyond. Lower is better.
    pub interval_score_95: f64,
}
