//! A table described by data: sorted by a press on a heading, its columns chosen (both kept by the table's title), its rows
//! taken away as CSV, and only as many rows in the document as are seen once there are many. Where its columns have no
//! room side by side, each row is a card.

mod fit;
mod kept;
mod rows;
mod tools;

use std::sync::Arc;
use std::time::Duration;

use forerun::view::unit::Unit;
use leptos::prelude::*;

use super::{Icon, IconName};

use fit::Fit;
use kept::Kept;
use rows::{Row, Sorting, window_of};
use tools::tools;

/// From so many rows on only those near the eye are in the document.
const WINDOWED_FROM: usize = 200;
/// From so many rows on, cards have a height of their own to scroll in.
const LONG_FROM: usize = 10;
/// So many rows are made in one go; the others follow in tasks of their own, so that a long table holds nothing up.
const ROWS_AT_ONCE: usize = 16;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub label: &'static str,
    /// Whether it holds numbers, to be set flush right.
    pub is_number: bool,
    /// Whether one can sort by it.
    pub is_sortable: bool,
    /// Whether it is seen at first.
    pub is_shown: bool,
    /// What its numbers count; with no unit its words are taken away instead.
    pub unit: Unit,
    /// Its heading where it is taken away, if its numbers alone need another.
    pub taken_as: Option<&'static str>,
}

impl Column {
    /// A column of words.
    pub const fn words(label: &'static str) -> Self {
        Self { label, is_number: false, is_sortable: true, is_shown: true, unit: Unit::Words, taken_as: None }
    }

    /// A column of numbers.
    pub const fn numbers(label: &'static str, unit: Unit) -> Self {
        Self { is_number: true, unit, ..Self::words(label) }
    }

    /// The same, whose cells hold numbers in this unit although they read as words.
    #[must_use]
    pub const fn of(self, unit: Unit) -> Self {
        Self { unit, ..self }
    }

    /// The same under another heading where its numbers are taken away.
    #[must_use]
    pub const fn taken_as(self, label: &'static str) -> Self {
        Self { taken_as: Some(label), ..self }
    }

    /// The same, unseen until it is chosen.
    #[must_use]
    pub const fn hidden(self) -> Self {
        Self { is_shown: false, ..self }
    }
}

/// What a row is sorted by in a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Key {
    /// A number; missing ones come last, whichever way it goes.
    Number(Option<f64>),
    /// Words.
    Words(String),
}

/// A cell.
#[derive(Clone)]
pub struct Cell {
    /// As text: on the page where there is no view; in the CSV where it is no number.
    pub text: String,
    /// For sorting, and for the CSV.
    pub key: Key,
    /// Its own unit, in a column whose rows have each their own.
    pub unit: Unit,
    /// As it is shown, where that is more than text.
    pub view: Option<ViewFn>,
}

impl Cell {
    /// Words.
    pub fn words(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { key: Key::Words(text.clone()), text, unit: Unit::Words, view: None }
    }

    /// A number with how it is written.
    pub fn number(value: Option<f64>, text: impl Into<String>) -> Self {
        Self { text: text.into(), key: Key::Number(value), unit: Unit::Words, view: None }
    }

    /// The same in a unit of its own.
    #[must_use]
    pub fn of(self, unit: Unit) -> Self {
        Self { unit, ..self }
    }

    /// Shows something else instead of the text.
    #[must_use]
    pub fn shown_as(self, view: impl Fn() -> AnyView + Send + Sync + 'static) -> Self {
        Self { view: Some(view.into()), ..self }
    }
}

/// A table: what it is called, its columns, and a cell for each column of each row. The first column names the row.
#[derive(Clone)]
pub struct TableData {
    /// Names it, and the file that it is saved as.
    pub title: &'static str,
    /// From left to right.
    pub columns: Vec<Column>,
    /// Rows of cells.
    pub rows: Vec<Vec<Cell>>,
}

