//! What a page shows where window and filter leave nothing, with the ways out.

use forerun::domain::{Filter, Window};
use leptos::prelude::*;

use crate::state::use_app;

use super::Empty;

/// Nothing left, and what to press.
#[component]
pub fn NothingSelected() -> impl IntoView {
    let app = use_app();
    let is_narrow = move || app.filter().window != Window::All;
    let is_filtered = move || {
        let filter = app.filter();
        filter.workflow_id.is_some() || filter.branch.is_some() || filter.event.is_some()
    };
    let clear = move |filter: &mut Filter| {
        *filter = Filter { window: filter.window, rule: filter.rule, ..Filter::default() };
    };
    view! {
        <Empty title="Nothing ran in this window and filter" advice="What is stored lies outside of it.">
            <Show when=is_narrow>
                <button
                    type="button"
                    class="button primary"
                    on:click=move |_| app.change_filter(|filter| filter.window = Window::All)
                >
                    "Show all that is stored"
                </button>
            </Show>
            <Show when=is_filtered>
                <button type="button" class="button" on:click=move |_| app.change_filter(clear)>
                    "Clear the filters"
                </button>
            </Show>
        </Empty>
    }
    .into_any()
}
