//! By how much one sample lies above another: the median of all pairwise differences.

use super::Lack;
use super::describe::all_finite;
use super::distribution::normal_quantile;
use super::quantile::median;

/// Most values of a sample that are paired; the last ones are taken.
const MOST_A_SIDE: usize = 400;

/// Hodges and Lehmann's shift.
#[derive(Clone, Debug, PartialEq)]
pub struct Shift {
    /// Median of second − first over all pairs.
    pub shift: f64,
    /// Interval of the shift, from the normal approximation of the rank sum.
    pub interval: (f64, f64),
    /// Position (from 0) of the lower bound among the sorted differences.
    pub lower_index: usize,
}

/// The shift with its interval at `level`. Needs one value a side; beyond 400 a side the last 400 are compared, because
/// time grows with the product. With fewer than 5 a side the interval is the whole range of differences.
pub fn hodges_lehmann(first: &[f64], second: &[f64], level: f64) -> Result<Shift, Lack> {
    let mut differences = differences(first, second)?;
    let (m, n) = (first.len().min(MOST_A_SIDE) as f64, second.len().min(MOST_A_SIDE) as f64);
    let z = -normal_quantile((1.0 - level) / 2.0);
    let reach = (m * n / 2.0 - z * (m * n * (m + n + 1.0) / 12.0).sqrt()).floor().max(0.0) as usize;
    let lower_index = reach.saturating_sub(1).min((differences.len() - 1) / 2);
    differences.sort_unstable_by(f64::total_cmp);
    let at = |index: usize| differences.get(index).copied().unwrap_or_default();
    let interval = (at(lower_index), at(differences.len() - 1 - lower_index));
    let middle = differences.len() / 2;
    let shift = if differences.len() % 2 == 1 { at(middle) } else { f64::midpoint(at(middle - 1), at(middle)) };
    Ok(Shift { shift, interval, lower_index })
}

/// The shift alone, by selection instead of sorting.
pub fn median_shift(first: &[f64], second: &[f64]) -> Result<f64, Lack> {
    median(&mut differences(first, second)?).ok_or_else(|| Lack::undefined("the numbers are too large"))
}

fn differences(first: &[f64], second: &[f64]) -> Result<Vec<f64>, Lack> {
    Lack::unless_enough(first.len().min(second.len()), 1)?;
    let last =
        |values: &[f64]| values.iter().copied().skip(values.len().saturating_sub(MOST_A_SIDE)).collect::<Vec<_>>();
    let (first, second) = (last(first), last(second));
    let all: Vec<f64> = second.iter().flat_map(|later| first.iter().map(move |earlier| later - earlier)).collect();
    all_finite(&all)?;
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_shift() {
        let first: Vec<f64> = (0..9).map(f64::from).collect();
        let second: Vec<f64> = first.iter().map(|value| value + 2.5).collect();
        let found = hodges_lehmann(&first, &second, 0.95).unwrap();
        assert!((found.shift - 2.5).abs() < 1e-12 && found.interval.0 < 2.5 && found.interval.1 > 2.5);
        assert_eq!(median_shift(&first, &second), Ok(found.shift));
        assert!(hodges_lehmann(&[], &second, 0.95).is_err());
        assert!(hodges_lehmann(&[f64::MIN], &[f64::MAX], 0.95).is_err());
    }
}
