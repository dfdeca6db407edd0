//! Whether the browser keeps what is stored, and how much it holds.

use leptos::prelude::*;

use crate::components::Panel;
use crate::platform::intl;
use crate::platform::keeping::{self, Keeping};
use crate::state::use_app;

/// The panel.
#[component]
pub fn KeepingPanel() -> impl IntoView {
    let app = use_app();
    let take = move |kept: Keeping| {
        app.kept.try_set(Some(kept));
    };
    // What is used has changed since it was asked last.
    keeping::look(take);
    let outlives_tab = Memo::new(move |_| app.with_session(|session| session.persistent));
    let is_promised = Memo::new(move |_| app.kept.with(|kept| kept.is_some_and(|kept| kept.is_promised)));
    let promise = move || match (outlives_tab.get(), is_promised.get()) {
        (false, _) => "This browser does not let Forerun store anything: all of it is gone when the tab is closed.",
        (true, true) => "The browser has promised to keep it until you delete it.",
        (true, false) => {
            "The browser has not promised to keep it: when its disk runs full, or when this page is not visited for a \
             long time, it may delete everything."
        }
    };
    let room = move || {
        let kept = app.kept.get()?;
        let used = intl::bytes(kept.used_bytes?);
        Some(match kept.most_bytes {
            Some(most) => format!("{used} in use by Forerun, of {} that the browser would hold.", intl::bytes(most)),
            None => format!("{used} in use by Forerun."),
        })
    };
    let can_ask = move || outlives_tab.get() && app.kept.with(Option::is_some) && !is_promised.get();
    view! {
        <Panel title="Kept by this browser">
            <p>{promise}</p>
            <p class="muted">{room}</p>
            <Show when=can_ask>
                <p class="actions">
                    <button type="button" class="button" on:click=move |_| keeping::ask(take)>
                        "Ask the browser to keep it"
                    </button>
                </p>
            </Show>
        </Panel>
    }
    .into_any()
}
