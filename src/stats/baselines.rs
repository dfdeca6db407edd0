//! Forecasts that every other one must beat: the last value, the last season, the drift.

use super::describe::{all_finite, at, finite, sum};
use super::distribution::normal_quantile;
use super::{Lack, mean};

/// A forecast, one number a step ahead.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// The expected values.
    pub mean: Vec<f64>,
    /// Half widths of the interval that was asked for; empty where the data tell no spread.
    pub half_widths: Vec<f64>,
    /// Standard deviation of one step's error; `None` where the data tell none.
    pub deviation: Option<f64>,
}

pub(super) fn critical(level: f64) -> f64 {
    -normal_quantile(f64::midpoint(1.0, -level.clamp(0.0, 1.0)))
}

fn root_mean_square(errors: &[f64], degrees: f64) -> Option<f64> {
    let deviation = (sum(errors.iter().map(|error| error * error)) / degrees).sqrt();
    (degrees > 0.0 && deviation.is_finite()).then_some(deviation)
}

fn forecast(
    mean: Vec<f64>,
    deviation: Option<f64>,
    level: f64,
    growth: impl Fn(usize) -> f64,
) -> Result<Forecast, Lack> {
    all_finite(&mean)?;
    let half =
        |deviation: f64| (1..=mean.len()).map(|step| critical(level) * deviation * growth(step).sqrt()).collect();
    let half_widths: Vec<f64> = deviation.map(half).unwrap_or_default();
    all_finite(&half_widths)?;
    Ok(Forecast { mean, half_widths, deviation })
}

/// The last value, its error growing with the root of the steps. Needs one value; an interval needs two.
pub fn naive_forecast(values: &[f64], steps: usize, level: f64) -> Result<Forecast, Lack> {
    seasonal_naive_forecast(values, 1, steps, level)
}

/// The values one `period` before. Needs one period; an interval needs a value more.
pub fn seasonal_naive_forecast(values: &[f64], period: usize, steps: usize, level: f64) -> Result<Forecast, Lack> {
    let period = period.max(1);
    all_finite(values)?;
    Lack::unless_enough(values.len(), period)?;
    let last = values.iter().skip(values.len() - period);
    let mean = last.copied().cycle().take(steps).collect();
    let errors: Vec<f64> =
        values.iter().zip(values.iter().skip(period)).map(|(before, after)| after - before).collect();
    let deviation = root_mean_square(&errors, errors.len() as f64);
    forecast(mean, deviation, level, |step| ((step - 1) / period) as f64 + 1.0)
}

/// The line from the first value to the last, carried on. Needs two values; an interval needs three.
pub fn drift_forecast(values: &[f64], steps: usize, level: f64) -> Result<Forecast, Lack> {
    all_finite(values)?;
    Lack::unless_enough(values.len(), 2)?;
    let n = values.len() as f64;
    let last = at(values, values.len() - 1);
    let drift = finite((last - at(values, 0)) / (n - 1.0))?;
    let errors: Vec<f64> =
        values.iter().zip(values.iter().skip(1)).map(|(before, after)| after - before - drift).collect();
    let mean = (1..=steps).map(|step| last + step as f64 * drift).collect();
    forecast(mean, root_mean_square(&errors, n - 2.0), level, |step| step as f64 * (1.0 + step as f64 / (n - 1.0)))
}

/// How good a forecast with an interval was. Lower is better, but for the coverage.
#[derive(Clone, Debug, PartialEq)]
pub struct ForecastScore {
    /// Mean absolute error.
    pub mae: f64,
    /// Root of the mean squared error.
    pub rmse: f64,
    /// Symmetric mean absolute percentage error as in the M4 competition, 0–200.
    pub smape: f64,
    /// Mean absolute error over that of the seasonal naive forecast inside the training values; `None` where that is 0.
    pub mase: Option<f64>,
    /// Mean interval score (Winkler).
    pub winkler: f64,
    /// The same over the naive error.
    pub msis: Option<f64>,
    /// Share of values inside their interval.
    pub coverage: f64,
}

