//! How values spread: bars of equal width or, for values that spread over magnitudes, of equal ratio; quantiles as
//! lines.

use crate::domain::Period;
use crate::view::scale::{Scale, Spread};
use crate::view::{format, ticks};

use super::axes::{
    Plot, TIME_LABEL_PIXELS, draw_time_axis, draw_value_axis, gutter_pixels, value_range, value_tick_count,
};
use super::quantity::Quantity;
use super::scene::{Anchor, Dash, Fill, Mark, Scene, Size, Stop, Tone};
use super::{Chart, LegendEntry, Readout, Sign, Table};

/// The values from `from` up to `to`, counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// Least value.
    pub from: f64,
    /// First value of the next bin; the last bin holds it.
    pub to: f64,
    /// How many.
    pub count: u64,
}

/// A distribution.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    /// Its headline.
    pub title: &'static str,
    /// The days it covers, in words.
    pub span: String,
    /// What is measured (`Duration`).
    pub value_name: &'static str,
    /// What is counted (`runs`).
    pub counted: &'static str,
    /// What the values are.
    pub quantity: Quantity,
    /// How the axis spreads.
    pub spread: Spread,
    /// Side by side, ascending.
    pub bins: Vec<Bin>,
    /// Name and value of what is marked (`Median`, `P95`), ascending.
    pub quantiles: Vec<(&'static str, f64)>,
}

impl Bin {
    /// Counts values in so many bins of equal width or ratio. Values that are not finite, and on a logarithmic axis
    /// those of 0 and below, are left out.
    pub fn count(values: &[f64], spread: Spread, bins: usize) -> Vec<Self> {
        let fits = |value: &f64| value.is_finite() && (spread == Spread::Linear || *value > 0.0);
        let known = || values.iter().copied().filter(fits);
        let (low, high) =
            known().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        if low > high || bins == 0 {
            return Vec::new();
        }
        // The scale gives a single value some width.
        let scale = Scale::new(spread, (low, high), (0.0, bins as f64));
        let border = |number: usize| scale.value(number as f64);
        let mut counted: Vec<Self> =
            (0..bins).map(|number| Self { from: border(number), to: border(number + 1), count: 0 }).collect();
        for value in known() {
            let number = (scale.position(value) as usize).min(bins - 1);
            if let Some(bin) = counted.get_mut(number) {
                bin.count += 1;
            }
        }
        counted
    }
}

impl Histogram {
    fn total(&self) -> u64 {
        self.bins.iter().map(|bin| bin.count).sum()
    }

    fn domain(&self) -> (f64, f64) {
        let low = self.bins.first().map_or(0.0, |bin| bin.from);
        (low, self.bins.last().map_or(1.0, |bin| bin.to))
    }

    fn name_of(&self, bin: &Bin) -> String {
        self.quantity.range((bin.from, bin.to))
    }

    fn share(&self, bin: &Bin) -> f64 {
        bin.count as f64 / self.total().max(1) as f64
    }
}

impl Histogram {
    /// A line each, with its name where no other line runs through it; the legend names them all.
    fn draw_quantiles(&self, scene: &mut Scene, plot: Plot, across: &Scale) {
        let place = |value: f64| across.position(value).clamp(plot.left, plot.right).round();
        for (number, (name, value)) in self.quantiles.iter().enumerate() {
            let x = place(*value);
            let points = vec![(x, plot.top), (x, plot.bottom)];
            scene.marks.push(Mark::Line { points, tone: Tone::Text, width: 1.5, dash: dash(number) });
            let width = gutter_pixels(core::iter::once(*name));
            let is_late = x + width > plot.right;
            let (from, to) = if is_late { (x - width, x) } else { (x, x + width) };
            let is_crossed = |other: &(&str, f64)| (from + 1.0..to).contains(&place(other.1)) && other.0 != *name;
            if !self.quantiles.iter().any(is_crossed) {
                let (x, anchor) = if is_late { (x - 5.0, Anchor::End) } else { (x + 5.0, Anchor::Start) };
                scene.marks.push(Mark::label((x, plot.top + 6.0), *name, anchor, Tone::Text));
            }
        }
    }
}

/// Lines of different form, in their order.
fn dash(number: usize) -> Dash {
    match number {
        0 => Dash::Solid,
        1 => Dash::Dashed,
        _ => Dash::Dotted,
    }
}

