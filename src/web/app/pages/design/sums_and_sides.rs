//! Charts of sums through time, of stretches of time, of two sides and of what was said against what happened.

use std::sync::Arc;

use forerun::insight::{Rate, ReliabilityBin};
use forerun::view::chart::{
    IncidentSpan, Incidents, PART_LOOKS, PairedBars, PairedDay, PairedLines, Quantity, Reliability, Span, SpanRow,
    SpanWeight, Spans, Stacked, StackedPart,
};
use leptos::prelude::*;

use crate::charts::still;

use super::made_up::{MadeUp, day, days, zone};
use super::{group, sample};

const DAYS: i64 = 30;

/// The group.
pub fn section() -> AnyView {
    group(
        "Charts of sums, stretches and sides",
        vec![
            sample("Stacked by day", true, still(Arc::new(stacked()))),
            sample("Incidents", false, still(Arc::new(incidents()))),
            sample("Stretches of alerts", false, still(Arc::new(spans()))),
            sample("Two distributions", false, still(Arc::new(paired_bars()))),
            sample("Two series of days", false, still(Arc::new(paired_lines()))),
            sample("Said against happened", false, still(Arc::new(reliability()))),
        ],
    )
}

fn stacked() -> Stacked {
    let mut random = MadeUp::new(31);
    let starts: Vec<_> = (0..DAYS).map(day).collect();
    let names = ["CI", "Lint", "Nightly", "Deploy"];
    let parts = names.iter().zip(PART_LOOKS).enumerate().map(|(position, (name, (tone, fill)))| {
        let level = 5.0 / (1.0 + 2.0 * position as f64);
        let value = |number: i64| if number % 7 >= 5 { level / 6.0 } else { level * (0.6 + 0.8 * random.share()) };
        StackedPart { name: (*name).to_owned(), tone, fill, values: (0..DAYS).map(value).collect() }
    });
    Stacked::new("Cost a day by workflow", Quantity::Dollars, &starts, parts.collect(), zone())
}

fn incidents() -> Incidents {
    let hour = |number: i64| day(0).plus_seconds(number * 3_600);
    let span = |row: usize, (start, end): (i64, i64), failures: u64, is_beyond_chance: bool| IncidentSpan {
        row,
        start: hour(start),
        end: hour(end),
        failures,
        decided: failures + 2,
        is_beyond_chance,
        is_open: end >= 24 * DAYS,
    };
    Incidents {
        period: days(DAYS),
        rows: ["CI", "Nightly", "Deploy"].map(str::to_owned).to_vec(),
        spans: vec![
            span(0, (50, 71), 9, true),
            span(0, (300, 304), 3, false),
            span(1, (48, 96), 3, true),
            span(2, (700, 24 * DAYS), 4, true),
        ],
        left_out: 0,
        zone: zone(),
    }
}

fn spans() -> Spans {
    let span = |start: i64, end: Option<i64>, weight: SpanWeight| Span { start: day(start), end: end.map(day), weight };
    let row = |name: &str, spans: Vec<Span>| SpanRow { name: name.to_owned(), spans };
    Spans {
        title: "When alerts were open",
        period: days(DAYS),
        rows: vec![
            row("CI · Failure rate", vec![span(3, Some(9), SpanWeight::Critical), span(20, None, SpanWeight::Warning)]),
            row("Lint · Duration", vec![span(12, Some(15), SpanWeight::Note)]),
        ],
        zone: zone(),
    }
}

fn paired_bars() -> PairedBars {
    let mut random = MadeUp::new(32);
    let bins = 16;
    let counts = |middle: f64, random: &mut MadeUp| {
        let count = |bin: usize| {
            let away = (bin as f64 - middle) / 2.5;
            (90.0 * (-away * away).exp() * (0.8 + 0.4 * random.share())) as u64
        };
        (0..bins).map(count).collect::<Vec<_>>()
    };
    PairedBars {
        title: "Durations of passed attempts",
        value_name: "Duration",
        counted: "attempts",
        quantity: Quantity::Seconds,
        names: names(),
        borders: (0..=bins).map(|bin| 60.0 * 1.25_f64.powi(bin as i32)).collect(),
        counts: [counts(8.0, &mut random), counts(6.0, &mut random)],
        medians: [Some(390.0), Some(250.0)],
    }
}

fn names() -> [String; 2] {
    ["A (main)".to_owned(), "B (topic)".to_owned()]
}

fn paired_lines() -> PairedLines {
    let mut random = MadeUp::new(33);
    let mut side = |level: f64| {
        let day_of = |number: i64| PairedDay {
            start: day(number),
            value: (number % 7 != 6).then(|| level - 0.1 * random.share()),
            count: 20,
        };
        (0..DAYS).map(day_of).collect::<Vec<_>>()
    };
    let days = [side(0.98), side(0.93)];
    PairedLines {
        title: "Success rate by day",
        value_name: "Success rate",
        counted: "decided attempts",
        quantity: Quantity::Share,
        names: names(),
        days,
        zone: zone(),
    }
}

fn reliability() -> Reliability {
    let group = |(said, failed, runs): (f64, u64, u64)| ReliabilityBin {
        lowest: 0.9 * said,
        highest: 1.1 * said,
        said,
        failed: Rate::of(failed, runs),
    };
    let groups = [(0.04, 6, 160), (0.09, 11, 120), (0.16, 9, 60), (0.24, 26, 50), (0.38, 4, 40), (0.55, 6, 12)];
    Reliability { subject: "CI".to_owned(), groups: groups.map(group).to_vec() }
}
