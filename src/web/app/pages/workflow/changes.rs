//! What changed in this workflow, and what to do about it.

use std::sync::Arc;

use forerun::engine::WorkflowPage;
use forerun::insight::{Changepoint, Direction, Metric, Recommendation, TimeoutAdvice, Trend};
use forerun::view::format;
use leptos::prelude::*;

use crate::components::{Day, Explanation, Icon, IconName, Panel, badge, run_reference, short_commit};
use crate::links;
use crate::state::App;
use crate::words::movement::counted_values;
use crate::words::{Tone, direction_tone, metric_value, p_value, priority, recommendation_kind};

/// So many are shown at once; the rest is behind "more".
const SHOWN: usize = 3;
/// A proposed limit is worth a word where it is at most this part of the one in force.
const WORTH_SETTING: f64 = 0.5;

/// Changes of level, and the direction over the window.
pub fn what_changed(app: App, told: Signal<Arc<WorkflowPage>>) -> AnyView {
    let explanation = Explanation::of(
        "Where the level of durations, queue times or the failure rate shifted and stayed shifted: found by comparing \
         ranks before and after, kept only where both sides differ beyond chance after correcting for all that was \
         looked at. A trend is named where it is larger than 5\u{a0}% over the window and unlikely to be chance \
         (p\u{a0}<\u{a0}0.05).",
    );
    let body = move || {
        told.with(|told| {
            let trends = told.overview.insight.trends.iter().take(2).filter_map(trend_row);
            let changes = told.overview.changepoints.iter().map(|change| change_row(app, change));
            folded("sentences", changes.chain(trends).collect(), "No lasting change in this window.")
        })
    };
    view! { <Panel title="What changed" explanation=Some(explanation)>{body}</Panel> }.into_any()
}

/// The first ones, the rest behind "more", or what is said of none.
fn folded(class: &'static str, mut rows: Vec<AnyView>, none: &'static str) -> AnyView {
    if rows.is_empty() {
        return view! { <p class="muted">{none}</p> }.into_any();
    }
    let rest = rows.split_off(rows.len().min(SHOWN));
    let more = (!rest.is_empty()).then(|| {
        view! {
            <details class="more">
                <summary>{format!("{} more", rest.len())}</summary>
                <ul class=class>{rest}</ul>
            </details>
        }
    });
    view! {
        <ul class=class>{rows}</ul>
        {more}
    }
    .into_any()
}

fn change_row(app: App, change: &Changepoint) -> AnyView {
    let rises = change.after.value > change.before.value;
    let icon = if rises { IconName::Up } else { IconName::Down };
    let tone = if change.is_worse { Tone::Bad } else { Tone::Good };
    let by = change.change_percent.map(|percent| format!(" by {}", format::percent(percent.abs() / 100.0)));
    let what = match (change.metric, rises) {
        (Metric::QueueTime, true) => "Waits longer",
        (Metric::QueueTime, false) => "Waits less",
        (Metric::FailureRate, true) => "Fails more often",
        (Metric::FailureRate, false) => "Fails less often",
        (_, true) => "Slower",
        (_, false) => "Faster",
    };
    let value = |value: f64| metric_value(change.metric, value);
    view! {
        <li class=tone.class()>
            <Icon name=icon />
            <div>
                <p class="sentence">{what} {by} " since " <Day at=change.at />"."</p>
                <p class="muted">
                    {format!(
                        "{} → {} · {} before, {} after, {}",
                        value(change.before.value),
                        value(change.after.value),
                        counted_values(&change.subject, change.before.count),
                        format::count(change.after.count),
                        p_value(change.adjusted_p),
                    )}
                </p>
                <p class="muted">
                    {run_reference(change.run_id, "First run of the new level")} {between(app, change)}
                </p>
            </div>
        </li>
    }
    .into_any()
}

