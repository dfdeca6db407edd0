//! Deleting what is stored, after a question.

use forerun::engine::Command;
use forerun::view::route::Route;
use leptos::prelude::*;

use crate::components::{Confirm, ConfirmButton, Panel};
use crate::platform::intl;
use crate::state::use_app;
use crate::words::counted;

/// The panel.
#[component]
pub fn DeletePanel() -> impl IntoView {
    let app = use_app();
    let one = Signal::derive(move || {
        let (name, size) = app.open_repository().map_or_else(Default::default, |open| {
            let size = format!("{} ({})", counted(open.attempts, "attempt", "attempts"), intl::bytes(open.bytes));
            (open.name.to_string(), size)
        });
        Confirm {
            title: format!("Delete the history of {name}?"),
            advice: format!(
                "{size} will be gone from this browser. What GitHub has deleted meanwhile cannot be read again."
            ),
            action: "Delete it",
        }
    });
    let everything = Signal::derive(move || {
        let count = app.with_session(|session| session.stored.len() as u64);
        Confirm {
            title: "Delete everything Forerun has stored?".to_owned(),
            advice: format!(
                "The histories of {} and all settings will be gone from this browser. What GitHub has deleted meanwhile \
                 cannot be read again.",
                counted(count, "repository", "repositories")
            ),
            action: "Delete all of it",
        }
    });
    let delete_one = Callback::new(move |()| {
        if let Some(open) = untrack(|| app.open_repository()) {
            // Leave first: the page would open the demo again, or miss what it shows.
            app.go(Route::default());
            app.command(Command::Delete(open.key));
        }
    });
    let delete_everything = Callback::new(move |()| {
        app.go(Route::default());
        app.command(Command::DeleteEverything);
    });
    // The demo is not stored.
    let is_stored = Memo::new(move |_| !app.is_demo());
    view! {
        <Panel title="Delete" note="You are asked first. Nothing is deleted on GitHub.">
            <div class="actions">
                <Show when=move || is_stored.get()>
                    <ConfirmButton label="Delete this repository" confirm=one on_confirm=delete_one />
                </Show>
                <ConfirmButton label="Delete everything" confirm=everything on_confirm=delete_everything />
            </div>
        </Panel>
    }
    .into_any()
}
