//! What was, what is expected, and what had been expected: kept forecasts with whether they came true.

use std::sync::Arc;

use crate::domain::{Period, SECONDS_PER_DAY, Timestamp, Zone};
use crate::view::scale::Scale;
use crate::view::{date, format};

use super::axes::{Plot, draw_time_axis, draw_value_axis, value_range, value_tick_count};
use super::daily::{self, Slots, Standing};
use super::quantity::Quantity;
use super::scene::{Anchor, Dash, Fill, Mark, Scene, Shape, Size, Stop, Tone};
use super::time_axis::TimeAxis;
use super::{Chart, LegendEntry, Readout, Sign, Table};

/// A day that is over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PastDay {
    /// Its first instant.
    pub start: Timestamp,
    /// What was measured.
    pub value: Option<f64>,
    /// What that rests on.
    pub count: u64,
    /// Whether it is still going on.
    pub is_running: bool,
}

/// A day to come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FanDay {
    /// Its first instant.
    pub start: Timestamp,
    /// What is expected.
    pub value: f64,
    /// 80 % of outcomes lie in it.
    pub interval_80: (f64, f64),
    /// 95 % of outcomes lie in it.
    pub interval_95: (f64, f64),
}

/// What had been expected of a day that is over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KeptForecast {
    /// First instant of the day.
    pub start: Timestamp,
    /// What was expected.
    pub value: f64,
    /// In which it should have lain.
    pub interval: (f64, f64),
    /// Whether it did; `None` where nothing was measured.
    pub came_true: Option<bool>,
}

/// A series with its future.
#[derive(Clone, Debug, PartialEq)]
pub struct Fan {
    /// Its headline.
    pub title: &'static str,
    /// What was measured (`Failure rate of the day`).
    pub value_name: &'static str,
    /// What the values are.
    pub quantity: Quantity,
    /// Its colour.
    pub tone: Tone,
    /// Days that are over, ascending, without gaps.
    pub past: Vec<PastDay>,
    /// Days to come, after them.
    pub expected: Vec<FanDay>,
    /// What had been expected of days that are over.
    pub kept: Vec<KeptForecast>,
    /// For dates.
    pub zone: Arc<Zone>,
}

impl Fan {
    /// How many days have a value, over or to come.
    pub fn known_count(&self) -> usize {
        self.past.iter().filter(|day| day.value.is_some()).count() + self.expected.len()
    }

    /// The start of a day, past or to come.
    fn start(&self, key: usize) -> Option<Timestamp> {
        let past = self.past.get(key).map(|day| day.start);
        past.or_else(|| Some(self.expected.get(key.checked_sub(self.past.len())?)?.start))
    }

    fn starts(&self) -> Vec<Timestamp> {
        self.past.iter().map(|day| day.start).chain(self.expected.iter().map(|day| day.start)).collect()
    }

    fn measured(day: &PastDay) -> Option<(f64, Standing)> {
        Some((day.value.filter(|value| value.is_finite())?, Standing::of(day.count, day.is_running)))
    }

    /// Positions and values of the kept forecasts that are in the picture.
    fn kept(&self) -> impl Iterator<Item = (usize, &KeptForecast)> {
        self.kept.iter().filter_map(|kept| Some((self.past.iter().position(|day| day.start == kept.start)?, kept)))
    }

    /// What had been expected of a day, to read beside what was measured.
    pub(super) fn kept_rows(&self, start: Timestamp) -> Vec<(String, String)> {
        let Some(kept) = self.kept.iter().find(|kept| kept.start == start) else { return Vec::new() };
        let mut rows = vec![("Had been expected".to_owned(), self.quantity.range(kept.interval))];
        let word = |came: bool| if came { "yes" } else { "no" }.to_owned();
        rows.extend(kept.came_true.map(|came| ("Came true".to_owned(), word(came))));
        rows
    }

    fn came_true(&self) -> (usize, usize) {
        let decided = || self.kept.iter().filter_map(|kept| kept.came_true);
        (decided().filter(|came| *came).count(), decided().count())
    }