/// The table, sorted at first by `sorted_by` (a column), numbers from the largest.
#[component]
pub fn DataTable(data: Signal<Arc<TableData>>, sorted_by: usize) -> impl IntoView {
    // Every row asks for it: what is given may be worked out anew each time.
    let is_other =
        |before: Option<&Arc<TableData>>, now: Option<&Arc<TableData>>| before.map(Arc::as_ptr) != now.map(Arc::as_ptr);
    let data: Signal<Arc<TableData>> = Memo::new_with_compare(move |_| data.get(), is_other).into();
    let columns = data.with_untracked(|data| data.columns.clone());
    let first = columns.get(sorted_by).is_some_and(|column| column.is_number);
    let at_first = Sorting { column: sorted_by, is_descending: first };
    let shown_at_first = columns.iter().map(|column| column.is_shown).collect::<Vec<_>>();
    let kept = Kept::of(data.with_untracked(|data| data.title), &columns);
    let (sorting, shown) = kept.read(at_first, shown_at_first);
    let (sorting, shown) = (RwSignal::new(sorting), RwSignal::new(shown));
    Effect::new(move |before: Option<(Sorting, Vec<bool>)>| {
        let now = (sorting.get(), shown.get());
        // Only what somebody has changed is kept.
        if before.is_some_and(|before| before != now) {
            kept.write(now.0, &now.1);
        }
        now
    });
    let order = Memo::new(move |_| data.with(|data| sorting.get().order(&data.rows)));
    let scrolled = RwSignal::new(0_i32);
    let made = RwSignal::new(ROWS_AT_ONCE);
    let fit = Fit::watch(data, shown, made);
    let on_scroll = move |_| {
        // The browser tells of scrolling a frame later; the page may have been left by then.
        if let Some(Some(region)) = fit.region.try_get_untracked() {
            scrolled.try_set(region.scroll_top());
        }
    };
    let is_windowed = Memo::new(move |_| order.with(Vec::len) > WINDOWED_FROM);
    let is_long = move || order.with(Vec::len) > LONG_FROM;
    // The rows in the document change in steps, not with every pixel.
    let window = Memo::new(move |_| {
        let count = order.with(Vec::len);
        if is_windowed.get() { window_of(count, scrolled.get(), fit.row_pixels.get()) } else { (0, count) }
    });
    let seen = Memo::new(move |_| {
        let (from, to) = window.get();
        let to = to.min(from + made.get());
        order.with(|order| order.get(from..to).unwrap_or_default().to_vec())
    });
    Effect::new(move |_| {
        let (from, to) = window.get();
        if made.get() < to - from {
            let more = move || {
                made.try_update(|made| *made += ROWS_AT_ONCE);
            };
            set_timeout(more, Duration::ZERO);
        }
    });
    let headings = columns.into_iter().enumerate();
    let headings = headings.map(|(position, column)| heading(data, position, column, sorting, shown)).collect_view();
    let space = move |rows: usize| format!("{}px", rows as f64 * f64::from(fit.row_pixels.get()));
    let before = move || space(window.get().0);
    let after = move || space(order.with(Vec::len).saturating_sub(window.get().1));
    let title = data.with_untracked(|data| data.title);
    view! {
        <div class="data-table">
            <div class="data-probe" node_ref=fit.probe></div>
            {tools(data, order, sorting, shown, fit.is_stacked)}
            <div
                class="data-region"
                class:is-windowed=is_windowed
                class:is-long=is_long
                class:is-stacked=fit.is_stacked
                node_ref=fit.region
                role="region"
                tabindex="0"
                aria-label=format!("{title}: table")
                on:scroll=on_scroll
            >
                <table aria-rowcount=move || (order.with(Vec::len) + 1).to_string()>
                    <caption class="visually-hidden">{title}</caption>
                    <thead>
                        <tr aria-rowindex="1">{headings}</tr>
                    </thead>
                    <tbody>
                        <tr class="data-space" aria-hidden="true" style:height=before></tr>
                        <For
                            each=move || seen.get()
                            key=|position| *position
                            children=move |position| view! { <Row data order shown position /> }
                        />
                        <tr class="data-space" aria-hidden="true" style:height=after></tr>
                    </tbody>
                </table>
            </div>
        </div>
    }
    .into_any()
}

fn heading(
    data: Signal<Arc<TableData>>,
    position: usize,
    column: Column,
    sorting: RwSignal<Sorting>,
    shown: RwSignal<Vec<bool>>,
) -> AnyView {
    // Rows of another kind may have another name for the same column.
    let label = move || data.with(|data| data.columns.get(position).map(|column| column.label));
    let is_hidden = move || !shown.with(|shown| shown.get(position).copied().unwrap_or_default());
    let class = if column.is_number { "number" } else { "" };
    if !column.is_sortable {
        return view! { <th scope="col" class=class hidden=is_hidden>{label}</th> }.into_any();
    }
    let way = move || sorting.with(|sorting| (sorting.column == position).then_some(sorting.is_descending));
    let sort = move || match way() {
        None => "none",
        Some(true) => "descending",
        Some(false) => "ascending",
    };
    let icon = move || {
        let name = if way()? { IconName::Down } else { IconName::Up };
        Some(view! { <Icon name /> })
    };
    let choose = move |_| sorting.update(|sorting| sorting.choose(position, column.is_number));
    view! {
        <th scope="col" class=class hidden=is_hidden aria-sort=sort>
            <button type="button" on:click=choose>
                {label}
                {icon}
            </button>
        </th>
    }
    .into_any()
}
