//! This window against the equal window before.

use serde::{Deserialize, Serialize};

use super::Metric;

/// One number then and now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Of what: the median for durations and queue times, the share for rates, the count a day for volumes.
    pub metric: Metric,
    /// In the window.
    pub current: Option<f64>,
    /// In the window before.
    pub previous: Option<f64>,
    /// Values behind the two numbers.
    pub counts: (u64, u64),
    /// 100 × (current − previous) / previous.
    pub change_percent: Option<f64>,
    /// Probability of so large a difference by chance.
    pub p_value: Option<f64>,
    /// What to call it.
    pub change: Change,
}

/// What to call a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Better by more than chance and by more than 5 %.
    Better,
    /// Worse likewise.
    Worse,
    /// Changed likewise, in something that is neither good nor bad (volume).
    Different,
    /// No more than chance, or less than 5 %.
    Unchanged,
    /// One of the windows holds too little.
    Unknown,
}
