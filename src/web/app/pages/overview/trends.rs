//! What rises and falls, in sentences with their certainty, and against the window before.

use std::sync::Arc;

use forerun::engine::Overview;
use forerun::insight::{Comparison, Direction, Metric, Trend};
use forerun::view::format;
use forerun::view::lack::of_trend;
use forerun::view::route::Page;
use leptos::prelude::*;

use crate::components::{Explanation, Icon, IconName, Panel};
use crate::state::use_app;
use crate::words::differences::{changed_by, unclear, unclear_change};
use crate::words::{NOTHING, Tone, change, direction_tone, metric_name, metric_value, or_nothing, p_value};
use crate::words::{counted, counted_in};

use super::super::linked::icon_or_space;

/// The metrics that have trends, in the order of their rows.
const METRICS: [Metric; 4] = [Metric::Duration, Metric::FailureRate, Metric::Volume, Metric::QueueTime];
/// So many trends are about the view's own window; they come first.
const OWN: usize = METRICS.len();

/// The panel.
#[component]
pub fn Trends(overview: Signal<Arc<Overview>>) -> impl IntoView {
    let app = use_app();
    let own =
        move || overview.with(|overview| overview.insight.trends.iter().take(OWN).map(sentence_row).collect_view());
    let table = move || overview.with(|overview| windows_table(&overview.insight.trends));
    let explanation = Explanation::of(
        "A line through the logarithms of durations and waits, a logistic one through failure rates, a straight one through \
         attempts a day, each allowing for the likeness of neighbours.",
    )
    .fact("Second opinion", "the slope by another method, which single outliers hardly move (Theil–Sen), and its p-value (Mann–Kendall)")
    .topic("trend");
    view! {
        <Panel
            title="Trends"
            class="half"
            note="A direction is named only when it is both large (more than 5\u{a0}% over the window) and unlikely to be chance (p\u{a0}<\u{a0}0.05)."
            explanation=Some(explanation)
        >
            <ul class="sentences">{own}</ul>
            {table}
            <p><a href=move || app.href(Page::Trends)>"More in Trends"</a></p>
        </Panel>
    }
}

/// The icon of a direction and its tone; no icon where the direction is not known.
fn icon(trend: &Trend) -> (Option<IconName>, Tone) {
    match trend.direction {
        Ok(direction @ Direction::Up) => (Some(IconName::Up), direction_tone(trend.metric, direction)),
        Ok(direction @ Direction::Down) => (Some(IconName::Down), direction_tone(trend.metric, direction)),
        Ok(Direction::Flat) => (Some(IconName::Level), Tone::Neutral),
        Err(_) => (None, Tone::Neutral),
    }
}

fn sentence_row(trend: &Trend) -> impl IntoView + use<> {
    let (name, tone) = icon(trend);
    view! {
        <li class=tone.class()>
            {icon_or_space(name)}
            <div>
                <p class="sentence">{sentence(trend)}</p>
                <p class="muted">{certainty(trend)}</p>
            </div>
        </li>
    }
}

/// A length of time in whole days.
fn days(length: f64) -> String {
    counted(length.round() as u64, "day", "days")
}

/// From less than a week no change a week is told: a day's slope seven times over is nobody's week.
fn is_a_week(trend: &Trend) -> bool {
    trend.window_days >= 6.5
}

fn sentence(trend: &Trend) -> String {
    let (metric, days) = (metric_name(trend.metric), trend.window_text());
    let rate = trend.percent_per_week.filter(|_| is_a_week(trend));
    let rate = rate.map(|rate| format!(" by {} a week", format::percent(rate.abs() / 100.0)));
    let rate = rate.unwrap_or_default();
    match &trend.direction {
        Ok(Direction::Up) => format!("{metric} is rising{rate} over {days}."),
        Ok(Direction::Down) => format!("{metric} is falling{rate} over {days}."),
        Ok(Direction::Flat) => format!("{metric} shows no clear direction over {days}."),
        Err(lack) => format!("{metric} over {days}: {}.", of_trend(trend, lack)),
    }
}

