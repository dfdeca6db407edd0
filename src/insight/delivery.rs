//! How long people wait: for a runner, and for the answer.

use serde::{Deserialize, Serialize};

use super::Quantiles;

/// Queue time of executed jobs: pickup − creation, never below 0, in seconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct QueueSummary {
    /// Distribution over jobs.
    pub quantiles: Quantiles,
    /// Executed jobs whose pickup cannot be told.
    pub unknown: u64,
}

/// Time to signal: a job's end − the creation of its run, in seconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SignalSummary {
    /// Distribution over executed jobs of first attempts.
    pub time_to_signal: Quantiles,
    /// Time to the end of the last executed job, over passed or failed `pull_request` attempts (first attempts).
    pub pull_request_validation: Quantiles,
    /// Whether `pull_request_validation` rests on jobs (else on the run's own end).
    pub validation_from_jobs: bool,
    /// Apdex of the validation times, 0–1.
    pub apdex: Option<f64>,
}
