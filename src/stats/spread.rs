//! Spread that outliers cannot bend.

use super::describe::{all_finite, mean};
use super::quantile::median;

/// The normal distribution's median distance from its centre, in standard deviations.
pub const MEDIAN_DISTANCE: f64 = 0.674_489_750_196_081_7;

/// A standard deviation over a mean distance, for the normal distribution: √(π/2).
const PER_MEAN_DISTANCE: f64 = 1.253_314_137_315_500_1;

/// From what a robust spread was worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpreadSource {
    /// The median of the distances from the median.
    MedianDistance,
    /// Their mean, because more than half of the values are equal.
    MeanDistance,
    /// All values are equal.
    None,
}

/// A centre and a standard deviation that a few wild values leave alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RobustSpread {
    /// The median.
    pub centre: f64,
    /// What would be the standard deviation if the values were normal; 0 where all are equal.
    pub deviation: f64,
    /// Where the deviation comes from.
    pub source: SpreadSource,
}

/// Median of the distances from the median (MAD), not scaled. `None` without values or with a NaN.
pub fn median_distance(values: &[f64]) -> Option<f64> {
    let centre = median(&mut values.to_vec())?;
    median(&mut values.iter().map(|value| (value - centre).abs()).collect::<Vec<_>>())
}

/// Median and MAD/0.6745; where the MAD is 0, 1.2533 times the mean distance. Needs one value; `None` where a number is
/// not finite.
pub fn robust_spread(values: &[f64]) -> Option<RobustSpread> {
    all_finite(values).ok()?;
    let centre = median(&mut values.to_vec())?;
    let distances: Vec<f64> = values.iter().map(|value| (value - centre).abs()).collect();
    let of_median = median(&mut distances.clone())? / MEDIAN_DISTANCE;
    let of_mean = mean(&distances)? * PER_MEAN_DISTANCE;
    let (deviation, source) = if of_median > 0.0 {
        (of_median, SpreadSource::MedianDistance)
    } else if of_mean > 0.0 {
        (of_mean, SpreadSource::MeanDistance)
    } else {
        (0.0, SpreadSource::None)
    };
    deviation.is_finite().then_some(RobustSpread { centre, deviation, source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn falls_back_where_half_of_the_values_are_equal() {
        assert_eq!(robust_spread(&[]), None);
        assert_eq!(robust_spread(&[f64::NAN]), None);
        assert_eq!(robust_spread(&[4.0; 3]).map(|spread| spread.source), Some(SpreadSource::None));
        let spread = robust_spread(&[1.0, 1.0, 1.0, 9.0]).unwrap();
        assert_eq!((spread.source, spread.centre), (SpreadSource::MeanDistance, 1.0));
        assert_eq!(median_distance(&[1.0, 2.0, 30.0]), Some(1.0));
    }
}
