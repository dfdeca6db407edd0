//! Tables: a short one with chosen columns, a long one of which a window is in the document.

use std::sync::Arc;

use forerun::view::format;
use forerun::view::unit::Unit;
use leptos::prelude::*;

use crate::charts::Sparkline;
use crate::components::{Cell, Column, DataTable, TableData, badge};
use crate::words::Tone;

use super::made_up::MadeUp;
use super::{group, sample};

const NAMES: [&str; 6] = ["build", "lint", "unit tests", "browser tests", "deploy to staging", "release notes"];

/// The group.
pub fn section() -> AnyView {
    let table = |title: &'static str, rows: usize| {
        let data = Signal::stored(Arc::new(jobs(title, rows)));
        view! { <DataTable data sorted_by=1 /> }.into_any()
    };
    group(
        "Tables",
        vec![
            sample("A few rows", true, table("Jobs", NAMES.len())),
            sample("Thousands of rows", true, table("All jobs", 2_500)),
        ],
    )
}

fn jobs(title: &'static str, rows: usize) -> TableData {
    let mut random = MadeUp::new(7);
    let row = |number: usize| {
        let name = NAMES.get(number % NAMES.len()).copied().unwrap_or_default();
        let name = if rows > NAMES.len() { format!("{name} {number}") } else { name.to_owned() };
        let (runs, seconds, success) = (random.below(900), random.duration(240.0), 1.0 - random.share().powi(3) * 0.6);
        let missing = random.share() < 0.1;
        let success = (!missing).then_some(success);
        let weeks: Vec<_> = (0..12).map(|_| Some(random.share())).collect();
        let tone = if success.is_some_and(|success| success < 0.8) { Tone::Bad } else { Tone::Good };
        let word = if tone == Tone::Bad { "Failing" } else { "Healthy" };
        let label = format!("Success of {name} by week");
        vec![
            Cell::words(name),
            Cell::number(Some(runs as f64), format::count(runs)),
            Cell::number(success, format::percent(success.unwrap_or(f64::NAN))),
            Cell::number(Some(seconds), format::duration(seconds)),
            Cell::words(word).shown_as(move || badge(word, tone)),
            Cell::words("")
                .shown_as(move || view! { <Sparkline values=weeks.clone() label=label.clone() /> }.into_any()),
            Cell::number(Some(seconds * 3.1), format::duration(seconds * 3.1)),
        ]
    };
    let columns = vec![
        Column::words("Job"),
        Column::numbers("Runs", Unit::Count),
        Column::numbers("Success", Unit::Fraction),
        Column::numbers("Median", Unit::Seconds),
        Column::words("State"),
        Column { is_sortable: false, ..Column::words("By week") },
        Column::numbers("P99", Unit::Seconds).hidden(),
    ];
    TableData { title, columns, rows: (0..rows).map(row).collect() }
}
