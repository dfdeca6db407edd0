//! A value a day on two sides, the first days of both above each other, however far apart they are.

use std::sync::Arc;

use crate::domain::{Period, Timestamp, Zone};
use crate::view::scale::Scale;
use crate::view::{date, format};

use super::axes::{Plot, TIME_LABEL_PIXELS, draw_time_axis, draw_value_axis, value_range, value_tick_count};
use super::daily::Slots;
use super::quantity::Quantity;
use super::scene::{Dash, Mark, Scene, Shape, Size, Stop, Tone};
use super::{Chart, LegendEntry, Readout, Sign, Table};

/// One day of one side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairedDay {
    /// First instant.
    pub start: Timestamp,
    /// The value; `None` leaves a gap.
    pub value: Option<f64>,
    /// What it rests on.
    pub count: u64,
}

/// Two series of days.
#[derive(Clone, Debug, PartialEq)]
pub struct PairedLines {
    /// Its headline.
    pub title: &'static str,
    /// What a value is called.
    pub value_name: &'static str,
    /// What is counted (`runs`).
    pub counted: &'static str,
    /// What the values are.
    pub quantity: Quantity,
    /// What the sides are called.
    pub names: [String; 2],
    /// Days of each side, ascending without gaps.
    pub days: [Vec<PairedDay>; 2],
    /// For dates.
    pub zone: Arc<Zone>,
}

const LOOKS: [(Tone, Dash, Shape); 2] =
    [(Tone::Accent, Dash::Solid, Shape::Dot), (Tone::Cancelled, Dash::Dashed, Shape::Diamond)];

impl PairedLines {
    fn length(&self) -> usize {
        self.days.iter().map(Vec::len).max().unwrap_or_default()
    }

    fn day(&self, side: usize, position: usize) -> Option<&PairedDay> {
        self.days.get(side).and_then(|days| days.get(position))
    }

    fn known(&self, side: usize) -> impl Iterator<Item = (&PairedDay, f64)> {
        let days = self.days.get(side).into_iter().flatten();
        days.filter_map(|day| Some((day, day.value.filter(|value| value.is_finite())?)))
    }

    fn cell(&self, side: usize, position: usize) -> String {
        let Some(day) = self.day(side, position) else { return format::UNKNOWN.to_owned() };
        let value = day.value.map_or_else(|| format::UNKNOWN.to_owned(), |value| self.quantity.text(value));
        let counted = format!("{} {}", format::count(day.count), self.counted);
        format!("{value} ({}, {counted})", date::day_and_month(day.start, &self.zone))
    }

    /// The line of a side: solid or dashed, its days as dots where there is room. Days with few runs are not told apart
    /// here: two lines leave no room for that, and the table has the counts.
    fn line(&self, side: usize, slots: Slots, position: impl Fn(f64) -> f64) -> Vec<Mark> {
        let (tone, dash, shape) = LOOKS.get(side).copied().unwrap_or(LOOKS[0]);
        let values = self.days.get(side).into_iter().flatten().map(|day| day.value);
        let mut marks = Vec::new();
        for run in crate::view::decimate::runs(values) {
            let points: Vec<_> = run.iter().map(|&(day, value)| (slots.middle(day), position(value))).collect();
            if slots.has_dots() || points.len() == 1 {
                marks.push(Mark::points(points.clone(), shape, tone, 3.0));
            }
            marks.push(Mark::Line { points, tone, width: 2.0, dash });
        }
        marks
    }
}

impl Chart for PairedLines {
    fn title(&self) -> &'static str {
        self.title
    }

    fn span(&self) -> String {
        self.names.join(" and ")
    }

    fn summary(&self) -> String {
        let told = self.names.iter().enumerate().map(|(side, name)| {
            let by_value = |a: &(&PairedDay, f64), b: &(&PairedDay, f64)| a.1.total_cmp(&b.1);
            let Some((low, high)) = self.known(side).min_by(by_value).zip(self.known(side).max_by(by_value)) else {
                return format!(" {name}: nothing measured.");
            };
            let day = |(day, value): (&PairedDay, f64)| {
                format!("{} on {}", self.quantity.text(value), date::day_and_month(day.start, &self.zone))
            };
            format!(" {name}: lowest {}, highest {}.", day(low), day(high))
        });
        format!("{} day by day.{}", self.value_name, told.collect::<String>())
    }

    fn note(&self) -> Option<String> {
        Some("Day 1 is the first day of each side's own window.".to_owned())
    }

    fn legend(&self) -> Vec<LegendEntry> {
        let entries = self.names.iter().zip(LOOKS);
        entries.map(|(name, (tone, dash, _))| LegendEntry::new(Sign::Line(dash), tone, name.clone())).collect()
    }

    fn is_empty(&self) -> bool {
        (0..2).all(|side| self.known(side).next().is_none())
    }

    fn scene_of(&self, size: Size, _shown: Option<Period>) -> Scene {
        let values = || (0..2).flat_map(|side| self.known(side).map(|(_, value)| value));
        let domain =
            values().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        let (domain, ticks) = self.quantity.ticks(domain, value_tick_count(size));
        let scale = Scale::linear(domain, value_range(size));
        let plot = Plot::new(size, &ticks);
        let slots = Slots::new(plot, self.length());
        let mut scene = Scene::default();
        draw_value_axis(&mut scene, plot, &scale, &ticks);
        let room = (plot.width() / TIME_LABEL_PIXELS).max(1.0);
        let every = (self.length() as f64 / room).ceil().max(1.0) as usize;
        let labels = (0..self.length()).step_by(every);
        draw_time_axis(&mut scene, plot, labels.map(|day| (slots.middle(day), format!("Day {}", day + 1))));
        let position = |value: f64| scale.position(value).clamp(plot.top, plot.bottom);
        // The first side is drawn on top.
        for side in [1, 0] {
            scene.marks.extend(self.line(side, slots, position));
        }
        let stop = |day: usize| {
            let values = (0..2).filter_map(|side| self.day(side, day)?.value.filter(|value| value.is_finite()));
            let value = values.reduce(f64::max)?;
            Some(Stop { x: slots.middle(day), y: Some(position(value)), key: day })
        };
        scene.stops = (0..self.length()).filter_map(stop).collect();
        scene
    }

    fn readout(&self, key: usize) -> Option<Readout> {
        (key < self.length()).then(|| Readout {
            title: format!("Day {}", key + 1),
            rows: self.names.iter().enumerate().map(|(side, name)| (name.clone(), self.cell(side, key))).collect(),
        })
    }

    fn table(&self) -> Table {
        let row = |day: usize| vec![format!("{}", day + 1), self.cell(0, day), self.cell(1, day)];
        let [first, second] = &self.names;
        let note = format!("A is {first}, B is {second}.");
        Table { columns: vec!["Day", "A", "B"], rows: (0..self.length()).map(row).collect(), note: Some(note) }
    }
}
