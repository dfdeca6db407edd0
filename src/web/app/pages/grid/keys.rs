//! Keys in the grid: one link of it is reached by Tab, the others from there by arrow keys, Home, End and the keys for
//! pages, so that nobody has to press Tab a thousand times.

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// Rows that Page Up and Page Down jump over.
const PAGE_ROWS: usize = 10;

/// Marks a link of the grid with its place.
pub fn place(row: usize, column: usize) -> String {
    format!("{row}-{column}")
}

/// Where a key leads: the places to try one after the other, because not every cell has a link.
type Places = Box<dyn Iterator<Item = (usize, usize)>>;

/// The places that this key means, from `(row, column)` on, in a grid of so many rows and columns.
fn places(key: &str, is_far: bool, (row, column): (usize, usize), (rows, columns): (usize, usize)) -> Option<Places> {
    let (last_row, last_column) = (rows.saturating_sub(1), columns.saturating_sub(1));
    Some(match key {
        "ArrowLeft" => Box::new((0..column).rev().map(move |column| (row, column))),
        "ArrowRight" => Box::new((column + 1..columns).map(move |column| (row, column))),
        "ArrowUp" => Box::new((0..row).rev().map(move |row| (row, column))),
        "ArrowDown" => Box::new((row + 1..rows).map(move |row| (row, column))),
        "Home" if is_far => Box::new((0..rows).flat_map(move |row| (0..columns).map(move |column| (row, column)))),
        "End" if is_far => {
            Box::new((0..rows).rev().flat_map(move |row| (0..columns).rev().map(move |column| (row, column))))
        }
        "Home" => Box::new((0..column).map(move |column| (row, column))),
        "End" => Box::new((column + 1..=last_column).rev().map(move |column| (row, column))),
        // Ten rows on, or where that has no link in this column the nearest one before it: never the other way.
        "PageUp" => Box::new((row.saturating_sub(PAGE_ROWS)..row).map(move |row| (row, column))),
        "PageDown" => Box::new((row + 1..=(row + PAGE_ROWS).min(last_row)).rev().map(move |row| (row, column))),
        _ => return None,
    })
}

/// Moves the focus by a key; `size` is rows and columns of the grid, headings included.
pub fn move_focus(event: &KeyboardEvent, size: (usize, usize)) {
    if event.alt_key() || event.shift_key() {
        return;
    }
    let focused = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    let Some((focused, table, place)) = focused.and_then(|focused| {
        let table = focused.closest("table").ok().flatten()?;
        let place = place_of(&focused)?;
        Some((focused, table, place))
    }) else {
        return;
    };
    let is_far = event.ctrl_key() || event.meta_key();
    let Some(mut places) = places(&event.key(), is_far, place, size) else { return };
    // Nor does the page scroll where the grid ends.
    event.prevent_default();
    if let Some(next) = places.find_map(|place| link_at(&table, place)) {
        focused.set_tab_index(-1);
        next.set_tab_index(0);
        next.focus().ok();
    }
}

fn place_of(link: &Element) -> Option<(usize, usize)> {
    let place = link.get_attribute("data-place")?;
    let (row, column) = place.split_once('-')?;
    Some((row.parse().ok()?, column.parse().ok()?))
}

fn link_at(table: &Element, (row, column): (usize, usize)) -> Option<HtmlElement> {
    let link = table.query_selector(&format!("[data-place=\"{}\"]", place(row, column))).ok().flatten();
    link.and_then(|link| link.dyn_into::<HtmlElement>().ok())
}
