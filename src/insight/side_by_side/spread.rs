//! How the durations of both sides spread, counted in the same bins.

use serde::{Deserialize, Serialize};

use super::super::{Quantiles, View};

/// Bins, each the same ratio wide.
const BINS: usize = 24;

/// Durations of passed attempts on both sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DurationSpread {
    /// Borders of the bins in seconds, ascending; one more than there are bins.
    pub borders: Vec<f64>,
    /// Attempts of the first side in each bin; what lies on a border is in the upper bin, the largest in the last.
    pub first: Vec<u64>,
    /// Attempts of the second side.
    pub second: Vec<u64>,
    /// Quantiles of the first side.
    pub first_quantiles: Quantiles,
    /// Quantiles of the second.
    pub second_quantiles: Quantiles,
}

/// Counts both sides; `None` where neither has a duration.
pub(super) fn of(first: &View<'_>, second: &View<'_>) -> Option<DurationSpread> {
    let seconds = |view: &View<'_>| view.passed_durations().map(|(_, seconds)| seconds.max(1.0)).collect::<Vec<_>>();
    let (mut first, mut second) = (seconds(first), seconds(second));
    let all = || first.iter().chain(&second).copied();
    let (low, high) = (all().reduce(f64::min)?, all().reduce(f64::max)?);
    // One value alone still gets some width.
    let (low, high) = if high > low { (low, high) } else { (low * 0.9, high * 1.1) };
    let step = (high / low).ln() / BINS as f64;
    let borders: Vec<f64> = (0..=BINS).map(|number| low * (step * number as f64).exp()).collect();
    let count = |values: &[f64]| {
        let mut counts = vec![0_u64; BINS];
        for value in values {
            let number = (((value / low).ln() / step + 1e-9).max(0.0) as usize).min(BINS - 1);
            if let Some(count) = counts.get_mut(number) {
                *count += 1;
            }
        }
        counts
    };
    Some(DurationSpread {
        first: count(&first),
        second: count(&second),
        borders,
        first_quantiles: Quantiles::of(&mut first),
        second_quantiles: Quantiles::of(&mut second),
    })
}
