//! The history behind a view, by workflow and in the order of time: what states, incidents and evidence rest on, grouped
//! once for all of them. Computes no number.

use crate::domain::{Period, Timestamp, Window};

use super::{Rows, View};

/// Everything of the view's choice that started before the window's end, the window or not.
#[derive(Clone, Debug)]
pub(super) struct Past<'a> {
    /// All of it.
    pub history: View<'a>,
    /// By workflow, in the order of the workflow table.
    pub parts: Vec<PastOfWorkflow<'a>>,
    /// First second of the view's window.
    pub window_start: u32,
}

/// One workflow.
#[derive(Clone, Debug)]
pub(super) struct PastOfWorkflow<'a> {
    /// Its position in the workflow table.
    pub workflow: u16,
    /// Its attempts.
    pub part: View<'a>,
    /// Their rows by start.
    pub chronological: Rows,
}

impl<'a> Past<'a> {
    /// The past of a view. O(n), but for re-runs, which are sorted.
    pub(super) fn of(view: &View<'a>) -> Self {
        // Nothing lies before everything.
        let everything = view.filter.window == Window::All;
        let history =
            if everything { view.clone() } else { view.over(Period { start: Timestamp(0), end: view.period.end }) };
        let part = |(workflow, part): (u16, View<'a>)| {
            let chronological = part.chronological();
            PastOfWorkflow { workflow, part, chronological }
        };
        let parts = history.by_workflow().into_iter().map(part).collect();
        let window_start = u32::try_from(view.period.start.0).unwrap_or_default();
        Self { history, parts, window_start }
    }
}
