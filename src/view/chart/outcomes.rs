//! How many attempts ended how: stacked bars by day, or by week or month where days would be too narrow.

use std::sync::Arc;

use crate::domain::{Period, Timestamp, Zone};
use crate::engine::Overview;
use crate::insight::{Day, OutcomeCounts};
use crate::view::scale::Scale;
use crate::view::{date, format, ticks};

use super::axes::{Plot, draw_time_axis, draw_value_axis, value_range, value_tick_count};
use super::daily::{self, Slots};
use super::scene::{Fill, Mark, Scene, Size, Stop, Tone};
use super::{Chart, LegendEntry, Readout, Sign, Table};

/// Beyond so many days, weeks are summed.
const MOST_DAYS: usize = 180;
/// A bar with its gap is at least so wide.
const LEAST_SLOT_PIXELS: f64 = 4.0;
/// Bars do not grow wider than this.
const WIDEST_BAR_PIXELS: f64 = 36.0;

/// From the base line upwards.
const CLASSES: [(&str, Tone, Fill); 5] = [
    ("Passed", Tone::Passed, Fill::Solid),
    ("Failed", Tone::Failed, Fill::Striped),
    ("Cancelled", Tone::Cancelled, Fill::Ruled),
    ("Excluded", Tone::Excluded, Fill::Hollow),
    ("Unfinished", Tone::Unfinished, Fill::Solid),
];

/// Attempts by outcome.
pub struct OutcomeChart {
    /// Days, then weeks, then months.
    bars: Vec<Bar>,
    days: usize,
    weeks: usize,
    period: Period,
    zone: Arc<Zone>,
}

#[derive(Clone, Copy, Debug)]
struct Bar {
    start: Timestamp,
    grain: Grain,
    counts: [u64; 5],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grain {
    Day,
    Week,
    Month,
}

impl OutcomeChart {
    /// Of an overview, with days told in `zone`.
    pub fn new(overview: &Overview, zone: Arc<Zone>) -> Self {
        let days = &overview.insight.days;
        let bars_of = |grain: Grain, begins: &dyn Fn(&Day, &Day) -> bool| -> Vec<Bar> {
            days.chunk_by(|a, b| !begins(a, b)).filter_map(|group| Bar::sum(grain, group)).collect()
        };
        let by_day = bars_of(Grain::Day, &|_, _| true);
        let by_week = bars_of(Grain::Week, &|_, day| zone.local_weekday(day.start) == 0);
        let month = |day: &Day| date::year_and_month(day.start, &zone);
        let by_month = bars_of(Grain::Month, &|before, day| month(before) != month(day));
        let (days, weeks) = (by_day.len(), by_week.len());
        let bars = [by_day, by_week, by_month].concat();
        Self { bars, days, weeks, period: overview.insight.period, zone }
    }

    fn days(&self) -> &[Bar] {
        self.bars.get(..self.days).unwrap_or_default()
    }

    /// The bars to draw on so many pixels, with the key of the first one.
    fn drawn(&self, pixels: f64) -> (usize, &[Bar]) {
        let months = self.days + self.weeks;
        let fits = |bars: usize| bars as f64 * LEAST_SLOT_PIXELS <= pixels;
        let (first, end) = if self.days <= MOST_DAYS && fits(self.days) {
            (0, self.days)
        } else if fits(self.weeks) {
            (self.days, months)
        } else {
            (months, self.bars.len())
        };
        (first, self.bars.get(first..end).unwrap_or_default())
    }

    fn totals(&self) -> [u64; 5] {
        let mut totals = [0_u64; 5];
        for bar in self.days() {
            add(&mut totals, &bar.counts);
        }
        totals
    }
}

impl Bar {
    fn sum(grain: Grain, days: &[Day]) -> Option<Self> {
        let mut counts = [0; 5];
        for day in days {
            add(&mut counts, &classes(&day.counts));
        }
        days.first().map(|day| Self { start: day.start, grain, counts })
    }

    fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    fn title(&self, zone: &Zone) -> String {
        match self.grain {
            Grain::Day => date::weekday_and_date(self.start, zone),
            Grain::Week => format!("Week from {}", date::date(self.start, zone)),
            Grain::Month => {
                let (year, month) = date::year_and_month(self.start, zone);
                format!("{} {year}", date::month_name(month))
            }
        }
    }
}

fn add(sums: &mut [u64; 5], counts: &[u64; 5]) {
    for (sum, count) in sums.iter_mut().zip(counts) {
        *sum = sum.saturating_add(*count);
    }
}

fn classes(counts: &OutcomeCounts) -> [u64; 5] {
    let cancelled = counts.superseded.saturating_add(counts.cancelled_by_hand);
    [counts.passed, counts.failed, cancelled, counts.excluded, counts.unfinished]
}

impl Chart for OutcomeChart {
    fn title(&self) -> &'static str {
        "Outcomes"
    }

