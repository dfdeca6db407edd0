//! "How is this calculated?": formula, denominator, what was left out and how many values there were.

use forerun::view::route::Page;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, EventTarget};

use crate::state::App;

use super::dismiss::close;
use super::{Icon, IconName};

/// Under which the page about the numbers finds a definition in its address.
const TOPIC: &str = "topic";

/// What is told about a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// The formula, in words.
    pub formula: String,
    /// Numbers behind it: what, how many.
    pub facts: Vec<(String, String)>,
    /// The definition on the page about the numbers, by its word in addresses.
    pub topic: Option<&'static str>,
}

impl Explanation {
    /// A formula without numbers yet.
    pub fn of(formula: impl Into<String>) -> Self {
        Self { formula: formula.into(), facts: Vec::new(), topic: None }
    }

    /// Names the definition where more is said.
    #[must_use]
    pub fn topic(self, topic: &'static str) -> Self {
        Self { topic: Some(topic), ..self }
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
pub fn Explain(
    /// May change while it is open, and stays open then.
    #[prop(into)]
    explanation: Signal<Explanation>,
    /// What it is about: part of the button's name, so that those who hear the page can tell one button from another.
    #[prop(into)]
    subject: Signal<String>,
) -> impl IntoView {
    let facts = move || {
        let fact = |(name, value): (String, String)| {
            view! {
                <div class="fact">
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                </div>
            }
        };
        explanation.get().facts.into_iter().map(fact).collect_view()
    };
    let app = use_context::<App>();
    let more = move || {
        let (app, topic) = app.zip(explanation.with(|explanation| explanation.topic))?;
        let href = app.route.with(|route| route.with_page(Page::About).with_detail(TOPIC, topic).to_hash());
        Some(view! { <a href=href>"What this means"</a> })
    };
    let name = move || format!("How is this calculated? {}", subject.get());
    view! {
        <details class="explain" name="explain" on:toggle=|event| bring_into_view(event.current_target())>
            <summary title="How is this calculated?" aria-label=name>
                <Icon name=IconName::Help />
                <span class="visually-hidden">"How is this calculated?"</span>
            </summary>
            <div class="explain-body">
                <div class="explain-head">
                    <p>{move || explanation.with(|explanation| explanation.formula.clone())}</p>
                    <button
                        type="button"
                        class="button quiet icon-button"
                        aria-label="Close"
                        on:click=|event| close(event.current_target())
                    >
                        <Icon name=IconName::Close />
                    </button>
                </div>
                <dl>{facts}</dl>
                {more}
            </div>
        </details>
    }
    .into_any()
}

/// What opens below the edge of the window is scrolled to.
fn bring_into_view(details: Option<EventTarget>) {
    let details = details.and_then(|target| target.dyn_into::<Element>().ok());
    let body = details
        .filter(|details| details.has_attribute("open"))
        .and_then(|details| details.query_selector(".explain-body").ok().flatten());
    let Some((body, window)) = body.zip(web_sys::window()) else { return };
    let height = window.inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(f64::INFINITY);
    let hidden = body.get_bounding_client_rect().bottom() - height;
    if hidden > 0.0 {
        window.scroll_by_with_x_and_y(0.0, hidden + 16.0);
    }
}
