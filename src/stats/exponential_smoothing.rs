//! Simple exponential smoothing and the Theta method on it.

use super::baselines::{Forecast, critical};
use super::describe::{all_finite, at, sum};
use super::simplex::minimise;
use super::{Lack, ols};

/// A level that follows the values.
#[derive(Clone, Debug, PartialEq)]
pub struct Smoothed {
    /// The level after the last value.
    pub level: f64,
    /// Errors of one step ahead, from the second value on.
    pub errors: Vec<f64>,
    /// Their squares' sum.
    pub squares: f64,
}

/// The level starts at the first value and moves by `alpha` of each error. Needs one value.
pub fn smooth_exponentially(values: &[f64], alpha: f64) -> Result<Smoothed, Lack> {
    all_finite(values)?;
    Lack::unless_enough(values.len(), 1)?;
    let alpha = if alpha.is_nan() { 1.0 } else { alpha.clamp(0.0, 1.0) };
    let mut level = at(values, 0);
    let mut follow = |value: &f64| {
        let error = value - level;
        level += alpha * error;
        error
    };
    let errors: Vec<f64> = values.iter().skip(1).map(&mut follow).collect();
    let squares = sum(errors.iter().map(|error| error * error));
    all_finite(&[level, squares])?;
    Ok(Smoothed { level, errors, squares })
}

/// The smoothed level as forecast; its interval grows as that of ETS(A,N,N) does. Needs two values.
pub fn ses_forecast(values: &[f64], alpha: f64, steps: usize, level: f64) -> Result<Forecast, Lack> {
    Lack::unless_enough(values.len(), 2)?;
    let smoothed = smooth_exponentially(values, alpha)?;
    let deviation = (smoothed.squares / (values.len() as f64 - 1.0)).sqrt();
    let growth = |step: usize| (1.0 + (step as f64 - 1.0) * alpha * alpha).sqrt();
    let half_widths = (1..=steps).map(|step| critical(level) * deviation * growth(step)).collect();
    Ok(Forecast { mean: vec![smoothed.level; steps], half_widths, deviation: Some(deviation) })
}

/// Theta (Hyndman and Billah 2003): exponential smoothing with half the slope of the least-squares line as drift. Needs
/// two values.
pub fn theta_forecast(values: &[f64], alpha: f64, steps: usize) -> Result<Vec<f64>, Lack> {
    let positions: Vec<f64> = (0..values.len()).map(|step| step as f64).collect();
    let drift = ols(&positions, values)?.slope / 2.0;
    let level = smooth_exponentially(values, alpha)?.level;
    let alpha = alpha.clamp(1e-6, 1.0);
    let lead = (1.0 - (1.0 - alpha).powi(values.len().min(1_000_000) as i32)) / alpha;
    let mean: Vec<f64> = (0..steps).map(|step| level + drift * (step as f64 + lead)).collect();
    all_finite(&mean)?;
    Ok(mean)
}

/// [`theta_forecast`] with the smoothing that errs least one step ahead, on values without their season: phases' mean
/// distances from a centred moving mean, where a period above 1 is asked for and two cycles and three values are there.
pub fn theta_forecast_fitted(values: &[f64], period: usize, steps: usize) -> Result<Forecast, Lack> {
    Lack::unless_enough(values.len(), 3)?;
    all_finite(values)?;
    let season = if period > 1 && values.len() >= 2 * period + 3 { additive_season(values, period) } else { vec![0.0] };
    let plain: Vec<f64> = values.iter().zip(season.iter().cycle()).map(|(value, season)| value - season).collect();
    let share = |x: f64| 0.001 + 0.998 * super::logistic(x);
    let errors = |x: &[f64]| smooth_exponentially(&plain, share(at(x, 0))).map_or(f64::INFINITY, |found| found.squares);
    let alpha = share(at(&minimise(&[0.0], 1.0, 200, errors).0, 0));
    let mean = theta_forecast(&plain, alpha, steps)?;
    let seasons = season.iter().cycle().skip(values.len() % season.len().max(1));
    let fitted = smooth_exponentially(&plain, alpha)?;
    let deviation = (fitted.squares / (values.len() as f64 - 1.0)).sqrt();
    let growth = |step: usize| (1.0 + (step as f64 - 1.0) * alpha * alpha).sqrt();
    Ok(Forecast {
        half_widths: (1..=mean.len()).map(|step| critical(0.95) * deviation * growth(step)).collect(),
        mean: mean.iter().zip(seasons).map(|(mean, season)| mean + season).collect(),
        deviation: Some(deviation),
    })
}

/// Mean distance of each phase from the moving mean of one period, with a mean of 0 over the phases.
pub(super) fn additive_season(values: &[f64], period: usize) -> Vec<f64> {
    let half = period / 2;
    let mut totals = vec![(0.0, 0.0); period];
    for centre in half..values.len().saturating_sub(half) {
        let Some(around) = values.get(centre - half..=centre + half) else { continue };
        let total: f64 = around.iter().sum();
        let moving = if period % 2 == 1 {
            total / period as f64
        } else {
            (total - f64::midpoint(at(around, 0), at(around, period))) / period as f64
        };
        if let Some((total, count)) = totals.get_mut(centre % period) {
            *total += at(values, centre) - moving;
            *count += 1.0;
        }
    }
    let raw: Vec<f64> = totals.iter().map(|(total, count)| if *count > 0.0 { total / count } else { 0.0 }).collect();
    let centre = super::mean(&raw).unwrap_or_default();
    raw.iter().map(|value| value - centre).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_line_and_season() {
        let season = [5.0, -2.0, -3.0];
        let values: Vec<f64> = (0..30_u32).map(|i| 10.0 + f64::from(i) * 0.5 + season[i as usize % 3]).collect();
        let found = theta_forecast_fitted(&values, 3, 6).unwrap();
        for (step, mean) in found.mean.iter().enumerate() {
            let truth = 10.0 + (30 + step) as f64 * 0.5 + season[step % 3];
            assert!((mean - truth).abs() < 1.8, "{step}: {mean} {truth}");
        }
        assert!(theta_forecast_fitted(&values[..2], 1, 3).is_err() && smooth_exponentially(&[], 0.3).is_err());
        assert_eq!(ses_forecast(&[4.0; 5], 0.3, 2, 0.95).unwrap().mean, [4.0, 4.0]);
    }
}
