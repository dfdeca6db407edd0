//! A titled box, what it shows while loading and when there is nothing to show.

use leptos::prelude::*;

use super::{Explain, Explanation};

/// A titled box.
#[component]
pub fn Panel(
    title: &'static str,
    #[prop(optional, into)] class: String,
    #[prop(optional, into)] note: String,
    #[prop(optional_no_strip)] explanation: Option<Explanation>,
    children: Children,
) -> impl IntoView {
    let note = (!note.is_empty()).then(|| view! { <p class="panel-note">{note}</p> });
    view! {
        <section class=format!("panel {class}") aria-label=title>
            <header class="panel-head">
                <h2>{title}</h2>
                {explanation.map(|explanation| view! { <Explain explanation subject=title /> })}
            </header>
            {note}
            {children()}
        </section>
    }
    .into_any()
}

/// Grey shapes where numbers will stand, in about their size.
#[component]
pub fn Loading(
    /// What is loading, for those who cannot see the shapes.
    label: &'static str,
) -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">{label}</span>
            <div class="skeleton-block skeleton-tall"></div>
            <div class="skeleton-block"></div>
            <div class="skeleton-block"></div>
            <div class="skeleton-block"></div>
            <div class="skeleton-block"></div>
            <div class="skeleton-block skeleton-chart"></div>
        </div>
    }
}

/// Nothing to show, and what to do about it.
#[component]
pub fn Empty(
    title: &'static str,
    #[prop(into)] advice: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <h2>{title}</h2>
            <p>{advice}</p>
            {children.map(|children| view! { <p class="actions">{children()}</p> })}
        </div>
    }
    .into_any()
}
