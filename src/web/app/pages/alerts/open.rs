//! Open alerts, the worst first: numbers now and at opening, since when, what it may come from, what to do, which runs
//! show it.

use std::sync::Arc;

use forerun::engine::Alerts;
use forerun::insight::{Alert, AlertState, Reading};
use forerun::view::alert_rule::{baseline_name, baseline_text, level_text, name_of, sample_text};
use forerun::view::format;
use leptos::prelude::*;

use crate::components::{Explanation, Moment, Panel, badge};
use crate::platform::intl;
use crate::platform::zone::now;
use crate::state::use_app;
use crate::words::alerts::likely_cause;
use crate::words::{NOTHING, Tone, alerts as words, reason};

use super::rule_href;
use super::said::actions;

/// What the runs of the evidence are called, the newest first; GitHub's numbers of runs tell nobody anything.
const RUNS: [&str; 6] = ["the newest", "the second", "the third", "the fourth", "the fifth", "the sixth"];

/// The panel.
pub fn open_alerts(alerts: Signal<Arc<Alerts>>) -> AnyView {
    let explanation = Explanation::of(
        "Every rule is evaluated at up to 2\u{202f}000 instants of the last 90 days, each seeing only what had completed by then. \
         An alert opens when the level is passed beyond doubt and ends when the value is back beyond the rule's resolve \
         level, or nothing could be told for a week. Its severity is the worst it reached.",
    );
    let body = move || {
        alerts.with(|alerts| {
            if alerts.open.is_empty() {
                return view! { <p class="muted">"No alert is open."</p> }.into_any();
            }
            let start = alerts.period.start;
            let rows = alerts.open.iter().map(|alert| card(alert, alert.opened_at < start.plus_days(1)));
            view! { <ol class="alert-list">{rows.collect_view()}</ol> }.into_any()
        })
    };
    view! {
        <Panel title="Open alerts" explanation=Some(explanation)>
            {body}
        </Panel>
    }
    .into_any()
}

/// `is_old`: open since before the months that are gone through.
fn card(alert: &Alert, is_old: bool) -> AnyView {
    let app = use_app();
    let (word, tone) = words::severity(alert.severity);
    let latest = alert.current.as_deref().unwrap_or(&alert.reading);
    let told = latest.explanation.as_ref().or(alert.reading.explanation.as_ref());
    let title = told.map_or_else(|| alert.key.rule_id.clone(), |told| told.title.clone());
    let cause = likely_cause(alert).map(|cause| view! { <p>{cause}</p> });
    let next = told.map(|told| view! { <p class="advice-effect">{told.next_step.clone()}</p> });
    let length = format::duration(now().seconds_since(alert.opened_at).max(0) as f64);
    let since = if is_old {
        view! { "for three months or longer" }.into_any()
    } else {
        view! { "for " {length} ", since " <Moment at=alert.opened_at /> }.into_any()
    };
    let (rule, ends) = app.with_session(|session| {
        let rules = &session.settings.alert_rules;
        let rule = rules.iter().find(|rule| rule.id == alert.key.rule_id);
        (name_of(rules, &alert.key.rule_id), rule.and_then(|rule| rule.resolve))
    });
    let href = rule_href(app, &alert.key.rule_id);
    view! {
        <li class=format!("alert-card {}", tone.class())>
            <p class="advice-head">
                {badge(word, tone)}
                {state(alert)}
                <span class="muted">{since}</span>
            </p>
            <h3>{title}</h3>
            {numbers(alert, latest, ends)}
            {cause}
            {next}
            {runs(alert, latest)}
            <div class="alert-foot">
                {actions(alert)}
                <a href=href>{format!("Rule: {rule}")}</a>
            </div>
        </li>
    }
    .into_any()
}

fn state(alert: &Alert) -> AnyView {
    match (alert.state, alert.snoozed_until) {
        (AlertState::Acknowledged, _) => badge("Acknowledged", Tone::Neutral),
        (AlertState::Snoozed, Some(until)) => badge(format!("Snoozed until {}", intl::minute(until)), Tone::Neutral),
        _ if alert.escalated_at.is_some() => badge("Escalated: unanswered", Tone::Warning),
        _ => ().into_any(),
    }
}

/// `ends`: where the rule calls it over, if that is another level than the one it opened at.
fn numbers(alert: &Alert, latest: &Reading, ends: Option<f64>) -> AnyView {
    let metric = alert.reading.metric;
    let value = |reading: &Reading| match &reading.value {
        Ok(value) => level_text(metric, *value),
        Err(lack) => reason(&lack.to_string()),
    };
    let interval =
        latest.interval.map(|(low, high)| format!("{} – {}", level_text(metric, low), level_text(metric, high)));
    let level = latest.level.or(alert.reading.level);
    let fact = |name: &'static str, value: String, detail: Option<String>| {
        view! {
            <div class="alert-number">
                <dt>{name}</dt>
                <dd>{value} {detail.map(|detail| view! { <small class="muted">{detail}</small> })}</dd>
            </div>
        }
    };
    let baseline = latest.baseline.or(alert.reading.baseline);
    view! {
        <dl class="alert-numbers">
            {fact("Now", value(latest), interval.map(|interval| format!("95 % interval {interval}")))}
            {fact("At opening", value(&alert.reading), sample_text(metric, alert.reading.sample).map(|sample| format!("of {sample}")))}
            {fact("Worst", level_text(metric, alert.peak), None)}
            {fact("Level", level.map_or_else(|| NOTHING.to_owned(), |level| level_text(metric, level)), None)}
            {ends.map(|ends| fact("Ends at", level_text(metric, ends), None))}
            {baseline.map(|baseline| fact(baseline_name(metric), baseline_text(metric, baseline), None))}
            {sample_text(metric, latest.sample).map(|sample| fact("Rests on", sample, None))}
        </dl>
    }
    .into_any()
}

fn runs(alert: &Alert, latest: &Reading) -> Option<AnyView> {
    let app = use_app();
    let ids =
        if latest.evidence_run_ids.is_empty() { &alert.reading.evidence_run_ids } else { &latest.evidence_run_ids };
    let links = ids.iter().zip(RUNS).map(|(&id, name)| {
        let href = app.route.with_untracked(|route| route.of_run(id).to_hash());
        view! { <li><a href=href>{name}</a></li> }
    });
    let links = links.collect_view();
    (!ids.is_empty()).then(|| {
        view! {
            <div class="alert-runs">
                <span class="muted">"Runs that show it, newest first"</span>
                <ul>{links}</ul>
            </div>
        }
        .into_any()
    })
}
