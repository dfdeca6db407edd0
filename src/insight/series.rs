//! What is followed through time, and its numbers day by day: the ground of trends, changes, seasons, forecasts and
//! alerts. Judges nothing.

use serde::{Deserialize, Serialize};

use crate::domain::Outcome;
use crate::stats::median;

use super::View;

/// Longest list of days: three years, whatever the clock says.
const MOST_DAYS: i64 = 1_100;

/// Whose numbers they are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// All that the filter selects.
    Repository,
    /// One workflow.
    Workflow {
        /// GitHub's number.
        workflow_id: u64,
        /// What to call it.
        workflow: String,
    },
    /// One job of a workflow, by its name.
    Job {
        /// GitHub's number of the workflow.
        workflow_id: u64,
        /// What to call the workflow.
        workflow: String,
        /// The job's name.
        job: String,
    },
    /// One step of a job, by its name.
    Step {
        /// GitHub's number of the workflow.
        workflow_id: u64,
        /// What to call the workflow.
        workflow: String,
        /// The job's name.
        job: String,
        /// The step's name.
        step: String,
    },
}

impl Subject {
    /// The workflow at `position` of the workflow table.
    pub(super) fn workflow(view: &View<'_>, position: u16) -> Option<Self> {
        let entry = view.columns.workflows.entries.get(usize::from(position))?;
        Some(Self::Workflow { workflow_id: entry.id, workflow: entry.label() })
    }

    /// GitHub's number of the workflow, where it is about one.
    pub fn workflow_id(&self) -> Option<u64> {
        match self {
            Self::Repository => None,
            Self::Workflow { workflow_id, .. } | Self::Job { workflow_id, .. } | Self::Step { workflow_id, .. } => {
                Some(*workflow_id)
            }
        }
    }
}

/// One local day of a series.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct DayCounts {
    /// All attempts started on it.
    pub attempts: u64,
    /// Of them, passed or failed.
    pub decided: u64,
    /// Of these, failed.
    pub failed: u64,
    /// Durations of the passed ones, seconds.
    pub passed_seconds: Vec<f64>,
}

/// First and last local day of a view's series: from its first attempt, but at most three years back, to the last local
/// day of its window that has begun. `None` without attempts.
pub(super) fn day_range(view: &View<'_>) -> Option<(i64, i64)> {
    let starts = || view.rows.iter().map(|&row| view.started(row));
    let last_day = view.zone.local_day(starts().max()?.max(view.now.min(view.period.end.plus_seconds(-1))));
    let earliest = starts().min().map_or(last_day, |start| view.zone.local_day(start));
    Some((earliest.max(last_day - MOST_DAYS + 1), last_day))
}

/// The days of a view from `first_day` (local day number) on, without gaps; days without attempts are empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct DailySeries {
    pub first_day: i64,
    pub days: Vec<DayCounts>,
}

impl DailySeries {
    /// Over the days of [`day_range`].
    pub(super) fn of(view: &View<'_>) -> Self {
        let Some((first_day, last_day)) = day_range(view) else { return Self::default() };
        let mut days = vec![DayCounts::default(); usize::try_from(last_day - first_day + 1).unwrap_or_default()];
        for &row in &view.rows {
            let position = usize::try_from(view.local_day(row) - first_day).ok();
            let Some(day) = position.and_then(|position| days.get_mut(position)) else { continue };
            let outcome = view.outcome(row);
            day.attempts += 1;
            day.decided += u64::from(outcome.is_decided());
            day.failed += u64::from(outcome.is_failed());
            if outcome == Outcome::Passed {
                day.passed_seconds.extend(view.duration_seconds(row));
            }
        }
        Self { first_day, days }
    }

    /// `(failed, decided)` a day.
    pub(super) fn failures(&self) -> Vec<(u64, u64)> {
        self.days.iter().map(|day| (day.failed, day.decided)).collect()
    }

    /// Attempts a day.
    pub(super) fn volumes(&self) -> Vec<f64> {
        self.days.iter().map(|day| day.attempts as f64).collect()
    }

    /// Median duration of passed attempts a day, seconds; `None` on days with fewer than `fewest` of them.
    pub(super) fn median_seconds(&self, fewest: usize) -> Vec<Option<f64>> {
        let of = |day: &DayCounts| {
            let mut seconds = day.passed_seconds.clone();
            (seconds.len() >= fewest.max(1)).then(|| median(&mut seconds)).flatten()
        };
        self.days.iter().map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{DAY, Row, START, World};
    use super::*;

    #[test]
    fn days_are_counted_without_gaps() {
        let failed = |run_id, time| Row { state: "failure", ..Row::at(run_id, time) };
        let cancelled = Row { state: "cancelled", ..Row::at(4, START + 20) };
        let rows = [Row::at(1, START), failed(2, START + 10), cancelled, Row::at(3, START + 3 * DAY)];
        let world = World::of(&rows);
        let series = DailySeries::of(&world.view());
        assert_eq!(series.first_day * i64::from(DAY), i64::from(START));
        assert_eq!(series.failures(), [(1, 2), (0, 0), (0, 0), (0, 1)]);
        assert_eq!(series.volumes(), [3.0, 0.0, 0.0, 1.0]);
        assert_eq!(series.median_seconds(1), [Some(200.0), None, None, Some(200.0)]);
        assert_eq!(series.median_seconds(2), [None; 4]);
        assert_eq!(DailySeries::of(&World::of(&[]).view()), DailySeries::default());
    }
}
