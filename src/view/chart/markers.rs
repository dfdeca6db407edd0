//! Events over a chart of time: change points, alerts, releases. Any chart that says where its instants lie can be
//! marked; the chart itself knows nothing of it.

use std::sync::Arc;

use crate::domain::{Period, Timestamp, Zone, sort_by_key};
use crate::view::date;

use super::scene::{Dash, Mark, Scene, Shape, Size, Tone};
use super::{Chart, LegendEntry, Readout, Sign, Table};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkerKind {
    /// The numbers are others from here on.
    ChangePoint,
    /// Something was reported.
    Alert,
    /// A version left.
    Release,
}

/// Something that happened at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// When.
    pub at: Timestamp,
    /// What, in a few words.
    pub label: String,
    /// Of which kind.
    pub kind: MarkerKind,
}

/// Name, shape, tone, dash.
const LOOKS: [(MarkerKind, &str, Shape, Tone, Dash); 3] = [
    (MarkerKind::ChangePoint, "Change point", Shape::Diamond, Tone::Text, Dash::Dashed),
    (MarkerKind::Alert, "Alert", Shape::Triangle, Tone::Failed, Dash::Dotted),
    (MarkerKind::Release, "Release", Shape::Square, Tone::Accent, Dash::Solid),
];

/// A chart with markers over it.
pub struct MarkedChart {
    chart: Arc<dyn Chart>,
    /// Ascending.
    markers: Vec<Marker>,
    zone: Arc<Zone>,
}

impl MarkedChart {
    /// Marks a chart; on one without a time axis nothing is drawn.
    pub fn new(chart: Arc<dyn Chart>, mut markers: Vec<Marker>, zone: Arc<Zone>) -> Self {
        sort_by_key(&mut markers, |marker| marker.at);
        Self { chart, markers, zone }
    }

    fn name(kind: MarkerKind) -> &'static str {
        LOOKS.iter().find(|look| look.0 == kind).map_or("", |look| look.1)
    }

    fn between(&self, period: Period) -> impl Iterator<Item = &Marker> {
        self.markers.iter().filter(move |marker| period.contains(marker.at))
    }

    /// Those that lie in the time of the chart, as far as it tells one.
    fn told(&self) -> impl Iterator<Item = &Marker> {
        let extent = self.chart.extent();
        self.markers.iter().filter(move |marker| extent.is_none_or(|extent| extent.contains(marker.at)))
    }
}

impl Chart for MarkedChart {
    fn title(&self) -> &'static str {
        self.chart.title()
    }

    fn span(&self) -> String {
        self.chart.span()
    }

    fn summary(&self) -> String {
        let told: Vec<String> = self
            .told()
            .map(|marker| {
                let day = date::day_and_month(marker.at, &self.zone);
                format!("{} on {day}: {}", Self::name(marker.kind), marker.label)
            })
            .collect();
        let marked = if told.is_empty() { String::new() } else { format!(" {}.", told.join("; ")) };
        format!("{}{marked}", self.chart.summary())
    }

    fn note(&self) -> Option<String> {
        self.chart.note()
    }

    fn legend(&self) -> Vec<LegendEntry> {
        let mut legend = self.chart.legend();
        let occurs = |look: &&(MarkerKind, &str, Shape, Tone, Dash)| self.told().any(|marker| marker.kind == look.0);
        let entry = |look: &(MarkerKind, &'static str, Shape, Tone, Dash)| {
            LegendEntry::new(Sign::Point(look.2), look.3, look.1)
        };
        legend.extend(LOOKS.iter().filter(occurs).map(entry));
        legend
    }

    fn is_empty(&self) -> bool {
        self.chart.is_empty()
    }

    fn extent(&self) -> Option<Period> {
        self.chart.extent()
    }

    fn height_pixels(&self) -> Option<f64> {
        self.chart.height_pixels()
    }

    fn scene_of(&self, size: Size, shown: Option<Period>) -> Scene {
        let mut scene = self.chart.scene_of(size, shown);
        let (top, bottom) = scene.crosshair;
        for &(kind, _, shape, tone, dash) in &LOOKS {
            let of_kind = self.markers.iter().filter(|marker| marker.kind == kind);
            let places: Vec<f64> = of_kind.filter_map(|marker| scene.time.position(marker.at)).collect();
            for &x in &places {
                let points = vec![(x.round(), top), (x.round(), bottom)];
                scene.marks.push(Mark::Line { points, tone, width: 1.0, dash });
            }
            if !places.is_empty() {
                let at: Vec<_> = places.into_iter().map(|x| (x.round(), top)).collect();
                // A rim of the ground keeps it apart from what is under it.
                scene.marks.push(Mark::points(at.clone(), Shape::Dot, Tone::Surface, 7.0));
                scene.marks.push(Mark::points(at, shape, tone, 4.5));
            }
        }
        scene
    }

    fn period_of(&self, key: usize) -> Option<Period> {
        self.chart.period_of(key)
    }

    fn run_of(&self, key: usize) -> Option<u64> {
        self.chart.run_of(key)
    }

    fn readout(&self, key: usize) -> Option<Readout> {
        let mut readout = self.chart.readout(key)?;
        if let Some(period) = self.chart.period_of(key) {
            let row = |marker: &Marker| (Self::name(marker.kind).to_owned(), marker.label.clone());
            readout.rows.extend(self.between(period).map(row));
        }
        Some(readout)
    }

    fn table(&self) -> Table {
        self.chart.table()
    }
}

#[cfg(test)]
mod tests {
    use super::super::SuccessChart;
    use super::super::sample::{FIRST_DAY, overview};
    use super::*;
    use crate::domain::SECONDS_PER_DAY;

    #[test]
    fn markers_stand_at_their_instants_and_in_the_words() {
        let zone = Arc::new(Zone::default());
        let chart = SuccessChart::new(&overview(&[(9, 1), (8, 2), (5, 5)], &[]), Arc::clone(&zone));
        let at = |day: i64| Timestamp((FIRST_DAY + day) * SECONDS_PER_DAY + 43_200);
        let marker = |day: i64, kind: MarkerKind| Marker { at: at(day), label: "v1".to_owned(), kind };
        let markers = vec![marker(2, MarkerKind::Alert), marker(1, MarkerKind::Release), marker(40, MarkerKind::Alert)];
        let chart = MarkedChart::new(Arc::new(chart), markers, zone);
        let size = Size { width: 400.0, height: 200.0, pixel_ratio: 1.0 };
        let scene = chart.scene(size);
        let middle = scene.stops.iter().find(|stop| stop.key == 1).map_or(0.0, |stop| stop.x);
        let is_line = |mark: &&Mark| {
            matches!(mark, Mark::Line { points, tone: Tone::Accent, width, .. }
            if *width < 1.5 && points.iter().all(|point| (point.0 - middle).abs() <= 1.0))
        };
        assert_eq!(scene.marks.iter().filter(is_line).count(), 1);
        let rows = |key: usize| chart.readout(key).map_or(0, |readout| readout.rows.len());
        assert_eq!((rows(0), rows(1), rows(2)), (3, 4, 4));
        assert!(chart.summary().ends_with(" Release on 6 Oct: v1; Alert on 7 Oct: v1."), "{}", chart.summary());
        let names: Vec<_> = chart.legend().into_iter().map(|entry| entry.text).collect();
        assert!(names.ends_with(&["Alert".to_owned(), "Release".to_owned()]));
        let zoomed = chart.scene_of(size, Some(Period { start: at(2), end: at(3) }));
        assert_eq!(zoomed.stops.iter().map(|stop| stop.key).collect::<Vec<_>>(), [2]);
    }
}
