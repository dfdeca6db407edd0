//! What it costs, what is wasted, what could be saved.

use leptos::prelude::*;

/// The page.
#[component]
pub fn CostPage() -> impl IntoView {
    view! {
        <div class="page-head">
            <h1 tabindex="-1" class="page-title">
                "Cost"
            </h1>
        </div>
    }
    .into_any()
}
