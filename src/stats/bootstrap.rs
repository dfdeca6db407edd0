//! Resampling: one by one for intervals of any statistic, in blocks where neighbours are alike.

use super::describe::{all_finite, mean, sum};
use super::distribution::{normal_cdf, normal_quantile};
use super::quantile::quantiles_in_place;
use super::{Lack, SplitMix64, variance};

/// One resample of the positions `0..count`: blocks of `block` neighbours from random starts (cut at the end, not
/// wrapped), until `count` positions are drawn. Replaces what `positions` held.
pub fn block_resample(random: &mut SplitMix64, count: usize, block: usize, positions: &mut Vec<usize>) {
    positions.clear();
    let block = block.clamp(1, count.max(1));
    while positions.len() < count {
        let start = random.below(count - block + 1);
        let missing = count - positions.len();
        positions.extend(start..start + block.min(missing));
    }
}

/// What resampling says of a statistic.
#[derive(Clone, Debug, PartialEq)]
pub struct Bootstrap {
    /// The statistic of the values.
    pub estimate: f64,
    /// Mean over the resamples.
    pub mean: f64,
    /// Standard deviation over the resamples.
    pub error: f64,
    /// 95 % interval: quantiles of the resamples.
    pub percentile: (f64, f64),
    /// Bias correction: the z of the share of resamples below the estimate.
    pub bias: f64,
    /// Acceleration: skewness of the statistic when values are left out in turn.
    pub acceleration: f64,
    /// 95 % interval corrected for both (`BCa`).
    pub corrected: (f64, f64),
}

/// Resamples independent values `count` times from `seed`. Needs two values and two resamples; undefined where the
/// statistic is. With few values the interval of a quantile is wide and rough.
pub fn bootstrap(
    values: &[f64],
    count: usize,
    seed: u64,
    statistic: impl Fn(&mut [f64]) -> Option<f64>,
) -> Result<Bootstrap, Lack> {
    all_finite(values)?;
    Lack::unless_enough(values.len().min(count), 2)?;
    let undefined = || Lack::undefined("the statistic is not defined");
    let estimate = statistic(&mut values.to_vec()).ok_or_else(undefined)?;
    let mut random = SplitMix64::new(seed);
    let mut resample = values.to_vec();
    let mut found = Vec::with_capacity(count);
    for _ in 0..count {
        for cell in &mut resample {
            *cell = super::describe::at(values, random.below(values.len()));
        }
        found.push(statistic(&mut resample).ok_or_else(undefined)?);
    }
    let average = mean(&found).ok_or_else(undefined)?;
    let error = variance(&found).ok_or_else(undefined)?.sqrt();
    let below = sum(found
        .iter()
        .map(|value| f64::from(*value < estimate) + 0.5 * f64::from(value.total_cmp(&estimate).is_eq())));
    let bias = normal_quantile(below / count as f64);
    let acceleration = acceleration(values, &statistic).ok_or_else(undefined)?;
    let level = |z: f64| {
        let moved = bias + z;
        normal_cdf(bias + moved / (1.0 - acceleration * moved)).clamp(0.0, 1.0)
    };
    let z = normal_quantile(0.975);
    let levels = [0.025, 0.975, level(-z), level(z)];
    let [Some(low), Some(high), Some(corrected_low), Some(corrected_high)] = quantiles_in_place(&mut found, levels)
    else {
        return Err(undefined());
    };
    let corrected = (corrected_low, corrected_high);
    Ok(Bootstrap { estimate, mean: average, error, percentile: (low, high), bias, acceleration, corrected })
}

fn acceleration(values: &[f64], statistic: &impl Fn(&mut [f64]) -> Option<f64>) -> Option<f64> {
    let left_out = |place: usize| {
        let mut rest: Vec<f64> = values.to_vec();
        rest.remove(place);
        statistic(&mut rest)
    };
    let all: Option<Vec<f64>> = (0..values.len()).map(left_out).collect();
    let all = all?;
    let centre = mean(&all)?;
    let power = |power: i32| sum(all.iter().map(|value| (centre - value).powi(power)));
    let squares = power(2);
    Some(if squares > 0.0 { power(3) / (6.0 * squares.powf(1.5)) } else { 0.0 }).filter(|value| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_as_many_as_there_are() {
        let mut positions = Vec::new();
        for (count, block) in [(0, 5), (1, 5), (3, 5), (12, 5), (100, 1)] {
            block_resample(&mut SplitMix64::new(1), count, block, &mut positions);
            assert_eq!(positions.len(), count);
            assert!(positions.iter().all(|&position| position < count));
        }
        assert!(positions.windows(2).any(|pair| pair[1] != pair[0] + 1));
    }
}
