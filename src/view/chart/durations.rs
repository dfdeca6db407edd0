//! How long every attempt took, with median, P95 and trend.

use std::sync::Arc;

use crate::domain::{Period, SECONDS_PER_DAY, Timestamp, Zone, sort_by_key};
use crate::engine::{Overview, Point, WorkflowChoice};
use crate::insight::{Day, Direction, Metric, Trend};
use crate::view::scale::{Scale, Spread};
use crate::view::ticks::{self, Tick};
use crate::view::time_ticks::{Finest, time_ticks};
use crate::view::{date, decimate, format, lack};

use super::axes::{
    Plot, TIME_LABEL_PIXELS, VALUE_LABEL_PIXELS, draw_level, draw_time_axis, draw_value_axis, value_range,
    value_tick_count,
};
use super::daily::Standing;
use super::grain::is_today;
use super::looks::{LOOKS, Look, outcome_name};
use super::scene::{Dash, Mark, Pick, Scene, Size, Stop, Tone};
use super::time_axis::TimeAxis;
use super::{Chart, LegendEntry, Readout, Sign, Table};

/// P99 beyond so many medians asks for a logarithmic axis.
const LOG_FROM_P99: f64 = 6.0;
/// So does a single point beyond so many medians.
const LOG_FROM_HIGHEST: f64 = 20.0;
/// Rows of the table; more than that nobody reads.
const MOST_ROWS: usize = 500;
/// Corners of the trend line: straight in logarithms, it bends on a linear axis.
const TREND_CORNERS: usize = 24;

/// Durations, one point an attempt.
pub struct DurationChart {
    points: Vec<Point>,
    total: u64,
    medians: Vec<(Timestamp, Option<f64>)>,
    median: Option<f64>,
    p95: Option<f64>,
    p99: Option<f64>,
    trend: Option<Trend>,
    workflows: Arc<Vec<WorkflowChoice>>,
    period: Period,
    zone: Arc<Zone>,
}

/// The median of a day, unless it rests on few runs or the day is not over: a line through those would tell of jumps
/// that nothing made.
fn firm_median(day: &Day, now: Timestamp, zone: &Zone) -> Option<f64> {
    let standing = Standing::of(day.counts.passed, is_today(day.start, now, zone));
    day.median_duration_seconds.filter(|_| standing == Standing::Firm)
}

impl DurationChart {
    /// Of an overview; `workflows` are those of the session, in its order.
    pub fn new(overview: &Overview, workflows: Arc<Vec<WorkflowChoice>>, zone: Arc<Zone>) -> Self {
        let insight = &overview.insight;
        let quantiles = insight.durations.quantiles;
        let mut points: Vec<Point> =
            overview.points.iter().copied().filter(|point| point.duration_seconds.is_finite()).collect();
        sort_by_key(&mut points, |point| point.started_at);
        Self {
            points,
            total: overview.points_total,
            medians: insight.days.iter().map(|day| (day.start, firm_median(day, insight.now, &zone))).collect(),
            median: quantiles.median,
            p95: quantiles.p95,
            p99: quantiles.p99,
            // The first trend of a metric is the one over the view's own window.
            trend: insight.trends.iter().find(|trend| trend.metric == Metric::Duration).cloned(),
            workflows,
            period: insight.period,
            zone,
        }
    }

    /// The points of a part of the time; the position of the first.
    fn within(&self, shown: Period) -> (usize, &[Point]) {
        let first = self.points.partition_point(|point| point.started_at < shown.start);
        let end = self.points.partition_point(|point| point.started_at < shown.end);
        (first, self.points.get(first..end).unwrap_or_default())
    }

    /// Fitted values at both ends, where there is a direction to show.
    fn trend_ends(&self) -> Option<(f64, f64)> {
        let trend = self.trend.as_ref().filter(|trend| trend.direction.is_ok())?;
        trend.line.filter(|line| line.0 > 0.0 && line.1 > 0.0 && line.0.is_finite() && line.1.is_finite())
    }

    fn extremes(&self) -> (f64, f64) {
        let seconds = || self.points.iter().map(|point| f64::from(point.duration_seconds));
        (seconds().fold(f64::INFINITY, f64::min), seconds().fold(0.0, f64::max))
    }

    fn value_axis(&self, size: Size) -> (Scale, Vec<Tick>) {
        let (lowest, highest) = self.extremes();
        let median = self.median.filter(|&median| median > 0.0).unwrap_or(highest);
        let p99 = self.p99.unwrap_or(median);
        if p99 > LOG_FROM_P99 * median || highest > LOG_FROM_HIGHEST * median {
            let domain = (lowest.max(1.0) / 1.2, highest * 1.2);
            let scale = Scale::new(Spread::Log, domain, value_range(size));
            let ticks = ticks::log_durations(&scale, VALUE_LABEL_PIXELS);
            return (scale, ticks);
        }
        let (domain, ticks) = ticks::durations(highest, value_tick_count(size));
        (Scale::linear(domain, value_range(size)), ticks)
    }

