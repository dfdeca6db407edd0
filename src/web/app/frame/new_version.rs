//! Tells that a newer version of Forerun is ready. The start script has found it and takes it over when it is asked to;
//! nothing here reloads by itself.

use leptos::prelude::*;
use web_sys::{Event, window};

use crate::platform::listener::Listener;

/// What the start script says.
const IS_READY: &str = "forerun-new-version";
/// What it is asked.
const TAKE_IT: &str = "forerun-take-new-version";

/// The notice, over the page's lower edge so that nothing moves.
#[component]
pub fn NewVersion() -> impl IntoView {
    let is_ready = RwSignal::new(false);
    if let Some(window) = window() {
        StoredValue::new_local(Listener::new(&window, IS_READY, move |_| is_ready.set(true)));
    }
    view! {
        // There from the start, so that screen readers hear what comes.
        <div class="new-version" role="status">
            <Show when=move || is_ready.get()>
                <p>"A new version of Forerun is ready."</p>
                <button type="button" class="button primary" on:click=|_| take_it()>
                    "Reload"
                </button>
                <button type="button" class="button quiet" on:click=move |_| is_ready.set(false)>
                    "Later"
                </button>
            </Show>
        </div>
    }
    .into_any()
}

fn take_it() {
    if let (Some(window), Ok(event)) = (window(), Event::new(TAKE_IT)) {
        // Fails only for an event that is on its way already.
        window.dispatch_event(&event).ok();
    }
}
