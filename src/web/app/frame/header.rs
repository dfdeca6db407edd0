//! The top line: whose numbers these are, how we are connected, light or dark.

use forerun::engine::{Command, StoredRepository};
use forerun::view::route::{Page, Route};
use leptos::ev::Targeted;
use leptos::prelude::*;
use web_sys::{Event, HtmlSelectElement};

use crate::components::{Icon, IconName, later};
use crate::live;
use crate::state::{Opening, use_app};
use crate::theme::Theme;

/// The top line.
#[component]
pub fn Header() -> impl IntoView {
    let app = use_app();
    let is_open = Memo::new(move |_| app.opening() == Opening::Open);
    view! {
        <header class="header" class:has-switcher=move || is_open.get()>
            <a class="brand" href="#/" title="Start page">
                <Icon name=IconName::Mark />
                <span>"Forerun"</span>
            </a>
            <Show when=move || is_open.get()>{later(|| view! { <RepositorySwitcher /> }.into_any())}</Show>
            <div class="header-end">
                <Show when=move || is_open.get()>{later(|| view! { <Connection /> }.into_any())}</Show>
                <Show when=move || app.route.with(|route| route.repository.is_none())>
                    <a class="button quiet" href=Route::default().with_page(Page::Settings).to_hash()>
                        "Settings"
                    </a>
                </Show>
                <PaletteButton />
                <ThemeButton />
            </div>
        </header>
    }
}

/// What the switcher's last entry says of where it leads.
const CONNECT_ANOTHER: &str = "";

#[component]
fn RepositorySwitcher() -> impl IntoView {
    let app = use_app();
    let options = move || {
        let open = app.open_repository();
        let mut stored = app.with_session(|session| session.stored.clone());
        // What is simulated, or has not been written yet, is not among the stored ones.
        let is_missing = |open: &&StoredRepository| stored.iter().all(|stored| stored.key != open.key);
        if let Some(open) = open.as_ref().filter(is_missing) {
            stored.insert(0, open.clone());
        }
        let open = open.map(|open| open.key);
        let mut options: Vec<_> = stored
            .into_iter()
            .map(|stored| {
                let is_open = Some(&stored.key) == open.as_ref();
                let text = if stored.is_demo { "Demo repository".to_owned() } else { stored.name.to_string() };
                (stored.key.0, text, is_open)
            })
            .collect();
        options.push((CONNECT_ANOTHER.to_owned(), "Connect another…".to_owned(), false));
        options
    };
    // A sync changes the session often; a list that somebody has open must not be made anew each time.
    let options = Memo::new(move |_| options());
    let option = |(key, text, is_open): (String, String, bool)| {
        view! {
            <option value=key prop:selected=is_open>
                {text}
            </option>
        }
    };
    let on_change = move |event: Targeted<Event, HtmlSelectElement>| {
        let key = event.target().value();
        let is_open = untrack(|| app.open_repository()).is_some_and(|open| open.key.0 == key);
        let is_stored = untrack(|| app.with_session(|session| session.stored.iter().any(|stored| stored.key.0 == key)));
        let present = app.route.get_untracked();
        app.go(match key.as_str() {
            _ if is_open => return,
            _ if is_stored => Route { page: present.page, ..Route::of(forerun::engine::RepositoryKey(key)) },
            _ => Route::default(),
        });
    };
    view! {
        <label class="switcher">
            <span class="visually-hidden">"Switch repository"</span>
            <select on:change:target=on_change>{move || options.get().into_iter().map(option).collect_view()}</select>
        </label>
    }
    .into_any()
}

#[component]
fn Connection() -> impl IntoView {
    let app = use_app();
    let has_token = Memo::new(move |_| app.with_session(|session| session.has_token));
    let state = move || {
        app.with_session(|session| match (&session.login, session.has_token, &session.open) {
            (_, _, Some(open)) if open.is_demo => ("Demo".to_owned(), "Simulated numbers, nothing from GitHub"),
            (Some(login), _, _) => (login.clone(), "Connected with a token that stays in this tab"),
            (None, true, _) => ("Connected".to_owned(), "Connected with a token that stays in this tab"),
            (None, false, Some(open)) if app.reached.get().as_ref() != Some(&open.key) => (
                "Not connected".to_owned(),
                "The history stored in this browser; refreshing reads GitHub as the public",
            ),
            (None, false, _) => ("Public".to_owned(), "Without a token GitHub grants 60 requests an hour"),
        })
    };
    let refresh_title = move || {
        let next = live::next_refresh(app).zip(app.live.with(|live| live.looked_at));
        match next {
            _ if app.syncing.get() => "Refreshing from GitHub".to_owned(),
            Some((due, looked)) => {
                let minutes = due.seconds_since(looked).max(0).div_euclid(60);
                let when = if minutes == 0 { "in a moment".to_owned() } else { format!("in {minutes} min") };
                format!("Refresh from GitHub (next refresh {when})")
            }
            None => "Refresh from GitHub".to_owned(),
        }
    };
    view! {
        <span class="connection" title=move || state().1>
            <span class="connection-dot" class:connected=has_token aria-hidden="true"></span>
            <span class="connection-name">{move || state().0}</span>
        </span>
        <Show when=move || has_token.get()>
            <button type="button" class="button quiet" on:click=move |_| app.command(Command::SignOut)>
                "Sign out"
            </button>
        </Show>
        <Show when=move || !app.is_demo()>
            <button
                type="button"
                class="button icon-button"
                title=refresh_title
                aria-label="Refresh from GitHub"
                prop:disabled=app.syncing
                on:click=move |_| app.sync()
            >
                <Icon name=IconName::Refresh />
            </button>
        </Show>
    }
    .into_any()
}

#[component]
fn PaletteButton() -> impl IntoView {
    let app = use_app();
    view! {
        <button
            type="button"
            class="button icon-button palette-button"
            title="Commands (Ctrl K)"
            aria-label="Commands"
            aria-keyshortcuts="Control+K Meta+K"
            on:click=move |_| app.is_palette_open.set(true)
        >
            <Icon name=IconName::Search />
        </button>
    }
    .into_any()
}

#[component]
fn ThemeButton() -> impl IntoView {
    let app = use_app();
    let label = move || format!("Theme: {}", app.theme.get().label().to_ascii_lowercase());
    let icon = move || match app.theme.get() {
        Theme::System => view! { <Icon name=IconName::System /> },
        Theme::Light => view! { <Icon name=IconName::Light /> },
        Theme::Dark => view! { <Icon name=IconName::Dark /> },
    };
    let turn = move |_| {
        let next = app.theme.get_untracked().next();
        next.apply();
        app.theme.set(next);
    };
    view! {
        <button type="button" class="button icon-button theme-button" title=label aria-label=label on:click=turn>
            {icon}
        </button>
    }
    .into_any()
}
