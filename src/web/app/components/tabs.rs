//! Several views in one place, of which one is seen. Arrow keys go from tab to tab; a view is made when it is first
//! needed.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, KeyboardEvent, window};

/// One view.
#[derive(Clone)]
pub struct Tab {
    /// What its tab says.
    pub label: &'static str,
    /// What it shows.
    pub content: ViewFn,
}

impl Tab {
    /// A tab with this content.
    pub fn new(label: &'static str, content: impl Fn() -> AnyView + Send + Sync + 'static) -> Self {
        Self { label, content: content.into() }
    }
}

/// Tabs; `id` names them, unique on the page, `label` says what they choose among.
pub fn tabs(id: &'static str, label: &'static str, tabs: Vec<Tab>) -> AnyView {
    let chosen = RwSignal::new(0_usize);
    let count = tabs.len();
    let on_key = move |event: KeyboardEvent| {
        let present = chosen.get_untracked();
        let next = match event.key().as_str() {
            "ArrowLeft" => (present + count - 1) % count.max(1),
            "ArrowRight" => (present + 1) % count.max(1),
            "Home" => 0,
            "End" => count.saturating_sub(1),
            _ => return,
        };
        event.prevent_default();
        chosen.set(next);
        focus(&format!("{id}-tab-{next}"));
    };
    let button = |(number, tab): (usize, &Tab)| {
        let is_chosen = move || chosen.get() == number;
        view! {
            <button
                type="button"
                role="tab"
                id=format!("{id}-tab-{number}")
                aria-controls=format!("{id}-panel")
                aria-selected=move || if is_chosen() { "true" } else { "false" }
                tabindex=move || if is_chosen() { "0" } else { "-1" }
                on:click=move |_| chosen.set(number)
            >
                {tab.label}
            </button>
        }
    };
    let buttons = tabs.iter().enumerate().map(button).collect_view();
    let content = move || tabs.get(chosen.get()).map(|tab| tab.content.run());
    view! {
        <div class="tabs">
            <div class="tab-list" role="tablist" aria-label=label on:keydown=on_key>
                {buttons}
            </div>
            <div
                class="tab-panel"
                role="tabpanel"
                id=format!("{id}-panel")
                tabindex="0"
                aria-labelledby=move || format!("{id}-tab-{}", chosen.get())
            >
                {content}
            </div>
        </div>
    }
    .into_any()
}

fn focus(id: &str) {
    let element = window().and_then(|window| window.document()?.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        element.focus().ok();
    }
}
