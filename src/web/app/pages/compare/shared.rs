//! Workflows and jobs that both sides have by name, those that differ most first.

use std::sync::Arc;

use forerun::engine::Compared;
use forerun::insight::{Change, Rate, SharedJobs, SharedSubject, SideBySide};
use forerun::view::format;
use forerun::view::unit::Unit;
use leptos::prelude::*;

use crate::components::{Cell, Column, DataTable, Explanation, Panel, TableData, badge};
use crate::state::use_app;
use crate::words::{Tone, or_nothing};

use super::sides_of;
use super::wording::{SMALL, SMALL_OR_MANY, change_word};

/// The two tables.
pub fn tables(compared: Signal<Arc<Compared>>) -> AnyView {
    view! {
        {table(compared, "Workflows", "Workflow", |sides| &sides.workflows)}
        {table(compared, "Jobs", "Job", |sides| &sides.jobs)}
    }
    .into_any()
}

type Pick = fn(&SideBySide) -> &SharedJobs;

fn table(compared: Signal<Arc<Compared>>, title: &'static str, name: &'static str, pick: Pick) -> AnyView {
    let explanation = Explanation::of(
        "What both sides have under the same name, held against itself: another mix of workflows or jobs changes none of \
         these numbers. Of each up to 400 that passed, evenly spread, are tested; the difference is that of their middle, not of the medians.",
    )
    .fact("Duration", "medians of what passed; ranks tested (Mann and Whitney), interval by Hodges and Lehmann")
    .fact("Failures", "failed ÷ (passed + failed); two proportions")
    .fact("Many tests at once", "p adjusted so that at most 5\u{a0}% of what is named is false")
    .fact("Interval without 0, yet no clear difference", "5\u{a0}% or less, or chance among so many tests")
    .fact("Order", "clear differences first, then the largest; at most 30");
    let is_empty = Memo::new(move |_| {
        compared.with(|compared| compared.sides.as_ref().is_none_or(|sides| pick(sides).subjects.is_empty()))
    });
    let about = move || {
        compared.with(|compared| {
            compared.sides.as_ref().map(|sides| {
                let found = pick(sides);
                format!(
                    "{} on both sides · only A has {} · only B has {}",
                    format::count(found.shared),
                    format::count(found.only_first),
                    format::count(found.only_second)
                )
            })
        })
    };
    let app = use_app();
    let make = move || {
        let route = app.route.get();
        // Whoever follows a row wants to see what was compared.
        let route = sides_of(app).map_or(route.clone(), |sides| route.with_filter(sides.first.filter));
        compared.with(|compared| {
            let subjects = compared.sides.iter().flat_map(|sides| &pick(sides).subjects).enumerate();
            let row = |(number, subject): (usize, &SharedSubject)| {
                row(number, subject, route.of_workflow(subject.workflow_id).to_hash())
            };
            Arc::new(TableData { title, columns: columns(name), rows: subjects.map(row).collect() })
        })
    };
    let data = Memo::new_with_compare(move |_| make(), |_, _| true);
    let body = move || {
        if is_empty.get() {
            view! { <p class="muted">"The sides share none by name."</p> }.into_any()
        } else {
            view! { <DataTable data=data.into() sorted_by=MEANING /> }.into_any()
        }
    };
    view! {
        <Panel title explanation=Some(explanation)>
            <p class="panel-note">{about}</p>
            {body}
        </Panel>
    }
    .into_any()
}

/// What differs by no more, percent, is not named.
const SMALL_PERCENT: f64 = 5.0;
/// The column that the table comes sorted by: what differs most first.
const MEANING: usize = 1;

fn columns(name: &'static str) -> Vec<Column> {
    vec![
        Column::words(name),
        Column::words("What it means"),
        Column::numbers("Median A", Unit::Seconds),
        Column::numbers("Median B", Unit::Seconds),
        Column::numbers("A against B", Unit::Percent),
        Column::numbers("Failures A", Unit::Fraction),
        Column::numbers("Failures B", Unit::Fraction),
        Column::numbers("Passed A", Unit::Count).hidden(),
        Column::numbers("Passed B", Unit::Count).hidden(),
    ]
}

