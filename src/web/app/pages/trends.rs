//! What moved.

use leptos::prelude::*;

/// The page.
#[component]
pub fn TrendsPage() -> impl IntoView {
    view! {
        <div class="page-head">
            <h1 tabindex="-1" class="page-title">
                "Trends"
            </h1>
        </div>
    }
    .into_any()
}
