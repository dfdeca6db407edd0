//! Two shares side by side: intervals of their difference, the chance that one is larger, a trend over many, and what many
//! shares tell about a new one.

use super::describe::sum;
use super::distribution::{beta_sf, ln_beta, normal_quantile};
use super::sample_tests::two_sided;
use super::{Lack, beta_quantile, wilson};

/// Newcombe's interval of `second − first`: Wilson's intervals put together. `(−1, 1)` where one has nothing counted.
pub fn newcombe(first: (u64, u64), second: (u64, u64), level: f64) -> (f64, f64) {
    if first.1 == 0 || second.1 == 0 {
        return (-1.0, 1.0);
    }
    let share = |(k, n): (u64, u64)| k.min(n) as f64 / n as f64;
    let ((low1, high1), (low2, high2)) = (wilson(first.0, first.1, level), wilson(second.0, second.1, level));
    let (p1, p2) = (share(first), share(second));
    let difference = p2 - p1;
    (difference - (p2 - low2).hypot(high1 - p1), difference + (high2 - p2).hypot(p1 - low1))
}

/// P(second rate > first rate) with Jeffreys' posteriors, by Simpson's rule over the quantiles' range.
pub fn chance_second_larger(first: (u64, u64), second: (u64, u64)) -> f64 {
    let shapes = |(k, n): (u64, u64)| (k.min(n) as f64 + 0.5, (n - k.min(n)) as f64 + 0.5);
    let ((a1, b1), (a2, b2)) = (shapes(first), shapes(second));
    // With x = sin²θ the density of a Beta distribution has no poles: shapes of ½ become constants.
    let ln_scale = core::f64::consts::LN_2 - ln_beta(a1, b1);
    let angle = |p: f64, a: f64, b: f64| beta_quantile(p, a, b).unwrap_or(p).sqrt().clamp(0.0, 1.0).asin();
    let (low, high) = (angle(1e-14, a1, b1), angle(1.0 - 1e-14, a1, b1));
    let density = |theta: f64| {
        let (sine, cosine) = (theta.sin(), theta.cos());
        let power = |base: f64, exponent: f64| if exponent > 0.0 { exponent * base.max(1e-300).ln() } else { 0.0 };
        let ln = ln_scale + power(sine, 2.0 * a1 - 1.0) + power(cosine, 2.0 * b1 - 1.0);
        ln.exp() * beta_sf(sine * sine, a2, b2).unwrap_or(0.5)
    };
    let steps = 2_000_u32;
    let width = (high - low) / f64::from(steps);
    let weight = |step: u32| {
        if step == 0 || step == steps {
            1.0
        } else if step % 2 == 1 {
            4.0
        } else {
            2.0
        }
    };
    let total = sum((0..=steps).map(|step| weight(step) * density(low + width * f64::from(step))));
    (total * width / 3.0).clamp(0.0, 1.0)
}

/// Cochran and Armitage's test of a trend in shares.
#[derive(Clone, Debug, PartialEq)]
pub struct ShareTrend {
    /// Σw·(k − n·p̂): above 0 where the share rises with the score.
    pub statistic: f64,
    /// Its variance without a trend.
    pub variance: f64,
    /// Standardised.
    pub z: f64,
    /// Two-sided p.
    pub p_value: f64,
    /// Share of all.
    pub share: f64,
}

/// Counts `(k, n)` with a score each. Needs two; [`Lack::NoVariation`] where only one outcome or one score occurs.
pub fn cochran_armitage(scores: &[f64], counts: &[(u64, u64)]) -> Result<ShareTrend, Lack> {
    super::all_finite(scores)?;
    let rows: Vec<(f64, f64, f64)> =
        scores.iter().zip(counts).map(|(&score, &(k, n))| (score, k.min(n) as f64, n as f64)).collect();
    Lack::unless_enough(rows.len(), 2)?;
    let total = sum(rows.iter().map(|row| row.2));
    let share = sum(rows.iter().map(|row| row.1)) / total;
    if !(share > 0.0 && share < 1.0) {
        return Err(Lack::NoVariation);
    }
    // Scores around their mean, so that the variance is no small difference of large numbers.
    let centre = sum(rows.iter().map(|row| row.0 * row.2)) / total;
    let statistic = sum(rows.iter().map(|(score, k, n)| (score - centre) * (k - n * share)));
    let variance = share * (1.0 - share) * sum(rows.iter().map(|(score, _, n)| n * (score - centre).powi(2)));
    if !(variance > 0.0 && variance.is_finite()) {
        return Err(Lack::NoVariation);
    }
    let z = statistic / variance.sqrt();
    Ok(ShareTrend { statistic, variance, z, p_value: two_sided(z), share })
}

