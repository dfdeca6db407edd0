//! Differences of statistics by resampling neighbours together, so that runs which are alike because they are near in time
//! do not make the interval too narrow. Knows no measure.

use crate::stats::{SplitMix64, block_resample, quantiles_in_place};

/// Resamples.
const RESAMPLES: usize = 400;
/// Neighbours that are drawn together.
const BLOCK: usize = 5;
/// More values a side than this are thinned to evenly spread blocks, and their spread is narrowed to match.
const MOST_VALUES: usize = 1_000;
/// Shown to nobody, changed never: the same data give the same interval everywhere.
const SEED: u64 = 20_261_121;

/// What a statistic is made of: a value and its weight (dollars and runs, say).
pub(super) type Item = (f64, f64);

/// A statistic of items in any order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Statistic {
    /// Quantile (type 7) of the values.
    Quantile(f64),
    /// Sum of the values / sum of the weights.
    Ratio,
}

/// A difference, first − second, with what resampling says of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Resampled {
    /// 95 % interval.
    pub interval: (f64, f64),
    /// Two-sided p of "no difference"; never below 2/401.
    pub p_value: f64,
}

impl Statistic {
    /// Of items, which lose their order.
    fn of(self, items: &[Item], buffer: &mut Vec<f64>) -> Option<f64> {
        match self {
            Self::Quantile(level) => {
                buffer.clear();
                buffer.extend(items.iter().map(|item| item.0));
                let [value] = quantiles_in_place(buffer, [level]);
                value
            }
            Self::Ratio => {
                let (value, weight) = items.iter().fold((0.0, 0.0), |sums, item| (sums.0 + item.0, sums.1 + item.1));
                Some(value / weight).filter(|ratio| ratio.is_finite())
            }
        }
    }
}

/// What resampling says of `difference`, the statistic of `first` less that of `second`, both in the order of time.
pub(super) fn resample(first: &[Item], second: &[Item], statistic: Statistic, difference: f64) -> Option<Resampled> {
    let mut random = SplitMix64::new(SEED);
    let first = deviations(first, statistic, &mut random)?;
    let second = deviations(second, statistic, &mut random)?;
    let mut found: Vec<f64> = first.iter().zip(&second).map(|(first, second)| difference + first - second).collect();
    let least = found.iter().filter(|&&value| value <= 0.0).count();
    let most = found.iter().filter(|&&value| value >= 0.0).count();
    let p_value = (2.0 * (least.min(most) + 1) as f64 / (found.len() + 1) as f64).min(1.0);
    let [low, high] = quantiles_in_place(&mut found, [0.025, 0.975]);
    Some(Resampled { interval: (low?, high?), p_value })
}

/// How far the statistic of each resample lies from that of the sample.
fn deviations(items: &[Item], statistic: Statistic, random: &mut SplitMix64) -> Option<Vec<f64>> {
    let sample = thinned(items);
    let narrowing = (sample.len() as f64 / items.len().max(1) as f64).sqrt();
    let (mut positions, mut drawn, mut buffer) = (Vec::new(), Vec::new(), Vec::new());
    let centre = statistic.of(&sample, &mut buffer)?;
    let block = BLOCK.min(sample.len().div_ceil(3));
    let mut deviations = Vec::with_capacity(RESAMPLES);
    for _ in 0..RESAMPLES {
        block_resample(random, sample.len(), block, &mut positions);
        drawn.clear();
        drawn.extend(positions.iter().filter_map(|&position| sample.get(position)));
        deviations.push((statistic.of(&drawn, &mut buffer)? - centre) * narrowing);
    }
    Some(deviations)
}

/// Evenly spread blocks of neighbours where there are too many values.
fn thinned(items: &[Item]) -> Vec<Item> {
    let every = items.len().div_ceil(MOST_VALUES).max(1);
    items.chunks(BLOCK).step_by(every).flatten().copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(count: usize, base: f64) -> Vec<Item> {
        (0..count).map(|number| (base + (number * 37 % 101) as f64, 1.0)).collect()
    }

    #[test]
    fn finds_what_is_there_and_nothing_else() {
        let check = |first: f64, second: f64, count: usize, differs: bool| {
            for statistic in [Statistic::Quantile(0.5), Statistic::Quantile(0.9), Statistic::Ratio] {
                let found = resample(&items(count, first), &items(count, second), statistic, first - second).unwrap();
                assert_eq!(found.p_value < 0.05, differs, "{statistic:?} {first} {second}: {found:?}");
                assert!(found.interval.0 <= first - second && first - second <= found.interval.1, "{found:?}");
                assert_eq!(found.interval.0 > 0.0 || found.interval.1 < 0.0, differs, "{found:?}");
            }
        };
        check(100.0, 100.0, 60, false);
        check(160.0, 100.0, 60, true);
        check(100.0, 160.0, 5_000, true);
    }

    #[test]
    fn more_values_tell_more_exactly() {
        let width = |count: usize| {
            let found = resample(&items(count, 0.0), &items(count, 0.0), Statistic::Ratio, 0.0).unwrap();
            found.interval.1 - found.interval.0
        };
        assert!(width(9_000) < width(900) && width(900) < width(90));
    }

    #[test]
    fn nothing_says_nothing() {
        assert_eq!(resample(&[], &items(9, 1.0), Statistic::Ratio, 0.0), None);
        assert_eq!(resample(&[(1.0, 0.0)], &items(9, 1.0), Statistic::Ratio, 0.0), None);
        let same = resample(&[(2.0, 1.0); 9], &[(2.0, 1.0); 9], Statistic::Quantile(0.5), 0.0).unwrap();
        assert_eq!((same.interval, same.p_value), ((0.0, 0.0), 1.0));
    }
}