fn row(number: usize, subject: &SharedSubject, href: String) -> Vec<Cell> {
    let name = subject.job.clone().unwrap_or_else(|| subject.workflow.clone());
    let duration = |seconds: Option<f64>| Cell::number(seconds, or_nothing(seconds, format::duration));
    let percent = or_nothing(subject.duration_percent, format::signed_percent);
    let interval = subject
        .duration_interval
        .map(|(low, high)| format!(" ({} to {})", format::signed_percent(low), format::signed_percent(high)));
    vec![
        named(name, subject, href),
        meaning(number, subject),
        duration(subject.medians.0),
        duration(subject.medians.1),
        Cell::number(subject.duration_percent, format!("{percent}{}", interval.unwrap_or_default())),
        failures(&subject.failures.0),
        failures(&subject.failures.1),
        Cell::number(Some(subject.passed.0 as f64), format::count(subject.passed.0)),
        Cell::number(Some(subject.passed.1 as f64), format::count(subject.passed.1)),
    ]
}

/// Links to the workflow; a job says whose it is.
fn named(name: String, subject: &SharedSubject, href: String) -> Cell {
    let workflow = subject.workflow.clone();
    let of_job = subject.job.is_some();
    Cell::words(name.clone()).shown_as(move || {
        if of_job {
            let link = view! { <a class="muted path" href=href.clone()>{workflow.clone()}</a> };
            view! { <span class="stacked">{name.clone()} <small>{link}</small></span> }.into_any()
        } else {
            view! { <a href=href.clone()>{name.clone()}</a> }.into_any()
        }
    })
}

/// Duration and failures in a word each, where a difference is clear.
fn meaning(number: usize, subject: &SharedSubject) -> Cell {
    let clear = |change: Change, better: &'static str, worse: &'static str| match change {
        Change::Better => Some((better, Tone::Good)),
        Change::Worse => Some((worse, Tone::Bad)),
        _ => None,
    };
    let found = [
        clear(subject.duration_change, "A is faster", "A is slower"),
        clear(subject.failure_change, "A fails less", "A fails more"),
    ];
    let mut words: Vec<(&'static str, Tone)> = found.into_iter().flatten().collect();
    let why = (subject.duration_change == Change::Unchanged).then(|| why_unnamed(subject)).flatten();
    let why = why.filter(|_| words.is_empty());
    if words.is_empty() {
        let is_unknown = subject.duration_change == Change::Unknown && subject.failure_change == Change::Unknown;
        words.push(change_word(if is_unknown { Change::Unknown } else { Change::Unchanged }));
    }
    let text = words.iter().map(|word| word.0).chain(why).collect::<Vec<_>>().join(", ");
    Cell::number(Some(number as f64), text).shown_as(move || {
        let badges = words.iter().map(|(word, tone)| badge(*word, *tone)).collect_view();
        let why = why.map(|why| view! { <small class="muted">{why}</small> });
        view! { <span class="compare-words">{badges} {why}</span> }.into_any()
    })
}

/// Why a duration is not named although its interval leaves out 0.
fn why_unnamed(subject: &SharedSubject) -> Option<&'static str> {
    let (low, high) = subject.duration_interval?;
    let is_apart = low > 0.0 || high < 0.0;
    let is_small = subject.duration_percent.is_some_and(|percent| percent.abs() <= SMALL_PERCENT);
    is_apart.then_some(if is_small { SMALL } else { SMALL_OR_MANY })
}

fn failures(rate: &Rate) -> Cell {
    let counts = format!("{} of {}", format::count(rate.numerator), format::count(rate.denominator));
    Cell::number(rate.value, format!("{} ({counts})", or_nothing(rate.value, format::percent)))
}
