//! What may go wrong: the risk with its factors, and the chances of the next runs.

use std::sync::Arc;

use forerun::engine::Overview;
use forerun::insight::{EarlyWarning, NextRun, Risk, RiskFactor, Subject};
use forerun::view::format;
use forerun::view::lack::ATTEMPTS;
use forerun::view::route::Page;
use leptos::prelude::*;

use crate::components::{Explanation, Meter, Panel};
use crate::state::{App, use_app};
use crate::words::forecast::chance_record;
use crate::words::{Tone, counted, or_nothing, points, reason, reason_of, risk_level, score};

/// So many workflows are shown at once; the rest is behind "more".
const SHOWN: usize = 6;

/// Risk.
#[component]
pub fn RiskPanel(overview: Signal<Arc<Overview>>) -> impl IntoView {
    let explanation = Explanation::of(
        "Points from each factor below, up to that factor's maximum, added up to at most 100. High from 50, critical from 75.",
    )
    .topic("risk");
    view! {
        <Panel title="Risk" explanation=Some(explanation)>
            {move || overview.with(|overview| risk(&overview.insight.risk))}
            {move || overview.with(|overview| early_warnings(&overview.insight.early_warnings))}
        </Panel>
    }
}

fn risk(risk: &Risk) -> AnyView {
    let (word, tone) = risk.level.map_or(("No score", Tone::Neutral), risk_level);
    let factors = risk.factors.iter().map(factor_row).collect_view();
    view! {
        <p class="headline">
            <strong>{or_nothing(risk.score, score)}</strong>
            <span class="muted">"of 100"</span>
            <span class=format!("badge {}", tone.class())>{word}</span>
        </p>
        <ul class="factors">{factors}</ul>
    }
    .into_any()
}

fn early_warnings(warnings: &[EarlyWarning]) -> AnyView {
    let row = |warning: &EarlyWarning| {
        let name = match &warning.subject {
            Subject::Workflow { workflow, .. } => workflow.clone(),
            _ => "Repository".to_owned(),
        };
        view! { <li><strong>{name}</strong>": "{warning.evidence.clone()}"."</li> }
    };
    if warnings.is_empty() {
        return ().into_any();
    }
    let rows = warnings.iter().map(row).collect_view();
    view! {
        <h3>"Early warnings"</h3>
        <ul>{rows}</ul>
    }
    .into_any()
}

fn factor_row(factor: &RiskFactor) -> impl IntoView + use<> {
    let share = (factor.maximum > 0.0).then(|| factor.points / factor.maximum);
    let tone = match share.unwrap_or_default() {
        0.66.. => Tone::Bad,
        0.33.. => Tone::Warning,
        _ => Tone::Good,
    };
    view! {
        <li class="factor">
            <p class="factor-name">{factor.name.clone()}</p>
            <Meter share tone />
            <p class="factor-points">{format!("{}\u{a0}of\u{a0}{:.0}", points(factor.points), factor.maximum)}</p>
            <p class="factor-reason">{reason(&factor.reason)}</p>
        </li>
    }
}

/// The chances of the next runs.
#[component]
pub fn NextRuns(overview: Signal<Arc<Overview>>) -> impl IntoView {
    let app = use_app();
    let all = Memo::new(move |_| overview.with(|overview| overview.insight.next_runs.clone()));
    let rows = move |range: fn(&[NextRun]) -> &[NextRun]| {
        all.with(|all| range(all).iter().map(|run| next_run_row(app, run)).collect_view())
    };
    let rest = Memo::new(move |_| all.with(|all| all.len().saturating_sub(SHOWN)));
    let explanation = Explanation::of(
        "The chance that the next run of a workflow fails, from its recent runs, with an 80 % interval. The record of \
         each, by the Brier score of its own past, stands under Predictions.",
    )
    .topic("next-run");
    view! {
        <Panel
            title="Will the next run fail?"
            class="half"
            note="Each active workflow, likeliest first."
            explanation=Some(explanation)
        >
            <Show when=move || all.with(Vec::is_empty)>
                <p class="muted">"No workflow ran in the last 30 days."</p>
            </Show>
            <ul class="factors">{move || rows(|all| all.get(..SHOWN).unwrap_or(all))}</ul>
            <Show when=move || { rest.get() > 0 }>
                <details class="more">
                    <summary>{move || format!("{} more", rest.get())}</summary>
                    <ul class="factors">{move || rows(|all| all.get(SHOWN..).unwrap_or_default())}</ul>
                </details>
            </Show>
            <p><a href=move || app.href(Page::Predictions)>"More in Predictions"</a></p>
        </Panel>
    }
}

fn next_run_row(app: App, run: &NextRun) -> impl IntoView + use<> {
    let href = app.route.with_untracked(|route| route.of_workflow(run.workflow_id).to_hash());
    let chance = run.chance.as_ref().ok().map(|&(chance, _)| chance);
    let tone = match chance.unwrap_or_default() {
        0.4.. => Tone::Bad,
        0.15.. => Tone::Warning,
        _ => Tone::Good,
    };
    let base = run.base_rate.map(|rate| format!("usually {}", format::percent(rate)));
    let brier = run
        .record
        .map(|record| chance_record(&counted(record.runs, "past run", "past runs"), record.brier, record.brier_base));
    let factors = run
        .factors
        .iter()
        .map(|factor| format!("{} {}", factor.name, format::signed(factor.points, 1)))
        .collect::<Vec<_>>();
    let factors = (!factors.is_empty()).then(|| format!("percentage points from {}", factors.join(", ")));
    let basis = match &run.chance {
        Ok((_, (low, high))) => {
            let interval = format!("{} – {}", format::percent(*low), format::percent(*high));
            [Some(interval), base, Some(counted(run.count, "attempt", "attempts")), factors]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · ")
        }
        Err(lack) => format!("No estimate: {}.", reason_of(lack, ATTEMPTS)),
    };
    view! {
        <li class="factor" title=brier>
            <p class="factor-name is-link">
                <a href=href>{run.workflow.clone()}</a>
            </p>
            <Meter share=chance tone />
            <p class="factor-points">{or_nothing(chance, format::percent)}</p>
            <p class="factor-reason">{basis}</p>
        </li>
    }
}
