//! The hash of the address bar, the document's title and its icon.

use web_sys::{Location, window};

fn location() -> Option<Location> {
    Some(window()?.location())
}

/// The present hash, with its `#`; empty where there is none.
pub fn hash() -> String {
    location().and_then(|location| location.hash().ok()).unwrap_or_default()
}

/// Goes to another hash: adds an entry to the history of the tab and fires `hashchange`.
pub fn go_to(hash: &str) {
    if let Some(location) = location() {
        location.set_hash(hash).ok();
    }
}

/// Loads the page anew.
pub fn reload() {
    if let Some(location) = location() {
        location.reload().ok();
    }
}

/// What the tab is called.
pub fn set_title(title: &str) {
    if let Some(document) = window().and_then(|window| window.document()) {
        document.set_title(title);
    }
}

/// The icon of the tab, by its file.
pub fn set_icon(file: &str) {
    let document = window().and_then(|window| window.document());
    let link = document.and_then(|document| document.query_selector("link[rel='icon']").ok().flatten());
    if let Some(link) = link.filter(|link| link.get_attribute("href").as_deref() != Some(file)) {
        link.set_attribute("href", file).ok();
    }
}
