//! A value for every day, a column a week: what a year looked like.

use std::sync::Arc;

use crate::domain::{Period, SECONDS_PER_DAY, Timestamp, Zone};
use crate::view::{date, format};

use super::axes::{Plot, draw_column_labels, gutter_pixels};
use super::daily;
use super::heat_map::capital;
use super::levels::{Content, Levels, little_legend};
use super::quantity::Quantity;
use super::scene::{Anchor, Mark, Pick, Scene, Size, Stop, Tone};
use super::{Chart, LegendEntry, Readout, Table};

const DAYS_OF_WEEK: usize = 7;
/// Every other name is enough.
const NAMES: [(usize, &str); 3] = [(0, "Mon"), (2, "Wed"), (4, "Fri")];
/// A week is at least so wide; what does not fit is left out at the old end.
const LEAST_WEEK_PIXELS: f64 = 10.0;
/// Few weeks do not become wider than this.
const WIDEST_WEEK_PIXELS: f64 = 30.0;
const GAP: f64 = 2.0;
/// Room for the name of a month, its gap included.
const MONTH_PIXELS: f64 = 34.0;

/// One local day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CalendarDay {
    /// Its first instant.
    pub start: Timestamp,
    /// The value, if there is one.
    pub value: Option<f64>,
    /// What it rests on.
    pub count: u64,
}

/// Days in columns of weeks.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    /// Its headline.
    pub title: &'static str,
    /// What a value is called.
    pub value_name: &'static str,
    /// What the values are.
    pub quantity: Quantity,
    /// What is counted (`runs`).
    pub counted: &'static str,
    /// Fewer than these make no value.
    pub least_count: u64,
    /// Days, oldest first, none twice; gaps stay empty.
    pub days: Vec<CalendarDay>,
    /// In which zone days begin.
    pub zone: Arc<Zone>,
}

impl Calendar {
    /// How many days have a value.
    pub fn known_count(&self) -> usize {
        self.known().count()
    }

    fn content(&self, day: &CalendarDay) -> Content {
        Content::of(day.value, day.count, self.least_count)
    }

    fn known(&self) -> impl Iterator<Item = (&CalendarDay, f64)> {
        self.days.iter().filter_map(|day| match self.content(day) {
            Content::Value(value) => Some((day, value)),
            _ => None,
        })
    }

    /// Number of the week (they begin on Mondays) in which a day lies.
    fn week(&self, day: &CalendarDay) -> i64 {
        // 1 January 1970 was a Thursday.
        (self.zone.local_day(day.start) + 3).div_euclid(DAYS_OF_WEEK as i64)
    }

    fn value_text(&self, day: &CalendarDay) -> String {
        match self.content(day) {
            Content::Value(value) => self.quantity.text(value),
            Content::Little => "too few to tell".to_owned(),
            Content::Nothing => format::UNKNOWN.to_owned(),
        }
    }
}

impl Chart for Calendar {
    fn title(&self) -> &'static str {
        self.title
    }

    fn span(&self) -> String {
        let starts: Vec<_> = self.days.iter().map(|day| day.start).collect();
        date::span(daily::covered(&starts), &self.zone)
    }

    fn summary(&self) -> String {
        let by_value = |a: &(&CalendarDay, f64), b: &(&CalendarDay, f64)| a.1.total_cmp(&b.1);
        let extremes = self.known().min_by(by_value).zip(self.known().max_by(by_value));
        let Some((lowest, highest)) = extremes else {
            return format!("{} by day: too little data.", self.value_name);
        };
        let tell = |(day, value): (&CalendarDay, f64)| {
            format!("{} on {}", self.quantity.text(value), date::weekday_and_date(day.start, &self.zone))
        };
        format!("{} by day, {}: highest {}, lowest {}.", self.value_name, self.span(), tell(highest), tell(lowest))
    }

    fn note(&self) -> Option<String> {
        None
    }

    fn legend(&self) -> Vec<LegendEntry> {
        let mut legend = Levels::new(self.quantity, self.known().map(|day| day.1)).legend();
        let has_little = self.days.iter().any(|day| self.content(day) == Content::Little);
        legend.extend(little_legend(has_little, self.least_count, self.counted));
        legend
    }

    fn is_empty(&self) -> bool {
        self.days.iter().all(|day| day.count == 0)
    }

    fn height_pixels(&self) -> Option<f64> {
        Some(super::axes::height_around(DAYS_OF_WEEK as f64 * 18.0))
    }

    fn scene_of(&self, size: Size, _shown: Option<Period>) -> Scene {
        let room = Plot::beside(size, gutter_pixels(NAMES.iter().map(|name| name.1)));
        let (Some(first), Some(last)) = (self.days.first(), self.days.last()) else { return Scene::default() };
        let weeks = (self.week(last) - self.week(first)).max(0) + 1;
        let fitting = ((room.width() / LEAST_WEEK_PIXELS) as i64).max(1);
        let shown = weeks.min(fitting);
        let first_week = self.week(last) - shown + 1;
        let width = (room.width() / shown as f64).min(WIDEST_WEEK_PIXELS);
        let height = room.height() / DAYS_OF_WEEK as f64;
        let caption = (weeks > shown).then_some("newest weeks only");
        let mut scene =
            Scene { pick: Pick::Cell(width, height), crosshair: (room.top, room.bottom), caption, ..Scene::default() };
        for (day, name) in NAMES {
            let at = (room.left - 8.0, room.top + (day as f64 + 0.5) * height);
            scene.marks.push(Mark::label(at, name, Anchor::End, Tone::Muted));
        }
        let levels = Levels::new(self.quantity, self.known().map(|day| day.1));
        let square = (width - GAP).max(1.0).min((height - GAP).max(1.0));
        let mut months: Vec<(f64, String)> = Vec::new();
        let mut month_before = None;
        for (key, day) in self.days.iter().enumerate() {
            let column = self.week(day) - first_week;
            if column < 0 {
                continue;
            }
            let row = self.zone.local_weekday(day.start);
            let x = room.left + (column as f64 + 0.5) * width;
            let y = room.top + (f64::from(row) + 0.5) * height;
            scene.marks.push(levels.draw(self.content(day), (x, y), (square, square)));
            scene.stops.push(Stop { x, y: Some(y), key });
            let month = date::year_and_month(day.start, &self.zone);
            let is_free = months.last().is_none_or(|last| x - last.0 >= MONTH_PIXELS);
            if month_before != Some(month) && is_free {
                months.push((x, date::month_name(month.1).to_owned()));
            }
            month_before = Some(month);
        }
        draw_column_labels(&mut scene, room, months);
        scene
    }

    fn period_of(&self, key: usize) -> Option<Period> {
        let start = self.days.get(key)?.start;
        Some(Period { start, end: start.plus_seconds(SECONDS_PER_DAY) })
    }

    fn readout(&self, key: usize) -> Option<Readout> {
        let day = self.days.get(key)?;
        let rows =
            vec![(self.value_name.to_owned(), self.value_text(day)), (capital(self.counted), format::count(day.count))];
        Some(Readout { title: date::weekday_and_date(day.start, &self.zone), rows })
    }

    fn table(&self) -> Table {
        let row = |day: &CalendarDay| {
            let value = day.value.map_or_else(|| format::UNKNOWN.to_owned(), |value| self.quantity.text(value));
            vec![date::weekday_and_date(day.start, &self.zone), value, format::count(day.count)]
        };
        let rows = self.days.iter().rev().map(row).collect();
        Table { columns: vec!["Day", self.value_name, "Counted"], rows, note: None }
    }
}
