//! The health score with the parts it is made of.

use std::sync::Arc;

use forerun::engine::Overview;
use forerun::insight::{Health, HealthLevel, HealthPart, Severity};
use forerun::view::format;
use forerun::view::lack::ATTEMPTS;
use leptos::prelude::*;

use crate::components::{Explain, Explanation, Meter, Ring};
use crate::words::{
    Tone, counted, health_level, or_nothing, part_name, part_question, reason, reason_of, score, score_tone,
};

/// The panel.
#[component]
pub fn HealthPanel(overview: Signal<Arc<Overview>>) -> impl IntoView {
    let health = Memo::new(move |_| overview.with(|overview| overview.insight.health.clone()));
    let critical = Memo::new(move |_| {
        overview.with(|overview| {
            // Of a window that is over, alerts of now say nothing.
            let is_past = overview.insight.period.end < overview.insight.now;
            let critical = overview.alerts.iter().filter(|alert| alert.severity == Severity::Critical).count() as u64;
            if is_past { 0 } else { critical }
        })
    });
    let known = Memo::new(move |_| health.with(explanation));
    view! {
        <section class="panel health" aria-label="Health">
            <header class="panel-head">
                <h2>"Health"</h2>
                <Explain explanation=known subject="Health" />
            </header>
            <div class="health-body">{move || health.with(|health| body(health, critical.get()))}</div>
        </section>
    }
}

fn explanation(health: &Health) -> Explanation {
    let known = health.parts.iter().filter(|part| part.score.is_some()).count();
    Explanation::of(
        "0.4 reliability + 0.3 performance + 0.2 efficiency + 0.1 satisfaction, over the parts that are known. Each part \
         is the mean of its key figures; each of those scores 100 at its target, 0 at its floor, straight between.",
    )
    .topic("health-score")
    .fact("Parts known", format!("{known} of {}", health.parts.len()))
    .fact("Interval", "from the same runs drawn again and again")
    .fact("Healthy from", "85")
    .fact("Warning below", "70")
    .fact("Critical below", "50")
}

/// `critical`: alerts of that severity that are open.
fn body(health: &Health, critical: u64) -> AnyView {
    let (word, tone) = health.level.map_or(("No score", Tone::Neutral), health_level);
    let value = health.score.as_ref().ok().copied();
    let label = value.map_or_else(|| "No health score".to_owned(), |value| format!("Health score {value:.0} of 100"));
    let lack = health.score.as_ref().err().map(|lack| format!("No score: {}.", reason_of(lack, ATTEMPTS)));
    let interval =
        health.interval.map(|(low, high)| format!("95\u{a0}% interval {}", format::score_interval(low, high)));
    view! {
        <div class="health-score">
            <Ring score=value tone label />
            <p class=format!("badge {}", tone.class())>{word}</p>
            {beside(health.level, critical)}
            <p class="health-interval">{interval.or(lack)}</p>
        </div>
        <div class="health-parts">{health.parts.iter().map(part_row).collect_view()}</div>
    }
    .into_any()
}

/// What would contradict the word, said beside it: the score is about the window, alerts about now.
fn beside(level: Option<HealthLevel>, critical: u64) -> Option<AnyView> {
    let alerts = counted(critical, "critical alert", "critical alerts");
    let is_contradicted = critical > 0 && level == Some(HealthLevel::Healthy);
    is_contradicted
        .then(|| view! { <p class="health-interval">{format!("by its score, with {alerts} open")}</p> }.into_any())
}

fn part_row(part: &HealthPart) -> impl IntoView + use<> {
    let tone = part.score.map_or(Tone::Neutral, score_tone);
    let missing = match (part.score, part.missing.first()) {
        (None, Some(missing)) => reason(missing),
        _ => part_question(part.kind).to_owned(),
    };
    view! {
        <div class="health-part">
            <p class="health-part-name">
                {part_name(part.kind)} " " <span class="muted">{format!("{:.0}\u{a0}%", part.weight * 100.0)}</span>
            </p>
            <Meter share=part.score.map(|score| score / 100.0) tone />
            <p class="health-part-score">{or_nothing(part.score, score)}</p>
            <p class="health-part-note">{missing}</p>
        </div>
    }
}
