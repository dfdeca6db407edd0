//! The delivery page: how fast and how safely changes get out. Each panel is a function of the one answer.

mod charts;
mod deployments;
mod keys;
mod maturity;
mod outages;
mod waiting;

use std::sync::Arc;

use forerun::engine::{Answer, Delivery, Query};
use leptos::prelude::*;

use crate::asking::ask;
use crate::components::later_of;
use crate::platform::intl;
use crate::state::use_app;
use crate::words::counted;

use super::shell::{Shown, answered};

fn take(answer: Answer) -> Option<Box<Delivery>> {
    if let Answer::Delivery(delivery) = answer { Some(delivery) } else { None }
}

/// The page.
#[component]
pub fn DeliveryPage() -> impl IntoView {
    let app = use_app();
    let query = move || Query::Delivery(app.filter(), app.zone.with_value(|zone| (**zone).clone()));
    let asked = ask(app, query, take);
    let shown = Shown {
        subtitle: |delivery: &Delivery| {
            let attempts = counted(delivery.attempts, "attempt", "attempts");
            format!("{} · {attempts}", intl::period(delivery.period))
        },
        is_empty: |delivery| delivery.attempts == 0,
        content,
    };
    answered("Delivery", &asked, shown)
}

fn content(answer: Signal<Arc<Delivery>>) -> AnyView {
    view! {
        {keys::panel(answer)}
        {later_of(answer, charts::weeks)}
        {later_of(answer, |answer| stack([outages::default_branch(answer)]))}
        {later_of(answer, |answer| stack([outages::service(answer), waiting::panel(answer), deployments::panel(answer)]))}
        {later_of(answer, maturity::panel)}
    }
    .into_any()
}

/// Panels above one another, half as wide as the page.
fn stack<const N: usize>(panels: [AnyView; N]) -> AnyView {
    view! { <div class="half stack">{panels.into_iter().collect_view()}</div> }.into_any()
}
