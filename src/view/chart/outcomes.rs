//! How many attempts ended how: stacked bars by day, or by week or month where days would be too narrow.

use std::sync::Arc;

use crate::domain::{Period, Zone};
use crate::engine::Overview;
use crate::insight::{Day, OutcomeCounts};
use crate::view::scale::Scale;
use crate::view::{date, format, ticks};

use super::axes::{GUTTER_PIXELS, Plot, draw_time_axis, draw_value_axis, value_range, value_tick_count};
use super::daily::{self, Slots};
use super::grain::{Group, Groups, caption};
use super::scene::{Fill, Mark, Scene, Size, Stop, Tone};
use super::time_axis::TimeAxis;
use super::{Chart, LegendEntry, Readout, Sign, Table};

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

type Counts = [u64; CLASSES.len()];

/// Attempts by outcome.
pub struct OutcomeChart {
    bars: Groups<Counts>,
    period: Period,
    zone: Arc<Zone>,
}

impl OutcomeChart {
    /// Of an overview, with days told in `zone`.
    pub fn new(overview: &Overview, zone: Arc<Zone>) -> Self {
        let sum = |days: &[Day]| total(days.iter().map(|day| classes(&day.counts)));
        Self { bars: Groups::new(&overview.insight.days, &zone, sum), period: overview.insight.period, zone }
    }

    fn totals(&self) -> Counts {
        total(self.bars.days().iter().map(|day| day.sum))
    }
}

fn total(all: impl Iterator<Item = Counts>) -> Counts {
    let mut total = Counts::default();
    for counts in all {
        for (sum, count) in total.iter_mut().zip(counts) {
            *sum = sum.saturating_add(count);
        }
    }
    total
}

fn height(bar: &Group<Counts>) -> u64 {
    bar.sum.iter().copied().fold(0, u64::saturating_add)
}

fn classes(counts: &OutcomeCounts) -> Counts {
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
            .map(|((name, ..), count)| format!("{} {}", format::count(count), name.to_ascii_lowercase()))
            .collect();
        let Some(busiest) = self.bars.days().iter().max_by_key(|day| height(day)).filter(|day| height(day) > 0) else {
            return format!("Outcomes, {}: no attempts.", self.span());
        };
        format!(
            "Outcomes of {} attempts, {}: {}. Busiest day {} with {}.",
            format::count(totals.iter().sum()),
            self.span(),
            parts.join(", "),
            busiest.title(&self.zone),
            format::count(height(busiest))
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
        self.totals() == Counts::default()
    }

    fn extent(&self) -> Option<Period> {
        self.bars.whole()
    }

    fn period_of(&self, key: usize) -> Option<Period> {
        self.bars.period(key)
    }

    fn scene_of(&self, size: Size, shown: Option<Period>) -> Scene {
        let (first, bars) = self.bars.fitting(size.width - GUTTER_PIXELS, LEAST_SLOT_PIXELS, shown);
        let mut scene = Scene { caption: caption(bars), ..Scene::default() };
        let highest = bars.iter().map(height).max().unwrap_or_default();
        let (domain, ticks) = ticks::counts(highest as f64, value_tick_count(size));
        let scale = Scale::linear(domain, value_range(size));
        let plot = Plot::new(size, &ticks);
        let slots = Slots::new(plot, bars.len());
        let starts: Vec<_> = bars.iter().map(|bar| bar.start).collect();
        let end = (first + bars.len()).checked_sub(1).and_then(|last| self.bars.period(last));
        scene.time = TimeAxis::of_slots(&starts, end.map_or(self.period.end, |last| last.end), slots);
        draw_value_axis(&mut scene, plot, &scale, &ticks);

        let gap = (slots.width * 0.2).clamp(1.0, 6.0);
        let width = (slots.width - gap).clamp(1.0, WIDEST_BAR_PIXELS);
        for (position, bar) in bars.iter().enumerate() {
            let middle = slots.middle(position);
            let (left, right) = ((middle - width / 2.0).round(), (middle + width / 2.0).round());
            let mut below = 0_u64;
            for (&count, &(_, tone, fill)) in bar.sum.iter().zip(&CLASSES) {
                let (bottom, above) = (scale.position(below as f64).round(), below.saturating_add(count));
                let top = scale.position(above as f64).round();
                let (width, height) = ((right - left).max(1.0), bottom - top);
                if height > 0.0 {
                    scene.marks.push(Mark::Box { x: left, y: top, width, height, tone, fill });
                }
                below = above;
            }
            let y = (height(bar) > 0).then(|| scale.position(height(bar) as f64));
            scene.stops.push(Stop { x: middle, y, key: first + position });
        }
        draw_time_axis(&mut scene, plot, daily::labels(&starts, slots, plot, &self.zone));
        scene
    }

    fn readout(&self, key: usize) -> Option<Readout> {
        let bar = self.bars.get(key)?;
        let named = CLASSES.iter().zip(bar.sum).filter(|(_, count)| *count > 0);
        let mut rows: Vec<_> = named.map(|((name, ..), count)| ((*name).to_owned(), format::count(count))).collect();
        rows.push(("All".to_owned(), format::count(height(bar))));
        Some(Readout { title: bar.title(&self.zone), rows })
    }

    fn table(&self) -> Table {
        let row = |bar: &Group<Counts>| {
            let counts = bar.sum.iter().copied().chain([height(bar)]).map(format::count);
            core::iter::once(bar.title(&self.zone)).chain(counts).collect()
        };
        let names = CLASSES.iter().map(|class| class.0);
        Table {
            columns: core::iter::once("Day").chain(names).chain(["All"]).collect(),
            rows: self.bars.days().iter().rev().map(row).collect(),
            note: None,
        }
    }
}
