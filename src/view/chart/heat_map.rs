//! A value for every hour of the week: when it fails, when it queues, when it is busy.

use crate::domain::Period;
use crate::view::format;

use super::axes::{Plot, draw_column_labels, gutter_pixels};
use super::levels::{Content, Levels, little_legend};
use super::quantity::Quantity;
use super::scene::{Anchor, Mark, Pick, Scene, Size, Stop, Tone};
use super::{Chart, LegendEntry, Readout, Table};

const HOURS: usize = 24;
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/// Room for `00`, its gap included.
const HOUR_LABEL_PIXELS: f64 = 26.0;
const GAP: f64 = 2.0;

/// One hour of the week.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HeatCell {
    /// The value, if there is one.
    pub value: Option<f64>,
    /// What it rests on.
    pub count: u64,
}

/// Hours of the week.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatMap {
    /// Its headline.
    pub title: &'static str,
    /// The days it covers, in words.
    pub span: String,
    /// What a value is called.
    pub value_name: &'static str,
    /// What the values are.
    pub quantity: Quantity,
    /// What is counted (`runs`).
    pub counted: &'static str,
    /// Fewer than these make no value.
    pub least_count: u64,
    /// 168 of them, from Monday 00:00 local time on; what is missing is empty.
    pub cells: Vec<HeatCell>,
}

impl HeatMap {
    /// How many hours have a value.
    pub fn known_count(&self) -> usize {
        self.known().count()
    }

    fn cell(&self, key: usize) -> HeatCell {
        self.cells.get(key).copied().unwrap_or_default()
    }

    fn content(&self, key: usize) -> Content {
        let cell = self.cell(key);
        Content::of(cell.value, cell.count, self.least_count)
    }

    fn keys() -> core::ops::Range<usize> {
        0..DAYS.len() * HOURS
    }

    /// The hours that have a value.
    fn known(&self) -> impl Iterator<Item = (usize, f64)> {
        Self::keys().filter_map(|key| match self.content(key) {
            Content::Value(value) => Some((key, value)),
            _ => None,
        })
    }

    fn levels(&self) -> Levels {
        Levels::new(self.quantity, self.known().map(|hour| hour.1))
    }
}

/// `Mon 14:00 – 15:00`.
fn hour_name(key: usize) -> String {
    let (day, hour) = (DAYS.get(key / HOURS).copied().unwrap_or_default(), key % HOURS);
    format!("{day} {hour:02}:00 – {:02}:00", (hour + 1) % HOURS)
}

impl Chart for HeatMap {
    fn title(&self) -> &'static str {
        self.title
    }

    fn span(&self) -> String {
        self.span.clone()
    }

    fn summary(&self) -> String {
        let by_value = |a: &(usize, f64), b: &(usize, f64)| a.1.total_cmp(&b.1);
        let extremes = self.known().min_by(by_value).zip(self.known().max_by(by_value));
        let Some((lowest, highest)) = extremes else {
            return format!("{} by hour of the week, {}: too little data.", self.value_name, self.span);
        };
        let tell = |(key, value): (usize, f64)| format!("{} {}", self.quantity.text(value), hour_name(key));
        format!(
            "{} by hour of the week, {}: highest {}, lowest {}.",
            self.value_name,
            self.span,
            tell(highest),
            tell(lowest)
        )
    }

    fn note(&self) -> Option<String> {
        None
    }

    fn legend(&self) -> Vec<LegendEntry> {
        let mut legend = self.levels().legend();
        let has_little = Self::keys().any(|key| self.content(key) == Content::Little);
        legend.extend(little_legend(has_little, self.least_count, self.counted));
        legend
    }

    fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| cell.count == 0)
    }

    fn scene_of(&self, size: Size, _shown: Option<Period>) -> Scene {
        let plot = Plot::beside(size, gutter_pixels(DAYS.iter().copied()));
        let (width, height) = (plot.width() / HOURS as f64, plot.height() / DAYS.len() as f64);
        let mut scene =
            Scene { pick: Pick::Cell(width, height), crosshair: (plot.top, plot.bottom), ..Scene::default() };
        let levels = self.levels();
        for (day, name) in DAYS.iter().enumerate() {
            let at = (plot.left - 8.0, plot.top + (day as f64 + 0.5) * height);
            scene.marks.push(Mark::label(at, *name, Anchor::End, Tone::Muted));
        }
        // Column by column: stops ascend by x.
        for hour in 0..HOURS {
            for day in 0..DAYS.len() {
                let key = day * HOURS + hour;
                let middle = (plot.left + (hour as f64 + 0.5) * width, plot.top + (day as f64 + 0.5) * height);
                let inner = ((width - GAP).max(1.0), (height - GAP).max(1.0));
                scene.marks.push(levels.draw(self.content(key), middle, inner));
                scene.stops.push(Stop { x: middle.0, y: Some(middle.1), key });
            }
        }
        let label = |hour: usize| (plot.left + (hour as f64 + 0.5) * width, format!("{hour:02}"));
        let every = [1, 2, 3, 6].into_iter().find(|&every| every as f64 * width >= HOUR_LABEL_PIXELS).unwrap_or(12);
        draw_column_labels(&mut scene, plot, (0..HOURS).step_by(every).map(label));
        scene
    }

    fn readout(&self, key: usize) -> Option<Readout> {
        if !Self::keys().contains(&key) {
            return None;
        }
        let cell = self.cell(key);
        let value = match self.content(key) {
            Content::Value(value) => self.quantity.text(value),
            Content::Little => "too few to tell".to_owned(),
            Content::Nothing => format::UNKNOWN.to_owned(),
        };
        let rows = vec![(self.value_name.to_owned(), value), (capital(self.counted), format::count(cell.count))];
        Some(Readout { title: hour_name(key), rows })
    }

    fn table(&self) -> Table {
        let row = |key: usize| {
            let cell = self.cell(key);
            let value = cell.value.map_or_else(|| format::UNKNOWN.to_owned(), |value| self.quantity.text(value));
            vec![hour_name(key), value, format::count(cell.count)]
        };
        let rows = Self::keys().filter(|&key| self.cell(key).count > 0).map(row).collect();
        Table { columns: vec!["Hour", self.value_name, "Counted"], rows, note: None }
    }
}

/// A word at the beginning of a line.
pub(super) fn capital(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| format!("{}{}", first.to_ascii_uppercase(), characters.as_str()))
}
