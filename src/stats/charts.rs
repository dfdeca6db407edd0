//! Control charts: whether a process has left the level of a frozen baseline.

use super::describe::{all_finite, at, sum};
use super::{Lack, mean};

/// A chart of a statistic that remembers.
#[derive(Clone, Debug, PartialEq)]
pub struct EwmaChart {
    /// The weighted mean after each value.
    pub means: Vec<f64>,
    /// Positions where it left its limits.
    pub alarms: Vec<usize>,
}

/// Exponentially weighted means with exact limits `centre ± reach·σ·√(λ/(2 − λ)·(1 − (1 − λ)^2t))`. The deviation must be
/// positive, λ in 0–1. Assumes independent values.
pub fn ewma_chart(values: &[f64], centre: f64, deviation: f64, lambda: f64, reach: f64) -> Result<EwmaChart, Lack> {
    all_finite(values)?;
    all_finite(&[centre, deviation, lambda, reach])?;
    if deviation <= 0.0 || !(lambda > 0.0 && lambda <= 1.0) {
        return Err(Lack::NoVariation);
    }
    let mut chart = EwmaChart { means: Vec::with_capacity(values.len()), alarms: Vec::new() };
    let (mut weighted, mut forgotten) = (centre, 1.0);
    for (index, value) in values.iter().enumerate() {
        weighted = lambda * value + (1.0 - lambda) * weighted;
        forgotten *= (1.0 - lambda) * (1.0 - lambda);
        let limit = reach * deviation * (lambda / (2.0 - lambda) * (1.0 - forgotten)).sqrt();
        if (weighted - centre).abs() > limit {
            chart.alarms.push(index);
        }
        chart.means.push(weighted);
    }
    all_finite(&chart.means)?;
    Ok(chart)
}

/// Sums of what exceeds an allowance, upwards and downwards.
#[derive(Clone, Debug, PartialEq)]
pub struct Cusum {
    /// The upward sum after each value.
    pub up: Vec<f64>,
    /// The downward sum after each value.
    pub down: Vec<f64>,
    /// Positions where one exceeded the threshold.
    pub alarms: Vec<usize>,
}

/// Two-sided tabular CUSUM of standardised values, not reset by alarms. With an allowance of ½ and a threshold of 5 a
/// false alarm comes every 465 independent values.
pub fn cusum(standardised: &[f64], allowance: f64, threshold: f64) -> Result<Cusum, Lack> {
    all_finite(standardised)?;
    let mut chart = Cusum { up: Vec::new(), down: Vec::new(), alarms: Vec::new() };
    let (mut up, mut down) = (0.0_f64, 0.0_f64);
    for (index, z) in standardised.iter().enumerate() {
        up = (up + z - allowance).max(0.0);
        down = (down - z - allowance).max(0.0);
        if up > threshold || down > threshold {
            chart.alarms.push(index);
        }
        chart.up.push(up);
        chart.down.push(down);
    }
    all_finite(&chart.up)?;
    all_finite(&chart.down)?;
    Ok(chart)
}

/// Shares of varying numbers, standardised.
#[derive(Clone, Debug, PartialEq)]
pub struct ShareChart {
    /// Share over the baseline.
    pub share: f64,
    /// Distance of each share in binomial standard deviations.
    pub z: Vec<f64>,
    /// How much more than binomial the baseline spreads (Laney 2002): mean jump over 1.128.
    pub spread: f64,
}

impl ShareChart {
    /// The distances over Laney's spread: the p′ chart.
    pub fn laney(&self) -> Vec<f64> {
        let spread = if self.spread > 0.0 { self.spread } else { 1.0 };
        self.z.iter().map(|z| z / spread).collect()
    }
}

