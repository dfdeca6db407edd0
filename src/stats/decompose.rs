//! Trend, seasons and the rest: STL (Cleveland and others 1990) and MSTL, with the settings of statsmodels (local lines,
//! no jumps).

use super::describe::{at, sum};
use super::{Lack, all_finite, mean};

/// How smooth and how stubborn a decomposition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StlRule {
    /// Steps a cycle; at least 2.
    pub period: usize,
    /// Cycles that a season's shape is smoothed over; odd, at least 3.
    pub seasonal: usize,
    /// Whether wild values are kept from bending it.
    pub robust: bool,
}

/// A series in parts that add up to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Decomposition {
    /// The slow part.
    pub trend: Vec<f64>,
    /// One part a period.
    pub seasons: Vec<Vec<f64>>,
    /// What is left.
    pub rest: Vec<f64>,
}

impl Decomposition {
    /// How much of the variance around the trend the season explains, 0–1; 0.3 is worth showing.
    pub fn seasonal_strength(&self, season: usize) -> f64 {
        self.seasons.get(season).map_or(0.0, |season| strength(season, &self.rest))
    }

    /// How much of the variance without the seasons the trend explains, 0–1.
    pub fn trend_strength(&self) -> f64 {
        strength(&self.trend, &self.rest)
    }
}

fn strength(part: &[f64], rest: &[f64]) -> f64 {
    let spread = |values: &[f64]| {
        let centre = mean(values).unwrap_or_default();
        sum(values.iter().map(|value| (value - centre) * (value - centre)))
    };
    let both: Vec<f64> = part.iter().zip(rest).map(|(a, b)| a + b).collect();
    let whole = spread(&both);
    if whole > 0.0 { (1.0 - spread(rest) / whole).clamp(0.0, 1.0) } else { 0.0 }
}

/// Steps that the trend is smoothed over: the smallest odd number from 1.5·period/(1 − 1.5/seasonal).
pub fn trend_window(period: usize, seasonal: usize) -> usize {
    let steps = (1.5 * period as f64 / (1.0 - 1.5 / seasonal.max(3) as f64)).ceil() as usize;
    steps | 1
}

/// STL of evenly spaced values. Needs two cycles. Time grows with values × windows.
pub fn stl(values: &[f64], rule: StlRule) -> Result<Decomposition, Lack> {
    all_finite(values)?;
    let period = rule.period.max(2);
    Lack::unless_enough(values.len(), 2 * period)?;
    let seasonal_window = rule.seasonal.max(3) | 1;
    let (inner, outer) = if rule.robust { (2, 15) } else { (5, 0) };
    let mut trend = vec![0.0; values.len()];
    let mut season = trend.clone();
    let mut weights: Option<Vec<f64>> = None;
    for pass in 0..=outer {
        for _ in 0..inner {
            let detrended: Vec<f64> = values.iter().zip(&trend).map(|(value, trend)| value - trend).collect();
            let cycles = smooth_cycles(&detrended, period, seasonal_window, weights.as_deref());
            let low = moving_means(&moving_means(&moving_means(&cycles, period), period), 3);
            let low = smooth(&low, (period + 1) | 1, None);
            season = cycles.iter().skip(period).zip(&low).map(|(cycle, low)| cycle - low).collect();
            let plain: Vec<f64> = values.iter().zip(&season).map(|(value, season)| value - season).collect();
            trend = smooth(&plain, trend_window(period, seasonal_window), weights.as_deref());
        }
        if pass < outer {
            weights = Some(robustness(values, &trend, &season));
        }
    }
    let rest: Vec<f64> =
        values.iter().zip(&trend).zip(&season).map(|((value, trend), season)| value - trend - season).collect();
    all_finite(&rest)?;
    Ok(Decomposition { trend, seasons: vec![season], rest })
}

/// STL for several periods, ascending, with a seasonal window each; every season is taken from what the others leave,
/// twice. Needs two cycles of the longest.
pub fn mstl(values: &[f64], rules: &[StlRule]) -> Result<Decomposition, Lack> {
    Lack::unless_enough(rules.len(), 1)?;
    let mut left = values.to_vec();
    let mut seasons = vec![vec![0.0; values.len()]; rules.len()];
    let mut trend = Vec::new();
    for _ in 0..2 {
        for (rule, season) in rules.iter().zip(&mut seasons) {
            left.iter_mut().zip(season.iter()).for_each(|(left, season)| *left += season);
            let found = stl(&left, *rule)?;
            *season = found.seasons.into_iter().next().unwrap_or_default();
            left.iter_mut().zip(season.iter()).for_each(|(left, season)| *left -= season);
            trend = found.trend;
        }
    }
    let rest = left.iter().zip(&trend).map(|(left, trend)| left - trend).collect();
    Ok(Decomposition { trend, seasons, rest })
}

/// Each phase smoothed over its cycles and carried one cycle beyond both ends.
fn smooth_cycles(values: &[f64], period: usize, window: usize, weights: Option<&[f64]>) -> Vec<f64> {
    let mut all = vec![0.0; values.len() + 2 * period];
    for phase in 0..period {
        let pick = |from: &[f64]| -> Vec<f64> { from.iter().copied().skip(phase).step_by(period).collect() };
        let cycle = pick(values);
        let weights = weights.map(pick);
        let weights = weights.as_deref();
        let smoothed = smooth(&cycle, window, weights);
        let count = cycle.len();
        let first = local_line(&cycle, -1.0, (0, window.min(count) - 1), window, weights).unwrap_or(at(&smoothed, 0));
        let last = local_line(&cycle, count as f64, (count.saturating_sub(window), count - 1), window, weights)
            .unwrap_or(at(&smoothed, count - 1));
        let whole = core::iter::once(first).chain(smoothed).chain(core::iter::once(last));
        all.iter_mut().skip(phase).step_by(period).zip(whole).for_each(|(cell, value)| *cell = value);
    }
    all
}

