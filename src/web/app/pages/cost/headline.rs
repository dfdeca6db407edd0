//! The first screenful: one sentence, and the numbers it is made of.

use std::sync::Arc;

use forerun::engine::{Cost, KnownCost};
use forerun::insight::{ExpectedCost, WasteCost};
use forerun::view::format;
use forerun::view::lack::DAYS;
use leptos::prelude::*;

use crate::components::{Explanation, Stat, StatData};
use crate::platform::intl;
use crate::state::use_app;
use crate::words::{NOTHING, counted, or_nothing, reason_of, window_name};

use super::names::waste_words;

/// Minutes with their unit.
pub fn minutes(minutes: f64) -> String {
    format!("{}\u{a0}min", format::number(minutes, 0))
}

/// A range of dollars.
pub fn range((low, high): (f64, f64)) -> String {
    format!("{} – {}", format::dollars(low), format::dollars(high))
}

/// Sentence and tiles.
pub fn panel(answer: Signal<Arc<Cost>>) -> AnyView {
    let app = use_app();
    let sentence = move || {
        let window = window_name(app.filter().window, intl::period);
        answer.with(|cost| cost.known.as_ref().map(|known| sentence(cost, known, &window)).unwrap_or_default())
    };
    let tile = |make: fn(&Cost, &KnownCost) -> StatData| {
        let data = Memo::new(move |_| {
            answer.with(|cost| cost.known.as_ref().map(|known| make(cost, known)).unwrap_or_default())
        });
        view! { <Stat data /> }
    };
    view! {
        <p class="answer-sentence">{sentence}</p>
        <section class="numbers" aria-label="Cost in numbers">
            {[total, per_run, wasted, against_expectation, month].map(tile).collect_view()}
        </section>
    }
    .into_any()
}

/// All that was lost, US dollars.
fn lost(known: &KnownCost) -> f64 {
    known.summary.waste.iter().map(|waste| waste.dollars).sum()
}

fn worst(known: &KnownCost) -> Option<&WasteCost> {
    let by_size =
        |a: &&WasteCost, b: &&WasteCost| a.dollars.total_cmp(&b.dollars).then(a.minutes.total_cmp(&b.minutes));
    known.summary.waste.iter().max_by(by_size).filter(|waste| waste.minutes > 0.0)
}

fn all_minutes(known: &KnownCost) -> f64 {
    known.summary.total.billed_minutes as f64 + known.summary.total.estimated_minutes
}

fn sentence(cost: &Cost, known: &KnownCost, window: &str) -> String {
    let total = known.summary.total.dollars();
    if total <= 0.0 {
        let why = if cost.is_free {
            "this repository is public and ran on standard runners"
        } else {
            "no runner that was used has a price above 0"
        };
        let wasted = or_nothing(known.summary.wasted_share(), format::percent);
        let used = minutes(all_minutes(known));
        return format!("$0 in the {window}: {why}. {used} were used, {wasted} of them wasted.");
    }
    let against = known.course.window.as_ref().ok().and_then(against).unwrap_or_default();
    let wasted = worst(known).map(|worst| {
        let (lost, cause) = (lost(known), waste_words(worst.cause)[0].to_ascii_lowercase());
        format!("; {} ({}) wasted, most on {cause}", format::dollars(lost), format::percent(lost / total))
    });
    let ahead = cost.forecast.total().ok().map(|ahead| format!(" The next 7 days: {}.", range(ahead.interval_80)));
    format!(
        "{} in the {window}{against}{}.{}",
        format::dollars(total),
        wasted.unwrap_or_default(),
        ahead.unwrap_or_default()
    )
}

fn is_usual(expected: &ExpectedCost) -> bool {
    expected.interval.as_ref().is_ok_and(|(low, high)| (*low..=*high).contains(&expected.dollars))
}

fn against(expected: &ExpectedCost) -> Option<String> {
    let percent = expected.deviation_percent?;
    let word = if percent >= 0.0 { "more" } else { "less" };
    let usual = if is_usual(expected) { ", which is within the usual" } else { "" };
    Some(format!(", {} {word} than expected{usual}", format::percent(percent.abs() / 100.0)))
}

const TOTAL: &str = "For each job that ran: its minutes, rounded up to whole ones and at least 1, times the list price of its \
                     runner on that day. Attempts whose jobs are not stored are estimated by the mean of their \
                     workflow. Included minutes, discounts, taxes and storage are not part of it: this is no invoice.";

fn total(_: &Cost, known: &KnownCost) -> StatData {
    let total = &known.summary.total;
    let mut details = vec![minutes(all_minutes(known))];
    if total.estimated_dollars > 0.0 {
        details.push(format!("of it {} estimated", format::dollars(total.estimated_dollars)));
    }
    if total.unpriced_minutes > 0 {
        details.push(format!("{} have no price: too low", minutes(total.unpriced_minutes as f64)));
    }
    StatData {
        label: "Total",
        value: format::dollars(total.dollars()),
        details,
        change: None,
        explanation: Explanation::of(TOTAL)
            .fact("Attempts measured by their jobs", format::count(total.attempts_measured))
            .fact("Attempts estimated", format::count(total.attempts_estimated))
            .fact("Attempts of unknown cost", format::count(total.attempts_unknown))
            .fact("Jobs", format::count(total.jobs))
            .fact("Billed minutes of these", format::count(total.billed_minutes))
            .fact("… without a known price", format::count(total.unpriced_minutes))
            .fact("Measured", format::dollars(total.measured_dollars))
            .fact("Estimated", format::dollars(total.estimated_dollars)),
    }
}