    fn workflow(&self, point: &Point) -> Option<&str> {
        self.workflows.get(usize::from(point.workflow)).map(|workflow| workflow.label.as_str())
    }

    /// Levels and lines of the whole window; what lies outside of the picture is left out.
    fn draw_lines(&self, scene: &mut Scene, plot: Plot, time: &Scale, value: &Scale, pixel_ratio: f64) {
        let height = |seconds: f64| value.position(seconds).clamp(plot.top, plot.bottom);
        if let Some(p95) = self.p95 {
            draw_level(scene, plot, height(p95), Tone::Warning, Dash::Dotted);
        }
        let noon = |start: Timestamp| time.instant(start.plus_seconds(SECONDS_PER_DAY / 2));
        let is_inside = |start: Timestamp| (plot.left..=plot.right).contains(&noon(start));
        for run in decimate::runs(self.medians.iter().map(|day| day.1.filter(|_| is_inside(day.0)))) {
            let corner = |&(day, median): &(usize, f64)| Some((noon(self.medians.get(day)?.0), height(median)));
            let points: Vec<_> = run.iter().filter_map(corner).collect();
            if points.len() > 1 {
                let points = decimate::line(&points, pixel_ratio);
                scene.marks.push(Mark::Line { points, tone: Tone::Text, width: 2.0, dash: Dash::Solid });
            }
        }
        if let Some((from, to)) = self.trend_ends() {
            let corner = |number: usize| {
                let x = plot.left + number as f64 / TREND_CORNERS as f64 * plot.width();
                // Of the window, of which the picture may show a part.
                let share = (time.value(x) - self.period.start.0 as f64) / self.period.seconds().max(1) as f64;
                (x, height(from * (to / from).powf(share)))
            };
            let points = (0..=TREND_CORNERS).map(corner).collect();
            scene.marks.push(Mark::Line { points, tone: Tone::Accent, width: 2.5, dash: Dash::Dashed });
        }
    }
}

fn draw_points(
    scene: &mut Scene,
    plot: Plot,
    shown: &[Point],
    places: &dyn Fn(&Point) -> (f64, f64),
    pixel_ratio: f64,
) {
    let opacity = if shown.len() > 400 { 0.55 } else { 0.8 };
    // Points for each pixel of width.
    let crowd = shown.len() as f64 / plot.width();
    let radius = if crowd < 2.0 {
        3.0
    } else if crowd < 8.0 {
        2.5
    } else {
        2.0
    };
    for (&Look { tone, shape, .. }, points) in looks(shown) {
        let all: Vec<_> = points.iter().map(|point| places(point)).collect();
        let kept = decimate::scatter(&all, 1.0 / pixel_ratio.max(1.0));
        let at = kept.into_iter().filter_map(|index| all.get(index).copied()).collect();
        // Failures are few and matter: solid, and larger where there is room.
        let (radius, opacity) = if tone == Tone::Failed { (radius * 1.5 - 0.5, 0.9) } else { (radius, opacity) };
        scene.marks.push(Mark::Points { at, shape, tone, radius, opacity });
    }
}

/// The looks that occur, with their points.
fn looks(points: &[Point]) -> impl Iterator<Item = (&'static Look, Vec<&Point>)> {
    LOOKS.iter().filter_map(move |look| {
        let points: Vec<_> = points.iter().filter(|point| (look.is_of)(point.outcome)).collect();
        (!points.is_empty()).then_some((look, points))
    })
}

