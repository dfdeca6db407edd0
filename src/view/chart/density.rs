//! A value at many instants: points while they can be told apart, counted cells beyond that. Points are sorted once;
//! a picture costs one pass over those that it shows.

use std::sync::Arc;

use crate::domain::{Period, Timestamp, Zone, sort_by_key};
use crate::view::scale::{Scale, Spread};
use crate::view::time_ticks::{Finest, time_ticks};
use crate::view::{date, format};

use super::axes::{Plot, TIME_LABEL_PIXELS, VALUE_LABEL_PIXELS, draw_time_axis, draw_value_axis, value_range};
use super::levels::draw_step;
use super::quantity::Quantity;
use super::scene::{Mark, Pick, Scene, Shape, Size, Step, Stop, Tone};
use super::time_axis::TimeAxis;
use super::{Chart, LegendEntry, Readout, Sign, Table};

/// More points for each thousand square pixels cannot be told apart.
const MOST_POINTS: f64 = 12.0;
const CELL_PIXELS: f64 = 7.0;
/// Cells above one another, whatever the height: a key must mean the same cell at every size.
const BANDS: usize = 32;
/// A key of a cell holds the logarithm of its width in seconds above its column and band.
const BAND_BITS: u32 = 5;
const COLUMN_BITS: u32 = 21;
/// In place of a width: the rest of the key is the position of a point.
const IS_POINT: usize = 31;
const MOST_ROWS: usize = 500;

/// A value at an instant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DensityPoint {
    /// When.
    pub at: Timestamp,
    /// The value.
    pub value: f32,
}

/// Many values over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Density {
    title: &'static str,
    value_name: &'static str,
    counted: &'static str,
    quantity: Quantity,
    spread: Spread,
    /// Ascending, finite.
    points: Vec<DensityPoint>,
    values: (f64, f64),
    period: Period,
    zone: Arc<Zone>,
}

/// Cells of `1 << width` seconds from the beginning of the period on.
#[derive(Clone, Copy)]
struct Cells {
    width: u32,
}

impl Cells {
    /// As narrow as can be seen and still be named by a key.
    fn fitting(whole: Period, seconds_per_pixel: f64) -> Self {
        let wanted = (seconds_per_pixel * CELL_PIXELS).max(1.0).log2().ceil() as u32;
        let nameable = (whole.seconds().max(1) as f64).log2().ceil() as u32;
        Self { width: wanted.max((nameable + 1).saturating_sub(COLUMN_BITS)).min(IS_POINT as u32 - 1) }
    }

    fn seconds(self) -> i64 {
        1_i64 << self.width
    }
}

