//! A value a day with the interval it lies in: the general form of a series with a band.

use std::sync::Arc;

use crate::domain::{Period, SECONDS_PER_DAY, Timestamp, Zone};
use crate::view::scale::Scale;
use crate::view::{date, format};

use super::axes::{Plot, draw_level, draw_time_axis, draw_value_axis, value_range, value_tick_count};
use super::daily::{self, Slots, Standing};
use super::quantity::Quantity;
use super::scene::{Dash, Fill, Scene, Size, Stop, Tone};
use super::time_axis::TimeAxis;
use super::{Chart, LegendEntry, Readout, Sign, Table};

/// One day (or week: whatever the distance to the next point is).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinePoint {
    /// First instant.
    pub start: Timestamp,
    /// The value; `None` leaves a gap.
    pub value: Option<f64>,
    /// The interval it lies in, if one is known.
    pub interval: Option<(f64, f64)>,
    /// What it rests on.
    pub count: u64,
}

/// A series with its band.
#[derive(Clone, Debug, PartialEq)]
pub struct LineBand {
    /// Its headline.
    pub title: &'static str,
    /// What a value is called.
    pub value_name: &'static str,
    /// What the band is called (`95 % interval`).
    pub band_name: &'static str,
    /// What is counted (`runs`).
    pub counted: &'static str,
    /// What the values are.
    pub quantity: Quantity,
    /// Ascending by start.
    pub points: Vec<LinePoint>,
    /// A level to reach or not to cross, with its name.
    pub level: Option<(String, f64)>,
    /// For dates.
    pub zone: Arc<Zone>,
}

impl LineBand {
    /// How many points have a value.
    pub fn known_count(&self) -> usize {
        self.known().count()
    }

    fn known(&self) -> impl Iterator<Item = (&LinePoint, f64)> {
        self.points.iter().filter_map(|point| Some((point, point.value.filter(|value| value.is_finite())?)))
    }

    fn standing(&self, point: &LinePoint) -> Standing {
        if self.quantity.is_sum() { Standing::Firm } else { Standing::of(point.count, false) }
    }

    /// When the point's time ends: when the next one begins, or as long after as the one before lasted.
    fn end_of(&self, position: usize) -> Option<Timestamp> {
        let start = self.points.get(position)?.start;
        let next = self.points.get(position + 1).map(|next| next.start);
        let before = position.checked_sub(1).and_then(|before| self.points.get(before)).map(|before| before.start);
        let lasted = before.map_or(SECONDS_PER_DAY, |before| start.seconds_since(before));
        Some(next.unwrap_or(start.plus_seconds(lasted.max(1))))
    }

    fn range(&self, shown: Option<Period>) -> (usize, &[LinePoint]) {
        let Some(shown) = shown else { return (0, &self.points) };
        let first = self.points.partition_point(|point| point.start <= shown.start).saturating_sub(1);
        let end = self.points.partition_point(|point| point.start < shown.end).max(first);
        (first, self.points.get(first..end).unwrap_or_default())
    }

    fn band_text(&self, point: &LinePoint) -> Option<String> {
        point.interval.map(|interval| self.quantity.range(interval))
    }
}

