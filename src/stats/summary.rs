//! A sample in numbers: location, spread, shape, and bounds that need no model.

use super::counts::binomial_cdf;
use super::describe::{all_finite, at, sum};
use super::distribution::student_critical;
use super::quantile::quantiles_in_place;
use super::{Lack, mean, median, variance};

/// Moments and robust relatives; `None` where the values are too few or do not vary.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// How many values.
    pub count: usize,
    /// Arithmetic mean.
    pub mean: f64,
    /// Standard deviation, denominator n − 1.
    pub deviation: Option<f64>,
    /// Mean without the smallest and largest tenth.
    pub trimmed_mean: f64,
    /// Geometric mean, of positive values.
    pub geometric_mean: Option<f64>,
    /// Third standardised moment, from three values on.
    pub skewness: Option<f64>,
    /// Fourth standardised moment less 3, from three values on.
    pub excess_kurtosis: Option<f64>,
    /// Deviation over mean.
    pub variation: Option<f64>,
    /// Standard error of the mean.
    pub mean_error: Option<f64>,
    /// 95 % interval of the mean (Student's t).
    pub mean_interval: Option<(f64, f64)>,
}

/// Needs one value.
pub fn summarise(values: &[f64]) -> Result<Summary, Lack> {
    all_finite(values)?;
    Lack::unless_enough(values.len(), 1)?;
    let too_large = || Lack::undefined("the numbers are too large");
    let centre = mean(values).ok_or_else(too_large)?;
    let n = values.len() as f64;
    let deviation = variance(values).map(f64::sqrt);
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let cut = values.len() / 10;
    let trimmed_mean = mean(sorted.get(cut..values.len() - cut).unwrap_or_default()).ok_or_else(too_large)?;
    let positive = at(&sorted, 0) > 0.0;
    let moment = |power: i32| sum(values.iter().map(|value| (value - centre).powi(power))) / n;
    let spread = moment(2);
    let shape = values.len() > 2 && spread > 0.0;
    let finite = |value: f64| Some(value).filter(|value| value.is_finite());
    let mean_error = deviation.map(|deviation| deviation / n.sqrt());
    let half = mean_error.zip(student_critical(0.05, n - 1.0)).map(|(error, critical)| error * critical);
    Ok(Summary {
        count: values.len(),
        mean: centre,
        deviation,
        trimmed_mean,
        geometric_mean: positive.then(|| (sum(values.iter().map(|value| value.ln())) / n).exp()),
        skewness: shape.then(|| moment(3) / spread.powf(1.5)).and_then(finite),
        excess_kurtosis: shape.then(|| moment(4) / (spread * spread) - 3.0).and_then(finite),
        variation: deviation.and_then(|deviation| finite(deviation / centre)),
        mean_error,
        mean_interval: half.map(|half| (centre - half, centre + half)),
    })
}

/// An interval of the median between two of the values.
#[derive(Clone, Debug, PartialEq)]
pub struct MedianInterval {
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
    /// Position (from 0) of the lower bound among the sorted values.
    pub lower_index: usize,
    /// Position of the upper bound.
    pub upper_index: usize,
    /// What the interval really covers.
    pub coverage: f64,
}

/// Bounds of the median without any assumption: the values whose positions a fair coin leaves outside with at most
/// `1 − level` (about: the coverage achieved is told). Needs one value.
pub fn median_interval(values: &[f64], level: f64) -> Result<MedianInterval, Lack> {
    all_finite(values)?;
    Lack::unless_enough(values.len(), 1)?;
    let n = values.len();
    let tail = ((1.0 - level) / 2.0).clamp(0.0, 0.5);
    // The smallest count whose distribution function reaches the tail.
    let (mut low, mut high) = (0, n as u64);
    while low < high {
        let middle = u64::midpoint(low, high);
        if binomial_cdf(middle, n as u64, 0.5) >= tail { high = middle } else { low = middle + 1 }
    }
    let lower_index = (low as usize).saturating_sub(1).min((n - 1) / 2);
    let upper_index = n - 1 - lower_index;
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let outside = 2.0 * binomial_cdf(lower_index as u64, n as u64, 0.5);
    Ok(MedianInterval {
        low: at(&sorted, lower_index),
        high: at(&sorted, upper_index),
        lower_index,
        upper_index,
        coverage: (1.0 - outside).max(0.0),
    })
}