impl Chart for Histogram {
    fn title(&self) -> &'static str {
        self.title
    }

    fn span(&self) -> String {
        self.span.clone()
    }

    fn summary(&self) -> String {
        let Some(fullest) = self.bins.iter().max_by_key(|bin| bin.count).filter(|bin| bin.count > 0) else {
            return format!("{}, {}: nothing measured.", self.value_name, self.span);
        };
        let quantiles = self.quantiles.iter().map(|(name, value)| format!(" {name} {}.", self.quantity.text(*value)));
        format!(
            "{} of {} {}, {}: most often {} ({}).{}",
            self.value_name,
            format::count(self.total()),
            self.counted,
            self.span,
            self.name_of(fullest),
            format::percent(self.share(fullest)),
            quantiles.collect::<String>()
        )
    }

    fn note(&self) -> Option<String> {
        (self.spread == Spread::Log).then(|| "Logarithmic axis: every bar is the same ratio wide.".to_owned())
    }

    fn legend(&self) -> Vec<LegendEntry> {
        let mut legend =
            vec![LegendEntry::new(Sign::Area(Fill::Solid), Tone::Accent, super::heat_map::capital(self.counted))];
        let line = |(number, (name, value)): (usize, &(&str, f64))| {
            LegendEntry::new(Sign::Line(dash(number)), Tone::Text, format!("{name} {}", self.quantity.text(*value)))
        };
        legend.extend(self.quantiles.iter().enumerate().map(line));
        legend
    }

    fn is_empty(&self) -> bool {
        self.total() == 0
    }

    fn scene_of(&self, size: Size, _shown: Option<Period>) -> Scene {
        let mut scene = Scene::default();
        let highest = self.bins.iter().map(|bin| bin.count).max().unwrap_or_default();
        let (domain, ticks) = ticks::counts(highest as f64, value_tick_count(size));
        let up = Scale::linear(domain, value_range(size));
        let plot = Plot::new(size, &ticks);
        let across = Scale::new(self.spread, self.domain(), (plot.left, plot.right));
        draw_value_axis(&mut scene, plot, &up, &ticks);
        for (key, bin) in self.bins.iter().enumerate() {
            let (left, right) = (across.position(bin.from).round(), across.position(bin.to).round());
            let top = up.position(bin.count as f64).round();
            if bin.count > 0 {
                let width = (right - left - 1.0).max(1.0);
                // A bar that would be too low to see is a pixel high.
                let height = (plot.bottom - top).max(1.0);
                scene.marks.push(Mark::solid(left, plot.bottom - height, width, height, Tone::Accent));
            }
            scene.stops.push(Stop { x: f64::midpoint(left, right), y: Some(top), key });
        }
        self.draw_quantiles(&mut scene, plot, &across);
        let labels = self.quantity.labels(&across, TIME_LABEL_PIXELS);
        draw_time_axis(&mut scene, plot, labels.into_iter().map(|tick| (across.position(tick.value), tick.label)));
        scene
    }

    fn readout(&self, key: usize) -> Option<Readout> {
        let bin = self.bins.get(key)?;
        let below: u64 = self.bins.iter().take(key + 1).map(|bin| bin.count).sum();
        let rows = vec![
            (super::heat_map::capital(self.counted), format::count(bin.count)),
            ("Share".to_owned(), format::percent(self.share(bin))),
            ("Up to here".to_owned(), format::percent(below as f64 / self.total().max(1) as f64)),
        ];
        Some(Readout { title: self.name_of(bin), rows })
    }

    fn table(&self) -> Table {
        let row = |bin: &Bin| vec![self.name_of(bin), format::count(bin.count), format::percent(self.share(bin))];
        let rows = self.bins.iter().map(row).collect();
        Table { columns: vec![self.value_name, "Counted", "Share"], rows, note: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_in_one_bin() {
        let check = |values: &[f64], spread: Spread, bins: usize, expected: &[u64]| {
            let counted = Bin::count(values, spread, bins);
            assert_eq!(counted.iter().map(|bin| bin.count).collect::<Vec<_>>(), expected, "{values:?}");
            assert!(counted.windows(2).all(|pair| (pair[0].to - pair[1].from).abs() < 1e-9));
        };
        check(&[], Spread::Linear, 4, &[]);
        check(&[1.0], Spread::Linear, 0, &[]);
        check(&[1.0, 2.0, 3.0, 4.0], Spread::Linear, 3, &[1, 1, 2]);
        check(&[5.0, 5.0, f64::NAN], Spread::Linear, 2, &[0, 2]);
        check(&[1.0, 10.0, 100.0, 0.0, -3.0], Spread::Log, 2, &[1, 2]);
    }
}