fn moving_means(values: &[f64], length: usize) -> Vec<f64> {
    let mut total: f64 = values.iter().take(length).sum();
    let mut means = vec![total / length as f64];
    for (gone, new) in values.iter().zip(values.iter().skip(length)) {
        total += new - gone;
        means.push(total / length as f64);
    }
    means
}

/// Loess: a weighted line around each position.
fn smooth(values: &[f64], window: usize, weights: Option<&[f64]>) -> Vec<f64> {
    let count = values.len();
    let before = window.div_ceil(2);
    // Away from the ends all positions weigh their neighbours alike.
    let mut inner: Option<Option<Vec<f64>>> = None;
    let place = |position: usize| {
        let left = (position + 1).saturating_sub(before).min(count.saturating_sub(window));
        let edges = if window >= count { (0, count - 1) } else { (left, left + window - 1) };
        let kernel = || line_kernel(count, position as f64, edges, window, weights);
        let is_inner = weights.is_none() && left + before == position + 1;
        let line = if is_inner {
            inner.get_or_insert_with(kernel).as_ref().map(|kernel| weigh(values, edges.0, kernel))
        } else {
            kernel().map(|kernel| weigh(values, edges.0, &kernel))
        };
        line.unwrap_or(at(values, position))
    };
    if count < 2 { values.to_vec() } else { (0..count).map(place).collect() }
}

fn weigh(values: &[f64], first: usize, kernel: &[f64]) -> f64 {
    kernel.iter().zip(values.iter().skip(first)).map(|(weight, value)| weight * value).sum()
}

/// The line through the values between `edges`, near ones weighing more, at `position`; `None` where none has weight.
fn local_line(
    values: &[f64],
    position: f64,
    edges: (usize, usize),
    window: usize,
    weights: Option<&[f64]>,
) -> Option<f64> {
    line_kernel(values.len(), position, edges, window, weights).map(|kernel| weigh(values, edges.0, &kernel))
}

/// How much each value between `edges` counts for the line at `position`.
fn line_kernel(
    count: usize,
    position: f64,
    edges: (usize, usize),
    window: usize,
    weights: Option<&[f64]>,
) -> Option<Vec<f64>> {
    let mut reach = (position - edges.0 as f64).max(edges.1 as f64 - position);
    if window > count {
        reach += ((window - count) / 2) as f64;
    }
    let weight = |index: usize| {
        let distance = (index as f64 - position).abs();
        let near = if distance <= 0.001 * reach {
            1.0
        } else if distance <= 0.999 * reach {
            (1.0 - (distance / reach).powi(3)).powi(3)
        } else {
            0.0
        };
        near * weights.map_or(1.0, |weights| at(weights, index))
    };
    let mut kernel: Vec<f64> = (edges.0..=edges.1).map(weight).collect();
    let total: f64 = kernel.iter().sum();
    if total <= 0.0 {
        return None;
    }
    for weight in &mut kernel {
        *weight /= total;
    }
    let indexed = || (edges.0..=edges.1).map(|index| index as f64);
    if reach > 0.0 {
        let centre: f64 = kernel.iter().zip(indexed()).map(|(weight, index)| weight * index).sum();
        let spread: f64 = kernel.iter().zip(indexed()).map(|(weight, index)| weight * (index - centre).powi(2)).sum();
        if spread.sqrt() > 0.001 * (count as f64 - 1.0) {
            let tilt = (position - centre) / spread;
            kernel.iter_mut().zip(indexed()).for_each(|(weight, index)| *weight *= tilt * (index - centre) + 1.0);
        }
    }
    Some(kernel)
}

/// Bisquare weights: 0 for what lies six median residuals away.
fn robustness(values: &[f64], trend: &[f64], season: &[f64]) -> Vec<f64> {
    let distances: Vec<f64> =
        values.iter().zip(trend).zip(season).map(|((value, trend), season)| (value - trend - season).abs()).collect();
    let middle = super::median(&mut distances.clone()).unwrap_or_default();
    let reach = 6.0 * middle;
    let weigh = |&distance: &f64| {
        if distance <= 0.001 * reach {
            1.0
        } else if distance <= 0.999 * reach {
            (1.0 - (distance / reach).powi(2)).powi(2)
        } else {
            0.0
        }
    };
    distances.iter().map(weigh).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up() {
        let values: Vec<f64> =
            (0..50_u32).map(|day| f64::from(day) + f64::from(day % 7) * 3.0 + f64::from(day * 31 % 11)).collect();
        for robust in [false, true] {
            let found = stl(&values, StlRule { period: 7, seasonal: 7, robust }).unwrap();
            for (index, value) in values.iter().enumerate() {
                let total = found.trend[index] + found.seasons[0][index] + found.rest[index];
                assert!((total - value).abs() < 1e-9);
            }
            assert!(found.seasonal_strength(0) > 0.5 && found.trend_strength() > 0.9);
        }
        let flat = stl(&[2.0; 20], StlRule { period: 7, seasonal: 7, robust: true }).unwrap();
        assert!(flat.rest.iter().all(|rest| rest.abs() < 1e-9) && flat.seasonal_strength(0) <= 1.0);
        assert!(stl(&[1.0; 13], StlRule { period: 7, seasonal: 7, robust: false }).is_err());
        assert!(mstl(&values, &[]).is_err());
    }
}
