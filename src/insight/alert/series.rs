//! Numbers in the order in which they became known, and the two stretches that are compared: the window that a rule looks
//! at, and the same days of the week in the 28 days before it.

use core::cell::RefCell;
use core::ops::Range;

use crate::domain::SECONDS_PER_DAY;
use crate::stats::median;

/// How far a window with too few runs may reach back.
const LONGEST_WINDOW_SECONDS: u32 = 14 * DAY;
/// Days of the past that a window is compared with.
const PAST_DAYS: u32 = 28;
/// A past on the same days of the week that holds fewer gives way to the past on all days.
const FEWEST_PAST: usize = 20;
/// Most past values that are compared with; more are thinned evenly.
const MOST_PAST: usize = 200;
const DAY: u32 = SECONDS_PER_DAY as u32;

/// The newest values known at `now`: those of the last `hours`, or the last `enough` where that is more but no older than
/// 14 days; at most `most`.
pub(super) fn window(known_at: &[u32], now: u32, hours: u32, enough: usize, most: usize) -> Range<usize> {
    let end = known_at.partition_point(|&at| at <= now);
    let since = |seconds: u32| known_at.partition_point(|&at| at <= now.saturating_sub(seconds));
    let asked = hours.saturating_mul(3_600);
    let by_count = end.saturating_sub(enough).max(since(asked.max(LONGEST_WINDOW_SECONDS)));
    let start = since(asked).min(by_count).max(end.saturating_sub(most)).min(end);
    start..end
}

/// What a window is compared with: positions of the values before it, day by day.
pub(super) struct Past {
    /// Parts of the series, oldest first.
    pub parts: Vec<Range<usize>>,
    /// How many values they hold.
    pub count: usize,
}

impl Past {
    /// The 28 days before the first day of `window`, of which only the days of the week that the window itself touches,
    /// so that a quiet Sunday is compared with Sundays; all of them where those are too few.
    pub(super) fn of(known_at: &[u32], window: &Range<usize>, now: u32) -> Self {
        let Some(&start) = known_at.get(window.start) else { return Self { parts: Vec::new(), count: 0 } };
        let (first_day, days) = (start / DAY, now / DAY - start / DAY);
        let mut parts = Vec::new();
        let mut count = 0;
        let mut from = position(known_at, first_day.saturating_sub(PAST_DAYS));
        let whole = from..window.start;
        if days < 6 {
            for day in first_day.saturating_sub(PAST_DAYS)..first_day {
                let to = from + position(known_at.get(from..window.start).unwrap_or_default(), day + 1);
                if (day + PAST_DAYS - first_day) % 7 <= days && to > from {
                    count += to - from;
                    parts.push(from..to);
                }
                from = to;
            }
        }
        if count >= FEWEST_PAST {
            return Self { parts, count };
        }
        Self { count: whole.len(), parts: vec![whole] }
    }
}

/// First value of a day.
fn position(known_at: &[u32], day: u32) -> usize {
    known_at.partition_point(|&at| at / DAY < day)
}

/// Durations or waits, in whole seconds, in the order in which they became known.
#[derive(Default)]
pub(super) struct ValueSeries {
    /// When each became known.
    pub known_at: Vec<u32>,
    /// The values.
    pub seconds: Vec<u32>,
    /// The attempts they belong to.
    pub rows: Vec<u32>,
    past: RefCell<Option<Remembered>>,
}

struct Remembered {
    window_start: usize,
    day: u32,
    values: PastValues,
}

/// The past of a window as logarithms.
#[derive(Clone, Default)]
pub(super) struct PastValues {
    /// ln seconds, oldest first, at most 200 spread evenly.
    pub ln_seconds: Vec<f64>,
    /// Their median.
    pub median: f64,
}

impl ValueSeries {
    pub(super) fn push(&mut self, known_at: u32, seconds: u32, row: u32) {
        self.known_at.push(known_at);
        self.seconds.push(seconds);
        self.rows.push(row);
    }

    /// How many are known.
    pub(super) fn known(&self, at: u32) -> usize {
        self.known_at.partition_point(|&known| known <= at)
    }

    /// ln of the seconds of a stretch; a second is the least.
    pub(super) fn ln_seconds(&self, stretch: Range<usize>) -> Vec<f64> {
        self.seconds.get(stretch).unwrap_or_default().iter().map(|&value| f64::from(value.max(1)).ln()).collect()
    }

    /// The values that `window` is compared with, remembered until the window or the day moves on.
    pub(super) fn past(&self, window: &Range<usize>, now: u32) -> PastValues {
        let day = now / DAY;
        let mut remembered = self.past.borrow_mut();
        if let Some(known) = remembered.as_ref()
            && known.day == day
            && self.known_at.get(known.window_start).map(|at| at / DAY)
                == self.known_at.get(window.start).map(|at| at / DAY)
        {
            return known.values.clone();
        }
        let past = Past::of(&self.known_at, window, now);
        let every = past.count.div_ceil(MOST_PAST).max(1);
        let mut ln_seconds = Vec::with_capacity(MOST_PAST + 1);
        // Within a part by stepping, never by walking: a busy month has many values.
        let mut skip = 0;
        for part in past.parts {
            for position in (part.start + skip..part.end).step_by(every) {
                ln_seconds.extend(self.seconds.get(position).map(|&value| f64::from(value.max(1)).ln()));
            }
            skip = (every - (part.len() + every - skip) % every) % every;
        }
        let values = PastValues { median: median(&mut ln_seconds.clone()).unwrap_or_default(), ln_seconds };
        *remembered = Some(Remembered { window_start: window.start, day, values: values.clone() });
        values
    }
}
