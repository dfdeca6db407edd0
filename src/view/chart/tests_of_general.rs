//! What the charts of general inputs promise, whatever they are fed.

use std::sync::Arc;

use proptest::prelude::*;

use super::tests::check_scene;
use super::*;
use crate::domain::{Outcome, SECONDS_PER_DAY, Timestamp, Zone};
use crate::view::scale::Spread;

const SIZE: Size = Size { width: 640.0, height: 240.0, pixel_ratio: 1.0 };
/// Monday 5 October 2026.
const FIRST_DAY: i64 = 20_731;

fn zone() -> Arc<Zone> {
    Arc::new(Zone::default())
}

fn day(number: usize) -> Timestamp {
    Timestamp((FIRST_DAY + number as i64) * SECONDS_PER_DAY)
}

fn heat_map(cells: &[(f64, u64)]) -> HeatMap {
    HeatMap {
        title: "By hour",
        span: "October".to_owned(),
        value_name: "Failure rate",
        quantity: Quantity::Share,
        counted: "runs",
        least_count: 5,
        cells: cells.iter().map(|&(value, count)| HeatCell { value: Some(value), count }).collect(),
    }
}

fn calendar(days: &[(f64, u64)]) -> Calendar {
    let days = days.iter().enumerate();
    Calendar {
        title: "By day",
        value_name: "Queue time",
        quantity: Quantity::Seconds,
        counted: "jobs",
        least_count: 3,
        days: days
            .map(|(number, &(value, count))| CalendarDay { start: day(number), value: Some(value), count })
            .collect(),
        zone: zone(),
    }
}

fn histogram(values: &[f64], spread: Spread) -> Histogram {
    Histogram {
        title: "Durations",
        span: "October".to_owned(),
        value_name: "Duration",
        counted: "runs",
        quantity: Quantity::Seconds,
        spread,
        bins: Bin::count(values, spread, 20),
        quantiles: vec![("Median", 60.0), ("P95", 62.0), ("P99", 600.0)],
    }
}

fn grid(rows: usize, cells: &[Option<Outcome>]) -> CommitGrid {
    let column =
        |number: usize| GridColumn { label: format!("{number:07x}"), title: "Change".to_owned(), at: day(number) };
    CommitGrid {
        title: "Jobs by commit",
        row_name: "Job",
        columns: (0..cells.len() / rows.max(1)).map(column).collect(),
        rows: (0..rows).map(|row| format!("job number {row}")).collect(),
        cells: cells.to_vec(),
        zone: zone(),
    }
}

fn line_band(values: &[(f64, u64)]) -> LineBand {
    let point = |(number, &(value, count)): (usize, &(f64, u64))| LinePoint {
        start: day(number),
        value: (count > 0).then_some(value),
        interval: (count > 1).then_some((value * 0.5, value * 1.5)),
        count,
    };
    LineBand {
        title: "Median",
        value_name: "Median",
        band_name: "95 % interval",
        counted: "runs",
        quantity: Quantity::Seconds,
        points: values.iter().enumerate().map(point).collect(),
        level: Some(("Target".to_owned(), 600.0)),
        zone: zone(),
    }
}

fn fan(values: &[(f64, u64)]) -> Fan {
    let past = |(number, &(value, count)): (usize, &(f64, u64))| PastDay {
        start: day(number),
        value: Some(value / 1e4),
        count,
        is_running: false,
    };
    let kept = |(number, &(value, count)): (usize, &(f64, u64))| KeptForecast {
        start: day(number),
        value: value / 1e4,
        interval: (0.0, value / 5e3),
        came_true: (count > 0).then_some(count > 3),
    };
    let ahead = |number: usize| FanDay {
        start: day(values.len() + number),
        value: 0.1,
        interval_80: (0.05, 0.2),
        interval_95: (0.0, 0.4),
    };
    Fan {
        title: "Forecast",
        value_name: "Failure rate",
        quantity: Quantity::Share,
        tone: Tone::Failed,
        past: values.iter().enumerate().map(past).collect(),
        expected: (0..7).map(ahead).collect(),
        kept: values.iter().enumerate().take(5).map(kept).collect(),
        zone: zone(),
    }
}

fn density(values: &[(f64, u64)], spread: Spread) -> Density {
    let point = |(number, &(value, count)): (usize, &(f64, u64))| DensityPoint {
        at: day(0).plus_seconds(number as i64 * 600 + count as i64),
        value: value as f32,
    };
    let points = values.iter().enumerate().map(point).collect();
    let period = Period { start: day(0), end: day(7) };
    Density::new(["Durations", "Duration", "runs"], Quantity::Seconds, spread, points, period, zone())
}

fn timeline(rows: &[(i64, i64, i64, usize)]) -> Timeline {
    let row = |&(queued, started, ended, outcome): &(i64, i64, i64, usize)| TimelineRow {
        name: "a job with a name that is too long".to_owned(),
        depth: (outcome % 2) as u8,
        queued_at: (queued >= 0).then_some(Timestamp(queued)),
        started_at: (started >= 0).then_some(Timestamp(started)),
        completed_at: (ended >= 0).then_some(Timestamp(ended)),
        outcome: Outcome::ALL[outcome],
        is_critical: outcome == 0,
    };
    Timeline { title: "Jobs", span: "Run 7".to_owned(), rows: rows.iter().map(row).collect(), now: Timestamp(900) }
}

