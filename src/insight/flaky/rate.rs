//! Commits on which a workflow both failed and passed. Counts; names no culprit.

use crate::domain::NO_TEXT;

use super::{Rate, View};

/// What an attempt says about its commit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::insight) enum CommitMark {
    /// Nothing: undecided, failed before any job, commit unknown, or the commit is already told by an earlier attempt.
    #[default]
    None,
    /// First decided attempt of a workflow on a commit that it always ended on alike.
    Steady,
    /// First decided attempt of a workflow on a commit on which it both failed and passed.
    Flaky,
}

/// Flaky (workflow, commit) pairs / pairs with a decided outcome. Attempts that failed before any job began are no
/// evidence.
pub fn summarise_flakiness(view: &View<'_>) -> Rate {
    rate_of(&commit_marks(view))
}

/// The rate that marks add up to.
pub(in crate::insight) fn rate_of(marks: &[CommitMark]) -> Rate {
    let count = |wanted: CommitMark| marks.iter().filter(|&&mark| mark == wanted).count() as u64;
    let flaky = count(CommitMark::Flaky);
    Rate::of(flaky, flaky + count(CommitMark::Steady))
}

/// One mark for each row of the view.
pub(in crate::insight) fn commit_marks(view: &View<'_>) -> Vec<CommitMark> {
    const PASSED: u8 = 1;
    const FAILED: u8 = 2;
    let mut marks = vec![CommitMark::None; view.rows.len()];
    let mut positions: Vec<Vec<u32>> = vec![Vec::new(); view.columns.workflows.entries.len()];
    for (position, &row) in (0_u32..).zip(&view.rows) {
        let counts = view.outcome(row).is_decided() && view.commit(row) != NO_TEXT && !view.is_startup_failure(row);
        if let Some(of_workflow) = positions.get_mut(usize::from(view.workflow(row))).filter(|_| counts) {
            of_workflow.push(position);
        }
    }
    // One byte a commit, cleared on the second walk so that it serves the next workflow.
    let mut seen = vec![0_u8; view.columns.commits.len()];
    let row_at = |position: u32| view.rows.get(position as usize).copied().unwrap_or_default();
    for of_workflow in positions {
        for &position in &of_workflow {
            let row = row_at(position);
            if let Some(bits) = seen.get_mut(view.commit(row) as usize) {
                *bits |= if view.outcome(row).is_failed() { FAILED } else { PASSED };
            }
        }
        for &position in &of_workflow {
            let bits = seen.get_mut(view.commit(row_at(position)) as usize).map(core::mem::take).unwrap_or_default();
            if let Some(mark) = marks.get_mut(position as usize).filter(|_| bits != 0) {
                *mark = if bits == PASSED | FAILED { CommitMark::Flaky } else { CommitMark::Steady };
            }
        }
    }
    marks
}
