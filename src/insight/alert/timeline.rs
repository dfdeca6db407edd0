//! The attempts of a view in the order in which their outcome became known: what makes a replay blind to the future.

use crate::domain::{Period, Timestamp, Window, sort_numbers};

use super::super::View;

/// Attempts by completion, all and workflow by workflow.
pub(super) struct Timeline<'a> {
    /// Everything stored before the end of the asked window, whatever its start.
    pub view: View<'a>,
    /// `completion << 32 | row` of completed attempts, ascending.
    pub all: Vec<u64>,
    /// The same by position in the workflow table.
    pub by_workflow: Vec<Vec<u64>>,
}

/// When it became known, and the row.
pub(super) fn split(entry: u64) -> (u32, u32) {
    ((entry >> u32::BITS) as u32, entry as u32)
}

impl<'a> Timeline<'a> {
    /// O(n log n) in the attempts that the view's filter selects.
    pub(super) fn of(view: &View<'a>) -> Self {
        let view = if view.filter.window == Window::All {
            view.clone()
        } else {
            view.over(Period { start: Timestamp(i64::MIN), end: view.period.end })
        };
        let is_unfinished = |row: u32| view.state(row).is_unfinished();
        let known = |&row: &u32| (!is_unfinished(row)).then(|| u64::from(completed(&view, row)) << 32 | u64::from(row));
        let mut all: Vec<u64> = view.rows.iter().filter_map(known).collect();
        sort_numbers(&mut all);
        let mut by_workflow: Vec<Vec<u64>> = vec![Vec::new(); view.columns.workflows.entries.len()];
        for &entry in &all {
            if let Some(part) = by_workflow.get_mut(usize::from(view.workflow(entry as u32))) {
                part.push(entry);
            }
        }
        Self { view, all, by_workflow }
    }
}

/// When an attempt ended: its start and duration where that is known, else GitHub's last change.
fn completed(view: &View<'_>, row: u32) -> u32 {
    let started = view.started_seconds(row);
    let updated = || view.columns.attempts.updated.get(row as usize).copied().unwrap_or(started).max(started);
    view.duration_seconds(row).map_or_else(updated, |seconds| started.saturating_add(seconds as u32))
}
