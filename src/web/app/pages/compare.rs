//! Two repositories, branches or periods side by side.

use leptos::prelude::*;

/// The page.
#[component]
pub fn ComparePage() -> impl IntoView {
    view! {
        <div class="page-head">
            <h1 tabindex="-1" class="page-title">
                "Compare"
            </h1>
        </div>
    }
    .into_any()
}