impl Density {
    /// Of these values in this period; those outside of it, not finite, and on a logarithmic axis of 0 and below, are
    /// left out. `names`: headline, what a value is called, what is counted (`runs`).
    pub fn new(
        names: [&'static str; 3],
        quantity: Quantity,
        spread: Spread,
        mut points: Vec<DensityPoint>,
        period: Period,
        zone: Arc<Zone>,
    ) -> Self {
        points.retain(|point| {
            point.value.is_finite() && period.contains(point.at) && (spread == Spread::Linear || point.value > 0.0)
        });
        if !points.is_sorted_by_key(|point| point.at) {
            sort_by_key(&mut points, |point| point.at);
        }
        let extremes = |(low, high): (f64, f64), point: &DensityPoint| {
            (low.min(f64::from(point.value)), high.max(f64::from(point.value)))
        };
        let values = points.iter().fold((f64::INFINITY, f64::NEG_INFINITY), extremes);
        let [title, value_name, counted] = names;
        Self { title, value_name, counted, quantity, spread, points, values, period, zone }
    }

    fn within(&self, shown: Period) -> (usize, &[DensityPoint]) {
        let first = self.points.partition_point(|point| point.at < shown.start);
        let end = self.points.partition_point(|point| point.at < shown.end).max(first);
        (first, self.points.get(first..end).unwrap_or_default())
    }

    /// The value axis of every picture.
    fn value_scale(&self, range: (f64, f64)) -> Scale {
        let (low, high) = self.values;
        match self.spread {
            Spread::Log => Scale::new(Spread::Log, (low / 1.1, high * 1.1), range),
            Spread::Linear => Scale::linear(self.quantity.ticks((low, high), 5).0, range),
        }
    }

    fn band(bands: &Scale, value: f32) -> usize {
        (bands.position(f64::from(value)).max(0.0) as usize).min(BANDS - 1)
    }

    fn bands(&self) -> Scale {
        self.value_scale((0.0, BANDS as f64))
    }

    /// Counts of the cells that hold something, column by column: column, band, count.
    fn count(&self, points: &[DensityPoint], cells: Cells) -> Vec<(usize, usize, u64)> {
        let bands = self.bands();
        let column = |point: &DensityPoint| point.at.seconds_since(self.period.start) / cells.seconds();
        let mut counted = Vec::new();
        for of_column in points.chunk_by(|a, b| column(a) == column(b)) {
            let mut counts = [0_u64; BANDS];
            for point in of_column {
                if let Some(count) = counts.get_mut(Self::band(&bands, point.value)) {
                    *count += 1;
                }
            }
            let number = of_column.first().map_or(0, column) as usize;
            let filled = counts.iter().enumerate().filter(|(_, count)| **count > 0);
            counted.extend(filled.map(|(band, count)| (number, band, *count)));
        }
        counted
    }

    fn draw_cells(&self, scene: &mut Scene, plot: Plot, points: &[DensityPoint], time: &Scale, cells: Cells) {
        let counted = self.count(points, cells);
        let most = counted.iter().map(|cell| cell.2).max().unwrap_or_default();
        let place = |column: usize| time.instant(self.period.start.plus_seconds(column as i64 * cells.seconds()));
        let height = plot.height() / BANDS as f64;
        let width = place(1) - place(0);
        scene.pick = Pick::Cell(width, height);
        for (column, band, count) in counted {
            let (left, right) = (place(column).max(plot.left), place(column + 1).min(plot.right));
            let middle = (f64::midpoint(left, right), plot.bottom - (band as f64 + 0.5) * height);
            // Few cells hold most points: the square root tells the others apart.
            let level = (Step::ALL.len() as f64 * (count as f64 / most.max(1) as f64).sqrt()) as usize;
            let step = Step::ALL.get(level).copied().unwrap_or(Step::Fifth);
            scene.marks.push(draw_step(step, middle, ((right - left).max(1.0), height)));
            let key = (cells.width as usize) << (COLUMN_BITS + BAND_BITS) | column << BAND_BITS | band;
            scene.stops.push(Stop { x: middle.0, y: Some(middle.1), key });
        }
    }

    /// The point of a key, or the time and values of its cell.
    fn named(&self, key: usize) -> Named<'_> {
        let rest = key & ((1 << (COLUMN_BITS + BAND_BITS)) - 1);
        let width = key >> (COLUMN_BITS + BAND_BITS);
        if width == IS_POINT {
            return self.points.get(rest).map_or(Named::Nothing, Named::Point);
        }
        let seconds = 1_i64 << width.min(IS_POINT);
        let start = self.period.start.plus_seconds((rest >> BAND_BITS) as i64 * seconds);
        if !self.period.contains(start) {
            return Named::Nothing;
        }
        Named::Cell(Period { start, end: start.plus_seconds(seconds) }, rest & (BANDS - 1))
    }
}

fn draw_points(scene: &mut Scene, first: usize, points: &[DensityPoint], place: &dyn Fn(&DensityPoint) -> (f64, f64)) {
    let stop = |(position, point): (usize, &DensityPoint)| {
        let (x, y) = place(point);
        Stop { x, y: Some(y), key: IS_POINT << (COLUMN_BITS + BAND_BITS) | (first + position) }
    };
    scene.stops = points.iter().enumerate().map(stop).collect();
    let at = points.iter().map(place).collect();
    scene.marks.push(Mark::Points { at, shape: Shape::Dot, tone: Tone::Accent, radius: 2.5, opacity: 0.7 });
}

enum Named<'a> {
    Nothing,
    Point(&'a DensityPoint),
    Cell(Period, usize),
}

