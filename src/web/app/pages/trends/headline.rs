//! The answer in sentences: what moved against the window before, since when, and whether it still moves.

use std::sync::Arc;

use forerun::engine::Trends;
use forerun::insight::{Change, Changepoint, Comparison, Direction, Metric, Subject, Trend};
use forerun::view::format;
use forerun::view::lack::of_trend;
use leptos::prelude::*;

use crate::components::{Day, Explanation, IconName, Panel};
use crate::state::{App, use_app};
use crate::words::movement::{short_commit, subject_name, what_changed};
use crate::words::{Tone, change, metric_value, p_value};

use super::super::linked::{icon_or_space, run_link};

const METRICS: [Metric; 4] = [Metric::Duration, Metric::FailureRate, Metric::QueueTime, Metric::Volume];

/// A larger difference of medians without a clear change comes from another mix of workflows, or is chance.
const MIX_PERCENT: f64 = 5.0;

/// The panel.
pub fn panel(trends: Signal<Arc<Trends>>) -> AnyView {
    let app = use_app();
    let explanation = Explanation::of(
        "Each sentence holds the window against the equal window before. A difference is named only where it is larger \
         than 5 % and unlikely to be chance (p < 0.05; ranks for times and attempts, two proportions for rates). “Since” \
         names the largest lasting change of level of a workflow in that direction, newest first where they are alike.",
    );
    let rows =
        move || trends.with(|trends| METRICS.into_iter().filter_map(|metric| row(app, trends, metric)).collect_view());
    view! {
        <Panel title="What moved" class="full" explanation=Some(explanation)>
            <ul class="sentences">{rows}</ul>
        </Panel>
    }
    .into_any()
}

fn row(app: App, trends: &Trends, metric: Metric) -> Option<AnyView> {
    let comparison = trends.comparisons.iter().find(|comparison| comparison.metric == metric);
    let own = trends.movements.trends.iter().find(|it| it.subject == Subject::Repository && it.trend.metric == metric);
    // What came in a step is told by the step; a slope beside it would be the same change in another size.
    let has_step = largest(trends, metric, None).is_some();
    let (sentence, tone, rises) = match comparison {
        Some(comparison) => against_before(comparison),
        None => over_window(&own?.trend, has_step),
    };
    // Where a runner is never waited for nothing is worth a sentence.
    if metric == Metric::QueueTime && comparison.is_none_or(|comparison| comparison.counts.0 == 0) {
        return None;
    }
    let is_known = match comparison {
        Some(comparison) => comparison.change != Change::Unknown,
        None => own.is_some_and(|own| own.trend.direction.is_ok()),
    };
    let icon = match rises {
        Some(true) => Some(IconName::Up),
        Some(false) => Some(IconName::Down),
        None => is_known.then_some(IconName::Level),
    };
    let since = largest(trends, metric, rises).map(|found| since(app, found));
    let basis = basis(comparison, own.map(|own| &own.trend).filter(|_| since.is_none()));
    Some(
        view! {
            <li class=tone.class()>
                {icon_or_space(icon)}
                <div>
                    <p class="sentence">{sentence} {since}</p>
                    <p class="muted">{basis}</p>
                </div>
            </li>
        }
        .into_any(),
    )
}

/// The sentence, its tone, and whether the number rose.
fn against_before(comparison: &Comparison) -> (String, Tone, Option<bool>) {
    let metric = comparison.metric;
    let (_, tone) = change(comparison.change);
    let rises = comparison.current.zip(comparison.previous).map(|(current, previous)| current > previous);
    let clear = rises.filter(|_| !matches!(comparison.change, Change::Unchanged | Change::Unknown));
    let now = comparison.current.map_or_else(|| "nothing measured".to_owned(), |value| metric_value(metric, value));
    let before = comparison.previous.map(|value| metric_value(metric, value));
    let by = comparison.change_percent.map(|percent| format::percent(percent.abs() / 100.0)).unwrap_or_default();
    let levels = before.map_or_else(|| now.clone(), |before| format!("{before} → {now}"));
    let sentence = match (metric, clear) {
        (Metric::Duration, Some(true)) => format!("Runs are {by} slower than in the window before ({levels})."),
        (Metric::Duration, Some(false)) => format!("Runs are {by} faster than in the window before ({levels})."),
        (Metric::FailureRate, Some(true)) => format!("Runs fail more often than in the window before ({levels})."),
        (Metric::FailureRate, Some(false)) => format!("Runs fail less often than in the window before ({levels})."),
        (Metric::QueueTime, Some(true)) => format!("Jobs wait {by} longer for runners ({levels})."),
        (Metric::QueueTime, Some(false)) => format!("Jobs wait {by} less for runners ({levels})."),
        (Metric::Volume, Some(true)) => format!("There are {by} more attempts a day ({levels})."),
        (Metric::Volume, Some(false)) => format!("There are {by} fewer attempts a day ({levels})."),
        (Metric::Volume, None) if comparison.current.is_none() => {
            format!("{}: no whole day lies in this window yet.", steady_name(metric))
        }
        (_, None) if comparison.change == Change::Unknown => {
            format!("{}: too little data before to compare ({now} now).", steady_name(metric))
        }
        // The medians alone also differ where long workflows ran more often.
        (Metric::Duration, None) if comparison.change_percent.is_some_and(|percent| percent.abs() > MIX_PERCENT) => {
            format!("Durations show no clear change once each workflow is held against itself (all together {levels}).")
        }
        _ => format!("{} shows no clear change ({levels}).", steady_name(metric)),
    };
    (sentence, tone, clear)
}

