//! Mann and Kendall's test in the forms that autocorrelation or seasons ask for, and Kendall's tau-b. On short correlated
//! series all of them still call trends too often: the headline is `log_ols_ar1`.

use super::autocorrelation::autocorrelations;
use super::describe::{all_finite, at};
use super::distribution::{normal_quantile, normal_sf};
use super::mann_kendall::mann_kendall;
use super::rank_tests::by_phase;
use super::{Lack, median, mid_ranks, theil_sen, tie_counts};

/// S with a variance of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct CorrectedKendall {
    /// Rising pairs − falling pairs.
    pub s: f64,
    /// Its variance, corrected.
    pub variance: f64,
    /// Standardised S with continuity correction.
    pub z: f64,
    /// Its two-sided p.
    pub p_value: f64,
}

impl CorrectedKendall {
    fn of(s: f64, variance: f64) -> Result<Self, Lack> {
        if !variance.is_finite() || variance <= 0.0 {
            return Err(Lack::undefined("the corrected variance is not positive"));
        }
        let z = if s.abs() < 0.5 { 0.0 } else { (s - s.signum()) / variance.sqrt() };
        Ok(Self { s, variance, z, p_value: (2.0 * normal_sf(z.abs())).min(1.0) })
    }
}

fn slope(values: &[f64]) -> Result<f64, Lack> {
    let steps: Vec<f64> = (0..values.len()).map(|step| step as f64).collect();
    Ok(theil_sen(&steps, values, 2_000)?.slope)
}

fn detrended(values: &[f64], slope: f64) -> Vec<f64> {
    values.iter().enumerate().map(|(step, value)| value - slope * (step as f64 + 1.0)).collect()
}

/// Hamed and Rao 1998: the variance takes up the autocorrelations of the detrended ranks that stand out, of the first
/// `lags` (all, where `None`). Needs four values.
pub fn hamed_rao(values: &[f64], lags: Option<usize>) -> Result<CorrectedKendall, Lack> {
    Lack::unless_enough(values.len(), 4)?;
    let plain = mann_kendall(values)?;
    let n = values.len() as f64;
    let ranks = mid_ranks(&detrended(values, slope(values)?));
    let lags = lags.unwrap_or(values.len() - 1).min(values.len() - 1);
    let correlations = autocorrelations(&ranks, lags).or_else(still_for_equal_ranks)?;
    let reach = normal_quantile(0.975) / n.sqrt();
    let weigh = |lag: usize| {
        let (k, r) = (lag as f64, at(&correlations, lag));
        if r.abs() > reach { (n - k) * (n - k - 1.0) * (n - k - 2.0) * r } else { 0.0 }
    };
    let total: f64 = (1..=lags).map(weigh).sum();
    CorrectedKendall::of(plain.s, plain.variance * (1.0 + 2.0 / (n * (n - 1.0) * (n - 2.0)) * total))
}

fn still_for_equal_ranks(lack: Lack) -> Result<Vec<f64>, Lack> {
    if lack == Lack::NoVariation { Ok(Vec::new()) } else { Err(lack) }
}

/// Yue and Wang 2004: the variance times 1 + 2·Σ(1 − k/n)·ρₖ over the first `lags` autocorrelations of the detrended
/// values. Needs four values.
pub fn yue_wang(values: &[f64], lags: usize) -> Result<CorrectedKendall, Lack> {
    Lack::unless_enough(values.len(), 4)?;
    let plain = mann_kendall(values)?;
    let n = values.len() as f64;
    let lags = lags.min(values.len() - 1);
    let correlations = autocorrelations(&detrended(values, slope(values)?), lags).or_else(still_for_equal_ranks)?;
    let total: f64 = (1..=lags).map(|lag| (1.0 - lag as f64 / n) * at(&correlations, lag)).sum();
    CorrectedKendall::of(plain.s, plain.variance * (1.0 + 2.0 * total))
}

/// Trend-free pre-whitening: the lag-1 likeness of the detrended values is taken out before the test. Makes false calls
/// likelier, and is here to be compared with. Needs five values.
pub fn pre_whitened(values: &[f64]) -> Result<CorrectedKendall, Lack> {
    Lack::unless_enough(values.len(), 5)?;
    let slope = slope(values)?;
    let detrended = detrended(values, slope);
    let likeness = at(&autocorrelations(&detrended, 1).or_else(still_for_equal_ranks)?, 1);
    let pairs = detrended.iter().zip(detrended.iter().skip(1)).enumerate();
    let whitened: Vec<f64> =
        pairs.map(|(step, (before, after))| after - likeness * before + slope * (step as f64 + 1.0)).collect();
    let test = mann_kendall(&whitened)?;
    CorrectedKendall::of(test.s, test.variance)
}

/// The seasonal test and the rise it sees.
#[derive(Clone, Debug, PartialEq)]
pub struct SeasonalKendall {
    /// The test with independent seasons (Hirsch).
    pub test: CorrectedKendall,
    /// The test with what the seasons have in common (Hirsch and Slack 1984, without continuity correction); `None` where
    /// a cycle is incomplete or nothing varies.
    pub correlated: Option<CorrectedKendall>,
    /// S over the number of pairs.
    pub tau: f64,
    /// Median rise a cycle.
    pub slope: f64,
    /// Where that line starts.
    pub intercept: f64,
}

