//! Open alerts: what is wrong by the rules, its numbers, what it may come from and what to do first.

use std::sync::Arc;

use forerun::engine::Overview;
use forerun::insight::{Alert, Severity};
use forerun::view::format::unbroken;
use leptos::prelude::*;

use crate::components::{Explanation, Moment, Panel};
use crate::platform::intl;
use crate::state::{App, use_app};
use crate::words::{Tone, reason};

/// So many are shown at once; the rest is behind "more".
const SHOWN: usize = 3;
/// Alerts come from going through so many days.
const DAYS_WATCHED: i64 = 45;
/// So many runs are named as evidence.
const RUNS_SHOWN: usize = 3;

/// The panel.
#[component]
pub fn Alerts(overview: Signal<Arc<Overview>>) -> impl IntoView {
    let app = use_app();
    let explanation = Explanation::of(
        "What the alert rules say of the whole repository now, whatever the filter. A rule about a rate or a duration fires \
         only when the data leave little doubt that its level is passed, and ends when its value is well back.",
    )
    .topic("alert");
    let body = move || {
        overview.with(|overview| {
            let watched_from = overview.insight.now.plus_days(1 - DAYS_WATCHED);
            let row = |alert: &Alert| row(app, alert, alert.opened_at < watched_from);
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
        </Panel>
    }
}

/// `is_old`: open since before the weeks that are gone through.
fn row(app: App, alert: &Alert, is_old: bool) -> AnyView {
    let (word, tone) = match alert.severity {
        Severity::Critical => ("Critical", Tone::Bad),
        Severity::Warning => ("Warning", Tone::Warning),
        Severity::Info => ("Notice", Tone::Neutral),
    };
    let Some(explanation) = &alert.reading.explanation else { return ().into_any() };
    let cause = explanation.likely_cause.as_deref().map(|cause| view! { <p>{reason(cause)}</p> });
    let since = if is_old {
        "for more than six weeks".into_any()
    } else {
        view! { "since " <Moment at=alert.opened_at /> }.into_any()
    };
    view! {
        <li>
            <p class="advice-head">
                <span class=format!("badge {}", tone.class())>{word}</span>
                <span class="muted">{since}</span>
            </p>
            <h3>{headline(&explanation.title)}</h3>
            <p>{intl::with_local_times(&explanation.description)}</p>
            {cause}
            <p class="advice-effect">{explanation.next_step.clone()}</p>
            {runs(app, alert)}
        </li>
    }
    .into_any()
}

fn runs(app: App, alert: &Alert) -> Option<AnyView> {
    let ids = alert.reading.evidence_run_ids.get(..RUNS_SHOWN).unwrap_or(&alert.reading.evidence_run_ids);
    let links = ids.iter().map(|&id| {
        view! {
            " "
            <a href=app.route.with_untracked(|route| route.of_run(id).to_hash())>{id.to_string()}</a>
        }
    });
    (!ids.is_empty()).then(|| view! { <p class="muted">"Runs" {links.collect_view()}</p> }.into_any())
}

/// The title without its severity, which the badge tells.
fn headline(title: &str) -> String {
    unbroken(title.split_once(": ").map_or(title, |(_, rest)| rest))
}
