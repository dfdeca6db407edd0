//! The cost page: what CI cost, what of it was wasted, what could be saved. Each panel is a function of the one answer.

mod charts;
mod headline;
mod names;
mod prices;
mod savings;
mod tables;
mod trial;
mod waste;

use std::sync::Arc;

use forerun::engine::{Answer, Command, Cost, KnownCost, Query};
use forerun::view::route::Page;
use leptos::prelude::*;

use crate::asking::ask;
use crate::components::{Empty, Panel, later, later_of};
use crate::platform::intl;
use crate::state::use_app;
use crate::words::{counted, reason};

use super::shell::{Shown, answered};

fn take(answer: Answer) -> Option<Box<Cost>> {
    if let Answer::Cost(cost) = answer { Some(cost) } else { None }
}

/// The page.
#[component]
pub fn CostPage() -> impl IntoView {
    let app = use_app();
    let query = move || Query::Cost(app.filter(), app.zone.with_value(|zone| (**zone).clone()));
    let asked = ask(app, query, take);
    let shown = Shown {
        subtitle: |cost: &Cost| {
            format!("{} · {}", intl::period(cost.period), counted(cost.attempts, "attempt", "attempts"))
        },
        is_empty: |cost| cost.attempts == 0,
        content,
    };
    answered("Cost", &asked, shown)
}

fn content(answer: Signal<Arc<Cost>>) -> AnyView {
    let first = answer.with_untracked(|cost| cost.known.clone().ok().map(Arc::new));
    let newest = StoredValue::new(first);
    let is_known = Memo::new(move |_| answer.with(|cost| cost.known.is_ok()));
    let body = move || {
        if !is_known.get() {
            return answer.with_untracked(unknown);
        }
        // The last known numbers stand in while the page is being taken down.
        let known: Known = Memo::new(move |_| {
            if let Ok(known) = answer.with(|cost| cost.known.clone()) {
                newest.set_value(Some(Arc::new(known)));
            }
            newest.get_value()
        })
        .into();
        view! {
            {headline::panel(answer)}
            {move || answer.with(|cost| cost.is_free).then(free)}
            {charts::by_day(known)}
            {charts::expected(known)}
            {later_of(known, waste::panel)}
            {later_of(known, tables::panel)}
            {later_of(known, savings::panel)}
            {later_of(known, trial::panel)}
            {later_of(known, prices::labels)}
            {later_of(known, prices::coverage)}
            {later(prices::list)}
        }
        .into_any()
    };
    body.into_any()
}

/// What the panels below the headline read.
type Known = Signal<Option<Arc<KnownCost>>>;

/// Reads from what is known.
fn of<R: Default>(known: Known, read: impl FnOnce(&KnownCost) -> R) -> R {
    known.with(|known| known.as_deref().map(read).unwrap_or_default())
}

/// No jobs, no minutes.
fn unknown(cost: &Arc<Cost>) -> AnyView {
    let app = use_app();
    let lack = cost.known.as_ref().err().map(|lack| reason(&lack.to_string())).unwrap_or_default();
    let advice = format!(
        "The cost is made of the minutes of single jobs, and {lack}. Read jobs on the Data page; from then on each \
         attempt has its price."
    );
    view! {
        <Empty title="The cost is not known yet" advice>
            <a class="button primary" href=move || app.href(Page::Data)>
                "Read jobs on the Data page"
            </a>
        </Empty>
    }
    .into_any()
}

/// Why a public repository costs nothing, and the other way to count.
fn free() -> AnyView {
    let app = use_app();
    let count = move |_| {
        let mut settings = app.with_session(|session| session.settings.clone());
        settings.public_repositories_cost = true;
        app.command(Command::ChangeSettings(settings));
        app.announcement.set("Standard runners are counted at list price now.".to_owned());
    };
    view! {
        <Panel title="Why standard runners cost nothing here">
            <p>
                "This repository is public: GitHub charges nothing for standard runners, so their minutes are counted at $0. \
                 Larger runners are charged as everywhere. Counted at list price, the page tells what the same minutes \
                 would cost in a private repository."
            </p>
            <p class="actions">
                <button type="button" class="button" on:click=count>
                    "Count at list price"
                </button>
                <a href=move || app.href(Page::Settings)>"All price settings"</a>
            </p>
        </Panel>
    }
    .into_any()
}
