//! The success rate day by day (week by week where days would be too narrow), with its interval and target.

use std::sync::Arc;

use crate::domain::{KpiKind, Period, Timestamp, Zone};
use crate::engine::Overview;
use crate::insight::{Day, Rate};
use crate::view::scale::Scale;
use crate::view::{date, format, ticks};

use super::axes::{GUTTER_PIXELS, Plot, draw_level, draw_time_axis, draw_value_axis, value_range, value_tick_count};
use super::daily::{self, Slots, Standing};
use super::grain::{Group, Groups, caption};
use super::scene::{Dash, Fill, Scene, Size, Stop, Tone};
use super::time_axis::TimeAxis;
use super::{Chart, LegendEntry, Readout, Sign, Table};

/// Least span of the value axis: a change of a percent must not look like a cliff.
const LEAST_SPAN: f64 = 0.2;
/// Days, weeks or months are at least so far apart.
const LEAST_SLOT_PIXELS: f64 = 3.0;

/// Daily success rates.
pub struct SuccessChart {
    rates: Groups<Rate>,
    overall: Rate,
    target: Option<f64>,
    period: Period,
    now: Timestamp,
    zone: Arc<Zone>,
}

impl SuccessChart {
    /// Of an overview, with days told in `zone`.
    pub fn new(overview: &Overview, zone: Arc<Zone>) -> Self {
        let insight = &overview.insight;
        let mut kpis = insight.health.parts.iter().flat_map(|part| &part.kpis);
        Self {
            rates: Groups::new(&insight.days, &zone, rate_of),
            overall: insight.success,
            target: kpis.find(|kpi| kpi.kind == KpiKind::SuccessRate).map(|kpi| kpi.target),
            period: insight.period,
            now: insight.now,
            zone,
        }
    }

    fn standing(&self, group: &Group<Rate>) -> Standing {
        Standing::of(group.sum.denominator, group.is_running(self.now, &self.zone))
    }

    /// The days on which something was decided, with their rate.
    fn decided(&self) -> impl Iterator<Item = (&Group<Rate>, f64)> {
        self.rates.days().iter().filter_map(|day| Some((day, day.sum.value?)))
    }
}

/// Of one day what was counted; of several the sums of what was counted.
fn rate_of(days: &[Day]) -> Rate {
    if let [day] = days {
        return day.success;
    }
    let sum = |part: fn(&Rate) -> u64| days.iter().map(|day| part(&day.success)).fold(0, u64::saturating_add);
    Rate::of(sum(|rate| rate.numerator), sum(|rate| rate.denominator))
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
        let by_value = |a: &(&Group<Rate>, f64), b: &(&Group<Rate>, f64)| a.1.total_cmp(&b.1);
        let extreme =
            |(day, value): (&Group<Rate>, f64)| format!("{} on {}", format::percent(value), day.title(&self.zone));
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
        let gaps = self.rates.days().len() - self.decided().count();
        (gaps > 0).then(|| format!("Days without a run that counts, left empty: {}.", format::count(gaps as u64)))
    }

    fn legend(&self) -> Vec<LegendEntry> {
        let mut legend = vec![
            LegendEntry::new(Sign::Line(Dash::Solid), Tone::Accent, "Success rate"),
            LegendEntry::new(Sign::Area(Fill::Solid), Tone::Band, "95 % interval"),
        ];
        let target = |target| LegendEntry::new(Sign::Line(Dash::Dashed), Tone::Warning, target);
        legend.extend(self.target.map(|share| target(format!("Target {}", format::percent(share)))));
        legend.extend(daily::hollow_legend(self.decided().map(|(day, _)| self.standing(day)), Tone::Accent));
        legend
    }

    fn is_empty(&self) -> bool {
        self.decided().next().is_none()
    }

    fn extent(&self) -> Option<Period> {
        self.rates.whole()
    }

    fn period_of(&self, key: usize) -> Option<Period> {
        self.rates.period(key)
    }

    fn scene_of(&self, size: Size, shown: Option<Period>) -> Scene {
        let (first, rates) = self.rates.fitting(size.width - GUTTER_PIXELS, LEAST_SLOT_PIXELS, shown);
        let mut scene = Scene { caption: caption(rates), ..Scene::default() };
        let values = || rates.iter().filter_map(|group| group.sum.value);
        let lowest = values().chain(self.target).fold(1.0, f64::min).clamp(0.0, 1.0 - LEAST_SPAN);
        let (domain, ticks) = ticks::shares((lowest, 1.0), value_tick_count(size));
        let scale = Scale::linear(domain, value_range(size));
        let plot = Plot::new(size, &ticks);
        let slots = Slots::new(plot, rates.len());
        let starts: Vec<_> = rates.iter().map(|group| group.start).collect();
        let end = (first + rates.len()).checked_sub(1).and_then(|last| self.rates.period(last));
        scene.time = TimeAxis::of_slots(&starts, end.map_or(self.period.end, |last| last.end), slots);
        draw_value_axis(&mut scene, plot, &scale, &ticks);
        draw_time_axis(&mut scene, plot, daily::labels(&starts, slots, plot, &self.zone));

        let position = |value: f64| scale.position(value).clamp(plot.top, plot.bottom);
        let intervals = rates.iter().map(|group| group.sum.low.zip(group.sum.high));
        scene.marks.extend(daily::band(intervals, slots, Tone::Band, 1.0, position));
        if let Some(target) = self.target {
            draw_level(&mut scene, plot, position(target), Tone::Warning, Dash::Dashed);
        }
        let line = rates.iter().map(|group| Some((group.sum.value?, self.standing(group))));
        scene.marks.extend(daily::series(line, slots, size.pixel_ratio, Tone::Accent, position));
        let stop = |(slot, group): (usize, &Group<Rate>)| {
            let value = group.sum.value.filter(|value| value.is_finite());
            value.map(|value| Stop { x: slots.middle(slot), y: Some(position(value)), key: first + slot })
        };
        scene.stops = rates.iter().enumerate().filter_map(stop).collect();
        scene
    }

    fn readout(&self, key: usize) -> Option<Readout> {
        let group = self.rates.get(key)?;
        let rate = group.sum;
        let counted = format!("{} of {}", format::count(rate.numerator), format::count(rate.denominator));
        let mut rows = vec![
            ("Success rate".to_owned(), format::percent(rate.value.unwrap_or(f64::NAN))),
            ("Passed".to_owned(), counted),
        ];
        let interval = rate.low.zip(rate.high);
        rows.extend(interval.map(|interval| ("95 % interval".to_owned(), share_range(interval))));
        Some(Readout { title: group.title(&self.zone), rows })
    }

    fn table(&self) -> Table {
        let cell = |value: Option<f64>| format::percent(value.unwrap_or(f64::NAN));
        let row = |day: &Group<Rate>| {
            let rate = day.sum;
            let counts = [rate.numerator, rate.denominator].map(format::count);
            let [passed, counted] = counts;
            vec![day.title(&self.zone), cell(rate.value), cell(rate.low), cell(rate.high), passed, counted]
        };
        Table {
            columns: vec!["Day", "Success rate", "95 % from", "95 % to", "Passed", "Counted"],
            rows: self.rates.days().iter().rev().map(row).collect(),
            note: None,
        }
    }
}

/// `4.1 % to 22.0 %`.
pub(super) fn share_range((low, high): (f64, f64)) -> String {
    format!("{} to {}", format::percent(low), format::percent(high))
}
