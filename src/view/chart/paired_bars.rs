//! How the values of two sides spread, bar beside bar in the same bins, as shares of each side: sides of different size can
//! be held against each other.

use crate::domain::Period;
use crate::view::format;
use crate::view::scale::{Scale, Spread};
use crate::view::ticks;

use super::axes::{
    Plot, TIME_LABEL_PIXELS, draw_time_axis, draw_value_axis, gutter_pixels, value_range, value_tick_count,
};
use super::quantity::Quantity;
use super::scene::{Anchor, Dash, Fill, Mark, Scene, Size, Stop, Tone};
use super::{Chart, LegendEntry, Readout, Sign, Table};

/// Two distributions over the same bins, each the same ratio wide.
#[derive(Clone, Debug, PartialEq)]
pub struct PairedBars {
    /// Its headline.
    pub title: &'static str,
    /// What is measured (`Duration`).
    pub value_name: &'static str,
    /// What is counted (`runs`).
    pub counted: &'static str,
    /// What the values are.
    pub quantity: Quantity,
    /// What the sides are called.
    pub names: [String; 2],
    /// Borders of the bins, ascending and above 0; one more than there are bins.
    pub borders: Vec<f64>,
    /// Values of each side in each bin.
    pub counts: [Vec<u64>; 2],
    /// Median of each side.
    pub medians: [Option<f64>; 2],
}

/// How the two sides look, told apart without colour.
const LOOKS: [(Tone, Fill, Dash); 2] =
    [(Tone::Accent, Fill::Solid, Dash::Solid), (Tone::Cancelled, Fill::Striped, Dash::Dashed)];

impl PairedBars {
    fn bins(&self) -> usize {
        self.borders.len().saturating_sub(1)
    }

    fn bin(&self, number: usize) -> Option<(f64, f64)> {
        self.borders.get(number).copied().zip(self.borders.get(number + 1).copied())
    }

    fn count(&self, side: usize, bin: usize) -> u64 {
        self.counts.get(side).and_then(|counts| counts.get(bin)).copied().unwrap_or_default()
    }

    fn share(&self, side: usize, bin: usize) -> f64 {
        let all: u64 = self.counts.get(side).map_or(0, |counts| counts.iter().sum());
        self.count(side, bin) as f64 / all.max(1) as f64
    }

    fn cell(&self, side: usize, bin: usize) -> String {
        format!("{} ({})", format::percent(self.share(side, bin)), format::count(self.count(side, bin)))
    }

    fn sides(&self) -> impl Iterator<Item = (usize, &String, (Tone, Fill, Dash), Option<f64>)> {
        let sides = self.names.iter().zip(LOOKS).zip(self.medians).enumerate();
        sides.map(|(side, ((name, look), median))| (side, name, look, median))
    }
}

