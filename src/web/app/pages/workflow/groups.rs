//! Branches and events side by side.

use std::sync::Arc;

use forerun::engine::WorkflowPage;
use forerun::insight::{GroupComparison, GroupStanding};
use forerun::view::format;
use forerun::view::unit::Unit;
use leptos::prelude::*;

use crate::components::{Cell, Column, DataTable, Explanation, Panel, TableData};
use crate::pages::overview::explanations;
use crate::state::use_app;
use crate::words::{NOTHING, counted, event, or_nothing};

/// What the rows are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Branch,
    Event,
}

/// Both tables, the short one first.
pub fn view_of_groups(told: Signal<Arc<WorkflowPage>>) -> AnyView {
    let explanation = || {
        Explanation::of(
            "Each row counts the attempts of one branch or event. Success rate by the rule of the filter, with a Wilson \
             95\u{a0}% interval; durations are those of passed attempts. Where two intervals overlap, the difference may \
             be chance. Where they do not it may still be: among many rows some differ by chance. Compare names a \
             difference only where it is more than that.",
        )
    };
    let note = move |kind: Kind| {
        move || {
            let left_out = told.with(|told| of_kind(told, kind).left_out);
            let beyond = format!("{} with fewer attempts are not listed.", counted(left_out, "other", "others"));
            (left_out > 0).then(|| view! { <p class="panel-note">{beyond}</p> })
        }
    };
    let table = move |kind: Kind| {
        let data = Memo::new_with_compare(
            move |_| told.with(|told| Arc::new(data_of(of_kind(told, kind), kind))),
            |_, _| true,
        );
        view! { <DataTable data=data.into() sorted_by=1 /> }
    };
    view! {
        <Panel title="Events" explanation=Some(explanation())>
            {table(Kind::Event)} {note(Kind::Event)}
        </Panel>
        <Panel title="Branches" explanation=Some(explanation())>
            {table(Kind::Branch)} {note(Kind::Branch)}
        </Panel>
    }
    .into_any()
}

fn of_kind(told: &WorkflowPage, kind: Kind) -> &GroupComparison {
    match kind {
        Kind::Branch => &told.branches,
        Kind::Event => &told.events,
    }
}

fn data_of(comparison: &GroupComparison, kind: Kind) -> TableData {
    let (title, name) = match kind {
        Kind::Branch => ("Branches", "Branch"),
        Kind::Event => ("Events", "Event"),
    };
    let columns = vec![
        Column::words(name),
        Column::numbers("Attempts", Unit::Count),
        Column::numbers("Success", Unit::Fraction),
        Column::words("95 % interval"),
        Column::numbers("Failed", Unit::Count),
        Column::numbers("Median", Unit::Seconds),
        Column::numbers("P95", Unit::Seconds),
    ];
    TableData { title, columns, rows: comparison.groups.iter().map(|group| row(group, kind)).collect() }
}

fn row(group: &GroupStanding, kind: Kind) -> Vec<Cell> {
    let seconds = |value: Option<f64>| Cell::number(value, or_nothing(value, format::duration));
    let count = |count: u64| Cell::number(Some(count as f64), format::count(count));
    let name = match (&group.name, kind) {
        (Some(name), Kind::Branch) => name.clone(),
        (Some(name), Kind::Event) => event(name),
        (None, _) => NOTHING.to_owned(),
    };
    let chosen = group.name.clone();
    let shown = name.clone();
    let link = move || match chosen.clone() {
        Some(chosen) => {
            let app = use_app();
            let href = app.route.with_untracked(|route| {
                let mut filter = route.filter.clone();
                match kind {
                    Kind::Branch => filter.branch = Some(chosen),
                    Kind::Event => filter.event = Some(chosen),
                }
                route.with_filter(filter).to_hash()
            });
            view! { <a href=href title="Show these alone">{shown.clone()}</a> }.into_any()
        }
        None => shown.clone().into_any(),
    };
    vec![
        Cell::words(name).shown_as(link),
        count(group.counts.total()),
        Cell::number(group.success.value, or_nothing(group.success.value, format::percent)),
        Cell::number(group.success.low, explanations::interval(&group.success)),
        count(group.counts.failed),
        seconds(group.durations.median),
        seconds(group.durations.p95),
    ]
}
