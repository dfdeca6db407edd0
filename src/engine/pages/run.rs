//! The page of one run.

use serde::{Deserialize, Serialize};

use crate::domain::Timestamp;
use crate::insight::{self, JobAnnotation, RunReport, View};

/// One attempt of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunPage {
    /// Revision of the history it was made from.
    pub revision: u64,
    /// The moment that counted as now.
    pub now: Timestamp,
    /// The run that was asked for.
    pub run_id: u64,
    /// What is known of it; `None` where it is not stored.
    pub report: Option<RunReport>,
}

/// Makes it. `view` has to hold the whole history.
pub(in crate::engine) fn run(
    view: &View<'_>,
    run_id: u64,
    attempt: Option<u16>,
    annotations: &[JobAnnotation],
    revision: u64,
) -> RunPage {
    let report = insight::examine_run(view, run_id, attempt, annotations);
    RunPage { revision, now: view.now, run_id, report }
}
