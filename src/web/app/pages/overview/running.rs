//! What runs now, and when it should end by its workflow's own past. Nothing runs: no panel.

use std::sync::Arc;

use forerun::engine::Overview;
use forerun::insight::{ExpectedEnd, RunningRun};
use forerun::view::format;
use forerun::view::lack::Noun;
use leptos::prelude::*;

use crate::components::{Explanation, Panel, badge};
use crate::platform::intl;
use crate::state::use_app;
use crate::words::{Tone, reason_of};

/// What an expected end rests on.
pub const PASSED: Noun = ("passed attempt", "passed attempts");
/// So many are shown at once; the rest is behind "more".
const SHOWN: usize = 6;

/// The panel.
#[component]
pub fn RunningNow(overview: Signal<Arc<Overview>>) -> impl IntoView {
    let is_any = Memo::new(move |_| overview.with(|overview| !overview.running.is_empty()));
    let explanation = Explanation::of(
        "Runs that had not ended at the last sync and started within 24 hours before it. Expected end: start + median \
         duration of up to 200 newest passed attempts of the workflow, at least 5, whatever the window; nine in ten end by start + P90. Overdue: \
         the P90 has passed.",
    );
    let rows = move || {
        overview.with(|overview| {
            let shown = overview.running.iter().take(SHOWN).map(row).collect_view();
            let left = overview.running.get(SHOWN..).unwrap_or_default();
            let more = (!left.is_empty()).then(|| {
                view! {
                    <details class="more">
                        <summary>{format!("{} more", left.len())}</summary>
                        <ul class="running-list">{left.iter().map(row).collect_view()}</ul>
                    </details>
                }
            });
            view! {
                <ul class="running-list">{shown}</ul>
                {more}
            }
        })
    };
    view! {
        <Show when=move || is_any.get()>
            <Panel title="Running now" class="running" explanation=Some(explanation.clone())>
                {rows}
            </Panel>
        </Show>
    }
    .into_any()
}

fn row(run: &RunningRun) -> AnyView {
    let app = use_app();
    let (run_href, workflow_href) = app
        .route
        .with_untracked(|route| (route.of_run(run.run_id).to_hash(), route.of_workflow(run.workflow_id).to_hash()));
    let branch = run.branch.as_ref().map(|branch| view! { <span class="muted">" on " {branch.clone()}</span> });
    let state = if run.is_working { "Runs since" } else { "Waits since" };
    let end = expected_end(run.expected.as_ref().map_err(|lack| reason_of(lack, PASSED)));
    view! {
        <li>
            <p>
                <a href=workflow_href>{run.workflow.clone()}</a>
                " "
                <a href=run_href>{format!("#{}", run.run_number)}</a>
                {branch}
            </p>
            <p class="running-times">
                <span class="muted">{format!("{state} {}", intl::hour(run.started_at))} " · "</span>
                {end}
            </p>
        </li>
    }
    .into_any()
}

/// When a run should end.
pub fn expected_end(expected: Result<&ExpectedEnd, String>) -> AnyView {
    let expected = match expected {
        Ok(expected) => expected,
        Err(why) => return view! { <span class="muted">{format!("end not foreseeable: {why}")}</span> }.into_any(),
    };
    // Those of the whole history, whatever the window: other numbers beside it count the window's.
    let sample = match expected.sample {
        1 => "by its newest passed attempt".to_owned(),
        sample => format!("by its newest {} passed attempts", format::count(sample)),
    };
    if expected.is_overdue {
        let by = intl::hour(expected.at_p90);
        return view! { {badge("Overdue", Tone::Warning)} <span class="muted">{format!(" nine in ten end by {by} ({sample})")}</span> }
            .into_any();
    }
    let (at, by) = (intl::hour(expected.at), intl::hour(expected.at_p90));
    let text = format::unbroken(&format!("ends about {at}, by {by} in nine of ten ({sample})"));
    view! { <span class="muted">{text}</span> }.into_any()
}
