//! What opens over the page (explanations, the choice of columns) and closes again: by Escape, by a press beside it.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Document, Element, EventTarget, HtmlElement, KeyboardEvent, Node};

use crate::platform::listener::Listener;

/// All of it that is open.
const OPEN: &str = "details:is(.explain, .column-choice)[open]";

/// Escape closes what is open wherever the focus is; so does pressing anywhere outside. For as long as the reactive
/// owner lives.
pub fn close_from_outside() {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let looked_at = document.clone();
    let on_key = Listener::new(&document, "keydown", move |event| {
        if event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Escape") {
            for details in open(&looked_at) {
                close(Some(details.into()));
            }
        }
    });
    let looked_at = document.clone();
    let on_press = Listener::new(&document, "pointerdown", move |event| {
        let pressed = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        for details in open(&looked_at) {
            if !details.contains(pressed.as_ref()) {
                // The focus goes where the press leads.
                details.remove_attribute("open").ok();
            }
        }
    });
    StoredValue::new_local([on_key, on_press]);
}

fn open(document: &Document) -> Vec<Element> {
    let Ok(found) = document.query_selector_all(OPEN) else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.item(index)?.dyn_into().ok()).collect()
}

/// Closes what stands around an element and gives the focus back to its button.
pub(super) fn close(inside: Option<EventTarget>) {
    let inside = inside.and_then(|target| target.dyn_into::<Element>().ok());
    let Some(details) = inside.and_then(|element| element.closest("details").ok().flatten()) else { return };
    // Neither removing an attribute nor asking for a tag can fail.
    details.remove_attribute("open").ok();
    let summary = details.query_selector("summary").ok().flatten();
    if let Some(summary) = summary.and_then(|summary| summary.dyn_into::<HtmlElement>().ok()) {
        summary.focus().ok();
    }
}
