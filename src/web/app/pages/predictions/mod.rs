//! The predictions page: will tomorrow be worse? What is coming beside what is usual, and how earlier words came out.

mod charts;
mod headline;
mod models;
mod next_runs;
mod record;
mod reliability;
mod warnings;

use std::sync::Arc;

use forerun::engine::{Answer, Predictions, Query};
use forerun::insight::MOST_HORIZON_DAYS;
use leptos::prelude::*;

use crate::asking::ask;
use crate::components::later_of;
use crate::platform::intl;
use crate::state::{App, use_app};
use crate::words::counted;

use super::shell::{Shown, answered};

/// Days ahead where the address names none.
const HORIZON_DAYS: u32 = 7;

fn take(answer: Answer) -> Option<Box<Predictions>> {
    if let Answer::Predictions(predictions) = answer { Some(predictions) } else { None }
}

/// Days ahead that the address asks for.
fn horizon_days(app: App) -> u32 {
    let typed = app.route.with(|route| route.detail("horizon").and_then(|days| days.parse().ok()));
    typed.unwrap_or(HORIZON_DAYS).clamp(1, MOST_HORIZON_DAYS)
}

/// The page.
#[component]
pub fn PredictionsPage() -> impl IntoView {
    let app = use_app();
    let query = move || {
        let zone = app.zone.with_value(|zone| (**zone).clone());
        Query::Predictions(horizon_days(app), app.filter(), zone)
    };
    let asked = ask(app, query, take);
    let shown = Shown {
        subtitle: |predictions: &Predictions| {
            let rests_on = match predictions.attempts {
                0 => "no attempt in the last year".to_owned(),
                attempts => format!("from {} of the last year", counted(attempts, "attempt", "attempts")),
            };
            format!("As of {} · {rests_on}", intl::minute(predictions.now))
        },
        is_empty: |predictions| predictions.attempts == 0 && predictions.next_runs.is_empty(),
        content,
    };
    answered("Predictions", &asked, shown)
}

fn content(predictions: Signal<Arc<Predictions>>) -> AnyView {
    view! {
        {headline::panel(predictions)}
        {warnings::panels(predictions)}
        {later_of(predictions, charts::panels)}
        {later_of(predictions, next_runs::panel)}
        {later_of(predictions, record::panels)}
        {later_of(predictions, models::panel)}
    }
    .into_any()
}
