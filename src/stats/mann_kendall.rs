//! Whether values tend to rise or fall in their order, by ranks alone.

use super::Lack;
use super::describe::all_finite;
use super::distribution::normal_sf;
use super::ranks::tie_counts;
use super::theil_sen::tie_term;

/// Mann and Kendall's test. Assumes independent values: a second opinion, not the headline.
#[derive(Clone, Debug, PartialEq)]
pub struct MannKendall {
    /// Rising pairs − falling pairs.
    pub s: f64,
    /// Variance of `s` without a trend, corrected for ties.
    pub variance: f64,
    /// Kendall's tau-a: `s` over the number of pairs.
    pub tau: f64,
    /// Standardised `s` with continuity correction, and its two-sided p; `None` below four values.
    pub test: Option<(f64, f64)>,
}

/// Tests for a monotone trend in O(n log n). Needs two values.
pub fn mann_kendall(values: &[f64]) -> Result<MannKendall, Lack> {
    all_finite(values)?;
    Lack::unless_enough(values.len(), 2)?;
    let ties = tie_counts(values);
    let choose_two = |size: usize| size as f64 * (size as f64 - 1.0) / 2.0;
    let pairs = choose_two(values.len());
    let tied_pairs: f64 = ties.iter().map(|&size| choose_two(size)).sum();
    let s = pairs - tied_pairs - 2.0 * falling_pairs(values.to_vec()).0 as f64;
    let variance = (tie_term(values.len()) - ties.into_iter().map(tie_term).sum::<f64>()) / 18.0;
    let z = if s.abs() < 0.5 || variance <= 0.0 { 0.0 } else { (s - s.signum()) / variance.sqrt() };
    let test = (values.len() >= 4).then(|| (z, (2.0 * normal_sf(z.abs())).min(1.0)));
    Ok(MannKendall { s, variance, tau: s / pairs, test })
}

/// Pairs of which the earlier value is the larger one, and the values sorted: counted while merging.
fn falling_pairs(values: Vec<f64>) -> (u64, Vec<f64>) {
    if values.len() < 2 {
        return (0, values);
    }
    let (earlier, later) = values.split_at(values.len() / 2);
    let (in_earlier, earlier) = falling_pairs(earlier.to_vec());
    let (in_later, later) = falling_pairs(later.to_vec());
    let (mut earlier, mut later) = (earlier.as_slice(), later.as_slice());
    let mut merged = Vec::with_capacity(values.len());
    let mut across = 0;
    while let (Some((first, rest)), Some((second, others))) = (earlier.split_first(), later.split_first()) {
        if second < first {
            across += earlier.len() as u64;
            merged.push(*second);
            later = others;
        } else {
            merged.push(*first);
            earlier = rest;
        }
    }
    merged.extend_from_slice(earlier);
    merged.extend_from_slice(later);
    (in_earlier + in_later + across, merged)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn merging_counts_what_pairing_counts(values in prop::collection::vec(0_u8..12, 2..60)) {
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let mut expected = 0.0;
            for (i, first) in values.iter().enumerate() {
                for second in &values[i + 1..] {
                    expected += f64::from(second > first) - f64::from(second < first);
                }
            }
            let found = mann_kendall(&values).unwrap();
            prop_assert!((found.s - expected).abs() < 1e-9);
            prop_assert!((-1.0..=1.0).contains(&found.tau));
            let mut backwards = values;
            backwards.reverse();
            prop_assert!((mann_kendall(&backwards).unwrap().s + expected).abs() < 1e-9);
        }
    }
}
