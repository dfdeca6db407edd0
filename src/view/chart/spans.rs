//! Stretches of time in rows on a common line of days: when which alert was open.

use std::sync::Arc;

use crate::domain::{Period, Timestamp, Zone, sort_by};
use crate::view::time_ticks::{Finest, time_ticks};
use crate::view::{date, format};

use super::axes::{Plot, TIME_LABEL_PIXELS, draw_time_axis, height_around, names_pixels};
use super::scene::{Anchor, Fill, Mark, Pick, Scene, Size, Stop, Tone};
use super::text_width::fitting_text;
use super::time_axis::TimeAxis;
use super::{Chart, LegendEntry, Readout, Sign, Table};

const ROW_PIXELS: f64 = 24.0;
const BAR_PIXELS: f64 = 12.0;

/// How much a stretch weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanWeight {
    /// Worth knowing.
    Note,
    /// Worth a look.
    Warning,
    /// Worth dropping other work.
    Critical,
}

impl SpanWeight {
    const ALL: [Self; 3] = [Self::Critical, Self::Warning, Self::Note];

    fn name(self) -> &'static str {
        match self {
            Self::Note => "Note",
            Self::Warning => "Warning",
            Self::Critical => "Critical",
        }
    }

    fn look(self) -> (Tone, Fill) {
        match self {
            Self::Note => (Tone::Muted, Fill::Hollow),
            Self::Warning => (Tone::Warning, Fill::Solid),
            Self::Critical => (Tone::Failed, Fill::Striped),
        }
    }
}

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// When it begins.
    pub start: Timestamp,
    /// When it ends; `None`: it goes on.
    pub end: Option<Timestamp>,
    /// How much it weighs.
    pub weight: SpanWeight,
}

/// What has a name and stretches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpanRow {
    /// Its name.
    pub name: String,
    /// Its stretches.
    pub spans: Vec<Span>,
}

/// The picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Spans {
    /// Its headline.
    pub title: &'static str,
    /// The days that it covers.
    pub period: Period,
    /// From top to bottom.
    pub rows: Vec<SpanRow>,
    /// In which days are told.
    pub zone: Arc<Zone>,
}

impl Spans {
    /// Every stretch with its row, in the order of its key.
    fn all(&self) -> impl Iterator<Item = (usize, &SpanRow, &Span)> {
        let rows = self.rows.iter().enumerate();
        rows.flat_map(|(number, row)| row.spans.iter().map(move |span| (number, row, span)))
    }

    fn end(&self, span: &Span) -> Timestamp {
        span.end.unwrap_or(self.period.end).max(span.start)
    }

    fn told_end(&self, span: &Span) -> String {
        span.end.map_or_else(|| "still open".to_owned(), |end| date::date_and_clock(end, &self.zone))
    }

    fn length(&self, span: &Span) -> String {
        format::duration(self.end(span).seconds_since(span.start) as f64)
    }
}

