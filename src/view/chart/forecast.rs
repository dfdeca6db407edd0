//! The failure rate of the last four weeks and what is expected of the next days.

use std::sync::Arc;

use crate::domain::{Timestamp, Zone};
use crate::engine::Overview;
use crate::insight::{FailureForecast, ForecastDay};
use crate::view::scale::Scale;
use crate::view::{date, format, ticks};

use super::axes::{Plot, draw_time_axis, draw_value_axis, value_range, value_tick_count};
use super::daily::{self, Slots};
use super::scene::{Anchor, Dash, Mark, Scene, Shape, Size, Stop, Tone};
use super::success::share_range;
use super::{Chart, LegendEntry, Readout, Sign, Table};

/// Days shown before the forecast.
const PAST_DAYS: i64 = 28;
/// Below this, a forecast is shown as weak.
const FIRM_CONFIDENCE: f64 = 0.7;

/// Past and expected failure rate.
pub struct ForecastChart {
    /// Every local day from the first to the last shown; [`Content::Nothing`] where nothing is known.
    days: Vec<(Timestamp, Content)>,
    forecast: FailureForecast,
    zone: Arc<Zone>,
}

#[derive(Clone, Copy, Debug)]
enum Content {
    Nothing,
    Past { failed: u64, decided: u64 },
    Expected(ForecastDay),
}

impl Content {
    fn past_rate(self) -> Option<f64> {
        match self {
            Self::Past { failed, decided } if decided > 0 => Some(failed as f64 / decided as f64),
            _ => None,
        }
    }

    fn expected(self) -> Option<ForecastDay> {
        match self {
            Self::Expected(day) => Some(day),
            _ => None,
        }
    }
}

impl ForecastChart {
    /// Of an overview, with days told in `zone`.
    pub fn new(overview: &Overview, zone: Arc<Zone>) -> Self {
        let insight = &overview.insight;
        let expected = insight.forecast.days.as_deref().unwrap_or_default();
        let after_last = insight.days.last().map_or(0, |day| zone.local_day(day.start) + 1);
        let first_expected = expected.first().map_or(after_last, |day| zone.local_day(day.start));
        let first = first_expected - PAST_DAYS;
        let mut days: Vec<_> = (first..first_expected).map(|day| (zone.day_start(day), Content::Nothing)).collect();
        for day in &insight.days {
            let position = usize::try_from(zone.local_day(day.start) - first).ok();
            if let Some(slot) = position.and_then(|position| days.get_mut(position)) {
                let decided = day.counts.passed.saturating_add(day.counts.failed);
                slot.1 = Content::Past { failed: day.counts.failed, decided };
            }
        }
        days.extend(expected.iter().map(|day| (day.start, Content::Expected(*day))));
        Self { days, forecast: insight.forecast.clone(), zone }
    }

    fn expected(&self) -> impl Iterator<Item = ForecastDay> {
        self.days.iter().filter_map(|day| day.1.expected())
    }

    fn day(&self, start: Timestamp) -> String {
        date::weekday_and_date(start, &self.zone)
    }

    fn draw_border(&self, scene: &mut Scene, plot: Plot, slots: Slots) {
        let Some(first) = self.days.iter().position(|day| day.1.expected().is_some()) else { return };
        let x = slots.start(first).round();
        let points = vec![(x, plot.top), (x, plot.bottom)];
        scene.marks.push(Mark::Line { points, tone: Tone::Muted, width: 1.0, dash: Dash::Dotted });
        let at = (x + 6.0, plot.top + 8.0);
        scene.marks.push(Mark::Label { at, text: "Forecast".to_owned(), anchor: Anchor::Start, tone: Tone::Muted });
    }
}

