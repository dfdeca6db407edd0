//! What happened day by day.

use serde::{Deserialize, Serialize};

use crate::domain::Timestamp;

use super::{OutcomeCounts, Rate};

/// One local day; days without attempts are listed too, with zero counts and no rates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Day {
    /// First instant of the local day.
    pub start: Timestamp,
    /// How attempts started on it ended.
    pub counts: OutcomeCounts,
    /// Success rate by the filter's rule.
    pub success: Rate,
    /// Median duration of passed attempts, seconds.
    pub median_duration_seconds: Option<f64>,
    /// P95 duration of passed attempts, seconds.
    pub p95_duration_seconds: Option<f64>,
}
