//! Charts of time: what changed, when, and what comes. They share a crosshair.

use std::sync::Arc;

use forerun::view::chart::{
    Calendar, CalendarDay, Chart, Density, DensityPoint, Fan, FanDay, KeptForecast, LineBand, LinePoint, MarkedChart,
    Marker, MarkerKind, PastDay, Quantity, Tone,
};
use forerun::view::scale::Spread;
use leptos::prelude::*;

use crate::charts::still;

use super::made_up::{MadeUp, day, days, zone};
use super::{group, sample};

const DAYS: i64 = 90;
const MANY: usize = 100_000;

/// The group.
pub fn section() -> AnyView {
    group(
        "Charts of time",
        vec![
            sample("Line with band and markers", false, still(marked(Arc::new(line())))),
            sample("Another, with the same crosshair", false, still(marked(Arc::new(queue())))),
            sample("100 000 points", true, still(marked(Arc::new(density())))),
            sample("Forecast with kept forecasts", true, still(Arc::new(fan()))),
            sample("Calendar", true, still(Arc::new(calendar()))),
        ],
    )
}

fn marked(chart: Arc<dyn Chart>) -> Arc<dyn Chart> {
    let marker = |number: i64, label: &str, kind: MarkerKind| Marker { at: day(number), label: label.to_owned(), kind };
    let markers = vec![
        marker(21, "v1.4.0", MarkerKind::Release),
        marker(44, "38 % slower", MarkerKind::ChangePoint),
        marker(47, "Median above its target", MarkerKind::Alert),
        marker(70, "v1.5.0", MarkerKind::Release),
    ];
    Arc::new(MarkedChart::new(chart, markers, zone()))
}

fn points(seed: u64, middle: f64) -> Vec<LinePoint> {
    let mut random = MadeUp::new(seed);
    let point = |number: i64| {
        let is_weekend = number % 7 >= 5;
        let level = if number < 44 { middle } else { middle * 1.38 };
        let value = level * (0.9 + 0.2 * random.share());
        let half = value * (0.05 + 0.1 * random.share());
        let count = if is_weekend { random.below(7) } else { 20 + random.below(40) };
        LinePoint {
            start: day(number),
            value: (count > 0).then_some(value),
            interval: (count > 0).then_some((value - half, value + half)),
            count,
        }
    };
    (0..DAYS).map(point).collect()
}

fn line() -> LineBand {
    LineBand {
        title: "Median duration",
        value_name: "Median",
        band_name: "95 % interval",
        counted: "runs",
        quantity: Quantity::Seconds,
        points: points(1, 420.0),
        level: Some(("Target".to_owned(), 540.0)),
        zone: zone(),
    }
}

fn queue() -> LineBand {
    LineBand { title: "Queue time", value_name: "P90", counted: "jobs", points: points(2, 38.0), level: None, ..line() }
}

fn density() -> Density {
    let mut random = MadeUp::new(3);
    let period = days(DAYS);
    let point = |number: usize| {
        let share = number as f64 / MANY as f64;
        let at = period.start.plus_seconds((share * period.seconds() as f64) as i64);
        let middle = if random.share() < 0.3 { 1_500.0 } else { 300.0 };
        DensityPoint { at, value: random.duration(if share < 0.49 { middle } else { middle * 1.38 }) as f32 }
    };
    let points = (0..MANY).map(point).collect();
    Density::new(["Durations", "Duration", "runs"], Quantity::Seconds, Spread::Log, points, period, zone())
}

fn fan() -> Fan {
    let mut random = MadeUp::new(4);
    let past = |number: i64| PastDay {
        start: day(number),
        value: Some(0.06 + 0.1 * random.share()),
        count: if number % 7 >= 5 { 3 } else { 40 },
        is_running: number == 27,
    };
    let past: Vec<PastDay> = (0..28).map(past).collect();
    let kept = |day: &PastDay| {
        let interval = (0.05, 0.145);
        let came_true = day.value.map(|value| interval.0 <= value && value <= interval.1);
        KeptForecast { start: day.start, value: 0.1, interval, came_true }
    };
    let kept = past.iter().skip(14).take(13).map(kept).collect();
    let ahead = |number: i64| {
        let wider = 0.01 * number as f64;
        FanDay {
            start: day(28 + number),
            value: 0.1,
            interval_80: (0.07 - wider / 2.0, 0.14 + wider),
            interval_95: ((0.05 - wider).max(0.0), 0.18 + 2.0 * wider),
        }
    };
    Fan {
        title: "Failure forecast",
        value_name: "Failure rate",
        quantity: Quantity::Share,
        tone: Tone::Failed,
        past,
        expected: (0..7).map(ahead).collect(),
        kept,
        zone: zone(),
    }
}

fn calendar() -> Calendar {
    let mut random = MadeUp::new(5);
    let day_of = |number: i64| {
        let count = if number % 7 >= 5 { random.below(6) } else { 10 + random.below(80) };
        CalendarDay { start: day(number), value: Some(random.share().powi(2) * 0.3), count }
    };
    Calendar {
        title: "Failure rate by day",
        value_name: "Failure rate",
        quantity: Quantity::Share,
        counted: "runs",
        least_count: 5,
        days: (0..320).map(day_of).collect(),
        zone: zone(),
    }
}
