//! Labelled fields of forms, with their hints and what is wrong with them.

use leptos::ev::Targeted;
use leptos::prelude::*;
use web_sys::{Event, HtmlInputElement, HtmlSelectElement};

/// What is wrong with a field, under it.
#[component]
pub fn FieldError(id: String, error: Signal<Option<String>>) -> impl IntoView {
    view! {
        <p class="field-error" id=id role="alert">
            {move || error.get()}
        </p>
    }
}

/// A number with its unit that is checked while it is typed.
#[component]
pub fn CheckedField(
    /// Names the field for its label; unique on the page.
    id: String,
    #[prop(into)] label: String,
    #[prop(into)] unit: String,
    text: RwSignal<String>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let error_id = format!("{id}-error");
    let on_input = move |event: Targeted<Event, HtmlInputElement>| text.set(event.target().value());
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <div class="field-unit">
                <input
                    id=id
                    type="text"
                    inputmode="decimal"
                    autocomplete="off"
                    prop:value=text
                    on:input:target=on_input
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-describedby=error_id.clone()
                />
                <span>{unit}</span>
            </div>
            <FieldError id=error_id error />
        </div>
    }
    .into_any()
}

/// A choice among words. `choices` are pairs of value and text.
#[component]
pub fn SelectField(
    id: &'static str,
    label: &'static str,
    #[prop(into)] choices: Signal<Vec<(String, String)>>,
    #[prop(into)] chosen: Signal<String>,
    on_choose: Callback<String>,
) -> impl IntoView {
    // Both may be told again unchanged; a list that somebody has open must not be made anew for that.
    let chosen = Memo::new(move |_| chosen.get());
    let options = move || {
        let chosen = chosen.get();
        let option = |(value, text): (String, String)| {
            let is_chosen = value == chosen;
            view! {
                <option value=value prop:selected=is_chosen>
                    {text}
                </option>
            }
        };
        choices.get().into_iter().map(option).collect_view()
    };
    let on_change = move |event: Targeted<Event, HtmlSelectElement>| on_choose.run(event.target().value());
    view! {
        <div class="select-field">
            <label for=id>{label}</label>
            <select id=id on:change:target=on_change>
                {options}
            </select>
        </div>
    }
    .into_any()
}
