//! Recommendations, as documents hold them.

use serde::Serialize;

use crate::insight::Recommendation;

use super::word;

#[cfg(not(target_arch = "wasm32"))]
use schemars::JsonSchema;

/// One piece of advice.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct RecommendationSection {
    /// `reliability`, `flakiness`, `speed`, `queue`, `waste` or `data`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `high`, `medium` or `low`.
    pub priority: String,
    /// GitHub's number of the workflow it is about, if one.
    pub workflow_id: Option<u64>,
    /// One line.
    pub title: String,
    /// The reason, in numbers.
    pub reason: String,
    /// What would change.
    pub expected_effect: String,
}

pub(super) fn recommendation(recommendation: &Recommendation) -> RecommendationSection {
    RecommendationSection {
        kind: word(&recommendation.kind),
        priority: word(&recommendation.priority),
        workflow_id: recommendation.workflow_id,
        title: recommendation.title.clone(),
        reason: recommendation.reason.clone(),
        expected_effect: recommendation.expected_effect.clone(),
    }
}
