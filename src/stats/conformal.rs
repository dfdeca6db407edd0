//! Intervals from the errors that earlier forecasts made, whatever made the forecasts.

use super::describe::at;
use super::distribution::student_critical;
use super::{Lack, all_finite};

/// Position (from 1) of the bound among `count` sorted scores; beyond `count` there is no finite bound.
fn rank(count: usize, alpha: f64) -> f64 {
    // A hair less, so that 60·0.9 is 54 however it rounds.
    ((count as f64 + 1.0) * (1.0 - alpha) - 1e-9).ceil()
}

/// Split conformal: the half width that covers `1 − alpha` of new scores, given the scores (absolute errors) so far: the
/// ⌈(n + 1)(1 − alpha)⌉-th smallest. [`Lack::TooFewPoints`] where so many scores cannot promise that.
pub fn conformal_half_width(scores: &[f64], alpha: f64) -> Result<f64, Lack> {
    all_finite(scores)?;
    let alpha = if alpha.is_nan() { 0.0 } else { alpha.clamp(0.0, 1.0) };
    let need = if alpha > 0.0 { (1.0 / alpha - 1.0 - 1e-9).ceil().max(1.0) as usize } else { usize::MAX };
    Lack::unless_enough(scores.len(), need)?;
    let mut sorted = scores.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    Ok(at(&sorted, (rank(scores.len(), alpha).max(1.0) as usize - 1).min(sorted.len() - 1)))
}

/// How an adapting interval fared.
#[derive(Clone, Debug, PartialEq)]
pub struct AdaptiveConformal {
    /// Scores that fell outside.
    pub misses: usize,
    /// The level after each score: what to ask [`conformal_half_width`] for next is the last.
    pub alphas: Vec<f64>,
}

/// Adaptive conformal (Gibbs and Candès 2021): each score is held against the last `window` ones at the current level,
/// which then moves by `gamma·(alpha − missed)`. Scores within the first window only calibrate.
pub fn adaptive_conformal(scores: &[f64], window: usize, gamma: f64, alpha: f64) -> Result<AdaptiveConformal, Lack> {
    all_finite(scores)?;
    all_finite(&[gamma, alpha])?;
    let window = window.max(1);
    Lack::unless_enough(scores.len(), window)?;
    let mut level = alpha;
    let mut found = AdaptiveConformal { misses: 0, alphas: Vec::new() };
    for (before, &score) in scores.windows(window).zip(scores.iter().skip(window)) {
        let wanted = rank(window, level);
        let missed = if wanted > window as f64 {
            false
        } else if wanted < 1.0 {
            true
        } else {
            let mut sorted = before.to_vec();
            sorted.sort_unstable_by(f64::total_cmp);
            score > at(&sorted, wanted as usize - 1)
        };
        found.misses += usize::from(missed);
        level += gamma * (alpha - f64::from(missed));
        found.alphas.push(level);
    }
    Ok(found)
}

/// Split conformal and adaptive at once, score by score, for two levels: what is asked of it rests on the scores learnt so
/// far alone. Where these cannot promise a level, Student's t on their root mean square stands in.
#[derive(Clone, Debug, PartialEq)]
pub struct OnlineConformal {
    window: usize,
    speed: f64,
    wanted: [f64; 2],
    /// The adapted miss rates.
    alphas: [f64; 2],
    /// Newest scores, oldest first, and the same by size.
    scores: Vec<f64>,
    sorted: Vec<f64>,
    /// Half widths for both levels, as of the scores learnt.
    widths: Option<[f64; 2]>,
}

impl OnlineConformal {
    /// Over the newest `window` scores; the miss rates begin at `wanted` and adapt with `speed`.
    pub fn new(window: usize, speed: f64, wanted: [f64; 2]) -> Self {
        let window = window.max(1);
        let (scores, sorted) = (Vec::new(), Vec::new());
        let mut made = Self { window, speed, wanted, alphas: wanted, scores, sorted, widths: None };
        made.widths = made.work_out_widths();
        made
    }

    /// Half widths for both levels; `None` before anything is known.
    pub fn half_widths(&self) -> Option<[f64; 2]> {
        self.widths
    }

    fn work_out_widths(&self) -> Option<[f64; 2]> {
        let [inner, outer] = self.alphas;
        Some([self.half_width(inner)?, self.half_width(outer)?])
    }

    fn half_width(&self, alpha: f64) -> Option<f64> {
        let count = self.sorted.len();
        // Twice what the promise needs: the largest of few scores is a poor bound.
        if count as f64 * alpha >= 2.0 {
            return self.sorted.get((rank(count, alpha).max(1.0) as usize).min(count) - 1).copied();
        }
        let known = count as f64;
        let squares: f64 = self.sorted.iter().map(|score| score * score).sum();
        let critical = student_critical(alpha, known.floor().max(1.0))?;
        (known >= 2.0).then(|| critical * (squares / known * (1.0 + 1.0 / known)).sqrt())
    }

    /// Takes in a score: both levels adapt to whether it would have been held.
    pub fn learn(&mut self, score: f64) {
        if !score.is_finite() {
            return;
        }
        if let Some(widths) = self.half_widths() {
            for ((alpha, wanted), width) in self.alphas.iter_mut().zip(self.wanted).zip(widths) {
                let moved = *alpha + self.speed * (wanted - f64::from(score > width));
                *alpha = moved.clamp(wanted / 8.0, 4.0 * wanted);
            }
        }
        if self.scores.len() >= self.window {
            let oldest = self.scores.remove(0);
            let position = self.sorted.partition_point(|&other| other < oldest);
            self.sorted.remove(position.min(self.sorted.len() - 1));
        }
        self.scores.push(score);
        self.sorted.insert(self.sorted.partition_point(|&other| other < score), score);
        self.widths = self.work_out_widths();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promises_only_what_the_scores_allow() {
        let scores: Vec<f64> = (1..=19).map(f64::from).collect();
        assert_eq!(conformal_half_width(&scores, 0.05), Ok(19.0));
        assert_eq!(conformal_half_width(&scores[..18], 0.05), Err(Lack::TooFewPoints { have: 18, need: 19 }));
        assert!(conformal_half_width(&scores, 0.0).is_err() && conformal_half_width(&[], 0.5).is_err());
        assert_eq!(conformal_half_width(&scores, 1.0), Ok(1.0));
        assert!(adaptive_conformal(&scores, 30, 0.02, 0.1).is_err());
        assert_eq!(adaptive_conformal(&scores, 10, 0.02, 0.1).unwrap().alphas.len(), 9);
    }
}
