//! Forecasts the failure rate of the coming days, and tries the same method on the past to say how far to trust it.

use crate::domain::{Outcome, Period};
use crate::stats::{DISCOUNTS, DiscountedBeta, Lack, index_of_largest, median};

use super::{FailureForecast, ForecastDay, View};

/// Days that are forecast.
const HORIZON_DAYS: usize = 7;
/// Days of the past that a forecast rests on.
const MEMORY_DAYS: i64 = 365;
/// Below so many active days the discount is not chosen but set.
const FEWEST_DAYS_TO_CHOOSE: usize = 14;
/// That discount.
const SET_DISCOUNT: f64 = 0.9;
/// Active days that a past forecast needs before it.
const FEWEST_DAYS_BEFORE: usize = 7;
/// Past forecasts that a confidence needs.
const FEWEST_TESTS: usize = 10;
/// Weeks that the expected number of runs is the median of.
const WEEKS_BACK: usize = 8;
/// An interval is counted out over at most so many runs.
const MOST_TRIALS: f64 = 5_000.0;
/// Added to both errors before they are compared, so that a series without failures has no infinite skill.
const ERROR_FLOOR: f64 = 0.01;

/// Forecasts the failure rate of the next 7 local days from the last 365 days of what the view's filter chooses, whatever
/// its window.
///
/// Method: a Beta posterior of the daily failure rate, its past fading by a constant factor a calendar day. The factor is
/// the one of [`DISCOUNTS`] that would have predicted the series best one day ahead (0.9 below 14 active days). Day h ahead
/// fades by a further λ^((h−1)/12). Intervals are quantiles of the Beta-binomial with the expected number of runs (the
/// median of the active days among the same weekday of the last 8 weeks), divided by that number.
///
/// Backtest: every active day of the series is forecast one day ahead from the days before it alone, with the discount
/// chosen from those. The naive forecast is the rate of the same weekday last week, or else of the last active day.
///
/// Confidence (from 10 tested days on) = 0.6 × closeness + 0.4 × skill. Closeness is 1 where the 80 % intervals held 80 %
/// of the days and falls straight to 0 where they held none, and to ⅞ where they held all. Skill is
/// 1.5 − (error + 0.01)/(naive error + 0.01), kept within 0–1: ½ at par with the naive forecast, 1 at half its error.
pub fn predict_failure_rate(view: &View<'_>) -> FailureForecast {
    let series = daily_counts(view);
    let count: u64 = series.iter().map(|day| day.1).sum();
    let mut forecast = FailureForecast {
        made_at: view.now,
        count,
        method: "discounted_beta_binomial".to_owned(),
        days: Err(Lack::TooFewPoints { have: count as usize, need: view.settings.forecast_minimum_points as usize }),
        confidence: None,
        backtest_coverage_80: None,
        backtest_coverage_95: None,
        backtest_error: None,
        backtest_error_naive: None,
        backtest_days: 0,
    };
    let fewest = u64::from(view.settings.forecast_minimum_points).max(1);
    if count < fewest {
        return forecast;
    }
    let mut learner = Learner::default();
    let mut tests = Tests::default();
    let mut decided = 0;
    for (day, &(failed, runs)) in series.iter().enumerate() {
        if runs > 0 && decided >= fewest && learner.active_days >= FEWEST_DAYS_BEFORE {
            let said = learner.day_ahead(&series, day, 1);
            tests.score(&said, naive_rate(&series, day), failed as f64 / runs as f64);
        }
        learner.learn(failed, runs);
        decided += runs;
    }
    tests.tell(&mut forecast);
    let today = view.zone.local_day(view.now);
    let ahead = (1..=HORIZON_DAYS).map(|horizon| {
        let day = learner.day_ahead(&series, series.len() - 1 + horizon, horizon);
        ForecastDay { start: view.zone.day_start(today + horizon as i64), ..day }
    });
    forecast.days = Ok(ahead.collect());
    forecast
}

/// `(failed, decided)` of each local day from the first with decided attempts to today.
fn daily_counts(view: &View<'_>) -> Vec<(u64, u64)> {
    let memory = view.over(Period { start: view.now.plus_days(-MEMORY_DAYS), end: view.now.plus_seconds(1) });
    let outcomes: Vec<(i64, Outcome)> =
        memory.rows.iter().map(|&row| (view.local_day(row), view.outcome(row))).collect();
    let decided = || outcomes.iter().filter(|(_, outcome)| outcome.is_decided());
    let Some(first) = decided().map(|(day, _)| *day).min() else { return Vec::new() };
    let length = usize::try_from(view.zone.local_day(view.now) - first + 1).unwrap_or_default();
    let mut counts = vec![(0, 0); length];
    for (day, outcome) in decided() {
        if let Some(count) = usize::try_from(day - first).ok().and_then(|position| counts.get_mut(position)) {
            count.0 += u64::from(outcome.is_failed());
            count.1 += 1;
        }
    }
    counts
}

/// One state for each discount, and how well each has predicted so far.
struct Learner {
    states: [DiscountedBeta; DISCOUNTS.len()],
    likelihoods: [f64; DISCOUNTS.len()],
    active_days: usize,
}

impl Default for Learner {
    fn default() -> Self {
        let states = [DiscountedBeta::default(); DISCOUNTS.len()];
        Self { states, likelihoods: [0.0; DISCOUNTS.len()], active_days: 0 }
    }
}

impl Learner {
    fn learn(&mut self, failed: u64, runs: u64) {
        for ((state, likelihood), discount) in self.states.iter_mut().zip(&mut self.likelihoods).zip(DISCOUNTS) {
            if runs > 0 {
                *likelihood += state.predicting(runs).ln_probability(failed);
            }
            *state = state.faded(discount).observing(failed, runs);
        }
        self.active_days += usize::from(runs > 0);
    }

