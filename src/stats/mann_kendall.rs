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
    let s = pairs - tied_pairs - 2.0 * falling_pairs(values.to_vec()) as f64;
    let variance = (tie_term(values.len()) - ties.into_iter().map(tie_term).sum::<f64>()) / 18.0;
    let z = if s.abs() < 0.5 || variance <= 0.0 { 0.0 } else { (s - s.signum()) / variance.sqrt() };
    let test = (values.len() >= 4).then(|| (z, (2.0 * normal_sf(z.abs())).min(1.0)));
    Ok(MannKendall { s, variance, tau: s / pairs, test })
}

/// Values that are put in order one by one before longer runs are merged.
const BLOCK: usize = 16;

/// Pairs of which the earlier value is the larger one: counted while the values are sorted.
fn falling_pairs(mut values: Vec<f64>) -> u64 {
    let mut falling: u64 = values.chunks_mut(BLOCK).map(insert_in_order).sum();
    let mut merged = vec![0.0; values.len()];
    let mut width = BLOCK;
    while width < values.len() {
        for (pair, target) in values.chunks(2 * width).zip(merged.chunks_mut(2 * width)) {
            let (earlier, later) = pair.split_at(width.min(pair.len()));
            falling += merge(earlier, later, target);
        }
        core::mem::swap(&mut values, &mut merged);
        width *= 2;
    }
    falling
}

/// Sorts a few values; by how many places they fall.
fn insert_in_order(values: &mut [f64]) -> u64 {
    let mut falling = 0;
    for end in 1..=values.len() {
        let Some((value, sorted)) = values.get(..end).and_then(<[f64]>::split_last) else { break };
        let place = sorted.partition_point(|other| other <= value);
        falling += (sorted.len() - place) as u64;
        if let Some(moved) = values.get_mut(place..end) {
            moved.rotate_right(1);
        }
    }
    falling
}

/// Merges two sorted runs into `target`; the pairs of which the earlier value is the larger one.
fn merge(mut earlier: &[f64], mut later: &[f64], target: &mut [f64]) -> u64 {
    let mut falling = 0;
    for place in target {
        match (earlier.split_first(), later.split_first()) {
            (Some((first, _)), Some((second, others))) if second < first => {
                falling += earlier.len() as u64;
                *place = *second;
                later = others;
            }
            (Some((first, rest)), _) => {
                *place = *first;
                earlier = rest;
            }
            (None, Some((second, others))) => {
                *place = *second;
                later = others;
            }
            (None, None) => break,
        }
    }
    falling
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn merging_counts_what_pairing_counts(values in prop::collection::vec(0_u8..12, 2..90)) {
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