/// Bounds beyond which a value is unusual for a sample that may be skewed.
#[derive(Clone, Debug, PartialEq)]
pub struct Fences {
    /// Skewness in the middle, −1 to 1 (medcouple).
    pub medcouple: f64,
    /// Lower fence.
    pub low: f64,
    /// Upper fence.
    pub high: f64,
}

/// Most values the medcouple is worked out from: time grows with the square.
const MOST: usize = 2_000;

/// Fences adjusted to skewness (Hubert and Vandervieren 2008): Q1 − 1.5·e^(−4·MC)·IQR to Q3 + 1.5·e^(3·MC)·IQR, mirrored
/// for MC < 0. Beyond 2,000 values the medcouple is that of 2,000 evenly taken ones. Needs three values.
pub fn skewed_fences(values: &[f64]) -> Result<Fences, Lack> {
    all_finite(values)?;
    Lack::unless_enough(values.len(), 3)?;
    let medcouple = medcouple(values).ok_or_else(|| Lack::undefined("the numbers are too large"))?;
    let [Some(first), Some(third)] = quantiles_in_place(&mut values.to_vec(), [0.25, 0.75]) else {
        return Err(Lack::undefined("the numbers are too large"));
    };
    let (below, above) = if medcouple >= 0.0 { (-4.0, 3.0) } else { (-3.0, 4.0) };
    let reach = 1.5 * (third - first);
    let low = first - reach * (below * medcouple).exp();
    let high = third + reach * (above * medcouple).exp();
    all_finite(&[low, high])?;
    Ok(Fences { medcouple, low, high })
}

fn medcouple(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    if sorted.len() > MOST {
        let take = |place: usize| sorted.get(place * (sorted.len() - 1) / (MOST - 1)).copied();
        sorted = (0..MOST).filter_map(take).collect();
    }
    let centre = median(&mut sorted.clone())?;
    // From the largest down, as the kernel for values equal to the median counts their places.
    let upper: Vec<f64> = sorted.iter().rev().map(|value| value - centre).filter(|value| *value >= 0.0).collect();
    let lower: Vec<f64> = sorted.iter().rev().map(|value| value - centre).filter(|value| *value <= 0.0).collect();
    let equal = upper.iter().filter(|value| value.abs() <= 0.0).count();
    let mut kernel = Vec::with_capacity(upper.len() * lower.len());
    for (i, high) in upper.iter().enumerate() {
        for (j, low) in lower.iter().enumerate() {
            kernel.push(if *high <= 0.0 && *low >= 0.0 {
                let place = i as f64 - (upper.len() - equal) as f64 + j as f64 + 1.0;
                sign(equal as f64 - place)
            } else {
                (high + low) / (high - low)
            });
        }
    }
    median(&mut kernel)
}

fn sign(value: f64) -> f64 {
    f64::from(value > 0.0) - f64::from(value < 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_it_lacks() {
        assert!(summarise(&[]).is_err() && skewed_fences(&[1.0, 2.0]).is_err() && median_interval(&[], 0.95).is_err());
        let one = summarise(&[4.0]).unwrap();
        assert_eq!((one.deviation, one.skewness, one.mean_interval), (None, None, None));
        let interval = median_interval(&[4.0], 0.95).unwrap();
        assert_eq!((interval.low, interval.high, interval.coverage), (4.0, 4.0, 0.0));
        let flat = skewed_fences(&[2.0; 9]).unwrap();
        assert_eq!((flat.medcouple, flat.low, flat.high), (0.0, 2.0, 2.0));
        let many: Vec<f64> = (0..5_000).map(f64::from).collect();
        assert!(skewed_fences(&many).unwrap().medcouple.abs() < 1e-3);
    }
}
