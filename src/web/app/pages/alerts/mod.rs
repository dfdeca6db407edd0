//! The alerts page: what is wrong, what to do, how noisy the rules are; and, where the address names a rule, that rule.

mod editor;
mod history;
mod open;
mod rules;
mod said;
mod spoken;
mod summary;

use std::sync::Arc;

use forerun::engine::{Alerts, Answer, Query};
use forerun::view::route::Page;
use leptos::prelude::*;

use crate::asking::ask;
use crate::components::{Empty, Toasts};
use crate::navigation::focus_heading;
use crate::platform::intl;
use crate::state::{App, use_app};
use crate::words::Tone;

use super::shell::{Shown, answered};

/// Names the rule under edit in an address; `rule` is the filter's.
const RULE_DETAIL: &str = "rule_id";

fn take(answer: Answer) -> Option<Box<Alerts>> {
    if let Answer::Alerts(alerts) = answer { Some(alerts) } else { None }
}

/// The page.
#[component]
pub fn AlertsPage() -> impl IntoView {
    let app = use_app();
    let rule_id = Memo::new(move |_| {
        app.route.with(|route| route.detail(RULE_DETAIL).filter(|_| route.page == Page::Alerts).map(str::to_owned))
    });
    // Another rule, or the way back to the list, is like another page.
    Effect::new(move |before: Option<Option<String>>| {
        let rule_id = rule_id.get();
        if before.is_some_and(|before| before != rule_id) {
            request_animation_frame(focus_heading);
        }
        rule_id
    });
    move || match rule_id.get() {
        Some(rule_id) => editor::page(rule_id),
        None => list(app),
    }
}

fn list(app: App) -> AnyView {
    let asked = ask(app, || Query::Alerts, take);
    let shown = Shown {
        subtitle: |alerts: &Alerts| {
            format!("{} · the whole repository, whatever the filter", intl::period(alerts.period))
        },
        is_empty: |_| false,
        content,
    };
    answered("Alerts", &asked, shown)
}

fn content(alerts: Signal<Arc<Alerts>>) -> AnyView {
    spoken::Spoken::provide(alerts);
    let has_runs = Memo::new(move |_| alerts.with(|alerts| alerts.attempts > 0));
    let watched = move || {
        if has_runs.get() {
            view! {
                {summary::summary(alerts)}
                {open::open_alerts(alerts)}
                {history::history(alerts)}
            }
            .into_any()
        } else {
            let advice = "Rules look at stored runs. They speak up as soon as there are enough of them.";
            view! { <Empty title="No runs yet" advice /> }.into_any()
        }
    };
    view! {
        <div class="alerts-page">
            {watched}
            {rules::rules()}
        </div>
    }
    .into_any()
}

/// The address of a rule.
fn rule_href(app: App, rule_id: &str) -> String {
    app.route.with(|route| route.with_page(Page::Alerts).with_detail(RULE_DETAIL, rule_id).to_hash())
}

/// The settings with other rules, stored.
fn save_rules(app: App, change: impl FnOnce(&mut Vec<forerun::domain::AlertRule>)) {
    let mut settings = untrack(|| app.with_session(|session| session.settings.clone()));
    change(&mut settings.alert_rules);
    app.command(forerun::engine::Command::ChangeSettings(settings));
}

/// Says that something is done. `toasts` were found while the page was made: an event has no place in the tree.
fn tell(toasts: Option<Toasts>, words: String) {
    if let Some(toasts) = toasts {
        toasts.tell(words, Tone::Good);
    }
}
