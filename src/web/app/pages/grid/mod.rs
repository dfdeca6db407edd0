//! The commit grid: commits of a branch against workflows or jobs. What broke the branch and when, first; the grid;
//! every stretch of red below.

mod breakages;
mod cells;
mod choices;
mod keys;
mod standing;

use std::sync::Arc;

use forerun::domain::Filter;
use forerun::engine::{Answer, Grid, Query};
use forerun::insight::{BranchGrid, GridPart};
use forerun::view::route::Route;
use leptos::prelude::*;

use crate::asking::ask;
use crate::components::{Empty, later_of};
use crate::platform::intl;
use crate::state::use_app;
use crate::words::counted;

use super::shell::{Shown, answered};

/// Name of the page's choice of commits to begin after.
const BEFORE: &str = "before";
/// Name and value of its choice of failing commits.
const ONLY: (&str, &str) = ("only", "failing");

fn take(answer: Answer) -> Option<Box<Grid>> {
    if let Answer::Grid(grid) = answer { Some(grid) } else { None }
}

fn part_of(route: &Route) -> GridPart {
    GridPart { before: route.detail(BEFORE).map(str::to_owned), only_failing: route.detail(ONLY.0) == Some(ONLY.1) }
}

/// The page.
#[component]
pub fn GridPage() -> impl IntoView {
    let app = use_app();
    let query = move || {
        let (part, filter) = app
            .route
            .with(|route| (part_of(route), Filter { workflow_id: route.grid_workflow(), ..route.filter.clone() }));
        Query::Grid(part, filter, app.zone.with_value(|zone| (**zone).clone()))
    };
    let asked = ask(app, query, take);
    let shown = Shown {
        subtitle: |grid: &Grid| {
            let commits = counted(grid.branch.window_commits, "commit", "commits");
            let branch = grid.branch.branch.as_deref().unwrap_or("no branch");
            format!("{branch} · {} · {commits}", intl::period(grid.period))
        },
        is_empty: |grid| grid.branch.branch.is_some() && grid.branch.window_commits == 0,
        content,
    };
    answered("Commit grid", &asked, shown)
}

fn content(answer: Signal<Arc<Grid>>) -> AnyView {
    let is_unknown = Memo::new(move |_| answer.with(|grid| grid.branch.branch.is_none()));
    let is_by_job = Memo::new(move |_| answer.with(|grid| grid.branch.is_by_job));
    // Made anew only when a cell changes, not with every second that passes: whoever has scrolled stays there.
    let cells = Memo::new(move |_| {
        let branch = answer.with(|grid| grid.branch.clone());
        Arc::new(BranchGrid { breakages: Vec::new(), red_seconds: 0, watched_seconds: 0, ..branch })
    });
    let shown = move || {
        if is_unknown.get() {
            return view! {
                <Empty
                    title="Which branch?"
                    advice="GitHub did not name this repository's default branch. Choose a branch in the filter above."
                />
            }
            .into_any();
        }
        view! {
            <div class="grid-page">
                {move || answer.with(|grid| standing::section(grid))}
                <section class="panel" aria-label="Commits">
                    <header class="panel-head">
                        <h2>{move || if is_by_job.get() { "Commits and jobs" } else { "Commits and workflows" }}</h2>
                    </header>
                    {choices::choices()}
                    {move || cells::table(&cells.get())}
                    {move || cells.with(|branch| choices::pages(branch))}
                </section>
                {later_of(answer, breakages::section)}
            </div>
        }
        .into_any()
    };
    shown.into_any()
}
