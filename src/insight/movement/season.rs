//! What happens at which hour of the week, in the user's time zone, and which of it is more than chance.

use serde::{Deserialize, Serialize};

use crate::domain::{DayWalk, Outcome};
use crate::stats::{ln_of_whole, median};

use super::super::View;
use super::super::follow::{attempt_queue_seconds, whole_days};
use super::rhythm::{Days, Rhythm};
use super::subjects::WorkflowSeries;

/// Hours of a week.
const CELLS: usize = 7 * 24;
/// Newest days whose hours are tested: eight weeks.
const MOST_HOURLY_DAYS: usize = 56;
/// Newest days that are tested.
const MOST_DAYS: i64 = 1_100;

/// The hours of a week, and what of their differences is more than chance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Season {
    /// Monday 0–1 o'clock first, 168 of them, local time; summer time's double hour counts with its clock time.
    pub cells: Vec<SeasonCell>,
    /// Volume, failure rate and duration by weekday, then by hour of the day.
    pub rhythms: Vec<Rhythm>,
}

/// An hour of the week, all weeks together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SeasonCell {
    /// Attempts started in it.
    pub attempts: u64,
    /// Of them, passed or failed.
    pub decided: u64,
    /// Of these, failed.
    pub failed: u64,
    /// Median duration of the passed ones, seconds.
    pub median_duration_seconds: Option<f64>,
    /// Median queue time of the attempts (each the median over its jobs, at least a second).
    pub median_queue_seconds: Option<f64>,
}

/// The hours of the week, without any test.
pub(super) fn cells(view: &View<'_>) -> Vec<SeasonCell> {
    let mut cells = vec![SeasonCell::default(); CELLS];
    let mut durations: Vec<Vec<f64>> = vec![Vec::new(); CELLS];
    let mut queues: Vec<Vec<f64>> = vec![Vec::new(); CELLS];
    let has_jobs = !view.columns.jobs.is_empty();
    for &row in &view.rows {
        let started = view.started(row);
        let hour = usize::from(view.zone.local_weekday(started)) * 24 + usize::from(view.zone.local_hour(started));
        let outcome = view.outcome(row);
        if let Some(cell) = cells.get_mut(hour) {
            cell.attempts += 1;
            cell.decided += u64::from(outcome.is_decided());
            cell.failed += u64::from(outcome.is_failed());
        }
        if outcome == Outcome::Passed
            && let Some(list) = durations.get_mut(hour)
        {
            list.extend(view.duration_seconds(row));
        }
        if has_jobs && let Some(list) = queues.get_mut(hour) {
            list.extend(attempt_queue_seconds(view, row));
        }
    }
    for ((cell, durations), queues) in cells.iter_mut().zip(&mut durations).zip(&mut queues) {
        cell.median_duration_seconds = median(durations);
        cell.median_queue_seconds = median(queues);
    }
    cells
}

/// The whole local days of the view, hour by hour the newest of them.
pub(super) fn days(view: &View<'_>, series: &[WorkflowSeries<'_>]) -> Days {
    let Some((first, last)) = whole_days(view) else { return Days::default() };
    let first_day = first.max(last - MOST_DAYS + 1);
    let count = usize::try_from(last - first_day + 1).unwrap_or_default();
    let skipped_days = count.saturating_sub(MOST_HOURLY_DAYS);
    let hours = (count - skipped_days) * 24;
    let mut days = Days {
        first_weekday: (first_day + 3).rem_euclid(7) as usize,
        attempts: vec![0.0; count],
        failures: vec![(0, 0); count],
        ln_seconds: vec![Vec::new(); count],
        hourly_attempts: vec![0.0; hours],
        hourly_failures: vec![(0, 0); 24],
        hourly_ln_seconds: vec![Vec::new(); hours],
    };
    let mut walk = DayWalk::new(view.zone);
    let mut place = |row: u32| -> Option<(usize, usize, Option<usize>)> {
        let day = usize::try_from(walk.day(view.started_seconds(row)) - first_day).ok().filter(|&day| day < count)?;
        let hour = usize::from(view.zone.local_hour(view.started(row)));
        Some((day, hour, day.checked_sub(skipped_days).map(|day| day * 24 + hour)))
    };
    let add = |cell: Option<&mut (u64, u64)>, failed: bool| {
        if let Some(cell) = cell {
            *cell = (cell.0 + u64::from(failed), cell.1 + 1);
        }
    };
    for &row in &view.rows {
        let Some((day, hour, bin)) = place(row) else { continue };
        let outcome = view.outcome(row);
        if let Some(count) = days.attempts.get_mut(day) {
            *count += 1.0;
        }
        if let Some(count) = bin.and_then(|bin| days.hourly_attempts.get_mut(bin)) {
            *count += 1.0;
        }
        if outcome.is_decided() {
            add(days.failures.get_mut(day), outcome.is_failed());
            add(days.hourly_failures.get_mut(hour), outcome.is_failed());
        }
    }
    for workflow in series {
        let logarithms = || workflow.durations.iter().map(|point| ln_of_whole(point.seconds));
        let centre = median(&mut logarithms().collect::<Vec<_>>()).unwrap_or_default();
        for (point, value) in workflow.durations.iter().zip(logarithms()) {
            let Some((day, _, bin)) = place(point.row) else { continue };
            if let Some(list) = days.ln_seconds.get_mut(day) {
                list.push(value - centre);
            }
            if let Some(list) = bin.and_then(|bin| days.hourly_ln_seconds.get_mut(bin)) {
                list.push(value - centre);
            }
        }
    }
    days
}
