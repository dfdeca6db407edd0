//! What a person can say of an alert: buttons, each answered by a message.

use forerun::engine::Command;
use forerun::insight::{Alert, AlertActionKind, AlertKey, AlertState};
use leptos::prelude::*;
use web_sys::MouseEvent;

use crate::components::Toasts;
use crate::platform::zone::now;
use crate::state::{App, use_app};

use super::spoken::Spoken;
use super::tell;

const SNOOZES: [(&str, i64); 3] = [("1 hour", 1), ("1 day", 24), ("1 week", 168)];

/// Acknowledge, resolve, snooze; or take back what was said.
pub fn actions(alert: &Alert) -> AnyView {
    let app = use_app();
    let key = StoredValue::new(alert.key.clone());
    let toasts = Toasts::used();
    let spoken = Spoken::used();
    let said = alert.state != AlertState::Firing;
    let act = move |event: MouseEvent, kind: AlertActionKind, message: String| {
        if let Some(spoken) = spoken {
            key.with_value(|key| spoken.note(key, &event));
        }
        app.command(Command::ActOnAlert(key.get_value(), kind));
        tell(toasts, message);
    };
    let snooze = move |(label, hours): (&'static str, i64)| {
        let put = move |event| {
            let until = now().plus_seconds(hours * 3_600);
            act(
                event,
                AlertActionKind::Snooze { until },
                format!("Quiet for {label}; after that the alert is back if it is still open."),
            );
        };
        view! { <button type="button" class="button" on:click=put aria-label=format!("Snooze for {label}")>{label}</button> }
    };
    let acknowledge = move |event| {
        act(
            event,
            AlertActionKind::Acknowledge,
            "Acknowledged: it no longer counts as waiting, nor is it escalated.".to_owned(),
        );
    };
    let resolve = move |event| {
        act(
            event,
            AlertActionKind::Resolve,
            "Resolved. If its rule is still broken after the quiet time, it opens again.".to_owned(),
        );
    };
    view! {
        <div class="alert-actions">
            {(alert.state != AlertState::Acknowledged)
                .then(|| view! { <button type="button" class="button" on:click=acknowledge>"Acknowledge"</button> })}
            <button type="button" class="button" on:click=resolve>"Resolve"</button>
            <div class="alert-snooze" role="group" aria-label="Snooze">
                <span class="muted" aria-hidden="true">"Snooze"</span>
                {SNOOZES.map(snooze).collect_view()}
            </div>
            {said.then(|| undo(app, key.get_value()))}
        </div>
    }
    .into_any()
}

/// Takes back what was said last of an alert.
pub fn undo(app: App, key: AlertKey) -> AnyView {
    let (toasts, spoken) = (Toasts::used(), Spoken::used());
    let take_back = move |event: MouseEvent| {
        if let Some(spoken) = spoken {
            spoken.note(&key, &event);
        }
        app.command(Command::TakeBack(key.clone()));
        tell(toasts, "Taken back: the alert stands as before.".to_owned());
    };
    view! { <button type="button" class="button" on:click=take_back>"Undo"</button> }.into_any()
}
