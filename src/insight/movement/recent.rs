//! The changes that a person means by "since last week": those of the window, and of the equal window before it while that
//! is short, since a change at its start has nothing before it inside. Searches nothing itself.

use serde::{Deserialize, Serialize};

use crate::domain::Period;

use super::super::View;
use super::cause::{ChangeCause, explain};
use super::change::{Changepoint, keep_discoveries};
use super::discovery::Family;
use super::{Movements, search_all, subjects};

/// Longest window whose predecessor is searched too, in days.
const LONGEST_DAYS: f64 = 31.5;

/// Changes with what stands behind them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecentChanges {
    /// Where changes were looked for: the window, with the equal one before it up to a month.
    pub looked_at: Period,
    /// Of workflows (duration, failure rate, queue time) and jobs (duration), newest first.
    pub changes: Vec<Changepoint>,
    /// What stands behind changes of workflows' durations.
    pub causes: Vec<ChangeCause>,
}

/// The changes around a view's window. `movements` are those of the view; of a long window their changes are told as they
/// are, of a short one they are looked for again with the window before, and p-values adjusted over these series alone.
pub fn recent_changes(view: &View<'_>, movements: &Movements) -> RecentChanges {
    let before = view.before().filter(|_| view.period.days() <= LONGEST_DAYS);
    let Some(before) = before else {
        let changes = movements.changepoints.clone();
        return RecentChanges { looked_at: view.period, causes: explain(view, &changes), changes };
    };
    let looked_at = Period { start: before.period.start, end: view.period.end };
    let wide = view.over(looked_at);
    let (series, _) = subjects::workflow_series(&wide);
    let (queues, jobs) = (subjects::queue_series(&series), subjects::job_series(&series));
    let mut family = Family::default();
    let found = search_all(&wide, &series, &queues, &jobs, &mut family);
    let changes = keep_discoveries(found, &family.adjusted());
    RecentChanges { looked_at, causes: explain(&wide, &changes), changes }
}
