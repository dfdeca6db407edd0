//! Commits side by side, jobs below one another: which commit broke what, and what is red at random.

use std::sync::Arc;

use crate::domain::{Outcome, Period, Timestamp, Zone};
use crate::view::{date, format};

use super::axes::{Plot, draw_column_labels, height_around, names_pixels};
use super::looks::{LOOKS, legend_of, outcome_name};
use super::scene::{Anchor, Mark, Pick, Scene, Size, Stop, Tone};
use super::text_width::fitting_text;
use super::{Chart, LegendEntry, Readout, Table};

const ROW_PIXELS: f64 = 22.0;
/// A column is at least so wide; what does not fit is left out at the old end.
const LEAST_COLUMN_PIXELS: f64 = 16.0;
const WIDEST_COLUMN_PIXELS: f64 = 34.0;
/// Room for a short hash, its gap included.
const HASH_PIXELS: f64 = 64.0;

/// One commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridColumn {
    /// Its short hash.
    pub label: String,
    /// What is told of it, such as the first line of its message.
    pub title: String,
    /// When it was first built.
    pub at: Timestamp,
}

/// Outcomes by commit and job.
#[derive(Clone, Debug, PartialEq)]
pub struct CommitGrid {
    /// Its headline.
    pub title: &'static str,
    /// What a row is (`Job`).
    pub row_name: &'static str,
    /// Commits, oldest first.
    pub columns: Vec<GridColumn>,
    /// Names of the rows.
    pub rows: Vec<String>,
    /// Column after column, each from the first row to the last; `None` where nothing ran.
    pub cells: Vec<Option<Outcome>>,
    /// For dates.
    pub zone: Arc<Zone>,
}

impl CommitGrid {
    fn outcome(&self, key: usize) -> Option<Outcome> {
        self.cells.get(key).copied().flatten()
    }

    /// Column and row of a cell.
    fn place(&self, key: usize) -> Option<(&GridColumn, &str)> {
        let rows = self.rows.len().max(1);
        Some((self.columns.get(key / rows)?, self.rows.get(key % rows)?))
    }

    fn counted(&self, is_counted: impl Fn(Outcome) -> bool) -> u64 {
        self.cells.iter().flatten().filter(|outcome| is_counted(**outcome)).count() as u64
    }
}

impl Chart for CommitGrid {
    fn title(&self) -> &'static str {
        self.title
    }

    fn span(&self) -> String {
        let (first, last) = (self.columns.first().map(|column| column.at), self.columns.last().map(|column| column.at));
        date::span(
            Period { start: first.unwrap_or_default(), end: last.unwrap_or_default().plus_seconds(1) },
            &self.zone,
        )
    }

    fn summary(&self) -> String {
        if self.is_empty() {
            return "Outcomes by commit: nothing ran.".to_owned();
        }
        format!(
            "Outcomes of {} commits in {} rows, {}: {} of {} cells failed.",
            self.columns.len(),
            self.rows.len(),
            self.span(),
            format::count(self.counted(Outcome::is_failed)),
            format::count(self.counted(|_| true))
        )
    }

    fn note(&self) -> Option<String> {
        None
    }

    fn legend(&self) -> Vec<LegendEntry> {
        legend_of(|outcome| self.cells.contains(&Some(outcome)))
    }

    fn is_empty(&self) -> bool {
        self.cells.iter().all(Option::is_none)
    }

    fn height_pixels(&self) -> Option<f64> {
        Some(height_around(self.rows.len().max(1) as f64 * ROW_PIXELS))
    }

    fn scene_of(&self, size: Size, _shown: Option<Period>) -> Scene {
        let gutter = names_pixels(self.rows.iter().map(String::as_str), size);
        let plot = Plot::beside(size, gutter);
        let fitting = ((plot.width() / LEAST_COLUMN_PIXELS) as usize).max(1);
        let left_out = self.columns.len().saturating_sub(fitting);
        let columns = self.columns.len() - left_out;
        let width = (plot.width() / columns.max(1) as f64).min(WIDEST_COLUMN_PIXELS);
        let height = plot.height() / self.rows.len().max(1) as f64;
        let caption = (left_out > 0).then_some("newest commits only; the table holds all");
        let mut scene =
            Scene { pick: Pick::Cell(width, height), crosshair: (plot.top, plot.bottom), caption, ..Scene::default() };
        for (row, name) in self.rows.iter().enumerate() {
            let y = plot.top + (row as f64 + 0.5) * height;
            let wide = width * columns as f64;
            scene.marks.push(Mark::solid(plot.left, y.round(), wide, 1.0, Tone::Grid));
            let at = (gutter - 8.0, y);
            scene.marks.push(Mark::label(at, fitting_text(name, gutter - 8.0), Anchor::End, Tone::Muted));
        }
        let radius = (width.min(height) / 2.0 - 4.0).clamp(2.0, 5.0);
        let mut labels: Vec<(f64, String)> = Vec::new();
        for (position, column) in self.columns.iter().enumerate().skip(left_out) {
            let x = plot.left + ((position - left_out) as f64 + 0.5) * width;
            if labels.last().is_none_or(|last| x - last.0 >= HASH_PIXELS) {
                labels.push((x, column.label.clone()));
            }
            for row in 0..self.rows.len() {
                let key = position * self.rows.len() + row;
                let y = plot.top + (row as f64 + 0.5) * height;
                if self.outcome(key).is_some() {
                    scene.stops.push(Stop { x, y: Some(y), key });
                }
            }
        }
        // One mark a look: the painter makes one stamp a mark.
        for look in &LOOKS {
            let has_look = |stop: &&Stop| self.outcome(stop.key).is_some_and(look.is_of);
            let at: Vec<_> =
                scene.stops.iter().filter(has_look).map(|stop| (stop.x, stop.y.unwrap_or_default())).collect();
            if !at.is_empty() {
                scene.marks.push(Mark::points(at, look.shape, look.tone, radius));
            }
        }
        draw_column_labels(&mut scene, plot, labels);
        scene
    }

    fn readout(&self, key: usize) -> Option<Readout> {
        let (column, row) = self.place(key)?;
        let outcome = self.outcome(key).map_or(format::UNKNOWN, outcome_name);
        let rows = vec![
            (self.row_name.to_owned(), row.to_owned()),
            ("Outcome".to_owned(), outcome.to_owned()),
            ("Commit".to_owned(), column.title.clone()),
            ("First built".to_owned(), date::date_and_clock(column.at, &self.zone)),
        ];
        Some(Readout { title: column.label.clone(), rows })
    }

    fn table(&self) -> Table {
        let row = |key: usize| {
            let (column, row) = self.place(key)?;
            let outcome = outcome_name(self.outcome(key)?).to_owned();
            let at = date::date_and_clock(column.at, &self.zone);
            Some(vec![column.label.clone(), column.title.clone(), at, row.to_owned(), outcome])
        };
        let rows = (0..self.cells.len()).rev().filter_map(row).collect();
        Table { columns: vec!["Commit", "Message", "First built", self.row_name, "Outcome"], rows, note: None }
    }
}
