//! The frame that all charts share: gutters that fit their labels, a quiet grid, two axes.

use crate::view::scale::Scale;
use crate::view::ticks::Tick;

use super::scene::{Anchor, Dash, Mark, Scene, Size, Tone};
use super::text_width::{FONT_PIXELS, text_pixels};

const TOP: f64 = 10.0;
const RIGHT: f64 = 12.0;
const BOTTOM: f64 = 26.0;
const LABEL_GAP: f64 = 8.0;
/// Charts of less width stand on a phone.
const NARROW_PIXELS: f64 = 420.0;
/// About what both gutters take, where it must be known before the labels are.
pub(super) const GUTTER_PIXELS: f64 = 60.0;
/// Room for a label of the time axis, its gap included.
pub(super) const TIME_LABEL_PIXELS: f64 = 68.0;
/// Least distance between two labels of the value axis.
pub(super) const VALUE_LABEL_PIXELS: f64 = 32.0;

/// The rectangle that data are drawn into.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Plot {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
}

impl Plot {
    /// What the labels leave of the room.
    pub fn new(size: Size, value_ticks: &[Tick]) -> Self {
        Self::beside(size, gutter_pixels(value_ticks.iter().map(|tick| tick.label.as_str())))
    }

    /// What a gutter of this width leaves of the room.
    pub fn beside(size: Size, left: f64) -> Self {
        // Where there is no room for both, the plot keeps a sliver.
        let left = left.min((size.width - RIGHT - 1.0).max(0.0));
        let right = (size.width - RIGHT).max(left + 1.0);
        Self { left, right, top: TOP, bottom: bottom(size) }
    }

    pub fn height(self) -> f64 {
        self.bottom - self.top
    }

    pub fn width(self) -> f64 {
        self.right - self.left
    }
}

/// Height of a chart whose plot is so high.
pub(super) fn height_around(plot_pixels: f64) -> f64 {
    plot_pixels + TOP + BOTTOM
}

/// The gutter that these row names need.
pub(super) fn gutter_pixels<'a>(names: impl Iterator<Item = &'a str>) -> f64 {
    (names.map(text_pixels).fold(0.0, f64::max) + LABEL_GAP).ceil()
}

/// The gutter for row names in a chart of this size: what they need, at most a share that leaves the rest room. On a
/// phone a name in full is worth more than the bar's length.
pub(super) fn names_pixels<'a>(names: impl Iterator<Item = &'a str>, size: Size) -> f64 {
    let most = if size.width < NARROW_PIXELS { 0.48 } else { 0.38 };
    gutter_pixels(names).min(size.width * most)
}

/// How many ticks the value axis has room for.
pub(super) fn value_tick_count(size: Size) -> usize {
    (((bottom(size) - TOP) / VALUE_LABEL_PIXELS) as usize).clamp(2, 6)
}

/// From the bottom of the plot upwards.
pub(super) fn value_range(size: Size) -> (f64, f64) {
    (bottom(size), TOP)
}

fn bottom(size: Size) -> f64 {
    (size.height - BOTTOM).max(TOP + 1.0)
}

/// Grid lines and labels of the value axis.
pub(super) fn draw_value_axis(scene: &mut Scene, plot: Plot, scale: &Scale, ticks: &[Tick]) {
    for tick in ticks {
        let y = scale.position(tick.value).round();
        scene.marks.push(rule(plot.left, y, plot.width(), Tone::Grid));
        let at = (plot.left - LABEL_GAP, y);
        scene.marks.push(Mark::label(at, tick.label.clone(), Anchor::End, Tone::Muted));
    }
    scene.crosshair = (plot.top, plot.bottom);
}

/// The base line with labels under it. Labels that would be cut off at the right are pulled in.
pub(super) fn draw_time_axis(scene: &mut Scene, plot: Plot, labels: impl IntoIterator<Item = (f64, String)>) {
    scene.marks.push(rule(plot.left, plot.bottom, plot.width(), Tone::Line));
    for (x, text) in labels {
        scene.marks.push(Mark::solid(x.round(), plot.bottom, 1.0, 4.0, Tone::Line));
        draw_label_below(scene, plot, x, text);
    }
}

/// Labels under columns, without a base line.
pub(super) fn draw_column_labels(scene: &mut Scene, plot: Plot, labels: impl IntoIterator<Item = (f64, String)>) {
    for (x, text) in labels {
        draw_label_below(scene, plot, x, text);
    }
}

fn draw_label_below(scene: &mut Scene, plot: Plot, x: f64, text: String) {
    let half = text_pixels(&text) / 2.0;
    let x = x.min(plot.right + RIGHT - half).max(half);
    let at = (x, plot.bottom + LABEL_GAP + FONT_PIXELS / 2.0);
    scene.marks.push(Mark::label(at, text, Anchor::Middle, Tone::Muted));
}

/// A line at a level, across the plot.
pub(super) fn draw_level(scene: &mut Scene, plot: Plot, y: f64, tone: Tone, dash: Dash) {
    let y = y.round();
    scene.marks.push(Mark::Line { points: vec![(plot.left, y), (plot.right, y)], tone, width: 1.5, dash });
}

fn rule(x: f64, y: f64, width: f64, tone: Tone) -> Mark {
    Mark::solid(x, y, width, 1.0, tone)
}
