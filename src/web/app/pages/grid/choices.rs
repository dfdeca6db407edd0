//! What the grid shows: which columns, which commits, and the way to older ones.

use forerun::insight::BranchGrid;
use forerun::view::format;
use leptos::prelude::*;

use crate::components::SelectField;
use crate::state::use_app;

use super::{BEFORE, ONLY};

/// The choices above the grid, and what its signs mean.
pub fn choices() -> AnyView {
    let app = use_app();
    let all = (String::new(), "All workflows".to_owned());
    let workflows = move || {
        let workflow = |id: u64, label: &str| (id.to_string(), format!("Jobs of {label}"));
        let workflows = app.with_session(|session| {
            session.workflows.iter().map(|choice| workflow(choice.id, &choice.label)).collect::<Vec<_>>()
        });
        [vec![all.clone()], workflows].concat()
    };
    let chosen = move || app.route.with(|route| route.grid_workflow().map_or_else(String::new, |id| id.to_string()));
    let choose = Callback::new(move |value: String| {
        app.go(app.route.get_untracked().with_detail(BEFORE, "").with_grid_workflow(value.parse().ok()));
    });
    let is_failing_only = move || app.route.with(|route| route.detail(ONLY.0) == Some(ONLY.1));
    let turn = move |_| {
        let value = if untrack(is_failing_only) { "" } else { ONLY.1 };
        app.go(app.route.get_untracked().with_detail(ONLY.0, value).with_detail(BEFORE, ""));
    };
    view! {
        <div class="grid-tools">
            <SelectField
                id="grid-columns"
                label="Columns"
                choices=Signal::derive(workflows)
                chosen=Signal::derive(chosen)
                on_choose=choose
            />
            <label class="grid-only">
                <input type="checkbox" prop:checked=is_failing_only on:change=turn />
                "Only commits with failures"
            </label>
            {super::cells::legend()}
        </div>
    }
    .into_any()
}

/// Which of the commits these are, with the ways to newer and older ones.
pub fn pages(branch: &BranchGrid) -> AnyView {
    let app = use_app();
    let route = app.route.get_untracked();
    let (first, last) = (branch.newer + 1, branch.newer + branch.commits.len() as u64);
    let told = if branch.commits.is_empty() {
        "No commit".to_owned()
    } else {
        format!("{} – {} of {}", format::count(first), format::count(last), format::count(branch.commits_total))
    };
    let newest = (branch.newer > 0).then(|| {
        view! { <a class="button" href=route.with_detail(BEFORE, "").to_hash()>"Newest commits"</a> }
    });
    let older = branch.commits.last().filter(|_| branch.older > 0).map(|last| {
        view! { <a class="button" href=route.with_detail(BEFORE, &last.commit).to_hash()>"Older commits"</a> }
    });
    let left_out = (branch.columns_left_out > 0).then(|| {
        let more = format::count(branch.columns_left_out);
        view! { <p class="muted">{format!("{more} columns with fewer failures are left out.")}</p> }
    });
    view! {
        <nav class="grid-pages" aria-label="Commits">
            {left_out} <p class="muted">{told}</p>
            {newest}
            {older}
        </nav>
    }
    .into_any()
}
