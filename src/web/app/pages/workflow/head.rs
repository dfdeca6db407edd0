//! How the workflow is and where its file lies, in a line.

use std::sync::Arc;

use forerun::engine::WorkflowPage;
use leptos::prelude::*;

use crate::components::{Moment, badge};
use crate::words::{Tone, flaky_state, workflow_state};

/// Badges and file.
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
                <p class="subject-name muted">
                    {badges.collect_view()}
                    <span>{summary.map(|summary| summary.path.clone())} {last}</span>
                </p>
            }
        })
    };
    view! { <section class="subject" aria-label="This workflow">{body}</section> }.into_any()
}
