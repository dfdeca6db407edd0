//! Parts of a sum, day by day: stacked bars by day, or by week or month where days would be too narrow. The general form
//! of sums through time; what the parts are is the caller's to say.

use std::sync::Arc;

use crate::domain::{Period, Timestamp, Zone};
use crate::view::scale::Scale;
use crate::view::{date, format};

use super::axes::{GUTTER_PIXELS, Plot, draw_time_axis, draw_value_axis, value_range, value_tick_count};
use super::daily::{self, Slots};
use super::grain::{Group, Groups, caption};
use super::quantity::Quantity;
use super::scene::{Fill, Mark, Scene, Size, Step, Stop, Tone};
use super::time_axis::TimeAxis;
use super::{Chart, LegendEntry, Readout, Sign, Table};

/// A bar with its gap is at least so wide.
const LEAST_SLOT_PIXELS: f64 = 4.0;
/// Bars do not grow wider than this.
const WIDEST_BAR_PIXELS: f64 = 36.0;

/// Looks that are told apart without colour too, for parts that have none of their own.
pub const PART_LOOKS: [(Tone, Fill); 6] = [
    (Tone::Step(Step::Fourth), Fill::Solid),
    (Tone::Unfinished, Fill::Striped),
    (Tone::Step(Step::Second), Fill::Solid),
    (Tone::Cancelled, Fill::Ruled),
    (Tone::Step(Step::Fifth), Fill::Striped),
    (Tone::Excluded, Fill::Solid),
];

/// A part of every bar.
#[derive(Clone, Debug, PartialEq)]
pub struct StackedPart {
    /// What it is called.
    pub name: String,
    /// Its colour.
    pub tone: Tone,
    /// Its pattern.
    pub fill: Fill,
    /// Its value on each day.
    pub values: Vec<f64>,
}

/// Stacked bars.
pub struct Stacked {
    title: &'static str,
    quantity: Quantity,
    parts: Vec<(String, Tone, Fill)>,
    bars: Groups<Vec<f64>>,
    zone: Arc<Zone>,
}

impl Stacked {
    /// `days` are the first instants of the local days, ascending and without gaps; the parts stand from the base line
    /// upwards. What is not finite or below 0 counts as 0.
    pub fn new(
        title: &'static str,
        quantity: Quantity,
        days: &[Timestamp],
        parts: Vec<StackedPart>,
        zone: Arc<Zone>,
    ) -> Self {
        let value = |part: &StackedPart, day: usize| {
            part.values.get(day).copied().filter(|value| value.is_finite()).unwrap_or_default().max(0.0)
        };
        let days: Vec<(Timestamp, Vec<f64>)> = days
            .iter()
            .enumerate()
            .map(|(day, &start)| (start, parts.iter().map(|part| value(part, day)).collect()))
            .collect();
        let count = parts.len();
        let sum = |days: &[(Timestamp, Vec<f64>)]| {
            let mut total = vec![0.0; count];
            for (_, values) in days {
                for (sum, value) in total.iter_mut().zip(values) {
                    *sum += value;
                }
            }
            total
        };
        let bars = Groups::of(&days, |day| day.0, &zone, sum);
        let parts = parts.into_iter().map(|part| (part.name, part.tone, part.fill)).collect();
        Self { title, quantity, parts, bars, zone }
    }

    fn totals(&self) -> Vec<f64> {
        let mut totals = vec![0.0; self.parts.len()];
        for bar in self.bars.days() {
            for (total, value) in totals.iter_mut().zip(&bar.sum) {
                *total += value;
            }
        }
        totals
    }
}

fn height(bar: &Group<Vec<f64>>) -> f64 {
    bar.sum.iter().sum()
}

