//! What several questions about the same attempts need alike, worked out by the first that asks: the split by workflow, the
//! order of time, the standing trends. Holds answers, computes none.

use core::cell::OnceCell;
use core::ops::Deref;
use std::rc::Rc;

use super::Trend;
use super::findings::Found;
use super::forecast::Memory;
use super::waste::Waste;

/// Row numbers of `columns.attempts`, shared by all who look at the same attempts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows(Rc<Vec<u32>>);

impl From<Vec<u32>> for Rows {
    fn from(rows: Vec<u32>) -> Self {
        Self(Rc::new(rows))
    }
}

impl Deref for Rows {
    type Target = [u32];

    fn deref(&self) -> &[u32] {
        &self.0
    }
}

impl<'a> IntoIterator for &'a Rows {
    type Item = &'a u32;
    type IntoIter = core::slice::Iter<'a, u32>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// The memory of one choice of attempts. It belongs to all that the view was made of:
/// whoever gives a view other rows, settings or another branch gives it another memory.
#[derive(Debug, Default)]
pub(super) struct Memo {
    /// By workflow, in the order of GitHub's numbers.
    pub parts: OnceCell<Vec<Part>>,
    /// What was found of all of them.
    pub found: OnceCell<Box<Found>>,
    /// The days that forecasts rest on.
    pub daily: OnceCell<Memory>,
    /// Rows by start.
    pub chronological: OnceCell<Rows>,
    /// Trend of the durations.
    pub duration_trend: OnceCell<Trend>,
    /// Trend of the failure rate.
    pub failure_trend: OnceCell<Trend>,
    /// Trend of the volume.
    pub volume_trend: OnceCell<Trend>,
    /// Trend of the queue time.
    pub queue_trend: OnceCell<Trend>,
    /// Seconds of work, and where they were lost.
    pub waste: OnceCell<Waste>,
    /// Whether they are told by jobs.
    pub waste_from_jobs: OnceCell<bool>,
    /// Whether validation times are told by jobs.
    pub validation_from_jobs: OnceCell<bool>,
    /// Number of the event `pull_request`.
    pub pull_request: OnceCell<Option<u32>>,
    /// The workflow in which most time of passed attempts was spent.
    pub full_suite: OnceCell<Option<u16>>,
}

/// The attempts of one workflow, with their own memory.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// Position in the workflow table.
    pub workflow: u16,
    pub rows: Rows,
    pub memo: Rc<Memo>,
}
