//! Everything about the workflow that the filter names: its state; below that, each a view that can be shared, what changed
//! and what to do with its course, its jobs and steps, its branches and events, its runs.

mod changes;
mod course;
mod groups;
mod head;
mod jobs;
mod runs;
mod steps;
mod tiles;

use std::sync::Arc;

use forerun::engine::{Answer, Query, WorkflowChoice, WorkflowPage as Told};
use leptos::prelude::*;

use crate::asking::ask;
use crate::components::{Empty, Panel, TabLink, chosen_tab, tab_links};
use crate::platform::intl;
use crate::state::{App, use_app};
use crate::words::counted;

use super::shell::{Shown, answered_about};

/// The name of the chosen view in the address.
const TAB: &str = "tab";
const TABS: &[TabLink] = &[
    TabLink::new("", "Course"),
    TabLink::new("jobs", "Jobs"),
    TabLink::new("steps", "Steps"),
    TabLink::new("groups", "Branches and events"),
    TabLink::new("runs", "Runs"),
];

fn take(answer: Answer) -> Option<Box<Told>> {
    if let Answer::Workflow(told) = answer { Some(told) } else { None }
}

/// The page.
#[component]
pub fn WorkflowPage() -> impl IntoView {
    let app = use_app();
    let is_chosen = Memo::new(move |_| app.route.with(|route| route.filter.workflow_id.is_some()));
    move || if is_chosen.get() { of_chosen(app) } else { chooser(app) }
}

fn of_chosen(app: App) -> AnyView {
    let query = move || Query::Workflow(app.filter(), app.zone.with_value(|zone| (**zone).clone()));
    let asked = ask(app, query, take);
    let shown = Shown {
        subtitle: |told: &Told| {
            let insight = &told.overview.insight;
            format!("{} · {}", intl::period(insight.period), counted(insight.counts.total(), "attempt", "attempts"))
        },
        is_empty: |told| told.overview.insight.counts.total() == 0,
        content,
    };
    let name = |told: &Told| told.overview.insight.workflows.first().map(|summary| summary.label.clone());
    answered_about("Workflow", name, &asked, shown)
}

fn content(told: Signal<Arc<Told>>) -> AnyView {
    let app = use_app();
    let tab = chosen_tab(app, TAB, TABS);
    let view_of = move || match tab.get() {
        "jobs" => jobs::view_of_jobs(app, told),
        "steps" => steps::view_of_steps(told),
        "groups" => groups::view_of_groups(told),
        "runs" => runs::view_of_runs(app, told),
        _ => course::view_of_course(app, told),
    };
    view! {
        {head::head(told)}
        {tiles::tiles(app, told)}
        {tab_links(app, TAB, "Views of this workflow", TABS)}
        <div class="workflow-view">{view_of}</div>
    }
    .into_any()
}

/// Without a workflow in the filter: which one?
fn chooser(app: App) -> AnyView {
    let choices = Memo::new(move |_| app.with_session(|session| session.workflows.clone()));
    let link = move |choice: WorkflowChoice| {
        let href = move || app.route.with(|route| route.of_workflow(choice.id).to_hash());
        view! { <a href=href>{choice.label}</a> }
    };
    let body = move || {
        if choices.with(Vec::is_empty) {
            let advice = "Workflows appear here with the first runs that are read from GitHub.";
            view! { <Empty title="No workflows yet" advice /> }.into_any()
        } else {
            let links = choices.get().into_iter().map(link).collect_view();
            view! {
                <Panel title="Which workflow?" note="Choose one, here or in the filter above.">
                    <nav class="choice-links" aria-label="Workflows">
                        {links}
                    </nav>
                </Panel>
            }
            .into_any()
        }
    };
    view! {
        <div class="page-head">
            <h1 tabindex="-1" class="page-title">
                "Workflow"
            </h1>
        </div>
        {body}
    }
    .into_any()
}