/// Scores `mean` with intervals `low` to `high` of the level `1 − alpha` against what happened. Needs one value and as
/// many of each.
pub fn score_forecast(
    train: &[f64],
    actual: &[f64],
    (mean_forecast, low, high): (&[f64], &[f64], &[f64]),
    period: usize,
    alpha: f64,
) -> Result<ForecastScore, Lack> {
    Lack::unless_enough(actual.len(), 1)?;
    for part in [train, actual, mean_forecast, low, high] {
        all_finite(part)?;
    }
    if [mean_forecast, low, high].iter().any(|part| part.len() != actual.len()) || alpha <= 0.0 {
        return Err(Lack::undefined("as many forecasts as values are needed"));
    }
    let period = period.max(1);
    let average = |values: Vec<f64>| mean(&values).ok_or_else(|| Lack::undefined("the numbers are too large"));
    let pairs = || actual.iter().zip(mean_forecast);
    let mae = average(pairs().map(|(a, f)| (a - f).abs()).collect())?;
    let rmse = average(pairs().map(|(a, f)| (a - f).powi(2)).collect())?.sqrt();
    let symmetric =
        |a: f64, f: f64| if a.abs() + f.abs() > 0.0 { 200.0 * (a - f).abs() / (a.abs() + f.abs()) } else { 0.0 };
    let smape = average(pairs().map(|(&a, &f)| symmetric(a, f)).collect())?;
    let bounded = || actual.iter().zip(low.iter().zip(high));
    let winkler = average(
        bounded()
            .map(|(a, (low, high))| high - low + 2.0 / alpha * ((low - a).max(0.0) + (a - high).max(0.0)))
            .collect(),
    )?;
    let coverage = average(bounded().map(|(a, (low, high))| f64::from(low <= a && a <= high)).collect())?;
    let steps: Vec<f64> = train.iter().zip(train.iter().skip(period)).map(|(a, b)| (b - a).abs()).collect();
    let scale = mean(&steps).filter(|&scale| scale > 0.0);
    let scaled = |value: f64| scale.map(|scale| value / scale).filter(|value| value.is_finite());
    Ok(ForecastScore { mae, rmse, smape, mase: scaled(mae), winkler, msis: scaled(winkler), coverage })
}

/// Pinball loss of `quantiles` as forecasts of the `level` quantile; the mean over the pairs, `None` without any.
pub fn pinball_loss(actual: &[f64], quantiles: &[f64], level: f64) -> Option<f64> {
    let loss = |a: f64, q: f64| if a >= q { level * (a - q) } else { (1.0 - level) * (q - a) };
    mean(&actual.iter().zip(quantiles).map(|(&a, &q)| loss(a, q)).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_point_has_no_interval() {
        let found = naive_forecast(&[10.0], 3, 0.95).unwrap();
        assert_eq!((found.mean, found.half_widths, found.deviation), (vec![10.0; 3], vec![], None));
        assert!(naive_forecast(&[], 3, 0.95).is_err() && drift_forecast(&[1.0], 3, 0.95).is_err());
        assert!(seasonal_naive_forecast(&[1.0; 6], 7, 3, 0.95).is_err());
        assert_eq!(seasonal_naive_forecast(&[1.0, 2.0], 2, 3, 0.95).unwrap().mean, [1.0, 2.0, 1.0]);
        assert!(drift_forecast(&[f64::MIN, f64::MAX], 3, 0.95).is_err());
        assert!(score_forecast(&[], &[1.0], (&[1.0], &[], &[]), 1, 0.05).is_err());
        let score = score_forecast(&[], &[1.0], (&[1.0], &[0.0], &[2.0]), 1, 0.05).unwrap();
        assert_eq!((score.mase, score.coverage, score.mae), (None, 1.0, 0.0));
        assert_eq!(pinball_loss(&[], &[], 0.9), None);
    }
}
