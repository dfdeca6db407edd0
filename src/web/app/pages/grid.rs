//! Commits of the default branch against workflows or jobs.

use leptos::prelude::*;

/// The page.
#[component]
pub fn GridPage() -> impl IntoView {
    view! {
        <div class="page-head">
            <h1 tabindex="-1" class="page-title">
                "Commit grid"
            </h1>
        </div>
    }
    .into_any()
}
