//! Colours with their names, and the sizes of writing.

use leptos::prelude::*;

use super::{group, sample};

const COLORS: [&str; 20] = [
    "text",
    "muted",
    "line",
    "grid",
    "surface",
    "raised",
    "ground",
    "band",
    "accent",
    "passed",
    "failed",
    "cancelled",
    "excluded",
    "unfinished",
    "warning",
    "step-1",
    "step-2",
    "step-3",
    "step-4",
    "step-5",
];

/// The group.
pub fn section() -> AnyView {
    let color = |name: &'static str| {
        view! {
            <li>
                <span class="design-color" style:background-color=format!("var(--color-{name})")></span>
                <code>{name}</code>
            </li>
        }
    };
    let colors = view! { <ul class="design-colors">{COLORS.map(color).collect_view()}</ul> }.into_any();
    let writing = view! {
        <div class="design-writing">
            <p class="stat-value">"97.4\u{a0}%"</p>
            <p>"Body: what most of the page is written in."</p>
            <p class="muted">"Muted: what explains."</p>
            <small class="muted">"Small: axes, notes, denominators."</small>
            <code>"code: a name from elsewhere"</code>
        </div>
    }
    .into_any();
    group("Colours and writing", vec![sample("Colours", false, colors), sample("Writing", false, writing)])
}
