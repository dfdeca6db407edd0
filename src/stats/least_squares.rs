//! Straight lines by least squares, and the test of their slope that stands up to autocorrelation.

use super::Lack;
use super::describe::{all_finite, finite, mean, sum};
use super::distribution::{student_critical, student_two_sided};

/// Residuals whose squares sum to less than this share of the values' own are rounding.
const EXACT_SHARE: f64 = 1e-26;

/// A line fitted by ordinary least squares; `None` for what two points cannot tell.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Rise a unit of x.
    pub slope: f64,
    /// Value at x = 0.
    pub intercept: f64,
    /// Share of the variance explained; 0 where the values do not vary.
    pub r_squared: f64,
    /// Standard error of the slope.
    pub slope_error: Option<f64>,
    /// Two-sided p of "no slope": 1 where all values are equal, 0 on an exact line.
    pub p_value: Option<f64>,
    /// 95 % interval of the slope.
    pub slope_interval: Option<(f64, f64)>,
}

/// A line whose slope was tested for what neighbouring residuals have in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Autocorrelated {
    /// Rise a unit of x.
    pub slope: f64,
    /// Value at x = 0.
    pub intercept: f64,
    /// Lag-1 autocorrelation of the residuals, not below 0.
    pub r1: f64,
    /// The same corrected for its bias, at most 0.95.
    pub rho: f64,
    /// How many independent points the data are worth.
    pub effective_count: f64,
    /// Degrees of freedom of the test.
    pub degrees: f64,
    /// Standard error of the slope, enlarged; 0 on an exact line.
    pub slope_error: f64,
    /// Slope over its error; `None` where the error is 0.
    pub t: Option<f64>,
    /// Two-sided p of "no slope".
    pub p_value: f64,
    /// 95 % interval of the slope.
    pub slope_interval: (f64, f64),
}

struct Fit {
    slope: f64,
    intercept: f64,
    sxx: f64,
    syy: f64,
    squares: f64,
    r1: f64,
}

/// Ordinary least squares of `y` on `x`. Needs two points; p and interval need three.
pub fn ols(x: &[f64], y: &[f64]) -> Result<Line, Lack> {
    let count = paired(x, y)?;
    let fit = fit(x, y)?;
    let mut line = Line {
        slope: fit.slope,
        intercept: fit.intercept,
        r_squared: if fit.syy > 0.0 { (1.0 - fit.squares / fit.syy).clamp(0.0, 1.0) } else { 0.0 },
        slope_error: None,
        p_value: None,
        slope_interval: None,
    };
    if count > 2 {
        let degrees = (count - 2) as f64;
        let error = finite((fit.squares / degrees / fit.sxx).sqrt())?;
        let half = student_critical(0.05, degrees).unwrap_or(0.0) * error;
        line.slope_error = Some(error);
        line.p_value = Some(slope_p_value(&fit, error, degrees));
        line.slope_interval = Some((finite(fit.slope - half)?, finite(fit.slope + half)?));
    }
    Ok(line)
}

/// `log_ols_ar1`: [`ols_ar1`] of ln `y`. A slope `b` means `100·(e^b − 1)` percent a unit of x. Refuses values ≤ 0.
pub fn log_ols_ar1(x: &[f64], y: &[f64]) -> Result<Autocorrelated, Lack> {
    if y.iter().any(|&value| value <= 0.0) {
        return Err(Lack::undefined("a value is not positive"));
    }
    ols_ar1(x, &y.iter().map(|value| value.ln()).collect::<Vec<_>>())
}

/// Least squares with a slope test corrected for autocorrelated residuals, in the order of the slices:
/// `r1 = max(0, Σeₜeₜ₋₁/Σeₜ²)`, `ρ = min(0.95, r1 + (1 + 4r1)/n)`, the error is multiplied by `√((1+ρ)/(1−ρ))`, and t has
/// `n(1−ρ)/(1+ρ) − 2` degrees of freedom, at least 1. Needs three points.
pub fn ols_ar1(x: &[f64], y: &[f64]) -> Result<Autocorrelated, Lack> {
    let count = paired(x, y)?;
    Lack::unless_enough(count, 3)?;
    let fit = fit(x, y)?;
    let n = count as f64;
    let rho = (fit.r1 + (1.0 + 4.0 * fit.r1) / n).min(0.95);
    let effective_count = n * (1.0 - rho) / (1.0 + rho);
    let degrees = (effective_count - 2.0).max(1.0);
    let plain_error = (fit.squares / (n - 2.0) / fit.sxx).sqrt();
    let slope_error = finite(plain_error * ((1.0 + rho) / (1.0 - rho)).sqrt())?;
    let half = student_critical(0.05, degrees).unwrap_or(0.0) * slope_error;
    let t = fit.slope / slope_error;
    Ok(Autocorrelated {
        slope: fit.slope,
        intercept: fit.intercept,
        r1: fit.r1,
        rho,
        effective_count,
        degrees,
        slope_error,
        t: t.is_finite().then_some(t),
        p_value: slope_p_value(&fit, slope_error, degrees),
        slope_interval: (finite(fit.slope - half)?, finite(fit.slope + half)?),
    })
}

