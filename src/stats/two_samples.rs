//! Whether one sample tends to be larger than another, by ranks.

use super::Lack;
use super::describe::{all_finite, sum};
use super::distribution::normal_sf;
use super::quantile::median;
use super::ranks::ranks_and_ties;

/// Mann and Whitney's comparison of two samples.
#[derive(Clone, Debug, PartialEq)]
pub struct MannWhitney {
    /// Pairs of which the second sample's value is larger; ties count half.
    pub u_second: f64,
    /// The same as a share of all pairs: the chance that a value of the second sample exceeds one of the first.
    pub chance_second_larger: f64,
    /// Two-sided p with continuity correction, deflated for autocorrelation.
    pub p_value: f64,
}

/// Compares two samples with tie-corrected variance; z is divided by √((1 + ρ)/(1 − ρ)), with `autocorrelation` ρ kept
/// within 0–0.95 (0 for independent values; else see [`rank_autocorrelation`]). Needs one value a side.
pub fn mann_whitney(first: &[f64], second: &[f64], autocorrelation: f64) -> Result<MannWhitney, Lack> {
    all_finite(first)?;
    all_finite(second)?;
    Lack::unless_enough(first.len().min(second.len()), 1)?;
    Ok(JointRanks::of(first, second).compare(autocorrelation))
}

/// What neighbours have in common within two samples given in their order: lag-1 autocorrelation of joint ranks around
/// each sample's median rank, plus 2/n for its bias, within 0–0.95.
pub fn rank_autocorrelation(first: &[f64], second: &[f64]) -> f64 {
    JointRanks::of(first, second).autocorrelation()
}

/// Ranks of the values of two samples together, for whoever asks for both [`mann_whitney`] and [`rank_autocorrelation`].
#[derive(Clone, Debug, PartialEq)]
pub struct JointRanks {
    ranks: Vec<f64>,
    ties: Vec<usize>,
    /// Values of the first sample.
    first: usize,
}

impl JointRanks {
    /// Ranks two samples, each in its order.
    pub fn of(first: &[f64], second: &[f64]) -> Self {
        let (ranks, ties) = ranks_and_ties(&[first, second].concat());
        Self { ranks, ties, first: first.len() }
    }

    /// As [`mann_whitney`]; of an empty sample nothing is said (p = 1).
    pub fn compare(&self, autocorrelation: f64) -> MannWhitney {
        let (m, n) = (self.first as f64, self.ranks.len().saturating_sub(self.first) as f64);
        let total = m + n;
        let rank_sum = sum(self.ranks.iter().skip(self.first).copied());
        let u_second = rank_sum - n * (n + 1.0) / 2.0;
        let ties = sum(self.ties.iter().map(|&size| {
            let t = size as f64;
            t * t * t - t
        }));
        let variance = m * n / 12.0 * ((total + 1.0) - ties / (total * (total - 1.0)));
        let distance = ((u_second - m * n / 2.0).abs() - 0.5).max(0.0);
        let rho = autocorrelation.clamp(0.0, 0.95);
        let z = if variance > 0.0 { distance / variance.sqrt() / ((1.0 + rho) / (1.0 - rho)).sqrt() } else { 0.0 };
        MannWhitney {
            u_second,
            chance_second_larger: u_second / (m * n),
            p_value: if variance > 0.0 { (2.0 * normal_sf(z)).min(1.0) } else { 1.0 },
        }
    }

    /// As [`rank_autocorrelation`].
    pub fn autocorrelation(&self) -> f64 {
        let (first, second) = self.ranks.split_at(self.first.min(self.ranks.len()));
        let (mut products, mut squares) = (0.0, 0.0);
        for part in [first, second] {
            let centre = median(&mut part.to_vec()).unwrap_or_default();
            products += sum(part.iter().zip(part.iter().skip(1)).map(|(a, b)| (a - centre) * (b - centre)));
            squares += sum(part.iter().map(|rank| (rank - centre) * (rank - centre)));
        }
        if squares > 0.0 { (products / squares + 2.0 / self.ranks.len() as f64).clamp(0.0, 0.95) } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn equal_samples_do_not_differ() {
        let found = mann_whitney(&[2.0; 9], &[2.0; 7], 0.0).unwrap();
        assert_eq!((found.chance_second_larger, found.p_value), (0.5, 1.0));
        assert!(mann_whitney(&[], &[1.0], 0.0).is_err());
        assert!(mann_whitney(&[f64::NAN], &[1.0], 0.0).is_err());
    }

    proptest! {
        #[test]
        fn likeness_of_neighbours_weakens_the_evidence(
            first in prop::collection::vec(0_u16..500, 2..40),
            second in prop::collection::vec(0_u16..500, 2..40),
        ) {
            let first: Vec<f64> = first.into_iter().map(f64::from).collect();
            let second: Vec<f64> = second.into_iter().map(f64::from).collect();
            let free = mann_whitney(&first, &second, 0.0).unwrap();
            let bound = mann_whitney(&first, &second, 0.5).unwrap();
            prop_assert!(bound.p_value >= free.p_value);
            let turned = mann_whitney(&second, &first, 0.0).unwrap();
            prop_assert!((turned.p_value - free.p_value).abs() < 1e-9);
            prop_assert!((turned.chance_second_larger + free.chance_second_larger - 1.0).abs() < 1e-9);
            prop_assert!((0.0..=0.95).contains(&rank_autocorrelation(&first, &second)));
        }
    }
}
