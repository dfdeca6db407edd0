//! Whether groups differ, by ranks alone: Kruskal–Wallis and Friedman, also by the phase of a period.

use super::describe::sum;
use super::distribution::chi_square_sf;
use super::{Lack, all_finite, mid_ranks, tie_counts};

/// A χ² test.
#[derive(Clone, Debug, PartialEq)]
pub struct ChiSquareTest {
    /// The statistic.
    pub statistic: f64,
    /// Its degrees of freedom.
    pub degrees: f64,
    /// The chance of a larger one.
    pub p_value: f64,
}

impl ChiSquareTest {
    /// The test of a statistic with these degrees of freedom.
    pub fn of(statistic: f64, degrees: f64) -> Self {
        Self { statistic, degrees, p_value: chi_square_sf(statistic, degrees) }
    }
}

fn tie_cubes(values: &[f64]) -> f64 {
    sum(tie_counts(values).into_iter().map(|size| (size as f64).powi(3) - size as f64))
}

/// Whether the groups' values differ in level; corrected for ties. Empty groups are left out; needs two others.
pub fn kruskal_wallis(groups: &[Vec<f64>]) -> Result<ChiSquareTest, Lack> {
    let groups: Vec<&Vec<f64>> = groups.iter().filter(|group| !group.is_empty()).collect();
    Lack::unless_enough(groups.len(), 2)?;
    let all: Vec<f64> = groups.iter().flat_map(|group| group.iter().copied()).collect();
    all_finite(&all)?;
    let n = all.len() as f64;
    let correction = 1.0 - tie_cubes(&all) / (n * n * n - n);
    if correction <= 0.0 {
        return Err(Lack::NoVariation);
    }
    let mut ranks = mid_ranks(&all).into_iter();
    let parts = groups.iter().map(|group| {
        let total = sum(ranks.by_ref().take(group.len()));
        total * total / group.len() as f64
    });
    let statistic = (12.0 / (n * (n + 1.0)) * sum(parts) - 3.0 * (n + 1.0)) / correction;
    Ok(ChiSquareTest::of(statistic.max(0.0), groups.len() as f64 - 1.0))
}

/// Whether the columns differ once each row's own level is taken away; corrected for ties. Rows must be of one length;
/// needs two rows and two columns.
pub fn friedman(rows: &[Vec<f64>]) -> Result<ChiSquareTest, Lack> {
    Lack::unless_enough(rows.len(), 2)?;
    let width = rows.first().map_or(0, Vec::len);
    Lack::unless_enough(width, 2)?;
    if rows.iter().any(|row| row.len() != width) {
        return Err(Lack::undefined("the rows differ in length"));
    }
    let (n, k) = (rows.len() as f64, width as f64);
    let mut totals = vec![0.0; width];
    let mut ties = 0.0;
    for row in rows {
        all_finite(row)?;
        ties += tie_cubes(row);
        totals.iter_mut().zip(mid_ranks(row)).for_each(|(total, rank)| *total += rank);
    }
    let correction = 1.0 - ties / (k * (k * k - 1.0) * n);
    if correction <= 0.0 {
        return Err(Lack::NoVariation);
    }
    let squares = sum(totals.iter().map(|total| total * total));
    let statistic = (12.0 / (k * n * (k + 1.0)) * squares - 3.0 * n * (k + 1.0)) / correction;
    Ok(ChiSquareTest::of(statistic.max(0.0), k - 1.0))
}

/// Values by their phase in a period.
pub(super) fn by_phase(values: &[f64], period: usize) -> Vec<Vec<f64>> {
    (0..period).map(|phase| values.iter().copied().skip(phase).step_by(period.max(1)).collect()).collect()
}

/// [`kruskal_wallis`] of the phases of a period. Needs two cycles; the methods want three.
pub fn kruskal_wallis_by_phase(values: &[f64], period: usize) -> Result<ChiSquareTest, Lack> {
    Lack::unless_enough(values.len(), 2 * period.max(2))?;
    kruskal_wallis(&by_phase(values, period))
}

/// [`friedman`] of the complete cycles of a period. Needs two.
pub fn friedman_by_phase(values: &[f64], period: usize) -> Result<ChiSquareTest, Lack> {
    Lack::unless_enough(values.len(), 2 * period.max(2))?;
    friedman(&values.chunks_exact(period.max(2)).map(<[f64]>::to_vec).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_it_lacks() {
        assert!(kruskal_wallis(&[vec![1.0], vec![]]).is_err());
        assert_eq!(kruskal_wallis(&[vec![1.0; 3], vec![1.0]]), Err(Lack::NoVariation));
        assert_eq!(friedman(&[vec![1.0; 3], vec![1.0; 3]]), Err(Lack::NoVariation));
        assert!(friedman(&[vec![1.0, 2.0], vec![1.0]]).is_err());
        assert!(friedman_by_phase(&[1.0; 5], 7).is_err());
        assert!(kruskal_wallis_by_phase(&[1.0, 2.0, 3.0, 4.0], 0).is_err());
    }
}
