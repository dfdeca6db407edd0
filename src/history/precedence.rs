//! Which of two records of the same thing is kept. Decides by what columns hold and nothing else, so that memory,
//! disk and any order of arrival agree: each rule is a total order, and the greatest record wins.

use core::cmp::Ordering;

use super::table::{AttemptRow, JobRow, StepRow};
use crate::domain::{AttemptColumns, Columns, NO_TIME, State};

/// How sure it is that nothing more will change: 2 a known conclusion, 1 a word that may be a status or a conclusion,
/// 0 a status of something unfinished.
fn finality(state: State) -> u8 {
    if state.is_unfinished() {
        0
    } else if state.unknown_index().is_some() || matches!(state, State::UNREPORTED | State::COMPLETED) {
        1
    } else {
        2
    }
}

/// Orders two records of one attempt; the greater one is kept.
///
/// A finished record beats an unfinished one. Among finished ones the *earliest* change wins: GitHub moves
/// `updated_at` long after the end, so the first sight of a completed attempt is the best one. Among all others the
/// latest change wins. Ties are broken by content. `created` and the flag for fetched jobs take no part: they are
/// joined, not chosen.
pub(super) fn attempts(columns: &Columns, left: &AttemptRow, right: &AttemptRow) -> Ordering {
    let finality_left = finality(left.state);
    let by_change = || match finality_left {
        2 => right.updated.cmp(&left.updated),
        _ => left.updated.cmp(&right.updated),
    };
    finality_left
        .cmp(&finality(right.state))
        .then_with(by_change)
        .then_with(|| left.started.cmp(&right.started))
        .then_with(|| left.run_number.cmp(&right.run_number))
        .then_with(|| columns.state_word(left.state).cmp(columns.state_word(right.state)))
        .then_with(|| texts(columns, left.branch, right.branch))
        .then_with(|| texts(columns, left.title, right.title))
        .then_with(|| texts(columns, left.actor, right.actor))
        .then_with(|| columns.commits.get(left.commit).cmp(columns.commits.get(right.commit)))
        .then_with(|| events(columns, left.event).cmp(events(columns, right.event)))
        .then_with(|| workflow_id(columns, left.workflow).cmp(&workflow_id(columns, right.workflow)))
        .then_with(|| (left.flags & AttemptColumns::FROM_FORK).cmp(&(right.flags & AttemptColumns::FROM_FORK)))
}

/// Orders two records of one job; the greater one is kept.
///
/// A completed record beats one that is not; then the one that knows more (later times, more steps) and, at last,
/// content.
pub(super) fn jobs(columns: &Columns, left: (&JobRow, &[StepRow]), right: (&JobRow, &[StepRow])) -> Ordering {
    let (left, left_steps) = left;
    let (right, right_steps) = right;
    finality(left.state)
        .cmp(&finality(right.state))
        .then_with(|| times(left.completed, right.completed))
        .then_with(|| times(left.picked_up, right.picked_up))
        .then_with(|| times(left.started, right.started))
        .then_with(|| times(left.created, right.created))
        .then_with(|| left_steps.len().cmp(&right_steps.len()))
        .then_with(|| columns.state_word(left.state).cmp(columns.state_word(right.state)))
        .then_with(|| texts(columns, left.name, right.name))
        .then_with(|| texts(columns, left.labels, right.labels))
        .then_with(|| texts(columns, left.runner, right.runner))
        .then_with(|| texts(columns, left.runner_group, right.runner_group))
        .then_with(|| {
            let pairs = left_steps.iter().zip(right_steps);
            pairs
                .map(|(left, right)| steps(columns, left, right))
                .find(|order| order.is_ne())
                .unwrap_or(Ordering::Equal)
        })
}

fn steps(columns: &Columns, left: &StepRow, right: &StepRow) -> Ordering {
    times(left.completed, right.completed)
        .then_with(|| times(left.started, right.started))
        .then_with(|| left.number.cmp(&right.number))
        .then_with(|| columns.state_word(left.state).cmp(columns.state_word(right.state)))
        .then_with(|| texts(columns, left.name, right.name))
}

/// A time beats none; a later one beats an earlier one.
fn times(left: u32, right: u32) -> Ordering {
    let known = |time: u32| (time != NO_TIME).then_some(time);
    known(left).cmp(&known(right))
}

fn texts(columns: &Columns, left: u32, right: u32) -> Ordering {
    if left == right { Ordering::Equal } else { columns.text(left).cmp(&columns.text(right)) }
}

fn events(columns: &Columns, event: u8) -> &[u8] {
    columns.events.get(u32::from(event))
}

fn workflow_id(columns: &Columns, position: u16) -> Option<u64> {
    columns.workflows.entries.get(usize::from(position)).map(|entry| entry.id)
}
