//! The trends page: what moved, since when, and what stands behind it; proof below.

mod anomalies;
mod causes;
mod change_list;
mod charts;
mod drifts;
mod headline;
mod season;
mod shifts;
mod table;
mod unanswered;

use std::sync::Arc;

use forerun::engine::{Answer, Query, Trends};
use leptos::prelude::*;

use crate::asking::ask;
use crate::components::later_of;
use crate::platform::intl;
use crate::state::use_app;
use crate::words::counted;

use super::shell::{Shown, answered};

fn take(answer: Answer) -> Option<Box<Trends>> {
    if let Answer::Trends(trends) = answer { Some(trends) } else { None }
}

/// The page.
#[component]
pub fn TrendsPage() -> impl IntoView {
    let app = use_app();
    let query = move || Query::Trends(app.filter(), app.zone.with_value(|zone| (**zone).clone()));
    let asked = ask(app, query, take);
    let shown = Shown {
        subtitle: |trends: &Trends| {
            let attempts = counted(trends.attempts, "attempt", "attempts");
            format!("{} · {attempts}", intl::period(trends.movements.period))
        },
        is_empty: |trends| trends.attempts == 0,
        content,
    };
    answered("Trends", &asked, shown)
}

fn content(trends: Signal<Arc<Trends>>) -> AnyView {
    view! {
        {headline::panel(trends)}
        {change_list::panel(trends)}
        {later_of(trends, shifts::panel)}
        {later_of(trends, charts::panels)}
        {later_of(trends, table::panel)}
        {later_of(trends, season::panels)}
        {later_of(trends, anomalies::panel)}
        {later_of(trends, drifts::panel)}
    }
    .into_any()
}
