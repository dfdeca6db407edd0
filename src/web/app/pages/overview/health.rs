//! The health score with everything it is made of.

use std::sync::Arc;

use forerun::engine::Overview;
use forerun::insight::{Health, HealthPart, Kpi};
use forerun::view::format;
use leptos::prelude::*;

use crate::components::{Explain, Explanation, Meter, Ring};
use crate::words::{
    NOTHING, Tone, health_level, kpi_name, kpi_value, or_nothing, part_name, part_question, score, score_tone,
};

/// The panel.
#[component]
pub fn HealthPanel(overview: Signal<Arc<Overview>>) -> impl IntoView {
    view! {
        <section class="panel health" aria-label="Health">
            {move || overview.with(|overview| body(&overview.insight.health))}
        </section>
    }
}

fn body(health: &Health) -> AnyView {
    let (word, tone) = health.level.map_or(("No score", Tone::Neutral), health_level);
    let value = health.score.as_ref().ok().copied();
    let label = value.map_or_else(|| "No health score".to_owned(), |value| format!("Health score {value:.0} of 100"));
    let lack = health.score.as_ref().err().map(|lack| format!("No score: {lack}."));
    let interval = health.interval.map(|(low, high)| format!("95 % interval {} – {}", score(low), score(high)));
    let known = health.parts.iter().filter(|part| part.score.is_some()).count();
    let explanation = Explanation::of(
        "0.4 reliability + 0.3 performance + 0.2 efficiency + 0.1 satisfaction, over the parts that are known. Each part \
         is the mean of its key figures; each of those scores 100 at its target, 0 at its floor, straight between.",
    )
    .fact("Parts known", format!("{known} of {}", health.parts.len()))
    .fact("Interval", "from the same runs drawn again and again")
    .fact("Healthy from", "85")
    .fact("Warning below", "70")
    .fact("Critical below", "50");
    view! {
        <header class="panel-head">
            <h2>"Health"</h2>
            <Explain explanation />
        </header>
        <div class="health-body">
            <div class="health-score">
                <Ring score=value tone label />
                <p class=format!("badge {}", tone.class())>{word}</p>
                <p class="health-interval">{interval.or(lack)}</p>
            </div>
            <div class="health-parts">{health.parts.iter().map(part_row).collect_view()}</div>
        </div>
        <details class="kpis">
            <summary>"Key figures against their targets"</summary>
            <div class="table-scroll" tabindex="0" role="region" aria-label="Key figures">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Key figure"</th>
                            <th scope="col" class="number">"Now"</th>
                            <th scope="col" class="number">"Target"</th>
                            <th scope="col" class="number">"Floor"</th>
                            <th scope="col" class="number">"Score"</th>
                            <th scope="col" class="number">"From"</th>
                        </tr>
                    </thead>
                    {health.parts.iter().map(part_body).collect_view()}
                </table>
            </div>
        </details>
    }
    .into_any()
}

fn part_row(part: &HealthPart) -> impl IntoView + use<> {
    let tone = part.score.map_or(Tone::Neutral, score_tone);
    let missing = match (part.score, part.missing.first()) {
        (None, Some(reason)) => reason.clone(),
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

/// The key figures of a part; missing ones with the reason, satisfaction by its Apdex alone.
fn part_body(part: &HealthPart) -> impl IntoView + use<> {
    let missing = part.missing.iter().map(|reason| {
        let reason = reason.clone();
        view! {
            <tr>
                <td colspan="6" class="muted">{reason}</td>
            </tr>
        }
    });
    view! {
        <tbody>
            <tr class="group-row">
                <th scope="rowgroup" colspan="4">{part_name(part.kind)}</th>
                <td class="number">{or_nothing(part.score, score)}</td>
                <td></td>
            </tr>
            {part.kpis.iter().map(kpi_row).collect_view()}
            {missing.collect_view()}
        </tbody>
    }
}

fn kpi_row(kpi: &Kpi) -> impl IntoView + use<> {
    let kind = kpi.kind;
    let tone = kpi.score.map_or(Tone::Neutral, score_tone);
    let sample = if kpi.value.is_some() { format::count(kpi.sample) } else { NOTHING.to_owned() };
    let reason = kpi.missing.clone().map(|reason| view! { <small class="muted">{reason}</small> });
    view! {
        <tr>
            <th scope="row">{kpi_name(kind)} " " {reason}</th>
            <td class="number">{or_nothing(kpi.value, |value| kpi_value(kind, value))}</td>
            <td class="number muted">{kpi_value(kind, kpi.target)}</td>
            <td class="number muted">{kpi_value(kind, kpi.floor)}</td>
            <td class=format!("number {}", tone.class())>{or_nothing(kpi.score, score)}</td>
            <td class="number muted">{sample}</td>
        </tr>
    }
}
