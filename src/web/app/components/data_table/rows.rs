//! The rows of a table: in which order, which of them are in the document, and one of them.

use core::cmp::Ordering;
use std::sync::Arc;

use forerun::domain::sort_by;
use leptos::prelude::*;

use crate::platform::intl::lower_case;

use super::{Cell, Key, TableData};

/// Height of a row of a table that is not wholly in the document, until it is measured.
pub(super) const ROW_PIXELS: i32 = 37;
/// Rows in the document above and below those that are seen; the window moves by half of them.
const MARGIN_ROWS: usize = 40;
/// More than any window shows at once.
const SEEN_ROWS: usize = 60;

/// A cell with more characters than these breaks its lines.
const LONG_CHARACTERS: usize = 28;

/// By which column, and which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sorting {
    pub column: usize,
    pub is_descending: bool,
}

impl Sorting {
    /// Another column, or the same the other way round. Numbers start with the largest, names with A.
    pub fn choose(&mut self, column: usize, is_number: bool) {
        let is_descending = if self.column == column { !self.is_descending } else { is_number };
        *self = Self { column, is_descending };
    }

    /// The positions of all rows in this order; equal ones keep theirs.
    pub fn order(self, rows: &[Vec<Cell>]) -> Vec<usize> {
        let folded: Vec<Key> = rows.iter().map(|row| folded(row.get(self.column))).collect();
        let mut order: Vec<usize> = (0..rows.len()).collect();
        sort_by(&mut order, |&left, &right| match (folded.get(left), folded.get(right)) {
            (Some(left), Some(right)) => self.compare(left, right),
            _ => Ordering::Equal,
        });
        order
    }

    fn compare(self, left: &Key, right: &Key) -> Ordering {
        match (left, right) {
            (Key::Number(Some(left)), Key::Number(Some(right))) => self.turn(left.total_cmp(right)),
            (Key::Number(Some(_)), _) => Ordering::Less,
            (_, Key::Number(Some(_))) => Ordering::Greater,
            (Key::Words(left), Key::Words(right)) => self.turn(left.cmp(right)),
            _ => Ordering::Equal,
        }
    }

    fn turn(self, order: Ordering) -> Ordering {
        if self.is_descending { order.reverse() } else { order }
    }
}

fn folded(cell: Option<&Cell>) -> Key {
    match cell.map(|cell| &cell.key) {
        Some(Key::Words(words)) => Key::Words(lower_case(words)),
        Some(Key::Number(number)) => Key::Number(*number),
        None => Key::Number(None),
    }
}

/// The rows to hold in the document where the table was scrolled by so many pixels.
pub(super) fn window_of(count: usize, scrolled: i32, row_pixels: i32) -> (usize, usize) {
    let first = (scrolled.max(0) / row_pixels.max(1)) as usize;
    let step = MARGIN_ROWS / 2;
    let from = (first / step * step).saturating_sub(MARGIN_ROWS).min(count);
    (from, (from + SEEN_ROWS + 2 * MARGIN_ROWS).min(count))
}

/// One row: its name, then its cells.
#[component]
pub(super) fn Row(
    data: Signal<Arc<TableData>>,
    order: Memo<Vec<usize>>,
    shown: RwSignal<Vec<bool>>,
    position: usize,
) -> impl IntoView {
    let index = move || order.with(|order| order.iter().position(|&row| row == position)).unwrap_or_default() + 2;
    let cells = move || {
        data.with(|data| {
            let cells = data.rows.get(position).into_iter().flatten().zip(&data.columns).enumerate();
            let cell = |(number, (cell, column)): (usize, (&Cell, &super::Column))| {
                let is_shown = shown.with(|shown| shown.get(number).copied().unwrap_or_default());
                is_shown.then(|| table_cell(number == 0, cell, column))
            };
            cells.filter_map(cell).collect_view()
        })
    };
    view! { <tr aria-rowindex=move || index().to_string()>{cells}</tr> }.into_any()
}

/// How a cell may break its lines: a sentence where it has room, short words nowhere. What has a view of its own may show
/// more than its text.
fn class_of(cell: &Cell, column: &super::Column) -> &'static str {
    match (column.is_number, is_long(cell)) {
        _ if cell.text.is_empty() => "is-empty",
        (true, true) => "number long",
        (true, false) => "number",
        (false, true) => "long",
        (false, false) if cell.view.is_none() => "nowrap",
        (false, false) => "",
    }
}

fn is_long(cell: &Cell) -> bool {
    cell.text.chars().nth(LONG_CHARACTERS).is_some()
}

fn table_cell(is_name: bool, cell: &Cell, column: &super::Column) -> AnyView {
    let content = match &cell.view {
        Some(view) => view.run(),
        None => cell.text.clone().into_any(),
    };
    if is_name {
        let class = match (column.is_number, is_long(cell)) {
            (true, _) => "number",
            (false, true) => "long",
            (false, false) => "",
        };
        view! { <th scope="row" class=class>{content}</th> }.into_any()
    } else {
        view! { <td class=class_of(cell, column) data-label=column.label>{content}</td> }.into_any()
    }
}
