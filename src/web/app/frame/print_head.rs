//! What stands on top of a printed page, because its header is not printed: whose numbers these are, of which time, and
//! when they were printed. Paper is light, whatever the screen is.

use forerun::domain::Timestamp;
use leptos::prelude::*;
use web_sys::window;

use crate::platform::listener::Listener;
use crate::platform::{intl, zone};
use crate::state::use_app;
use crate::theme::Theme;
use crate::words::{filter_words, window_name};

/// The line; on a screen it is not seen.
#[component]
pub fn PrintHead() -> impl IntoView {
    let app = use_app();
    let printed_at = RwSignal::new(None::<Timestamp>);
    if let Some(window) = window() {
        let before = move |_| {
            printed_at.set(Some(zone::now()));
            Theme::Light.show();
        };
        let after = move |_| app.theme.get_untracked().show();
        let listeners = (Listener::new(&window, "beforeprint", before), Listener::new(&window, "afterprint", after));
        StoredValue::new_local(listeners);
    }
    let words = move || {
        // Nothing is worked out before somebody prints.
        let printed_at = printed_at.get()?;
        let repository = app.open_repository().filter(|_| app.route.with(|route| route.repository.is_some()));
        let repository = repository
            .map(|open| if open.is_demo { "Demo repository (simulated)".to_owned() } else { open.name.to_string() });
        let about = app.route.with(|route| route.page.is_filtered()).then(|| {
            let words = filter_words(app);
            let window = window_name(app.filter().window, intl::period);
            if words.is_empty() { window } else { format!("{window} · {words}") }
        });
        let printed = Some(format!("printed {}", intl::minute(printed_at)));
        let parts = [Some("Forerun".to_owned()), repository, about, printed];
        Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
    };
    view! { <p class="print-head">{words}</p> }.into_any()
}