impl Chart for Spans {
    fn title(&self) -> &'static str {
        self.title
    }

    fn span(&self) -> String {
        date::span(self.period, &self.zone)
    }

    fn summary(&self) -> String {
        let told = |row: &SpanRow| format!("{}: {}", row.name, format::count(row.spans.len() as u64));
        let rows: Vec<String> = self.rows.iter().map(told).collect();
        format!("How often each was open. {}.", rows.join("; "))
    }

    fn note(&self) -> Option<String> {
        None
    }

    fn legend(&self) -> Vec<LegendEntry> {
        let occurs = |weight: &SpanWeight| self.all().any(|(_, _, span)| span.weight == *weight);
        let entry = |weight: SpanWeight| {
            let (tone, fill) = weight.look();
            LegendEntry::new(Sign::Area(fill), tone, weight.name())
        };
        SpanWeight::ALL.into_iter().filter(occurs).map(entry).collect()
    }

    fn is_empty(&self) -> bool {
        self.rows.is_empty() || self.period.seconds() <= 0
    }

    fn height_pixels(&self) -> Option<f64> {
        Some(height_around(self.rows.len().max(1) as f64 * ROW_PIXELS))
    }

    fn scene_of(&self, size: Size, _shown: Option<Period>) -> Scene {
        if self.is_empty() {
            return Scene::default();
        }
        let plot = Plot::beside(size, names_pixels(self.rows.iter().map(|row| row.name.as_str()), size));
        let height = plot.height() / self.rows.len() as f64;
        let time = TimeAxis::straight(self.period, plot);
        let place = |at: Timestamp| {
            let at = at.max(self.period.start).min(self.period.end);
            time.position(at).unwrap_or(plot.left)
        };
        let mut scene = Scene { pick: Pick::Row(height), crosshair: (plot.top, plot.bottom), ..Scene::default() };
        let ticks = time_ticks(self.period, &self.zone, plot.width(), TIME_LABEL_PIXELS, Finest::Day);
        for tick in &ticks {
            scene.marks.push(Mark::solid(place(tick.at).round(), plot.top, 1.0, plot.height(), Tone::Grid));
        }
        let middle = |number: usize| plot.top + (number as f64 + 0.5) * height;
        for (number, row) in self.rows.iter().enumerate() {
            let name = fitting_text(&row.name, plot.left - 8.0);
            scene.marks.push(Mark::label((0.0, middle(number)), name, Anchor::Start, Tone::Text));
        }
        for (key, (number, _, span)) in self.all().enumerate() {
            let (left, right) = (place(span.start), place(self.end(span)));
            let (tone, fill) = span.weight.look();
            let (y, width) = (middle(number) - BAR_PIXELS / 2.0, (right - left).max(3.0));
            scene.marks.push(Mark::Box { x: left, y, width, height: BAR_PIXELS, tone, fill });
            scene.stops.push(Stop { x: left, y: Some(middle(number)), key });
        }
        sort_by(&mut scene.stops, |a, b| a.x.total_cmp(&b.x));
        draw_time_axis(&mut scene, plot, ticks.into_iter().map(|tick| (place(tick.at), tick.label)));
        scene.time = time;
        scene
    }

    fn readout(&self, key: usize) -> Option<Readout> {
        let (_, row, span) = self.all().nth(key)?;
        let rows = vec![
            ("Severity".to_owned(), span.weight.name().to_owned()),
            ("From".to_owned(), date::date_and_clock(span.start, &self.zone)),
            ("To".to_owned(), self.told_end(span)),
            ("Lasted".to_owned(), self.length(span)),
        ];
        Some(Readout { title: row.name.clone(), rows })
    }

    fn table(&self) -> Table {
        let mut all: Vec<(&SpanRow, &Span)> = self.all().map(|(_, row, span)| (row, span)).collect();
        sort_by(&mut all, |a, b| b.1.start.cmp(&a.1.start));
        let row = |(row, span): (&SpanRow, &Span)| {
            let from = date::date_and_clock(span.start, &self.zone);
            vec![row.name.clone(), span.weight.name().to_owned(), from, self.told_end(span), self.length(span)]
        };
        let columns = vec!["What", "Severity", "From", "To", "Lasted"];
        Table { columns, rows: all.into_iter().map(row).collect(), note: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    /// A name, and from which day to which.
    type Line<'a> = (&'a str, &'a [(i64, Option<i64>)]);

    fn chart(rows: &[Line<'_>]) -> Spans {
        let at = |day: i64| Timestamp(1_780_272_000 + day * DAY);
        let span = |&(from, to): &(i64, Option<i64>)| {
            let weight = if to.is_some() { SpanWeight::Warning } else { SpanWeight::Critical };
            Span { start: at(from), end: to.map(at), weight }
        };
        let row =
            |(name, spans): &Line<'_>| SpanRow { name: (*name).to_owned(), spans: spans.iter().map(span).collect() };
        let rows = rows.iter().map(row).collect();
        let period = Period { start: at(0), end: at(30) };
        Spans { title: "Alerts", period, rows, zone: Arc::default() }
    }

    #[test]
    fn stretches_lie_in_their_rows() {
        let chart = chart(&[("CI", &[(2, Some(4)), (20, None)]), ("deploy", &[(-5, Some(1))])]);
        let size = Size { width: 600.0, height: chart.height_pixels().unwrap(), pixel_ratio: 1.0 };
        let scene = chart.scene(size);
        assert_eq!(scene.stops.len(), 3);
        for mark in &scene.marks {
            if let Mark::Box { x, width, .. } = mark {
                assert!(*x >= 0.0 && x + width <= 600.0, "{mark:?}");
            }
        }
        assert_eq!(chart.table().rows.len(), 3);
        assert_eq!(chart.table().rows[0][3], "still open");
        assert_eq!(chart.legend().len(), 2);
        assert_eq!(chart.readout(2).unwrap().title, "deploy");
        assert_eq!(chart.readout(3), None);
        assert!(chart.summary().contains("CI: 2; deploy: 1"));
    }

    #[test]
    fn nothing_and_no_room_draw() {
        assert!(chart(&[]).is_empty());
        for width in [0.0, 40.0] {
            let size = Size { width, height: 10.0, pixel_ratio: 2.0 };
            chart(&[("a long name of a workflow", &[(0, Some(30))])]).scene(size);
        }
    }
}
