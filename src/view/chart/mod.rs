//! Each chart as data: what it is called, what it says in words, and the marks that draw it at a given size. Owns
//! where everything goes; painting, hovering and the page around belong to the shell.

mod axes;
mod calendar;
mod commit_grid;
mod daily;
mod density;
mod durations;
mod fan;
mod forecast;
mod grain;
mod heat_map;
mod histogram;
mod incidents;
mod levels;
mod line_band;
mod looks;
mod mark;
mod markers;
mod movement;
mod outcomes;
mod paired_bars;
mod paired_lines;
mod poster;
mod quantity;
mod reliability;
#[cfg(test)]
mod sample;
mod scene;
mod spans;
mod sparkline;
mod stacked;
mod success;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_general;
#[cfg(test)]
mod tests_of_pairs;
mod text_width;
mod time_axis;
mod timeline;

pub use calendar::{Calendar, CalendarDay};
pub use commit_grid::{CommitGrid, GridColumn};
pub use density::{Density, DensityPoint};
pub use durations::DurationChart;
pub use fan::{Fan, FanDay, KeptForecast, PastDay};
pub use forecast::ForecastChart;
pub use heat_map::{HeatCell, HeatMap};
pub use histogram::{Bin, Histogram};
pub use incidents::{IncidentSpan, Incidents};
pub use line_band::{LineBand, LinePoint};
pub use markers::{MarkedChart, Marker, MarkerKind};
pub use movement::{backtest_fan, change_markers, day_line, failure_calendar, forecast_fan, week_map};
pub use outcomes::OutcomeChart;
pub use paired_bars::PairedBars;
pub use paired_lines::{PairedDay, PairedLines};
pub use poster::{Poster, Words};
pub use quantity::Quantity;
pub use reliability::Reliability;
pub use scene::{Anchor, Arrow, Dash, Fill, Mark, Pick, Scene, Shape, Size, Step, Stop, Tone, Weight};
pub use spans::{Span, SpanRow, SpanWeight, Spans};
pub use sparkline::sparkline;
pub use stacked::{PART_LOOKS, Stacked, StackedPart};
pub use success::SuccessChart;
pub use time_axis::TimeAxis;
pub use timeline::{Timeline, TimelineRow};

use crate::domain::Period;

/// What every chart can tell of itself.
pub trait Chart: Send + Sync {
    /// Its headline.
    fn title(&self) -> &'static str;

    /// The days it covers, in words.
    fn span(&self) -> String;

    /// What it says, in a sentence or two: range, extremes, trend. Stands in for the picture.
    fn summary(&self) -> String;

    /// What the reader must know beside the picture (too little data, low confidence).
    fn note(&self) -> Option<String>;

    /// What the colours, shapes and dashes mean.
    fn legend(&self) -> Vec<LegendEntry>;

    /// Whether there is nothing to draw.
    fn is_empty(&self) -> bool;

    /// The marks and stops at this size.
    fn scene(&self, size: Size) -> Scene {
        self.scene_of(size, None)
    }

    /// The same for a part of the time that it covers; of charts without an [`Chart::extent`] always for all of it.
    fn scene_of(&self, size: Size, shown: Option<Period>) -> Scene;

    /// The time that it covers, where its picture can be narrowed to a part.
    fn extent(&self) -> Option<Period> {
        None
    }

    /// The height that it needs, in CSS pixels; `None` where any will do.
    fn height_pixels(&self) -> Option<f64> {
        None
    }

    /// The time that a stop stands for, by its [`Stop::key`]; `None` where it stands for none.
    fn period_of(&self, _key: usize) -> Option<Period> {
        None
    }

    /// GitHub's number of the run that a stop stands for, by its [`Stop::key`]; `None` where it stands for no single one.
    fn run_of(&self, _key: usize) -> Option<u64> {
        None
    }

    /// The values at a stop, by its [`Stop::key`].
    fn readout(&self, key: usize) -> Option<Readout>;

    /// The same numbers as a table.
    fn table(&self) -> Table;
}

/// One line of the legend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegendEntry {
    /// How it looks.
    pub sign: Sign,
    /// In which colour.
    pub tone: Tone,
    /// What it means.
    pub text: String,
}

/// The look of a legend's swatch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// A piece of line.
    Line(Dash),
    /// A point.
    Point(Shape),
    /// A filled area.
    Area(Fill),
    /// A translucent band.
    Band,
    /// A cell of a scale from little to much.
    Step(Step),
}

/// The values at one stop of the crosshair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readout {
    /// Which day, week or run.
    pub title: String,
    /// Name and value, in the order of the legend.
    pub rows: Vec<(String, String)>,
}

/// The numbers behind a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What is in the columns; the first one names the row.
    pub columns: Vec<&'static str>,
    /// Cells, newest row first.
    pub rows: Vec<Vec<String>>,
    /// What was left out, if anything.
    pub note: Option<String>,
}

impl Readout {
    /// The values as one spoken line.
    pub fn sentence(&self) -> String {
        let rows: Vec<String> = self.rows.iter().map(|(name, value)| format!("{name} {value}")).collect();
        format!("{}: {}", self.title, rows.join(", "))
    }
}

impl LegendEntry {
    fn new(sign: Sign, tone: Tone, text: impl Into<String>) -> Self {
        Self { sign, tone, text: text.into() }
    }
}