    fn best(&self) -> (DiscountedBeta, f64) {
        let chosen = if self.active_days < FEWEST_DAYS_TO_CHOOSE {
            DISCOUNTS.iter().position(|discount| discount.total_cmp(&SET_DISCOUNT).is_eq())
        } else {
            index_of_largest(&self.likelihoods)
        };
        let both = |position: usize| Some((*self.states.get(position)?, *DISCOUNTS.get(position)?));
        chosen.and_then(both).unwrap_or((DiscountedBeta::default(), SET_DISCOUNT))
    }

    /// What it says of day `target` of the series, `horizon` days after the last one it has learnt.
    fn day_ahead(&self, series: &[(u64, u64)], target: usize, horizon: usize) -> ForecastDay {
        let (state, discount) = self.best();
        let state = state.faded(discount.powf((horizon - 1) as f64 / 12.0));
        let known = series.get(..target.min(series.len())).unwrap_or_default();
        let (expected_runs, trials) = typical_runs(known, target);
        let [l95, l80, h80, h95] = state.predicting(trials).quantiles([0.025, 0.1, 0.9, 0.975]);
        let share = |count: u64| count as f64 / trials as f64;
        ForecastDay {
            start: crate::domain::Timestamp::default(),
            expected_runs,
            rate: state.mean(),
            interval_80: (share(l80), share(h80)),
            interval_95: (share(l95), share(h95)),
        }
    }
}

/// Expected runs on day `target` (median of the same weekday over 8 weeks), and how many to count an interval out over
/// (the same over active days, else over all active days of those weeks).
fn typical_runs(known: &[(u64, u64)], target: usize) -> (f64, u64) {
    let same_weekday = (1..=WEEKS_BACK).filter_map(|weeks| known.get(target.checked_sub(7 * weeks)?));
    let mut runs: Vec<f64> = same_weekday.map(|day| day.1 as f64).collect();
    let mut active: Vec<f64> = runs.iter().copied().filter(|&runs| runs > 0.0).collect();
    if active.is_empty() {
        active = known.iter().rev().take(7 * WEEKS_BACK).map(|day| day.1 as f64).filter(|&runs| runs > 0.0).collect();
    }
    let trials = median(&mut active).unwrap_or(1.0).round().clamp(1.0, MOST_TRIALS);
    (median(&mut runs).unwrap_or(trials), trials as u64)
}

fn naive_rate(series: &[(u64, u64)], day: usize) -> Option<f64> {
    let rate = |&(failed, runs): &(u64, u64)| (runs > 0).then(|| failed as f64 / runs as f64);
    let last_week = day.checked_sub(7).and_then(|day| series.get(day)).and_then(rate);
    last_week.or_else(|| series.get(..day)?.iter().rev().find_map(rate))
}

/// How past forecasts did.
#[derive(Default)]
struct Tests {
    days: usize,
    inside_80: usize,
    inside_95: usize,
    error: f64,
    error_naive: f64,
}

impl Tests {
    fn score(&mut self, said: &ForecastDay, naive: Option<f64>, happened: f64) {
        let Some(naive) = naive else { return };
        let inside = |(low, high): (f64, f64)| usize::from(low <= happened && happened <= high);
        self.days += 1;
        self.inside_80 += inside(said.interval_80);
        self.inside_95 += inside(said.interval_95);
        self.error += (said.rate - happened).abs();
        self.error_naive += (naive - happened).abs();
    }

    fn tell(&self, forecast: &mut FailureForecast) {
        if self.days == 0 {
            return;
        }
        let mean = |total: f64| total / self.days as f64;
        let coverage = mean(self.inside_80 as f64);
        forecast.backtest_days = self.days as u64;
        forecast.backtest_coverage_80 = Some(coverage);
        forecast.backtest_coverage_95 = Some(mean(self.inside_95 as f64));
        forecast.backtest_error = Some(mean(self.error));
        forecast.backtest_error_naive = Some(mean(self.error_naive));
        if self.days >= FEWEST_TESTS {
            forecast.confidence = Some(confidence(coverage, mean(self.error), mean(self.error_naive)));
        }
    }
}

fn confidence(coverage: f64, error: f64, error_naive: f64) -> f64 {
    let closeness = if coverage < 0.8 { coverage / 0.8 } else { 1.0 - (coverage - 0.8) / 1.6 };
    let skill = (1.5 - (error + ERROR_FLOOR) / (error_naive + ERROR_FLOOR)).clamp(0.0, 1.0);
    (0.6 * closeness + 0.4 * skill).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_rises_with_closeness_and_skill() {
        let at = |coverage: f64, error: f64| confidence(coverage, error, 0.1);
        for step in 0..8 {
            let coverage = f64::from(step) / 10.0;
            assert!(at(coverage, 0.1) < at(coverage + 0.1, 0.1));
            let error = 0.05 + f64::from(step) / 100.0;
            assert!(at(0.8, error) > at(0.8, error + 0.01));
        }
        assert!(at(1.0, 0.1) < at(0.8, 0.1) && at(0.8, 0.0) > 0.99 && at(0.0, 1.0) < 0.01);
    }

    #[test]
    fn expects_what_the_weekday_saw() {
        // Ten runs on five days, none on two.
        let series: Vec<(u64, u64)> = (0..56).map(|day| (0, if day % 7 < 5 { 10 } else { 0 })).collect();
        assert_eq!(typical_runs(&series, 56), (10.0, 10));
        assert_eq!(typical_runs(&series, 61), (0.0, 10));
        assert_eq!(typical_runs(&[], 0), (1.0, 1));
        assert_eq!(naive_rate(&[(1, 2), (0, 0)], 2), Some(0.5));
    }
}
