//! Whose numbers are followed through time, and over which days. Counts and judges nothing.

use serde::{Deserialize, Serialize};

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

/// First and last local day of a view's series: from its first attempt, but at most three years back, to the last local
/// day of its window that has begun. `None` without attempts.
pub(super) fn day_range(view: &View<'_>) -> Option<(i64, i64)> {
    let starts = || view.rows.iter().map(|&row| view.started(row));
    let last_day = view.zone.local_day(starts().max()?.max(view.now.min(view.period.end.plus_seconds(-1))));
    let earliest = starts().min().map_or(last_day, |start| view.zone.local_day(start));
    Some((earliest.max(last_day - MOST_DAYS + 1), last_day))
}
