//! Stretches of trouble on a time line, one row a workflow: when failures came together, and where several workflows had
//! them at once.

use std::sync::Arc;

use crate::domain::{Period, Timestamp, Zone, sort_by};
use crate::view::scale::Scale;
use crate::view::time_ticks::{Finest, time_ticks};
use crate::view::{date, format};

use super::axes::{Plot, TIME_LABEL_PIXELS, draw_time_axis, height_around, names_pixels};
use super::scene::{Anchor, Fill, Mark, Pick, Scene, Size, Stop, Tone};
use super::text_width::fitting_text;
use super::{Chart, LegendEntry, Readout, Sign, Table};

const ROW_PIXELS: f64 = 28.0;
const BAR_PIXELS: f64 = 14.0;
/// A short incident is seen, too.
const LEAST_PIXELS: f64 = 4.0;

/// One stretch.
#[derive(Clone, Debug, PartialEq)]
pub struct IncidentSpan {
    /// Position of its row.
    pub row: usize,
    /// First failure.
    pub start: Timestamp,
    /// End of the last one.
    pub end: Timestamp,
    /// Failed attempts.
    pub failures: u64,
    /// Decided attempts from the first failure to the last.
    pub decided: u64,
    /// Whether chance alone hardly makes it.
    pub is_beyond_chance: bool,
    /// Whether it has not ended.
    pub is_open: bool,
}

/// Incidents of some workflows.
#[derive(Clone, Debug, PartialEq)]
pub struct Incidents {
    /// The time to draw.
    pub period: Period,
    /// What the rows are called.
    pub rows: Vec<String>,
    /// In any order.
    pub spans: Vec<IncidentSpan>,
    /// Incidents that are counted but not drawn.
    pub left_out: u64,
    /// For dates.
    pub zone: Arc<Zone>,
}

impl Incidents {
    fn name(&self, span: &IncidentSpan) -> String {
        self.rows.get(span.row).cloned().unwrap_or_default()
    }

    fn lasted(span: &IncidentSpan) -> String {
        format::duration(span.end.seconds_since(span.start).max(0) as f64)
    }

    fn judged(span: &IncidentSpan) -> &'static str {
        if span.is_beyond_chance { "more than chance" } else { "may be chance" }
    }
}

