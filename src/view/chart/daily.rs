//! What the charts of days share: equal slots for days, labels under them, lines and bands that break at gaps.

use crate::domain::{Period, SECONDS_PER_DAY, Timestamp, Zone};
use crate::view::decimate;
use crate::view::time_ticks::{Finest, time_ticks};

use super::axes::{Plot, TIME_LABEL_PIXELS};
use super::scene::{Dash, Mark, Shape, Tone};

/// From this width of a slot on, single days are marked by dots.
const DOT_SLOT_PIXELS: f64 = 6.0;

/// Days side by side, each as wide as the others (a day of 23 hours too).
#[derive(Clone, Copy, Debug)]
pub(super) struct Slots {
    left: f64,
    pub width: f64,
}

impl Slots {
    pub fn new(plot: Plot, days: usize) -> Self {
        Self { left: plot.left, width: plot.width() / days.max(1) as f64 }
    }

    /// Left edge of the slot at a position.
    pub fn start(self, position: usize) -> f64 {
        self.left + position as f64 * self.width
    }

    /// Middle of the slot at a position.
    pub fn middle(self, position: usize) -> f64 {
        self.start(position) + self.width / 2.0
    }

    pub fn has_dots(self) -> bool {
        self.width >= DOT_SLOT_PIXELS
    }
}

/// From the first day's start to the last day's end.
pub(super) fn covered(starts: &[Timestamp]) -> Period {
    let (start, last) = (starts.first().copied().unwrap_or_default(), starts.last().copied().unwrap_or_default());
    Period { start, end: last.plus_seconds(SECONDS_PER_DAY) }
}

/// Labels for days that start at `starts`, each under the middle of its day.
pub(super) fn labels(starts: &[Timestamp], slots: Slots, plot: Plot, zone: &Zone) -> Vec<(f64, String)> {
    if starts.is_empty() {
        return Vec::new();
    }
    time_ticks(covered(starts), zone, plot.width(), TIME_LABEL_PIXELS, Finest::Day)
        .into_iter()
        .map(|tick| {
            let position = starts.partition_point(|&start| start <= tick.at).saturating_sub(1);
            (slots.middle(position), tick.label)
        })
        .collect()
}

/// A series of days as lines between gaps, with dots where there is room or where a day stands alone.
pub(super) fn series(
    values: impl IntoIterator<Item = Option<f64>>,
    slots: Slots,
    pixel_ratio: f64,
    tone: Tone,
    position: impl Fn(f64) -> f64,
) -> Vec<Mark> {
    let (mut marks, mut dots) = (Vec::new(), Vec::new());
    for run in decimate::runs(values) {
        let points: Vec<_> = run.iter().map(|&(day, value)| (slots.middle(day), position(value))).collect();
        if slots.has_dots() || points.len() == 1 {
            dots.extend_from_slice(&points);
        }
        if points.len() > 1 {
            let points = decimate::line(&points, pixel_ratio);
            marks.push(Mark::Line { points, tone, width: 2.0, dash: Dash::Solid });
        }
    }
    if !dots.is_empty() {
        let radius = if slots.width >= 2.0 * DOT_SLOT_PIXELS { 3.0 } else { 2.0 };
        marks.push(Mark::Points { at: dots, shape: Shape::Dot, tone, radius, opacity: 1.0 });
    }
    marks
}

/// An interval a day as areas between gaps; a day that stands alone gets a narrow one.
pub(super) fn band(
    values: impl IntoIterator<Item = Option<(f64, f64)>>,
    slots: Slots,
    tone: Tone,
    opacity: f64,
    position: impl Fn(f64) -> f64,
) -> Vec<Mark> {
    let intervals: Vec<_> = values.into_iter().collect();
    let high = |day: usize| intervals.get(day).copied().flatten().map_or(0.0, |interval| interval.1);
    decimate::runs(intervals.iter().map(|interval| interval.map(|interval| interval.0)))
        .iter()
        .map(|run| {
            let reach = if run.len() == 1 { (slots.width / 4.0).clamp(0.5, 4.0) } else { 0.0 };
            let mut outline = Vec::with_capacity(2 * run.len() + 2);
            let edges = |day: usize| (slots.middle(day) - reach, slots.middle(day) + reach);
            for &(day, _) in run {
                let (left, right) = edges(day);
                outline.push((left, position(high(day))));
                if reach > 0.0 {
                    outline.push((right, position(high(day))));
                }
            }
            for &(day, low) in run.iter().rev() {
                let (left, right) = edges(day);
                outline.push((right, position(low)));
                if reach > 0.0 {
                    outline.push((left, position(low)));
                }
            }
            Mark::Area { outline, tone, opacity }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLOT: Plot = Plot { left: 0.0, right: 100.0, top: 0.0, bottom: 100.0 };

    #[test]
    fn a_series_breaks_at_gaps() {
        let values = [Some(1.0), Some(2.0), None, Some(3.0)];
        let marks = series(values, Slots::new(PLOT, 4), 1.0, Tone::Accent, |value| value);
        let dots = vec![(12.5, 1.0), (37.5, 2.0), (87.5, 3.0)];
        assert_eq!(
            marks,
            [
                Mark::Line { points: dots[..2].to_vec(), tone: Tone::Accent, width: 2.0, dash: Dash::Solid },
                Mark::Points { at: dots, shape: Shape::Dot, tone: Tone::Accent, radius: 3.0, opacity: 1.0 },
            ]
        );
    }

    #[test]
    fn a_band_goes_there_and_back() {
        let values = [Some((1.0, 3.0)), Some((2.0, 4.0)), None, Some((5.0, 6.0))];
        let marks = band(values, Slots::new(PLOT, 4), Tone::Band, 0.5, |value| value);
        let outline = |mark: &Mark| match mark {
            Mark::Area { outline, .. } => outline.clone(),
            _ => Vec::new(),
        };
        assert_eq!(outline(&marks[0]), [(12.5, 3.0), (37.5, 4.0), (37.5, 2.0), (12.5, 1.0)]);
        assert_eq!(outline(&marks[1]), [(83.5, 6.0), (91.5, 6.0), (91.5, 5.0), (83.5, 5.0)]);
    }

    #[test]
    fn labels_stand_under_their_days() {
        let starts: Vec<_> = (0..7).map(|day| Timestamp(day * SECONDS_PER_DAY)).collect();
        let plot = Plot { left: 0.0, right: 700.0, ..PLOT };
        let labels = labels(&starts, Slots::new(plot, 7), plot, &Zone::default());
        assert_eq!(labels.len(), 7);
        assert_eq!(labels[3], (350.0, "4 Jan".to_owned()));
        assert!(super::labels(&[], Slots::new(plot, 0), plot, &Zone::default()).is_empty());
    }
}
