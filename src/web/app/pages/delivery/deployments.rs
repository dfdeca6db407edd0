//! What counts as a deployment here, and why.

use std::sync::Arc;

use forerun::engine::Delivery;
use forerun::view::format;
use leptos::prelude::*;

use crate::components::{Explanation, Panel};
use crate::state::use_app;
use crate::words::{counted, event};

/// The panel.
pub fn panel(answer: Signal<Arc<Delivery>>) -> AnyView {
    let body = move || answer.with(|delivery| sources(delivery));
    view! {
        <Panel
            title="What counts as a deployment"
            class="half"
            explanation=Some(Explanation::of(
                "A passed or failed attempt of a workflow whose name holds deploy, release or publish as a word, or that GitHub's \
                 deployment events started. Attempts of pull requests are previews and do not count, nor do attempts whose \
                 job of such a name, or all jobs, were skipped.",
            ))
        >
            {body}
        </Panel>
    }
    .into_any()
}

fn sources(delivery: &Delivery) -> AnyView {
    let app = use_app();
    let found = &delivery.deployments;
    let row = |source: &forerun::insight::DeploymentSource| {
        let href = app.route.with_untracked(|route| route.of_workflow(source.workflow_id).to_hash());
        let why = if source.by_event { "by its event" } else { "by its name" };
        let counts = format!("{} passed, {} failed", format::count(source.passed), format::count(source.failed));
        view! {
            <li>
                <span>
                    <a href=href>{source.workflow.clone()}</a>
                    <span class="muted">" on " {event(&source.event)} ", " {why}</span>
                </span>
                <span>{counts}</span>
            </li>
        }
    };
    let rows = found.sources.iter().map(row).collect_view();
    let none =
        found.sources.is_empty().then(|| view! { <p>"None in this window: the four keys cannot be measured."</p> });
    let left_out = format!(
        "Left out: {} of pull requests, {} whose deploying jobs were skipped.",
        counted(found.previews, "preview", "previews"),
        counted(found.skipped, "attempt", "attempts")
    );
    view! {
        {none}
        <ul class="stretches">{rows}</ul>
        <p class="muted">{left_out}</p>
        <p class="muted">
            "To have a workflow counted, give it a name with the word deploy, release or publish, or let it create GitHub \
             deployments. To look at one of them alone, choose it in the filter above."
        </p>
    }
    .into_any()
}
