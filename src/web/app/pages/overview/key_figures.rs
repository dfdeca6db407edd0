//! The key figures behind the health score, against their targets.

use std::sync::Arc;

use forerun::engine::Overview;
use forerun::insight::{HealthPart, Kpi};
use forerun::view::format;
use leptos::prelude::*;

use crate::components::{begins_open, keep_open};
use crate::platform::media;
use crate::words::{NOTHING, Tone, kpi_meaning, kpi_name, kpi_value, or_nothing, part_name, reason, score, score_tone};

/// Where there is room beside the advice, the table is open from the start.
const ROOMY: &str = "(width >= 1080px)";

/// Under which it is kept whether the table is open.
const NAME: &str = "key-figures";

/// The panel.
#[component]
pub fn KeyFigures(overview: Signal<Arc<Overview>>) -> impl IntoView {
    let parts = Memo::new(move |_| overview.with(|overview| overview.insight.health.parts.clone()));
    view! {
        <details
            class="panel kpis"
            open=begins_open(NAME, media::matches(ROOMY))
            on:toggle=keep_open(NAME)
        >
            <summary>
                <h2>"Key figures against their targets"</h2>
            </summary>
            <div class="table-scroll" tabindex="0" role="region" aria-label="Key figures">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Key figure"</th>
                            <th scope="col" class="number">"Now"</th>
                            <th scope="col" class="number">"Target"</th>
                            <th scope="col" class="number">"Floor"</th>
                            <th scope="col" class="number">"Score"</th>
                            <th scope="col" class="number">"Values"</th>
                        </tr>
                    </thead>
                    {move || parts.with(|parts| parts.iter().map(part_body).collect_view())}
                </table>
            </div>
        </details>
    }
}

/// The key figures of a part; missing ones with the reason, satisfaction by its Apdex alone.
fn part_body(part: &HealthPart) -> impl IntoView + use<> {
    // A key figure tells its own reason.
    let reasons = if part.kpis.is_empty() { part.missing.as_slice() } else { &[] };
    let missing = reasons.iter().map(|missing| {
        let reason = reason(missing);
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
    let meaning = || {
        let meaning = kpi_meaning(kind)?;
        // Another window may ask another workflow: it has to be named.
        Some(kpi.workflow.as_deref().map_or_else(|| meaning.to_owned(), |name| format!("of “{name}”, {meaning}")))
    };
    let below = kpi.missing.as_deref().map(reason).or_else(meaning);
    let below = below.map(|below| view! { <small class="muted">{below}</small> });
    view! {
        <tr>
            <th scope="row">{kpi_name(kind)} " " {below}</th>
            <td class="number">{or_nothing(kpi.value, |value| kpi_value(kind, value))}</td>
            <td class="number muted">{kpi_value(kind, kpi.target)}</td>
            <td class="number muted">{kpi_value(kind, kpi.floor)}</td>
            <td class=format!("number {}", tone.class())>{or_nothing(kpi.score, score)}</td>
            <td class="number muted">{sample}</td>
        </tr>
    }
}
