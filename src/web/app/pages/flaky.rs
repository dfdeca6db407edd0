//! What fails and passes on the same commit, and why runs fail.

use leptos::prelude::*;

/// The page.
#[component]
pub fn FlakyPage() -> impl IntoView {
    view! {
        <div class="page-head">
            <h1 tabindex="-1" class="page-title">
                "Flaky and failures"
            </h1>
        </div>
    }
    .into_any()
}