impl Chart for DurationChart {
    fn title(&self) -> &'static str {
        "Duration"
    }

    fn span(&self) -> String {
        date::span(self.period, &self.zone)
    }

    fn summary(&self) -> String {
        if self.is_empty() {
            return format!("Duration, {}: no run has a known duration.", self.span());
        }
        let (lowest, highest) = self.extremes();
        let seconds = |value: Option<f64>| format::duration(value.unwrap_or(f64::NAN));
        format!(
            "Duration of {} attempts, {}: from {} to {}; of passed attempts the median is {} and P95 {}. {}",
            format::count(self.total),
            self.span(),
            format::duration(lowest),
            format::duration(highest),
            seconds(self.median),
            seconds(self.p95),
            trend_sentence(self.trend.as_ref())
        )
    }

    fn note(&self) -> Option<String> {
        let drawn = self.points.len() as u64;
        (drawn > 0 && drawn < self.total).then(|| {
            let (drawn, total) = (format::count(drawn), format::count(self.total));
            format!("{drawn} of {total} attempts are drawn, with the shortest and longest among them.")
        })
    }

    fn legend(&self) -> Vec<LegendEntry> {
        let mut legend: Vec<_> = looks(&self.points).map(|(look, _)| look.legend()).collect();
        let line = |dash, tone, text: String| LegendEntry::new(Sign::Line(dash), tone, text);
        if self.medians.iter().any(|day| day.1.is_some()) {
            legend.push(line(Dash::Solid, Tone::Text, "Median of the day (from 5 attempts)".to_owned()));
        }
        let p95 = |p95| line(Dash::Dotted, Tone::Warning, format!("P95 {}", format::duration(p95)));
        legend.extend(self.p95.map(p95));
        legend.extend(self.trend_ends().map(|_| line(Dash::Dashed, Tone::Accent, "Trend".to_owned())));
        legend
    }

    fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    fn extent(&self) -> Option<Period> {
        Some(self.period)
    }

    fn scene_of(&self, size: Size, shown: Option<Period>) -> Scene {
        let (value, ticks) = self.value_axis(size);
        let plot = Plot::new(size, &ticks);
        let period = shown.unwrap_or(self.period);
        // What started before the window and still belongs to it stands at its edge.
        let (first, points) = shown.map_or((0, self.points.as_slice()), |shown| self.within(shown));
        let time = Scale::time(period, (plot.left, plot.right));
        let places = |point: &Point| {
            let y = value.position(f64::from(point.duration_seconds));
            (time.instant(point.started_at).clamp(plot.left, plot.right), y.clamp(plot.top, plot.bottom))
        };
        let mut scene = Scene { pick: Pick::Point, time: TimeAxis::straight(period, plot), ..Scene::default() };
        draw_value_axis(&mut scene, plot, &value, &ticks);
        draw_points(&mut scene, plot, points, &places, size.pixel_ratio);
        self.draw_lines(&mut scene, plot, &time, &value, size.pixel_ratio);
        let instants = time_ticks(period, &self.zone, plot.width(), TIME_LABEL_PIXELS, Finest::Minute);
        draw_time_axis(&mut scene, plot, instants.into_iter().map(|tick| (time.instant(tick.at), tick.label)));
        let stop = |(key, point)| {
            let (x, y) = places(point);
            Stop { x, y: Some(y), key: first + key }
        };
        scene.stops = points.iter().enumerate().map(stop).collect();
        scene
    }

    fn period_of(&self, key: usize) -> Option<Period> {
        let at = self.points.get(key)?.started_at;
        Some(Period { start: at, end: at })
    }

    fn run_of(&self, key: usize) -> Option<u64> {
        self.points.get(key).map(|point| point.run_id)
    }

    fn readout(&self, key: usize) -> Option<Readout> {
        let point = self.points.get(key)?;
        let mut rows = vec![
            ("Duration".to_owned(), format::duration(f64::from(point.duration_seconds))),
            ("Outcome".to_owned(), outcome_name(point.outcome).to_owned()),
        ];
        rows.extend(self.workflow(point).map(|label| ("Workflow".to_owned(), label.to_owned())));
        Some(Readout { title: date::date_and_clock(point.started_at, &self.zone), rows })
    }

    fn table(&self) -> Table {
        let row = |point: &Point| {
            vec![
                date::date_and_clock(point.started_at, &self.zone),
                format::duration(f64::from(point.duration_seconds)),
                outcome_name(point.outcome).to_owned(),
                self.workflow(point).unwrap_or(format::UNKNOWN).to_owned(),
                point.run_id.to_string(),
            ]
        };
        let note = (self.total > MOST_ROWS as u64).then(|| {
            let rows = self.points.len().min(MOST_ROWS) as u64;
            format!("The newest {} of {} attempts.", format::count(rows), format::count(self.total))
        });
        Table {
            columns: vec!["Started", "Duration", "Outcome", "Workflow", "Run"],
            rows: self.points.iter().rev().take(MOST_ROWS).map(row).collect(),
            note,
        }
    }
}

fn trend_sentence(trend: Option<&Trend>) -> String {
    let Some(trend) = trend else { return "No trend was computed.".to_owned() };
    let by_week = trend
        .percent_per_week
        .map_or_else(String::new, |change| format!(" ({} a week)", format::signed_percent(change)));
    match &trend.direction {
        Ok(Direction::Up) => format!("Trend: rising{by_week}."),
        Ok(Direction::Down) => format!("Trend: falling{by_week}."),
        Ok(Direction::Flat) => "Trend: flat.".to_owned(),
        Err(lack) => format!("Trend: {}.", lack::of_trend(trend, lack)),
    }
}
