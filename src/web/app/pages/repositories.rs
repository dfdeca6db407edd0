//! Everything that is stored, side by side.

use leptos::prelude::*;

/// The page.
#[component]
pub fn RepositoriesPage() -> impl IntoView {
    view! {
        <div class="page-head">
            <h1 tabindex="-1" class="page-title">
                "Repositories"
            </h1>
        </div>
    }
    .into_any()
}
