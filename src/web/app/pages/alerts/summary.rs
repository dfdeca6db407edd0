//! The first sentence: what is open, and whether anybody is on it.

use std::sync::Arc;

use forerun::engine::Alerts;
use forerun::insight::{Alert, AlertState, Severity};
use leptos::prelude::*;

use crate::words::counted;

/// The sentence.
pub fn summary(alerts: Signal<Arc<Alerts>>) -> AnyView {
    view! { <p class="alerts-lead">{move || alerts.with(|alerts| sentence(alerts))}</p> }.into_any()
}

fn sentence(alerts: &Alerts) -> String {
    let count = |wanted: &dyn Fn(&&Alert) -> bool| alerts.open.iter().filter(wanted).count() as u64;
    let firing = |severity: Severity| count(&|alert| alert.state == AlertState::Firing && alert.severity == severity);
    let (critical, warning, notes) = (firing(Severity::Critical), firing(Severity::Warning), firing(Severity::Info));
    let waiting = critical + warning + notes;
    let handled = alerts.open.len() as u64 - waiting;
    let parts: Vec<String> =
        [(critical, "critical"), (warning, if warning == 1 { "warning" } else { "warnings" }), (notes, "of note")]
            .into_iter()
            .filter(|part| part.0 > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
    let first = match waiting {
        0 if handled == 0 => "Nothing is wrong by your rules.".to_owned(),
        0 => "Nothing new is wrong.".to_owned(),
        1 => format!("1 alert needs attention ({}).", parts.join(", ")),
        _ => format!("{} need attention: {}.", counted(waiting, "alert", "alerts"), parts.join(", ")),
    };
    let second = match handled {
        0 => String::new(),
        _ => format!(" {} acknowledged or snoozed.", counted(handled, "is", "are")),
    };
    format!("{first}{second}")
}
