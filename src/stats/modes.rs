//! Whether values gather around two centres instead of one.

use super::describe::{all_finite, at, sum};
use super::{Lack, mean};

/// Most values that are looked at: beyond, the newest.
const MOST: usize = 400;
/// Steps after which the fit is taken as it is.
const MOST_STEPS: usize = 60;

/// Two normal distributions that describe values better than one does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoModes {
    /// Centre of the lower one.
    pub low: f64,
    /// Centre of the upper one.
    pub high: f64,
    /// Standard deviations of both.
    pub deviations: (f64, f64),
    /// Share of the upper one, 0–1.
    pub share_high: f64,
    /// Bayesian information criterion of one mode less that of two: above 10.
    pub gain: f64,
}

impl TwoModes {
    /// Where a value is as far from one centre as from the other, in their deviations.
    pub fn boundary(&self) -> f64 {
        (self.low * self.deviations.1 + self.high * self.deviations.0) / (self.deviations.0 + self.deviations.1)
    }
}

/// A mixture of two normal distributions by expectation and maximisation, from halves at the median. `None` unless it is
/// called for: the information criterion falls by more than 10, both shares are at least 10 %, and the centres are apart
/// (Ashman's `D = √2·|μ₁ − μ₂|/√(σ₁² + σ₂²)` above 2). Of more than 400 values the newest count. Needs 20.
pub fn two_modes(values: &[f64]) -> Result<Option<TwoModes>, Lack> {
    all_finite(values)?;
    Lack::unless_enough(values.len(), 20)?;
    let values = values.get(values.len().saturating_sub(MOST)..).unwrap_or_default();
    let n = values.len() as f64;
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let spread = |part: &[f64], centre: f64| sum(part.iter().map(|value| (value - centre).powi(2))) / part.len() as f64;
    let centre = mean(&sorted).unwrap_or_default();
    let variance = spread(&sorted, centre);
    if variance <= 0.0 {
        return Err(Lack::NoVariation);
    }
    // No component may shrink to a point: equal values would have an endless likelihood.
    let least = variance * 1e-4;
    let one = -0.5 * n * (variance.ln() + 1.0 + (2.0 * core::f64::consts::PI).ln());
    // From the widest gap between neighbours that leaves a tenth on each side: halves would miss a small mode.
    let edge = (sorted.len() / 10).max(1);
    let cut = (edge..=sorted.len() - edge)
        .max_by(|&a, &b| gap(&sorted, a).total_cmp(&gap(&sorted, b)))
        .unwrap_or(sorted.len() / 2);
    let (below, above) = sorted.split_at(cut.min(sorted.len()));
    let (mut low, mut high) = (mean(below).unwrap_or(centre), mean(above).unwrap_or(centre));
    let (mut low_variance, mut high_variance) = (spread(below, low).max(least), spread(above, high).max(least));
    let mut share = above.len() as f64 / n;
    let mut likelihood = f64::NEG_INFINITY;
    for _ in 0..MOST_STEPS {
        let (mut weight, mut sums, mut squares, mut all, mut all_squares) = (0.0, 0.0, 0.0, 0.0, 0.0);
        let mut reached = 0.0;
        for &value in &sorted {
            let density = |centre: f64, variance: f64| {
                (-0.5 * (value - centre) * (value - centre) / variance).exp()
                    / (2.0 * core::f64::consts::PI * variance).sqrt()
            };
            let (upper, lower) = (share * density(high, high_variance), (1.0 - share) * density(low, low_variance));
            let both = (upper + lower).max(f64::MIN_POSITIVE);
            reached += both.ln();
            let (taken, offset) = (upper / both, value - centre);
            weight += taken;
            sums += taken * offset;
            squares += taken * offset * offset;
            all += offset;
            all_squares += offset * offset;
        }
        let left = n - weight;
        if weight < 1e-9 || left < 1e-9 {
            return Ok(None);
        }
        let (upper, lower) = (sums / weight, (all - sums) / left);
        (high, low) = (centre + upper, centre + lower);
        high_variance = (squares / weight - upper * upper).max(least);
        low_variance = ((all_squares - squares) / left - lower * lower).max(least);
        share = weight / n;
        if (reached - likelihood).abs() < 1e-8 * n {
            break;
        }
        likelihood = reached;
    }
    let gain = (2.0 * n.ln() - 2.0 * one) - (5.0 * n.ln() - 2.0 * likelihood);
    let apart = core::f64::consts::SQRT_2 * (high - low).abs() / (low_variance + high_variance).sqrt();
    let found =
        TwoModes { low, high, deviations: (low_variance.sqrt(), high_variance.sqrt()), share_high: share, gain };
    let is_called_for = gain > 10.0 && (0.1..=0.9).contains(&share) && apart > 2.0 && low < high;
    Ok(is_called_for.then_some(found))
}

fn gap(sorted: &[f64], index: usize) -> f64 {
    at(sorted, index) - at(sorted, index.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::SplitMix64;

    fn normal(random: &mut SplitMix64) -> f64 {
        (0..12).map(|_| random.unit()).sum::<f64>() - 6.0
    }

    #[test]
    fn tells_two_centres_from_one() {
        let mut random = SplitMix64::new(7);
        let two: Vec<f64> =
            (0..200).map(|run| if run % 3 == 0 { 6.0 } else { 5.0 } + 0.1 * normal(&mut random)).collect();
        let found = two_modes(&two).unwrap().unwrap();
        assert!((found.low - 5.0).abs() < 0.05 && (found.high - 6.0).abs() < 0.05, "{found:?}");
        assert!((found.share_high - 1.0 / 3.0).abs() < 0.02 && (5.3..5.7).contains(&found.boundary()), "{found:?}");
        let calls = (0..50).filter(|&seed| {
            let mut random = SplitMix64::new(seed);
            two_modes(&(0..100).map(|_| normal(&mut random)).collect::<Vec<_>>()).unwrap().is_some()
        });
        assert!(calls.count() <= 1);
    }

    #[test]
    fn says_what_it_lacks() {
        assert!(two_modes(&[1.0; 19]).is_err() && two_modes(&[f64::NAN; 30]).is_err());
        assert_eq!(two_modes(&[4.0; 30]), Err(Lack::NoVariation));
        let ends: Vec<f64> = (0..40_u32).map(|run| f64::from(run % 2)).collect();
        assert!(two_modes(&ends).unwrap().is_some_and(|found| found.share_high > 0.49));
    }
}
