//! The form that hands a token to the engine. The token is read from its field at the moment of sending, put into no
//! signal, and the field is emptied.

use forerun::domain::RepositoryName;
use forerun::engine::{Command, Connection, ProblemKind};
use forerun::github::{ApiBase, Token};
use leptos::ev::{SubmitEvent, Targeted};
use leptos::html::{Button, Input};
use leptos::prelude::*;
use web_sys::{Event, HtmlInputElement};

use crate::budget;
use crate::components::FieldError;
use crate::lazy::load_ahead;
use crate::state::{App, use_app};

use super::refusal::Refusal;

/// What is wrong with which field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Errors {
    token: Option<String>,
    repository: Option<String>,
    api_base: Option<String>,
}

/// What was typed, checked; or what is wrong with it. An empty token is none.
fn read(token: &str, repository: &str, api_base: &str) -> Result<Connection, Errors> {
    let token = if token.trim().is_empty() { Ok(None) } else { Token::parse(token).map(Some) };
    let api_base = ApiBase::parse(api_base);
    let host = api_base.as_ref().map(ApiBase::web_host).unwrap_or_default();
    let repository = RepositoryName::parse_on(repository, &host);
    match (token, repository, api_base) {
        (Ok(token), Ok(repository), Ok(api_base)) => {
            let job_requests = budget::job_requests(token.is_some());
            Ok(Connection { token, repository, api_base, job_requests })
        }
        (token, repository, api_base) => Err(Errors {
            token: token.err().map(sentence),
            repository: repository.err().map(sentence),
            api_base: api_base.err().map(sentence),
        }),
    }
}

/// An error's words as a sentence of their own.
fn sentence(error: impl core::fmt::Display) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_ascii_uppercase(), letters.as_str()))
}

/// The form.
#[component]
pub fn ConnectForm() -> impl IntoView {
    let app = use_app();
    let token_field = NodeRef::<Input>::new();
    let kept_base = Memo::new(move |_| app.with_session(|session| session.api_base.to_string()));
    let typed_base = RwSignal::new(None::<String>);
    let errors = RwSignal::new(Errors::default());
    let has_sent_token = StoredValue::new(false);
    let is_connecting = move || app.connecting.with(Option::is_some);
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(field) = token_field.get_untracked() else { return };
        let api_base = typed_base.get_untracked().unwrap_or_else(|| kept_base.get_untracked());
        match read(&field.value(), &app.wanted_repository.get_untracked(), &api_base) {
            Ok(connection) => {
                field.set_value("");
                has_sent_token.set_value(connection.token.is_some());
                errors.set(Errors::default());
                connect(app, connection);
            }
            Err(found) => errors.set(found),
        }
    };
    let connect_button = NodeRef::<Button>::new();
    let give_up = move |_| {
        app.connecting.set(None);
        app.command(Command::Stop);
        // The button that had the focus is gone; the next try begins here.
        request_animation_frame(move || {
            if let Some(button) = connect_button.get_untracked() {
                drop(button.focus());
            }
        });
    };
    view! {
        <form class="connect" on:submit=on_submit novalidate>
            <RepositoryField error=Signal::derive(move || errors.with(|errors| errors.repository.clone())) />
            <TokenField field=token_field error=Signal::derive(move || errors.with(|errors| errors.token.clone())) />
            <ApiBaseField
                kept=kept_base
                typed=typed_base
                error=Signal::derive(move || errors.with(|errors| errors.api_base.clone()))
            />
            <Refusal has_sent_token />
            <div class="connect-actions">
                <button
                    type="submit"
                    class="button primary wide"
                    node_ref=connect_button
                    prop:disabled=is_connecting
                >
                    "Connect"
                </button>
                {move || {
                    is_connecting()
                        .then(|| {
                            view! {
                                <button type="button" class="button" on:click=give_up>
                                    "Cancel"
                                </button>
                            }
                        })
                }}
            </div>
            <p class="hint" role="status">
                {move || is_connecting().then_some("Asking GitHub for the repository…")}
            </p>
        </form>
    }
    .into_any()
}

/// What went wrong with the last try is no longer of interest.
fn connect(app: App, connection: Connection) {
    let is_of_last_try =
        |kind| matches!(kind, ProblemKind::Token | ProblemKind::Repository | ProblemKind::Network | ProblemKind::Part);
    app.notices.update(|notices| notices.retain(|notice| !is_of_last_try(notice.problem.kind)));
    app.refusal.set(None);
    app.connecting.set(Some(connection.repository.clone()));
    load_ahead();
    app.command(Command::Connect(connection));
}

#[component]
fn RepositoryField(error: Signal<Option<String>>) -> impl IntoView {
    let app = use_app();
    let on_input = move |event: Targeted<Event, HtmlInputElement>| app.wanted_repository.set(event.target().value());
    view! {
        <div class="field">
            <label for="connect-repository">"Repository"</label>
            <input
                id="connect-repository"
                type="text"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                placeholder="owner/name"
                prop:value=app.wanted_repository
                on:input:target=on_input
                aria-describedby="connect-repository-hint connect-repository-error"
                aria-invalid=move || error.with(Option::is_some).then_some("true")
            />
            <p class="hint" id="connect-repository-hint">
                "owner/name, or the address of any of its pages."
            </p>
            <FieldError id="connect-repository-error".to_owned() error />
        </div>
    }
    .into_any()
}

#[component]
fn TokenField(field: NodeRef<Input>, error: Signal<Option<String>>) -> impl IntoView {
    view! {
        <div class="field">
            <label for="connect-token">"Personal access token"</label>
            <input
                id="connect-token"
                type="password"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                node_ref=field
                aria-describedby="connect-token-hint connect-token-error"
                aria-invalid=move || error.with(Option::is_some).then_some("true")
            />
            <p class="hint" id="connect-token-hint">
                "Optional: public repositories work without one, with 60 requests an hour. Read access is enough."
            </p>
            <FieldError id="connect-token-error".to_owned() error />
        </div>
    }
    .into_any()
}

#[component]
fn ApiBaseField(kept: Memo<String>, typed: RwSignal<Option<String>>, error: Signal<Option<String>>) -> impl IntoView {
    let on_input = move |event: Targeted<Event, HtmlInputElement>| typed.set(Some(event.target().value()));
    // What is wrong must be seen, and so must what was typed. Told only when it changes: what was opened by hand stays.
    let is_open = Memo::new(move |_| error.with(Option::is_some) || typed.with(Option::is_some));
    view! {
        <details class="enterprise" prop:open=is_open>
            <summary>"GitHub Enterprise"</summary>
            <div class="field">
                <label for="connect-base">"API base"</label>
                <input
                    id="connect-base"
                    type="url"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || kept.get()
                    on:input:target=on_input
                    aria-describedby="connect-base-hint connect-base-error"
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                />
                <p class="hint" id="connect-base-hint">
                    "https://HOST/api/v3 for Enterprise Server, https://api.NAME.ghe.com for GHE.com."
                </p>
                <FieldError id="connect-base-error".to_owned() error />
            </div>
        </details>
    }
    .into_any()
}
