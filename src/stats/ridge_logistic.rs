//! A logistic model of an outcome on several features, held back by a ridge.

use super::Lack;
use super::describe::{all_finite, sum};
use super::linear::solve;
use super::logistic_trend::logistic;

/// Coefficients: the intercept, then one a feature.
#[derive(Clone, Debug, PartialEq)]
pub struct RidgeLogistic {
    /// The coefficients.
    pub coefficients: Vec<f64>,
}

impl RidgeLogistic {
    /// Probability of a yes with these features; never quite 0 or 1.
    pub fn probability(&self, features: &[f64]) -> f64 {
        logistic(linear(&self.coefficients, features)).clamp(1e-12, 1.0 - 1e-12)
    }
}

fn linear(coefficients: &[f64], features: &[f64]) -> f64 {
    let mut all = coefficients.iter();
    all.next().copied().unwrap_or_default() + all.zip(features).map(|(b, x)| b * x).sum::<f64>()
}

/// The coefficients of greatest likelihood less ½·`penalty`·‖b‖², the intercept free; by Newton's steps, halved where they
/// overshoot. Rows must be of one length. Needs a row more than features; [`Lack::NoVariation`] where only one outcome
/// occurs.
pub fn ridge_logistic(rows: &[Vec<f64>], outcomes: &[bool], penalty: f64) -> Result<RidgeLogistic, Lack> {
    let width = rows.first().map_or(0, Vec::len);
    Lack::unless_enough(rows.len().min(outcomes.len()), width + 2)?;
    if rows.len() != outcomes.len() || rows.iter().any(|row| row.len() != width) {
        return Err(Lack::undefined("as many rows as outcomes, of one length, are needed"));
    }
    for row in rows {
        all_finite(row)?;
    }
    if outcomes.iter().all(|&yes| yes) || !outcomes.iter().any(|&yes| yes) {
        return Err(Lack::NoVariation);
    }
    let penalty = if penalty > 0.0 { penalty } else { 0.0 };
    let cost = |coefficients: &[f64]| {
        let losses = rows.iter().zip(outcomes).map(|(row, &yes)| {
            let value = linear(coefficients, row) * if yes { -1.0 } else { 1.0 };
            // ln(1 + e^value) without overflow.
            value.max(0.0) + (-value.abs()).exp().ln_1p()
        });
        sum(losses) + 0.5 * penalty * sum(coefficients.iter().skip(1).map(|b| b * b))
    };
    let mut coefficients = vec![0.0; width + 1];
    let mut best = cost(&coefficients);
    for _ in 0..100 {
        let (gradient, curvature) = derivatives(rows, outcomes, &coefficients, penalty);
        let step = solve(curvature, gradient).ok_or_else(|| Lack::undefined("the features depend on each other"))?;
        let mut share = 1.0;
        let (next, reached) = loop {
            let next: Vec<f64> = coefficients.iter().zip(&step).map(|(b, step)| b - share * step).collect();
            let reached = cost(&next);
            if reached <= best || share < 1e-9 {
                break (next, reached);
            }
            share /= 2.0;
        };
        let moved = step.iter().map(|step| (share * step).abs()).fold(0.0, f64::max);
        if reached > best {
            break;
        }
        (coefficients, best) = (next, reached);
        if moved < 1e-12 {
            break;
        }
    }
    all_finite(&coefficients)?;
    Ok(RidgeLogistic { coefficients })
}

fn derivatives(rows: &[Vec<f64>], outcomes: &[bool], coefficients: &[f64], penalty: f64) -> (Vec<f64>, Vec<Vec<f64>>) {
    let width = coefficients.len();
    let ridge = |index: usize| if index > 0 { penalty } else { 0.0 };
    let mut gradient: Vec<f64> = coefficients.iter().enumerate().map(|(index, b)| ridge(index) * b).collect();
    let mut curvature = vec![vec![0.0; width]; width];
    for (row, &yes) in rows.iter().zip(outcomes) {
        let p = logistic(linear(coefficients, row));
        let full = || core::iter::once(1.0).chain(row.iter().copied());
        for ((cells, slope), x) in curvature.iter_mut().zip(&mut gradient).zip(full()) {
            *slope += (p - f64::from(yes)) * x;
            cells.iter_mut().zip(full()).for_each(|(cell, other)| *cell += p * (1.0 - p) * x * other);
        }
    }
    for (index, cells) in curvature.iter_mut().enumerate() {
        if let Some(cell) = cells.get_mut(index) {
            *cell += ridge(index);
        }
    }
    (gradient, curvature)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learns_what_matters() {
        let rows: Vec<Vec<f64>> = (0..200_u32).map(|i| vec![f64::from(i % 2), f64::from(i * 7 % 5)]).collect();
        let outcomes: Vec<bool> = (0..200_u32).map(|i| i % 2 == 1 && i % 9 != 1).collect();
        let model = ridge_logistic(&rows, &outcomes, 1.0).unwrap();
        assert!(model.coefficients[1] > 2.0 && model.coefficients[2].abs() < 0.2);
        assert!(model.probability(&[1.0, 0.0]) > 0.7 && model.probability(&[0.0, 0.0]) < 0.2);
        assert_eq!(ridge_logistic(&rows, &[false; 200], 1.0), Err(Lack::NoVariation));
        assert!(ridge_logistic(&[], &[], 1.0).is_err());
        let separated: Vec<bool> = rows.iter().map(|row| row[0] > 0.5).collect();
        assert!(ridge_logistic(&rows, &separated, 1.0).unwrap().coefficients.iter().all(|b| b.is_finite()));
    }
}
