//! What is known of failures.

use serde::{Deserialize, Serialize};

use crate::insight::{self, Clusters, ErrorSummary, FailureFindings, Flakiness, JobAnnotation, View};

/// What is known of failures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failures {
    /// Revision of the history it was made from.
    pub revision: u64,
    /// What fails and passes on the same commit.
    pub flakiness: Flakiness,
    /// Which failures come together.
    pub clusters: Clusters,
    /// What kinds of trouble made attempts fail.
    pub errors: ErrorSummary,
}

/// Makes it. `annotations` are what GitHub noted on failed jobs, as far as that was read.
pub(in crate::engine) fn failures(view: &View<'_>, annotations: &[JobAnnotation], revision: u64) -> Failures {
    let FailureFindings { flakiness, clusters, errors } = insight::examine_failures(view, annotations);
    Failures { revision, flakiness, clusters, errors }
}
