//! The steps that made most attempts fail.

use forerun::engine::Failures;
use forerun::insight::SharedStep;
use forerun::view::format;
use leptos::prelude::*;

use crate::components::{Explanation, Moment, Panel, workflow_reference};

use super::words;

/// Steps told.
const MOST: usize = 10;

/// The section.
pub fn section(failures: &Failures) -> AnyView {
    let explanation = Explanation::of(
        "Attempts in which the step failed ÷ failed attempts of its workflow whose jobs are stored. The job stands in for \
         the step where none of its steps is known to have failed.",
    )
    .fact("Listed", format!("the {MOST} with most failed attempts"));
    let steps = &failures.clusters.shared_steps;
    if steps.is_empty() {
        return view! {
            <Panel title="Steps that fail most" explanation=Some(explanation)>
                <p class="muted">"No failed step is stored."</p>
            </Panel>
        }
        .into_any();
    }
    let steps = steps.iter().take(MOST).map(step).collect_view();
    view! {
        <Panel title="Steps that fail most" explanation=Some(explanation)>
            <ol class="flaky-steps">{steps}</ol>
        </Panel>
    }
    .into_any()
}

fn step(step: &SharedStep) -> AnyView {
    let (name, place) = words::subject_parts(&step.subject);
    let share = step.share.value.map_or_else(String::new, format::percent);
    let place = step.subject.workflow_id().map(|id| workflow_reference(id, place));
    view! {
        <li>
            <span class="flaky-step">
                <strong>{name}</strong>
                <small class="muted">{place} " · " {words::category(step.category)}</small>
            </span>
            <span class="number">
                {format::count(step.share.numerator)} " " <small class="muted">{share}</small>
                <small class="muted path">"last " <Moment at=step.last /></small>
            </span>
        </li>
    }
    .into_any()
}
