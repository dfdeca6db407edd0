//! Open alerts: what is wrong by the rules, its numbers, what it may come from and what to do first.

use std::sync::Arc;

use forerun::engine::Overview;
use forerun::insight::{Alert, Reading};
use forerun::view::format::unbroken;
use forerun::view::route::Page;
use leptos::prelude::*;

use crate::components::{Explanation, Moment, Panel, run_reference};
use crate::platform::intl;
use crate::state::use_app;
use crate::words::alerts::{likely_cause, severity};
use crate::words::differences::ALERT_OR_CHANGE;

/// So many are shown at once; the rest is behind "more".
const SHOWN: usize = 3;
/// Alerts come from going through so many days.
const DAYS_WATCHED: i64 = forerun::insight::ALERT_DAYS as i64;
/// What the runs of the evidence are called, the newest first; GitHub's numbers of runs tell nobody anything.
const RUNS: [&str; 3] = ["the newest", "the second", "the third"];

/// The panel.
#[component]
pub fn Alerts(overview: Signal<Arc<Overview>>) -> impl IntoView {
    let app = use_app();
    let explanation = Explanation::of(
        "What the alert rules say of the whole repository now, whatever the filter. A rule about a rate or a duration fires \
         only when the data leave little doubt that its level is passed, and ends when its value is well back.",
    )
    .fact("Beside “What changed”", ALERT_OR_CHANGE)
    .topic("alert");
    let body = move || {
        overview.with(|overview| {
            let watched_from = overview.insight.now.plus_days(1 - DAYS_WATCHED);
            let row = |alert: &Alert| row(alert, alert.opened_at < watched_from);
            let all = overview.alerts.as_slice();
            if all.is_empty() {
                return view! { <p class="muted">"No rule is broken."</p> }.into_any();
            }
            let first = all.get(..SHOWN).unwrap_or(all).iter().map(row).collect_view();
            let rest = all.get(SHOWN..).unwrap_or_default();
            let more = (!rest.is_empty()).then(|| {
                view! {
                    <details class="more">
                        <summary>{format!("{} more", rest.len())}</summary>
                        <ol class="advice-list">{rest.iter().map(row).collect_view()}</ol>
                    </details>
                }
            });
            view! {
                <ol class="advice-list">{first}</ol>
                {more}
            }
            .into_any()
        })
    };
    view! {
        <Panel title="Alerts" class="advice" explanation=Some(explanation)>
            {body}
            <p><a href=move || app.href(Page::Alerts)>"All alerts"</a></p>
        </Panel>
    }
}

/// `is_old`: open since before the months that are gone through.
fn row(alert: &Alert, is_old: bool) -> AnyView {
    let (word, tone) = severity(alert.severity);
    // As it is now, where that can be told.
    let latest = alert.current.as_deref().unwrap_or(&alert.reading);
    let opening = alert.reading.explanation.as_ref();
    let Some(told) = latest.explanation.as_ref().or(opening) else { return ().into_any() };
    let cause = likely_cause(alert).map(|cause| view! { <p>{cause}</p> });
    let since = if is_old {
        "for three months or longer".into_any()
    } else {
        view! { "since " <Moment at=alert.opened_at /> }.into_any()
    };
    view! {
        <li>
            <p class="advice-head">
                <span class=format!("badge {}", tone.class())>{word}</span>
                <span class="muted">{since}</span>
            </p>
            <h3>{unbroken(&told.title)}</h3>
            <p>{intl::with_local_times(&unbroken(&told.description))}</p>
            {cause}
            <p class="advice-effect">{told.next_step.clone()}</p>
            {runs(alert, latest)}
        </li>
    }
    .into_any()
}

fn runs(alert: &Alert, latest: &Reading) -> Option<AnyView> {
    let ids =
        if latest.evidence_run_ids.is_empty() { &alert.reading.evidence_run_ids } else { &latest.evidence_run_ids };
    let links = ids.iter().zip(RUNS).enumerate().map(|(place, (&id, name))| {
        view! {
            {if place == 0 { " " } else { ", " }}
            {run_reference(id, name)}
        }
    });
    let links = links.collect_view();
    (!ids.is_empty()).then(|| view! { <p class="muted">"Runs to look at:" {links}</p> }.into_any())
}
