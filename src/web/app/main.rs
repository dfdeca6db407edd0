//! The page: draws what the engine answers, sends what the person wants. Computes nothing on the history and never
//! holds the token after handing it over.

// Nested views are nested types.
#![recursion_limit = "256"]

mod asking;
mod budget;
mod charts;
mod components;
mod engine_client;
mod events;
mod frame;
mod lazy;
mod links;
mod live;
mod navigation;
mod pages;
mod platform;
mod state;
mod theme;
mod words;

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use components::later;
use frame::Frame;
use platform::zone::local_zone;
use state::{App, RuleDrafts};

fn main() {
    console_error_panic_hook::set_once();
    let root = web_sys::window().and_then(|window| window.document()?.get_element_by_id("app"));
    match root.and_then(|root| root.dyn_into::<HtmlElement>().ok()) {
        Some(root) => leptos::mount::mount_to(root, start).forget(),
        None => leptos::mount::mount_to_body(start),
    }
}

/// Hears the engine from now on. What is seen comes in a task of its own: in this one the program was made ready.
fn start() -> impl IntoView {
    let app = App::new(local_zone());
    provide_context(app);
    provide_context(Signal::stored(app.zone.get_value()));
    charts::ChartPage::provide(Signal::derive(move || words::filter_words(app)));
    navigation::follow_address(app);
    events::start_engine(app);
    live::start(app);
    let drafts = RuleDrafts(RwSignal::default());
    provide_context(drafts);
    platform::leaving::ask_before_leaving(move || drafts.0.with(|drafts| !drafts.is_empty()));
    later(frame_for_first_content)
}

/// The frame takes the place of what the document itself has shown until now.
fn frame_for_first_content() -> AnyView {
    let first = web_sys::window().and_then(|window| window.document()?.get_element_by_id("first-content"));
    if let Some(first) = first {
        first.remove();
    }
    view! { <Frame /> }.into_any()
}
