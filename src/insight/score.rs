//! The performance score of attempts and workflows, 0–100.

use serde::{Deserialize, Serialize};

use crate::domain::{Outcome, Thresholds};
use crate::stats::mean;

use super::View;

/// Mean performance score over the decided attempts of a view.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PerformanceScore {
    /// 0–100; `None` without decided attempts.
    pub value: Option<f64>,
    /// The word for it.
    pub label: Option<ScoreLabel>,
    /// Attempts it is the mean of.
    pub count: u64,
}

/// The word for a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScoreLabel {
    /// ≥ 90.
    Excellent,
    /// ≥ 75.
    Good,
    /// ≥ 60.
    Fair,
    /// ≥ 40.
    Poor,
    /// Below 40.
    Critical,
}

impl ScoreLabel {
    /// The word for a score of 0–100.
    pub fn of(score: f64) -> Self {
        match score {
            90.0.. => Self::Excellent,
            75.0.. => Self::Good,
            60.0.. => Self::Fair,
            40.0.. => Self::Poor,
            _ => Self::Critical,
        }
    }
}

/// Performance score of one attempt, 0–100: 0.60 × status + 0.25 × duration + 0.15 × cache over the known parts, weights
/// rescaled. Status is 100 when passed and 0 when failed; duration is 100 up to the warning threshold, falls straight to
/// 50 at the critical one and to 0 at twice that; cache is 100 from its threshold on and falls straight to 0 at none.
/// `None` for attempts that neither passed nor failed.
pub fn attempt_score(
    outcome: Outcome,
    duration_seconds: Option<f64>,
    cache_hit_rate: Option<f64>,
    thresholds: &Thresholds,
) -> Option<f64> {
    let status = outcome.is_decided().then(|| if outcome == Outcome::Passed { 100.0 } else { 0.0 })?;
    let duration = duration_seconds.and_then(|seconds| duration_score(seconds, thresholds));
    let cache = cache_hit_rate.and_then(|rate| cache_score(rate, thresholds));
    let parts = [(0.60, Some(status)), (0.25, duration), (0.15, cache)];
    let known = || parts.iter().filter_map(|&(weight, part)| part.map(|part| (weight, part)));
    let weights: f64 = known().map(|(weight, _)| weight).sum();
    Some(known().map(|(weight, part)| weight * part).sum::<f64>() / weights)
}

fn duration_score(seconds: f64, thresholds: &Thresholds) -> Option<f64> {
    let (warning, critical) = (thresholds.duration_warning_seconds, thresholds.duration_critical_seconds);
    let score = if seconds <= warning {
        100.0
    } else if seconds <= critical {
        100.0 - 50.0 * (seconds - warning) / (critical - warning)
    } else {
        50.0 * (2.0 * critical - seconds) / critical
    };
    // A critical threshold of 0 has no scale.
    score.is_finite().then(|| score.clamp(0.0, 100.0))
}

fn cache_score(rate: f64, thresholds: &Thresholds) -> Option<f64> {
    let score = if rate >= thresholds.cache_hit_rate { 100.0 } else { 100.0 * rate / thresholds.cache_hit_rate };
    score.is_finite().then(|| score.clamp(0.0, 100.0))
}

/// Mean performance score over the decided attempts of a view. Cache hit rates are not gathered, so that the score
/// rests on status and duration.
pub fn summarise_performance(view: &View<'_>) -> PerformanceScore {
    let of = |&row: &u32| attempt_score(view.outcome(row), view.duration_seconds(row), None, &view.settings.thresholds);
    let scores: Vec<f64> = view.rows.iter().filter_map(of).collect();
    let value = mean(&scores);
    PerformanceScore { value, label: value.map(ScoreLabel::of), count: scores.len() as u64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(outcome: Outcome, duration_seconds: Option<f64>, cache_hit_rate: Option<f64>, expected: Option<f64>) {
        let found = attempt_score(outcome, duration_seconds, cache_hit_rate, &Thresholds::default());
        let close = match (found, expected) {
            (Some(found), Some(expected)) => (found - expected).abs() < 1e-9,
            (found, expected) => found == expected,
        };
        assert!(close, "{outcome:?} {duration_seconds:?} {cache_hit_rate:?}: {found:?} is not {expected:?}");
    }

    #[test]
    fn weighs_the_known_parts() {
        check(Outcome::Passed, Some(420.0), Some(0.87), Some(95.0));
        check(Outcome::Passed, None, None, Some(100.0));
        check(Outcome::Failed, None, None, Some(0.0));
        check(Outcome::TimedOut, Some(0.0), None, Some(100.0 * 0.25 / 0.85));
        check(Outcome::Passed, Some(600.0), Some(0.0), Some(72.5));
        check(Outcome::Passed, Some(900.0), Some(0.4), Some(60.0 + 0.25 * 25.0 + 0.15 * 50.0));
        check(Outcome::Passed, Some(1e9), Some(0.8), Some(75.0));
        check(Outcome::CancelledByHand, Some(10.0), None, None);
        check(Outcome::Unfinished, None, None, None);
    }

    #[test]
    fn labels_begin_where_they_say() {
        let labels = [90.0, 89.9, 75.0, 60.0, 40.0, 39.9, f64::NAN].map(ScoreLabel::of);
        let expected = [ScoreLabel::Excellent, ScoreLabel::Good, ScoreLabel::Good, ScoreLabel::Fair, ScoreLabel::Poor];
        assert_eq!(labels[..5], expected);
        assert_eq!(labels[5..], [ScoreLabel::Critical; 2]);
    }

    #[test]
    fn thresholds_without_scale_do_no_harm() {
        let zero = Thresholds { duration_warning_seconds: 0.0, duration_critical_seconds: 0.0, cache_hit_rate: 0.0 };
        for seconds in [0.0, 1.0, 1e12] {
            let score = attempt_score(Outcome::Passed, Some(seconds), Some(0.0), &zero).unwrap();
            assert!((0.0..=100.0).contains(&score), "{seconds}: {score}");
        }
    }
}
