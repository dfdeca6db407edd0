//! The slope that outliers cannot bend: the median of the slopes between all pairs of points.

use super::Lack;
use super::describe::{all_finite, finite};
use super::distribution::normal_quantile;
use super::quantile::{median, quantiles_in_place};
use super::ranks::tie_counts;

/// A line by Theil and Sen.
#[derive(Clone, Debug, PartialEq)]
pub struct TheilSen {
    /// Median slope.
    pub slope: f64,
    /// Median of y − slope × median of x.
    pub intercept: f64,
    /// 95 % interval of the slope (Sen 1968).
    pub slope_interval: (f64, f64),
}

/// Theil–Sen line through the points, whose x must ascend. All pairs are looked at, so that time grows with the square
/// of their number: beyond `most_points` the points are first reduced to that many medians of equally many neighbours.
pub fn theil_sen(x: &[f64], y: &[f64], most_points: usize) -> Result<TheilSen, Lack> {
    if x.len() != y.len() {
        return Err(Lack::undefined("as many x as y are needed"));
    }
    all_finite(x)?;
    all_finite(y)?;
    Lack::unless_enough(x.len(), 2)?;
    if x.len() > most_points.max(2) {
        let (x, y) = (group_medians(x, most_points.max(2)), group_medians(y, most_points.max(2)));
        return line(&x, &y);
    }
    line(x, y)
}

fn line(x: &[f64], y: &[f64]) -> Result<TheilSen, Lack> {
    let mut slopes = Vec::with_capacity(x.len() * x.len() / 2);
    for (later, (x_later, y_later)) in x.iter().zip(y).enumerate() {
        let earlier = x.iter().zip(y).take(later).filter(|(x_earlier, _)| (x_later - *x_earlier).abs() > 0.0);
        slopes.extend(earlier.map(|(x_earlier, y_earlier)| (y_later - y_earlier) / (x_later - x_earlier)));
    }
    all_finite(&slopes)?;
    let count = slopes.len();
    if count == 0 {
        return Err(Lack::undefined("all points lie at one x"));
    }
    let ties = |values: &[f64]| tie_counts(values).into_iter().map(tie_term).sum::<f64>();
    let variance = (tie_term(x.len()) - ties(x) - ties(y)) / 18.0;
    let reach = -normal_quantile(0.025) * variance.max(0.0).sqrt();
    let position = |rank: f64| rank.round_ties_even().clamp(0.0, (count - 1) as f64) / (count - 1).max(1) as f64;
    let low = position(((count as f64 - reach) / 2.0).round_ties_even() - 1.0);
    let high = position(f64::midpoint(count as f64, reach));
    let [Some(low), Some(slope), Some(high)] = quantiles_in_place(&mut slopes, [low, 0.5, high]) else {
        return Err(Lack::undefined("the numbers are too large"));
    };
    let middle = |values: &[f64]| median(&mut values.to_vec()).unwrap_or_default();
    Ok(TheilSen { slope, intercept: finite(middle(y) - slope * middle(x))?, slope_interval: (low, high) })
}

/// t(t − 1)(2t + 5).
pub(super) fn tie_term(size: usize) -> f64 {
    let t = size as f64;
    t * (t - 1.0) * (2.0 * t + 5.0)
}

fn group_medians(values: &[f64], groups: usize) -> Vec<f64> {
    let edge = |group: usize| group * values.len() / groups;
    let group = |group: usize| values.get(edge(group)..edge(group + 1)).unwrap_or_default().to_vec();
    (0..groups).filter_map(|number| median(&mut group(number))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(n: usize) -> (Vec<f64>, Vec<f64>) {
        let x: Vec<f64> = (0..n).map(|i| i as f64).collect();
        let y = x.iter().map(|x| 3.0 - 0.5 * x).collect();
        (x, y)
    }

    #[test]
    fn outliers_do_not_bend_it() {
        let (x, mut y) = exact(50);
        for outlier in y.iter_mut().step_by(7) {
            *outlier += 1e6;
        }
        assert!((theil_sen(&x, &y, 2_000).unwrap().slope + 0.5).abs() < 1e-9);
    }

    #[test]
    fn many_points_are_reduced_first() {
        let (x, y) = exact(10_001);
        let found = theil_sen(&x, &y, 300).unwrap();
        assert!((found.slope + 0.5).abs() < 1e-12 && (found.intercept - 3.0).abs() < 1e-6);
    }

    #[test]
    fn says_what_it_lacks() {
        assert_eq!(theil_sen(&[1.0], &[1.0], 9), Err(Lack::TooFewPoints { have: 1, need: 2 }));
        assert!(theil_sen(&[1.0, 1.0], &[1.0, 2.0], 9).is_err());
        assert!(theil_sen(&[0.0, 1.0], &[-1e308, 1e308], 9).is_err());
    }
}
