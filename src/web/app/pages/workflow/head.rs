//! Which workflow, and how it is, in a line.

use std::sync::Arc;

use forerun::engine::WorkflowPage;
use leptos::prelude::*;

use crate::components::{Moment, badge};
use crate::words::{Tone, flaky_state, workflow_state};

/// Name, file and badges.
pub fn head(told: Signal<Arc<WorkflowPage>>) -> AnyView {
    let body = move || {
        told.with(|told| {
            let summary = told.overview.insight.workflows.first();
            let state = told.flaky.as_ref().and_then(|subject| flaky_state(subject.state));
            let stands = summary.and_then(|summary| workflow_state(summary.state)).map(|word| (word, Tone::Neutral));
            let badges = [state, stands].into_iter().flatten().map(|(word, tone)| badge(word, tone));
            let last = summary.and_then(|summary| summary.last_started_at).map(|at| {
                view! {
                    " · last run "
                    <Moment at />
                }
            });
            view! {
                <div class="subject-name">
                    <h2>{summary.map(|summary| summary.label.clone())}</h2>
                    {badges.collect_view()}
                </div>
                <p class="muted">
                    {summary.map(|summary| summary.path.clone())} {last}
                </p>
            }
        })
    };
    view! { <section class="subject" aria-label="This workflow">{body}</section> }.into_any()
}
