//! What to do next, most urgent first.

use std::sync::Arc;

use forerun::engine::Overview;
use forerun::insight::{Recommendation, RecommendationKind};
use forerun::view::format::unbroken;
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
    let all = Memo::new(move |_| overview.with(|overview| overview.insight.recommendations.clone()));
    let rows = move |range: fn(&[Recommendation]) -> &[Recommendation]| {
        all.with(|all| range(all).iter().map(|advice| row(app, advice)).collect_view())
    };
    let rest = Memo::new(move |_| all.with(|all| all.len().saturating_sub(SHOWN)));
    view! {
        <Panel title="What to do next" class="advice">
            <Show when=move || all.with(Vec::is_empty)>
                <p class="muted">"Nothing stands out in this window. Keep going."</p>
            </Show>
            <ol class="advice-list">{move || rows(|all| all.get(..SHOWN).unwrap_or(all))}</ol>
            <Show when=move || { rest.get() > 0 }>
                <details class="more">
                    <summary>{move || format!("{} more", rest.get())}</summary>
                    <ol class="advice-list">{move || rows(|all| all.get(SHOWN..).unwrap_or_default())}</ol>
                </details>
            </Show>
        </Panel>
    }
}

fn row(app: App, advice: &Recommendation) -> impl IntoView + use<> {
    let (word, tone) = priority(advice.priority);
    let workflow = advice.workflow_id.map(|id| {
        let href = app.route.with_untracked(|route| route.of_workflow(id).to_hash());
        view! { <a href=href>"Show this workflow"</a> }
    });
    let reads = (advice.kind == RecommendationKind::Data && !untrack(|| app.is_demo())).then(|| {
        view! {
            <button type="button" class="button" prop:disabled=app.syncing on:click=move |_| app.sync()>
                "Read more now"
            </button>
        }
    });
    let effect = (!advice.expected_effect.is_empty()).then(|| unbroken(&advice.expected_effect));
    view! {
        <li>
            <p class="advice-head">
                <span class=format!("badge {}", tone.class())>{word}</span>
                <span class="muted">{recommendation_kind(advice.kind)}</span>
            </p>
            <h3>{unbroken(&advice.title)}</h3>
            <p>{unbroken(&advice.reason)}</p>
            <p class="advice-effect">{effect}" "{workflow}</p>
            {reads}
        </li>
    }
}
