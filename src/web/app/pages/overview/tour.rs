//! A short tour of the overview: offered once, unobtrusively; ended for good by Escape or a press. Owns its steps and
//! which of them is on; never starts by itself.

use leptos::ev::keydown;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, window};

use crate::components::{Icon, IconName};
use crate::platform::storage;

/// Where it is kept that somebody has seen the tour, or does not want to.
const KEY: &str = "forerun-tour";
const DONE: &str = "done";
/// Marks what a step is about.
const MARK: &str = "data-toured";

/// What a step points at, its headline and its words.
struct Step {
    target: &'static str,
    title: &'static str,
    text: &'static str,
}

const STEPS: [Step; 5] = [
    Step {
        target: "section[aria-label='Summary']",
        title: "Start here",
        text: "Three sentences: how it stands, what changed, what to expect. Copy them into a chat or an issue.",
    },
    Step {
        target: "section[aria-label='Filters']",
        title: "Choose what the numbers are about",
        text: "Window, workflow, branch and event. Your choice is in the address, so a link shows others the same.",
    },
    Step {
        target: "section[aria-label='Key numbers']",
        title: "Every number explains itself",
        text: "The question mark beside a number tells its formula, what was counted and what was left out.",
    },
    Step {
        target: "section[aria-label='Alerts']",
        title: "What needs you",
        text: "Open alerts, then what changed and what to do next, most urgent first, with the numbers behind each.",
    },
    Step {
        target: "section[aria-label='Durations']",
        title: "Look closer",
        text: "Drag over a chart to zoom, read it value by value with the arrow keys, or open its table. Ctrl K (⌘ K) \
               goes anywhere.",
    },
];

/// "Take a short tour", until it was taken or put away; holds its place, so that nothing moves when it goes.
#[component]
pub fn TourOffer() -> impl IntoView {
    let is_offered = RwSignal::new(storage::read(KEY).as_deref() != Some(DONE));
    let step = RwSignal::new(None::<usize>);
    let end = move || {
        storage::write(KEY, Some(DONE));
        step.set(None);
        is_offered.set(false);
        focus_heading_of_summary();
    };
    Effect::new(move |_| point_at(step.get().and_then(|step| STEPS.get(step))));
    on_cleanup(|| point_at(None));
    let on_key = window_event_listener(keydown, move |event| {
        if event.key() == "Escape" && step.get_untracked().is_some() {
            end();
        }
    });
    on_cleanup(move || on_key.remove());
    view! {
        <p class="tour-offer" class:is-gone=move || !is_offered.get() || step.get().is_some()>
            <button type="button" class="button quiet" on:click=move |_| step.set(Some(0))>
                "Take a short tour"
            </button>
            <button
                type="button"
                class="button quiet icon-button"
                aria-label="No tour, thank you"
                title="No tour, thank you"
                on:click=move |_| end()
            >
                <Icon name=IconName::Close />
            </button>
        </p>
        <Show when=move || step.get().is_some()>
            <Card step end=Callback::new(move |()| end()) />
        </Show>
    }
    .into_any()
}

/// What is said at the step that is on.
#[component]
fn Card(step: RwSignal<Option<usize>>, end: Callback<()>) -> impl IntoView {
    let card = NodeRef::<Div>::new();
    Effect::new(move |_| {
        if let Some(card) = card.get() {
            card.focus().ok();
        }
    });
    let number = move || step.get().unwrap_or_default();
    let told = move |of: fn(&Step) -> &'static str| STEPS.get(number()).map(of);
    let is_last = move || number() + 1 == STEPS.len();
    let next = move |_| if is_last() { end.run(()) } else { step.set(Some(number() + 1)) };
    view! {
        <div class="tour-card" role="dialog" aria-labelledby="tour-title" tabindex="-1" node_ref=card>
            <div aria-live="polite">
                <h3 id="tour-title">{move || told(|step| step.title)}</h3>
                <p>{move || told(|step| step.text)}</p>
            </div>
            <div class="tour-foot">
                <span class="muted">{move || format!("{} of {}", number() + 1, STEPS.len())}</span>
                <button type="button" class="button quiet" on:click=move |_| end.run(())>
                    "End the tour"
                </button>
                <button
                    type="button"
                    class="button"
                    prop:disabled=move || number() == 0
                    on:click=move |_| step.set(Some(number().saturating_sub(1)))
                >
                    "Back"
                </button>
                <button type="button" class="button primary" on:click=next>
                    {move || if is_last() { "Done" } else { "Next" }}
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// Marks what a step is about and brings it into view; takes the mark off what was marked before.
fn point_at(step: Option<&Step>) {
    let Some(document) = window().and_then(|window| window.document()) else { return };
    let find = |selector: &str| document.query_selector(selector).ok().flatten();
    if let Some(marked) = find(&format!("[{MARK}]")) {
        marked.remove_attribute(MARK).ok();
    }
    if let Some(target) = step.and_then(|step| find(step.target)) {
        mark(&target);
    }
}

fn mark(target: &Element) {
    target.set_attribute(MARK, "").ok();
    target.scroll_into_view_with_bool(true);
}

/// The focus goes on from where the tour was offered, not to the top of the document.
fn focus_heading_of_summary() {
    let heading = window()
        .and_then(|window| window.document()?.query_selector("section[aria-label='Summary'] h2").ok().flatten());
    if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()) {
        // Not a stop of Tab; only the tour leads there.
        heading.set_tab_index(-1);
        heading.focus().ok();
    }
}
