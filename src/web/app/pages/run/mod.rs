//! One run: what it is, what differed from usual, why it failed, and its jobs and steps in time. The address names the
//! run, and its attempt if it is not the newest.

mod differences;
mod head;
mod jobs;
mod tiles;
mod timeline;
mod trouble;

use std::sync::Arc;

use forerun::engine::{Answer, Query, RunPage as Told};
use forerun::insight::RunReport;
use forerun::view::route::Page;
use leptos::prelude::*;

use crate::asking::ask;
use crate::components::Empty;
use crate::links;
use crate::state::{App, use_app};

use super::shell::{Shown, answered_about};

/// Names of the page's choices in the address.
const RUN: &str = "run";
const ATTEMPT: &str = "attempt";

fn take(answer: Answer) -> Option<Box<Told>> {
    if let Answer::Run(told) = answer { Some(told) } else { None }
}

/// The page.
#[component]
pub fn RunPage() -> impl IntoView {
    let app = use_app();
    let named = Memo::new(move |_| {
        app.route.with(|route| {
            let run_id = route.detail(RUN)?.parse::<u64>().ok()?;
            Some((run_id, route.detail(ATTEMPT).and_then(|attempt| attempt.parse::<u16>().ok())))
        })
    });
    let is_named = Memo::new(move |_| named.with(Option::is_some));
    move || {
        if !is_named.get() {
            return unnamed(app);
        }
        let query = move || {
            let (run_id, attempt) = named.get().unwrap_or_default();
            Query::Run(run_id, attempt, app.zone.with_value(|zone| (**zone).clone()))
        };
        let asked = ask(app, query, take);
        let shown = Shown {
            subtitle: |told: &Told| match &told.report {
                Some(report) => report.details.title.clone(),
                None => "Not stored".to_owned(),
            },
            is_empty: |_| false,
            content,
        };
        let name = |told: &Told| {
            let details = &told.report.as_ref()?.details;
            Some(format!("#{} of {}", details.run_number, details.workflow))
        };
        answered_about("Run", name, &asked, shown)
    }
}

fn content(told: Signal<Arc<Told>>) -> AnyView {
    let app = use_app();
    let report = Memo::new_with_compare(
        move |_| told.with(|told| told.report.clone().map(Arc::new)),
        // The same numbers leave open what is open.
        |before: Option<&Option<Arc<RunReport>>>, now| before != now,
    );
    (move || match report.get() {
        Some(report) => {
            let now = told.with_untracked(|told| told.now);
            shown(app, &report, now)
        }
        None => not_stored(app, told.with(|told| told.run_id)),
    })
    .into_any()
}

fn shown(app: App, report: &Arc<RunReport>, now: forerun::domain::Timestamp) -> AnyView {
    view! {
        <div class="workflow-view">
            {head::head(app, report)}
            {tiles::tiles(report)}
            {trouble::reasons(report)}
            {differences::differences(app, report)}
            {trouble::same_commit(report)}
            {timeline::timeline(app, report, now)}
            {jobs::jobs(report)}
        </div>
    }
    .into_any()
}

fn not_stored(app: App, run_id: u64) -> AnyView {
    let repository = app.open_repository().filter(|repository| !repository.is_demo);
    let link = repository.map(|repository| {
        let href = links::run(&repository, run_id);
        view! {
            <a class="button" href=href target="_blank" rel="noreferrer">
                "Open it on GitHub"
            </a>
        }
    });
    let advice = "It may be older than what was read, deleted, or of another repository. Bring the history up to date, or \
                  look at it on GitHub.";
    view! {
        <Empty title="This run is not stored" advice>
            {link}
            <a class="button" href=move || app.href(Page::Data)>
                "See what is stored"
            </a>
        </Empty>
    }
    .into_any()
}

fn unnamed(app: App) -> AnyView {
    view! {
        <div class="page-head">
            <h1 tabindex="-1" class="page-title">
                "Run"
            </h1>
        </div>
        <Empty title="Which run?" advice="The address names none. Choose a workflow, then one of its runs.">
            <a class="button" href=move || app.href(Page::Workflows)>
                "Choose a workflow"
            </a>
        </Empty>
    }
    .into_any()
}
