//! Everything about the workflow that the filter names.

use leptos::prelude::*;

/// The page.
#[component]
pub fn WorkflowPage() -> impl IntoView {
    view! {
        <div class="page-head">
            <h1 tabindex="-1" class="page-title">
                "Workflow"
            </h1>
        </div>
    }
    .into_any()
}
