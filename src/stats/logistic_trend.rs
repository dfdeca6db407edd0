//! The trend of a rate: a binomial model with logit link whose spread the data decide (quasi-binomial).

use super::Lack;
use super::describe::{all_finite, finite, sum};
use super::distribution::{student_critical, student_two_sided};

/// A logistic trend: ln odds = intercept + slope·x.
#[derive(Clone, Debug, PartialEq)]
pub struct LogisticTrend {
    /// Ln odds at x = 0.
    pub intercept: f64,
    /// Rise of the ln odds a unit of x.
    pub slope: f64,
    /// Binomial standard errors of intercept and slope, before the dispersion.
    pub errors: (f64, f64),
    /// Pearson's χ² over its degrees of freedom; above 1 where the counts spread more than chance.
    pub dispersion: f64,
    /// Degrees of freedom.
    pub degrees: f64,
    /// Deviance of the fit.
    pub deviance: f64,
    /// Deviance of the share of all: without a slope.
    pub null_deviance: f64,
    /// Standard error of the slope, times √max(1, dispersion).
    pub slope_error: f64,
    /// Two-sided p of "no slope".
    pub p_value: f64,
    /// 95 % interval of the slope.
    pub slope_interval: (f64, f64),
}

/// 1/(1 + e^−v), without overflow.
pub fn logistic(value: f64) -> f64 {
    if value >= 0.0 { 1.0 / (1.0 + (-value).exp()) } else { value.exp() / (1.0 + value.exp()) }
}

/// Quasi-binomial logistic trend of counts `(k, n)` at `x`, by iteratively reweighted least squares with step halving (at
/// most 50 steps). Points with `n = 0` are left out; needs three others. [`Lack::NoVariation`] where only one class
/// occurs, or where x splits the classes so cleanly that no finite slope is likeliest.
pub fn logistic_trend(x: &[f64], counts: &[(u64, u64)]) -> Result<LogisticTrend, Lack> {
    all_finite(x)?;
    let points: Vec<(f64, f64, f64)> =
        x.iter().zip(counts).filter(|(_, (_, n))| *n > 0).map(|(&x, &(k, n))| (x, k.min(n) as f64, n as f64)).collect();
    Lack::unless_enough(points.len(), 3)?;
    let hits = sum(points.iter().map(|point| point.1));
    let total = sum(points.iter().map(|point| point.2));
    if hits <= 0.0 || hits >= total {
        return Err(Lack::NoVariation);
    }
    // Centred and scaled, the two parameters hardly depend on each other and steps have one size.
    let centre = finite(sum(points.iter().map(|point| point.0 * point.2)) / total)?;
    let scale = points.iter().map(|point| (point.0 - centre).abs()).fold(0.0, f64::max);
    if scale <= 0.0 {
        return Err(Lack::undefined("all points lie at one x"));
    }
    let scaled: Vec<_> = points.iter().map(|&(x, k, n)| ((x - centre) / scale, k, n)).collect();
    let start = (hits / (total - hits)).ln();
    let (level, steepness) = climb(&scaled, start)?;
    let mut trend = summarise(&scaled, level, steepness, centre, scale)?;
    trend.null_deviance = deviance(&scaled, start, 0.0);
    Ok(trend)
}

fn climb(points: &[(f64, f64, f64)], start: f64) -> Result<(f64, f64), Lack> {
    let (mut level, mut steepness) = (start, 0.0);
    let mut best = deviance(points, level, steepness);
    for _ in 0..50 {
        let information = information(points, level, steepness)?;
        let residual = |x: f64, k: f64, n: f64| k - n * logistic(level + steepness * x);
        let gradient = (
            sum(points.iter().map(|&(x, k, n)| residual(x, k, n))),
            sum(points.iter().map(|&(x, k, n)| x * residual(x, k, n))),
        );
        let step = information.solve(gradient);
        let mut share = 1.0;
        let next = loop {
            let (new_level, new_steepness) = (level + share * step.0, steepness + share * step.1);
            let reached = deviance(points, new_level, new_steepness);
            if reached <= best || share < 1e-6 {
                break (new_level, new_steepness, reached);
            }
            share /= 2.0;
        };
        let gained = best - next.2;
        if gained < 0.0 {
            break;
        }
        (level, steepness, best) = next;
        // Separated classes push the slope on forever; ln odds of 30 are beyond any count.
        if steepness.abs() > 30.0 {
            return Err(Lack::NoVariation);
        }
        if gained < 1e-12 {
            break;
        }
    }
    Ok((level, steepness))
}