    fn draw_kept(&self, scene: &mut Scene, slots: Slots, position: &dyn Fn(f64) -> f64) {
        let (mut hits, mut misses) = (Vec::new(), Vec::new());
        for (slot, kept) in self.kept() {
            let x = slots.middle(slot).round();
            let points = vec![(x, position(kept.interval.0)), (x, position(kept.interval.1))];
            scene.marks.push(Mark::Line { points, tone: Tone::Muted, width: 1.0, dash: Dash::Solid });
            let at = (x, position(kept.value));
            match kept.came_true {
                Some(true) => hits.push(at),
                Some(false) => misses.push(at),
                None => {}
            }
        }
        for (at, shape, tone) in [(hits, Shape::Square, Tone::Accent), (misses, Shape::Cross, Tone::Warning)] {
            if !at.is_empty() {
                scene.marks.push(Mark::points(at, shape, tone, 3.5));
            }
        }
    }

    fn draw_expected(&self, scene: &mut Scene, plot: Plot, slots: Slots, position: &dyn Fn(f64) -> f64) {
        let first = self.past.len();
        let middle = |(number, day): (usize, &FanDay)| (slots.middle(first + number), position(day.value));
        let points: Vec<_> = self.expected.iter().enumerate().map(middle).collect();
        if points.is_empty() {
            return;
        }
        let (tone, shape) = (Tone::Accent, Shape::Diamond);
        scene.marks.push(Mark::Line { points: points.clone(), tone, width: 2.0, dash: Dash::Dashed });
        scene.marks.push(Mark::points(points, shape, tone, 3.5));
        let x = slots.start(first).round();
        let border = vec![(x, plot.top), (x, plot.bottom)];
        scene.marks.push(Mark::Line { points: border, tone: Tone::Muted, width: 1.0, dash: Dash::Dotted });
        scene.marks.push(Mark::label((x + 6.0, plot.top + 8.0), "Forecast", Anchor::Start, Tone::Muted));
    }
}

