//! What sides and measures are called, and how values and differences are written. Owns words only.

use forerun::engine::{CompareSide, Compared, OtherWindow, SideAbout};
use forerun::insight::{Change, Measure};
use forerun::view::comparison::Sides;
use forerun::view::format;

use crate::components::Explanation;
use crate::platform::intl;
use crate::state::App;
use crate::words::{Tone, rule_formula, window_name};

/// The two sides by what tells them apart: `A (main)`, `B (topic)`.
pub fn names(app: App, sides: &Sides, compared: &Compared) -> [String; 2] {
    let first = facets(app, &sides.first, OtherWindow::OfFilter, Some(&compared.first));
    let second = facets(app, &sides.second, sides.window, compared.second.as_ref());
    let differing = |own: &[String; 5], other: &[String; 5]| {
        own.iter().zip(other).filter(|(own, other)| own != other).map(|(own, _)| own.clone()).collect::<Vec<_>>()
    };
    let name = |letter: &str, parts: Vec<String>| {
        if parts.is_empty() { letter.to_owned() } else { format!("{letter} ({})", parts.join(", ")) }
    };
    [name("A", differing(&first, &second)), name("B", differing(&second, &first))]
}

/// Repository, window, workflow, branch and event in words.
fn facets(app: App, side: &CompareSide, window: OtherWindow, about: Option<&SideAbout>) -> [String; 5] {
    let workflow = side.filter.workflow_id.map(|id| {
        let known = about.and_then(|about| about.workflows.iter().find(|workflow| workflow.id == id));
        known.map_or_else(|| app.workflow_name(id), |workflow| workflow.label.clone())
    });
    let window = match window {
        OtherWindow::Before => "the window before".to_owned(),
        OtherWindow::OfFilter => window_name(side.filter.window, intl::period),
    };
    [
        about.map_or_else(|| side.repository.0.clone(), |about| about.name.to_string()),
        window,
        workflow.unwrap_or_else(|| "all workflows".to_owned()),
        side.filter.branch.clone().unwrap_or_else(|| "all branches".to_owned()),
        side.filter.event.as_ref().map_or_else(|| "all events".to_owned(), |event| event.replace('_', " ")),
    ]
}

/// What a measure is called.
pub fn measure_name(measure: Measure) -> &'static str {
    match measure {
        Measure::SuccessRate => "Success rate",
        Measure::FailureRate => "Failure rate",
        Measure::MedianDuration => "Median duration",
        Measure::P95Duration => "P95 duration",
        Measure::QueueP90 => "P90 queue time",
        Measure::TimeToSignal => "Median time to signal",
        Measure::FirstTry => "First-try success",
        Measure::Flakiness => "Flakiness",
        Measure::CostPerRun => "Cost per run",
        Measure::AttemptsADay => "Attempts a day",
        Measure::Health => "Health score",
    }
}

/// A value with its unit.
pub fn measure_value(measure: Measure, value: f64) -> String {
    match measure {
        Measure::SuccessRate | Measure::FailureRate | Measure::FirstTry | Measure::Flakiness => format::percent(value),
        Measure::MedianDuration | Measure::P95Duration | Measure::QueueP90 | Measure::TimeToSignal => {
            format::duration(value)
        }
        // What is below ten cents is compared by tenths of them.
        Measure::CostPerRun if value > 0.0 && value < 0.1 => format!("${}", format::number(value, 3)),
        Measure::CostPerRun => format::dollars(value),
        Measure::AttemptsADay => format::mean(value),
        Measure::Health => format::number(value, 0),
    }
}

/// A difference with its sign; of shares in percentage points.
pub fn measure_difference(measure: Measure, difference: f64) -> String {
    match measure {
        Measure::SuccessRate | Measure::FailureRate | Measure::FirstTry | Measure::Flakiness => {
            format!("{}\u{a0}points", format::signed(100.0 * difference, 1))
        }
        Measure::MedianDuration | Measure::P95Duration | Measure::QueueP90 | Measure::TimeToSignal => {
            format::signed_duration(difference)
        }
        Measure::CostPerRun => {
            let sign = if difference > 0.0 {
                "+"
            } else if difference < 0.0 {
                "−"
            } else {
                ""
            };
            format!("{sign}${}", format::number(difference.abs(), if difference.abs() < 0.1 { 3 } else { 2 }))
        }
        Measure::AttemptsADay | Measure::Health => format::signed(difference, 1),
    }
}