/// What many shares tell about the rate behind a new one.
#[derive(Clone, Debug, PartialEq)]
pub struct BetaPrior {
    /// Share of all.
    pub mean: f64,
    /// Likeness within groups; at most 0 where shares differ by chance alone.
    pub likeness: f64,
    /// Shapes of the Beta distribution, together at most 200; `None` where the likeness is not above 0.
    pub shapes: Option<(f64, f64)>,
}

/// Prior by moments with weights n (Kleinman 1973). Groups with nothing counted are left out; needs two others.
/// [`Lack::NoVariation`] where only one outcome occurs.
pub fn beta_prior(counts: &[(u64, u64)]) -> Result<BetaPrior, Lack> {
    let groups: Vec<(f64, f64)> =
        counts.iter().filter(|count| count.1 > 0).map(|&(k, n)| (k.min(n) as f64, n as f64)).collect();
    Lack::unless_enough(groups.len(), 2)?;
    let total = sum(groups.iter().map(|group| group.1));
    let q = sum(groups.iter().map(|group| group.0)) / total;
    if !(q > 0.0 && q < 1.0) {
        return Err(Lack::NoVariation);
    }
    let between = sum(groups.iter().map(|(k, n)| n * (k / n - q).powi(2)));
    let c = total - sum(groups.iter().map(|group| group.1 * group.1)) / total;
    let degrees = groups.len() as f64 - 1.0;
    let below = q * (1.0 - q) * (c - degrees);
    let likeness = if below > 0.0 { ((between - q * (1.0 - q) * degrees) / below).min(1.0) } else { 0.0 };
    let worth = (likeness > 0.0).then(|| (1.0 / likeness - 1.0).clamp(1e-6, 200.0));
    Ok(BetaPrior { mean: q, likeness, shapes: worth.map(|worth| (q * worth, (1.0 - q) * worth)) })
}

/// Clopper and Pearson's interval: covers at least what it says. Nothing counted: `(0, 1)`.
pub fn clopper_pearson(k: u64, n: u64, level: f64) -> (f64, f64) {
    let k = k.min(n);
    let tail = ((1.0 - level) / 2.0).clamp(0.0, 0.5);
    let (hits, misses) = (k as f64, (n - k) as f64);
    let low = if k == 0 { 0.0 } else { beta_quantile(tail, hits, misses + 1.0).unwrap_or(0.0) };
    let high = if k == n { 1.0 } else { beta_quantile(1.0 - tail, hits + 1.0, misses).unwrap_or(1.0) };
    (low, high)
}

/// Agresti and Coull's interval. Nothing counted: `(0, 1)`.
pub fn agresti_coull(k: u64, n: u64, level: f64) -> (f64, f64) {
    if n == 0 {
        return (0.0, 1.0);
    }
    let z = -normal_quantile((1.0 - level) / 2.0);
    let total = n as f64 + z * z;
    let share = (k.min(n) as f64 + z * z / 2.0) / total;
    let half = z * (share * (1.0 - share) / total).sqrt();
    ((share - half).max(0.0), (share + half).min(1.0))
}

/// Wilson's interval with continuity correction (Newcombe 1998). Nothing counted: `(0, 1)`.
pub fn wilson_corrected(k: u64, n: u64, level: f64) -> (f64, f64) {
    if n == 0 {
        return (0.0, 1.0);
    }
    let (count, share) = (n as f64, k.min(n) as f64 / n as f64);
    let z = -normal_quantile((1.0 - level) / 2.0);
    let bound = |sign: f64| {
        let inner = z * z - sign * 2.0 - 1.0 / count + 4.0 * share * (count * (1.0 - share) + sign);
        (2.0 * count * share + z * z - sign * (1.0 + z * inner.max(0.0).sqrt())) / (2.0 * (count + z * z))
    };
    (if k == 0 { 0.0 } else { bound(1.0).max(0.0) }, if k >= n { 1.0 } else { bound(-1.0).min(1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_it_lacks() {
        assert_eq!(newcombe((0, 0), (1, 2), 0.95), (-1.0, 1.0));
        assert_eq!(clopper_pearson(0, 0, 0.95), (0.0, 1.0));
        assert_eq!(agresti_coull(0, 0, 0.95), (0.0, 1.0));
        assert_eq!(wilson_corrected(0, 0, 0.95), (0.0, 1.0));
        assert!((chance_second_larger((0, 0), (0, 0)) - 0.5).abs() < 1e-9);
        assert!((chance_second_larger((3, 10), (3, 10)) - 0.5).abs() < 1e-9);
        assert_eq!(cochran_armitage(&[0.0, 1.0], &[(0, 5), (0, 5)]), Err(Lack::NoVariation));
        assert_eq!(cochran_armitage(&[1.0, 1.0], &[(1, 5), (0, 5)]), Err(Lack::NoVariation));
        assert!(beta_prior(&[(1, 5)]).is_err());
        assert_eq!(beta_prior(&[(1, 5), (1, 5)]).unwrap().shapes, None);
    }
}
