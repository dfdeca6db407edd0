//! What to do next, most urgent first.

use std::sync::Arc;

use forerun::engine::Overview;
use forerun::insight::Recommendation;
use leptos::prelude::*;

use crate::components::Panel;
use crate::state::{App, use_app};
use crate::words::{priority, recommendation_kind};

/// So many are shown at once; the rest is behind "more".
const SHOWN: usize = 4;

/// The panel.
#[component]
pub fn Advice(overview: Signal<Arc<Overview>>) -> impl IntoView {
    let app = use_app();
    let body = move || overview.with(|overview| list(app, &overview.insight.recommendations));
    view! {
        <Panel title="What to do next" class="advice">
            {body}
        </Panel>
    }
}

fn list(app: App, recommendations: &[Recommendation]) -> AnyView {
    if recommendations.is_empty() {
        return view! { <p class="muted">"Nothing stands out in this window. Keep going."</p> }.into_any();
    }
    let first = recommendations.iter().take(SHOWN).map(|advice| row(app, advice)).collect_view();
    let rest: Vec<_> = recommendations.iter().skip(SHOWN).map(|advice| row(app, advice)).collect();
    let more = (!rest.is_empty()).then(|| {
        let label = format!("{} more", rest.len());
        view! {
            <details class="more">
                <summary>{label}</summary>
                <ol class="advice-list">{rest.collect_view()}</ol>
            </details>
        }
    });
    view! {
        <ol class="advice-list">{first}</ol>
        {more}
    }
    .into_any()
}

fn row(app: App, advice: &Recommendation) -> impl IntoView + use<> {
    let (word, tone) = priority(advice.priority);
    let workflow = advice.workflow_id.map(|id| {
        let href = app.route.with_untracked(|route| {
            let filter = forerun::domain::Filter { workflow_id: Some(id), ..route.filter.clone() };
            route.with_filter(filter).to_hash()
        });
        view! { <a href=href>"Show this workflow"</a> }
    });
    let effect = (!advice.expected_effect.is_empty()).then(|| advice.expected_effect.clone());
    view! {
        <li>
            <p class="advice-head">
                <span class=format!("badge {}", tone.class())>{word}</span>
                <span class="muted">{recommendation_kind(advice.kind)}</span>
            </p>
            <h3>{advice.title.clone()}</h3>
            <p>{advice.reason.clone()}</p>
            <p class="advice-effect">{effect}" "{workflow}</p>
        </li>
    }
}
