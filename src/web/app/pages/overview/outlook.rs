//! What may go wrong: the risk with its factors, and the chances of the next runs.

use std::sync::Arc;

use forerun::engine::Overview;
use forerun::insight::{NextRun, Risk, RiskFactor};
use forerun::view::format;
use leptos::prelude::*;

use crate::components::{Explanation, Meter, Panel};
use crate::words::{Tone, decimal, or_nothing, risk_level, score};

/// So many workflows are shown at once; the rest is behind "more".
const SHOWN: usize = 6;

/// Risk.
#[component]
pub fn RiskPanel(overview: Signal<Arc<Overview>>) -> impl IntoView {
    let explanation = Explanation::of(
        "Points from each factor below, up to that factor's maximum, added up to at most 100. High from 50, critical from 75.",
    );
    view! {
        <Panel title="Risk" class="half" explanation=Some(explanation)>
            {move || overview.with(|overview| risk(&overview.insight.risk))}
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
            <p class="factor-points">{format!("{} of {:.0}", decimal(factor.points), factor.maximum)}</p>
            <p class="factor-reason">{factor.reason.clone()}</p>
        </li>
    }
}

/// The chances of the next runs.
#[component]
pub fn NextRuns(overview: Signal<Arc<Overview>>) -> impl IntoView {
    let explanation = Explanation::of(
        "The chance that the next run of a workflow fails, from its recent runs, with an 80 % interval. The Brier score \
         tells how well the method did on this workflow's own past against always saying the base rate; lower is better.",
    );
    view! {
        <Panel
            title="Will the next run fail?"
            class="half"
            note="Each active workflow, likeliest first."
            explanation=Some(explanation)
        >
            {move || overview.with(|overview| next_runs(&overview.insight.next_runs))}
        </Panel>
    }
}

fn next_runs(runs: &[NextRun]) -> AnyView {
    if runs.is_empty() {
        return view! { <p class="muted">"No active workflow in this window."</p> }.into_any();
    }
    let first = runs.iter().take(SHOWN).map(next_run_row).collect_view();
    let rest: Vec<_> = runs.iter().skip(SHOWN).map(next_run_row).collect();
    let more = (!rest.is_empty()).then(|| {
        let label = format!("{} more", rest.len());
        view! {
            <details class="more">
                <summary>{label}</summary>
                <ul class="factors">{rest.collect_view()}</ul>
            </details>
        }
    });
    view! {
        <ul class="factors">{first}</ul>
        {more}
    }
    .into_any()
}

fn next_run_row(run: &NextRun) -> impl IntoView + use<> {
    let chance = run.chance.as_ref().ok().map(|&(chance, _)| chance);
    let tone = match chance.unwrap_or_default() {
        0.4.. => Tone::Bad,
        0.15.. => Tone::Warning,
        _ => Tone::Good,
    };
    let base = run.base_rate.map(|rate| format!("usually {}", format::percent(rate)));
    let brier = run
        .brier
        .zip(run.brier_base)
        .map(|(own, base)| format!("Brier score {own:.3}, against {base:.3} of always saying the base rate"));
    let reason = match &run.chance {
        Ok((_, (low, high))) => {
            let interval = format!("{} – {}", format::percent(*low), format::percent(*high));
            [Some(interval), base, Some(format!("{} runs", format::count(run.count)))]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · ")
        }
        Err(lack) => format!("No estimate: {lack}."),
    };
    view! {
        <li class="factor" title=brier>
            <p class="factor-name">{run.workflow.clone()}</p>
            <Meter share=chance tone />
            <p class="factor-points">{or_nothing(chance, format::percent)}</p>
            <p class="factor-reason">{reason}</p>
        </li>
    }
}
