//! Exponential smoothing in its additive forms: level, damped trend, season; and the choice among them by `AICc`. An
//! undamped trend is not offered: carried on, it is wrong sooner or later.

use super::baselines::{Forecast, critical};
use super::describe::{all_finite, at};
use super::exponential_smoothing::additive_season;
use super::simplex::minimise;
use super::{Lack, logistic};

/// Smoothing shares and where the components start.
#[derive(Clone, Debug, PartialEq)]
pub struct EtsModel {
    /// Share of an error that the level takes.
    pub alpha: f64,
    /// Share that the trend takes, damping, start; `None` without a trend.
    pub trend: Option<EtsTrend>,
    /// Level before the first value.
    pub level: f64,
    /// Share that the season takes.
    pub gamma: f64,
    /// Season of the first value and those after it; empty without one.
    pub season: Vec<f64>,
}

/// A damped trend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EtsTrend {
    /// Share of an error that the trend takes.
    pub beta: f64,
    /// What is left of the trend a step later.
    pub damping: f64,
    /// Trend before the first value.
    pub start: f64,
}

/// A model run over the values.
#[derive(Clone, Debug, PartialEq)]
pub struct EtsFit {
    /// The forecast of each value from those before it.
    pub fitted: Vec<f64>,
    /// Sum of squared errors.
    pub squares: f64,
    /// Ln likelihood of normal errors: −n/2·(ln(2π·squares/n) + 1); `None` without errors.
    pub log_likelihood: Option<f64>,
    level: f64,
    slope: f64,
    season: Vec<f64>,
}

/// Runs a model over the values. Needs one value.
pub fn ets_fit(values: &[f64], model: &EtsModel) -> Result<EtsFit, Lack> {
    all_finite(values)?;
    Lack::unless_enough(values.len(), 1)?;
    let mut season = model.season.clone();
    let period = season.len();
    let mut fitted = Vec::with_capacity(values.len());
    let (level, slope, squares) = follow(values, model, &mut season, |expected| fitted.push(expected));
    all_finite(&[level, slope, squares])?;
    if period > 0 {
        season.rotate_left(values.len() % period);
    }
    let n = values.len() as f64;
    let log_likelihood = (squares > 0.0).then(|| -n / 2.0 * ((core::f64::consts::TAU * squares / n).ln() + 1.0));
    Ok(EtsFit { fitted, squares, log_likelihood, level, slope, season })
}

/// Level, slope and sum of squared errors after the last value; `season` is moved along, and `each` is told what was
/// expected of every value. The search for parameters does little else.
fn follow(values: &[f64], model: &EtsModel, season: &mut [f64], mut each: impl FnMut(f64)) -> (f64, f64, f64) {
    let trend = model.trend.unwrap_or(EtsTrend { beta: 0.0, damping: 0.0, start: 0.0 });
    let (mut level, mut slope, mut squares) = (model.level, trend.start, 0.0);
    let mut position = 0;
    for value in values {
        let carried = trend.damping * slope;
        let phase = season.get_mut(position);
        let expected = level + carried + phase.as_deref().copied().unwrap_or_default();
        let error = value - expected;
        level += carried + model.alpha * error;
        slope = carried + trend.beta * error;
        if let Some(phase) = phase {
            *phase += model.gamma * error;
        }
        position += 1;
        if position >= season.len() {
            position = 0;
        }
        squares += error * error;
        each(expected);
    }
    (level, slope, squares)
}

/// What comes after the values a model was run over, with intervals at `interval` (normal errors).
pub fn ets_forecast(fit: &EtsFit, model: &EtsModel, steps: usize, interval: f64) -> Result<Forecast, Lack> {
    let trend = model.trend.unwrap_or(EtsTrend { beta: 0.0, damping: 0.0, start: 0.0 });
    let period = fit.season.len();
    let parameters = 2.0 + 3.0 * f64::from(model.trend.is_some()) + if period > 0 { period as f64 } else { 0.0 };
    let n = fit.fitted.len() as f64;
    let deviation = (fit.squares / if n > parameters { n - parameters } else { n.max(1.0) }).sqrt();
    let (mut damped, mut factor, mut variance) = (0.0, 1.0, 1.0);
    let (mut mean, mut half_widths) = (Vec::with_capacity(steps), Vec::with_capacity(steps));
    for step in 1..=steps {
        factor *= trend.damping;
        damped += factor;
        let phase = if period > 0 { at(&fit.season, (step - 1) % period) } else { 0.0 };
        mean.push(fit.level + damped * fit.slope + phase);
        half_widths.push(critical(interval) * deviation * f64::sqrt(variance));
        let seasonal = if period > 0 && step % period == 0 { model.gamma } else { 0.0 };
        let response =
            model.alpha + if trend.damping > 0.0 { trend.beta / trend.damping * damped } else { 0.0 } + seasonal;
        variance += response * response;
    }
    all_finite(&mean)?;
    all_finite(&half_widths)?;
    Ok(Forecast { mean, half_widths, deviation: Some(deviation) })
}