    fn span(&self) -> String {
        date::span(self.period, &self.zone)
    }

    fn summary(&self) -> String {
        let totals = self.totals();
        let parts: Vec<String> = CLASSES
            .iter()
            .zip(totals)
            .filter(|(_, count)| *count > 0)
            .map(|((name, ..), count)| format!("{} {}", format::count(count), name.to_lowercase()))
            .collect();
        let Some(busiest) = self.days().iter().max_by_key(|bar| bar.total()).filter(|bar| bar.total() > 0) else {
            return format!("Outcomes, {}: no runs.", self.span());
        };
        format!(
            "Outcomes of {} runs, {}: {}. Busiest day {} with {} runs.",
            format::count(totals.iter().sum()),
            self.span(),
            parts.join(", "),
            busiest.title(&self.zone),
            format::count(busiest.total())
        )
    }

    fn note(&self) -> Option<String> {
        None
    }

    fn legend(&self) -> Vec<LegendEntry> {
        CLASSES
            .iter()
            .zip(self.totals())
            .filter(|(_, count)| *count > 0)
            .map(|(&(name, tone, fill), _)| LegendEntry::new(Sign::Area(fill), tone, name))
            .collect()
    }

    fn is_empty(&self) -> bool {
        self.totals() == [0; 5]
    }

    fn scene(&self, size: Size) -> Scene {
        let mut scene = Scene::default();
        let (first, bars) = self.drawn(size.width - 60.0);
        let highest = bars.iter().map(Bar::total).max().unwrap_or_default();
        let (domain, ticks) = ticks::counts(highest as f64, value_tick_count(size));
        let scale = Scale::linear(domain, value_range(size));
        let plot = Plot::new(size, &ticks);
        let slots = Slots::new(plot, bars.len());
        let starts: Vec<_> = bars.iter().map(|bar| bar.start).collect();
        draw_value_axis(&mut scene, plot, &scale, &ticks);

        let gap = (slots.width * 0.2).clamp(1.0, 6.0);
        let width = (slots.width - gap).clamp(1.0, WIDEST_BAR_PIXELS);
        for (position, bar) in bars.iter().enumerate() {
            let middle = slots.middle(position);
            let (left, right) = ((middle - width / 2.0).round(), (middle + width / 2.0).round());
            let mut below = 0_u64;
            for (&count, &(_, tone, fill)) in bar.counts.iter().zip(&CLASSES) {
                let (bottom, above) = (scale.position(below as f64).round(), below.saturating_add(count));
                let top = scale.position(above as f64).round();
                let (width, height) = ((right - left).max(1.0), bottom - top);
                if height > 0.0 {
                    scene.marks.push(Mark::Box { x: left, y: top, width, height, tone, fill });
                }
                below = above;
            }
            let y = (bar.total() > 0).then(|| scale.position(bar.total() as f64));
            scene.stops.push(Stop { x: middle, y, key: first + position });
        }
        draw_time_axis(&mut scene, plot, daily::labels(&starts, slots, plot, &self.zone));
        scene
    }

    fn readout(&self, key: usize) -> Option<Readout> {
        let bar = self.bars.get(key)?;
        let named = CLASSES.iter().zip(bar.counts).filter(|(_, count)| *count > 0);
        let mut rows: Vec<_> = named.map(|((name, ..), count)| ((*name).to_owned(), format::count(count))).collect();
        rows.push(("All".to_owned(), format::count(bar.total())));
        Some(Readout { title: bar.title(&self.zone), rows })
    }

    fn table(&self) -> Table {
        let row = |bar: &Bar| {
            let counts = bar.counts.iter().copied().chain([bar.total()]).map(format::count);
            core::iter::once(bar.title(&self.zone)).chain(counts).collect()
        };
        let names = CLASSES.iter().map(|class| class.0);
        Table {
            columns: core::iter::once("Day").chain(names).chain(["All"]).collect(),
            rows: self.days().iter().rev().map(row).collect(),
            note: None,
        }
    }
}
