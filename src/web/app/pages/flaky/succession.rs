//! Whether a failure brings another: told in words, and only where chance is an unlikely reason.

use forerun::engine::Failures;
use forerun::insight::ClusterTendency;
use forerun::view::format;
use leptos::prelude::*;

use crate::components::{Explanation, Panel, workflow_reference};
use crate::words::p_value;

use super::words;

/// Below this p, divided by the number of workflows that were tested, so that many of them make no finding by chance.
const SIGNIFICANT: f64 = 0.05;

/// The section; nothing where nothing was found.
pub fn section(failures: &Failures) -> AnyView {
    let tendencies = &failures.clusters.tendencies;
    let tested = tendencies.iter().filter(|tendency| tendency.succession.is_ok()).count().max(1);
    let limit = SIGNIFICANT / tested as f64;
    let found: Vec<AnyView> = tendencies.iter().filter_map(|tendency| finding(tendency, limit)).collect();
    if found.is_empty() {
        return ().into_any();
    }
    let explanation = Explanation::of(
        "Compares how often a workflow fails right after a failure and right after a pass (G² test), over its newest 10\u{202f}000 \
         finished attempts of the window. How many failures one brings is fitted as a self-exciting (Hawkes) process.",
    )
    .fact("Workflows tested", format::count(tested as u64))
    .fact("Told below", format!("p = {limit:.3}: 0.05 ÷ workflows tested"));
    view! {
        <Panel title="Does one failure bring another?" explanation=Some(explanation)>
            <ul class="flaky-findings">{found}</ul>
        </Panel>
    }
    .into_any()
}

fn finding(tendency: &ClusterTendency, limit: f64) -> Option<AnyView> {
    let succession = tendency.succession.as_ref().ok()?;
    if succession.p_value >= limit || succession.after_failure <= succession.after_pass {
        return None;
    }
    let name = words::subject(&tendency.subject);
    let link = tendency.subject.workflow_id().map(|id| workflow_reference(id, name));
    let contagion = tendency.contagion.as_ref().ok().filter(|found| found.p_value < limit).map(|found| {
        let attempts = format::number(found.half_life_attempts, 0);
        format!(
            " One failure brings {} more on average, half of them within {attempts} attempts.",
            format::number(found.branching, 1)
        )
    });
    Some(
        view! {
            <li>
                <strong>{link}</strong>
                {format!(
                    " fails {} of the time right after a failure, {} right after a pass ({} attempts, {}).",
                    format::percent(succession.after_failure),
                    format::percent(succession.after_pass),
                    format::count(tendency.decided),
                    p_value(succession.p_value),
                )}
                {contagion}
            </li>
        }
        .into_any(),
    )
}
