//! Which workflows moved against the window before, and how much time that adds up to.

use std::sync::Arc;

use forerun::engine::Trends;
use forerun::insight::{Comparison, WorkflowShift};
use forerun::view::format;
use forerun::view::unit::Unit;
use leptos::prelude::*;

use crate::components::{Cell, Column, DataTable, Explanation, Panel, TableData, badge};
use crate::state::{App, use_app};
use crate::words::differences::unclear_change;
use crate::words::movement::{signed_duration, subject_name};
use crate::words::{NOTHING, change, metric_value, or_nothing};

use super::super::linked::subject_link;

const COLUMNS: [Column; 6] = [
    Column::words("Workflow"),
    Column::numbers("Time added", Unit::Seconds),
    Column::numbers("Duration", Unit::Percent).taken_as("Change of duration"),
    Column::words("Slower?"),
    Column::numbers("Failure rate", Unit::Percent).taken_as("Change of failure rate"),
    Column::words("Fails more?"),
];

/// The panel.
pub fn panel(trends: Signal<Arc<Trends>>) -> AnyView {
    let app = use_app();
    let explanation = Explanation::of(
        "Each workflow against the equal window before. Time added = (median duration now − median before) × passed \
         attempts now. “Slower” and “fails more” are said only where the difference is above 5 % and unlikely to be chance \
         (p < 0.05, each workflow judged alone).",
    );
    let data = Signal::derive(move || {
        let rows = trends.with(|trends| trends.shifts.iter().map(|shift| row(app, shift)).collect());
        Arc::new(TableData { title: "Workflows against the window before", columns: COLUMNS.to_vec(), rows })
    });
    let is_empty = Memo::new(move |_| trends.with(|trends| trends.shifts.is_empty()));
    let body = move || {
        if is_empty.get() {
            view! { <p class="muted">"Everything stored is in this window, so there is none before it."</p> }.into_any()
        } else {
            view! { <DataTable data sorted_by=1 /> }.into_any()
        }
    };
    view! {
        <Panel title="Which workflows" class="wide" note="Who adds the time." explanation=Some(explanation)>
            {body}
        </Panel>
    }
    .into_any()
}

fn row(app: App, shift: &WorkflowShift) -> Vec<Cell> {
    let subject = shift.subject.clone();
    let levels = |comparison: &Comparison| {
        let value = |value: Option<f64>| or_nothing(value, |value| metric_value(comparison.metric, value));
        let text = match comparison.previous {
            Some(_) => format!("{} → {}", value(comparison.previous), value(comparison.current)),
            None => value(comparison.current),
        };
        Cell::number(comparison.change_percent, text)
    };
    let verdict = |comparison: &Comparison| {
        let (word, tone) = change(comparison.change);
        let unclear = unclear_change(comparison);
        Cell::words(word).shown_as(move || {
            let unclear = unclear.map(|why| view! { " " <small class="muted nowrap">{why}</small> });
            view! { {badge(word, tone)} {unclear} }.into_any()
        })
    };
    let added = shift.added_seconds.map_or_else(
        || NOTHING.to_owned(),
        |seconds| {
            if seconds.abs() < 1.0 { format::duration(0.0) } else { signed_duration(seconds) }
        },
    );
    vec![
        Cell::words(subject_name(&shift.subject)).shown_as(move || subject_link(app, &subject)),
        Cell::number(shift.added_seconds, added),
        levels(&shift.duration),
        verdict(&shift.duration),
        levels(&shift.failure_rate),
        verdict(&shift.failure_rate),
    ]
}
