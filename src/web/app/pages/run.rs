//! One run: attempts, jobs, steps.

use leptos::prelude::*;

/// The page.
#[component]
pub fn RunPage() -> impl IntoView {
    view! {
        <div class="page-head">
            <h1 tabindex="-1" class="page-title">
                "Run"
            </h1>
        </div>
    }
    .into_any()
}
