//! The data page: what is stored, what is missing, what only this browser still has; reading more, deleting.

mod delete;
mod keeping;
mod ledger;
mod sync_form;

use forerun::engine::{Answer, Coverage, Query};
use leptos::prelude::*;

use crate::asking::ask;
use crate::components::{Loading, ProblemBox};
use crate::state::use_app;

use delete::DeletePanel;
use ledger::Ledger;
use sync_form::SyncForm;

fn take(answer: Answer) -> Option<Box<Coverage>> {
    if let Answer::Coverage(coverage) = answer { Some(coverage) } else { None }
}

/// The page.
#[component]
pub fn DataPage() -> impl IntoView {
    let app = use_app();
    let asked = ask(app, || Query::Coverage, take);
    let problem = move || {
        asked.problem.get().map(|problem| {
            view! {
                <ProblemBox problem>
                    <button type="button" class="button" on:click=move |_| asked.ask_again()>
                        "Try again"
                    </button>
                </ProblemBox>
            }
        })
    };
    let has_value = Memo::new(move |_| asked.value.with(Option::is_some));
    let body = move || {
        if !has_value.get() {
            let is_loading = asked.problem.with(Option::is_none);
            return is_loading.then(|| view! { <Loading label="Counting what is stored" /> }).into_any();
        }
        let Some(first) = asked.value.get_untracked() else { return ().into_any() };
        let coverage = Signal::derive(move || asked.value.get().unwrap_or_else(|| first.clone()));
        view! { <Ledger coverage /> }.into_any()
    };
    view! {
        <h1 tabindex="-1" class="page-title">
            "Data"
        </h1>
        <p class="page-lead">
            {move || {
                if app.is_demo() {
                    "Simulated, and made anew each time: nothing of the demo is stored."
                } else {
                    "GitHub deletes the runs of public repositories after 90 days. What has been read is kept in this browser."
                }
            }}
        </p>
        {problem}
        <Show when=move || !app.is_demo()>
            <SyncForm />
        </Show>
        {body}
        <DeletePanel />
    }
    .into_any()
}
