//! "How is this calculated?": formula, denominator, what was left out and how many values there were.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, KeyboardEvent};

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
                <p>{explanation.formula}</p>
                <dl>{facts.collect_view()}</dl>
            </div>
        </details>
    }
    .into_any()
}

fn close_on_escape(event: KeyboardEvent) {
    if event.key() != "Escape" {
        return;
    }
    if let Some(details) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
        // Removing an attribute cannot fail.
        details.remove_attribute("open").ok();
    }
}
