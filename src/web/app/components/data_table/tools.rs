//! What stands above a table: how many rows, in which order where no headings are seen, which columns, and the way out
//! as CSV.

use std::sync::Arc;

use forerun::view::unit::Unit;
use forerun::view::{csv, format};
use leptos::ev::Targeted;
use leptos::prelude::*;
use web_sys::{Event, HtmlSelectElement};

use crate::components::{Icon, IconName, copy_and_tell};

use super::rows::Sorting;
use super::{Cell, Column, Key, TableData};

/// The line above a table.
pub(super) fn tools(
    data: Signal<Arc<TableData>>,
    order: Memo<Vec<usize>>,
    sorting: RwSignal<Sorting>,
    shown: RwSignal<Vec<bool>>,
    is_stacked: RwSignal<bool>,
) -> AnyView {
    let count = move || {
        let rows = order.with(Vec::len) as u64;
        format!("{} {}", format::count(rows), if rows == 1 { "row" } else { "rows" })
    };
    let has_order = move || order.with(Vec::len) > 1;
    let copy = move |_| {
        let text =
            data.with_untracked(|data| shown.with_untracked(|shown| csv_of(data, &order.get_untracked(), shown)));
        copy_and_tell(text, format!("{} copied as CSV.", count()));
    };
    view! {
        <div class="data-tools">
            <p class="muted">{move || count()}</p>
            {move || (is_stacked.get() && has_order()).then(|| order_choice(data, sorting, shown))}
            {choice(data, shown)}
            <button type="button" class="button" on:click=copy>
                "Copy CSV"
            </button>
        </div>
    }
    .into_any()
}

/// By which column, and which way: what the headings are pressed for where there is room for them.
fn order_choice(data: Signal<Arc<TableData>>, sorting: RwSignal<Sorting>, shown: RwSignal<Vec<bool>>) -> AnyView {
    // Newer rows change nothing here: a list that somebody has open must not be made anew for them.
    let offered = Memo::new(move |_| {
        let chosen = sorting.get().column;
        let is_shown = |position: usize| shown.with(|shown| shown.get(position).copied().unwrap_or_default());
        let label = |(position, column): (usize, &Column)| {
            let is_offered = position == chosen || column.is_sortable && is_shown(position);
            is_offered.then_some((position, column.label, position == chosen))
        };
        data.with(|data| data.columns.iter().enumerate().filter_map(label).collect::<Vec<_>>())
    });
    let choices = move || {
        let option = |(position, label, is_chosen): (usize, &'static str, bool)| {
            view! {
                <option value=position.to_string() prop:selected=is_chosen>
                    {label}
                </option>
            }
        };
        offered.get().into_iter().map(option).collect_view()
    };
    let choose = move |event: Targeted<Event, HtmlSelectElement>| {
        let Ok(position) = event.target().value().parse::<usize>() else { return };
        let column = data.with_untracked(|data| data.columns.get(position).copied());
        if let Some(column) = column.filter(|_| sorting.get_untracked().column != position) {
            sorting.update(|sorting| sorting.choose(position, column.is_number));
        }
    };
    let turn = move |_| sorting.update(|sorting| sorting.is_descending = !sorting.is_descending);
    let is_descending = move || sorting.with(|sorting| sorting.is_descending);
    let label = move || if is_descending() { "Descending. Turn round" } else { "Ascending. Turn round" };
    let icon = move || {
        let name = if is_descending() { IconName::Down } else { IconName::Up };
        view! { <Icon name /> }
    };
    view! {
        <div class="data-order">
            <label class="data-order-column">
                <span class="muted">"Order by"</span>
                <select on:change:target=choose>{choices}</select>
            </label>
            <button type="button" class="button icon-button" aria-label=label title=label on:click=turn>
                {icon}
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

/// The shown columns as they are sorted; numbers bare and in one unit a column, for a spreadsheet to count with.
fn csv_of(data: &TableData, order: &[usize], shown: &[bool]) -> String {
    let columns = || {
        let all = data.columns.iter().enumerate();
        all.filter(|(position, _)| shown.get(*position).copied().unwrap_or_default())
    };
    let mut lines: Vec<Vec<String>> = vec![columns().flat_map(|(_, column)| headings_of(column)).collect()];
    for row in order.iter().filter_map(|&row| data.rows.get(row)) {
        let cells = columns().filter_map(|(position, column)| Some((column, row.get(position)?)));
        lines.push(cells.flat_map(|(column, cell)| values_of(column, cell)).collect());
    }
    let lines: Vec<Vec<&str>> = lines.iter().map(|line| line.iter().map(String::as_str).collect()).collect();
    csv::text(&lines)
}

/// A column's heading, and one for the units where they differ from row to row.
fn headings_of(column: &Column) -> impl Iterator<Item = String> + use<> {
    let label = column.taken_as.unwrap_or(column.label);
    let units = (column.unit == Unit::ByRow).then(|| format!("{label}: unit"));
    core::iter::once(column.unit.heading(label)).chain(units)
}

/// The values under [`headings_of`].
fn values_of(column: &Column, cell: &Cell) -> impl Iterator<Item = String> + use<> {
    let value = match &cell.key {
        Key::Number(value) if column.unit != Unit::Words => column.unit.cell(*value),
        _ => cell.text.clone(),
    };
    let unit = (column.unit == Unit::ByRow).then(|| cell.unit.name().unwrap_or_default().to_owned());
    core::iter::once(value).chain(unit)
}
