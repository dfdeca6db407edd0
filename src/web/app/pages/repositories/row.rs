//! One repository: what is stored at once, its numbers when they are known, what is wrong where they cannot be.

use forerun::engine::{Problem, Standing, StoredRepository};
use forerun::insight::{AlertCounts, Change, Comparison};
use forerun::view::format;
use forerun::view::lack::ATTEMPTS;
use forerun::view::route::{Page, Route};
use leptos::prelude::*;

use crate::charts::Sparkline;
use crate::components::{Moment, badge};
use crate::platform::intl;
use crate::words::alerts::severities;
use crate::words::differences::changed_by;
use crate::words::{
    NOTHING, Tone, change, comparison_title, counted, health_level, or_nothing, reason, reason_of, score,
};

use super::order::Column;
use super::queue::{Known, Standings};

/// A row of the table, a card on a phone: cells name their column for that.
pub fn row(stored: &StoredRepository, known: Option<&Known>, standings: Standings) -> AnyView {
    let route = Route::of(stored.key.clone());
    let name = if stored.is_demo { "Demo repository".to_owned() } else { stored.name.to_string() };
    let host = (stored.api_base != forerun::github::ApiBase::default() && !stored.is_demo)
        .then(|| view! { <small class="muted path">{stored.api_base.host()}</small> });
    let standing = known.map(|known| &known.standing);
    let damaged = standing.and_then(|standing| standing.as_ref().ok()).map(|standing| damaged(standing));
    let cells = match standing {
        None => pending(),
        Some(Err(problem)) => broken(problem, stored, standings),
        Some(Ok(standing)) => numbers(standing, &route),
    };
    let synced = stored
        .synced_at
        .filter(|_| !stored.is_demo)
        .map_or_else(|| NOTHING.into_any(), |at| view! { <Moment at /> }.into_any());
    let size = (!stored.is_demo).then(|| view! { <small class="muted">{intl::bytes(stored.bytes)}</small> });
    view! {
        <tr aria-busy=if known.is_none() { "true" } else { "false" }>
            <th scope="row">
                <a href=route.to_hash()>{name}</a>
                {host}
                {damaged}
            </th>
            {cells}
            <td class="number" data-label=Column::Stored.label()>
                <span class="stacked">
                    {counted(stored.attempts, "attempt", "attempts")}
                    {size}
                </span>
            </td>
            <td class="nowrap" data-label=Column::Synced.label()>
                {synced}
            </td>
        </tr>
    }
    .into_any()
}

/// Cells between the name and what is stored.
const NUMBERS: [Column; 6] =
    [Column::Health, Column::Alerts, Column::Success, Column::Median, Column::Cost, Column::Attempts];

fn pending() -> AnyView {
    let cell = |column: Column| {
        view! {
            <td data-label=column.label()>
                <span class="skeleton-line standing-pending"></span>
            </td>
        }
    };
    NUMBERS.map(cell).collect_view().into_any()
}

fn broken(problem: &Problem, stored: &StoredRepository, standings: Standings) -> AnyView {
    let key = stored.key.clone();
    view! {
        <td colspan=NUMBERS.len().to_string() class="standing-broken" data-label="Numbers">
            <p>{badge("Not readable", Tone::Bad)} " " {problem.advice.clone()}</p>
            <button type="button" class="button" on:click=move |_| standings.ask_again(&key)>
                "Try again"
            </button>
        </td>
    }
    .into_any()
}

fn damaged(standing: &Standing) -> Option<AnyView> {
    let first = standing.damaged.first()?;
    let others = standing.damaged.len() - 1;
    let others = (others > 0).then(|| format!(" And {} more.", counted(others as u64, "part", "parts")));
    Some(
        view! {
            <small class="path standing-damaged">
                {badge("Damaged", Tone::Warning)} " " {first.clone()} {others}
                " Open the repository to have it read from GitHub again."
            </small>
        }
        .into_any(),
    )
}

