//! What the charts of two sides promise, whatever they are fed.

use std::sync::Arc;

use proptest::prelude::*;

use super::tests::check_scene;
use super::*;
use crate::domain::{SECONDS_PER_DAY, Timestamp, Zone};

const SIZE: Size = Size { width: 640.0, height: 240.0, pixel_ratio: 1.0 };

fn names() -> [String; 2] {
    ["A (main)".to_owned(), "B (topic)".to_owned()]
}

fn bars(first: &[u64], second: &[u64]) -> PairedBars {
    let bins = first.len().max(second.len());
    PairedBars {
        title: "Durations",
        value_name: "Duration",
        counted: "runs",
        quantity: Quantity::Seconds,
        names: names(),
        borders: (0..=bins).map(|number| 30.0 * 1.4_f64.powi(number as i32)).collect(),
        counts: [first.to_vec(), second.to_vec()],
        medians: [first.first().map(|_| 60.0), second.first().map(|_| 90.0)],
    }
}

fn lines(first: &[Option<f64>], second: &[Option<f64>]) -> PairedLines {
    let days = |values: &[Option<f64>], from: i64| {
        let day = |(number, value): (i64, &Option<f64>)| PairedDay {
            start: Timestamp((from + number) * SECONDS_PER_DAY),
            value: *value,
            count: 7,
        };
        (0_i64..).zip(values).map(day).collect()
    };
    PairedLines {
        title: "Success rate",
        value_name: "Success rate",
        counted: "runs",
        quantity: Quantity::Share,
        names: names(),
        days: [days(first, 20_731), days(second, 20_701)],
        zone: Arc::new(Zone::default()),
    }
}

#[test]
fn both_sides_are_told() {
    let plain = |text: String| text.replace('\u{a0}', " ");
    let chart = bars(&[3, 1], &[0, 2]);
    assert_eq!(
        plain(chart.summary()),
        "Duration of both sides. A (main): median 1 min 00 s of 4 runs. B (topic): median 1 min 30 s of 2 runs."
    );
    let told = chart.readout(0).map(|readout| plain(readout.sentence()));
    assert_eq!(told.as_deref(), Some("30 s to 42 s: A (main) 75.0 % (3), B (topic) 0 % (0)"));
    assert_eq!(chart.legend().len(), 4);
    let chart = lines(&[Some(0.9), None, Some(0.7)], &[Some(0.5)]);
    assert_eq!(chart.table().rows.len(), 3);
    let told = chart.readout(0).map(|readout| plain(readout.sentence()));
    assert_eq!(told.as_deref(), Some("Day 1: A (main) 90.0 % (5 Oct, 7 runs), B (topic) 50.0 % (5 Sep, 7 runs)"));
    assert_eq!(chart.scene(SIZE).stops.len(), 2);
}

/// The name of a median stands on the far side of the other one.
#[test]
fn names_of_medians_keep_apart() {
    let chart = bars(&[3, 1, 4, 2], &[0, 2, 5, 1]);
    let scene = chart.scene(SIZE);
    let of = |name: &str| {
        scene.marks.iter().find_map(|mark| match mark {
            Mark::Label { text, anchor, .. } if text == name => Some(*anchor),
            _ => None,
        })
    };
    assert_eq!((of("A"), of("B")), (Some(Anchor::End), Some(Anchor::Start)));
}

#[test]
fn nothing_is_told_as_nothing() {
    let charts: [Box<dyn Chart>; 4] = [
        Box::new(bars(&[], &[])),
        Box::new(bars(&[0], &[0])),
        Box::new(lines(&[], &[])),
        Box::new(lines(&[None], &[])),
    ];
    for chart in charts {
        assert!(chart.is_empty() && !chart.summary().contains("NaN"), "{}", chart.summary());
        check_scene(chart.as_ref(), SIZE);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_picture_keeps_inside(
        first in prop::collection::vec(0..90_u64, 0..30),
        second in prop::collection::vec(0..90_u64, 0..30),
        width in 60.0..1_600.0_f64,
        height in 60.0..400.0_f64,
    ) {
        let size = Size { width, height, pixel_ratio: 2.0 };
        check_scene(&bars(&first, &second), size);
        let shares = |counts: &[u64]| -> Vec<_> {
            counts.iter().map(|&count| (count > 9).then_some(count as f64 / 90.0)).collect()
        };
        check_scene(&lines(&shares(&first), &shares(&second)), size);
    }
}
