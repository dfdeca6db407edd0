//! The runs of the workflow, newest first; by outcome if wished.

use std::sync::Arc;

use forerun::domain::Outcome;
use forerun::engine::WorkflowPage;
use forerun::insight::{ListedRun, RunList};
use forerun::view::format;
use forerun::view::unit::Unit;
use leptos::prelude::*;

use crate::components::{
    Cell, Column, DataTable, Moment, Panel, TableData, badge, commit_reference, run_href, short_commit,
};
use crate::platform::intl;
use crate::state::App;
use crate::words::{NOTHING, counted, event, or_nothing, outcome, outcome_word};

/// The name of the chosen outcome in the address.
const OUTCOME: &str = "outcome";

/// The runs.
pub fn view_of_runs(app: App, told: Signal<Arc<WorkflowPage>>) -> AnyView {
    let chosen = Memo::new(move |_| {
        let word = app.route.with(|route| route.detail(OUTCOME).unwrap_or_default().to_owned());
        Outcome::ALL.into_iter().find(|outcome| outcome_word(*outcome) == word)
    });
    let data =
        Memo::new_with_compare(move |_| told.with(|told| Arc::new(data_of(&told.runs, chosen.get()))), |_, _| true);
    let choices = move || {
        told.with(|told| {
            let all = choice(app, chosen, None, told.runs.runs.len());
            let of = |outcome: Outcome| {
                let count = told.runs.runs.iter().filter(|run| run.outcome == outcome).count();
                (count > 0).then(|| choice(app, chosen, Some(outcome), count))
            };
            let rest = Outcome::ALL.into_iter().filter_map(of).collect_view();
            (all, rest)
        })
    };
    let note = move || {
        told.with(|told| {
            let (listed, total) = (told.runs.runs.len() as u64, told.runs.total);
            if listed < total {
                format!("The newest {} of {}.", format::count(listed), counted(total, "run", "runs"))
            } else {
                format!("{}, each as its newest attempt left it.", counted(total, "run", "runs"))
            }
        })
    };
    view! {
        <Panel title="Runs">
            <p class="panel-note">{note}</p>
            <nav class="choice-links" aria-label="Outcome">
                {choices}
            </nav>
            <DataTable data=data.into() sorted_by=8 />
        </Panel>
    }
    .into_any()
}

fn choice(app: App, chosen: Memo<Option<Outcome>>, of: Option<Outcome>, count: usize) -> AnyView {
    let (word, label) = of.map_or(("", "All"), |of| (outcome_word(of), outcome(of).0));
    let href = move || app.route.with(|route| route.with_detail(OUTCOME, word).to_hash());
    view! {
        <a href=href aria-current=move || (chosen.get() == of).then_some("true")>
            {label}
            <span class="muted">{format::count(count as u64)}</span>
        </a>
    }
    .into_any()
}

fn data_of(list: &RunList, chosen: Option<Outcome>) -> TableData {
    let columns = vec![
        Column::numbers("Run", Unit::Count),
        Column::words("Outcome"),
        Column::words("Branch"),
        Column::words("Event"),
        Column::words("Commit"),
        Column::numbers("Duration", Unit::Seconds),
        Column::numbers("Queue", Unit::Seconds),
        Column::numbers("Attempts", Unit::Count),
        Column::numbers("Started", Unit::Instant),
        Column::words("Started by").hidden(),
        Column::words("Title").hidden(),
    ];
    let is_listed = |run: &&ListedRun| chosen.is_none_or(|chosen| run.outcome == chosen);
    // The first column names the row and reads from the left.
    let columns = columns
        .into_iter()
        .enumerate()
        .map(|(position, column)| Column { is_number: column.is_number && position > 0, ..column });
    TableData { title: "Runs", columns: columns.collect(), rows: list.runs.iter().filter(is_listed).map(row).collect() }
}

fn row(run: &ListedRun) -> Vec<Cell> {
    let seconds = |value: Option<f64>| Cell::number(value, or_nothing(value, format::duration));
    let (run_id, number, title) = (run.run_id, run.run_number, run.title.clone());
    let (word, tone) = outcome(run.outcome);
    let commit = run.commit.clone();
    let started_at = run.started_at;
    let link = move || {
        view! {
            <a href=run_href(run_id)>{format!("#{number}")}</a>
            " "
            <span class="run-title">{title.clone()}</span>
        }
        .into_any()
    };
    vec![
        Cell::number(Some(f64::from(number)), format!("#{number}")).shown_as(link),
        Cell::words(word).shown_as(move || badge(word, tone)),
        Cell::words(run.branch.clone().unwrap_or_else(|| "not known".to_owned())),
        Cell::words(event(&run.event)),
        Cell::words(run.commit.as_deref().map(short_commit).unwrap_or_default())
            .shown_as(move || commit.as_deref().map_or_else(|| NOTHING.into_any(), commit_reference)),
        seconds(run.duration_seconds),
        seconds(run.queue_seconds),
        Cell::number(Some(f64::from(run.attempt)), run.attempt.to_string()),
        Cell::number(Some(started_at.0 as f64), intl::minute(started_at))
            .shown_as(move || view! { <Moment at=started_at /> }.into_any()),
        Cell::words(run.actor.clone().unwrap_or_default()),
        Cell::words(run.title.clone()),
    ]
}
