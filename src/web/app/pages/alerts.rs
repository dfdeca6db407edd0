//! What the rules say; the rules themselves.

use leptos::prelude::*;

/// The page.
#[component]
pub fn AlertsPage() -> impl IntoView {
    view! {
        <div class="page-head">
            <h1 tabindex="-1" class="page-title">
                "Alerts"
            </h1>
        </div>
    }
    .into_any()
}