/// The p chart of counts `(k, n)` against the share of the first `baseline` ones; nothing counted is at 0. Needs two
/// counts; [`Lack::NoVariation`] where the baseline's share is 0 or 1.
pub fn share_chart(counts: &[(u64, u64)], baseline: usize) -> Result<ShareChart, Lack> {
    Lack::unless_enough(counts.len().min(baseline), 2)?;
    let numbers: Vec<(f64, f64)> = counts.iter().map(|&(k, n)| (k.min(n) as f64, n as f64)).collect();
    let total = |of: fn(&(f64, f64)) -> f64| sum(numbers.iter().take(baseline).map(of));
    let share = total(|count| count.0) / total(|count| count.1);
    if !(share > 0.0 && share < 1.0) {
        return Err(Lack::NoVariation);
    }
    let z: Vec<f64> = numbers
        .iter()
        .map(|&(k, n)| if n > 0.0 { (k / n - share) / (share * (1.0 - share) / n).sqrt() } else { 0.0 })
        .collect();
    let first = z.get(..baseline.min(z.len())).unwrap_or_default();
    let jumps: Vec<f64> = first.iter().zip(first.iter().skip(1)).map(|(a, b)| (b - a).abs()).collect();
    Ok(ShareChart { share, spread: mean(&jumps).unwrap_or_default() / 1.128, z })
}

/// The sum of evidence that a rate has risen.
#[derive(Clone, Debug, PartialEq)]
pub struct BernoulliCusum {
    /// What a "no" adds: below 0.
    pub score_no: f64,
    /// What a "yes" adds: above 0.
    pub score_yes: f64,
    /// The sum after each outcome, never below 0.
    pub sums: Vec<f64>,
    /// First position where it reached the threshold.
    pub first_alarm: Option<usize>,
}

/// Log-likelihood ratio of the rates `expected` and `raised` (0 < expected < raised < 1), summed from 0 upwards (Reynolds
/// and Stoumbos 1999). Choose the threshold by how often a false alarm may come.
pub fn bernoulli_cusum(outcomes: &[bool], expected: f64, raised: f64, threshold: f64) -> Result<BernoulliCusum, Lack> {
    if !(expected > 0.0 && expected < raised && raised < 1.0) {
        return Err(Lack::undefined("the rates must ascend between 0 and 1"));
    }
    let (score_yes, score_no) = ((raised / expected).ln(), (-raised).ln_1p() - (-expected).ln_1p());
    let mut reached = 0.0_f64;
    let mut add = |&yes: &bool| {
        reached = (reached + if yes { score_yes } else { score_no }).max(0.0);
        reached
    };
    let sums: Vec<f64> = outcomes.iter().map(&mut add).collect();
    let first_alarm = sums.iter().position(|&reached| reached >= threshold);
    Ok(BernoulliCusum { score_no, score_yes, sums, first_alarm })
}

/// Positions whose |z| exceeds `reach`.
pub fn beyond(z: &[f64], reach: f64) -> Vec<usize> {
    (0..z.len()).filter(|&index| at(z, index).abs() > reach).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alarms_where_the_level_leaves() {
        let values: Vec<f64> = (0..60).map(|i| if i < 40 { 0.0 } else { 2.0 }).collect();
        assert!(ewma_chart(&values, 0.0, 1.0, 0.2, 3.0).unwrap().alarms.first().is_some_and(|&first| first >= 40));
        assert!(cusum(&values, 0.5, 5.0).unwrap().alarms.first().is_some_and(|&first| first >= 40));
        assert!(ewma_chart(&values, 0.0, 0.0, 0.2, 3.0).is_err());
        assert_eq!(share_chart(&[(0, 5); 4], 4), Err(Lack::NoVariation));
        let failing: Vec<bool> = (0..60).map(|i| i >= 40).collect();
        assert!(bernoulli_cusum(&failing, 0.05, 0.15, 3.0).unwrap().first_alarm.is_some_and(|first| first >= 40));
        assert!(bernoulli_cusum(&failing, 0.2, 0.1, 3.0).is_err());
        assert_eq!(beyond(&[0.0, -4.0], 3.0), [1]);
        assert!(share_chart(&[(1, 5), (0, 0)], 2).unwrap().laney().iter().all(|z| z.is_finite()));
    }
}
