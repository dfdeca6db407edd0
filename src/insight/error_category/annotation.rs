//! What GitHub noted on failed jobs, judged, and on which jobs such notes could tell something.

use serde::{Deserialize, Serialize};

use crate::domain::sort_numbers;

use super::super::View;
use super::{Categorised, categorise_text, failure_of};

/// Characters kept of an annotation.
const MESSAGE_CHARACTERS: usize = 200;

/// What GitHub noted on a failed job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobAnnotation {
    /// GitHub's number of the job.
    pub job_id: u64,
    /// The beginning of the message, at most 200 characters.
    pub message: String,
    /// What the whole message states.
    pub verdict: Categorised,
}

impl JobAnnotation {
    /// From a message as GitHub sent it.
    pub fn of(job_id: u64, message: &str) -> Self {
        let start = message.trim().chars().take(MESSAGE_CHARACTERS).collect();
        Self { job_id, message: start, verdict: categorise_text(message) }
    }
}

/// The failed jobs of a view whose notes [`summarise_errors`](super::summarise_errors) would heed, newest first (GitHub's
/// numbers rise with time), at most `most`.
pub fn newest_failed_jobs(view: &View<'_>, most: usize) -> Vec<u64> {
    let mut ids: Vec<u64> = Vec::new();
    for &row in view.rows.iter().filter(|&&row| view.outcome(row).is_failed()) {
        let failed = view.executed_jobs(row).filter(|&job| failure_of(view, row, job).is_some());
        ids.extend(failed.filter_map(|job| view.columns.jobs.id.get(job).copied()));
    }
    sort_numbers(&mut ids);
    ids.dedup();
    ids.reverse();
    ids.truncate(most);
    ids
}