impl Chart for Density {
    fn title(&self) -> &'static str {
        self.title
    }

    fn span(&self) -> String {
        date::span(self.period, &self.zone)
    }

    fn summary(&self) -> String {
        if self.is_empty() {
            return format!("{}, {}: nothing measured.", self.value_name, self.span());
        }
        let count = format::count(self.points.len() as u64);
        let range = self.quantity.range(self.values);
        format!("{} of {count} {}, {}: from {range}.", self.value_name, self.counted, self.span())
    }

    fn note(&self) -> Option<String> {
        None
    }

    fn legend(&self) -> Vec<LegendEntry> {
        let step = |step: Step, text: &str| LegendEntry::new(Sign::Step(step), Tone::Step(step), text);
        vec![
            LegendEntry::new(Sign::Point(Shape::Dot), Tone::Accent, super::heat_map::capital(self.counted)),
            step(Step::First, "Cell with up to 4 % of the fullest"),
            step(Step::Third, "from 16 %"),
            step(Step::Fifth, "from 64 %"),
        ]
    }

    fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    fn extent(&self) -> Option<Period> {
        Some(self.period)
    }

    fn scene_of(&self, size: Size, shown: Option<Period>) -> Scene {
        if self.is_empty() {
            return Scene::default();
        }
        let period = shown.unwrap_or(self.period);
        let (first, points) = self.within(period);
        let value = self.value_scale(value_range(size));
        let ticks = self.quantity.labels(&value, VALUE_LABEL_PIXELS);
        let plot = Plot::new(size, &ticks);
        let time = Scale::time(period, (plot.left, plot.right));
        let mut scene = Scene { pick: Pick::Point, time: TimeAxis::straight(period, plot), ..Scene::default() };
        draw_value_axis(&mut scene, plot, &value, &ticks);
        let instants = time_ticks(period, &self.zone, plot.width(), TIME_LABEL_PIXELS, Finest::Minute);
        draw_time_axis(&mut scene, plot, instants.into_iter().map(|tick| (time.instant(tick.at), tick.label)));
        if points.len() as f64 <= MOST_POINTS * plot.width() * plot.height() / 1_000.0 {
            let place = |point: &DensityPoint| {
                (time.instant(point.at), value.position(f64::from(point.value)).clamp(plot.top, plot.bottom))
            };
            draw_points(&mut scene, first, points, &place);
        } else {
            let cells = Cells::fitting(self.period, period.seconds() as f64 / plot.width());
            self.draw_cells(&mut scene, plot, points, &time, cells);
            scene.caption = Some("counted in cells; zoom in for single points");
        }
        scene
    }

    fn period_of(&self, key: usize) -> Option<Period> {
        match self.named(key) {
            Named::Nothing => None,
            Named::Point(point) => Some(Period { start: point.at, end: point.at }),
            Named::Cell(period, _) => Some(period),
        }
    }

    fn readout(&self, key: usize) -> Option<Readout> {
        let row = |name: &str, value: String| (name.to_owned(), value);
        match self.named(key) {
            Named::Nothing => None,
            Named::Point(point) => Some(Readout {
                title: date::date_and_clock(point.at, &self.zone),
                rows: vec![row(self.value_name, self.quantity.text(f64::from(point.value)))],
            }),
            Named::Cell(period, band) => {
                let bands = self.bands();
                let is_inside = |point: &&DensityPoint| Self::band(&bands, point.value) == band;
                let count = self.within(period).1.iter().filter(is_inside).count();
                if count == 0 {
                    return None;
                }
                let range = (bands.value(band as f64), bands.value(band as f64 + 1.0));
                Some(Readout {
                    title: format!("From {}", date::date_and_clock(period.start, &self.zone)),
                    rows: vec![
                        row("For", format::duration(period.seconds() as f64)),
                        row(self.value_name, self.quantity.range(range)),
                        (super::heat_map::capital(self.counted), format::count(count as u64)),
                    ],
                })
            }
        }
    }

    fn table(&self) -> Table {
        let row = |point: &DensityPoint| {
            vec![date::date_and_clock(point.at, &self.zone), self.quantity.text(f64::from(point.value))]
        };
        let all = self.points.len();
        let note = (all > MOST_ROWS)
            .then(|| format!("The newest {} of {}.", format::count(MOST_ROWS as u64), format::count(all as u64)));
        let rows = self.points.iter().rev().take(MOST_ROWS).map(row).collect();
        Table { columns: vec!["At", self.value_name], rows, note }
    }
}
