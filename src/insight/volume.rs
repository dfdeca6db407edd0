//! What happened day by day.

use serde::{Deserialize, Serialize};

use crate::domain::{DayWalk, Outcome, Timestamp, Window};
use crate::stats::quantiles_in_place;

use super::outcomes::count_rows;
use super::{OutcomeCounts, Rate, View, success_rate};

/// Most days listed of a window, counted back from its end.
const MOST_DAYS: i64 = 400;
/// The same for the window `all`.
const MOST_DAYS_OF_ALL: i64 = 1_100;
/// Days in the range of a stored time, and one at either end: no list of days is longer, whatever the clock says.
const DAYS_OF_STORED_TIME: usize = 49_713;

/// One local day; days without attempts are listed too, with zero counts and no rates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Day {
    /// First instant of the local day.
    pub start: Timestamp,
    /// How attempts started on it ended.
    pub counts: OutcomeCounts,
    /// Success rate by the filter's rule.
    pub success: Rate,
    /// Median duration of passed attempts, seconds.
    pub median_duration_seconds: Option<f64>,
    /// P95 duration of passed attempts, seconds.
    pub p95_duration_seconds: Option<f64>,
}

/// Day by day, oldest first: at most the last 400 days of the window, or 1,100 of everything stored. Days to come are
/// left out.
pub fn summarise_days(view: &View<'_>) -> Vec<Day> {
    let Some((first_day, last_day)) = day_range(view) else { return Vec::new() };
    let mut rows = rows_by_day(view, first_day, last_day);
    (first_day..).zip(&mut rows).map(|(day, rows)| summarise_day(view, day, rows)).collect()
}

/// First and last local day of the window that are told one by one.
pub(super) fn day_range(view: &View<'_>) -> Option<(i64, i64)> {
    let newest = view.rows.iter().map(|&row| view.started(row)).max().unwrap_or(view.now);
    let end = view.period.end.min(newest.max(view.now).plus_seconds(1));
    if view.columns.attempts.is_empty() || end <= view.period.start {
        return None;
    }
    let most = if view.filter.window == Window::All { MOST_DAYS_OF_ALL } else { MOST_DAYS };
    let last_day = view.zone.local_day(end.plus_seconds(-1));
    let start = view.period.start.max(end.plus_days(-most));
    Some((view.zone.local_day(start).max(last_day - most + 1), last_day))
}

/// Rows of the view by the local day of their start, one list a day from `first_day` to `last_day`.
pub(super) fn rows_by_day(view: &View<'_>, first_day: i64, last_day: i64) -> Vec<Vec<u32>> {
    let mut days = vec![Vec::new(); day_count(first_day, last_day)];
    each_day(view, first_day, |row, day| {
        if let Some(day) = days.get_mut(day) {
            day.push(row);
        }
    });
    days
}

/// How many days there are from one to another.
pub(super) fn day_count(first_day: i64, last_day: i64) -> usize {
    usize::try_from(last_day - first_day + 1).unwrap_or_default().min(DAYS_OF_STORED_TIME)
}

/// Tells every row with its local day, counted from `first_day`; rows of earlier days are left out.
pub(super) fn each_day(view: &View<'_>, first_day: i64, mut take: impl FnMut(u32, usize)) {
    let mut walk = DayWalk::new(view.zone);
    for &row in &view.rows {
        if let Ok(day) = usize::try_from(walk.day(view.started_seconds(row)) - first_day) {
            take(row, day);
        }
    }
}

fn summarise_day(view: &View<'_>, day: i64, rows: &[u32]) -> Day {
    let counts = count_rows(view, rows);
    let passed = rows.iter().filter(|&&row| view.outcome(row) == Outcome::Passed);
    let mut seconds: Vec<f64> = passed.filter_map(|&row| view.duration_seconds(row)).collect();
    let [median, p95] = quantiles_in_place(&mut seconds, [0.5, 0.95]);
    Day {
        start: view.zone.day_start(day),
        success: success_rate(&counts, view.filter.rule),
        counts,
        median_duration_seconds: median,
        p95_duration_seconds: p95,
    }
}
