//! How fast and how safely changes get out.

use leptos::prelude::*;

/// The page.
#[component]
pub fn DeliveryPage() -> impl IntoView {
    view! {
        <div class="page-head">
            <h1 tabindex="-1" class="page-title">
                "Delivery"
            </h1>
        </div>
    }
    .into_any()
}
