//! What to do about it, each with the numbers that speak for it.

use serde::{Deserialize, Serialize};

/// One piece of advice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recommendation {
    /// Of what kind.
    pub kind: RecommendationKind,
    /// How urgent.
    pub priority: Priority,
    /// GitHub's number of the workflow it is about, if one.
    pub workflow_id: Option<u64>,
    /// One line.
    pub title: String,
    /// The reason, in numbers.
    pub reason: String,
    /// What would change, in numbers.
    pub expected_effect: String,
}

/// What the advice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecommendationKind {
    /// Failures.
    Reliability,
    /// Retries that pass.
    Flakiness,
    /// Durations.
    Speed,
    /// Waiting for runners.
    Queue,
    /// Work thrown away.
    Waste,
    /// Missing data.
    Data,
}

/// How urgent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Now.
    High,
    /// Soon.
    Medium,
    /// When there is time.
    Low,
}