fn paired(x: &[f64], y: &[f64]) -> Result<usize, Lack> {
    if x.len() != y.len() {
        return Err(Lack::undefined("as many x as y are needed"));
    }
    all_finite(x)?;
    all_finite(y)?;
    Lack::unless_enough(x.len(), 2)?;
    Ok(x.len())
}

fn fit(x: &[f64], y: &[f64]) -> Result<Fit, Lack> {
    let (Some(mean_x), Some(mean_y)) = (mean(x), mean(y)) else {
        return Err(Lack::undefined("the numbers are too large"));
    };
    let pairs = || x.iter().zip(y).map(|(x, y)| (x - mean_x, y - mean_y));
    let sxx = finite(sum(pairs().map(|(x, _)| x * x)))?;
    if sxx <= 0.0 {
        return Err(Lack::undefined("all points lie at one x"));
    }
    let equal = y.first().is_some_and(|first| y.iter().all(|value| value.total_cmp(first).is_eq()));
    if equal {
        return Ok(Fit { slope: 0.0, intercept: mean_y, sxx, syy: 0.0, squares: 0.0, r1: 0.0 });
    }
    let syy = finite(sum(pairs().map(|(_, y)| y * y)))?;
    let slope = finite(sum(pairs().map(|(x, y)| x * y)) / sxx)?;
    let residuals: Vec<f64> = pairs().map(|(x, y)| y - slope * x).collect();
    let squares = finite(sum(residuals.iter().map(|e| e * e)))?;
    let exact = squares <= EXACT_SHARE * syy;
    let neighbours = sum(residuals.iter().zip(residuals.iter().skip(1)).map(|(a, b)| a * b));
    Ok(Fit {
        slope,
        intercept: finite(mean_y - slope * mean_x)?,
        sxx,
        syy,
        squares: if exact { 0.0 } else { squares },
        r1: if exact { 0.0 } else { (neighbours / squares).max(0.0) },
    })
}

fn slope_p_value(fit: &Fit, error: f64, degrees: f64) -> f64 {
    if fit.syy <= 0.0 {
        1.0
    } else if error <= 0.0 {
        0.0
    } else {
        student_two_sided(fit.slope / error, degrees)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn says_what_it_lacks() {
        assert_eq!(ols(&[], &[]), Err(Lack::TooFewPoints { have: 0, need: 2 }));
        assert!(ols(&[1.0, 1.0], &[1.0, 2.0]).is_err());
        assert!(ols(&[1.0], &[1.0, 2.0]).is_err());
        assert!(ols(&[1.0, f64::NAN], &[1.0, 2.0]).is_err());
        assert!(log_ols_ar1(&[0.0, 1.0, 2.0], &[1.0, 0.0, 2.0]).is_err());
        assert!(ols_ar1(&[0.0, 1e300, 1e308], &[0.0, 1e300, -1e308]).is_err());
    }

    proptest! {
        #[test]
        fn finds_the_line_under_noise(
            slope in -3.0..3.0_f64,
            noise in prop::collection::vec(-1.0..1.0_f64, 30..60),
        ) {
            let x: Vec<f64> = (0..noise.len()).map(|i| i as f64).collect();
            let y: Vec<f64> = x.iter().zip(&noise).map(|(x, e)| 5.0 + slope * x + e).collect();
            let found = ols_ar1(&x, &y).unwrap();
            prop_assert!((found.slope - slope).abs() < 0.2);
            prop_assert!((0.0..=1.0).contains(&found.p_value));
            prop_assert!(found.slope_interval.0 <= found.slope && found.slope <= found.slope_interval.1);
            // Shifting and scaling the values shifts and scales the line.
            let scaled: Vec<f64> = y.iter().map(|y| 2.0 * y + 7.0).collect();
            let other = ols_ar1(&x, &scaled).unwrap();
            prop_assert!((other.slope - 2.0 * found.slope).abs() < 1e-9);
            prop_assert!((other.p_value - found.p_value).abs() < 1e-9);
        }
    }
}