/// The model with the least `AICc` among level; level and damped trend; each also with a season of `period` steps where
/// that is above 1 and two cycles and three values are there. Needs ten values.
pub fn choose_ets(values: &[f64], period: usize) -> Result<(EtsModel, EtsFit), Lack> {
    all_finite(values)?;
    Lack::unless_enough(values.len(), 10)?;
    let seasonal = period > 1 && values.len() >= 2 * period + 3;
    let forms = [(false, false), (true, false), (false, true), (true, true)];
    let fits = forms.into_iter().filter(|form| seasonal || !form.1).filter_map(|(trend, season)| {
        let season = if season { additive_season(values, period) } else { Vec::new() };
        let count = 3.0 + 3.0 * f64::from(trend) + if season.is_empty() { 0.0 } else { period as f64 };
        let model = fit_parameters(values, trend, season);
        let fit = ets_fit(values, &model).ok()?;
        let n = values.len() as f64;
        let penalty = if n > count + 1.0 { 2.0 * count * n / (n - count - 1.0) } else { return None };
        let likelihood = fit.log_likelihood.unwrap_or(f64::MAX / 4.0);
        Some((penalty - 2.0 * likelihood, (model, fit)))
    });
    let best = fits.reduce(|best, next| if next.0 < best.0 { next } else { best });
    best.map(|pair| pair.1).ok_or_else(|| Lack::undefined("no model fits"))
}

fn fit_parameters(values: &[f64], trend: bool, season: Vec<f64>) -> EtsModel {
    let first = super::mean(values.get(..values.len().min(10)).unwrap_or_default()).unwrap_or_default();
    let spread = super::variance(values).map_or(1.0, f64::sqrt).max(f64::MIN_POSITIVE);
    let model = |x: &[f64]| {
        let alpha = 1e-4 + 0.9998 * logistic(at(x, 0));
        EtsModel {
            alpha,
            level: first + spread * at(x, 1),
            gamma: if season.is_empty() { 0.0 } else { (1.0 - alpha) * logistic(at(x, 2)) },
            season: season.clone(),
            trend: trend.then(|| EtsTrend {
                beta: alpha * logistic(at(x, 3)),
                damping: 0.8 + 0.18 * logistic(at(x, 4)),
                start: spread * at(x, 5),
            }),
        }
    };
    let error = |x: &[f64]| {
        let mut model = model(x);
        let mut season = core::mem::take(&mut model.season);
        follow(values, &model, &mut season, |_| ()).2
    };
    let starts = [[-2.0, 0.0, -3.0, -3.0, 1.0, 0.0], [1.0, 0.0, -2.0, -2.0, 1.0, 0.0]];
    let size = if trend {
        6
    } else if season.is_empty() {
        2
    } else {
        3
    };
    let walks = starts.iter().filter_map(|start| Some(minimise(start.get(..size)?, 0.7, 120 * size, error)));
    let best = walks.reduce(|best, next| if next.1 < best.1 { next } else { best }).unwrap_or_default();
    model(&best.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::SplitMix64;

    #[test]
    fn chooses_what_the_values_show() {
        let mut random = SplitMix64::new(7);
        let season = [4.0, 2.0, 0.0, 0.0, 1.0, -3.0, -4.0];
        let values: Vec<f64> = (0..84).map(|day| 50.0 + season[day % 7] + random.unit()).collect();
        let (model, fit) = choose_ets(&values, 7).unwrap();
        assert_eq!(model.season.len(), 7);
        let forecast = ets_forecast(&fit, &model, 7, 0.95).unwrap();
        for (mean, season) in forecast.mean.iter().zip(season) {
            assert!((mean - 50.5 - season).abs() < 0.6);
        }
        let level: Vec<f64> = (0..60).map(|_| random.unit()).collect();
        assert!(choose_ets(&level, 1).unwrap().0.trend.is_none());
        let (model, fit) = choose_ets(&[3.0; 20], 1).unwrap();
        let flat = ets_forecast(&fit, &model, 3, 0.95).unwrap();
        assert!(
            flat.mean.iter().all(|mean| (mean - 3.0).abs() < 1e-6)
                && flat.half_widths.iter().all(|half| half.is_finite())
        );
        assert!(choose_ets(&[1.0; 9], 1).is_err());
    }
}
