//! Rows of a table that have no answer: one sentence that counts them, and what each lacks once it is asked for.

use std::sync::Arc;

use forerun::insight::{Metric, Subject};
use forerun::view::format;
use leptos::prelude::*;

use crate::components::{Cell, Column, DataTable, TableData};
use crate::state::App;
use crate::words::metric_name;
use crate::words::movement::subject_name;

use super::super::linked::subject_link;

const COLUMNS: [Column; 3] = [Column::words("What"), Column::words("Measure"), Column::words("What is missing")];

/// What is not answered, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Unanswered {
    /// Whose numbers.
    pub subject: Subject,
    /// Which.
    pub metric: Metric,
    /// The reason, in words.
    pub why: String,
}

/// The sentence; nothing where all have an answer. `title` names the table, `is_alone` tells that no row has one.
pub fn more(app: App, title: &'static str, is_alone: Memo<bool>, rows: Memo<Vec<Unanswered>>) -> AnyView {
    let is_open = RwSignal::new(false);
    let count = move || rows.with(Vec::len);
    let sentence = move || {
        let more = if is_alone.get() { "" } else { " more" };
        match count() {
            1 => format!("1{more} has too little data"),
            count => format!("{}{more} have too little data", format::count(count as u64)),
        }
    };
    let data = Signal::derive(move || {
        let rows = rows.with(|rows| rows.iter().map(|it| row(app, it)).collect());
        Arc::new(TableData { title, columns: COLUMNS.to_vec(), rows })
    });
    // The table is made when it is asked for: there may be hundreds of rows that say nothing.
    view! {
        <Show when=move || { count() > 0 }>
            <p class="unanswered">
                <button
                    type="button"
                    class="button"
                    aria-expanded=move || is_open.get().to_string()
                    on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
                >
                    {sentence}
                </button>
            </p>
            <Show when=move || is_open.get()>{view! { <DataTable data sorted_by=0 /> }.into_any()}</Show>
        </Show>
    }
    .into_any()
}

fn row(app: App, it: &Unanswered) -> Vec<Cell> {
    let subject = it.subject.clone();
    vec![
        Cell::words(subject_name(&it.subject)).shown_as(move || subject_link(app, &subject)),
        Cell::words(metric_name(it.metric)),
        Cell::words(it.why.clone()),
    ]
}
