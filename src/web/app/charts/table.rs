//! The numbers behind a chart as a table, in a region that scrolls and can be reached by keyboard.

use forerun::view::chart::Table;
use leptos::prelude::*;

/// A table; `title` names it.
#[component]
pub fn ChartTable(title: &'static str, table: Table) -> impl IntoView {
    let header = |column: &'static str| view! { <th scope="col">{column}</th> };
    let row = |cells: Vec<String>| {
        let mut cells = cells.into_iter();
        let name = cells.next();
        view! { <tr><th scope="row">{name}</th>{cells.map(|cell| view! { <td>{cell}</td> }).collect_view()}</tr> }
    };
    let note = table.note.map(|note| view! { <p class="chart-note">{note}</p> });
    view! {
        <div class="chart-table-region" role="region" tabindex="0" aria-label=format!("{title}: table")>
            <table class="chart-table">
                <caption class="chart-hidden">{title}</caption>
                <thead><tr>{table.columns.into_iter().map(header).collect_view()}</tr></thead>
                <tbody>{table.rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        {note}
    }
}
