//! The maturity ladder: each dimension with its level, and what the next one asks for.

use std::sync::Arc;

use forerun::engine::Delivery;
use forerun::insight::{Lack, Maturity, MaturityDimension, MaturityKind, MaturityLevel};
use forerun::view::format;
use forerun::view::lack::{ATTEMPTS, COMMITS, RUNS, of_any_trend};
use leptos::prelude::*;

use crate::components::{Explanation, Meter, Panel, badge};
use crate::words::{NOTHING, Tone, reason_of};

/// A level in a word.
pub fn level_name(level: MaturityLevel) -> &'static str {
    match level {
        MaturityLevel::Initial => "initial",
        MaturityLevel::Repeatable => "repeatable",
        MaturityLevel::Defined => "defined",
        MaturityLevel::Managed => "managed",
        MaturityLevel::Optimising => "optimising",
    }
}

/// A dimension.
pub fn kind_name(kind: MaturityKind) -> &'static str {
    match kind {
        MaturityKind::History => "History stored",
        MaturityKind::JobCoverage => "Attempts with jobs stored",
        MaturityKind::Stability => "Variation of weekly medians",
        MaturityKind::Trend => "Worst trend",
        MaturityKind::TimeToRestore => "Time to restore the default branch",
        MaturityKind::Flakiness => "Flaky commits",
    }
}

fn value_text(kind: MaturityKind, value: f64) -> String {
    match kind {
        MaturityKind::History => format!("{}\u{a0}days", format::number(value.floor(), 0)),
        MaturityKind::JobCoverage | MaturityKind::Flakiness | MaturityKind::Stability => format::percent(value),
        MaturityKind::Trend => format!("{} a week", format::signed_percent(value)),
        MaturityKind::TimeToRestore => format::duration(value * 3_600.0),
    }
}

fn advice(kind: MaturityKind) -> &'static str {
    match kind {
        MaturityKind::History => "Comes by itself: sync now and then, and keep what is stored.",
        MaturityKind::JobCoverage => "Read more jobs on the Data page.",
        MaturityKind::Stability => "Find on the Trends page what makes weeks differ: caches, runners, new tests.",
        MaturityKind::Trend => "Stop what gets slower or fails more: the Trends page names it.",
        MaturityKind::TimeToRestore => "Revert first, mend later; tell the author as soon as the branch is red.",
        MaturityKind::Flakiness => "Mend or quarantine the flakiest tests: the Flaky page ranks them.",
    }
}

/// Why a dimension is not known, by what it counts.
fn missing(kind: MaturityKind, lack: &Lack) -> String {
    let noun = match kind {
        MaturityKind::History | MaturityKind::JobCoverage => ATTEMPTS,
        MaturityKind::Stability => ("week", "weeks"),
        MaturityKind::TimeToRestore => RUNS,
        MaturityKind::Flakiness => COMMITS,
        MaturityKind::Trend => return of_any_trend(lack),
    };
    reason_of(lack, noun)
}

/// The panel.
pub fn panel(answer: Signal<Arc<Delivery>>) -> AnyView {
    let body = move || answer.with(|delivery| ladder(&delivery.maturity));
    view! {
        <Panel
            title="Maturity"
            explanation=Some(Explanation::of(
                "The level of the weakest dimension that is known; three must be. Each dimension has four thresholds, for the levels 2 \
                 to 5. Variation: standard deviation ÷ mean of a workflow's weekly medians. Worst trend: the largest rise of \
                 duration or failure rate that is beyond chance.",
            ))
        >
            {body}
        </Panel>
    }
    .into_any()
}

fn ladder(maturity: &Maturity) -> AnyView {
    let head = match &maturity.level {
        Ok(level) => {
            let (number, name) = (level.number(), level_name(*level));
            view! {
                <p class="headline">
                    <strong>{number}</strong>
                    <span class="muted">"of 5, " {name}</span>
                </p>
            }
            .into_any()
        }
        Err(lack) => {
            let why = format!("No level: {}.", reason_of(lack, ("known dimension", "known dimensions")));
            view! { <p class="muted">{why}</p> }.into_any()
        }
    };
    let row = |dimension: &MaturityDimension| step(dimension, maturity.held_back_by.contains(&dimension.kind));
    let rows = maturity.dimensions.iter().map(row).collect_view();
    view! {
        {head}
        <ul class="factors delivery-ladder">{rows}</ul>
    }
    .into_any()
}

fn step(dimension: &MaturityDimension, holds_back: bool) -> AnyView {
    let kind = dimension.kind;
    let level = dimension.level.as_ref().ok();
    let tone = match level {
        None => Tone::Neutral,
        Some(level) if *level >= MaturityLevel::Managed => Tone::Good,
        Some(level) if *level >= MaturityLevel::Defined => Tone::Neutral,
        Some(_) => Tone::Warning,
    };
    let now = match (&dimension.level, dimension.value) {
        (Err(lack), _) => format!("Not measured: {}.", missing(kind, lack)),
        (Ok(_), None) => "Never broken.".to_owned(),
        (Ok(_), Some(value)) => format!("{}.", value_text(kind, value)),
    };
    let [second, .., fifth] = dimension.thresholds;
    let bound = if fifth > second { "at least" } else { "at most" };
    let next = dimension.next_threshold.map(|next| {
        let number = level.map_or(2, |level| level.number() + 1);
        // A trend at the last level falls; its threshold is no number to tell.
        let asked = if kind == MaturityKind::Trend && next < 0.0 {
            "one that falls, none that rises".to_owned()
        } else {
            format!("{bound} {}", value_text(kind, next))
        };
        format!(" Level {number} asks for {asked}. {}", advice(kind))
    });
    let share = level.map(|level| f64::from(level.number()) / 5.0);
    let points = level.map_or_else(|| NOTHING.to_owned(), |level| format!("{}\u{a0}of\u{a0}5", level.number()));
    let mark = holds_back.then(|| badge("Holds it back", Tone::Warning));
    view! {
        <li class="factor">
            <p class="factor-name">{kind_name(kind)} " " {mark}</p>
            <Meter share tone />
            <p class="factor-points">{points}</p>
            <p class="factor-reason">{now} {next}</p>
        </li>
    }
    .into_any()
}