impl Chart for Stacked {
    fn title(&self) -> &'static str {
        self.title
    }

    fn span(&self) -> String {
        self.bars.whole().map_or_else(String::new, |period| date::span(period, &self.zone))
    }

    fn summary(&self) -> String {
        let totals = self.totals();
        let highest = self.bars.days().iter().max_by(|a, b| height(a).total_cmp(&height(b)));
        let Some(highest) = highest.filter(|bar| height(bar) > 0.0) else {
            return format!("{}: nothing in these days.", self.title);
        };
        let parts: Vec<String> = self
            .parts
            .iter()
            .zip(&totals)
            .filter(|(_, total)| **total > 0.0)
            .map(|((name, ..), &total)| format!("{name} {}", self.quantity.text(total)))
            .collect();
        format!(
            "{}, {}: {} in all; {}. Most on {} with {}.",
            self.title,
            self.span(),
            self.quantity.text(totals.iter().sum()),
            parts.join(", "),
            highest.title(&self.zone),
            self.quantity.text(height(highest))
        )
    }

    fn note(&self) -> Option<String> {
        None
    }

    fn legend(&self) -> Vec<LegendEntry> {
        let filled = self.parts.iter().zip(self.totals()).filter(|(_, total)| *total > 0.0);
        filled.map(|((name, tone, fill), _)| LegendEntry::new(Sign::Area(*fill), *tone, name.clone())).collect()
    }

    fn is_empty(&self) -> bool {
        self.totals().iter().all(|&total| total <= 0.0)
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
        let highest = bars.iter().map(height).fold(0.0, f64::max);
        let (domain, ticks) = self.quantity.ticks((0.0, highest), value_tick_count(size));
        let scale = Scale::linear(domain, value_range(size));
        let plot = Plot::new(size, &ticks);
        let slots = Slots::new(plot, bars.len());
        let starts: Vec<_> = bars.iter().map(|bar| bar.start).collect();
        let end = (first + bars.len()).checked_sub(1).and_then(|last| self.bars.period(last));
        scene.time = TimeAxis::of_slots(&starts, end.map(|last| last.end).unwrap_or_default(), slots);
        draw_value_axis(&mut scene, plot, &scale, &ticks);
        let gap = (slots.width * 0.2).clamp(1.0, 6.0);
        let width = (slots.width - gap).clamp(1.0, WIDEST_BAR_PIXELS);
        for (position, bar) in bars.iter().enumerate() {
            let middle = slots.middle(position);
            let (left, right) = ((middle - width / 2.0).round(), (middle + width / 2.0).round());
            let mut below = 0.0;
            for (&value, &(_, tone, fill)) in bar.sum.iter().zip(&self.parts) {
                let (bottom, top) = (scale.position(below).round(), scale.position(below + value).round());
                let (width, height) = ((right - left).max(1.0), bottom - top);
                if height > 0.0 {
                    scene.marks.push(Mark::Box { x: left, y: top, width, height, tone, fill });
                }
                below += value;
            }
            let y = (below > 0.0).then(|| scale.position(below));
            scene.stops.push(Stop { x: middle, y, key: first + position });
        }
        draw_time_axis(&mut scene, plot, daily::labels(&starts, slots, plot, &self.zone));
        scene
    }

    fn readout(&self, key: usize) -> Option<Readout> {
        let bar = self.bars.get(key)?;
        let filled = self.parts.iter().zip(&bar.sum).filter(|(_, value)| **value > 0.0);
        let mut rows: Vec<_> = filled.map(|((name, ..), &value)| (name.clone(), self.quantity.text(value))).collect();
        rows.push(("All".to_owned(), self.quantity.text(height(bar))));
        Some(Readout { title: bar.title(&self.zone), rows })
    }

    fn table(&self) -> Table {
        // Names of parts are only known when the page runs; the headings are fixed, so that each row names its part.
        let row = |bar: &Group<Vec<f64>>| {
            let filled = self.parts.iter().zip(&bar.sum).filter(|(_, value)| **value > 0.0);
            let parts: Vec<String> =
                filled.map(|((name, ..), &value)| format!("{name} {}", self.quantity.text(value))).collect();
            let parts = if parts.is_empty() { format::UNKNOWN.to_owned() } else { parts.join("; ") };
            vec![bar.title(&self.zone), self.quantity.text(height(bar)), parts]
        };
        Table {
            columns: vec!["Day", "All", "Of it"],
            rows: self.bars.days().iter().rev().map(row).collect(),
            note: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check_scene;
    use super::*;
    use crate::domain::SECONDS_PER_DAY;

    fn chart(values: &[&[f64]]) -> Stacked {
        let days = values.iter().map(|values| values.len()).max().unwrap_or_default();
        // Monday 5 January 1970 and on.
        let starts: Vec<_> = (0..days as i64).map(|day| Timestamp((4 + day) * SECONDS_PER_DAY)).collect();
        let part = |(number, values): (usize, &&[f64])| {
            let (tone, fill) = PART_LOOKS[number % PART_LOOKS.len()];
            StackedPart { name: format!("Part {number}"), tone, fill, values: values.to_vec() }
        };
        let parts = values.iter().enumerate().map(part).collect();
        Stacked::new("Cost", Quantity::Dollars, &starts, parts, Arc::new(Zone::default()))
    }

    const SIZE: Size = Size { width: 640.0, height: 240.0, pixel_ratio: 1.0 };

    #[test]
    fn parts_stand_on_one_another() {
        let chart = chart(&[&[10.0, 0.0, 5.0], &[30.0, 0.0, 0.0]]);
        let scene = chart.scene(SIZE);
        check_scene(&chart, SIZE);
        let boxes: Vec<(f64, f64)> = scene
            .marks
            .iter()
            .filter_map(|mark| match mark {
                // Lines of the grid are boxes too, of another tone.
                Mark::Box { y, height, tone, .. } if PART_LOOKS.iter().any(|look| look.0 == *tone) => {
                    Some((*y, *height))
                }
                _ => None,
            })
            .collect();
        assert_eq!(boxes.len(), 3);
        // The second part ends where the first begins, and is three times as high.
        assert!((boxes[1].0 + boxes[1].1 - boxes[0].0).abs() < 1e-9);
        assert!((boxes[1].1 / boxes[0].1 - 3.0).abs() < 0.1);
        assert_eq!(scene.stops.len(), 3);
        let readout = chart.readout(0).unwrap();
        assert_eq!(readout.rows.last().unwrap(), &("All".to_owned(), "$40.00".to_owned()));
        assert_eq!(chart.legend().len(), 2);
        assert_eq!(chart.table().rows.len(), 3);
        assert!(chart.summary().contains("$45.00 in all"), "{}", chart.summary());
    }

    #[test]
    fn degenerate_values_draw_nothing_wrong() {
        for values in [&[][..], &[&[][..]], &[&[0.0, 0.0]], &[&[f64::NAN, -3.0]], &[&[f64::INFINITY, 1e-9, 1e12]]] {
            let chart = chart(values);
            check_scene(&chart, SIZE);
            assert_eq!(chart.is_empty(), !values.iter().any(|part| part.iter().any(|&v| v.is_finite() && v > 0.0)));
            assert!(!chart.summary().is_empty());
        }
    }

    #[test]
    fn many_days_become_weeks_and_months() {
        let values = vec![1.0; 400];
        let narrow = chart(&[&values]);
        let bars = |width: f64| narrow.scene(Size { width, ..SIZE }).stops.len();
        assert!(bars(1_200.0) < 70 && bars(240.0) < 20);
        assert_eq!(narrow.table().rows.len(), 400);
    }
}
