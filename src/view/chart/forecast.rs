//! The failure rate of the last four weeks and what is expected of the next days.

use std::sync::Arc;

use crate::domain::{Period, Timestamp, Zone};
use crate::engine::Overview;
use crate::insight::{Forecast, ForecastDay};
use crate::view::{date, format, lack};

use super::fan::{Fan, FanDay, KeptForecast, PastDay};
use super::grain::is_today;
use super::quantity::Quantity;
use super::scene::{Scene, Size, Tone};
use super::success::share_range;
use super::{Chart, LegendEntry, Readout, Table};

/// Most days shown before the forecast.
const PAST_DAYS: i64 = 28;
/// Below this, a forecast is shown as weak.
const FIRM_CONFIDENCE: f64 = 0.7;

/// Past and expected failure rate.
pub struct ForecastChart {
    /// Every local day from the first known to the last expected; [`Content::Nothing`] where nothing is known.
    days: Vec<(Timestamp, Content)>,
    forecast: Forecast,
    /// How it is drawn.
    fan: Fan,
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
        // A short history starts where it starts, not in an empty month.
        let known = days.iter().position(|day| day.1.past_rate().is_some()).unwrap_or(days.len());
        days.drain(..known);
        days.extend(expected.iter().map(|day| (day.start, Content::Expected(*day))));
        let fan = fan_of(&days, insight.now, &zone);
        Self { days, forecast: insight.forecast.clone(), fan, zone }
    }

    /// With what had been expected of days that are over.
    #[must_use]
    pub fn with_kept(mut self, kept: Vec<KeptForecast>) -> Self {
        self.fan.kept = kept;
        self
    }

    fn expected(&self) -> impl Iterator<Item = ForecastDay> {
        self.days.iter().filter_map(|day| day.1.expected())
    }

    fn day(&self, start: Timestamp) -> String {
        date::weekday_and_date(start, &self.zone)
    }

    fn past_span(&self) -> String {
        let past = || self.days.iter().filter(|day| day.1.expected().is_none()).map(|day| day.0);
        let (start, last) = (past().next().unwrap_or_default(), past().next_back().unwrap_or_default());
        date::span(Period { start, end: last.plus_seconds(1) }, &self.zone)
    }
}

fn fan_of(days: &[(Timestamp, Content)], now: Timestamp, zone: &Arc<Zone>) -> Fan {
    let past = |&(start, content): &(Timestamp, Content)| {
        let count = match content {
            Content::Past { decided, .. } => decided,
            Content::Nothing => 0,
            Content::Expected(_) => return None,
        };
        Some(PastDay { start, value: content.past_rate(), count, is_running: is_today(start, now, zone) })
    };
    let ahead = |day: ForecastDay| FanDay {
        start: day.start,
        value: day.value,
        interval_80: day.interval_80,
        interval_95: day.interval_95,
    };
    Fan {
        title: "Failure forecast",
        value_name: "Failure rate of the day",
        quantity: Quantity::Share,
        tone: Tone::Failed,
        past: days.iter().filter_map(past).collect(),
        expected: days.iter().filter_map(|day| day.1.expected()).map(ahead).collect(),
        kept: Vec::new(),
        zone: Arc::clone(zone),
    }
}

impl Chart for ForecastChart {
    fn title(&self) -> &'static str {
        self.fan.title
    }

    fn span(&self) -> String {
        let first = self.days.first().map(|day| day.0).unwrap_or_default();
        let last = self.days.last().map(|day| day.0).unwrap_or_default();
        date::span(Period { start: first, end: last.plus_seconds(1) }, &self.zone)
    }

    fn summary(&self) -> String {
        let (failed, decided) = self.days.iter().fold((0_u64, 0_u64), |(failed, decided), day| match day.1 {
            Content::Past { failed: more, decided: of } => (failed.saturating_add(more), decided.saturating_add(of)),
            _ => (failed, decided),
        });
        let past = if decided == 0 { f64::NAN } else { failed as f64 / decided as f64 };
        let past = format!("Failure rate, {}: {}.", self.past_span(), format::percent(past));
        if decided == 0 && self.expected().next().is_none() {
            return "No run has passed or failed lately, and there is no forecast.".to_owned();
        }
        if let Err(lack) = &self.forecast.days {
            let lack = lack::of_forecast(self.forecast.metric, lack);
            return format!("{past} No forecast: {lack}.");
        }
        let lowest = self.expected().map(|day| day.value).fold(f64::INFINITY, f64::min);
        let highest = self.expected().map(|day| day.value).fold(f64::NEG_INFINITY, f64::max);
        let widest = self.expected().map(|day| day.interval_95.1).fold(f64::NEG_INFINITY, f64::max);
        format!(
            "{past} Expected for the next {} days: {}; the 95 % intervals reach up to {}.",
            self.expected().count(),
            share_range((lowest, highest)),
            format::percent(widest)
        )
    }

    fn note(&self) -> Option<String> {
        match (&self.forecast.days, self.forecast.confidence) {
            (Err(lack), _) => Some(format!("No forecast: {}.", lack::of_forecast(self.forecast.metric, lack))),
            (Ok(_), None) => Some("Confidence unknown: too few past days to try the method on.".to_owned()),
            (Ok(_), Some(confidence)) if confidence < FIRM_CONFIDENCE => Some(format!(
                "Low confidence ({}): tried on this repository's own past, the method did not do well. Take it as a \
                 hint.",
                format::percent(confidence)
            )),
            (Ok(_), Some(confidence)) => {
                let share = format::percent(confidence);
                Some(format!("Confidence {share}, from trying the method on this repository's own past."))
            }
        }
    }

    fn legend(&self) -> Vec<LegendEntry> {
        self.fan.legend()
    }

    fn is_empty(&self) -> bool {
        self.days.iter().all(|day| day.1.past_rate().is_none() && day.1.expected().is_none())
    }

    fn scene_of(&self, size: Size, shown: Option<Period>) -> Scene {
        self.fan.scene_of(size, shown)
    }

    fn period_of(&self, key: usize) -> Option<Period> {
        self.fan.period_of(key)
    }

    fn readout(&self, key: usize) -> Option<Readout> {
        let &(start, content) = self.days.get(key)?;
        let row = |name: &str, value: String| (name.to_owned(), value);
        let mut rows = match content {
            Content::Nothing => vec![row("Failure rate", format::UNKNOWN.to_owned())],
            Content::Past { failed, decided } => vec![
                row("Failure rate", format::percent(content.past_rate().unwrap_or(f64::NAN))),
                row("Failed", format!("{} of {}", format::count(failed), format::count(decided))),
            ],
            Content::Expected(day) => vec![
                row("Expected", format::percent(day.value)),
                row("80 % interval", share_range(day.interval_80)),
                row("95 % interval", share_range(day.interval_95)),
                row("Expected runs", format::number(day.expected_runs.unwrap_or(f64::NAN), 0)),
            ],
        };
        rows.extend(self.fan.kept_rows(start));
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
                    format::percent(expected.value),
                    share_range(expected.interval_80),
                    share_range(expected.interval_95),
                    format::number(expected.expected_runs.unwrap_or(f64::NAN), 0),
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
