//! Reading what GitHub notes on failed jobs: what it reads, what it spends, why it may be refused.

use std::sync::Arc;

use forerun::engine::{Command, Failures};
use forerun::view::format;
use leptos::prelude::*;

use crate::components::{Panel, Toasts};
use crate::state::use_app;
use crate::words::Tone;

/// Requests that one press spends at most; one a job.
const MOST: u32 = 200;

/// The section.
pub fn section(answer: Signal<Arc<Failures>>) -> AnyView {
    let app = use_app();
    if app.is_demo() {
        return view! {
            <Panel title="GitHub's notes on failed jobs">
                <p class="muted">
                    "The demo is simulated: GitHub has no notes on it. With your own repository, this reads the error messages that \
                     GitHub shows beside a failed job, which tell causes better than names of steps."
                </p>
            </Panel>
        }
        .into_any();
    }
    let is_reading = RwSignal::new(false);
    let noted = move || answer.with(|failures| failures.messages_noted);
    let toasts = Toasts::used();
    Effect::new(move |was_syncing: Option<bool>| {
        let is_syncing = app.syncing.get();
        if was_syncing == Some(true) && !is_syncing && is_reading.get_untracked() {
            is_reading.set(false);
            if let Some(toasts) = toasts {
                toasts.tell(
                    "GitHub's notes are read as far as it let them be; causes of failures follow them.",
                    Tone::Good,
                );
            }
        }
        is_syncing
    });
    let read = move |_| {
        is_reading.set(true);
        app.command(Command::ReadAnnotations { most: MOST });
    };
    let has_token = move || app.with_session(|session| session.has_token);
    view! {
        <Panel title="GitHub's notes on failed jobs">
            <p>
                {format!(
                    "Reads the error messages that GitHub shows beside the newest failed jobs which were not asked for yet: one \
                     request a job, at most {MOST} of the 5\u{202f}000 that a token has in an hour. The messages stay in this browser.",
                )}
            </p>
            <p class="muted">
                {move || match noted() {
                    0 => "None is read yet.".to_owned(),
                    count => format!("{} error messages are read.", format::count(count)),
                }}
            </p>
            <p class="muted">
                "GitHub refuses this to fine-grained tokens of private repositories, whatever they are allowed: use a classic token with \
                 the scope repo there. Where it refuses, names of jobs and steps go on telling the cause."
            </p>
            <Show
                when=has_token
                fallback=|| view! { <p class="muted">"Connect with a token first: without one GitHub grants 60 requests an hour."</p> }
            >
                <p class="actions">
                    <button type="button" class="button" prop:disabled=app.syncing on:click=read>
                        {move || if app.syncing.get() { "Reading…" } else { "Read GitHub's notes" }}
                    </button>
                </p>
            </Show>
        </Panel>
    }
    .into_any()
}
