//! Whether two shares differ by more than chance.

use super::clustering::g_statistic;
use super::distribution::{ln_beta, normal_sf};
use super::rank_tests::ChiSquareTest;
use super::{Lack, describe::sum};

/// z of the difference `second − first` with pooled variance, and its two-sided p. [`Lack::NoVariation`] where both
/// shares are 0 or both are 1 (then p is 1), [`Lack::TooFewPoints`] where one has nothing counted.
pub fn two_proportions_z(first: (u64, u64), second: (u64, u64)) -> Result<(f64, f64), Lack> {
    let ((k1, n1), (k2, n2)) = (capped(first), capped(second));
    Lack::unless_enough(n1.min(n2) as usize, 1)?;
    let pooled = (k1 + k2) as f64 / (n1 + n2) as f64;
    let variance = pooled * (1.0 - pooled) * (1.0 / n1 as f64 + 1.0 / n2 as f64);
    if variance <= 0.0 {
        return Err(Lack::NoVariation);
    }
    let z = (k2 as f64 / n2 as f64 - k1 as f64 / n1 as f64) / variance.sqrt();
    Ok((z, (2.0 * normal_sf(z.abs())).min(1.0)))
}

/// Fisher's exact test, two-sided: the probability of all tables with the same margins that are no likelier than this
/// one. Time grows with the smaller margin.
pub fn fisher_exact(first: (u64, u64), second: (u64, u64)) -> f64 {
    let ((k1, n1), (k2, n2)) = (capped(first), capped(second));
    let hits = k1 + k2;
    let (least, most) = (hits.saturating_sub(n2), hits.min(n1));
    let ln_weight = |k: u64| ln_choose(n1, k) + ln_choose(n2, hits - k);
    let ln_all = ln_choose(n1 + n2, hits);
    let threshold = ln_weight(k1) + 1e-7;
    let tables = (least..=most).map(ln_weight).filter(|&weight| weight <= threshold);
    sum(tables.map(|weight| (weight - ln_all).exp())).min(1.0)
}

/// p of "the shares are the same": Fisher's where a cell is expected to hold fewer than 5, else from z. `None` where one
/// has nothing counted.
pub fn two_proportions(first: (u64, u64), second: (u64, u64)) -> Option<f64> {
    let ((k1, n1), (k2, n2)) = (capped(first), capped(second));
    if n1 == 0 || n2 == 0 {
        return None;
    }
    let rare = (k1 + k2).min(n1 + n2 - k1 - k2) as f64;
    if rare * n1.min(n2) as f64 / ((n1 + n2) as f64) < 5.0 {
        return Some(fisher_exact(first, second));
    }
    Some(two_proportions_z(first, second).map_or(1.0, |(_, p)| p))
}

/// χ² and G of a table of two shares, each `None` where an expected cell is 0.
#[derive(Clone, Debug, PartialEq)]
pub struct TableTests {
    /// Pearson's χ².
    pub pearson: Option<ChiSquareTest>,
    /// The same with Yates' correction.
    pub corrected: Option<ChiSquareTest>,
    /// Likelihood ratio.
    pub likelihood: Option<ChiSquareTest>,
}

/// Tests of "the shares are the same", 1 degree of freedom.
pub fn table_tests(first: (u64, u64), second: (u64, u64)) -> TableTests {
    let table = [capped(first), capped(second)].map(|(k, n)| [k, n - k]);
    let plain = pearson(table, false);
    let likelihood = plain.as_ref().map(|_| ChiSquareTest::of(g_statistic(table), 1.0));
    TableTests { pearson: plain, corrected: pearson(table, true), likelihood }
}

/// Pearson's χ² of a table, with the correction of at most ½ a cell where asked; `None` where an expected cell is 0.
pub(super) fn pearson(table: [[u64; 2]; 2], corrected: bool) -> Option<ChiSquareTest> {
    let [[a, b], [c, d]] = table.map(|row| row.map(|count| count as f64));
    let total = a + b + c + d;
    let expected = |row: f64, column: f64| row * column / total;
    let rows = [(a + b, a, b), (c + d, c, d)];
    let mut statistic = 0.0;
    for (row, left, right) in rows {
        for (observed, column) in [(left, a + c), (right, b + d)] {
            let expected = expected(row, column);
            if expected.is_nan() || expected <= 0.0 {
                return None;
            }
            let distance = (observed - expected).abs();
            let distance = if corrected { distance - distance.min(0.5) } else { distance };
            statistic += distance * distance / expected;
        }
    }
    Some(ChiSquareTest::of(statistic, 1.0))
}

fn capped((k, n): (u64, u64)) -> (u64, u64) {
    (k.min(n), n)
}

fn ln_choose(n: u64, k: u64) -> f64 {
    let (n, k) = (n as f64, k.min(n) as f64);
    -(n + 1.0).ln() - ln_beta(k + 1.0, n - k + 1.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn equal_certainties_do_not_differ() {
        assert_eq!(two_proportions((0, 10), (0, 12)), Some(1.0));
        assert_eq!(two_proportions((10, 10), (12, 12)), Some(1.0));
        assert_eq!(two_proportions((0, 0), (1, 2)), None);
        assert_eq!(two_proportions_z((0, 10), (0, 12)), Err(Lack::NoVariation));
    }

    proptest! {
        #[test]
        fn order_does_not_matter(k1 in 0_u64..40, k2 in 0_u64..40, n1 in 40_u64..60, n2 in 40_u64..90) {
            let (p, turned) = (fisher_exact((k1, n1), (k2, n2)), fisher_exact((k2, n2), (k1, n1)));
            prop_assert!((p - turned).abs() < 1e-9 && (0.0..=1.0).contains(&p));
            let p = two_proportions((k1, n1), (k2, n2)).unwrap();
            prop_assert!((0.0..=1.0).contains(&p));
        }
    }
}
