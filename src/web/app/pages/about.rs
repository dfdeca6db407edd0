//! How the numbers are made.

use leptos::prelude::*;

/// The page.
#[component]
pub fn AboutPage() -> impl IntoView {
    view! {
        <div class="page-head">
            <h1 tabindex="-1" class="page-title">
                "About these numbers"
            </h1>
        </div>
    }
    .into_any()
}