/// What is counted behind a measure.
pub fn measure_counted(measure: Measure) -> &'static str {
    match measure {
        Measure::SuccessRate | Measure::FailureRate => "decided attempts",
        Measure::MedianDuration | Measure::P95Duration => "passed attempts",
        Measure::QueueP90 | Measure::TimeToSignal => "jobs",
        Measure::FirstTry | Measure::CostPerRun => "runs",
        Measure::Flakiness => "commits",
        Measure::AttemptsADay => "whole days",
        Measure::Health => "attempts",
    }
}

/// How a measure and its difference are made.
pub fn measure_explanation(measure: Measure, rule: forerun::domain::SuccessRule) -> Explanation {
    let (formula, test) = match measure {
        Measure::SuccessRate => (rule_formula(rule), SHARES),
        Measure::FailureRate => ("failed ÷ (passed + failed)", SHARES),
        Measure::FirstTry => ("runs passed at their first attempt ÷ runs whose first attempt is decided", SHARES),
        Measure::Flakiness => {
            ("commits on which a workflow both failed and passed ÷ commits with a decided outcome", SHARES)
        }
        Measure::MedianDuration => (
            "Median over passed attempts. Another mix of workflows changes it too: the tables below hold like against like.",
            RESAMPLED,
        ),
        Measure::P95Duration => ("95 of 100 passed attempts are faster. Needs 20 on each side.", RESAMPLED),
        Measure::QueueP90 => ("9 of 10 executed jobs wait less for a runner. Needs 10 on each side.", RESAMPLED),
        Measure::TimeToSignal => {
            ("From a run's creation to the end of a job, median over the jobs of first attempts.", RESAMPLED)
        }
        Measure::CostPerRun => {
            ("Cost of all attempts at list prices ÷ runs; told where it is known for nine tenths.", RESAMPLED_DAYS)
        }
        Measure::AttemptsADay => ("Attempts started on whole days of the window ÷ these days.", RESAMPLED_DAYS),
        Measure::Health => (
            "0.4 reliability + 0.3 performance + 0.2 efficiency + 0.1 satisfaction, over what is known.",
            "from the intervals of both scores",
        ),
    };
    Explanation::of(formula).fact("Test", test)
}

const SHARES: &str = "two proportions, Newcombe's interval";
const RESAMPLED: &str = "400 resamples of neighbouring values";
const RESAMPLED_DAYS: &str = "400 resamples of neighbouring days";

/// Why a difference is not named although its interval leaves out 0, in a few words; `None` where it holds 0.
pub fn unnamed(change: Change, interval: Option<(f64, f64)>, is_within_chance: bool) -> Option<&'static str> {
    let (low, high) = interval.filter(|_| change == Change::Unchanged)?;
    let is_apart = low > 0.0 || high < 0.0;
    is_apart.then_some(if is_within_chance { MANY_LOOKS } else { SMALL })
}

/// Said where one of many tests would have called a difference.
pub const MANY_LOOKS: &str = "may be chance: one of many numbers looked at";
/// Said where a difference is beyond chance and small.
pub const SMALL: &str = "5\u{a0}% or less: too little to matter";
/// Said where it cannot be known which of the two holds.
pub const SMALL_OR_MANY: &str = "may be chance among so many, or 5\u{a0}% or less";

/// What A is to B in a word, and its tone.
pub fn change_word(change: Change) -> (&'static str, Tone) {
    match change {
        Change::Better => ("A is better", Tone::Good),
        Change::Worse => ("A is worse", Tone::Bad),
        Change::Different => ("different", Tone::Neutral),
        Change::Unchanged => ("no clear difference", Tone::Neutral),
        Change::Unknown => ("not enough data", Tone::Neutral),
    }
}
