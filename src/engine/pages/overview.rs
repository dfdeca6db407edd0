//! The overview: the insight into the selected attempts, beside what is known of the whole repository.

use serde::{Deserialize, Serialize};

use crate::insight::{self, Alert, Changepoint, ForecastRecord, Insight, RunningRun, View};

use super::points::{self, Point};

/// The overview.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// Revision of the history it was made from.
    pub revision: u64,
    /// All answers.
    pub insight: Insight,
    /// Durations to draw, oldest first: all, or a sample that keeps the extremes.
    pub points: Vec<Point>,
    /// How many there are in all.
    pub points_total: u64,
    /// Attempts stored outside the window or filter.
    pub outside: u64,
    /// When the level of durations or failure rates changed, newest first.
    pub changepoints: Vec<Changepoint>,
    /// Open alerts about the whole repository, whatever the filter; the worst first.
    pub alerts: Vec<Alert>,
    /// What has not ended yet, as far as the filter leaves it, the oldest first.
    pub running: Vec<RunningRun>,
    /// How the forecasts that were kept of the whole repository turned out; `None` before the day of one has come.
    pub record: Option<ForecastRecord>,
}

/// Makes it. `alerts` and `record` are about the whole repository.
pub(in crate::engine) fn overview(
    view: &View<'_>,
    revision: u64,
    alerts: Vec<Alert>,
    record: Option<ForecastRecord>,
) -> Overview {
    let (points, points_total) = points::choose(view);
    let stored = view.columns.attempts.len() as u64;
    let mut insight = insight::summarise(view);
    if let Some(record) = &record {
        record.humble(core::slice::from_mut(&mut insight.forecast));
    }
    Overview {
        revision,
        insight,
        points,
        points_total,
        outside: stored.saturating_sub(view.rows.len() as u64),
        changepoints: insight::examine(view, &[]).changepoints().to_vec(),
        alerts,
        running: insight::find_running(view),
        record,
    }
}
