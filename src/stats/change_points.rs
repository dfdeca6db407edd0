//! Where the level of a series shifted: ranks cut by PELT, every cut verified against its neighbours. Ranks because
//! durations have wild values and two modes, the verification because runs resemble their neighbours.

use super::describe::positive;
use super::hodges_lehmann::median_shift;
use super::partition::{Partition, Squares};
use super::quantile::median;
use super::ranks::mid_ranks;
use super::two_samples::JointRanks;
use super::{Lack, mean};

/// Medians of neighbours that many values are reduced to.
const BINS: usize = 1_024;

/// What a shift must be to count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChangeRule {
    /// Values that a segment has at least.
    pub least_segment: usize,
    /// Largest p.
    pub most_p: f64,
    /// Smallest shift of the logarithm.
    pub least_log_shift: f64,
    /// So many values next to a cut are compared on each side.
    pub nearest: usize,
    /// Beyond this many values, medians of neighbours are searched first: the exact search takes a minute at 100,000.
    pub most_exact: usize,
}

impl Default for ChangeRule {
    fn default() -> Self {
        Self { least_segment: 8, most_p: 1e-4, least_log_shift: 0.05, nearest: 200, most_exact: 4_000 }
    }
}

/// A verified shift.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangePoint {
    /// First position after the shift.
    pub index: usize,
    /// p of "both sides are alike", deflated for autocorrelation.
    pub p_value: f64,
    /// Shift of the logarithm (Hodges and Lehmann): `100·(e^shift − 1)` percent.
    pub log_shift: f64,
    /// What neighbours have in common on both sides.
    pub autocorrelation: f64,
}

/// What the search found, and what it took for candidates.
#[derive(Clone, Debug, PartialEq)]
pub struct Changes {
    /// Cuts of the cheapest partition.
    pub candidates: Vec<usize>,
    /// Its cost, on the scale of ranks.
    pub objective: f64,
    /// Those that were verified, ascending.
    pub points: Vec<ChangePoint>,
}

/// `rank_pelt_verified`: shifts of positive `values` in their order.
///
/// The cheapest partition of the mid-ranks (squared distance within, `3·(n²/12)·ln n` a cut) gives the candidates. While
/// the weakest has p above the rule's, it is dropped and its neighbours are compared anew; then likewise while the
/// smallest shift is below the rule's. Below two segments' worth of values there are none. Beyond the rule's number of values the search
/// runs on 1,024 medians of neighbours and refines each cut within two of them.
pub fn rank_changes(values: &[f64], rule: ChangeRule) -> Result<Changes, Lack> {
    positive(values)?;
    let least = rule.least_segment.max(2);
    let partition = if values.len() > rule.most_exact.max(BINS) {
        let bins = mid_ranks(&bin_medians(values));
        let coarse = Squares::of(&bins).cheapest_partition(least, rank_penalty(&bins));
        Partition { starts: refine(&coarse.starts, values), ..coarse }
    } else {
        let ranks = mid_ranks(values);
        Squares::of(&ranks).cheapest_partition(least, rank_penalty(&ranks))
    };
    let points = verify(values, &partition.starts, rule);
    Ok(Changes { candidates: partition.starts, objective: partition.objective, points })
}

fn rank_penalty(ranks: &[f64]) -> f64 {
    let n = ranks.len() as f64;
    3.0 * n * n / 12.0 * n.max(1.0).ln()
}

/// Medians of equally many neighbours.
fn bin_medians(values: &[f64]) -> Vec<f64> {
    let edge = |bin: usize| bin * values.len() / BINS;
    (0..BINS).filter_map(|bin| median(&mut values.get(edge(bin)..edge(bin + 1))?.to_vec())).collect()
}

/// Each cut of the bins where one split of the values around it is cheapest, by their ranks among the values up to the
/// neighbouring cuts, of which ten bins on each side are enough.
fn refine(starts: &[usize], values: &[f64]) -> Vec<usize> {
    let edge = |bin: usize| bin.min(BINS) * values.len() / BINS;
    let mut refined: Vec<usize> = Vec::new();
    for (number, &start) in starts.iter().enumerate() {
        let from = refined.last().copied().unwrap_or(0).max(edge(start.saturating_sub(10)));
        let to = edge(starts.get(number + 1).copied().unwrap_or(BINS).min(start + 10));
        let around = mid_ranks(values.get(from..to).unwrap_or_default());
        let squares = Squares::of(&around);
        let split = |at: usize| squares.within(0, at - from) + squares.within(at - from, around.len());
        let low = edge(start.saturating_sub(2)).max(from + 1);
        let high = edge(start + 2).min(to.saturating_sub(1));
        refined.extend((low..=high).min_by(|&a, &b| split(a).total_cmp(&split(b))));
    }
    refined
}

