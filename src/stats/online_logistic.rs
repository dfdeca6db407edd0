//! A logistic model that learns outcome by outcome: what it says of each rests on those learnt before alone.

use super::linear::solve;
use super::logistic_trend::logistic;

/// Blocks grow with what is known, so that the number of solved systems grows with its logarithm: at least so many
/// outcomes a block, and one in so many of all learnt.
const SMALLEST_BLOCK: usize = 20;
const BLOCKS_OF_ALL: usize = 20;
/// No coefficient moves further at once.
const MOST_MOVE: f64 = 1.0;

/// Ridge logistic regression by recursive Newton steps (the Laplace approximation of Spiegelhalter and Lauritzen 1990,
/// carried on in blocks): a normal belief about the coefficients, whose precision grows by p(1 − p)xxᵀ with every outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct OnlineLogistic {
    /// The intercept, then one a feature.
    coefficients: Vec<f64>,
    /// Upper triangle of the precision, row by row, the penalty included.
    precision: Vec<f64>,
    gradient: Vec<f64>,
    pending: usize,
    learnt: usize,
}

impl OnlineLogistic {
    /// With all coefficients 0 and ½·`penalty`·‖b‖² against leaving that; the intercept is as good as free.
    pub fn new(features: usize, penalty: f64) -> Self {
        let size = features + 1;
        let mut precision = Vec::with_capacity(size * (size + 1) / 2);
        for row in 0..size {
            precision.push(if row == 0 { 1e-2 } else { penalty.max(1e-6) });
            precision.extend(core::iter::repeat_n(0.0, size - row - 1));
        }
        Self { coefficients: vec![0.0; size], precision, gradient: vec![0.0; size], pending: 0, learnt: 0 }
    }

    /// The intercept, then one a feature.
    pub fn coefficients(&self) -> &[f64] {
        &self.coefficients
    }

    /// Ln odds of a yes, `offset` added.
    pub fn ln_odds(&self, features: &[f64], offset: f64) -> f64 {
        let mut coefficients = self.coefficients.iter();
        let intercept = coefficients.next().copied().unwrap_or_default();
        offset + intercept + coefficients.zip(features).map(|(b, x)| b * x).sum::<f64>()
    }

    /// Variance of the ln odds at these features, by the belief about the coefficients; `None` where that is singular.
    pub fn variance(&self, features: &[f64]) -> Option<f64> {
        let full: Vec<f64> = core::iter::once(1.0).chain(features.iter().copied()).collect();
        let solved = solve(self.matrix(), full.clone())?;
        let variance: f64 = full.iter().zip(&solved).map(|(x, y)| x * y).sum();
        (variance >= 0.0 && variance.is_finite()).then_some(variance)
    }

    /// Takes in an outcome. Features that are not finite are left out.
    pub fn learn(&mut self, features: &[f64], offset: f64, yes: bool) {
        let ln_odds = self.ln_odds(features, offset);
        if !ln_odds.is_finite() || features.len() + 1 != self.coefficients.len() {
            return;
        }
        let p = logistic(ln_odds);
        let (weight, missed) = (p * (1.0 - p), p - f64::from(yes));
        let mut cells = self.precision.as_mut_slice();
        for row in 0..=features.len() {
            let own = if row == 0 { 1.0 } else { features.get(row - 1).copied().unwrap_or_default() };
            let (cells_of_row, rest) = cells.split_at_mut((features.len() + 1 - row).min(cells.len()));
            cells = rest;
            let scaled = weight * own;
            let mut columns = cells_of_row.iter_mut();
            if let Some(first) = columns.next() {
                *first += scaled * own;
            }
            let others = features.get(row..).unwrap_or_default();
            columns.zip(others).for_each(|(cell, x)| *cell += scaled * x);
            if let Some(slope) = self.gradient.get_mut(row) {
                *slope += missed * own;
            }
        }
        self.pending += 1;
        self.learnt += 1;
        if self.pending >= SMALLEST_BLOCK.max(self.learnt / BLOCKS_OF_ALL) {
            self.step();
        }
    }

    fn step(&mut self) {
        self.pending = 0;
        let gradient = core::mem::replace(&mut self.gradient, vec![0.0; self.coefficients.len()]);
        if let Some(step) = solve(self.matrix(), gradient) {
            self.coefficients.iter_mut().zip(step).for_each(|(b, step)| *b -= step.clamp(-MOST_MOVE, MOST_MOVE));
        }
    }

    fn matrix(&self) -> Vec<Vec<f64>> {
        let size = self.coefficients.len();
        let mut matrix = vec![vec![0.0; size]; size];
        let mut cells = self.precision.iter();
        for row in 0..size {
            for column in row..size {
                let value = cells.next().copied().unwrap_or_default();
                for (row, column) in [(row, column), (column, row)] {
                    if let Some(cell) = matrix.get_mut(row).and_then(|row| row.get_mut(column)) {
                        *cell = value;
                    }
                }
            }
        }
        matrix
    }
}

#[cfg(test)]
mod tests {
    use super::super::{SplitMix64, ridge_logistic};
    use super::*;

    #[test]
    fn comes_to_what_the_whole_fit_says() {
        let mut random = SplitMix64::new(11);
        let mut online = OnlineLogistic::new(2, 1.0);
        let (mut rows, mut outcomes) = (Vec::new(), Vec::new());
        for _ in 0..3_000 {
            let row = vec![random.unit() - 0.5, random.unit() * 2.0];
            let yes = random.unit() < logistic(-1.5 + 2.0 * row[0] - 0.5 * row[1]);
            online.learn(&row, 0.0, yes);
            rows.push(row);
            outcomes.push(yes);
        }
        let whole = ridge_logistic(&rows, &outcomes, 1.0).unwrap().coefficients;
        for (online, whole) in online.coefficients().iter().zip(&whole) {
            assert!((online - whole).abs() < 0.15, "{online} {whole}");
        }
        assert!(online.variance(&[0.0, 1.0]).is_some_and(|variance| variance > 0.0 && variance < 0.05));
    }

    #[test]
    fn stays_finite_whatever_it_is_told() {
        let mut online = OnlineLogistic::new(1, 1.0);
        (0..500).for_each(|step| online.learn(&[f64::from(step) * 1e6], 0.0, true));
        online.learn(&[f64::NAN], 0.0, false);
        online.learn(&[], 0.0, false);
        assert!(online.coefficients().iter().all(|b| b.is_finite()));
        assert!(online.ln_odds(&[1.0], 0.0).is_finite());
    }
}