fn per_run(_: &Cost, known: &KnownCost) -> StatData {
    let summary = &known.summary;
    let passed = or_nothing(summary.dollars_per_passed_run, format::dollars);
    let minutes_per_run = (summary.runs > 0).then(|| all_minutes(known) / summary.runs as f64);
    StatData {
        label: "Per run",
        value: or_nothing(summary.dollars_per_run, format::dollars),
        details: vec![
            format!("{} a run", or_nothing(minutes_per_run, |mean| format!("{}\u{a0}min", format::number(mean, 1)))),
            format!("{passed} for each run that passed"),
        ],
        change: None,
        explanation: Explanation::of(
            "Dollars ÷ runs that may have cost something, each with all its attempts; a mean. For each run that passed: the \
             same dollars ÷ runs that passed in the end.",
        )
        .fact("Runs", format::count(summary.runs))
        .fact("… passed in the end", format::count(summary.passed_runs)),
    }
}

fn wasted(_: &Cost, known: &KnownCost) -> StatData {
    let summary = &known.summary;
    let lost_minutes: f64 = summary.waste.iter().map(|waste| waste.minutes).sum();
    let measured = summary.total.measured_dollars;
    let share = (measured > 0.0).then(|| lost(known) / measured).or(summary.wasted_share());
    let mut explanation = Explanation::of(
        "Minutes of measured jobs that led to nothing; each minute has one cause, the first that applies. The share is of \
         what the measured jobs cost. What each means stands below.",
    );
    for waste in &summary.waste {
        explanation = explanation.fact(
            waste_words(waste.cause)[0],
            format!("{} · {}", format::dollars(waste.dollars), minutes(waste.minutes)),
        );
    }
    StatData {
        label: "Wasted",
        value: format::dollars(lost(known)),
        details: vec![
            format!("{} of the cost · {}", or_nothing(share, format::percent), minutes(lost_minutes)),
            worst(known).map_or_else(
                || NOTHING.to_owned(),
                |worst| format!("most: {}", waste_words(worst.cause)[0].to_ascii_lowercase()),
            ),
        ],
        change: None,
        explanation,
    }
}

fn against_expectation(_: &Cost, known: &KnownCost) -> StatData {
    let course = &known.course;
    let explanation = Explanation::of(
        "Each whole day of the window is held against the median of the same weekday in up to 8 earlier weeks (at least \
         3), and all of them are added up. The 95 % interval: as far as earlier stretches of so many days were off.",
    )
    .fact("Days judged", format::count(course.judged_days))
    .fact("Days of the window", format::count(course.days.len() as u64));
    let label = "Against expectation";
    match &course.window {
        Err(lack) => StatData {
            label,
            value: NOTHING.to_owned(),
            details: vec![reason_of(lack, DAYS)],
            change: None,
            explanation,
        },
        Ok(found) => StatData {
            label,
            value: or_nothing(found.deviation_percent, format::signed_percent),
            details: expectation_words(found),
            change: None,
            explanation: explanation
                .fact("Spent on these days", format::dollars(found.dollars))
                .fact("Expected of them", format::dollars(found.expected_dollars)),
        },
    }
}

fn expectation_words(found: &ExpectedCost) -> Vec<String> {
    let expected = format::dollars(found.expected_dollars);
    if found.deviation_percent.is_none() {
        // Of nothing expected there is no percentage.
        return vec![format!("{} spent, {expected} expected", format::dollars(found.dollars))];
    }
    let usual = if is_usual(found) { " · usual" } else { "" };
    let interval = match &found.interval {
        Ok(interval) => format!("95\u{a0}%: {}", range(*interval)),
        Err(lack) => format!("no interval: {}", reason_of(lack, DAYS)),
    };
    vec![format!("{} of {expected} on whole days{usual}", format::dollars(found.dollars)), interval]
}

fn month(_: &Cost, known: &KnownCost) -> StatData {
    let label = "This month, expected";
    let explanation = Explanation::of(
        "Spent since the first of the month, and the mean day of the last 2 to 4 whole weeks for each day that is left. \
         For any 30 days: that mean × 30, with a 95 % interval that takes days as independent.",
    );
    match &known.course.expectation.projection {
        Err(lack) => StatData {
            label,
            value: NOTHING.to_owned(),
            details: vec![reason_of(lack, DAYS)],
            change: None,
            explanation,
        },
        Ok(found) => {
            let so_far = found.month_to_date_dollars.map(|spent| format!("{} so far", format::dollars(spent)));
            let thirty = format!("30 days at this pace: {}", range(found.interval));
            StatData {
                label,
                value: found.month_dollars.map_or_else(|| format::dollars(found.dollars), format::dollars),
                details: so_far.into_iter().chain([thirty]).collect(),
                change: None,
                explanation: explanation
                    .fact("Pace taken from", counted(found.days, "day", "days"))
                    .fact("30 days at this pace", format::dollars(found.dollars))
                    .fact("95 % interval", range(found.interval)),
            }
        }
    }
}
