//! What a page shows where there is nothing to show, with the ways out: nothing is stored, the filter names a workflow
//! that is not there, or window and filter leave nothing.

use forerun::domain::{Filter, Window};
use forerun::view::route::Page;
use leptos::prelude::*;

use crate::state::{App, use_app};

use super::Empty;

#[derive(Clone, Copy, PartialEq)]
enum Why {
    NothingStored,
    NoSuchWorkflow,
    NothingSelected,
}

fn why(app: App) -> Why {
    let workflow = app.route.with(|route| route.filter.workflow_id);
    app.with_session(|session| {
        if session.open.as_ref().is_some_and(|open| open.attempts == 0) {
            return Why::NothingStored;
        }
        let is_known = |id| session.workflows.iter().any(|workflow| workflow.id == id);
        if workflow.is_some_and(|id| !is_known(id)) { Why::NoSuchWorkflow } else { Why::NothingSelected }
    })
}

/// Nothing left, why, and what to press.
#[component]
pub fn NothingSelected() -> impl IntoView {
    let app = use_app();
    let why = Memo::new(move |_| why(app));
    move || match why.get() {
        Why::NothingStored => view! { <NothingStored /> }.into_any(),
        Why::NoSuchWorkflow => no_such_workflow(app),
        Why::NothingSelected => nothing_in_filter(app),
    }
}

/// Nothing is stored of the repository, at least not yet.
#[component]
pub fn NothingStored() -> impl IntoView {
    let app = use_app();
    let advice = move || {
        if app.syncing.get() {
            "The history is being read from GitHub. Numbers appear with the first runs."
        } else {
            "This repository has no workflow runs that Forerun could read. Run a workflow, or read the history again on the Data page."
        }
    };
    view! {
        <div class="empty">
            <h2>"No runs yet"</h2>
            <p>{advice}</p>
            <p class="actions">
                <a class="button" href=move || app.href(Page::Data)>
                    "See what is stored"
                </a>
            </p>
        </div>
    }
    .into_any()
}

fn no_such_workflow(app: App) -> AnyView {
    let list = move || {
        app.route.with(|route| {
            let filter = Filter { workflow_id: None, ..route.filter.clone() };
            route.with_page(Page::Workflows).with_filter(filter).to_hash()
        })
    };
    view! {
        <Empty
            title="No such workflow"
            advice="The address names a workflow of which nothing is stored here: it may belong to another repository."
        >
            <a class="button primary" href=list>
                "See all workflows"
            </a>
        </Empty>
    }
    .into_any()
}

fn nothing_in_filter(app: App) -> AnyView {
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