impl Chart for LineBand {
    fn title(&self) -> &'static str {
        self.title
    }

    fn span(&self) -> String {
        self.extent().map_or_else(String::new, |period| date::span(period, &self.zone))
    }

    fn summary(&self) -> String {
        let by_value = |a: &(&LinePoint, f64), b: &(&LinePoint, f64)| a.1.total_cmp(&b.1);
        let extremes = self.known().min_by(by_value).zip(self.known().max_by(by_value));
        let Some((lowest, highest)) = extremes else { return format!("{}: nothing measured.", self.value_name) };
        let tell = |(point, value): (&LinePoint, f64)| {
            format!("{} on {}", self.quantity.text(value), date::weekday_and_date(point.start, &self.zone))
        };
        format!("{}, {}: lowest {}, highest {}.", self.value_name, self.span(), tell(lowest), tell(highest))
    }

    fn note(&self) -> Option<String> {
        None
    }

    fn legend(&self) -> Vec<LegendEntry> {
        let mut legend = vec![LegendEntry::new(Sign::Line(Dash::Solid), Tone::Accent, self.value_name)];
        if self.points.iter().any(|point| point.interval.is_some()) {
            legend.push(LegendEntry::new(Sign::Area(Fill::Solid), Tone::Band, self.band_name));
        }
        let level = |(name, value): &(String, f64)| {
            LegendEntry::new(Sign::Line(Dash::Dashed), Tone::Warning, format!("{name} {}", self.quantity.text(*value)))
        };
        legend.extend(self.level.as_ref().map(level));
        legend.extend(daily::hollow_legend(self.known().map(|(point, _)| self.standing(point)), Tone::Accent));
        legend
    }

    fn is_empty(&self) -> bool {
        self.known().next().is_none()
    }

    fn extent(&self) -> Option<Period> {
        let start = self.points.first()?.start;
        Some(Period { start, end: self.end_of(self.points.len() - 1)? })
    }

    fn period_of(&self, key: usize) -> Option<Period> {
        Some(Period { start: self.points.get(key)?.start, end: self.end_of(key)? })
    }

    fn scene_of(&self, size: Size, shown: Option<Period>) -> Scene {
        let (first, points) = self.range(shown);
        let values = points.iter().filter_map(|point| point.value).chain(self.level.as_ref().map(|level| level.1));
        let edges = points.iter().filter_map(|point| point.interval).flat_map(|interval| [interval.0, interval.1]);
        let finite = values.chain(edges).filter(|value| value.is_finite());
        let domain =
            finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        let (domain, ticks) = self.quantity.ticks(domain, value_tick_count(size));
        let scale = Scale::linear(domain, value_range(size));
        let plot = Plot::new(size, &ticks);
        let slots = Slots::new(plot, points.len());
        let starts: Vec<_> = points.iter().map(|point| point.start).collect();
        let end = (first + points.len()).checked_sub(1).and_then(|last| self.end_of(last)).unwrap_or_default();
        let mut scene = Scene { time: TimeAxis::of_slots(&starts, end, slots), ..Scene::default() };
        draw_value_axis(&mut scene, plot, &scale, &ticks);
        draw_time_axis(&mut scene, plot, daily::labels(&starts, slots, plot, &self.zone));
        let position = |value: f64| scale.position(value).clamp(plot.top, plot.bottom);
        let band = points.iter().map(|point| point.interval);
        scene.marks.extend(daily::band(band, slots, Tone::Band, 1.0, position));
        if let Some((_, level)) = &self.level {
            draw_level(&mut scene, plot, position(*level), Tone::Warning, Dash::Dashed);
        }
        let line = points.iter().map(|point| Some((point.value?, self.standing(point))));
        scene.marks.extend(daily::series(line, slots, size.pixel_ratio, Tone::Accent, position));
        let stop = |(slot, point): (usize, &LinePoint)| {
            let value = point.value.filter(|value| value.is_finite())?;
            Some(Stop { x: slots.middle(slot), y: Some(position(value)), key: first + slot })
        };
        scene.stops = points.iter().enumerate().filter_map(stop).collect();
        scene
    }

    fn readout(&self, key: usize) -> Option<Readout> {
        let point = self.points.get(key)?;
        let mut rows = vec![(self.value_name.to_owned(), self.quantity.text(point.value.unwrap_or(f64::NAN)))];
        rows.extend(self.band_text(point).map(|text| (self.band_name.to_owned(), text)));
        rows.push((super::heat_map::capital(self.counted), format::count(point.count)));
        Some(Readout { title: date::weekday_and_date(point.start, &self.zone), rows })
    }

    fn table(&self) -> Table {
        let row = |point: &LinePoint| {
            vec![
                date::weekday_and_date(point.start, &self.zone),
                self.quantity.text(point.value.unwrap_or(f64::NAN)),
                self.band_text(point).unwrap_or_else(|| format::UNKNOWN.to_owned()),
                format::count(point.count),
            ]
        };
        let columns = vec!["From", self.value_name, self.band_name, "Counted"];
        Table { columns, rows: self.points.iter().rev().map(row).collect(), note: None }
    }
}
