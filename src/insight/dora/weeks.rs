//! Delivery week by week: deployments, lead times, what got through. The same definitions as the sums; judges nothing.

use serde::{Deserialize, Serialize};

use crate::domain::{NO_TEXT, Outcome, Timestamp};

use super::super::{Quantiles, View};
use super::deployments::{deployment_rows, lead_times};

const DAYS_PER_WEEK: i64 = 7;
/// Longest list: three years.
const MOST_WEEKS: i64 = 157;

/// A week, from Monday, in local days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeliveryWeek {
    /// Its first instant.
    pub start: Timestamp,
    /// Whether window and history cover it from begin to end.
    pub is_whole: bool,
    /// Deployments that passed.
    pub deployments_passed: u64,
    /// Deployments that failed.
    pub deployments_failed: u64,
    /// Lead times of the commits first deployed in it, seconds.
    pub lead_time_seconds: Quantiles,
    /// Attempts that passed on the default branch.
    pub passed_runs: u64,
    /// Different commits pushed there that a workflow ran on; each counts in the week of its first attempt.
    pub commits: u64,
}

/// The weeks from the first to the last local day that window and history cover, oldest first; empty where nothing is
/// stored.
pub fn weekly_delivery(view: &View<'_>) -> Vec<DeliveryWeek> {
    let Some(oldest) = view.oldest() else { return Vec::new() };
    let (begin, end) = (oldest.max(view.period.start), view.period.end.min(view.now));
    let last_day = view.zone.local_day(end.plus_seconds(-1));
    let monday = |at: Timestamp| view.zone.local_day(at) - i64::from(view.zone.local_weekday(at));
    let last_monday = monday(end.plus_seconds(-1));
    let first_monday = monday(begin).max(last_monday - (MOST_WEEKS - 1) * DAYS_PER_WEEK);
    if last_day < first_monday {
        return Vec::new();
    }
    let start = |week: i64| view.zone.day_start(first_monday + week * DAYS_PER_WEEK);
    let count = (last_monday - first_monday) / DAYS_PER_WEEK + 1;
    let mut weeks: Vec<DeliveryWeek> = (0..count)
        .map(|week| DeliveryWeek {
            start: start(week),
            is_whole: start(week) >= begin && start(week + 1) <= end,
            deployments_passed: 0,
            deployments_failed: 0,
            lead_time_seconds: Quantiles::default(),
            passed_runs: 0,
            commits: 0,
        })
        .collect();
    let position = |row: u32| {
        usize::try_from((view.local_day(row) - first_monday).div_euclid(DAYS_PER_WEEK)).unwrap_or(usize::MAX)
    };
    let deployments = deployment_rows(view);
    for &row in &deployments {
        if let Some(week) = weeks.get_mut(position(row)) {
            if view.outcome(row) == Outcome::Passed {
                week.deployments_passed += 1;
            } else {
                week.deployments_failed += 1;
            }
        }
    }
    let mut seconds: Vec<Vec<f64>> = vec![Vec::new(); weeks.len()];
    for (row, lead) in lead_times(view, &deployments).times {
        if let Some(week) = seconds.get_mut(position(row)) {
            week.push(lead);
        }
    }
    for (week, mut seconds) in weeks.iter_mut().zip(seconds) {
        week.lead_time_seconds = Quantiles::of(&mut seconds);
    }
    let push = view.columns.events.find(b"push");
    let mut seen = vec![false; view.columns.commits.len()];
    for row in view.decided_on_default_branch() {
        let Some(week) = weeks.get_mut(position(row)) else { continue };
        week.passed_runs += u64::from(view.outcome(row) == Outcome::Passed);
        let commit = view.commit(row);
        if commit == NO_TEXT || push != Some(u32::from(view.event(row))) {
            continue;
        }
        if let Some(seen) = seen.get_mut(commit as usize).filter(|seen| !**seen) {
            *seen = true;
            week.commits += 1;
        }
    }
    weeks
}
