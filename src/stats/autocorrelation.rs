//! What values have in common with those some steps earlier.

use super::describe::{at, sum};
use super::distribution::chi_square_sf;
use super::{Lack, all_finite, mean};

/// Autocorrelations of lag 0 (which is 1) to `lags`, around the mean of all. Needs two values that are not all equal;
/// lags beyond the values are 0. Time grows with values × lags.
pub fn autocorrelations(values: &[f64], lags: usize) -> Result<Vec<f64>, Lack> {
    all_finite(values)?;
    Lack::unless_enough(values.len(), 2)?;
    let centre = mean(values).ok_or_else(|| Lack::undefined("the numbers are too large"))?;
    let largest = values.iter().map(|value| (value - centre).abs()).fold(0.0, f64::max);
    if largest <= f64::EPSILON * centre.abs() {
        return Err(Lack::NoVariation);
    }
    // Scaled, so that no square leaves the range of numbers.
    let centred: Vec<f64> = values.iter().map(|value| (value - centre) / largest).collect();
    let product = |lag: usize| sum(centred.iter().zip(centred.iter().skip(lag)).map(|(a, b)| a * b));
    let squares = product(0);
    let found: Vec<f64> = (0..=lags).map(|lag| if lag < values.len() { product(lag) / squares } else { 0.0 }).collect();
    all_finite(&found)?;
    Ok(found)
}

/// Ljung and Box: whether the first `lags` autocorrelations are more than chance; the statistic and its p. Needs more
/// values than lags, and a lag.
pub fn ljung_box(values: &[f64], lags: usize) -> Result<(f64, f64), Lack> {
    Lack::unless_enough(values.len(), lags.max(1) + 1)?;
    let correlations = autocorrelations(values, lags.max(1))?;
    let n = values.len() as f64;
    let parts = (1..=lags.max(1)).map(|lag| at(&correlations, lag).powi(2) / (n - lag as f64));
    let statistic = n * (n + 2.0) * sum(parts);
    Ok((statistic, chi_square_sf(statistic, lags.max(1) as f64)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_it_lacks() {
        assert_eq!(autocorrelations(&[3.0; 5], 2), Err(Lack::NoVariation));
        assert!(autocorrelations(&[1.0], 2).is_err() && ljung_box(&[1.0, 2.0], 7).is_err());
        assert_eq!(autocorrelations(&[1.0, 2.0], 3).unwrap(), [1.0, -0.5, 0.0, 0.0]);
        assert!(autocorrelations(&[f64::MAX, 0.0, 1.0], 2).unwrap().iter().all(|value| value.is_finite()));
    }
}
