//! Change points by energy distance in sliding windows with a t test (Matteson and James 2014; Fleming and others 2023,
//! as in Apache Otava): what other tools report. Calls changes where runs only resemble their neighbours.

use super::describe::{at, sum};
use super::distribution::student_two_sided;
use super::{Lack, all_finite, mean};

/// What the search is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EnergyRule {
    /// Length of a window; time grows with its square.
    pub window: usize,
    /// Largest p.
    pub most_p: f64,
    /// Smallest relative change of the mean.
    pub least_change: f64,
}

impl Default for EnergyRule {
    fn default() -> Self {
        Self { window: 50, most_p: 0.001, least_change: 0.0 }
    }
}

/// A change of the mean.
#[derive(Clone, Debug, PartialEq)]
pub struct MeanChange {
    /// First position after the change.
    pub index: usize,
    /// p of the t test, with population variances as Otava has them.
    pub p_value: f64,
    /// Mean of the segment before.
    pub before: f64,
    /// Mean of the segment after.
    pub after: f64,
}

impl MeanChange {
    fn relative(&self) -> f64 {
        let ratio = |a: f64, b: f64| if b.abs() > 0.0 { (a / b - 1.0).abs() } else { 0.0 };
        ratio(self.after, self.before).max(ratio(self.before, self.after))
    }
}

/// Weak candidates from windows that overlap by half, then the weakest dropped until all hold.
pub fn energy_changes(values: &[f64], rule: EnergyRule) -> Result<Vec<MeanChange>, Lack> {
    all_finite(values)?;
    let weak_p = match rule.most_p {
        p if p < 0.05 => 10.0 * p,
        p if p < 0.5 => 2.0 * p,
        p => p,
    };
    let window = rule.window.max(2);
    let mut indices: Vec<usize> = Vec::new();
    let mut start = 0;
    while start < values.len() {
        let part = values.get(start..values.len().min(start + window)).unwrap_or_default();
        let found: Vec<usize> = in_window(part, weak_p).into_iter().map(|index| index + start).collect();
        start = found.last().copied().unwrap_or(0).max(start + window / 2);
        indices.extend(found);
    }
    indices.sort_unstable();
    indices.dedup();
    let mut changes: Vec<MeanChange> =
        (0..indices.len()).filter_map(|number| compare(values, &indices, number)).collect();
    while let Some(dropped) = weakest(&changes, rule) {
        changes.remove(dropped);
        let indices: Vec<usize> = changes.iter().map(|change| change.index).collect();
        // Otava compares anew what now stands at the dropped place and the one after it; its results depend on it.
        for number in [dropped, dropped + 1] {
            if let (Some(change), Some(again)) = (changes.get_mut(number), compare(values, &indices, number)) {
                *change = again;
            }
        }
    }
    Ok(changes)
}

fn weakest(changes: &[MeanChange], rule: EnergyRule) -> Option<usize> {
    let first = |better: fn(f64, f64) -> bool, of: fn(&MeanChange) -> f64| {
        let values = changes.iter().map(of).enumerate();
        values.reduce(|best, next| if better(next.1, best.1) { next } else { best })
    };
    let (number, p) = first(|next, best| next > best, |change| change.p_value)?;
    if p >= rule.most_p {
        return Some(number);
    }
    let (number, change) = first(|next, best| next < best, MeanChange::relative)?;
    (change <= rule.least_change).then_some(number)
}

fn compare(values: &[f64], indices: &[usize], number: usize) -> Option<MeanChange> {
    let index = *indices.get(number)?;
    let from = number.checked_sub(1).and_then(|before| indices.get(before)).copied().unwrap_or(0);
    let to = indices.get(number + 1).copied().unwrap_or(values.len());
    let (first, second) = (values.get(from..index)?, values.get(index..to)?);
    let (before, after) = (mean(first)?, mean(second)?);
    let (m, n) = (first.len() as f64, second.len() as f64);
    let spread = |part: &[f64], centre: f64| sum(part.iter().map(|value| (value - centre).powi(2))) / part.len() as f64;
    let degrees = m + n - 2.0;
    let pooled = ((m - 1.0) * spread(first, before) + (n - 1.0) * spread(second, after)) / degrees;
    let error = (pooled * (1.0 / m + 1.0 / n)).sqrt();
    let p_value = if degrees <= 0.0 || (after - before).abs() <= 0.0 {
        1.0
    } else if error > 0.0 {
        student_two_sided((before - after) / error, degrees)
    } else {
        0.0
    };
    Some(MeanChange { index, p_value, before, after })
}

fn in_window(values: &[f64], most_p: f64) -> Vec<usize> {
    let mut cuts: Vec<usize> = Vec::new();
    loop {
        let mut edges = vec![0];
        edges.extend(&cuts);
        edges.push(values.len());
        let pairs = edges.iter().zip(edges.iter().skip(1));
        let candidates = pairs.filter_map(|(&from, &to)| {
            let (index, distance) = best_split(values.get(from..to)?)?;
            Some((index + from, distance))
        });
        let Some((index, _)) = candidates.reduce(|best, next| if next.1 > best.1 { next } else { best }) else {
            return cuts;
        };
        let place = cuts.partition_point(|&cut| cut < index);
        let mut tried = cuts.clone();
        tried.insert(place, index);
        if compare(values, &tried, place).is_none_or(|change| change.p_value > most_p) {
            return cuts;
        }
        cuts = tried;
    }
}

/// The split τ of the values up to some end κ with the largest energy distance between both parts.
fn best_split(values: &[f64]) -> Option<(usize, f64)> {
    let count = values.len();
    let mut best: Option<(usize, f64)> = None;
    // Σ|xᵢ − xⱼ| within the first τ values.
    let mut within_first = 0.0;
    for split in 1..count {
        let (first, second) = values.split_at_checked(split)?;
        let newest = at(first, split - 1);
        within_first += first.iter().map(|value| (value - newest).abs()).sum::<f64>();
        let n = split as f64;
        let (mut across, mut within_second) = (0.0, 0.0);
        for (taken, &value) in second.iter().enumerate() {
            across += first.iter().map(|other| (other - value).abs()).sum::<f64>();
            within_second += second.iter().take(taken).map(|other| (other - value).abs()).sum::<f64>();
            let m = taken as f64 + 1.0;
            let inner = |total: f64, other: f64, size: f64| if size > 1.0 { other * total / (size - 1.0) } else { 0.0 };
            let distance = 2.0 / (m + n) * (across - inner(within_first, m, n) - inner(within_second, n, m));
            if best.is_none_or(|best| distance > best.1) {
                best = Some((split, distance));
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_clear_step_only() {
        let wiggle = |run: u32| f64::from(run * 7 % 5);
        let step: Vec<f64> = (0..80).map(|run| wiggle(run) + if run < 40 { 100.0 } else { 150.0 }).collect();
        let found = energy_changes(&step, EnergyRule::default()).unwrap();
        assert_eq!(found.iter().map(|change| change.index).collect::<Vec<_>>(), [40]);
        assert_eq!(energy_changes(&[5.0; 60], EnergyRule::default()), Ok(vec![]));
        assert_eq!(energy_changes(&[], EnergyRule::default()), Ok(vec![]));
        assert_eq!(energy_changes(&[1.0, 9.0], EnergyRule::default()), Ok(vec![]));
        assert!(energy_changes(&[f64::NAN], EnergyRule::default()).is_err());
    }
}
