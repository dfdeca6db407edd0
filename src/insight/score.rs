//! The performance score of attempts and workflows, 0–100.

use serde::{Deserialize, Serialize};

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
