//! Change points of other kinds, to hold against the verified ones: of the mean of logarithms, of the whole
//! distribution, and of a rate. None of them stands up to autocorrelation by itself.

use super::describe::{at, logarithms};
use super::partition::{Partition, Squares, cheapest_partition};
use super::spread::robust_spread;
use super::{Lack, median_distance, spread::MEDIAN_DISTANCE};

/// Cuts of the mean of logarithms.
#[derive(Clone, Debug, PartialEq)]
pub struct MeanChanges {
    /// Standard deviation of the noise, from differences of neighbours.
    pub deviation: f64,
    /// Cost of a cut.
    pub penalty: f64,
    /// The cuts.
    pub partition: Partition,
    /// Squared distances from the segments' means.
    pub squares: f64,
}

/// PELT with squared distances on ln `values`; a cut costs `multiple·σ²·ln n`, with σ from the median distance of
/// neighbours' differences. No cuts where all values are equal. Collapses on values of two modes.
pub fn mean_changes(values: &[f64], multiple: f64, least: usize) -> Result<MeanChanges, Lack> {
    let y = logarithms(values)?;
    Lack::unless_enough(y.len(), 2)?;
    let differences: Vec<f64> = y.iter().zip(y.iter().skip(1)).map(|(a, b)| b - a).collect();
    let costs = Squares::of(&y);
    let whole = costs.within(0, y.len());
    let one = Partition { starts: Vec::new(), objective: whole };
    if robust_spread(&y).is_none_or(|spread| spread.deviation <= 0.0) {
        return Ok(MeanChanges { deviation: 0.0, penalty: 0.0, partition: one, squares: whole });
    }
    let plain = median_distance(&differences).unwrap_or_default() / MEDIAN_DISTANCE;
    let scale = if plain > 0.0 { plain } else { robust_spread(&differences).map_or(0.0, |spread| spread.deviation) };
    let deviation = scale / core::f64::consts::SQRT_2;
    let penalty = multiple * deviation * deviation * (y.len() as f64).ln();
    let partition = costs.cheapest_partition(least, penalty);
    let squares = partition.objective - penalty * partition.starts.len() as f64;
    Ok(MeanChanges { deviation, penalty, partition, squares })
}

/// Cuts of the whole distribution.
#[derive(Clone, Debug, PartialEq)]
pub struct DistributionChanges {
    /// At so many quantiles the distributions are compared.
    pub quantiles: usize,
    /// Cost of a cut.
    pub penalty: f64,
    /// The cuts.
    pub partition: Partition,
    /// Cost of one segment.
    pub whole: f64,
}

/// ED-PELT (Haynes, Fearnhead and Eckley 2017): cuts between which the empirical distribution stays the same, compared
/// at `⌈4·ln n⌉` quantiles that crowd in the tails; a cut costs `3·ln n`. Needs two values.
pub fn distribution_changes(values: &[f64], least: usize) -> Result<DistributionChanges, Lack> {
    super::all_finite(values)?;
    Lack::unless_enough(values.len(), 2)?;
    let n = values.len() as f64;
    let quantiles = ((4.0 * n.ln()).ceil() as usize).clamp(1, values.len());
    let scale = -(2.0 * n - 1.0).ln();
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    // Twice the number of smaller values plus the number of equal ones, up to each position and for each quantile.
    let mut below = vec![0_u32; quantiles];
    let levels: Vec<f64> = (0..quantiles)
        .map(|i| {
            let z = -1.0 + (2.0 * i as f64 + 1.0) / quantiles as f64;
            at(&sorted, ((n - 1.0) / (1.0 + (z * scale).exp())) as usize)
        })
        .collect();
    let mut counts = below.clone();
    for value in values {
        for (count, level) in below.iter_mut().zip(&levels) {
            *count += 2 * u32::from(value < level) + u32::from(value.total_cmp(level).is_eq());
        }
        counts.extend(&below);
    }
    let cost = |from: usize, to: usize| {
        let row = |position: usize| counts.get(position * quantiles..(position + 1) * quantiles).unwrap_or_default();
        let length = (to - from) as f64;
        let entropy = row(from).iter().zip(row(to)).map(|(before, after)| {
            let share = f64::from(after - before) / 2.0 / length;
            entropy(share) + entropy(1.0 - share)
        });
        2.0 * scale / quantiles as f64 * length * entropy.sum::<f64>()
    };
    let penalty = 3.0 * n.ln();
    let partition = cheapest_partition(values.len(), least, penalty, |position| position, cost);
    Ok(DistributionChanges { quantiles, penalty, partition, whole: cost(0, values.len()) })
}

/// Cuts of a rate.
#[derive(Clone, Debug, PartialEq)]
pub struct RateChanges {
    /// The cuts.
    pub partition: Partition,
    /// Cost of one segment.
    pub whole: f64,
}

/// Cuts between which a rate of yes and no stays the same: −2 ln likelihood, `multiple·ln n` a cut. Clustered outcomes
/// look like changes: verify.
pub fn rate_changes(outcomes: &[bool], multiple: f64, least: usize) -> RateChanges {
    count_changes(&outcomes.iter().map(|&yes| (u64::from(yes), 1)).collect::<Vec<_>>(), multiple, least)
}

/// The same of counts `(yes, all)`, one a day say, which are never cut apart; `least` is of counts, while a cut costs
/// `multiple·ln` of all outcomes.
pub fn count_changes(counts: &[(u64, u64)], multiple: f64, least: usize) -> RateChanges {
    let mut totals = vec![(0_u64, 0_u64)];
    for &(yes, all) in counts {
        let (before_yes, before_all) = totals.last().copied().unwrap_or_default();
        totals.push((before_yes + yes.min(all), before_all + all));
    }
    let total = totals.last().map_or(0, |total| total.1);
    // x·ln x of every number that can occur, where there are fewer of them than costs to work out.
    let x_ln_x = |x: u64| if x > 0 { x as f64 * (x as f64).ln() } else { 0.0 };
    let worth = (total as usize) < counts.len().saturating_mul(counts.len());
    let known: Vec<f64> = if worth { (0..=total).map(x_ln_x).collect() } else { Vec::new() };
    let of = |x: u64| known.get(x as usize).copied().unwrap_or_else(|| x_ln_x(x));
    let at = |position: usize| totals.get(position).copied().unwrap_or_default();
    let cost = |(yes_before, all_before): (u64, u64), (yes, all): (u64, u64)| {
        let (yes, all) = (yes.saturating_sub(yes_before), all.saturating_sub(all_before));
        2.0 * (of(all) - of(yes) - of(all.saturating_sub(yes)))
    };
    let penalty = multiple * (total.max(1) as f64).ln();
    let partition = cheapest_partition(counts.len(), least, penalty, at, cost);
    RateChanges { partition, whole: cost(at(0), at(counts.len())) }
}

/// p·ln p, 0 at 0.
fn entropy(share: f64) -> f64 {
    if share > 0.0 { share * share.ln() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_data_is_one_segment() {
        assert!(mean_changes(&[1.0], 3.0, 5).is_err());
        assert!(mean_changes(&[3.0; 9], 3.0, 2).unwrap().partition.starts.is_empty());
        assert!(distribution_changes(&[1.0, 2.0, 3.0], 2).unwrap().partition.starts.is_empty());
        assert_eq!(
            rate_changes(&[], 2.0, 10),
            RateChanges { partition: Partition { starts: vec![], objective: 0.0 }, whole: 0.0 }
        );
        let turned: Vec<bool> = (0..60).map(|run| run >= 30).collect();
        assert_eq!(rate_changes(&turned, 2.0, 10).partition.starts, [30]);
    }
}
