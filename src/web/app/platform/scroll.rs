//! How far the page was scrolled at each entry of the tab's history. The browser's own restoring comes too early here: a
//! page has its height only when its answer has come. Entries are told apart by a number in `history.state`; going
//! forward makes one without a number.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use js_sys::{Object, Reflect};
use leptos::prelude::request_animation_frame;
use wasm_bindgen::JsValue;
use web_sys::{History, Window, window};

use super::listener::Listener;

/// For so many frames the page is waited for to grow as high as it was.
const MOST_FRAMES: u32 = 240;

thread_local! {
    static ENTRY: Cell<u32> = const { Cell::new(0) };
    static NEWEST: Cell<u32> = const { Cell::new(0) };
    static PLACES: RefCell<BTreeMap<u32, f64>> = const { RefCell::new(BTreeMap::new()) };
    // Rises whenever an older wish to scroll is no longer one.
    static WISH: Cell<u32> = const { Cell::new(0) };
}

/// Which way the tab has gone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Way {
    /// To an entry that was not there before.
    Forward,
    /// Back, or forward again, to one that was left so far scrolled.
    Again(f64),
}

/// Takes over from the browser, and finds its place again after a reload. The listeners belong to the caller.
pub fn begin() -> Vec<Listener> {
    let Some((window, history)) = both() else { return Vec::new() };
    let manual = JsValue::from_str("manual");
    Reflect::set(&history, &JsValue::from_str("scrollRestoration"), &manual).ok();
    match number(&history, "entry") {
        Some(entry) => {
            ENTRY.set(entry as u32);
            NEWEST.set(entry as u32);
            scroll_when_possible(number(&history, "top").unwrap_or_default());
        }
        None => stamp(&history, 0, 0.0),
    }
    let leave = Listener::new(&window, "pagehide", |_| {
        if let Some((window, history)) = both() {
            stamp(&history, ENTRY.get(), window.scroll_y().unwrap_or_default());
        }
    });
    // Whoever moves by hand is not moved any more.
    let by_hand = ["wheel", "touchmove", "keydown", "pointerdown"];
    let by_hand = by_hand.into_iter().map(|kind| Listener::new(&window, kind, |_| forget_wishes()));
    std::iter::once(leave).chain(by_hand).collect()
}

/// Notes where the entry is that is about to be left, or has just been left with its content still there.
pub fn note() {
    if let Some(top) = window().and_then(|window| window.scroll_y().ok()) {
        PLACES.with_borrow_mut(|places| places.insert(ENTRY.get(), top));
    }
}

/// Takes the present entry of the history for the one that is shown, and says which way it was reached.
pub fn arrive() -> Way {
    let Some((_, history)) = both() else { return Way::Forward };
    if let Some(entry) = number(&history, "entry") {
        let entry = entry as u32;
        ENTRY.set(entry);
        let kept = number(&history, "top").unwrap_or_default();
        return Way::Again(PLACES.with_borrow(|places| places.get(&entry).copied()).unwrap_or(kept));
    }
    let entry = NEWEST.get().wrapping_add(1);
    NEWEST.set(entry);
    ENTRY.set(entry);
    stamp(&history, entry, 0.0);
    Way::Forward
}

/// Scrolls there as soon as the page is high enough.
pub fn scroll_when_possible(top: f64) {
    forget_wishes();
    let wish = WISH.get();
    try_to_scroll(top, wish, MOST_FRAMES);
}

/// To the top, at once.
pub fn scroll_to_top() {
    forget_wishes();
    if let Some(window) = window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

fn try_to_scroll(top: f64, wish: u32, frames: u32) {
    let Some(window) = window().filter(|_| WISH.get() == wish) else { return };
    window.scroll_to_with_x_and_y(0.0, top);
    let is_there = window.scroll_y().is_ok_and(|now| (now - top).abs() < 2.0);
    if !is_there && frames > 0 {
        request_animation_frame(move || try_to_scroll(top, wish, frames - 1));
    }
}

fn forget_wishes() {
    WISH.set(WISH.get().wrapping_add(1));
}

fn both() -> Option<(Window, History)> {
    let window = window()?;
    let history = window.history().ok()?;
    Some((window, history))
}

fn number(history: &History, name: &str) -> Option<f64> {
    let state = history.state().ok().filter(JsValue::is_object)?;
    Reflect::get(&state, &JsValue::from_str(name)).ok()?.as_f64()
}

fn stamp(history: &History, entry: u32, top: f64) {
    let state = Object::new();
    for (name, value) in [("entry", f64::from(entry)), ("top", top)] {
        // Setting a property of a fresh object cannot fail.
        Reflect::set(&state, &JsValue::from_str(name), &JsValue::from_f64(value)).ok();
    }
    // Without an address the present one stays.
    history.replace_state(&state, "").ok();
}