fn verify(values: &[f64], candidates: &[usize], rule: ChangeRule) -> Vec<ChangePoint> {
    let logarithms = |part: &[f64]| part.iter().map(|value| value.ln()).collect::<Vec<_>>();
    let mut indices = candidates.to_vec();
    let compare = |indices: &[usize], number: usize| -> Option<ChangePoint> {
        let index = *indices.get(number)?;
        let from = number.checked_sub(1).and_then(|before| indices.get(before)).copied().unwrap_or(0);
        let to = indices.get(number + 1).copied().unwrap_or(values.len());
        let before = logarithms(values.get(from.max(index.saturating_sub(rule.nearest))..index)?);
        let after = logarithms(values.get(index..to.min(index + rule.nearest))?);
        if before.is_empty() || after.is_empty() {
            return None;
        }
        let ranks = JointRanks::of(&before, &after);
        let autocorrelation = ranks.autocorrelation();
        let p_value = ranks.compare(autocorrelation).p_value;
        Some(ChangePoint { index, p_value, log_shift: median_shift(&before, &after).ok()?, autocorrelation })
    };
    let mut points: Vec<Option<ChangePoint>> = (0..indices.len()).map(|number| compare(&indices, number)).collect();
    loop {
        let weak = |point: &Option<ChangePoint>| point.as_ref().map_or(f64::INFINITY, |point| point.p_value);
        let small = |point: &Option<ChangePoint>| point.as_ref().map_or(0.0, |point| point.log_shift.abs());
        let last = |best: (usize, f64), next: (usize, f64)| if next.1 > best.1 { next } else { best };
        let weakest = points.iter().map(weak).enumerate().reduce(last);
        let smallest = points.iter().map(|point| -small(point)).enumerate().reduce(last);
        let dropped = match (weakest, smallest) {
            (Some((number, p)), _) if p > rule.most_p => number,
            (_, Some((number, negative))) if -negative < rule.least_log_shift => number,
            _ => break,
        };
        indices.remove(dropped);
        points.remove(dropped);
        for number in [dropped.checked_sub(1), Some(dropped)].into_iter().flatten() {
            if let Some(point) = points.get_mut(number) {
                *point = compare(&indices, number);
            }
        }
    }
    points.into_iter().flatten().collect()
}

/// The smallest change in percent that two segments of so many values could have shown, given the spread of the
/// logarithm and what neighbours have in common: `100·(exp(4.9·σ·√k·√(1/m + 1/n)) − 1)`.
pub fn smallest_visible_percent(log_deviation: f64, autocorrelation: f64, before: usize, after: usize) -> Option<f64> {
    let rho = autocorrelation.clamp(0.0, 0.95);
    let counts = mean(&[1.0 / before as f64, 1.0 / after as f64])? * 2.0;
    let percent = 100.0 * (4.9 * log_deviation * ((1.0 + rho) / (1.0 - rho) * counts).sqrt()).exp_m1();
    percent.is_finite().then_some(percent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::SplitMix64;

    fn step(count: usize, at: usize, factor: f64, seed: u64) -> Vec<f64> {
        let mut random = SplitMix64::new(seed);
        (0..count)
            .map(|i| {
                let noise = (0..12).map(|_| random.unit()).sum::<f64>() - 6.0;
                200.0 * (0.15 * noise).exp() * if i >= at { factor } else { 1.0 }
            })
            .collect()
    }

    #[test]
    fn finds_a_step_and_invents_none() {
        let found = rank_changes(&step(300, 180, 1.3, 1), ChangeRule::default()).unwrap();
        assert!(matches!(found.points.as_slice(), [point] if point.index.abs_diff(180) <= 5), "{found:?}");
        let calls = (0..40)
            .filter(|&seed| !rank_changes(&step(100, 0, 1.0, seed), ChangeRule::default()).unwrap().points.is_empty());
        assert!(calls.count() <= 2);
    }

    #[test]
    fn long_series_are_searched_in_bins() {
        let found = rank_changes(&step(9_000, 4_321, 1.4, 2), ChangeRule::default()).unwrap();
        assert!(matches!(found.points.as_slice(), [point] if point.index.abs_diff(4_321) <= 20), "{found:?}");
    }

    #[test]
    fn says_what_it_lacks() {
        assert_eq!(rank_changes(&[1.0, 2.0], ChangeRule::default()).unwrap().points, []);
        assert_eq!(rank_changes(&[], ChangeRule::default()).unwrap().points, []);
        assert!(rank_changes(&[0.0; 30], ChangeRule::default()).is_err());
        assert_eq!(rank_changes(&[7.0; 30], ChangeRule::default()).unwrap().points, []);
        assert_eq!(smallest_visible_percent(0.1, 0.0, 0, 5), None);
        assert!(smallest_visible_percent(0.15, 0.0, 60, 40).unwrap() > 5.0);
    }
}
