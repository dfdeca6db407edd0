//! Panels that stay as a person has left them, open or closed, over pages and visits.

use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event};

use crate::platform::storage;

const OPEN: &str = "open";
const CLOSED: &str = "closed";

fn key(name: &str) -> String {
    format!("forerun-panel-{name}")
}

/// Whether the `<details>` of this name begins open: as it was left, else as `at_first`.
pub fn begins_open(name: &str, at_first: bool) -> bool {
    storage::read(&key(name)).map_or(at_first, |word| word == OPEN)
}

/// For `on:toggle` of the `<details>` of this name.
pub fn keep_open(name: &'static str) -> impl Fn(Event) + Clone {
    move |event: Event| {
        let details = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(details) = details {
            let word = if details.has_attribute("open") { OPEN } else { CLOSED };
            storage::write(&key(name), Some(word));
        }
    }
}
