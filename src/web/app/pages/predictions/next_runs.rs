//! The chance that the next run fails: by workflow, and of the busiest by branch and event; with reasons and record.

use std::sync::Arc;

use forerun::engine::Predictions;
use forerun::insight::{BranchKind, NextRun, Subject};
use forerun::view::format;
use forerun::view::lack::ATTEMPTS;
use forerun::view::unit::Unit;
use leptos::prelude::*;

use crate::components::{Cell, Column, DataTable, Explanation, Panel, TableData};
use crate::state::{App, use_app};
use crate::words::forecast::{branch_kind, chance_gain, chance_method, gain};
use crate::words::{NOTHING, counted, event as event_word, or_nothing, reason_of};

use super::super::linked::subject_link;

const COLUMNS: [Column; 9] = [
    Column::words("Workflow"),
    // Beside the name, which several rows have in common.
    Column::words("Which runs"),
    Column::numbers("Chance of failure", Unit::Fraction),
    Column::numbers("80 % interval", Unit::Words),
    Column::numbers("Usually", Unit::Fraction),
    Column::words("What moves it"),
    Column::numbers("Record against “usually”", Unit::Fraction),
    Column::numbers("Brier score", Unit::Count).hidden(),
    Column::words("How").hidden(),
];

/// The panel.
pub fn panel(predictions: Signal<Arc<Predictions>>) -> AnyView {
    let app = use_app();
    let explanation = Explanation::of(
        "Each past run is foretold when it starts from the runs that had ended by then. The chance is the mean of several methods \
         (shares whose past fades, and from 200 runs on a logistic model of last results, streaks, branch, event, hour), each weighted by how well it has held \
         what happened. Reasons are percentage points away from the average run. Record against “usually”: how much nearer to what \
         happened past chances came than always saying the share of failures known at the time, by the Brier score, the mean \
         of (chance − outcome)², of which less is better.",
    )
    .topic("chance-error");
    let data = Signal::derive(move || {
        let rows = predictions.with(|predictions| {
            let all = predictions.next_runs.iter().chain(&predictions.next_runs_by_context);
            all.map(|next| row(app, next)).collect()
        });
        Arc::new(TableData { title: "Chances of the next runs", columns: COLUMNS.to_vec(), rows })
    });
    let is_empty = Memo::new(move |_| data.with(|data| data.rows.is_empty()));
    let body = move || {
        if is_empty.get() {
            view! { <p class="muted">"No workflow ran in the last 30 days."</p> }.into_any()
        } else {
            view! { <DataTable data sorted_by=2 /> }.into_any()
        }
    };
    view! {
        <Panel
            title="Will the next run fail?"
            note="Each active workflow; the busiest also by branch and event."
            explanation=Some(explanation)
        >
            {body}
        </Panel>
    }
    .into_any()
}

fn row(app: App, next: &NextRun) -> Vec<Cell> {
    let subject = Subject::Workflow { workflow_id: next.workflow_id, workflow: next.workflow.clone() };
    let which = match (next.branch, &next.event) {
        (BranchKind::Any, None) => "all runs".to_owned(),
        (branch, Some(event)) => format!("{}, {}", branch_kind(branch), event_word(event)),
        (branch, None) => branch_kind(branch).to_owned(),
    };
    let (chance, interval) = match &next.chance {
        Ok((chance, (low, high))) => {
            let interval = format!("{} – {}", format::percent(*low), format::percent(*high));
            let width = high - low;
            (Cell::number(Some(*chance), format::percent(*chance)), Cell::number(Some(width), interval))
        }
        Err(lack) => (Cell::number(None, reason_of(lack, ATTEMPTS)), Cell::number(None, NOTHING)),
    };
    let factor =
        |factor: &forerun::insight::ChanceFactor| format!("{} ({})", factor.name, format::signed(factor.points, 1));
    let factors = next.factors.iter().map(factor).collect::<Vec<_>>().join(", ");
    let brier = next.record.map(|record| (record.brier, record.brier_base));
    let record = brier.map(|(own, base)| (gain(own, base), chance_gain(own, base)));
    let (gained, record) = record.unwrap_or((None, NOTHING.to_owned()));
    let brier_text = brier.map_or_else(|| NOTHING.to_owned(), |(own, base)| format!("{own:.3} (base {base:.3})"));
    vec![
        Cell::words(next.workflow.clone()).shown_as(move || subject_link(app, &subject)),
        Cell::words(which),
        chance,
        interval,
        Cell::number(next.base_rate, or_nothing(next.base_rate, format::percent)),
        Cell::words(if factors.is_empty() { NOTHING.to_owned() } else { factors }),
        Cell::number(gained, record),
        Cell::number(brier.map(|brier| brier.0), brier_text),
        Cell::words(format!("{}, {}", chance_method(next.method), counted(next.count, "attempt", "attempts"))),
    ]
}
