//! Rolls through a series day by day: lets the models foretell what comes, scores them when it has come, chooses among
//! them by those scores, and takes the width of intervals from the errors so made; of failure rates from what counts of
//! failures can be. Whatever is said at a day rests on the days up to it alone, the choice included.

use crate::stats::OnlineConformal;

use super::failures::Failures;
use super::models::{MODELS, Models, ORDER, Point};
use super::scale::Scale;
use super::{Backtest, FailuresAhead, ForecastMetric, ForecastModel, ModelScore};

/// Days of the past from which the models are made to look ahead.
const MOST_ORIGINS: usize = 150;
/// Days learnt before the first of them.
const FEWEST_BEFORE: usize = 7;
/// What is left of the weight of a loss a day later.
const LOSS_FADING: f64 = 0.985;
/// The seasonal naive model stays unless another is better by so much.
const NAIVE_MARGIN: f64 = 0.98;
/// Scored days before any other model may be chosen.
const FEWEST_SCORED_DAYS: u32 = 3;
/// Weight of a model in the combination: its loss to this power.
const COMBINATION_POWER: i32 = -3;
/// Intervals rest on so many of the newest errors.
const CONFORMAL_WINDOW: usize = 100;
/// Speed at which the levels adapt (Gibbs and Candès 2021): theirs is 0.005 for thousands of steps; here are some hundred.
const CONFORMAL_SPEED: f64 = 0.05;
/// All models and their combination.
const ALL: usize = MODELS + 1;

/// What was said of one day, on the scale of errors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Said {
    /// The value in the metric's unit.
    pub value: f64,
    /// The 80 % and the 95 % interval; `None` without errors to go by.
    pub intervals: Option<[(f64, f64); 2]>,
    /// What counts on the ends of the intervals, of a failure rate.
    pub failures: Option<FailuresAhead>,
    centre: f64,
}

/// A forecast of a past day and what happened on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Told {
    /// Position of the day it was made on, the last one known.
    pub origin: usize,
    /// Days ahead.
    pub step: usize,
    /// What was said.
    pub said: Said,
    /// What the seasonal naive model said.
    pub naive: f64,
    /// What happened.
    pub happened: f64,
    /// The model chosen on that day.
    pub model: ForecastModel,
}

/// The result of rolling to the end.
pub(super) struct Rolled {
    pub days: Vec<Said>,
    pub model: ForecastModel,
    pub candidates: Vec<ModelScore>,
    pub backtest: Option<Backtest>,
    /// Every tested forecast, by the day on which it was scored.
    pub told: Vec<Told>,
    /// Mean change from week to week, in the metric's unit; what errors are scaled by.
    pub change: Option<f64>,
}

/// Foretells the days `lead..lead + horizon` after the last of `points`.
pub(super) fn roll(metric: ForecastMetric, points: &[Point], lead: usize, horizon: usize) -> Rolled {
    let mut roller = Roller::new(metric, points.len(), lead.max(1), horizon.max(1));
    for &point in points {
        roller.score(point);
        roller.advance(point);
    }
    roller.finish(points)
}

struct Roller {
    scale: Scale,
    models: Models,
    /// Of a failure rate.
    failures: Option<Failures>,
    lead: usize,
    horizon: usize,
    first_origin: usize,
    day: usize,
    /// What all models said: by origin, step, model.
    said: Vec<[f64; ALL]>,
    chosen: Vec<Said>,
    chosen_model: Vec<usize>,
    losses: [f64; ALL],
    loss_weight: f64,
    plain_losses: [f64; ALL],
    scored: u64,
    scored_days: u32,
    conformal: Vec<OnlineConformal>,
    told: Vec<Told>,
}

impl Roller {
    fn new(metric: ForecastMetric, length: usize, lead: usize, horizon: usize) -> Self {
        let scale = Scale::of(metric);
        let tracker = || OnlineConformal::new(CONFORMAL_WINDOW, CONFORMAL_SPEED, [0.2, 0.05]);
        Self {
            scale,
            models: Models::new(metric),
            failures: (scale == Scale::Share).then(|| Failures::new(horizon)),
            lead,
            horizon,
            first_origin: FEWEST_BEFORE.min(length / 2).max(length.saturating_sub(MOST_ORIGINS + 1)),
            day: 0,
            said: Vec::new(),
            chosen: Vec::new(),
            chosen_model: Vec::new(),
            losses: [0.0; ALL],
            loss_weight: 0.0,
            plain_losses: [0.0; ALL],
            scored: 0,
            scored_days: 0,
            conformal: (0..horizon).map(|_| tracker()).collect(),
            told: Vec::new(),
        }
    }

