//! What led to nothing, by cause: how much, what that means, what to do.

use forerun::insight::WasteCost;
use forerun::view::format;
use leptos::prelude::*;

use crate::components::{Explanation, Meter, Panel};
use crate::words::{Tone, or_nothing};

use super::headline::minutes;
use super::names::waste_words;
use super::{Known, of};

/// The panel.
pub fn panel(known: Known) -> AnyView {
    let rows = move || {
        of(known, |known| {
            let mut causes = known.summary.waste.clone();
            forerun::domain::sort_by(&mut causes, |a, b| {
                b.dollars.total_cmp(&a.dollars).then(b.minutes.total_cmp(&a.minutes))
            });
            causes.iter().map(row).collect_view()
        })
    };
    view! {
        <Panel
            title="What was wasted, and what to do"
            explanation=Some(Explanation::of(
                "Billed minutes of measured jobs that led to nothing ÷ all their billed minutes. Each minute has one cause: \
                 flaky re-run, other re-run, superseded, cancelled, rounding, the first that applies. Attempts whose jobs are \
                 not stored are left out.",
            ))
        >
            <ul class="factors">{rows}</ul>
        </Panel>
    }
    .into_any()
}

fn row(waste: &WasteCost) -> AnyView {
    let [name, meaning, advice] = waste_words(waste.cause);
    let tone = match waste.share_of_minutes.unwrap_or_default() {
        0.10.. => Tone::Bad,
        0.03.. => Tone::Warning,
        _ => Tone::Neutral,
    };
    let amount = format!("{} · {}", format::dollars(waste.dollars), minutes(waste.minutes));
    let share = or_nothing(waste.share_of_minutes, format::percent);
    view! {
        <li class="factor cost-waste">
            <p class="factor-name">{name}</p>
            <Meter share=waste.share_of_minutes tone />
            <p class="factor-points">{amount}</p>
            <p class="factor-reason">{share} " of the minutes. " {meaning} " " <strong>"What helps: "</strong> {advice}</p>
        </li>
    }
    .into_any()
}
