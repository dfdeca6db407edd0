//! Jobs and steps of one run on a common time line: when each waited, when it worked, and which of them made the run as
//! long as it was (the critical path).

use crate::domain::{Outcome, Period, Timestamp};
use crate::view::scale::Scale;
use crate::view::{format, ticks};

use super::axes::{Plot, TIME_LABEL_PIXELS, draw_time_axis, height_around, names_pixels};
use super::looks::{Look, legend_of, outcome_name};
use super::scene::{Anchor, Dash, Fill, Mark, Pick, Scene, Shape, Size, Stop, Tone};
use super::text_width::fitting_text;
use super::{Chart, LegendEntry, Readout, Sign, Table};

const ROW_PIXELS: f64 = 24.0;
const BAR_PIXELS: f64 = 12.0;
const STEP_BAR_PIXELS: f64 = 6.0;
const CRITICAL_PIXELS: f64 = 3.0;
const INDENT_PIXELS: f64 = 12.0;

/// A job or a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineRow {
    /// Its name.
    pub name: String,
    /// 0 for a job, 1 for a step of the job above.
    pub depth: u8,
    /// From when it waited for a runner, if that is known.
    pub queued_at: Option<Timestamp>,
    /// When its work began; `None` where it never did.
    pub started_at: Option<Timestamp>,
    /// When it ended; `None` while it runs.
    pub completed_at: Option<Timestamp>,
    /// How it ended.
    pub outcome: Outcome,
    /// Whether the run would have been shorter without it.
    pub is_critical: bool,
}

/// One attempt.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// Its headline.
    pub title: &'static str,
    /// Which attempt, in words.
    pub span: String,
    /// Jobs in order, each with its steps after it.
    pub rows: Vec<TimelineRow>,
    /// Until when something that still runs is drawn.
    pub now: Timestamp,
}

impl TimelineRow {
    fn begin(&self) -> Option<Timestamp> {
        self.queued_at.into_iter().chain(self.started_at).min()
    }

    /// How long it waited.
    fn waiting_seconds(&self) -> Option<f64> {
        let until = self.started_at?;
        Some(until.seconds_since(self.queued_at?).max(0) as f64)
    }

    /// How long it worked.
    fn working_seconds(&self) -> Option<f64> {
        Some(self.completed_at?.seconds_since(self.started_at?).max(0) as f64)
    }

    fn fill(&self) -> Fill {
        match self.outcome {
            Outcome::Failed | Outcome::TimedOut => Fill::Striped,
            Outcome::Superseded | Outcome::CancelledByHand => Fill::Ruled,
            Outcome::Excluded => Fill::Hollow,
            Outcome::Passed | Outcome::Unfinished => Fill::Solid,
        }
    }
}

impl Timeline {
    /// From the first wait to the last end.
    fn covered(&self) -> Option<Period> {
        let start = self.rows.iter().filter_map(TimelineRow::begin).min()?;
        let end = self.rows.iter().filter_map(|row| self.end(row)).max()?;
        Some(Period { start, end: end.max(start.plus_seconds(1)) })
    }

    /// Where its bar ends: now for what still works.
    fn end(&self, row: &TimelineRow) -> Option<Timestamp> {
        let begun = row.begin()?.max(row.started_at.unwrap_or_default());
        // Clocks differ: an end before its beginning is none.
        Some(row.completed_at.unwrap_or(self.now).max(begun))
    }

    fn critical(&self) -> impl Iterator<Item = &TimelineRow> {
        self.rows.iter().filter(|row| row.is_critical && row.depth == 0)
    }

    fn draw_row(&self, scene: &mut Scene, row: &TimelineRow, y: f64, place: &dyn Fn(Timestamp) -> f64) {
        let half = if row.depth == 0 { BAR_PIXELS / 2.0 } else { STEP_BAR_PIXELS / 2.0 };
        let mut bar = |from: Timestamp, to: Timestamp, tone: Tone, fill: Fill, half: f64| {
            let (left, right) = (place(from), place(to));
            let width = (right - left).max(2.0);
            scene.marks.push(Mark::Box { x: left, y: y - half, width, height: 2.0 * half, tone, fill });
        };
        let end = self.end(row);
        if let (Some(queued), Some(until)) = (row.queued_at, row.started_at.or(end))
            && until > queued
        {
            // Waiting is a thin frame before the bar.
            bar(queued, until, Tone::Muted, Fill::Hollow, half.min(3.0));
        }
        let Some((from, to)) = row.started_at.zip(end) else { return };
        let tone = Look::of(row.outcome).map_or(Tone::Muted, |look| look.tone);
        bar(from, to, tone, row.fill(), half);
        if row.is_critical {
            let (left, right) = (place(from), place(to));
            let width = (right - left).max(2.0);
            scene.marks.push(Mark::solid(left, y + half + 1.0, width, CRITICAL_PIXELS, Tone::Text));
        }
    }
}

