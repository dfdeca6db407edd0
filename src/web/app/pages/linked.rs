//! Names that lead to their pages: runs, workflows, commits. Used by pages that mention them.

use forerun::engine::StoredRepository;
use forerun::insight::Subject;
use leptos::prelude::*;

use crate::components::{Icon, IconName};
use crate::links;
use crate::state::App;
use crate::words::movement::{short_commit, subject_name};

/// A run, to its page.
pub fn run_link(app: App, run_id: u64, text: impl Into<String>) -> AnyView {
    let text: String = text.into();
    view! { <a href=move || app.route.with(|route| route.of_run(run_id).to_hash())>{text}</a> }.into_any()
}

/// Whose numbers they are, to the page of the workflow.
pub fn subject_link(app: App, subject: &Subject) -> AnyView {
    let name = subject_name(subject);
    match subject.workflow_id() {
        Some(id) => {
            view! { <a href=move || app.route.with(|route| route.of_workflow(id).to_hash())>{name}</a> }.into_any()
        }
        None => name.into_any(),
    }
}

/// What was committed between two commits, to GitHub; plain for the simulated repository, which is not there.
pub fn commits_link(repository: Option<&StoredRepository>, before: &str, after: &str) -> AnyView {
    let text = format!("{}…{}", short_commit(before), short_commit(after));
    match repository.filter(|repository| !repository.is_demo) {
        Some(repository) => {
            let href = links::comparison(repository, before, after);
            view! { <a class="commit" href=href rel="noreferrer" target="_blank">{text}</a> }.into_any()
        }
        None => view! { <span class="commit">{text}</span> }.into_any(),
    }
}

/// An icon before a sentence; its place alone where nothing is known, so that all sentences begin in one line.
pub fn icon_or_space(name: Option<IconName>) -> AnyView {
    match name {
        Some(name) => view! { <Icon name /> }.into_any(),
        None => view! { <svg class="icon" aria-hidden="true"></svg> }.into_any(),
    }
}
