//! From red to green: stretches of failures of one workflow and how long they lasted.

use serde::{Deserialize, Serialize};

use crate::domain::{Outcome, Timestamp, sort_by};

use super::super::{Quantiles, View};

/// Most outages listed.
const MOST_LISTED: usize = 20;
/// Failed runs in a row, and passed ones after them, that make a confirmed outage.
const CONFIRMED: u64 = 2;

/// How long things stayed broken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RestoreTime {
    /// Seconds from the first failure to the next success, over the outages that ended.
    pub seconds: Quantiles,
    /// The same for confirmed outages: two failures in a row at least, ended by two successes.
    pub confirmed_seconds: Quantiles,
    /// Outages that have not ended yet; they are in no quantile, which are therefore too low while there are any.
    pub open: u64,
    /// Passed or failed runs it rests on.
    pub runs: u64,
    /// The newest outages, ended or not, newest first; at most 20.
    pub outages: Vec<Downtime>,
    /// What this means.
    pub definition: String,
}

/// A workflow that was red for a while.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Downtime {
    /// GitHub's number of the workflow.
    pub workflow_id: u64,
    /// What to call the workflow.
    pub workflow: String,
    /// The first failed run.
    pub first_run_id: u64,
    /// Its end (its start, where it failed before any job began).
    pub began_at: Timestamp,
    /// End of the next passed run; `None` while it is red.
    pub restored_at: Option<Timestamp>,
    /// Seconds between the two.
    pub seconds: Option<f64>,
    /// Failed runs in a row.
    pub failed_runs: u64,
    /// The run that passed; `None` while it is red.
    pub restored_run_id: Option<u64>,
    /// Commit of the first failed run, in hexadecimal, where known.
    pub failed_commit: Option<String>,
    /// Commit of the run that passed.
    pub restored_commit: Option<String>,
}

/// One red stretch, with the workflow's position.
struct Stretch {
    workflow: u16,
    first: u32,
    began: Timestamp,
    failed: u64,
    /// Row of the attempt that ended it.
    restored: Option<u32>,
    /// Passed runs since, as far as they matter.
    passed: u64,
}

impl Stretch {
    fn seconds(&self, view: &View<'_>) -> Option<f64> {
        self.restored.map(|restored| end(view, restored).seconds_since(self.began).max(0) as f64)
    }
}

/// Red stretches over decided attempts, which must be by start.
pub(super) fn summarise_restore(view: &View<'_>, rows: &[u32], definition: &str) -> RestoreTime {
    let mut stretches: Vec<Stretch> = Vec::new();
    // The latest stretch of each workflow, plus 1, for the simple and the confirmed rule.
    let workflows = view.columns.workflows.entries.len();
    let (mut simple, mut confirmed) = (vec![0_usize; workflows], vec![0_usize; workflows]);
    let mut confirmed_stretches: Vec<Stretch> = Vec::new();
    for &row in rows {
        step(view, row, &mut stretches, simple.get_mut(usize::from(view.workflow(row))), 1);
        step(view, row, &mut confirmed_stretches, confirmed.get_mut(usize::from(view.workflow(row))), CONFIRMED);
    }
    let mut seconds: Vec<f64> = stretches.iter().filter_map(|stretch| stretch.seconds(view)).collect();
    let ended = |stretch: &&Stretch| stretch.failed >= CONFIRMED && stretch.passed >= CONFIRMED;
    let mut confirmed_seconds: Vec<f64> =
        confirmed_stretches.iter().filter(ended).filter_map(|stretch| stretch.seconds(view)).collect();
    let open = stretches.iter().filter(|stretch| stretch.restored.is_none()).count() as u64;
    sort_by(&mut stretches, |a, b| b.began.cmp(&a.began).then(b.first.cmp(&a.first)));
    RestoreTime {
        seconds: Quantiles::of(&mut seconds),
        confirmed_seconds: Quantiles::of(&mut confirmed_seconds),
        open,
        runs: rows.len() as u64,
        outages: stretches.iter().take(MOST_LISTED).map(|stretch| tell(view, stretch)).collect(),
        definition: definition.to_owned(),
    }
}

/// Takes one attempt into the latest stretch of its workflow. So many successes in a row end it; so many failures make it
/// count, and a lone failure before that is forgotten by the next success.
fn step(view: &View<'_>, row: u32, stretches: &mut Vec<Stretch>, latest: Option<&mut usize>, needed: u64) {
    let Some(latest) = latest else { return };
    let failed = view.outcome(row).is_failed();
    if *latest == 0 && !failed {
        return;
    }
    let current = stretches.get_mut(latest.wrapping_sub(1)).filter(|stretch| stretch.passed < needed);
    match current {
        Some(stretch) if failed => {
            // A success in between was not yet the end of it.
            stretch.failed += 1;
            (stretch.passed, stretch.restored) = (0, None);
        }
        Some(stretch) if view.outcome(row) == Outcome::Passed => {
            stretch.passed += 1;
            stretch.restored = stretch.restored.or(Some(row));
            if stretch.failed < needed {
                // Not an outage by this rule: the next failure begins anew.
                *latest = 0;
            }
        }
        None if failed => {
            let began = end(view, row);
            let workflow = view.workflow(row);
            stretches.push(Stretch { workflow, first: row, began, failed: 1, restored: None, passed: 0 });
            *latest = stretches.len();
        }
        _ => {}
    }
}

/// When an attempt ended; its start, where it has no duration.
pub(super) fn end(view: &View<'_>, row: u32) -> Timestamp {
    view.started(row).plus_seconds(view.duration_seconds(row).unwrap_or_default() as i64)
}

fn tell(view: &View<'_>, stretch: &Stretch) -> Downtime {
    let entry = view.columns.workflows.entries.get(usize::from(stretch.workflow));
    Downtime {
        workflow_id: entry.map_or(0, |entry| entry.id),
        workflow: view.columns.workflows.label(stretch.workflow),
        first_run_id: view.run_id(stretch.first),
        began_at: stretch.began,
        restored_at: stretch.restored.map(|row| end(view, row)),
        seconds: stretch.seconds(view),
        failed_runs: stretch.failed,
        restored_run_id: stretch.restored.map(|row| view.run_id(row)),
        failed_commit: view.columns.commit_text(view.commit(stretch.first)),
        restored_commit: stretch.restored.and_then(|row| view.columns.commit_text(view.commit(row))),
    }
}