fn steady_name(metric: Metric) -> &'static str {
    match metric {
        Metric::Duration => "Median duration",
        Metric::FailureRate => "Failure rate",
        Metric::QueueTime => "Median queue time",
        Metric::Volume => "Number of attempts a day",
        Metric::SuccessRate => "Success rate",
    }
}

/// Where nothing lies before the window: whether it rises or falls in it.
fn over_window(trend: &Trend, has_step: bool) -> (String, Tone, Option<bool>) {
    let name = steady_name(trend.metric);
    let by = trend.percent_per_week.filter(|_| !has_step).map(|rate| format::percent(rate.abs() / 100.0));
    let by = by.map_or_else(|| " over the window".to_owned(), |by| format!(" by {by} a week"));
    let tone = |direction| crate::words::direction_tone(trend.metric, direction);
    match &trend.direction {
        Ok(Direction::Up) => (format!("{name} rises{by}."), tone(Direction::Up), Some(true)),
        Ok(Direction::Down) => (format!("{name} falls{by}."), tone(Direction::Down), Some(false)),
        Ok(Direction::Flat) => (format!("{name} shows no clear trend."), Tone::Neutral, None),
        Err(lack) => (format!("{name}: {}.", of_trend(trend, lack)), Tone::Neutral, None),
    }
}

/// The largest change of a workflow that goes the same way; any where the number did not move.
fn largest(trends: &Trends, metric: Metric, rises: Option<bool>) -> Option<&Changepoint> {
    let size = |change: &Changepoint| change.change_percent.map_or(0.0, f64::abs);
    let fits = |change: &&Changepoint| {
        let is_up = change.after.value > change.before.value;
        change.metric == metric
            && matches!(change.subject, Subject::Workflow { .. })
            && rises.is_none_or(|rises| rises == is_up)
    };
    trends.recent.changes.iter().filter(fits).reduce(|best, next| if size(next) > size(best) { next } else { best })
}

fn since(app: App, found: &Changepoint) -> AnyView {
    let commit = found.commit_after.as_deref().map(|commit| format!(", commit {}", short_commit(commit)));
    let lead = format!(" {} {} on ", subject_name(&found.subject), what_changed(found));
    view! {
        <span>
            {lead} <Day at=found.at /> " (" {run_link(app, found.run_id, format!("run {}", found.run_number))} {commit} ")."
        </span>
    }
    .into_any()
}

/// What the sentence rests on.
fn basis(comparison: Option<&Comparison>, trend: Option<&Trend>) -> String {
    let compared = comparison.map(|comparison| {
        let p = comparison.p_value.map(|p| format!(", {}", p_value(p))).unwrap_or_default();
        let what = if comparison.metric == Metric::Volume { "whole days" } else { "values" };
        format!("{} {what}, {} before{p}", format::count(comparison.counts.0), format::count(comparison.counts.1))
    });
    let within = trend.map(|trend| match (&trend.direction, trend.percent_per_week) {
        (Ok(Direction::Flat), _) => "no clear slope within the window".to_owned(),
        (Ok(_), Some(rate)) => format!("{} a week within the window", format::signed_percent(rate)),
        (Ok(_), None) => String::new(),
        (Err(lack), _) => format!("slope within the window: {}", of_trend(trend, lack)),
    });
    [compared, within].into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