fn certainty(trend: &Trend) -> String {
    let interval = trend.percent_per_week_interval.filter(|_| is_a_week(trend)).map(|(low, high)| {
        format!("95\u{a0}% interval {} to {} a week", format::signed_percent(low), format::signed_percent(high))
    });
    let opinion = trend.theil_sen_percent_per_week.filter(|_| is_a_week(trend)).map(|slope| {
        let p = trend.mann_kendall_p_value.map(|p| format!(", {}", p_value(p))).unwrap_or_default();
        format!("second opinion {} a week{p}", format::signed_percent(slope))
    });
    let basis = counted_in(trend.count, &trend.unit);
    let why_flat = matches!(trend.direction, Ok(Direction::Flat)).then(|| unclear(trend.p_value, None)).flatten();
    [interval, trend.p_value.map(p_value), why_flat.map(str::to_owned), Some(basis), opinion]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

/// The trends over the usual windows: a row a metric, a column a window.
fn windows_table(trends: &[Trend]) -> AnyView {
    let usual: Vec<&Trend> = trends.iter().skip(OWN).collect();
    let mut windows: Vec<f64> = Vec::new();
    for trend in &usual {
        if windows.iter().all(|&days| (days - trend.window_days).abs() > 0.5) {
            windows.push(trend.window_days);
        }
    }
    // A table in which every cell says that there is not enough data says it twelve times.
    if usual.iter().all(|trend| trend.direction.is_err()) {
        return ().into_any();
    }
    let head = windows.iter().map(|&length| view! { <th scope="col">{days(length)}</th> }).collect_view();
    let rows = METRICS.into_iter().map(|metric| {
        let cells = windows.iter().map(|&days| {
            let is_it = |trend: &&&Trend| trend.metric == metric && (trend.window_days - days).abs() <= 0.5;
            usual.iter().find(is_it).map_or_else(|| view! { <td></td> }.into_any(), |trend| cell(trend, days))
        });
        view! {
            <tr>
                <th scope="row">{metric_name(metric)}</th>
                {cells.collect_view()}
            </tr>
        }
    });
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="Trends by window">
        <table class="trend-table stacking-table">
            <thead>
                <tr>
                    <th scope="col">"Change a week"</th>
                    {head}
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
        </div>
    }
    .into_any()
}

fn cell(trend: &Trend, window_days: f64) -> AnyView {
    let (name, tone) = icon(trend);
    let text = match &trend.direction {
        Ok(Direction::Flat) => "no clear trend".to_owned(),
        Ok(_) => or_nothing(trend.percent_per_week, format::signed_percent),
        Err(_) => "not enough data".to_owned(),
    };
    let shown = name.map(|name| view! { <Icon name /> });
    view! {
        <td class=tone.class() data-label=days(window_days) title=format!("{} {}", sentence(trend), certainty(trend))>
            <span class="trend-cell">{shown}{text}</span>
        </td>
    }
    .into_any()
}

/// Against the equal window before; nothing for the window "all".
#[component]
pub fn Comparisons(overview: Signal<Arc<Overview>>) -> impl IntoView {
    let body = move || {
        overview.with(|overview| match overview.insight.comparisons.as_slice() {
            [] => view! {
                <p class="muted">"Everything stored is in this window, so there is none before it. Choose a shorter one to compare."</p>
            }
            .into_any(),
            comparisons => comparison_table(comparisons),
        })
    };
    view! {
        <Panel title="Against the window before" note="The same length of time, right before this one.">
            {body}
        </Panel>
    }
}

fn comparison_table(comparisons: &[Comparison]) -> AnyView {
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="Comparison">
            <table class="stacking-table">
                <thead>
                    <tr>
                        <th scope="col">"Measure"</th>
                        <th scope="col" class="number">"Before"</th>
                        <th scope="col" class="number">"Now"</th>
                        <th scope="col" class="number">"Change"</th>
                        <th scope="col">"Verdict"</th>
                        <th scope="col" class="number">"Values before"</th>
                        <th scope="col" class="number">"Values now"</th>
                        <th scope="col" class="number">"p-value"</th>
                    </tr>
                </thead>
                <tbody>{comparisons.iter().map(comparison_row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn comparison_row(comparison: &Comparison) -> impl IntoView + use<> {
    let metric = comparison.metric;
    let value = |value: Option<f64>| or_nothing(value, |value| metric_value(metric, value));
    let (word, tone) = change(comparison.change);
    let unclear = unclear_change(comparison);
    view! {
        <tr>
            <th scope="row" class="nowrap">{metric_name(metric)}</th>
            <td class="number muted" data-label="Before">{value(comparison.previous)}</td>
            <td class="number" data-label="Now">{value(comparison.current)}</td>
            <td class="number" data-label="Change">{changed_by(comparison).unwrap_or_else(|| NOTHING.to_owned())}</td>
            <td data-label="Verdict">
                <span class=format!("nowrap {}", tone.class())>{word}</span>
                " "
                {unclear.map(|why| view! { <small class="muted">{why}</small> })}
            </td>
            <td class="number muted" data-label="Values before">{format::count(comparison.counts.1)}</td>
            <td class="number muted" data-label="Values now">{format::count(comparison.counts.0)}</td>
            <td class="number muted" data-label="p-value">{comparison.p_value.map_or_else(|| NOTHING.to_owned(), p_value)}</td>
        </tr>
    }
}
