//! What arrives at once: the records of one or more answers, ready to be merged.

use crate::domain::{Attempt, AttemptKey, Job, Timestamp, Workflow};

/// Records to merge. Order and repetition do not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// Attempts.
    pub attempts: Vec<Attempt>,
    /// Jobs with their steps. Their runs must be known or be part of the batch; others are counted and left out.
    pub jobs: Vec<Job>,
    /// Attempts whose jobs have now been fetched whole (there may be none).
    pub jobs_fetched: Vec<AttemptKey>,
    /// Workflows as listed, with the moment of the listing.
    pub workflows: Vec<(Workflow, Timestamp)>,
}

impl Batch {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.attempts.is_empty() && self.jobs.is_empty() && self.jobs_fetched.is_empty() && self.workflows.is_empty()
    }

    /// Adds all of another batch.
    pub fn append(&mut self, mut other: Self) {
        self.attempts.append(&mut other.attempts);
        self.jobs.append(&mut other.jobs);
        self.jobs_fetched.append(&mut other.jobs_fetched);
        self.workflows.append(&mut other.workflows);
    }
}
