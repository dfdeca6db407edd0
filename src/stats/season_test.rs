//! Whether a period shows in values that also drift and resemble their neighbours.

use super::distribution::f_sf;
use super::linear::least_squares;
use super::{Lack, all_finite, mid_ranks};

/// The test of a period.
#[derive(Clone, Debug, PartialEq)]
pub struct SeasonTest {
    /// F of the phases.
    pub f: f64,
    /// Its degrees of freedom.
    pub degrees: (f64, f64),
    /// The chance of a larger one without a season; below 0.01 calls a season.
    pub p_value: f64,
    /// What neighbouring residuals have in common.
    pub autocorrelation: f64,
}

/// Ranks of `values` on a line and the phases of `period`, with residuals that follow their predecessor (two passes of
/// Cochrane and Orcutt); F test of the phases. `None` stands for a missing value. Needs three cycles with 60 % of the
/// values; the steps must be even.
pub fn season_test(values: &[Option<f64>], period: usize) -> Result<SeasonTest, Lack> {
    let period = period.max(2);
    let known: Vec<(usize, f64)> =
        values.iter().enumerate().filter_map(|(step, value)| Some((step, (*value)?))).collect();
    let need = (3 * period).max((values.len() * 3).div_ceil(5));
    Lack::unless_enough(known.len(), need)?;
    let plain: Vec<f64> = known.iter().map(|pair| pair.1).collect();
    all_finite(&plain)?;
    let ranks = mid_ranks(&plain);
    if ranks.iter().all(|rank| ranks.first().is_some_and(|first| rank.total_cmp(first).is_eq())) {
        return Err(Lack::NoVariation);
    }
    let last = values.len() as f64;
    let design = |step: usize| {
        let mut row = vec![1.0, step as f64 / last];
        row.extend((1..period).map(|phase| f64::from(step % period == phase)));
        row
    };
    let rows: Vec<Vec<f64>> = known.iter().map(|pair| design(pair.0)).collect();
    let steps: Vec<usize> = known.iter().map(|pair| pair.0).collect();
    let fail = || Lack::undefined("a phase has no values");
    let (mut coefficients, _) = least_squares(&rows, &ranks).ok_or_else(fail)?;
    let mut rho = 0.0;
    let mut tested = (0.0, 0.0, 0.0);
    for _ in 0..2 {
        rho = residual_likeness(&rows, &ranks, &coefficients);
        let (quasi_rows, quasi_ranks) = quasi_differences(&rows, &ranks, &steps, rho);
        let (next, full) = least_squares(&quasi_rows, &quasi_ranks).ok_or_else(fail)?;
        let plain: Vec<Vec<f64>> = quasi_rows.iter().map(|row| row.iter().copied().take(2).collect()).collect();
        let (_, reduced) = least_squares(&plain, &quasi_ranks).ok_or_else(fail)?;
        tested = (full, reduced, quasi_ranks.len() as f64 - period as f64 - 1.0);
        coefficients = next;
    }
    let (full, reduced, left) = tested;
    let phases = period as f64 - 1.0;
    if left < 1.0 {
        return Err(Lack::TooFewPoints { have: known.len(), need: period + 2 });
    }
    let ranks_scale = (ranks.len() as f64).powi(3);
    let f = if full > 1e-12 * ranks_scale { ((reduced - full) / phases / (full / left)).max(0.0) } else { f64::MAX };
    Ok(SeasonTest { f, degrees: (phases, left), p_value: f_sf(f, phases, left), autocorrelation: rho })
}

/// Lag-1 autocorrelation of the residuals, corrected for its bias, within −0.5 to 0.95.
fn residual_likeness(rows: &[Vec<f64>], values: &[f64], coefficients: &[f64]) -> f64 {
    let residuals: Vec<f64> = rows
        .iter()
        .zip(values)
        .map(|(row, value)| value - row.iter().zip(coefficients).map(|(x, b)| x * b).sum::<f64>())
        .collect();
    let squares: f64 = residuals.iter().map(|e| e * e).sum();
    let products: f64 = residuals.iter().zip(residuals.iter().skip(1)).map(|(a, b)| a * b).sum();
    let r1 = if squares > 0.0 { products / squares } else { 0.0 };
    (r1 + (1.0 + 4.0 * r1) / residuals.len().max(1) as f64).clamp(-0.5, 0.95)
}

/// Each row less ρ times the one before, over gaps ρ to the power of their length.
fn quasi_differences(rows: &[Vec<f64>], values: &[f64], steps: &[usize], rho: f64) -> (Vec<Vec<f64>>, Vec<f64>) {
    let pairs = rows.iter().zip(rows.iter().skip(1)).zip(values.iter().zip(values.iter().skip(1)));
    let gaps = steps.iter().zip(steps.iter().skip(1)).map(|(a, b)| b.saturating_sub(*a).max(1));
    pairs
        .zip(gaps)
        .map(|(((before, after), (earlier, later)), gap)| {
            let factor = rho.powi(gap.min(1_000) as i32);
            let row: Vec<f64> = before.iter().zip(after).map(|(a, b)| b - factor * a).collect();
            (row, later - factor * earlier)
        })
        .unzip()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::SplitMix64;

    fn series(random: &mut SplitMix64, likeness: f64, amplitude: f64) -> Vec<Option<f64>> {
        let mut value = 0.0;
        (0..84)
            .map(|day| {
                value = likeness * value + (0..12).map(|_| random.unit()).sum::<f64>() - 6.0;
                Some(value + if day % 7 >= 5 { amplitude } else { 0.0 })
            })
            .collect()
    }

    #[test]
    fn keeps_its_promise_under_autocorrelation_and_finds_a_week() {
        for likeness in [0.0, 0.3, 0.6] {
            let mut random = SplitMix64::new(20_261_121);
            let calls = |amplitude: f64, random: &mut SplitMix64| {
                (0..200)
                    .filter(|_| season_test(&series(random, likeness, amplitude), 7).unwrap().p_value < 0.01)
                    .count()
            };
            assert!(calls(0.0, &mut random) <= 9, "{likeness}");
            assert!(calls(3.0, &mut random) >= 190, "{likeness}");
        }
    }

    #[test]
    fn says_what_it_lacks() {
        assert!(season_test(&[], 7).is_err() && season_test(&[Some(1.0); 20], 7).is_err());
        assert_eq!(season_test(&[Some(1.0); 28], 7), Err(Lack::NoVariation));
        let gaps: Vec<Option<f64>> = (0..70_u32).map(|day| (day % 7 != 6).then(|| f64::from(day * 37 % 11))).collect();
        assert!(season_test(&gaps, 7).is_err(), "a weekday that never has a value");
    }
}
