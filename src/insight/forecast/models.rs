//! The models that compete: each says the coming days from the days learnt so far, on the scale of the metric. Learns a
//! day at a time, so that no model can see what it foretells; chooses nothing.

use crate::stats::{
    DISCOUNTS, DiscountedBeta, EtsModel, choose_ets, ets_fit, ets_forecast, index_of_largest, median, theta_forecast,
};

use super::weekdays::{WEEK, Weekdays};
use super::{ForecastMetric, ForecastModel};

/// How many models there are beside the combination of them.
pub(super) const MODELS: usize = 9;
/// They, in the order in which values are kept.
pub(super) const ORDER: [ForecastModel; MODELS] = [
    ForecastModel::SeasonalNaive,
    ForecastModel::LastValue,
    ForecastModel::WeekdayMean,
    ForecastModel::RecentMedian,
    ForecastModel::Smoothing,
    ForecastModel::Theta,
    ForecastModel::Ets,
    ForecastModel::BetaBinomial,
    ForecastModel::DiscountedBeta,
];
/// Smoothing shares to choose from.
const SHARES: [f64; 6] = [0.03, 0.07, 0.15, 0.3, 0.5, 0.8];
/// What is left of the weight of a one-day error a day later.
const ERROR_FADING: f64 = 0.98;
/// An error beyond so many mean absolute errors moves the level no further: an outage of a day is no new level.
const MOST_ERRORS: f64 = 4.0;
/// Weeks that the mean of a weekday reaches back, and days that a recent median does.
const WEEKS_BACK: usize = 8;
const MEDIAN_DAYS: usize = 28;
/// Days that the smoothing models with a fit look back.
const FITTED_DAYS: usize = 84;
/// Days between two fits of the ETS parameters; between them the last ones are carried on.
const DAYS_BETWEEN_FITS: usize = 76;
/// A slope is carried on for so many days, then the value stays.
const MOST_SLOPE_DAYS: usize = 14;
/// Strength of the share of all failures in a fading share, in attempts.
const PRIOR_RUNS: f64 = 1.0;

/// One day of a series, on the models' scale.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Point {
    /// What was measured; `None` on days without anything to measure.
    pub value: Option<f64>,
    /// Failed and decided attempts, of a failure rate.
    pub counts: (u64, u64),
}

/// What all models have learnt so far.
pub(super) struct Models {
    has_counts: bool,
    points: Vec<Point>,
    /// The values, and on empty days what was expected of them.
    filled: Vec<f64>,
    weekdays: Weekdays,
    last: f64,
    last_of_weekday: [Option<f64>; WEEK],
    levels: [f64; SHARES.len()],
    errors: [f64; SHARES.len()],
    error_weight: f64,
    ets: Option<(usize, EtsModel)>,
    fitted_at: usize,
    states: [DiscountedBeta; DISCOUNTS.len()],
    likelihoods: [f64; DISCOUNTS.len()],
    total: (u64, u64),
}

impl Models {
    pub(super) fn new(metric: ForecastMetric) -> Self {
        Self {
            has_counts: metric == ForecastMetric::FailureRate,
            points: Vec::new(),
            filled: Vec::new(),
            weekdays: Weekdays::default(),
            last: 0.0,
            last_of_weekday: [None; WEEK],
            levels: [0.0; SHARES.len()],
            errors: [0.0; SHARES.len()],
            error_weight: 0.0,
            ets: None,
            fitted_at: 0,
            states: [DiscountedBeta::default(); DISCOUNTS.len()],
            likelihoods: [0.0; DISCOUNTS.len()],
            total: (0, 0),
        }
    }

    /// Whether a model takes part: counts of failures have models of their own, and no use for the fitted ones.
    pub(super) fn takes_part(&self, model: ForecastModel) -> bool {
        match model {
            ForecastModel::BetaBinomial | ForecastModel::DiscountedBeta => self.has_counts,
            ForecastModel::Theta | ForecastModel::Ets => !self.has_counts,
            _ => true,
        }
    }

    /// Takes in the next day.
    pub(super) fn learn(&mut self, point: Point) {
        let weekday = self.points.len() % WEEK;
        let effect = self.weekdays.effect(weekday);
        let is_first = self.points.iter().all(|point| point.value.is_none());
        if let Some(value) = point.value {
            self.follow(value - effect, is_first);
            self.last = value;
            if let Some(last) = self.last_of_weekday.get_mut(weekday) {
                *last = Some(value);
            }
        }
        self.filled.push(point.value.unwrap_or(self.level() + effect));
        self.points.push(point);
        if let (Some(value), Some(week)) = (point.value, self.filled.last_chunk::<WEEK>()) {
            self.weekdays.learn(weekday, value - week.iter().sum::<f64>() / WEEK as f64);
        }
        if self.has_counts {
            self.count(point.counts);
        }
    }

    fn follow(&mut self, value: f64, is_first: bool) {
        if is_first {
            self.levels = [value; SHARES.len()];
            return;
        }
        self.error_weight = ERROR_FADING * self.error_weight + 1.0;
        for ((level, error), share) in self.levels.iter_mut().zip(&mut self.errors).zip(SHARES) {
            let missed = value - *level;
            let usual = *error / self.error_weight;
            *error = ERROR_FADING * *error + missed.abs();
            let most = if usual > 0.0 && self.error_weight > 5.0 { MOST_ERRORS * usual } else { f64::INFINITY };
            *level += share * missed.clamp(-most, most);
        }
    }

