//! The frame that all charts share: gutters that fit their labels, a quiet grid, two axes.

use crate::view::scale::Scale;
use crate::view::ticks::Tick;

use super::scene::{Anchor, Dash, Fill, Mark, Scene, Size, Tone};

/// Height of the writing in CSS pixels; the painter uses the same.
pub(super) const FONT_PIXELS: f64 = 12.0;
/// Mean width of a character of [`FONT_PIXELS`], on the generous side: nothing is measured, so that layout needs no
/// browser.
const CHARACTER_PIXELS: f64 = 6.8;
const TOP: f64 = 10.0;
const RIGHT: f64 = 12.0;
const BOTTOM: f64 = 26.0;
const LABEL_GAP: f64 = 8.0;
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
        let widest = value_ticks.iter().map(|tick| tick.label.chars().count()).max().unwrap_or_default();
        let left = (widest as f64 * CHARACTER_PIXELS + LABEL_GAP).ceil();
        let right = (size.width - RIGHT).max(left + 1.0);
        Self { left, right, top: TOP, bottom: bottom(size) }
    }

    pub fn width(self) -> f64 {
        self.right - self.left
    }
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
        scene.marks.push(Mark::Label { at, text: tick.label.clone(), anchor: Anchor::End, tone: Tone::Muted });
    }
    scene.crosshair = (plot.top, plot.bottom);
}

/// The base line with labels under it. Labels that would be cut off at the right are pulled in.
pub(super) fn draw_time_axis(scene: &mut Scene, plot: Plot, labels: impl IntoIterator<Item = (f64, String)>) {
    scene.marks.push(rule(plot.left, plot.bottom, plot.width(), Tone::Line));
    for (x, text) in labels {
        let half = text.chars().count() as f64 * CHARACTER_PIXELS / 2.0;
        let tick =
            Mark::Box { x: x.round(), y: plot.bottom, width: 1.0, height: 4.0, tone: Tone::Line, fill: Fill::Solid };
        scene.marks.push(tick);
        let x = x.min(plot.right + RIGHT - half).max(half);
        let at = (x, plot.bottom + LABEL_GAP + FONT_PIXELS / 2.0);
        scene.marks.push(Mark::Label { at, text, anchor: Anchor::Middle, tone: Tone::Muted });
    }
}

/// A line at a level, across the plot.
pub(super) fn draw_level(scene: &mut Scene, plot: Plot, y: f64, tone: Tone, dash: Dash) {
    let y = y.round();
    scene.marks.push(Mark::Line { points: vec![(plot.left, y), (plot.right, y)], tone, width: 1.5, dash });
}

fn rule(x: f64, y: f64, width: f64, tone: Tone) -> Mark {
    Mark::Box { x, y, width, height: 1.0, tone, fill: Fill::Solid }
}
