//! What the charts of days share: equal slots for days, labels under them, lines and bands that break at gaps.

use crate::domain::{Period, SECONDS_PER_DAY, Timestamp, Zone};
use crate::view::decimate;
use crate::view::time_ticks::{Finest, time_ticks};

use super::axes::{Plot, TIME_LABEL_PIXELS};
use super::scene::{Dash, Mark, Shape, Tone};
use super::{LegendEntry, Sign};

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

/// Fewer runs than this do not make a rate: such days are drawn faintly.
pub(super) const FIRM_RUNS: u64 = 5;

/// How far the value of a day can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Enough runs, and the day is over.
    Firm,
    /// Few runs.
    Weak,
    /// The day is still running.
    Running,
}

impl Standing {
    /// Of a value that rests on so many runs.
    pub fn of(runs: u64, is_running: bool) -> Self {
        match runs {
            _ if is_running => Self::Running,
            0..FIRM_RUNS => Self::Weak,
            _ => Self::Firm,
        }
    }
}

/// What the hollow dots of a series mean; `None` where there are none.
pub(super) fn hollow_legend(standings: impl Iterator<Item = Standing>, tone: Tone) -> Option<LegendEntry> {
    let (weak, running) = standings.fold((false, false), |(weak, running), standing| {
        (weak || standing == Standing::Weak, running || standing == Standing::Running)
    });
    let text = match (weak, running) {
        (true, true) => "Under 5 attempts, or today",
        (true, false) => "Under 5 attempts",
        (false, true) => "Today so far",
        (false, false) => return None,
    };
    Some(LegendEntry::new(Sign::Point(Shape::Ring), tone, text))
}

/// A series of days as lines between gaps, with dots where there is room or where a day stands alone. Days with few
/// runs are hollow and hang on a thin line; a day that is still running hangs on none.
pub(super) fn series(
    values: impl IntoIterator<Item = Option<(f64, Standing)>>,
    slots: Slots,
    pixel_ratio: f64,
    tone: Tone,
    position: impl Fn(f64) -> f64,
) -> Vec<Mark> {
    let days: Vec<_> = values.into_iter().collect();
    let standing = |day: usize| days.get(day).copied().flatten().map_or(Standing::Weak, |day| day.1);
    let place = |&(day, value): &(usize, f64)| (slots.middle(day), position(value));
    let (mut marks, mut firm, mut hollow) = (Vec::new(), Vec::new(), Vec::new());
    let complete = days.iter().map(|day| day.filter(|day| day.1 != Standing::Running).map(|day| day.0));
    for run in decimate::runs(complete) {
        for piece in pieces(&run, |day| standing(day) == Standing::Firm) {
            let points: Vec<_> = piece.iter().map(place).collect();
            let is_firm = piece.iter().all(|&(day, _)| standing(day) == Standing::Firm);
            let (width, dash) = if is_firm { (2.0, Dash::Solid) } else { (1.0, Dash::Dotted) };
            marks.push(Mark::Line { points: decimate::line(&points, pixel_ratio), tone, width, dash });
        }
        let shown = run.iter().filter(|_| slots.has_dots() || run.len() == 1);
        for point in shown {
            if standing(point.0) == Standing::Firm { &mut firm } else { &mut hollow }.push(place(point));
        }
    }
    let running = days.iter().enumerate().filter_map(|(day, value)| Some((day, (*value)?)));
    let running = running.filter(|(_, value)| value.0.is_finite() && value.1 == Standing::Running);
    hollow.extend(running.map(|(day, value)| place(&(day, value.0))));
    let radius = if slots.width >= 2.0 * DOT_SLOT_PIXELS { 3.0 } else { 2.0 };
    let mut dots = |at: Vec<_>, shape, tone| {
        if !at.is_empty() {
            marks.push(Mark::Points { at, shape, tone, radius, opacity: 1.0 });
        }
    };
    dots(firm, Shape::Dot, tone);
    // Hollow means that the line does not show through.
    dots(hollow.clone(), Shape::Dot, Tone::Surface);
    dots(hollow, Shape::Ring, tone);
    marks
}

/// Cuts a run of days into pieces of two and more, each firm from end to end or weak in every step; neighbours share
/// their border.
fn pieces(run: &[(usize, f64)], is_firm: impl Fn(usize) -> bool) -> Vec<&[(usize, f64)]> {
    let step = |day: usize| {
        let both = run.get(day).zip(run.get(day + 1));
        both.is_some_and(|(from, to)| is_firm(from.0) && is_firm(to.0))
    };
    let (mut pieces, mut start) = (Vec::new(), 0);
    for end in 1..run.len() {
        if end + 1 == run.len() || step(end) != step(start) {
            pieces.extend(run.get(start..=end));
            start = end;
        }
    }
    pieces
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

    fn series_of(values: &[Option<(f64, Standing)>]) -> Vec<Mark> {
        series(values.iter().copied(), Slots::new(PLOT, 4), 1.0, Tone::Accent, |value| value)
    }

    fn line(points: &[(f64, f64)], width: f64, dash: Dash) -> Mark {
        Mark::Line { points: points.to_vec(), tone: Tone::Accent, width, dash }
    }

    fn dots(at: &[(f64, f64)], shape: Shape, tone: Tone) -> Mark {
        Mark::Points { at: at.to_vec(), shape, tone, radius: 3.0, opacity: 1.0 }
    }

    #[test]
    fn a_series_breaks_at_gaps() {
        let firm = |value: f64| Some((value, Standing::Firm));
        let places = [(12.5, 1.0), (37.5, 2.0), (87.5, 3.0)];
        let expected = [line(&places[..2], 2.0, Dash::Solid), dots(&places, Shape::Dot, Tone::Accent)];
        assert_eq!(series_of(&[firm(1.0), firm(2.0), None, firm(3.0)]), expected);
    }

    #[test]
    fn few_runs_are_drawn_faintly_and_today_alone() {
        let day = |value: f64, standing: Standing| Some((value, standing));
        let (firm, weak) = (Standing::Firm, Standing::Weak);
        let marks = series_of(&[day(1.0, firm), day(2.0, firm), day(9.0, weak), day(4.0, Standing::Running)]);
        let places = [(12.5, 1.0), (37.5, 2.0), (62.5, 9.0), (87.5, 4.0)];
        let expected = [
            line(&places[..2], 2.0, Dash::Solid),
            line(&places[1..3], 1.0, Dash::Dotted),
            dots(&places[..2], Shape::Dot, Tone::Accent),
            dots(&places[2..], Shape::Dot, Tone::Surface),
            dots(&places[2..], Shape::Ring, Tone::Accent),
        ];
        assert_eq!(marks, expected);
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
