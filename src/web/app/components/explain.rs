//! "How is this calculated?": formula, denominator, what was left out and how many values there were.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, EventTarget, HtmlElement, KeyboardEvent};

use super::{Icon, IconName};

/// What is told about a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// The formula, in words.
    pub formula: String,
    /// Numbers behind it: what, how many.
    pub facts: Vec<(String, String)>,
}

impl Explanation {
    /// A formula without numbers yet.
    pub fn of(formula: impl Into<String>) -> Self {
        Self { formula: formula.into(), facts: Vec::new() }
    }

    /// Adds a number.
    #[must_use]
    pub fn fact(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.facts.push((name.into(), value.into()));
        self
    }
}

/// A button that opens the explanation; one is open at a time, Escape closes it.
#[component]
pub fn Explain(explanation: Explanation) -> impl IntoView {
    let facts = explanation.facts.into_iter().map(|(name, value)| {
        view! {
            <div class="fact">
                <dt>{name}</dt>
                <dd>{value}</dd>
            </div>
        }
    });
    view! {
        <details class="explain" name="explain" on:keydown=close_on_escape>
            <summary title="How is this calculated?">
                <Icon name=IconName::Help />
                <span class="visually-hidden">"How is this calculated?"</span>
            </summary>
            <div class="explain-body">
                <div class="explain-head">
                    <p>{explanation.formula}</p>
                    <button
                        type="button"
                        class="button quiet icon-button"
                        aria-label="Close"
                        on:click=|event| close(event.current_target())
                    >
                        <Icon name=IconName::Close />
                    </button>
                </div>
                <dl>{facts.collect_view()}</dl>
            </div>
        </details>
    }
    .into_any()
}

fn close_on_escape(event: KeyboardEvent) {
    if event.key() == "Escape" {
        close(event.current_target());
    }
}

/// Closes the explanation around an element and gives the focus back to its button.
fn close(inside: Option<EventTarget>) {
    let inside = inside.and_then(|target| target.dyn_into::<Element>().ok());
    let Some(details) = inside.and_then(|element| element.closest("details").ok().flatten()) else { return };
    // Neither removing an attribute nor asking for a tag can fail.
    details.remove_attribute("open").ok();
    let summary = details.query_selector("summary").ok().flatten();
    if let Some(summary) = summary.and_then(|summary| summary.dyn_into::<HtmlElement>().ok()) {
        summary.focus().ok();
    }
}