    /// Holds all that was said of the coming day against it.
    fn score(&mut self, point: Point) {
        let Some(value) = point.value else { return };
        let happened = self.scale.natural(value);
        let mut has_faded = false;
        for step in 0..self.horizon {
            let Some(origin) = self.day.checked_sub(self.lead + step).filter(|&origin| origin >= self.first_origin)
            else {
                break;
            };
            let position = (origin - self.first_origin) * self.horizon + step;
            let (Some(said), Some(&chosen)) = (self.said.get(position), self.chosen.get(position)) else { continue };
            if !has_faded {
                self.losses.iter_mut().for_each(|loss| *loss *= LOSS_FADING);
                self.loss_weight *= LOSS_FADING;
                self.scored_days += 1;
                has_faded = true;
            }
            for ((loss, plain), said) in self.losses.iter_mut().zip(&mut self.plain_losses).zip(said) {
                let missed = (self.scale.natural(*said) - happened).abs();
                *loss += missed;
                *plain += missed;
            }
            self.loss_weight += 1.0;
            self.scored += 1;
            let naive = self.scale.natural(said.first().copied().unwrap_or_default());
            let model = self.chosen_model.get(origin - self.first_origin).copied().unwrap_or_default();
            self.told.push(Told { origin, step, said: chosen, naive, happened, model: model_at(model) });
            match &mut self.failures {
                Some(failures) => {
                    if let Some(told) = chosen.intervals.zip(chosen.failures) {
                        failures.score(step, &told, happened);
                    }
                }
                None => {
                    if let Some(tracker) = self.conformal.get_mut(step) {
                        tracker.learn((value - chosen.centre).abs());
                    }
                }
            }
        }
    }

    /// Learns the day and says what comes after it.
    fn advance(&mut self, point: Point) {
        self.models.learn(point);
        if let Some(failures) = &mut self.failures {
            failures.learn(point);
        }
        if self.day >= self.first_origin {
            let model = self.choose();
            let weights = self.weights();
            let rows = self.models.say(self.lead - 1 + self.horizon);
            for (step, row) in rows.iter().skip(self.lead - 1).enumerate() {
                let mixed: f64 = row.iter().zip(weights).map(|(value, weight)| weight * value).sum();
                let mut all = [mixed; ALL];
                all.iter_mut().zip(row).for_each(|(all, value)| *all = *value);
                self.said.push(all);
                self.chosen.push(self.say(all.get(model).copied().unwrap_or(mixed), step));
            }
            self.chosen_model.push(model);
        }
        self.day += 1;
    }

    fn say(&self, centre: f64, step: usize) -> Said {
        let value = self.scale.natural(centre);
        if let Some(failures) = &self.failures {
            let told = failures.tell(self.lead + step, step, value);
            return Said { value, intervals: told.map(|told| told.0), failures: told.map(|told| told.1), centre };
        }
        let intervals = self.half_widths(step).map(|[inner, outer]| {
            let around = |half: f64| (self.scale.natural(centre - half), self.scale.natural(centre + half));
            [around(inner.min(outer)), around(outer)]
        });
        let intervals = intervals.filter(|all| all.iter().all(|range| range.0.is_finite() && range.1.is_finite()));
        Said { value, intervals, failures: None, centre }
    }

    /// Those of the errors made so many steps ahead; where none of them has come yet, those of fewer steps, grown as the
    /// errors of a random walk do.
    fn half_widths(&self, step: usize) -> Option<[f64; 2]> {
        let known = |nearer: usize| Some((nearer, self.conformal.get(nearer)?.half_widths()?));
        let (nearer, widths) = (0..=step).rev().find_map(known)?;
        let growth = ((self.lead + step) as f64 / (self.lead + nearer) as f64).sqrt();
        Some(widths.map(|width| width * growth))
    }

    /// The model with the least loss; the seasonal naive one unless that is beaten clearly.
    fn choose(&self) -> usize {
        let naive = self.losses.first().copied().unwrap_or_default();
        let taking_part = self.losses.iter().enumerate().filter(|(model, _)| self.takes_part(*model));
        let best = taking_part.reduce(|best, next| if next.1 < best.1 { next } else { best });
        match best {
            Some((model, &loss)) if self.scored_days >= FEWEST_SCORED_DAYS && loss < NAIVE_MARGIN * naive => model,
            _ => 0,
        }
    }

    fn takes_part(&self, model: usize) -> bool {
        ORDER.get(model).is_none_or(|&model| self.models.takes_part(model))
    }

    /// Shares of the models in the combination.
    fn weights(&self) -> [f64; MODELS] {
        let mut weights = [0.0; MODELS];
        let least = self.losses.iter().take(MODELS).enumerate().filter(|(model, _)| self.takes_part(*model));
        let least = least.map(|(_, loss)| *loss).fold(f64::INFINITY, f64::min);
        for (model, (weight, loss)) in weights.iter_mut().zip(&self.losses).enumerate() {
            if self.takes_part(model) {
                // All alike while nothing is known.
                *weight = if least > 0.0 { (loss / least).powi(COMBINATION_POWER) } else { f64::from(*loss <= least) };
            }
        }
        let total: f64 = weights.iter().sum();
        weights.map(|weight| weight / total.max(f64::MIN_POSITIVE))
    }

