//! What is already getting worse, and how likely trouble is with its reasons.

use std::sync::Arc;

use forerun::engine::Predictions;
use forerun::insight::{EarlyWarning, Risk, RiskFactor};
use forerun::view::format;
use leptos::prelude::*;

use crate::components::{Explanation, Icon, IconName, Meter, Panel, badge};
use crate::state::{App, use_app};
use crate::words::{Tone, or_nothing, points, reason, risk_level, score};

use super::super::linked::subject_link;

/// Shares of a factor's maximum from which it is much, or something.
const MUCH: f64 = 0.66;
const SOME: f64 = 0.33;

/// Attempts without which no workflow can have enough of them for a warning.
const FEWEST_ATTEMPTS: u64 = 50;

/// The panels.
pub fn panels(predictions: Signal<Arc<Predictions>>) -> AnyView {
    let app = use_app();
    let early = Explanation::of(
        "The last 14 days of each of the ten busiest workflows against the 76 days before: a failure rate that has very likely \
         crossed 5 % or 10 % (chance of 95 % at least), failures that add up on the default branch, runs that drift slower by \
         10 %. Few and silent on noise: each is corrected for how many are looked at.",
    );
    let risk_explanation = Explanation::of(
        "Points from each reason, up to its maximum, added up to at most 100. High from 50, critical from 75.",
    );
    let warnings = move || {
        predictions.with(|predictions| {
            if predictions.early_warnings.is_empty() {
                let text = if predictions.attempts < FEWEST_ATTEMPTS {
                    "Too little is past to tell what gets worse: a workflow needs 10 runs in the last 14 days and 40 before."
                } else {
                    "Nothing is getting worse beyond chance."
                };
                return view! { <p class="muted">{text}</p> }.into_any();
            }
            let rows = predictions.early_warnings.iter().map(|warning| warning_row(app, warning)).collect_view();
            view! { <ul class="sentences">{rows}</ul> }.into_any()
        })
    };
    let risk = move || predictions.with(|predictions| risk(&predictions.risk));
    view! {
        <Panel title="Early warnings" class="half" explanation=Some(early)>{warnings}</Panel>
        <Panel title="Risk" class="half" explanation=Some(risk_explanation)>{risk}</Panel>
    }
    .into_any()
}

fn warning_row(app: App, warning: &EarlyWarning) -> AnyView {
    let horizon = format!("If nothing changes, through the next {} days.", warning.horizon_days);
    let chance = warning.chance.map(|chance| format!(" Chance that it is so: {}.", format::percent(chance)));
    view! {
        <li class=Tone::Warning.class()>
            <Icon name=IconName::Alert />
            <div>
                <p class="sentence">{subject_link(app, &warning.subject)} ": " {reason(&warning.evidence)} "."</p>
                <p class="muted">{horizon} {chance}</p>
            </div>
        </li>
    }
    .into_any()
}

fn risk(risk: &Risk) -> AnyView {
    let (word, tone) = risk.level.map_or(("No score", Tone::Neutral), risk_level);
    let factors = risk.factors.iter().filter(|factor| factor.points > 0.0).map(factor_row).collect_view();
    view! {
        <p class="headline">
            <strong>{or_nothing(risk.score, score)}</strong>
            <span class="muted">"of 100"</span>
            {badge(word, tone)}
        </p>
        <ul class="factors">{factors}</ul>
    }
    .into_any()
}

fn factor_row(factor: &RiskFactor) -> AnyView {
    let share = (factor.maximum > 0.0).then(|| factor.points / factor.maximum);
    let tone = match share.unwrap_or_default() {
        MUCH.. => Tone::Bad,
        SOME.. => Tone::Warning,
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
    .into_any()
}