#[test]
fn nothing_is_told_as_nothing() {
    let charts: [Box<dyn Chart>; 8] = [
        Box::new(heat_map(&[])),
        Box::new(calendar(&[])),
        Box::new(histogram(&[], Spread::Log)),
        Box::new(grid(0, &[])),
        Box::new(line_band(&[])),
        Box::new(Fan { expected: Vec::new(), ..fan(&[]) }),
        Box::new(density(&[], Spread::Log)),
        Box::new(timeline(&[])),
    ];
    for chart in charts {
        assert!(chart.is_empty(), "{}", chart.title());
        assert!(!chart.summary().contains("NaN"), "{}", chart.summary());
        assert_eq!(chart.readout(7_000_000).map(|readout| readout.title), None, "{}", chart.title());
        check_scene(chart.as_ref(), SIZE);
    }
}

#[test]
fn hours_of_the_week_read_as_such() {
    let mut cells = vec![(0.0, 0); 168];
    cells[24 + 14] = (0.2, 40);
    cells[0] = (0.1, 10);
    cells[1] = (0.9, 2);
    let chart = heat_map(&cells);
    assert_eq!(
        chart.summary().replace('\u{a0}', " "),
        "Failure rate by hour of the week, October: highest 20.0 % Tue 14:00 – 15:00, lowest 10.0 % Mon 00:00 – 01:00."
    );
    let told = |key: usize| chart.readout(key).map(|readout| readout.sentence().replace('\u{a0}', " "));
    assert_eq!(told(38).as_deref(), Some("Tue 14:00 – 15:00: Failure rate 20.0 %, Runs 40"));
    assert_eq!(told(1).as_deref(), Some("Mon 01:00 – 02:00: Failure rate too few to tell, Runs 2"));
    assert_eq!(chart.legend().last().map(|entry| entry.text.as_str()), Some("Fewer than 5 runs"));
    assert_eq!(chart.table().rows.len(), 3);
}

#[test]
fn a_run_tells_its_critical_path_and_its_waits() {
    let chart = timeline(&[(0, 30, 90, 0), (0, 100, 160, 2), (-1, -1, -1, 5), (200, -1, -1, 6)]);
    assert_eq!(
        chart.summary().replace('\u{a0}', " "),
        "Run 7: 3 jobs in 15 min 00 s; together they waited 2 min 10 s. Critical path: a job with a name that is too long."
    );
    let told = chart.readout(0).map(|readout| readout.sentence().replace('\u{a0}', " "));
    let expected = "Outcome Passed, Waited 30 s, Worked 1 min 00 s, Begins after 0 s, On the critical path yes";
    assert_eq!(told, Some(format!("a job with a name that is too long: {expected}")));
}

#[test]
fn crowds_become_cells_and_their_counts_are_kept() {
    let values: Vec<_> = (0..50_000_u64).map(|number| (60.0 + (number % 977) as f64, number % 7)).collect();
    let point = |(number, &(value, _)): (usize, &(f64, u64))| DensityPoint {
        at: day(0).plus_seconds(number as i64 * 12),
        value: value as f32,
    };
    let points = values.iter().enumerate().map(point).collect();
    let period = Period { start: day(0), end: day(7) };
    let chart = Density::new(["Durations", "Duration", "runs"], Quantity::Seconds, Spread::Log, points, period, zone());
    let scene = chart.scene(SIZE);
    assert!(matches!(scene.pick, Pick::Cell(..)));
    assert!(scene.marks.len() < 4_000, "{}", scene.marks.len());
    let counted = |key: usize| -> u64 {
        let rows = chart.readout(key).map(|readout| readout.rows).unwrap_or_default();
        let text: String =
            rows.last().map(|row| row.1.chars().filter(char::is_ascii_digit).collect()).unwrap_or_default();
        text.parse().unwrap_or_default()
    };
    let sum: u64 = scene.stops.iter().take(200).map(|stop| counted(stop.key)).sum();
    assert!(sum > 200 && scene.stops.iter().take(200).all(|stop| counted(stop.key) > 0));
    let part = Period { start: day(2), end: day(2).plus_seconds(7_200) };
    let zoomed = chart.scene_of(SIZE, Some(part));
    assert_eq!((zoomed.pick, zoomed.stops.len()), (Pick::Point, 600));
}

fn any_values() -> impl Strategy<Value = Vec<(f64, u64)>> {
    prop::collection::vec((0.0..9_000.0_f64, 0..12_u64), 0..420)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_general_chart_stays_inside_its_picture(
        values in any_values(),
        outcomes in prop::collection::vec(prop::option::of(0..7_usize), 0..200),
        rows in 1..12_usize,
        jobs in prop::collection::vec((-20..500_i64, -20..500_i64, -20..900_i64, 0..7_usize), 0..20),
        width in 60.0..1_600.0_f64,
        height in 60.0..400.0_f64,
        is_log: bool,
    ) {
        let spread = if is_log { Spread::Log } else { Spread::Linear };
        let shares: Vec<_> = values.iter().map(|&(value, count)| (value / 9_000.0, count)).collect();
        let durations: Vec<_> = values.iter().map(|value| value.0).collect();
        let cells: Vec<_> = outcomes.iter().map(|outcome| outcome.map(|outcome| Outcome::ALL[outcome])).collect();
        let size = Size { width, height, pixel_ratio: 2.0 };
        let charts: [Box<dyn Chart>; 8] = [
            Box::new(heat_map(&shares)),
            Box::new(calendar(&values)),
            Box::new(histogram(&durations, spread)),
            Box::new(grid(rows, &cells)),
            Box::new(line_band(&values)),
            Box::new(fan(&values)),
            Box::new(density(&values, spread)),
            Box::new(timeline(&jobs)),
        ];
        for chart in charts {
            check_scene(chart.as_ref(), size);
            let Some(extent) = chart.extent() else { continue };
            let part = Period { start: extent.start.plus_seconds(extent.seconds() / 3), end: extent.end };
            let scene = chart.scene_of(size, Some(part));
            prop_assert!(scene.stops.iter().all(|stop| chart.readout(stop.key).is_some()));
        }
    }
}
