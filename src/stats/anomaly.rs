//! Single values that do not belong: robust z and Rosner's test.

use super::describe::{all_finite, sum};
use super::distribution::student_critical;
use super::spread::{RobustSpread, SpreadSource, robust_spread};
use super::{Lack, mean};

/// Distances from the median in robust standard deviations; |z| > 3.5 is unusual (Iglewicz and Hoaglin). All 0 where the
/// values are equal. Needs one value.
pub fn robust_z(values: &[f64]) -> Result<(RobustSpread, Vec<f64>), Lack> {
    all_finite(values)?;
    Lack::unless_enough(values.len(), 1)?;
    let spread = robust_spread(values).ok_or_else(|| Lack::undefined("the numbers are too large"))?;
    let scale = if spread.source == SpreadSource::None { f64::INFINITY } else { spread.deviation };
    Ok((spread, values.iter().map(|value| (value - spread.centre) / scale).collect()))
}

/// One step of Rosner's test.
#[derive(Clone, Debug, PartialEq)]
pub struct RosnerStep {
    /// Position of the value furthest from the mean of those left.
    pub index: usize,
    /// Its distance in standard deviations.
    pub distance: f64,
    /// The distance above which there are this many outliers.
    pub critical: f64,
}

/// Generalized extreme studentized deviates.
#[derive(Clone, Debug, PartialEq)]
pub struct Rosner {
    /// One step a possible outlier.
    pub steps: Vec<RosnerStep>,
    /// So many of them are outliers.
    pub outliers: usize,
}

/// Rosner's test for up to `most` outliers among normal values at `alpha`: the largest number whose distance exceeds its
/// critical one. Needs three values more than `most`.
pub fn rosner(values: &[f64], most: usize, alpha: f64) -> Result<Rosner, Lack> {
    all_finite(values)?;
    Lack::unless_enough(values.len(), most + 3)?;
    let mut left: Vec<(usize, f64)> = values.iter().copied().enumerate().collect();
    let mut steps = Vec::with_capacity(most);
    for _ in 0..most {
        let n = left.len() as f64;
        let plain: Vec<f64> = left.iter().map(|pair| pair.1).collect();
        let centre = mean(&plain).ok_or_else(|| Lack::undefined("the numbers are too large"))?;
        let deviation = (sum(plain.iter().map(|value| (value - centre).powi(2))) / (n - 1.0)).sqrt();
        if !deviation.is_finite() || deviation <= 1e-14 * centre.abs() {
            break;
        }
        let distance = |value: f64| (value - centre).abs();
        let furthest = plain.iter().enumerate().reduce(|a, b| if distance(*b.1) > distance(*a.1) { b } else { a });
        let Some((place, value)) = furthest else { break };
        let t =
            student_critical(alpha / n, n - 2.0).ok_or_else(|| Lack::undefined("alpha must lie between 0 and 1"))?;
        let critical = (n - 1.0) * t / ((n - 2.0 + t * t) * n).sqrt();
        let distance = distance(*value) / deviation;
        steps.push(RosnerStep { index: left.remove(place).0, distance, critical });
    }
    let outliers = steps.iter().rposition(|step| step.distance > step.critical).map_or(0, |last| last + 1);
    Ok(Rosner { steps, outliers })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_does_not_belong() {
        let mut values: Vec<f64> = (0..30_u32).map(|i| f64::from(i * 7 % 11)).collect();
        values[12] = 300.0;
        let found = rosner(&values, 3, 0.05).unwrap();
        assert_eq!((found.outliers, found.steps[0].index), (1, 12));
        assert!(robust_z(&values).unwrap().1[12] > 3.5);
        assert_eq!(rosner(&[4.0; 9], 2, 0.05).unwrap().outliers, 0);
        assert!(rosner(&[1.0; 4], 2, 0.05).is_err() && robust_z(&[]).is_err());
        assert_eq!(robust_z(&[4.0; 3]).unwrap().1, [0.0; 3]);
    }
}