impl Chart for Fan {
    fn title(&self) -> &'static str {
        self.title
    }

    fn span(&self) -> String {
        date::span(daily::covered(&self.starts()), &self.zone)
    }

    fn summary(&self) -> String {
        let values = || self.expected.iter().map(|day| day.value);
        if self.is_empty() {
            return format!("{}: nothing measured and nothing expected.", self.title);
        }
        let range = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
        let expected = match self.expected.len() {
            0 => "No forecast.".to_owned(),
            days => format!("Expected for the next {days} days: {}.", self.quantity.range(range)),
        };
        let (hits, decided) = self.came_true();
        let kept = if decided > 0 { format!(" Of {decided} kept forecasts {hits} came true.") } else { String::new() };
        format!("{}, {}. {expected}{kept}", self.value_name, self.span())
    }

    fn note(&self) -> Option<String> {
        None
    }

    fn legend(&self) -> Vec<LegendEntry> {
        let mut legend = vec![LegendEntry::new(Sign::Line(Dash::Solid), self.tone, self.value_name)];
        if !self.expected.is_empty() {
            legend.extend([
                LegendEntry::new(Sign::Line(Dash::Dashed), Tone::Accent, "Expected"),
                LegendEntry::new(Sign::Area(Fill::Solid), Tone::Band, "80 % interval"),
                LegendEntry::new(Sign::Band, Tone::Band, "95 % interval"),
            ]);
        }
        let (hits, decided) = self.came_true();
        if hits > 0 {
            legend.push(LegendEntry::new(Sign::Point(Shape::Square), Tone::Accent, "Forecast came true"));
        }
        if decided > hits {
            legend.push(LegendEntry::new(Sign::Point(Shape::Cross), Tone::Warning, "Forecast did not come true"));
        }
        let standings = self.past.iter().filter_map(|day| Some(Self::measured(day)?.1));
        legend.extend(daily::hollow_legend(standings, self.tone));
        legend
    }

    fn is_empty(&self) -> bool {
        self.past.iter().all(|day| day.value.is_none()) && self.expected.is_empty()
    }

    fn scene_of(&self, size: Size, _shown: Option<Period>) -> Scene {
        let measured = self.past.iter().filter_map(|day| day.value);
        let kept = self.kept().map(|(_, kept)| kept.interval.1);
        let ahead = self.expected.iter().map(|day| day.interval_95.1);
        let most = if self.quantity == Quantity::Share { 1.0 } else { f64::INFINITY };
        let finite = measured.chain(kept).chain(ahead).filter(|value| value.is_finite());
        let highest = finite.map(|value| value.min(most)).fold(0.02, f64::max);
        let (domain, ticks) = self.quantity.ticks((0.0, highest), value_tick_count(size));
        let scale = Scale::linear(domain, value_range(size));
        let plot = Plot::new(size, &ticks);
        let starts = self.starts();
        let slots = Slots::new(plot, starts.len());
        let position = |value: f64| scale.position(value).clamp(plot.top, plot.bottom);
        let end = daily::covered(&starts).end;
        let mut scene = Scene { time: TimeAxis::of_slots(&starts, end, slots), ..Scene::default() };
        draw_value_axis(&mut scene, plot, &scale, &ticks);
        let gap = || self.past.iter().map(|_| None);
        let interval_95 = gap().chain(self.expected.iter().map(|day| Some(day.interval_95)));
        scene.marks.extend(daily::band(interval_95, slots, Tone::Band, 0.55, position));
        let interval_80 = gap().chain(self.expected.iter().map(|day| Some(day.interval_80)));
        scene.marks.extend(daily::band(interval_80, slots, Tone::Band, 1.0, position));
        self.draw_kept(&mut scene, slots, &position);
        let measured = self.past.iter().map(Self::measured);
        scene.marks.extend(daily::series(measured, slots, size.pixel_ratio, self.tone, position));
        self.draw_expected(&mut scene, plot, slots, &position);
        draw_time_axis(&mut scene, plot, daily::labels(&starts, slots, plot, &self.zone));
        let values = self.past.iter().map(|day| day.value).chain(self.expected.iter().map(|day| Some(day.value)));
        let stop = |(key, value): (usize, Option<f64>)| {
            let value = value.filter(|value| value.is_finite())?;
            Some(Stop { x: slots.middle(key), y: Some(position(value)), key })
        };
        scene.stops = values.enumerate().filter_map(stop).collect();
        scene
    }

    fn period_of(&self, key: usize) -> Option<Period> {
        let start = self.start(key)?;
        let end = self.start(key + 1).unwrap_or(start.plus_seconds(SECONDS_PER_DAY));
        Some(Period { start, end })
    }

    fn readout(&self, key: usize) -> Option<Readout> {
        let start = self.start(key)?;
        let row = |name: &str, value: String| (name.to_owned(), value);
        let mut rows = Vec::new();
        if let Some(day) = self.past.get(key) {
            rows.push(row(self.value_name, self.quantity.text(day.value.unwrap_or(f64::NAN))));
            rows.push(row("Rests on", format::count(day.count)));
            rows.extend(self.kept_rows(start));
        } else if let Some(day) = key.checked_sub(self.past.len()).and_then(|key| self.expected.get(key)) {
            rows.push(row("Expected", self.quantity.text(day.value)));
            rows.push(row("80 % interval", self.quantity.range(day.interval_80)));
            rows.push(row("95 % interval", self.quantity.range(day.interval_95)));
        }
        Some(Readout { title: date::weekday_and_date(start, &self.zone), rows })
    }

    fn table(&self) -> Table {
        let day = |start: Timestamp| date::weekday_and_date(start, &self.zone);
        let unknown = || format::UNKNOWN.to_owned();
        let past = |past: &PastDay| {
            let kept = self.kept.iter().find(|kept| kept.start == past.start);
            let interval = kept.map_or_else(unknown, |kept| self.quantity.range(kept.interval));
            let came_true = match kept.and_then(|kept| kept.came_true) {
                Some(true) => "yes".to_owned(),
                Some(false) => "no".to_owned(),
                None => unknown(),
            };
            let value = self.quantity.text(past.value.unwrap_or(f64::NAN));
            vec![day(past.start), "measured".to_owned(), value, interval, came_true]
        };
        let expected = |ahead: &FanDay| {
            let (value, interval) = (self.quantity.text(ahead.value), self.quantity.range(ahead.interval_95));
            vec![day(ahead.start), "expected".to_owned(), value, interval, unknown()]
        };
        let mut rows: Vec<_> = self.expected.iter().rev().map(expected).collect();
        rows.extend(self.past.iter().rev().map(past));
        Table { columns: vec!["Day", "Kind", self.value_name, "Forecast interval", "Came true"], rows, note: None }
    }
}