    fn count(&mut self, (failed, decided): (u64, u64)) {
        for ((state, likelihood), discount) in self.states.iter_mut().zip(&mut self.likelihoods).zip(DISCOUNTS) {
            if decided > 0 {
                *likelihood += state.predicting(decided).ln_probability(failed);
            }
            *state = state.faded(discount).observing(failed, decided);
        }
        self.total = (self.total.0 + failed, self.total.1 + decided);
    }

    fn best_share(&self) -> usize {
        let negative: Vec<f64> = self.errors.iter().map(|error| -error).collect();
        index_of_largest(&negative).unwrap_or_default()
    }

    fn level(&self) -> f64 {
        self.levels.get(self.best_share()).copied().unwrap_or_default()
    }

    /// What every model says of the days `1..=steps` after the last one learnt: one row a day, in [`ORDER`].
    pub(super) fn say(&mut self, steps: usize) -> Vec<[f64; MODELS]> {
        let recent = self.recent_median();
        let level = self.level();
        let theta = self.theta(steps);
        let ets = self.ets(steps);
        let (share, faded) = self.shares();
        let whole = self.mean_of(self.points.len().saturating_sub(WEEK * WEEKS_BACK), 1).0;
        let carried = |values: &[f64], step: usize| values.get(step).or(values.last()).copied();
        let mut means = [0.0; WEEK];
        for (ahead, mean) in means.iter_mut().enumerate() {
            *mean = self.weekday_mean(self.points.len() + ahead, whole);
        }
        (0..steps)
            .map(|step| {
                let weekday = (self.points.len() + step) % WEEK;
                let effect = self.weekdays.effect(weekday);
                let naive = self.last_of_weekday.get(weekday).copied().flatten().unwrap_or(self.last);
                let mean = means.get(step % WEEK).copied().unwrap_or(whole);
                let smooth = level + effect;
                [
                    naive,
                    self.last,
                    mean,
                    recent + effect,
                    smooth,
                    carried(&theta, step).map_or(smooth, |value| value + effect),
                    if ets.len() == steps { carried(&ets, step).unwrap_or(smooth) } else { smooth },
                    share,
                    faded,
                ]
            })
            .collect()
    }

    fn recent_median(&self) -> f64 {
        let from = self.points.len().saturating_sub(MEDIAN_DAYS);
        let values = self.points.iter().enumerate().skip(from);
        let mut plain: Vec<f64> =
            values.filter_map(|(day, point)| Some(point.value? - self.weekdays.effect(day))).collect();
        median(&mut plain).unwrap_or_else(|| self.level())
    }

    /// Mean of the values of every `stride`-th day from `first` on, by attempts where those are known; and its weight.
    fn mean_of(&self, first: usize, stride: usize) -> (f64, f64) {
        let (mut total, mut weight, mut days) = (0.0, 0.0, 0.0);
        for point in self.points.iter().skip(first).step_by(stride) {
            let Some(value) = point.value else { continue };
            let of_day = if self.has_counts { point.counts.1 as f64 } else { 1.0 };
            total += of_day * value;
            weight += of_day;
            days += 1.0;
        }
        if weight > 0.0 { (total / weight, days) } else { (self.last, 0.0) }
    }

    fn weekday_mean(&self, target: usize, whole: f64) -> f64 {
        let first = target.saturating_sub(WEEK * WEEKS_BACK);
        let first = if target < WEEK * WEEKS_BACK { target % WEEK } else { first };
        let (own, days) = self.mean_of(first, WEEK);
        let pull = self.weekdays.pull();
        (days * own + pull * whole) / (days + pull)
    }

    fn theta(&self, steps: usize) -> Vec<f64> {
        if self.has_counts {
            return Vec::new();
        }
        let from = self.filled.len().saturating_sub(FITTED_DAYS);
        let days = self.filled.iter().enumerate().skip(from);
        let plain: Vec<f64> = days.map(|(day, value)| value - self.weekdays.effect(day)).collect();
        let share = SHARES.get(self.best_share()).copied().unwrap_or(0.15);
        theta_forecast(&plain, share, steps.min(MOST_SLOPE_DAYS)).unwrap_or_default()
    }

    /// Forecast of the ETS model, refitted only now and then; empty where there is none.
    fn ets(&mut self, steps: usize) -> Vec<f64> {
        let length = self.filled.len();
        if self.has_counts || length < 2 * WEEK + 3 {
            return Vec::new();
        }
        if self.ets.is_none() || length >= self.fitted_at + DAYS_BETWEEN_FITS {
            let from = length.saturating_sub(FITTED_DAYS);
            let chosen = choose_ets(self.filled.get(from..).unwrap_or_default(), WEEK);
            self.ets = chosen.ok().map(|(model, _)| (from, model));
            self.fitted_at = length;
        }
        let forecast = self.ets.as_ref().and_then(|(from, model)| {
            let fit = ets_fit(self.filled.get(*from..)?, model).ok()?;
            ets_forecast(&fit, model, steps, 0.8).ok()
        });
        forecast.map(|forecast| forecast.mean).unwrap_or_default()
    }

    /// Share of all failures, and the fading one, drawn to it by one attempt so that it is never out of nothing.
    fn shares(&self) -> (f64, f64) {
        let all = if self.total.1 > 0 { self.total.0 as f64 / self.total.1 as f64 } else { 0.0 };
        let best = index_of_largest(&self.likelihoods).and_then(|best| self.states.get(best)).copied();
        let (failed, passed) = best.unwrap_or_default().shapes();
        // Without Jeffreys' half a failure: a history without failures is foretold to go on.
        let (failed, passed) = (failed - 0.5, passed - 0.5);
        (all, (failed + PRIOR_RUNS * all) / (failed + passed + PRIOR_RUNS))
    }
}
