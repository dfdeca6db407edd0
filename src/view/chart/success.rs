//! The success rate day by day, with its interval and target.

use std::sync::Arc;

use crate::domain::{KpiKind, Period, Timestamp, Zone};
use crate::engine::Overview;
use crate::insight::Rate;
use crate::view::scale::Scale;
use crate::view::{date, format, ticks};

use super::axes::{Plot, draw_level, draw_time_axis, draw_value_axis, value_range, value_tick_count};
use super::daily::{self, Slots};
use super::scene::{Dash, Scene, Size, Stop, Tone};
use super::{Chart, LegendEntry, Readout, Sign, Table};

/// Least span of the value axis: a change of a percent must not look like a cliff.
const LEAST_SPAN: f64 = 0.2;

/// Daily success rates.
pub struct SuccessChart {
    days: Vec<(Timestamp, Rate)>,
    overall: Rate,
    target: Option<f64>,
    period: Period,
    zone: Arc<Zone>,
}

impl SuccessChart {
    /// Of an overview, with days told in `zone`.
    pub fn new(overview: &Overview, zone: Arc<Zone>) -> Self {
        let insight = &overview.insight;
        let mut kpis = insight.health.parts.iter().flat_map(|part| &part.kpis);
        Self {
            days: insight.days.iter().map(|day| (day.start, day.success)).collect(),
            overall: insight.success,
            target: kpis.find(|kpi| kpi.kind == KpiKind::SuccessRate).map(|kpi| kpi.target),
            period: insight.period,
            zone,
        }
    }

    fn decided(&self) -> impl DoubleEndedIterator<Item = (Timestamp, f64, Rate)> {
        self.days.iter().filter_map(|&(start, rate)| Some((start, rate.value?, rate)))
    }

    fn day(&self, start: Timestamp) -> String {
        date::weekday_and_date(start, &self.zone)
    }
}

impl Chart for SuccessChart {
    fn title(&self) -> &'static str {
        "Success rate"
    }

    fn span(&self) -> String {
        date::span(self.period, &self.zone)
    }

    fn summary(&self) -> String {
        let Some(overall) = self.overall.value else {
            return format!("Success rate, {}: no run has passed or failed.", self.span());
        };
        let by_value = |a: &(Timestamp, f64, Rate), b: &(Timestamp, f64, Rate)| a.1.total_cmp(&b.1);
        let extreme = |(start, value, _)| format!("{} on {}", format::percent(value), self.day(start));
        let extremes = self
            .decided()
            .min_by(by_value)
            .zip(self.decided().max_by(by_value))
            .map(|(lowest, highest)| format!(" Lowest {}, highest {}.", extreme(lowest), extreme(highest)));
        let target = self.target.map(|target| {
            let reached = self.decided().filter(|day| day.1 >= target).count();
            let days = self.decided().count();
            format!(" Target {} reached on {reached} of {days} days.", format::percent(target))
        });
        format!(
            "Success rate by day, {}: {} overall ({} of {}).{}{}",
            self.span(),
            format::percent(overall),
            format::count(self.overall.numerator),
            format::count(self.overall.denominator),
            extremes.unwrap_or_default(),
            target.unwrap_or_default()
        )
    }

    fn note(&self) -> Option<String> {
        let gaps = self.days.len() - self.decided().count();
        let days = if gaps == 1 { "day has" } else { "days have" };
        (gaps > 0 && !self.is_empty()).then(|| format!("{gaps} {days} no run that counts and stay empty."))
    }

    fn legend(&self) -> Vec<LegendEntry> {
        let mut legend = vec![
            LegendEntry::new(Sign::Line(Dash::Solid), Tone::Accent, "Success rate of the day"),
            LegendEntry::new(Sign::Band, Tone::Band, "95 % interval"),
        ];
        let target = |target| LegendEntry::new(Sign::Line(Dash::Dashed), Tone::Warning, target);
        legend.extend(self.target.map(|share| target(format!("Target {}", format::percent(share)))));
        legend
    }

    fn is_empty(&self) -> bool {
        self.decided().next().is_none()
    }

    fn scene(&self, size: Size) -> Scene {
        let mut scene = Scene::default();
        let lowest = self.decided().map(|day| day.1).chain(self.target).fold(1.0, f64::min);
        let (domain, ticks) = ticks::shares((lowest.clamp(0.0, 1.0 - LEAST_SPAN), 1.0), value_tick_count(size));
        let scale = Scale::linear(domain, value_range(size));
        let plot = Plot::new(size, &ticks);
        let slots = Slots::new(plot, self.days.len());
        let starts: Vec<_> = self.days.iter().map(|day| day.0).collect();
        draw_value_axis(&mut scene, plot, &scale, &ticks);
        draw_time_axis(&mut scene, plot, daily::labels(&starts, slots, plot, &self.zone));

        let position = |value: f64| scale.position(value).clamp(plot.top, plot.bottom);
        let intervals = self.days.iter().map(|(_, rate)| rate.low.zip(rate.high));
        scene.marks.extend(daily::band(intervals, slots, Tone::Band, 1.0, position));
        if let Some(target) = self.target {
            draw_level(&mut scene, plot, position(target), Tone::Warning, Dash::Dashed);
        }
        let rates = self.days.iter().map(|(_, rate)| rate.value);
        scene.marks.extend(daily::series(rates, slots, size.pixel_ratio, Tone::Accent, position));
        let stop = |(key, (_, rate)): (usize, &(Timestamp, Rate))| {
            let value = rate.value.filter(|value| value.is_finite());
            value.map(|value| Stop { x: slots.middle(key), y: Some(position(value)), key })
        };
        scene.stops = self.days.iter().enumerate().filter_map(stop).collect();
        scene
    }

    fn readout(&self, key: usize) -> Option<Readout> {
        let (start, rate) = self.days.get(key)?;
        let interval = rate.low.zip(rate.high);
        let mut rows = vec![
            ("Success rate".to_owned(), format::percent(rate.value.unwrap_or(f64::NAN))),
            ("Runs".to_owned(), format!("{} of {}", format::count(rate.numerator), format::count(rate.denominator))),
        ];
        rows.extend(interval.map(|interval| ("95 % interval".to_owned(), share_range(interval))));
        Some(Readout { title: self.day(*start), rows })
    }

    fn table(&self) -> Table {
        let cell = |value: Option<f64>| format::percent(value.unwrap_or(f64::NAN));
        let row = |(start, rate): &(Timestamp, Rate)| {
            let counts = [rate.numerator, rate.denominator].map(format::count);
            let [passed, counted] = counts;
            vec![self.day(*start), cell(rate.value), cell(rate.low), cell(rate.high), passed, counted]
        };
        Table {
            columns: vec!["Day", "Success rate", "95 % from", "95 % to", "Passed", "Counted"],
            rows: self.days.iter().rev().map(row).collect(),
            note: None,
        }
    }
}

/// `4.1 % to 22.0 %`.
pub(super) fn share_range((low, high): (f64, f64)) -> String {
    format!("{} to {}", format::percent(low), format::percent(high))
}
