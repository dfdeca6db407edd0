//! A line with a share of the points below it: quantile regression, exactly.

use super::Lack;
use super::describe::{all_finite, finite, sum};

/// Most points: every line through two of them may be looked at.
const MOST: usize = 2_000;

/// A quantile's line.
#[derive(Clone, Debug, PartialEq)]
pub struct QuantileLine {
    /// Rise a unit of x; one of several best lines where there are several.
    pub slope: f64,
    /// Value at x = 0.
    pub intercept: f64,
    /// Sum of the check losses: the least there is.
    pub objective: f64,
}

/// The line of the `level` quantile. For a slope the best intercept is a weighted count away, and the loss is convex in the
/// slope with its corners at the slopes between points: the best corner is found by halving. Needs two points, at most
/// 2,000, that do not lie at one x.
pub fn quantile_line(x: &[f64], y: &[f64], level: f64) -> Result<QuantileLine, Lack> {
    all_finite(x)?;
    all_finite(y)?;
    if x.len() != y.len() || x.len() > MOST || !(level > 0.0 && level < 1.0) {
        return Err(Lack::undefined("as many x as y, at most 2,000, and a level within 0 and 1 are needed"));
    }
    Lack::unless_enough(x.len(), 2)?;
    let mut slopes = Vec::with_capacity(x.len() * x.len() / 2);
    for (later, (a, b)) in x.iter().zip(y).enumerate() {
        let others = x.iter().zip(y).take(later).filter(|(other, _)| (a - *other).abs() > 0.0);
        slopes.extend(others.map(|(other_a, other_b)| (b - other_b) / (a - other_a)));
    }
    all_finite(&slopes)?;
    slopes.sort_unstable_by(f64::total_cmp);
    slopes.dedup_by(|a, b| a.total_cmp(b).is_eq());
    let line = |slope: f64| {
        let mut rests: Vec<f64> = x.iter().zip(y).map(|(x, y)| y - slope * x).collect();
        let place = ((level * rests.len() as f64).ceil() as usize).clamp(1, rests.len()) - 1;
        let (_, intercept, _) = rests.select_nth_unstable_by(place, f64::total_cmp);
        let intercept = *intercept;
        let loss = |rest: f64| if rest >= 0.0 { level * rest } else { (level - 1.0) * rest };
        QuantileLine { slope, intercept, objective: sum(rests.iter().map(|rest| loss(rest - intercept))) }
    };
    let at = |place: usize| slopes.get(place).copied().map(line);
    let (mut low, mut high) =
        (0, slopes.len().checked_sub(1).ok_or_else(|| Lack::undefined("all points lie at one x"))?);
    while high - low > 2 {
        let middle = usize::midpoint(low, high);
        let (Some(here), Some(next)) = (at(middle), at(middle + 1)) else { break };
        if here.objective <= next.objective { high = middle + 1 } else { low = middle + 1 }
        // Equal neighbours lie on both sides of the bottom or at it: a convex loss is flat nowhere else.
    }
    let best =
        (low..=high).filter_map(at).reduce(|best, next| if next.objective < best.objective { next } else { best });
    let best = best.ok_or_else(|| Lack::undefined("all points lie at one x"))?;
    finite(best.objective)?;
    finite(best.intercept)?;
    Ok(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outliers_do_not_bend_the_median() {
        let x: Vec<f64> = (0..30).map(f64::from).collect();
        let mut y: Vec<f64> = x.iter().map(|x| 2.0 + 3.0 * x).collect();
        y[7] = 1e6;
        let found = quantile_line(&x, &y, 0.5).unwrap();
        assert!((found.slope - 3.0).abs() < 1e-9 && (found.intercept - 2.0).abs() < 1e-6);
        assert!(quantile_line(&[1.0, 1.0], &[1.0, 2.0], 0.5).is_err() && quantile_line(&x, &y, 1.0).is_err());
    }
}
