//! Intervals of a share that was counted `k` times out of `n`.

use super::distribution::{beta_quantile, normal_quantile};

/// Wilson's interval for display: centre `(p̂ + z²/2n)/(1 + z²/n)`, half width
/// `z·√(p̂(1−p̂)/n + z²/4n²)/(1 + z²/n)`. Nothing counted: `(0, 1)`. `successes` beyond `trials` count as `trials`.
pub fn wilson(successes: u64, trials: u64, level: f64) -> (f64, f64) {
    if trials == 0 {
        return (0.0, 1.0);
    }
    let n = trials as f64;
    let share = successes.min(trials) as f64 / n;
    let z = -normal_quantile((1.0 - level) / 2.0);
    let scale = 1.0 + z * z / n;
    let centre = (share + z * z / (2.0 * n)) / scale;
    let half = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt() / scale;
    // At the ends the bound is exact; rounding would leave 1e-17 instead.
    let low = if successes == 0 { 0.0 } else { (centre - half).max(0.0) };
    let high = if successes >= trials { 1.0 } else { (centre + half).min(1.0) };
    (low, high)
}

/// Jeffreys' interval for decisions: quantiles of Beta(k + ½, n − k + ½), with 0 below no success and 1 above nothing
/// but successes (Brown, Cai and others 2001). Nothing counted: `(0, 1)`.
pub fn jeffreys(successes: u64, trials: u64, level: f64) -> (f64, f64) {
    let (low, high) = jeffreys_raw(successes, trials, level);
    (if successes == 0 { 0.0 } else { low }, if successes >= trials { 1.0 } else { high })
}

/// The same without setting the ends.
pub fn jeffreys_raw(successes: u64, trials: u64, level: f64) -> (f64, f64) {
    if trials == 0 {
        return (0.0, 1.0);
    }
    let successes = successes.min(trials);
    let (a, b) = (successes as f64 + 0.5, (trials - successes) as f64 + 0.5);
    let tail = ((1.0 - level) / 2.0).clamp(0.0, 0.5);
    (beta_quantile(tail, a, b).unwrap_or(0.0), beta_quantile(1.0 - tail, a, b).unwrap_or(1.0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_counted_says_nothing() {
        assert_eq!(wilson(0, 0, 0.95), (0.0, 1.0));
        assert_eq!(jeffreys(0, 0, 0.95), (0.0, 1.0));
    }

    proptest! {
        #[test]
        fn contain_the_share_and_narrow_with_more_data(trials in 1_u64..5_000, share in 0.0..=1.0_f64) {
            let successes = (share * trials as f64) as u64;
            let value = successes as f64 / trials as f64;
            for interval in [wilson, jeffreys] {
                let (low, high) = interval(successes, trials, 0.95);
                prop_assert!(0.0 <= low && low <= value && value <= high && high <= 1.0);
                let (more_low, more_high) = interval(successes * 4, trials * 4, 0.95);
                prop_assert!(more_high - more_low < high - low);
            }
        }
    }
}