impl Chart for Incidents {
    fn title(&self) -> &'static str {
        "Incidents in time"
    }

    fn span(&self) -> String {
        date::span(self.period, &self.zone)
    }

    fn summary(&self) -> String {
        let beyond = self.spans.iter().filter(|span| span.is_beyond_chance).count();
        let (all, rows, days) = (self.spans.len(), self.rows.len(), self.span());
        let counted = match self.left_out {
            0 => all.to_string(),
            left_out => format!("{all} of {}", all as u64 + left_out),
        };
        format!("{counted} incidents of {rows} workflows, {days}: {beyond} of them are more than chance.")
    }

    fn note(&self) -> Option<String> {
        let all = self.spans.len() as u64 + self.left_out;
        (self.left_out > 0)
            .then(|| format!("{} of {} drawn", format::count(self.spans.len() as u64), format::count(all)))
    }

    fn legend(&self) -> Vec<LegendEntry> {
        let entry = |is_beyond: bool, entry: LegendEntry| {
            self.spans.iter().any(|span| span.is_beyond_chance == is_beyond).then_some(entry)
        };
        [
            entry(true, LegendEntry::new(Sign::Area(Fill::Solid), Tone::Failed, "More than chance")),
            entry(false, LegendEntry::new(Sign::Area(Fill::Striped), Tone::Excluded, "May be chance")),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    fn height_pixels(&self) -> Option<f64> {
        Some(height_around(self.rows.len().max(2) as f64 * ROW_PIXELS))
    }

    fn scene_of(&self, size: Size, _shown: Option<Period>) -> Scene {
        let gutter = names_pixels(self.rows.iter().map(String::as_str), size);
        let plot = Plot::beside(size, gutter);
        let height = plot.height() / self.rows.len().max(1) as f64;
        let seconds = self.period.seconds().max(1) as f64;
        let scale = Scale::linear((0.0, seconds), (plot.left, plot.right));
        // What began before the window is drawn from its edge.
        let place = |at: Timestamp| scale.position((at.seconds_since(self.period.start) as f64).clamp(0.0, seconds));
        let mut scene = Scene { pick: Pick::Row(height), crosshair: (plot.top, plot.bottom), ..Scene::default() };
        for (row, name) in self.rows.iter().enumerate() {
            let y = plot.top + (row as f64 + 0.5) * height;
            scene.marks.push(Mark::solid(plot.left, y.round(), plot.width(), 1.0, Tone::Grid));
            let text = fitting_text(name, gutter - 8.0);
            scene.marks.push(Mark::label((gutter - 8.0, y), text, Anchor::End, Tone::Muted));
        }
        for (key, span) in self.spans.iter().enumerate() {
            let y = plot.top + (span.row as f64 + 0.5) * height;
            let (left, right) = (place(span.start), place(span.end));
            let width = (right - left).max(LEAST_PIXELS);
            let x = left.min(plot.right - width);
            let (tone, fill) =
                if span.is_beyond_chance { (Tone::Failed, Fill::Solid) } else { (Tone::Excluded, Fill::Striped) };
            scene.marks.push(Mark::Box { x, y: y - BAR_PIXELS / 2.0, width, height: BAR_PIXELS, tone, fill });
            scene.stops.push(Stop { x: x + width / 2.0, y: Some(y), key });
        }
        sort_by(&mut scene.stops, |a, b| a.x.total_cmp(&b.x));
        let ticks = time_ticks(self.period, &self.zone, plot.width(), TIME_LABEL_PIXELS, Finest::Minute);
        draw_time_axis(&mut scene, plot, ticks.into_iter().map(|tick| (place(tick.at), tick.label)));
        scene
    }

    fn readout(&self, key: usize) -> Option<Readout> {
        let span = self.spans.get(key)?;
        let rows = vec![
            ("Began".to_owned(), date::date_and_clock(span.start, &self.zone)),
            ("Lasted".to_owned(), if span.is_open { "not over".to_owned() } else { Self::lasted(span) }),
            ("Failed".to_owned(), format!("{} of {}", format::count(span.failures), format::count(span.decided))),
            ("Judged".to_owned(), Self::judged(span).to_owned()),
        ];
        Some(Readout { title: self.name(span), rows })
    }

    fn table(&self) -> Table {
        let row = |span: &IncidentSpan| {
            vec![
                self.name(span),
                date::date_and_clock(span.start, &self.zone),
                Self::lasted(span),
                format::count(span.failures),
                format::count(span.decided),
                Self::judged(span).to_owned(),
            ]
        };
        let columns = vec!["Workflow", "Began", "Lasted", "Failed", "Runs from first to last", "Judged"];
        Table { columns, rows: self.spans.iter().map(row).collect(), note: None }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check_scene;
    use super::*;
    use crate::domain::SECONDS_PER_DAY;

    fn check(spans: &[(usize, i64, i64)], width: f64, height: f64) {
        let start = Timestamp(20_731 * SECONDS_PER_DAY);
        let chart = Incidents {
            period: Period { start, end: start.plus_days(7) },
            rows: vec!["CI".to_owned(), "A workflow with a name that no gutter holds".to_owned()],
            spans: spans
                .iter()
                .map(|&(row, from, seconds)| IncidentSpan {
                    row,
                    start: start.plus_seconds(from),
                    end: start.plus_seconds(from + seconds),
                    failures: 3,
                    decided: 4,
                    is_beyond_chance: row == 0,
                    is_open: false,
                })
                .collect(),
            left_out: 3,
            zone: Arc::new(Zone::default()),
        };
        check_scene(&chart, Size { width, height, pixel_ratio: 1.0 });
        assert_eq!(chart.is_empty(), spans.is_empty());
        assert_eq!(chart.note(), Some(format!("{} of {} drawn", spans.len(), spans.len() + 3)));
        assert_eq!(Incidents { left_out: 0, ..chart.clone() }.note(), None);
        assert_eq!(
            chart.legend().len(),
            spans.iter().map(|span| span.0).collect::<std::collections::BTreeSet<_>>().len()
        );
    }

    #[test]
    fn every_stretch_stays_in_the_picture() {
        let week = 7 * SECONDS_PER_DAY;
        for (width, height) in [(320.0, 90.0), (900.0, 120.0)] {
            check(&[], width, height);
            check(&[(0, 0, 60)], width, height);
            check(&[(0, -week, 2 * week), (1, week - 1, 1), (1, 3 * SECONDS_PER_DAY, 7_200)], width, height);
        }
    }
}
