//! How likely trouble is, 0–100, with its factors named.

use serde::{Deserialize, Serialize};

/// The risk of a view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Risk {
    /// 0 (none) to 100; `None` without decided attempts.
    pub score: Option<f64>,
    /// The word for it.
    pub level: Option<RiskLevel>,
    /// What it is made of, largest first.
    pub factors: Vec<RiskFactor>,
}

/// The word for a risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskLevel {
    /// Below 25.
    Low,
    /// Below 50.
    Medium,
    /// Below 75.
    High,
    /// 75 and above.
    Critical,
}

/// One reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RiskFactor {
    /// Short name (`failure rate`, `failure streak`, …).
    pub name: String,
    /// Points it adds to the score.
    pub points: f64,
    /// Points it could add at most.
    pub maximum: f64,
    /// The numbers behind it, as a sentence.
    pub reason: String,
}
