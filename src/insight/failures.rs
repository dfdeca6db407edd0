//! All that is known of the failures of a view, from one grouping of its attempts. Decides nothing itself.

use serde::{Deserialize, Serialize};

use super::{
    Clusters, ErrorSummary, Flakiness, JobAnnotation, View, examine_flakiness, find_clusters, summarise_errors,
};

/// What is known of failures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FailureFindings {
    /// What fails and passes on the same commit.
    pub flakiness: Flakiness,
    /// Which failures come together.
    pub clusters: Clusters,
    /// What kinds of trouble made attempts fail.
    pub errors: ErrorSummary,
}

/// Examines the failures of a view. `annotations` as in [`summarise_errors`].
pub fn examine_failures(view: &View<'_>, annotations: &[JobAnnotation]) -> FailureFindings {
    FailureFindings {
        flakiness: examine_flakiness(view),
        clusters: find_clusters(view),
        errors: summarise_errors(view, annotations),
    }
}