impl Chart for ForecastChart {
    fn title(&self) -> &'static str {
        "Failure rate forecast"
    }

    fn span(&self) -> String {
        let first = self.days.first().map(|day| day.0).unwrap_or_default();
        let last = self.days.last().map(|day| day.0).unwrap_or_default();
        date::span(crate::domain::Period { start: first, end: last.plus_seconds(1) }, &self.zone)
    }

    fn summary(&self) -> String {
        let (failed, decided) = self.days.iter().fold((0_u64, 0_u64), |(failed, decided), day| match day.1 {
            Content::Past { failed: more, decided: of } => (failed.saturating_add(more), decided.saturating_add(of)),
            _ => (failed, decided),
        });
        let past = if decided == 0 { f64::NAN } else { failed as f64 / decided as f64 };
        let past = format!("Failure rate of the last {PAST_DAYS} days: {}.", format::percent(past));
        if let Err(lack) = &self.forecast.days {
            return format!("{past} No forecast: {lack}.");
        }
        let lowest = self.expected().map(|day| day.rate).fold(f64::INFINITY, f64::min);
        let highest = self.expected().map(|day| day.rate).fold(f64::NEG_INFINITY, f64::max);
        let widest = self.expected().map(|day| day.interval_95.1).fold(f64::NEG_INFINITY, f64::max);
        format!(
            "{past} Expected for the next {} days: {}, with 95 % confidence not above {} on any of them.",
            self.expected().count(),
            share_range((lowest, highest)),
            format::percent(widest)
        )
    }

    fn note(&self) -> Option<String> {
        match (&self.forecast.days, self.forecast.confidence) {
            (Err(lack), _) => Some(format!("No forecast: {lack}.")),
            (Ok(_), None) => Some("Confidence unknown: too few past days to try the method on.".to_owned()),
            (Ok(_), Some(confidence)) if confidence < FIRM_CONFIDENCE => Some(format!(
                "Low confidence ({confidence:.2} of 1): tried on this repository's own past, the method did not do \
                 well. Take it as a hint."
            )),
            (Ok(_), Some(confidence)) => Some(format!("Confidence {confidence:.2} of 1, tried on past days.")),
        }
    }

    fn legend(&self) -> Vec<LegendEntry> {
        let mut legend = vec![LegendEntry::new(Sign::Line(Dash::Solid), Tone::Failed, "Failure rate of the day")];
        if self.expected().next().is_some() {
            legend.extend([
                LegendEntry::new(Sign::Line(Dash::Dashed), Tone::Accent, "Expected"),
                LegendEntry::new(Sign::Area(super::Fill::Solid), Tone::Band, "80 % interval"),
                LegendEntry::new(Sign::Band, Tone::Band, "95 % interval"),
            ]);
        }
        legend
    }

    fn is_empty(&self) -> bool {
        self.days.iter().all(|day| day.1.past_rate().is_none() && day.1.expected().is_none())
    }

    fn scene(&self, size: Size) -> Scene {
        let mut scene = Scene::default();
        let past = self.days.iter().filter_map(|day| day.1.past_rate());
        let highest = past.chain(self.expected().map(|day| day.interval_95.1.min(1.0))).fold(0.02, f64::max);
        let (domain, ticks) = ticks::shares((0.0, highest), value_tick_count(size));
        let scale = Scale::linear(domain, value_range(size));
        let plot = Plot::new(size, &ticks);
        let slots = Slots::new(plot, self.days.len());
        let starts: Vec<_> = self.days.iter().map(|day| day.0).collect();
        let position = |rate: f64| scale.position(rate).clamp(plot.top, plot.bottom);

        draw_value_axis(&mut scene, plot, &scale, &ticks);
        let interval_95 = self.days.iter().map(|day| day.1.expected().map(|day| day.interval_95));
        scene.marks.extend(daily::band(interval_95, slots, Tone::Band, 0.55, position));
        let interval_80 = self.days.iter().map(|day| day.1.expected().map(|day| day.interval_80));
        scene.marks.extend(daily::band(interval_80, slots, Tone::Band, 1.0, position));
        let rates = self.days.iter().map(|day| day.1.past_rate());
        scene.marks.extend(daily::series(rates, slots, size.pixel_ratio, Tone::Failed, position));

        let expected = self.days.iter().enumerate().filter_map(|(slot, day)| Some((slot, day.1.expected()?)));
        let points: Vec<_> = expected.map(|(slot, day)| (slots.middle(slot), position(day.rate))).collect();
        if !points.is_empty() {
            let (tone, shape) = (Tone::Accent, Shape::Diamond);
            scene.marks.push(Mark::Line { points: points.clone(), tone, width: 2.0, dash: Dash::Dashed });
            scene.marks.push(Mark::Points { at: points, shape, tone, radius: 3.5, opacity: 1.0 });
        }
        self.draw_border(&mut scene, plot, slots);
        draw_time_axis(&mut scene, plot, daily::labels(&starts, slots, plot, &self.zone));
        let stop = |(key, day): (usize, &(Timestamp, Content))| {
            let rate = day.1.past_rate().or(day.1.expected().map(|day| day.rate))?;
            Some(Stop { x: slots.middle(key), y: Some(position(rate)), key })
        };
        scene.stops = self.days.iter().enumerate().filter_map(stop).collect();
        scene
    }

    fn readout(&self, key: usize) -> Option<Readout> {
        let &(start, content) = self.days.get(key)?;
        let row = |name: &str, value: String| (name.to_owned(), value);
        let rows = match content {
            Content::Nothing => vec![row("Failure rate", format::UNKNOWN.to_owned())],
            Content::Past { failed, decided } => vec![
                row("Failure rate", format::percent(content.past_rate().unwrap_or(f64::NAN))),
                row("Failed", format!("{} of {}", format::count(failed), format::count(decided))),
            ],
            Content::Expected(day) => vec![
                row("Expected", format::percent(day.rate)),
                row("80 % interval", share_range(day.interval_80)),
                row("95 % interval", share_range(day.interval_95)),
                row("Expected runs", format::number(day.expected_runs, 0)),
            ],
        };
        Some(Readout { title: self.day(start), rows })
    }

    fn table(&self) -> Table {
        let row = |&(start, content): &(Timestamp, Content)| {
            let day = self.day(start);
            let unknown = || format::UNKNOWN.to_owned();
            match content {
                Content::Nothing => vec![day, unknown(), unknown(), unknown(), unknown(), unknown()],
                Content::Past { decided, .. } => {
                    let rate = format::percent(content.past_rate().unwrap_or(f64::NAN));
                    vec![day, "measured".to_owned(), rate, unknown(), unknown(), format::count(decided)]
                }
                Content::Expected(expected) => vec![
                    day,
                    "expected".to_owned(),
                    format::percent(expected.rate),
                    share_range(expected.interval_80),
                    share_range(expected.interval_95),
                    format::number(expected.expected_runs, 0),
                ],
            }
        };
        Table {
            columns: vec!["Day", "Kind", "Failure rate", "80 % interval", "95 % interval", "Runs"],
            rows: self.days.iter().rev().map(row).collect(),
            note: None,
        }
    }
}
