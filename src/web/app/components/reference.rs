//! What a number came from: a commit by its short name, a run. Links to GitHub where the repository is there, to our own
//! page of the run else.

use leptos::prelude::*;

use crate::links;
use crate::state::use_app;

/// Digits that tell a commit from another.
const SHORT: usize = 7;

/// The beginning of a commit's name.
pub fn short_commit(commit: &str) -> String {
    commit.get(..SHORT).unwrap_or(commit).to_owned()
}

/// GitHub's page of a commit; `None` where the repository is simulated.
pub fn commit_href(commit: &str) -> Option<String> {
    let repository = use_app().session.with_untracked(|session| session.as_ref()?.open.clone())?;
    (!repository.is_demo).then(|| links::commit(&repository, commit))
}

/// A commit, linked to GitHub where it is there.
pub fn commit_reference(commit: &str) -> AnyView {
    let short = short_commit(commit);
    match commit_href(commit) {
        Some(href) => view! {
            <a class="commit" href=href target="_blank" rel="noreferrer" title=format!("{commit} on GitHub")>
                <code>{short}</code>
            </a>
        }
        .into_any(),
        None => view! { <code title=commit.to_owned()>{short}</code> }.into_any(),
    }
}

/// The address of our page of a run.
pub fn run_href(run_id: u64) -> String {
    use_app().route.with_untracked(|route| route.of_run(run_id).to_hash())
}

/// A link to our page of a run.
pub fn run_reference(run_id: u64, text: impl Into<String>) -> AnyView {
    let text: String = text.into();
    view! { <a class="nowrap" href=run_href(run_id)>{text}</a> }.into_any()
}

/// A link to one attempt of a run, which it names.
pub fn attempt_reference(run_id: u64, attempt: u16) -> AnyView {
    let number = attempt.to_string();
    let href = use_app().route.with_untracked(|route| route.of_run(run_id).with_detail("attempt", &number).to_hash());
    view! { <a class="nowrap" href=href>{format!("run {run_id}, attempt {attempt}")}</a> }.into_any()
}

/// A workflow's name, linked to its page.
pub fn workflow_reference(workflow_id: u64, name: impl Into<String>) -> AnyView {
    let name: String = name.into();
    let href = use_app().route.with_untracked(|route| route.of_workflow(workflow_id).to_hash());
    view! { <a href=href>{name}</a> }.into_any()
}
