//! Arrow keys in the grid: one link of it is reached by Tab, the others from there, so that nobody has to press Tab a
//! thousand times.

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// Marks a link of the grid with its place.
pub fn place(row: usize, column: usize) -> String {
    format!("{row}-{column}")
}

/// Moves the focus by an arrow key; `size` is rows and columns of the grid, headings included.
pub fn move_focus(event: &KeyboardEvent, size: (usize, usize)) {
    let (down, right): (isize, isize) = match event.key().as_str() {
        "ArrowLeft" => (0, -1),
        "ArrowRight" => (0, 1),
        "ArrowUp" => (-1, 0),
        "ArrowDown" => (1, 0),
        _ => return,
    };
    let focused = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    let Some((focused, table)) = focused.and_then(|focused| {
        let table = focused.closest("table").ok().flatten()?;
        Some((focused, table))
    }) else {
        return;
    };
    let Some(next) = next_link(&focused, &table, (down, right), size) else { return };
    event.prevent_default();
    focused.set_tab_index(-1);
    next.set_tab_index(0);
    next.focus().ok();
}

/// The nearest link in that direction; cells without one are passed over.
fn next_link(
    focused: &Element,
    table: &Element,
    (down, right): (isize, isize),
    (rows, columns): (usize, usize),
) -> Option<HtmlElement> {
    let place_of = focused.get_attribute("data-place")?;
    let (row, column) = place_of.split_once('-')?;
    let (mut row, mut column) = (row.parse::<usize>().ok()?, column.parse::<usize>().ok()?);
    loop {
        row = row.checked_add_signed(down).filter(|&row| row < rows)?;
        column = column.checked_add_signed(right).filter(|&column| column < columns)?;
        let link = table.query_selector(&format!("[data-place=\"{}\"]", place(row, column))).ok().flatten();
        if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
            return Some(link);
        }
    }
}