fn numbers(standing: &Standing, route: &Route) -> AnyView {
    let numbers = &standing.numbers;
    let interval = match (numbers.success.low, numbers.success.high) {
        (Some(low), Some(high)) => format!("{} – {}", format::percent(low), format::percent(high)),
        _ => String::new(),
    };
    let counts =
        format!("{} of {}", format::count(numbers.success.numerator), format::count(numbers.success.denominator));
    let label = format!("Success rate of {} day by day", standing.repository.name);
    // One day makes no line.
    let has_course = numbers.daily_success.iter().flatten().count() > 1;
    let attempts = format::count(numbers.attempts);
    let last = numbers.last_started_at.map(|at| {
        view! {
            <small class="muted">"last " <Moment at /></small>
        }
    });
    view! {
        <td data-label=Column::Health.label()>{health(standing)}</td>
        <td data-label=Column::Alerts.label()>{alerts(numbers.alerts, &route.with_page(Page::Alerts))}</td>
        <td data-label=Column::Success.label()>
            <span class="standing-success">
                <span class="stacked">
                    <span title=counts>{or_nothing(numbers.success.value, format::percent)}</span>
                    <small class="muted nowrap">{interval}</small>
                </span>
                {has_course.then(|| view! { <Sparkline values=numbers.daily_success.clone() label /> })}
            </span>
            {changed(numbers.success_change.as_ref())}
        </td>
        <td class="number" data-label=Column::Median.label()>
            <span class="stacked">
                {or_nothing(numbers.duration_change.as_ref().and_then(|change| change.current), format::duration)}
                {changed(numbers.duration_change.as_ref())}
            </span>
        </td>
        <td class="number" data-label=Column::Cost.label()>{cost(standing, &route.with_page(Page::Cost))}</td>
        <td class="number" data-label=Column::Attempts.label()>
            <span class="stacked">{attempts} {last}</span>
        </td>
    }
    .into_any()
}

fn health(standing: &Standing) -> AnyView {
    let numbers = &standing.numbers;
    let Ok(value) = numbers.health.as_ref() else {
        let why = numbers.health.as_ref().err().map(|lack| reason_of(lack, ATTEMPTS));
        return view! { <span class="stacked">{NOTHING} <small class="muted">{why}</small></span> }.into_any();
    };
    let level = numbers.health_level.map(health_level);
    let interval = numbers.health_interval.map(|(low, high)| format::score_interval(low, high));
    view! {
        <span class="stacked">
            <span class="nowrap">
                <strong>{score(*value)}</strong>
                " "
                {level.map(|(word, tone)| badge(word, tone))}
            </span>
            <small class="muted nowrap">{interval}</small>
        </span>
    }
    .into_any()
}

/// Links to the alerts of the repository.
fn alerts(counts: AlertCounts, route: &Route) -> AnyView {
    if counts.total() == 0 {
        return view! { <a class="quiet-link" href=route.to_hash()>"None"</a> }.into_any();
    }
    view! {
        <a class="standing-alerts" href=route.to_hash()>
            {severities(counts).into_iter().map(|(words, tone)| badge(words, tone)).collect_view()}
        </a>
    }
    .into_any()
}

fn cost(standing: &Standing, route: &Route) -> AnyView {
    let href = route.to_hash();
    match &standing.numbers.cost {
        Ok(cost) => {
            let note = if cost.unpriced_minutes > 0 {
                Some("some runners have no price")
            } else if cost.attempts_unknown > 0 {
                Some("some attempts unknown")
            } else if cost.estimated_dollars > 0.005 {
                Some("partly estimated")
            } else {
                None
            };
            view! {
                <span class="stacked">
                    <a href=href>{format::dollars(cost.dollars)}</a>
                    <small class="muted">{note}</small>
                </span>
            }
            .into_any()
        }
        Err(_) if standing.numbers.attempts == 0 => {
            view! { <span class="stacked">{NOTHING} <small class="muted">"no runs"</small></span> }.into_any()
        }
        Err(lack) => {
            view! { <span class="stacked"><a href=href>{NOTHING}</a> <small class="muted">{reason(&lack.to_string())}</small></span> }
                .into_any()
        }
    }
}

/// How a number changed against the 30 days before, where that is known.
fn changed(comparison: Option<&Comparison>) -> Option<AnyView> {
    let comparison = comparison.filter(|comparison| comparison.change != Change::Unknown)?;
    let (word, tone) = change(comparison.change);
    let amount = changed_by(comparison).filter(|_| comparison.change != Change::Unchanged);
    let amount = amount.map(|amount| format!("{amount} "));
    Some(
        view! {
            <small class=format!("standing-change {}", tone.class()) title=comparison_title(comparison)>
                {amount}
                {word}
            </small>
        }
        .into_any(),
    )
}