/// The commits between the two levels; linked to GitHub where it knows them.
fn between(app: App, change: &Changepoint) -> Option<AnyView> {
    let (before, after) = change.commit_before.as_deref().zip(change.commit_after.as_deref())?;
    let range = format!("{}…{}", short_commit(before), short_commit(after));
    let repository = app.open_repository().filter(|repository| !repository.is_demo);
    let shown = match repository {
        Some(repository) => {
            let href = links::comparison(&repository, before, after);
            view! { <a href=href rel="noreferrer" target="_blank">{range}</a> }.into_any()
        }
        None => view! { <code>{range}</code> }.into_any(),
    };
    Some(view! { " · commits " {shown} }.into_any())
}

fn trend_row(trend: &Trend) -> Option<AnyView> {
    let direction = trend.direction.as_ref().ok().copied().filter(|direction| *direction != Direction::Flat)?;
    let rises = direction == Direction::Up;
    let icon = if rises { IconName::Up } else { IconName::Down };
    let what = match (trend.metric, rises) {
        (Metric::Duration, true) => "Getting slower",
        (Metric::Duration, false) => "Getting faster",
        (_, true) => "Failing more and more often",
        (_, false) => "Failing less and less often",
    };
    let rate = trend.percent_per_week.map(|rate| format!(" by {} a week", format::percent(rate.abs() / 100.0)));
    let certainty = trend.p_value.map(|p| format!(", {}", p_value(p)));
    Some(
        view! {
            <li class=direction_tone(trend.metric, direction).class()>
                <Icon name=icon />
                <div>
                    <p class="sentence">{what} {rate} "."</p>
                    <p class="muted">{format::count(trend.count)} " " {trend.unit.clone()} {certainty}</p>
                </div>
            </li>
        }
        .into_any(),
    )
}

/// Recommendations, and limits that are worth setting.
pub fn what_to_do(told: Signal<Arc<WorkflowPage>>) -> AnyView {
    let body = move || {
        told.with(|told| {
            let advice = told.overview.insight.recommendations.iter().map(advice_row);
            let limits = told.timeouts.iter().filter(|advice| is_worth_setting(advice)).take(1).map(timeout_row);
            folded("advice-list", advice.chain(limits).collect(), "Nothing stands out in this window. Keep going.")
        })
    };
    view! { <Panel title="What to do">{body}</Panel> }.into_any()
}

fn advice_row(advice: &Recommendation) -> AnyView {
    let (word, tone) = priority(advice.priority);
    view! {
        <li>
            <p class="advice-head">
                {badge(word, tone)} <span class="muted">{recommendation_kind(advice.kind)}</span>
            </p>
            <h3>{format::unbroken(&advice.title)}</h3>
            <p>{format::unbroken(&advice.reason)}</p>
            <p class="advice-effect">{format::unbroken(&advice.expected_effect)}</p>
        </li>
    }
    .into_any()
}

fn is_worth_setting(advice: &TimeoutAdvice) -> bool {
    advice.minutes.as_ref().is_ok_and(|&minutes| f64::from(minutes) <= WORTH_SETTING * advice.present_minutes)
}

fn timeout_row(advice: &TimeoutAdvice) -> AnyView {
    let minutes = advice.minutes.as_ref().copied().unwrap_or_default();
    let slowest = format::duration(advice.slowest_seconds.unwrap_or(f64::NAN));
    let reason = format!(
        "The slowest of {} executions of {} that passed took {slowest}; one that hangs is stopped after {:.0} min.",
        format::count(advice.passed),
        advice.job,
        advice.present_minutes
    );
    view! {
        <li>
            <p class="advice-head">
                {badge("When there is time", Tone::Neutral)} <span class="muted">"Waste"</span>
            </p>
            <h3>"Set " <code>{format!("timeout-minutes: {minutes}")}</code> " on " {advice.job.clone()}</h3>
            <p>{format::unbroken(&reason)} " All limits are under Jobs."</p>
        </li>
    }
    .into_any()
}