impl Chart for Timeline {
    fn title(&self) -> &'static str {
        self.title
    }

    fn span(&self) -> String {
        self.span.clone()
    }

    fn summary(&self) -> String {
        let Some(covered) = self.covered() else { return format!("{}: no job has started.", self.span) };
        let jobs = self.rows.iter().filter(|row| row.depth == 0);
        let waited: f64 = jobs.clone().filter_map(TimelineRow::waiting_seconds).sum();
        let names: Vec<&str> = self.critical().map(|row| row.name.as_str()).collect();
        let path = if names.is_empty() { String::new() } else { format!(" Critical path: {}.", names.join(", ")) };
        format!(
            "{}: {} jobs in {}; together they waited {}.{path}",
            self.span,
            jobs.count(),
            format::duration(covered.seconds() as f64),
            format::duration(waited)
        )
    }

    fn note(&self) -> Option<String> {
        None
    }

    fn legend(&self) -> Vec<LegendEntry> {
        let looks = legend_of(|outcome| self.rows.iter().any(|row| row.outcome == outcome && row.started_at.is_some()));
        let as_bar = |entry: LegendEntry| {
            let row = self.rows.iter().find(|row| outcome_name(row.outcome) == entry.text);
            LegendEntry { sign: Sign::Area(row.map_or(Fill::Solid, TimelineRow::fill)), ..entry }
        };
        let mut legend: Vec<_> = looks.into_iter().map(as_bar).collect();
        if self.rows.iter().any(|row| row.waiting_seconds().is_some_and(|seconds| seconds > 0.0)) {
            legend.push(LegendEntry::new(Sign::Area(Fill::Hollow), Tone::Muted, "Waiting for a runner"));
        }
        if self.rows.iter().any(|row| row.is_critical) {
            legend.push(LegendEntry::new(Sign::Line(Dash::Solid), Tone::Text, "Critical path"));
        }
        legend
    }

    fn is_empty(&self) -> bool {
        self.covered().is_none()
    }

    fn height_pixels(&self) -> Option<f64> {
        Some(height_around(self.rows.len().max(2) as f64 * ROW_PIXELS))
    }

    fn scene_of(&self, size: Size, _shown: Option<Period>) -> Scene {
        let Some(covered) = self.covered() else { return Scene::default() };
        let names = names_pixels(self.rows.iter().map(|row| row.name.as_str()), size);
        let plot = Plot::beside(size, names + INDENT_PIXELS);
        let height = plot.height() / self.rows.len().max(1) as f64;
        let most = (plot.width() / TIME_LABEL_PIXELS) as usize;
        let (domain, ticks) = ticks::durations(covered.seconds() as f64, most);
        let scale = Scale::linear(domain, (plot.left, plot.right));
        let place = |at: Timestamp| scale.position(at.seconds_since(covered.start) as f64);
        let mut scene = Scene { pick: Pick::Row(height), crosshair: (plot.top, plot.bottom), ..Scene::default() };
        for tick in &ticks {
            let x = scale.position(tick.value).round();
            scene.marks.push(Mark::solid(x, plot.top, 1.0, plot.height(), Tone::Grid));
        }
        for (key, row) in self.rows.iter().enumerate() {
            let y = plot.top + (key as f64 + 0.5) * height;
            let indent = f64::from(row.depth) * INDENT_PIXELS;
            let tone = if row.depth == 0 { Tone::Text } else { Tone::Muted };
            let name = fitting_text(&row.name, plot.left - 8.0 - indent);
            scene.marks.push(Mark::label((indent, y), name, Anchor::Start, tone));
            self.draw_row(&mut scene, row, y, &place);
            let end = self.end(row).map_or(plot.left, place);
            if row.started_at.is_none() {
                scene.marks.push(Mark::points(vec![(end, y)], Shape::Cross, Tone::Muted, 3.0));
            }
            scene.stops.push(Stop { x: end, y: Some(y), key });
        }
        crate::domain::sort_by(&mut scene.stops, |a, b| a.x.total_cmp(&b.x));
        draw_time_axis(&mut scene, plot, ticks.into_iter().map(|tick| (scale.position(tick.value), tick.label)));
        scene
    }

    fn readout(&self, key: usize) -> Option<Readout> {
        let row = self.rows.get(key)?;
        let mut rows = vec![("Outcome".to_owned(), outcome_name(row.outcome).to_owned())];
        let told =
            |name: &str, seconds: Option<f64>| seconds.map(|seconds| (name.to_owned(), format::duration(seconds)));
        rows.extend(told("Waited", row.waiting_seconds()));
        rows.extend(told("Worked", row.working_seconds()));
        let begin = row.begin().zip(self.covered());
        let offset = begin.map(|(begin, covered)| begin.seconds_since(covered.start) as f64);
        rows.extend(told("Begins after", offset));
        rows.push(("On the critical path".to_owned(), if row.is_critical { "yes" } else { "no" }.to_owned()));
        Some(Readout { title: row.name.clone(), rows })
    }

    fn table(&self) -> Table {
        let cell = |seconds: Option<f64>| format::duration(seconds.unwrap_or(f64::NAN));
        let row = |row: &TimelineRow| {
            let name = if row.depth == 0 { row.name.clone() } else { format!("\u{2003}{}", row.name) };
            let path = if row.is_critical { "yes" } else { "no" };
            let outcome = outcome_name(row.outcome).to_owned();
            vec![name, outcome, cell(row.waiting_seconds()), cell(row.working_seconds()), path.to_owned()]
        };
        let columns = vec!["Job or step", "Outcome", "Waited", "Worked", "Critical path"];
        Table { columns, rows: self.rows.iter().map(row).collect(), note: None }
    }
}
