//! The trends page: what moved, since when, with what behind it.

use serde::{Deserialize, Serialize};

use crate::domain::Period;
use crate::insight::{self, Comparison, DayLevel, Movements, RecentChanges, View, WorkflowShift};

/// Days of the calendar: 53 weeks.
const CALENDAR_DAYS: i64 = 371;

/// The trends page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trends {
    /// Revision of the history it was made from.
    pub revision: u64,
    /// Attempts selected.
    pub attempts: u64,
    /// Trends, season, anomalies and drift of the window.
    pub movements: Movements,
    /// Changes of level around the window with what stands behind them.
    pub recent: RecentChanges,
    /// Against the window before; empty for the window `all`.
    pub comparisons: Vec<Comparison>,
    /// Workflows against the window before, those that add or save most time first.
    pub shifts: Vec<WorkflowShift>,
    /// Day by day over the window, oldest first.
    pub days: Vec<DayLevel>,
    /// The same over the last 53 weeks before the window's end, whatever the window.
    pub year: Vec<DayLevel>,
}

/// Makes it.
pub(in crate::engine) fn trends(view: &View<'_>, revision: u64) -> Trends {
    let findings = insight::examine(view, &[]);
    let movements = findings.movements().clone();
    let end = view.period.end.min(view.now.plus_seconds(1));
    Trends {
        revision,
        attempts: view.rows.len() as u64,
        recent: insight::recent_changes(view, &movements),
        movements,
        comparisons: findings.comparisons().to_vec(),
        shifts: insight::compare_workflows(view),
        days: insight::follow_days(view),
        year: insight::follow_days(&view.over(Period { start: end.plus_days(-CALENDAR_DAYS), end })),
    }
}