/// Mann and Kendall's test within each phase of `period`, summed. Needs three cycles.
pub fn seasonal_kendall(values: &[f64], period: usize) -> Result<SeasonalKendall, Lack> {
    all_finite(values)?;
    let period = period.max(1);
    Lack::unless_enough(values.len(), 3 * period)?;
    let phases = by_phase(values, period);
    let (mut s, mut variance, mut pairs) = (0.0, 0.0, 0.0);
    let mut slopes = Vec::new();
    for phase in &phases {
        let test = mann_kendall(phase)?;
        s += test.s;
        variance += test.variance;
        pairs += phase.len() as f64 * (phase.len() as f64 - 1.0) / 2.0;
        for (later, value) in phase.iter().enumerate() {
            slopes.extend(
                phase.iter().take(later).enumerate().map(|(earlier, x)| (value - x) / (later - earlier) as f64),
            );
        }
    }
    let too_large = || Lack::undefined("the numbers are too large");
    let slope = median(&mut slopes).ok_or_else(too_large)?;
    let centre = median(&mut values.to_vec()).ok_or_else(too_large)?;
    let test = CorrectedKendall::of(s, variance).or(Err(Lack::NoVariation))?;
    let intercept = centre - (values.len() as f64 - 1.0) / 2.0 / period as f64 * slope;
    let correlated = if values.len().is_multiple_of(period) { correlated(&phases, s) } else { None };
    Ok(SeasonalKendall { test, correlated, tau: s / pairs, slope, intercept })
}

/// The variance of S as the sum of all covariances between phases (Dietz and Killeen).
fn correlated(phases: &[Vec<f64>], s: f64) -> Option<CorrectedKendall> {
    let n = phases.first()?.len() as f64;
    let ranks: Vec<Vec<f64>> = phases.iter().map(|phase| mid_ranks(phase)).collect();
    let mut variance = 0.0;
    for (first, first_ranks) in phases.iter().zip(&ranks) {
        for (second, second_ranks) in phases.iter().zip(&ranks) {
            let mut concordance = 0.0;
            for (later, (x, y)) in first.iter().zip(second).enumerate() {
                let signs = first.iter().zip(second).take(later).map(|(a, b)| sign(x - a) * sign(y - b));
                concordance += signs.sum::<f64>();
            }
            let products: f64 = first_ranks.iter().zip(second_ranks).map(|(a, b)| a * b).sum();
            variance += (concordance + 4.0 * products - n * (n + 1.0) * (n + 1.0)) / 3.0;
        }
    }
    let z = s / variance.sqrt();
    let p_value = (2.0 * normal_sf(z.abs())).min(1.0);
    (variance > 0.0 && z.is_finite()).then_some(CorrectedKendall { s, variance, z, p_value })
}

fn sign(value: f64) -> f64 {
    f64::from(value > 0.0) - f64::from(value < 0.0)
}

/// Kendall's tau-b of pairs, corrected for ties on both sides, and its two-sided p (normal, without continuity
/// correction). Time grows with the square. Needs two pairs; [`Lack::NoVariation`] where one side is all equal.
pub fn kendall_tau_b(x: &[f64], y: &[f64]) -> Result<(f64, f64), Lack> {
    if x.len() != y.len() {
        return Err(Lack::undefined("as many x as y are needed"));
    }
    all_finite(x)?;
    all_finite(y)?;
    Lack::unless_enough(x.len(), 2)?;
    let mut balance = 0.0;
    for (later, (a, b)) in x.iter().zip(y).enumerate() {
        balance +=
            x.iter().zip(y).take(later).map(|(other_a, other_b)| sign(a - other_a) * sign(b - other_b)).sum::<f64>();
    }
    let count = x.len() as f64;
    let ties = |values: &[f64]| {
        let mut sums = (0.0, 0.0, 0.0);
        for size in tie_counts(values) {
            let t = size as f64;
            sums.0 += t * (t - 1.0) / 2.0;
            sums.1 += t * (t - 1.0) * (t - 2.0);
            sums.2 += t * (t - 1.0) * (2.0 * t + 5.0);
        }
        sums
    };
    let (tied_x, tied_y) = (ties(x), ties(y));
    let pairs = count * (count - 1.0) / 2.0;
    let norm = ((pairs - tied_x.0) * (pairs - tied_y.0)).sqrt();
    if norm <= 0.0 {
        return Err(Lack::NoVariation);
    }
    let twice = count * (count - 1.0);
    let triples = if count > 2.0 { tied_x.1 * tied_y.1 / (9.0 * twice * (count - 2.0)) } else { 0.0 };
    let variance =
        (twice * (2.0 * count + 5.0) - tied_x.2 - tied_y.2) / 18.0 + 2.0 * tied_x.0 * tied_y.0 / twice + triples;
    Ok(((balance / norm).clamp(-1.0, 1.0), (2.0 * normal_sf((balance / variance.sqrt()).abs())).min(1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_it_lacks() {
        assert!(hamed_rao(&[1.0, 2.0], None).is_err() && yue_wang(&[1.0; 3], 1).is_err() && pre_whitened(&[]).is_err());
        assert!(hamed_rao(&[5.0; 9], None).is_err() && yue_wang(&[5.0; 9], 1).is_err());
        assert_eq!(seasonal_kendall(&[2.0; 21], 7).unwrap_err(), Lack::NoVariation);
        assert!(seasonal_kendall(&[2.0; 20], 7).is_err());
        assert_eq!(kendall_tau_b(&[1.0, 2.0], &[3.0, 3.0]), Err(Lack::NoVariation));
        let rising: Vec<f64> = (0..21).map(f64::from).collect();
        assert!(seasonal_kendall(&rising, 7).unwrap().test.p_value < 0.01);
        assert_eq!(kendall_tau_b(&rising, &rising).unwrap().0.to_bits(), 1.0_f64.to_bits());
    }
}
