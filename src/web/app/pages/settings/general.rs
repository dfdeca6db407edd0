//! Theme, success rule, API base: what takes effect at once.

use forerun::domain::SuccessRule;
use forerun::engine::Command;
use forerun::github::ApiBase;
use leptos::ev::{SubmitEvent, Targeted};
use leptos::prelude::*;
use web_sys::{Event, HtmlInputElement};

use crate::components::{FieldError, Panel, SelectField};
use crate::state::use_app;
use crate::theme::Theme;
use crate::words::{rule_choices, rule_formula};

/// The panel.
#[component]
pub fn GeneralSettings() -> impl IntoView {
    let app = use_app();
    let has_repository = Memo::new(move |_| app.route.with(|route| route.repository.is_some()));
    let choose_rule = Callback::new(move |word: String| {
        app.change_filter(|filter| filter.rule = SuccessRule::from_word(&word).unwrap_or_default());
    });
    view! {
        <Panel title="General">
            <div class="settings-grid">
                <ThemeChoice />
                <Show when=move || has_repository.get()>
                    <div class="field">
                        <SelectField
                            id="settings-rule"
                            label="Success rule"
                            choices=Signal::derive(rule_choices)
                            chosen=Signal::derive(move || app.filter().rule.word().to_owned())
                            on_choose=choose_rule
                        />
                        <p class="hint">
                            {move || rule_formula(app.filter().rule)} ". Part of the address, so that a link keeps it."
                        </p>
                    </div>
                </Show>
                <ApiBaseField />
            </div>
        </Panel>
    }
    .into_any()
}

#[component]
fn ThemeChoice() -> impl IntoView {
    let app = use_app();
    let radio = move |theme: Theme| {
        let choose = move |_| {
            theme.apply();
            app.theme.set(theme);
        };
        view! {
            <label>
                <input
                    type="radio"
                    name="theme"
                    value=theme.word()
                    prop:checked=move || app.theme.get() == theme
                    on:change=choose
                />
                <span>{theme.label()}</span>
            </label>
        }
    };
    view! {
        <fieldset class="field choices">
            <legend>"Theme"</legend>
            <div class="segments">{Theme::ALL.map(radio).collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

#[component]
fn ApiBaseField() -> impl IntoView {
    let app = use_app();
    let kept = Memo::new(move |_| app.with_session(|session| session.api_base.to_string()));
    let typed = RwSignal::new(None::<String>);
    let error = Signal::derive(move || {
        typed
            .with(|typed| typed.as_deref().and_then(|typed| ApiBase::parse(typed).err().map(|error| error.to_string())))
    });
    let on_input = move |event: Targeted<Event, HtmlInputElement>| typed.set(Some(event.target().value()));
    let is_changed = move || typed.with(|typed| typed.as_ref().is_some_and(|typed| *typed != kept.get()));
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let base = typed.with_untracked(|typed| typed.as_deref().map(ApiBase::parse));
        if let Some(Ok(base)) = base {
            app.command(Command::ChangeApiBase(base));
            app.announcement.set("The API base is saved.".to_owned());
            typed.set(None);
        }
    };
    view! {
        <form class="field" on:submit=on_submit novalidate>
            <label for="settings-base">"API base"</label>
            <div class="field-row">
                <input
                    id="settings-base"
                    type="url"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || typed.get().unwrap_or_else(|| kept.get())
                    on:input:target=on_input
                    aria-describedby="settings-base-error"
                />
                <button type="submit" class="button" prop:disabled=move || !is_changed()>
                    "Save"
                </button>
            </div>
            <p class="hint">"For the next connection. GitHub Enterprise Server: https://HOST/api/v3."</p>
            <FieldError id="settings-base-error".to_owned() error />
        </form>
    }
    .into_any()
}
