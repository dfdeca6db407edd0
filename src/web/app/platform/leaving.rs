//! Has the browser ask before the tab is closed or reloaded, while something is not saved.

use leptos::prelude::*;
use web_sys::Event;

use super::listener::Listener;

/// Asks as long as `is_unsaved`. The listener is there only then: it keeps browsers from going back at once.
pub fn ask_before_leaving(is_unsaved: impl Fn() -> bool + Send + Sync + 'static) {
    let is_unsaved = Memo::new(move |_| is_unsaved());
    let listener = StoredValue::new_local(None);
    Effect::new(move |_| {
        let window = web_sys::window().filter(|_| is_unsaved.get());
        listener.set_value(
            window.map(|window| Listener::new(&window, "beforeunload", |event: Event| event.prevent_default())),
        );
    });
}
