//! Charts of what matters where: hours, distributions, jobs of a run, commits.

use std::sync::Arc;

use forerun::domain::{Outcome, Timestamp};
use forerun::view::chart::{
    Bin, CommitGrid, GridColumn, HeatCell, HeatMap, Histogram, Quantity, Timeline, TimelineRow,
};
use forerun::view::scale::Spread;
use leptos::prelude::*;

use crate::charts::{Sparkline, still};

use super::made_up::{MadeUp, day, zone};
use super::{group, sample};

/// The group.
pub fn section() -> AnyView {
    let values = (0..30).map(|number| (number % 11 != 0).then_some(f64::from(number * number % 17))).collect();
    let sparkline = view! { <Sparkline values label="A made-up series".to_owned() /> }.into_any();
    group(
        "Charts of parts",
        vec![
            sample("Heat map of the week", true, still(Arc::new(heat_map()))),
            sample("Histogram, logarithmic", false, still(Arc::new(histogram(Spread::Log)))),
            sample("Histogram, linear", false, still(Arc::new(histogram(Spread::Linear)))),
            sample("Timeline of a run", true, still(Arc::new(timeline()))),
            sample("Commits and jobs", true, still(Arc::new(grid()))),
            sample("Sparkline", false, sparkline),
            sample("A chart without data", false, still(Arc::new(HeatMap { cells: Vec::new(), ..heat_map() }))),
        ],
    )
}

fn heat_map() -> HeatMap {
    let mut random = MadeUp::new(11);
    let cell = |key: usize| {
        let (weekday, hour) = (key / 24, key % 24);
        let is_busy = weekday < 5 && (7..19).contains(&hour);
        let count = if is_busy { 10 + random.below(60) } else { random.below(9) };
        let rate = 0.04 + 0.05 * random.share() + if is_busy && hour == 14 { 0.15 } else { 0.0 };
        HeatCell { value: (count > 0).then_some(rate), count }
    };
    HeatMap {
        title: "Failure rate by hour",
        span: "5 Jan – 4 Apr 2026".to_owned(),
        value_name: "Failure rate",
        quantity: Quantity::Share,
        counted: "runs",
        least_count: 5,
        cells: (0..168).map(cell).collect(),
    }
}

fn histogram(spread: Spread) -> Histogram {
    let mut random = MadeUp::new(12);
    let mut values: Vec<f64> = (0..4_000).map(|_| random.duration(300.0)).collect();
    forerun::domain::sort_by(&mut values, f64::total_cmp);
    let quantile = |share: f64| values.get((share * values.len() as f64) as usize).copied().unwrap_or_default();
    Histogram {
        title: "Durations",
        span: "5 Jan – 4 Apr 2026".to_owned(),
        value_name: "Duration",
        counted: "runs",
        quantity: Quantity::Seconds,
        spread,
        bins: Bin::count(&values, spread, 40),
        quantiles: vec![("Median", quantile(0.5)), ("P95", quantile(0.95)), ("P99", quantile(0.99))],
    }
}

fn timeline() -> Timeline {
    let at = |second: i64| Timestamp(day(0).0 + second);
    let row = |name: &str, depth: u8, times: (i64, i64, i64), outcome: Outcome, is_critical: bool| TimelineRow {
        name: name.to_owned(),
        depth,
        queued_at: (times.0 >= 0).then(|| at(times.0)),
        started_at: (times.1 >= 0).then(|| at(times.1)),
        completed_at: (times.2 >= 0).then(|| at(times.2)),
        outcome,
        is_critical,
    };
    let passed = Outcome::Passed;
    let rows = vec![
        row("build", 0, (0, 12, 190), passed, true),
        row("Check out", 1, (-1, 14, 22), passed, false),
        row("Compile", 1, (-1, 22, 184), passed, true),
        row("lint", 0, (0, 40, 95), passed, false),
        row("unit tests (ubuntu-latest, stable)", 0, (190, 205, 330), passed, false),
        row("browser tests", 0, (190, 260, 560), Outcome::Failed, true),
        row("Run the browser", 1, (-1, 285, 556), Outcome::Failed, true),
        row("documentation", 0, (190, 200, 240), Outcome::CancelledByHand, false),
        row("deploy", 0, (560, -1, 560), Outcome::Excluded, false),
    ];
    Timeline { title: "Jobs of the run", span: "Run 1 742, attempt 1".to_owned(), rows, now: at(600) }
}

fn grid() -> CommitGrid {
    let mut random = MadeUp::new(13);
    let rows = ["build", "lint", "unit tests", "browser tests", "deploy to staging"];
    let commits = 60;
    let mut cells = Vec::new();
    for commit in 0..commits {
        for (row, _) in rows.iter().enumerate() {
            let failing = if row == 3 { 0.2 } else { 0.03 };
            let is_broken = (30..34).contains(&commit) && row != 1;
            let ran = random.share() > 0.04;
            let outcome = if is_broken { Outcome::Failed } else { random.outcome(failing) };
            cells.push(ran.then_some(outcome));
        }
    }
    let column = |number: usize| GridColumn {
        label: format!("{:07x}", number * 7_919 + 1_048_583),
        title: format!("Change number {number}"),
        at: day(number as i64 / 2),
    };
    CommitGrid {
        title: "Jobs by commit",
        row_name: "Job",
        columns: (0..commits).map(column).collect(),
        rows: rows.iter().map(|row| (*row).to_owned()).collect(),
        cells,
        zone: zone(),
    }
}
