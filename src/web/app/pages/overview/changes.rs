//! What changed: shifts of level with their day, size, certainty and the commits between.

use std::sync::Arc;

use forerun::engine::Overview;
use forerun::insight::{Changepoint, Metric, Subject};
use forerun::view::format;
use leptos::prelude::*;

use crate::components::{Day, Explanation, Icon, IconName, Panel};
use crate::links;
use crate::state::{App, use_app};
use crate::words::differences::ALERT_OR_CHANGE;
use crate::words::movement::counted_values;
use crate::words::{Tone, counted, metric_value, p_value};

/// So many are shown at once; the rest is behind "more".
const SHOWN: usize = 4;
/// So many letters tell one commit from another.
const SHORT_COMMIT: usize = 7;

/// The panel.
#[component]
pub fn WhatChanged(overview: Signal<Arc<Overview>>) -> impl IntoView {
    let app = use_app();
    let explanation = Explanation::of(
        "Where the level of a workflow's durations or of its failure rate shifted and stayed shifted: found by comparing \
         ranks before and after, kept only where both sides differ beyond chance after correcting for all series looked at.",
    )
    .fact("Beside an alert", ALERT_OR_CHANGE)
    .topic("changepoint");
    let body = move || {
        let row = |change: &Changepoint| row(app, change);
        overview.with(|overview| {
            let all = overview.changepoints.as_slice();
            let first = all.get(..SHOWN).unwrap_or(all).iter().map(row).collect_view();
            let rest = all.get(SHOWN..).unwrap_or_default();
            let more = (!rest.is_empty()).then(|| {
                view! {
                    <details class="more">
                        <summary>{format!("{} more", rest.len())}</summary>
                        <ul class="sentences">{rest.iter().map(row).collect_view()}</ul>
                    </details>
                }
            });
            let none = all.is_empty().then(|| {
                view! { <p class="muted">"No lasting change of durations or failure rates in this window."</p> }
            });
            view! {
                {none}
                <ul class="sentences">{first}</ul>
                {more}
            }
            .into_any()
        })
    };
    view! {
        <Panel title="What changed" explanation=Some(explanation)>
            {body}
        </Panel>
    }
}

fn row(app: App, change: &Changepoint) -> AnyView {
    let rises = change.after.value > change.before.value;
    let (icon, tone) =
        (if rises { IconName::Up } else { IconName::Down }, if change.is_worse { Tone::Bad } else { Tone::Good });
    let value = |value: f64| metric_value(change.metric, value);
    let levels = format!("{} → {}", value(change.before.value), value(change.after.value));
    let certainty = format!(
        "{} before, {} after, {}",
        counted_values(&change.subject, change.before.count),
        change.after.count,
        p_value(change.adjusted_p)
    );
    view! {
        <li class=tone.class()>
            <Icon name=icon />
            <div>
                <p class="sentence">
                    {sentence(change)} " on " <Day at=change.at /> "."
                </p>
                <p class="muted">
                    {levels} " · " {certainty}
                </p>
                {commits(app, change)}
            </div>
        </li>
    }
    .into_any()
}

fn sentence(change: &Changepoint) -> String {
    let name = match &change.subject {
        Subject::Repository => "Everything".to_owned(),
        Subject::Workflow { workflow, .. } => workflow.clone(),
        Subject::Job { workflow, job, .. } => format!("{workflow} / {job}"),
        Subject::Step { job, step, .. } => format!("{job} / {step}"),
    };
    let rises = change.after.value > change.before.value;
    let by = change.change_percent.map(|percent| format!(" by {}", format::percent(percent.abs() / 100.0)));
    let by = by.unwrap_or_default();
    let what = match (change.metric, rises) {
        (Metric::Duration, true) => format!("got slower{by}"),
        (Metric::Duration, false) => format!("got faster{by}"),
        (Metric::FailureRate, true) => "began to fail more often".to_owned(),
        (Metric::FailureRate, false) => "began to fail less often".to_owned(),
        (Metric::QueueTime, true) => format!("waited longer for runners{by}"),
        (Metric::QueueTime, false) => format!("waited less for runners{by}"),
        (Metric::Volume | Metric::SuccessRate, true) => format!("rose{by}"),
        (Metric::Volume | Metric::SuccessRate, false) => format!("fell{by}"),
    };
    format!("{name} {what}")
}

/// The first run of the new level, and what was committed before it.
fn commits(app: App, change: &Changepoint) -> AnyView {
    let repository = untrack(|| app.open_repository()).filter(|repository| !repository.is_demo);
    let run = app.route.with_untracked(|route| route.of_run(change.run_id).to_hash());
    let between = change.commit_before.as_deref().zip(change.commit_after.as_deref()).filter(|(a, b)| a != b);
    let on_github = repository.as_ref().map(|repository| {
        view! {
            " · "
            <a href=links::run(repository, change.run_id) rel="noreferrer" target="_blank">
                "on GitHub"
            </a>
        }
    });
    let between = repository.zip(between).map(|(repository, (before, after))| {
        let short = |commit: &str| commit.get(..SHORT_COMMIT).unwrap_or(commit).to_owned();
        let range = format!("{}…{}", short(before), short(after));
        let count = change.commits_between.filter(|&count| count > 0);
        let count = count.map(|count| format!(" ({} seen)", counted(count, "commit", "commits")));
        view! {
            " · commits "
            <a href=links::comparison(&repository, before, after) rel="noreferrer" target="_blank">
                {range}
            </a>
            {count}
        }
    });
    view! {
        <p class="muted">
            <a href=run>"First run of the new level"</a>
            {on_github}
            {between}
        </p>
    }
    .into_any()
}
