//! What stands above a table: how many rows, which columns, and the way out as CSV.

use std::sync::Arc;

use forerun::view::{csv, format};
use leptos::prelude::*;

use crate::components::copy_and_tell;

use super::TableData;

/// The line above a table.
pub(super) fn tools(data: Signal<Arc<TableData>>, order: Memo<Vec<usize>>, shown: RwSignal<Vec<bool>>) -> AnyView {
    let count = move || {
        let rows = order.with(Vec::len) as u64;
        format!("{} {}", format::count(rows), if rows == 1 { "row" } else { "rows" })
    };
    let copy = move |_| {
        let text =
            data.with_untracked(|data| shown.with_untracked(|shown| csv_of(data, &order.get_untracked(), shown)));
        copy_and_tell(text, format!("{} copied as CSV.", count()));
    };
    view! {
        <div class="data-tools">
            <p class="muted">{move || count()}</p>
            {choice(data, shown)}
            <button type="button" class="button" on:click=copy>
                "Copy CSV"
            </button>
        </div>
    }
    .into_any()
}

/// Which columns are seen; the first one names the rows and stays.
fn choice(data: Signal<Arc<TableData>>, shown: RwSignal<Vec<bool>>) -> AnyView {
    let choice = |(position, label): (usize, &'static str)| {
        let is_shown = move || shown.with(|shown| shown.get(position).copied().unwrap_or_default());
        let turn = move |_| {
            shown.update(|shown| {
                if let Some(column) = shown.get_mut(position) {
                    *column = !*column;
                }
            });
        };
        view! {
            <label>
                <input type="checkbox" prop:checked=is_shown on:change=turn />
                {label}
            </label>
        }
    };
    let choices = data.with_untracked(|data| {
        let labels = data.columns.iter().map(|column| column.label).enumerate().skip(1);
        labels.map(choice).collect_view()
    });
    view! {
        <details class="column-choice">
            <summary class="button">"Columns"</summary>
            <fieldset>
                <legend class="visually-hidden">"Columns"</legend>
                {choices}
            </fieldset>
        </details>
    }
    .into_any()
}

fn csv_of(data: &TableData, order: &[usize], shown: &[bool]) -> String {
    let is_shown = |position: usize| shown.get(position).copied().unwrap_or_default();
    let mut lines = vec![
        (0..data.columns.len())
            .filter(|&position| is_shown(position))
            .filter_map(|position| data.columns.get(position).map(|column| column.label))
            .collect::<Vec<_>>(),
    ];
    for row in order.iter().filter_map(|&row| data.rows.get(row)) {
        let cells = row.iter().enumerate().filter(|(position, _)| is_shown(*position));
        lines.push(cells.map(|(_, cell)| cell.text.as_str()).collect());
    }
    csv::text(&lines)
}