impl Chart for PairedBars {
    fn title(&self) -> &'static str {
        self.title
    }

    fn span(&self) -> String {
        self.names.join(" and ")
    }

    fn summary(&self) -> String {
        if self.is_empty() {
            return format!("{}: nothing measured.", self.value_name);
        }
        let told = self.sides().map(|(side, name, _, median)| {
            let all: u64 = self.counts.get(side).map_or(0, |counts| counts.iter().sum());
            let median = median.map_or_else(|| format::UNKNOWN.to_owned(), |median| self.quantity.text(median));
            format!(" {name}: median {median} of {} {}.", format::count(all), self.counted)
        });
        format!("{} of both sides.{}", self.value_name, told.collect::<String>())
    }

    fn note(&self) -> Option<String> {
        Some("Bars are shares of their own side. Logarithmic axis: every bar is the same ratio wide.".to_owned())
    }

    fn legend(&self) -> Vec<LegendEntry> {
        let entries = self.sides().flat_map(|(_, name, (tone, fill, dash), median)| {
            let line = median.map(|median| {
                let text = format!("Median of {name} {}", self.quantity.text(median));
                LegendEntry::new(Sign::Line(dash), tone, text)
            });
            [Some(LegendEntry::new(Sign::Area(fill), tone, name.clone())), line]
        });
        entries.flatten().collect()
    }

    fn is_empty(&self) -> bool {
        self.counts.iter().flatten().all(|&count| count == 0)
    }

    fn scene_of(&self, size: Size, _shown: Option<Period>) -> Scene {
        let mut scene = Scene::default();
        let shares = (0..self.bins()).flat_map(|bin| [self.share(0, bin), self.share(1, bin)]);
        let highest = shares.fold(0.01, f64::max);
        let (domain, ticks) = ticks::shares((0.0, highest), value_tick_count(size));
        let up = Scale::linear(domain, value_range(size));
        let plot = Plot::new(size, &ticks);
        let low = self.borders.first().copied().unwrap_or(1.0);
        let high = self.borders.last().copied().unwrap_or(2.0);
        let across = Scale::new(Spread::Log, (low, high), (plot.left, plot.right));
        draw_value_axis(&mut scene, plot, &up, &ticks);
        for key in 0..self.bins() {
            let Some((from, to)) = self.bin(key) else { continue };
            let (left, right) = (across.position(from), across.position(to));
            let width = ((right - left) / 2.0 - 1.0).max(0.5);
            for (side, (tone, fill, _)) in LOOKS.into_iter().enumerate() {
                if self.count(side, key) == 0 {
                    continue;
                }
                // A bar that would be too low to see is a pixel high.
                let top = up.position(self.share(side, key)).min(plot.bottom - 1.0);
                let x = left + side as f64 * (right - left) / 2.0;
                scene.marks.push(Mark::Box { x, y: top, width, height: plot.bottom - top, tone, fill });
            }
            let top = up.position(self.share(0, key).max(self.share(1, key)));
            scene.stops.push(Stop { x: f64::midpoint(left, right), y: Some(top), key });
        }
        let place = |median: f64| across.position(median).clamp(plot.left, plot.right).round();
        let places: Vec<f64> = self.sides().filter_map(|(.., median)| median.map(place)).collect();
        for (side, _, (tone, _, dash), median) in self.sides() {
            let Some(x) = median.map(place) else { continue };
            let points = vec![(x, plot.top), (x, plot.bottom)];
            scene.marks.push(Mark::Line { points, tone, width: 1.5, dash });
            let text = if side == 0 { "A" } else { "B" };
            let width = gutter_pixels(core::iter::once(text)) + 5.0;
            // Away from the other line, where there is room.
            let is_before = places.iter().any(|&other| x < other) && x - width >= plot.left;
            let (x, anchor) =
                if is_before || x + width > plot.right { (x - 4.0, Anchor::End) } else { (x + 4.0, Anchor::Start) };
            scene.marks.push(Mark::label((x, plot.top + 6.0 + 14.0 * side as f64), text, anchor, Tone::Text));
        }
        let labels = self.quantity.labels(&across, TIME_LABEL_PIXELS);
        draw_time_axis(&mut scene, plot, labels.into_iter().map(|tick| (across.position(tick.value), tick.label)));
        scene
    }

    fn readout(&self, key: usize) -> Option<Readout> {
        let bin = self.bin(key)?;
        let rows = self.sides().map(|(side, name, ..)| (name.clone(), self.cell(side, key))).collect();
        Some(Readout { title: self.quantity.range(bin), rows })
    }

    fn table(&self) -> Table {
        let row = |number: usize| {
            Some(vec![self.quantity.range(self.bin(number)?), self.cell(0, number), self.cell(1, number)])
        };
        let rows = (0..self.bins()).filter_map(row).collect();
        let [first, second] = &self.names;
        let note = format!("A is {first}, B is {second}; in brackets how many {}.", self.counted);
        Table { columns: vec![self.value_name, "A", "B"], rows, note: Some(note) }
    }
}
