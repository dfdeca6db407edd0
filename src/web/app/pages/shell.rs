//! What all pages share that show one answer: heading, subtitle, a problem with "Try again", grey shapes while the first
//! answer is on its way, what is said of an empty one. Knows nothing of what the answer holds.

use std::sync::Arc;

use leptos::prelude::*;

use crate::asking::Asked;
use crate::components::{Loading, NothingSelected, ProblemBox, is_behind};

/// How a page shows its answer.
pub struct Shown<T: Send + Sync + 'static> {
    /// What it is about, under the heading.
    pub subtitle: fn(&T) -> String,
    /// Whether there is nothing to show in the chosen window.
    pub is_empty: fn(&T) -> bool,
    /// The page below the heading. Made once; follows the answer by the signal.
    pub content: fn(Signal<Arc<T>>) -> AnyView,
}

/// A page that shows one answer.
pub fn answered<T: PartialEq + Send + Sync + 'static>(
    title: &'static str,
    asked: &Asked<T>,
    shown: Shown<T>,
) -> AnyView {
    answered_about(title, |_| None, asked, shown)
}

/// The same, of one thing among others: its heading names that thing as soon as it is known.
pub fn answered_about<T: PartialEq + Send + Sync + 'static>(
    title: &'static str,
    name: fn(&T) -> Option<String>,
    asked: &Asked<T>,
    shown: Shown<T>,
) -> AnyView {
    let asked = *asked;
    let name = Memo::new(move |_| asked.value.with(|value| value.as_deref().and_then(name)));
    let Shown { subtitle, is_empty, content } = shown;
    let subtitle = move || asked.value.with(|value| value.as_deref().map(subtitle));
    let state = Memo::new(move |_| asked.value.with(|value| value.as_deref().map(is_empty)));
    let problem = move || {
        asked.problem.get().map(|problem| {
            view! {
                <ProblemBox problem>
                    <button type="button" class="button" on:click=move |_| asked.ask_again()>
                        "Try again"
                    </button>
                </ProblemBox>
            }
        })
    };
    let body = move || match state.get() {
        None if asked.problem.with(Option::is_some) => ().into_any(),
        None => view! { <Loading label="Working out the numbers" /> }.into_any(),
        Some(true) => view! { <NothingSelected /> }.into_any(),
        Some(false) => asked.value.get_untracked().map_or_else(
            || ().into_any(),
            |first| {
                // The first answer stands in while the page is being taken down and the newest is already gone.
                let newest = Signal::derive(move || asked.value.get().unwrap_or_else(|| first.clone()));
                view! { <div class="answer" class:is-stale=asked.is_outdated>{content(newest)}</div> }.into_any()
            },
        ),
    };
    view! {
        <div class="page-head">
            <h1 tabindex="-1" class="page-title">
                {title}
                {move || name.get().map(|name| format!(" {name}"))}
            </h1>
            <p class="page-subtitle" aria-busy=move || if asked.is_busy.get() || is_behind() { "true" } else { "false" }>
                {subtitle}
            </p>
        </div>
        {problem}
        {body}
    }
    .into_any()
}