    fn finish(mut self, points: &[Point]) -> Rolled {
        let days = self.chosen.split_off(self.chosen.len().saturating_sub(self.horizon));
        let model = model_at(self.chosen_model.last().copied().unwrap_or_default());
        let change = weekly_change(points, self.scale);
        let origins = (self.chosen_model.len() as u64).saturating_sub(self.lead as u64);
        let scored = self.scored as f64;
        let naive = self.losses.first().copied().unwrap_or_default();
        let of = |(position, (loss, plain)): (usize, (&f64, &f64))| ModelScore {
            model: model_at(position),
            error: loss / self.loss_weight,
            relative_error: Some(loss / naive).filter(|ratio| ratio.is_finite()),
            mase: change.map(|change| plain / scored / change).filter(|mase| mase.is_finite()),
            origins,
        };
        let losses = self.losses.iter().zip(&self.plain_losses).enumerate();
        let mut candidates: Vec<ModelScore> =
            losses.filter(|(model, _)| self.scored > 0 && self.takes_part(*model)).map(of).collect();
        crate::domain::sort_by(&mut candidates, |a, b| a.error.total_cmp(&b.error));
        Rolled { days, model, candidates, backtest: summarise(&self.told, change), change, told: self.told }
    }
}

fn model_at(position: usize) -> ForecastModel {
    ORDER.get(position).copied().unwrap_or(ForecastModel::Combination)
}

/// Mean absolute change from a day to the same weekday a week later, in the metric's unit: the scale of MASE.
pub(super) fn weekly_change(points: &[Point], scale: Scale) -> Option<f64> {
    let pairs = points.iter().zip(points.iter().skip(super::weekdays::WEEK));
    let (mut total, mut count) = (0.0, 0.0);
    for (before, after) in pairs {
        let (Some(before), Some(after)) = (before.value, after.value) else { continue };
        total += (scale.natural(after) - scale.natural(before)).abs();
        count += 1.0;
    }
    (total > 0.0).then(|| total / count)
}

/// How forecasts with intervals did; `None` without any.
pub(super) fn summarise(told: &[Told], change: Option<f64>) -> Option<Backtest> {
    let (mut count, mut inside, mut error, mut naive, mut score) = (0.0, [0.0; 2], 0.0, 0.0, 0.0);
    let (mut days, mut last_day) = (0, None);
    for told in told {
        let Some(intervals) = told.said.intervals else { continue };
        for (inside, (low, high)) in inside.iter_mut().zip(intervals) {
            *inside += f64::from(low <= told.happened && told.happened <= high);
        }
        let [_, (low, high)] = intervals;
        score += high - low + 40.0 * ((low - told.happened).max(0.0) + (told.happened - high).max(0.0));
        error += (told.said.value - told.happened).abs();
        naive += (told.naive - told.happened).abs();
        count += 1.0;
        let day = Some(told.origin + told.step);
        days += u64::from(last_day != day);
        last_day = day;
    }
    let [inside_80, inside_95] = inside;
    (count > 0.0).then(|| Backtest {
        days,
        forecasts: count as u64,
        coverage_80: inside_80 / count,
        coverage_95: inside_95 / count,
        error: error / count,
        error_seasonal_naive: naive / count,
        mase: change.map(|change| error / count / change).filter(|mase| mase.is_finite()),
        interval_score_95: score / count,
    })
}

/// Decided attempts to expect on a day: a fading mean of the same weekday's days that had any.
#[derive(Clone, Debug, Default)]
pub(super) struct ExpectedRuns {
    weekdays: [(f64, f64); super::weekdays::WEEK],
    day: usize,
}

impl ExpectedRuns {
    pub(super) fn learn(&mut self, point: Point) {
        let weekday = self.day % super::weekdays::WEEK;
        if let Some((total, weight)) = self.weekdays.get_mut(weekday).filter(|_| point.counts.1 > 0) {
            *total = 0.8 * *total + point.counts.1 as f64;
            *weight = 0.8 * *weight + 1.0;
        }
        self.day += 1;
    }

    /// Attempts on a day of the series on which anything happens.
    pub(super) fn on(&self, day: usize) -> f64 {
        let all = || self.weekdays.iter().fold((0.0, 0.0), |sum, day| (sum.0 + day.0, sum.1 + day.1));
        let own = self.weekdays.get(day % super::weekdays::WEEK).copied().unwrap_or_default();
        let (total, weight) = if own.1 > 0.0 { own } else { all() };
        if weight > 0.0 { total / weight } else { 1.0 }
    }
}
