//! Repositories whose history is in this browser, to open again in one click.

use forerun::engine::StoredRepository;
use forerun::view::route::Route;
use leptos::prelude::*;

use crate::components::Moment;
use crate::lazy::load_ahead;
use crate::platform::intl;
use crate::state::use_app;
use crate::words::counted;

/// The list; nothing where nothing is stored.
#[component]
pub fn StoredRepositories() -> impl IntoView {
    let app = use_app();
    let has_some = Memo::new(move |_| app.with_session(|session| !session.stored.is_empty()));
    // Whoever has been here before goes on to one of them.
    Effect::new(move |_| {
        if has_some.get() {
            request_animation_frame(load_ahead);
        }
    });
    view! {
        <Show when=move || has_some.get()>
            <section class="stored" aria-labelledby="stored-title">
                <h2 id="stored-title">"In this browser"</h2>
                <p>
                    <a href="#/repositories">"See all of them side by side"</a>
                </p>
                <ul>
                    {move || {
                        app.with_session(|session| session.stored.clone()).into_iter().map(row).collect_view()
                    }}
                </ul>
            </section>
        </Show>
    }
}

fn row(stored: StoredRepository) -> impl IntoView {
    let name = if stored.is_demo { "Demo repository".to_owned() } else { stored.name.to_string() };
    let host = (stored.api_base != forerun::github::ApiBase::default() && !stored.is_demo)
        .then(|| format!(" · {}", stored.api_base.host()));
    let size = format!("{} · {}", counted(stored.attempts, "attempt", "attempts"), intl::bytes(stored.bytes));
    let synced = stored.synced_at.map(|at| {
        view! {
            " · synced "
            <Moment at />
        }
    });
    view! {
        <li>
            <a class="stored-row" href=Route::of(stored.key).to_hash()>
                <strong>{name}</strong>
                <span>{size}{host}{synced}</span>
            </a>
        </li>
    }
}
