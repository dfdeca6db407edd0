//! What is coming, and how good earlier forecasts were.

use leptos::prelude::*;

/// The page.
#[component]
pub fn PredictionsPage() -> impl IntoView {
    view! {
        <div class="page-head">
            <h1 tabindex="-1" class="page-title">
                "Predictions"
            </h1>
        </div>
    }
    .into_any()
}
