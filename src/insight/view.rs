//! The attempts that a filter selects, with everything an analysis reads of them.

use crate::domain::{Columns, Filter, Period, Settings, Timestamp, Zone};

use super::Prepared;

/// One choice of attempts. Row numbers point into `columns.attempts`; they ascend.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// The history.
    pub columns: &'a Columns,
    /// Outcome and duration of every attempt of the history.
    pub prepared: &'a Prepared,
    /// What was asked for.
    pub filter: &'a Filter,
    /// The instants that the filter's window covers; attempts are chosen by their start.
    pub period: Period,
    /// Chosen rows.
    pub rows: Vec<u32>,
    /// In which days and hours are told.
    pub zone: &'a Zone,
    /// Thresholds and targets.
    pub settings: &'a Settings,
    /// The repository's main branch, where known.
    pub default_branch: Option<&'a str>,
    /// The moment that counts as now.
    pub now: Timestamp,
}