fn summarise(
    points: &[(f64, f64, f64)],
    level: f64,
    steepness: f64,
    centre: f64,
    scale: f64,
) -> Result<LogisticTrend, Lack> {
    let information = information(points, level, steepness)?;
    let (level_variance, covariance, variance) = information.inverse();
    let degrees = (points.len() - 2) as f64;
    let pearson = sum(points.iter().map(|&(x, k, n)| {
        let p = logistic(level + steepness * x);
        (k - n * p) * (k - n * p) / (n * p * (1.0 - p))
    }));
    let dispersion = finite(pearson / degrees)?;
    let slope = finite(steepness / scale)?;
    let slope_error_binomial = variance.sqrt() / scale;
    let shift = centre / scale;
    let intercept_variance = level_variance + shift * shift * variance - 2.0 * shift * covariance;
    let slope_error = finite(slope_error_binomial * dispersion.max(1.0).sqrt())?;
    let half = student_critical(0.05, degrees).unwrap_or(0.0) * slope_error;
    Ok(LogisticTrend {
        intercept: finite(level - steepness * shift)?,
        slope,
        errors: (finite(intercept_variance.max(0.0).sqrt())?, slope_error_binomial),
        dispersion,
        degrees,
        deviance: deviance(points, level, steepness),
        null_deviance: 0.0,
        slope_error,
        p_value: student_two_sided(slope / slope_error, degrees),
        slope_interval: (finite(slope - half)?, finite(slope + half)?),
    })
}

/// Fisher's information of level and steepness: a symmetric 2 × 2 matrix.
struct Information {
    level: f64,
    cross: f64,
    steepness: f64,
    determinant: f64,
}

impl Information {
    fn solve(&self, right: (f64, f64)) -> (f64, f64) {
        (
            (self.steepness * right.0 - self.cross * right.1) / self.determinant,
            (self.level * right.1 - self.cross * right.0) / self.determinant,
        )
    }

    /// Variance of the level, covariance, variance of the steepness.
    fn inverse(&self) -> (f64, f64, f64) {
        (self.steepness / self.determinant, -self.cross / self.determinant, self.level / self.determinant)
    }
}

fn information(points: &[(f64, f64, f64)], level: f64, steepness: f64) -> Result<Information, Lack> {
    let weighted = |power: i32| {
        sum(points.iter().map(|&(x, _, n)| {
            let p = logistic(level + steepness * x);
            n * p * (1.0 - p) * x.powi(power)
        }))
    };
    let (constant, cross, square) = (weighted(0), weighted(1), weighted(2));
    let determinant = constant * square - cross * cross;
    if determinant.is_finite() && determinant > 1e-14 * constant * square && determinant > 0.0 {
        Ok(Information { level: constant, cross, steepness: square, determinant })
    } else {
        Err(Lack::NoVariation)
    }
}

fn deviance(points: &[(f64, f64, f64)], level: f64, steepness: f64) -> f64 {
    let part = |observed: f64, expected: f64| if observed > 0.0 { observed * (observed / expected).ln() } else { 0.0 };
    2.0 * sum(points.iter().map(|&(x, k, n)| {
        let value = level + steepness * x;
        part(k, n * logistic(value)) + part(n - k, n * logistic(-value))
    }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn days(count: usize) -> Vec<f64> {
        (0..count).map(|day| day as f64).collect()
    }

    #[test]
    fn says_what_it_lacks() {
        assert_eq!(logistic_trend(&[], &[]), Err(Lack::TooFewPoints { have: 0, need: 3 }));
        assert_eq!(logistic_trend(&days(4), &[(0, 5); 4]), Err(Lack::NoVariation));
        assert_eq!(logistic_trend(&days(4), &[(5, 5); 4]), Err(Lack::NoVariation));
        let separated = [(0, 5), (0, 5), (5, 5), (5, 5)];
        assert_eq!(logistic_trend(&days(4), &separated), Err(Lack::NoVariation));
        assert!(logistic_trend(&[2.0; 4], &[(1, 5); 4]).is_err());
    }

    proptest! {
        #[test]
        fn answers_with_finite_numbers(counts in prop::collection::vec((0_u64..20, 0_u64..20), 0..40)) {
            if let Ok(trend) = logistic_trend(&days(counts.len()), &counts) {
                prop_assert!(trend.slope.is_finite() && trend.slope_error.is_finite());
                prop_assert!((0.0..=1.0).contains(&trend.p_value));
                // Calling failures successes turns the slope around.
                let turned: Vec<_> = counts.iter().map(|&(k, n)| (n - k.min(n), n)).collect();
                let turned = logistic_trend(&days(counts.len()), &turned).unwrap();
                prop_assert!((turned.slope + trend.slope).abs() < 1e-6);
            }
        }
    }
}
