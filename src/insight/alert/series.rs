//! Numbers in the order in which they became known, and the two stretches that are compared: the window that a rule looks
//! at, and the same days of the week in the 28 days before it.

use core::cell::{Cell, RefCell};
use core::ops::{Deref, Range};
use std::rc::Rc;

use crate::domain::SECONDS_PER_DAY;
use crate::stats::{ln_of_whole, median};

/// How far a window with too few runs may reach back.
const LONGEST_WINDOW_SECONDS: u32 = 14 * DAY;
/// Days of the past that a window is compared with.
const PAST_DAYS: u32 = 28;
/// A past on the same days of the week that holds fewer gives way to the past on all days.
const FEWEST_PAST: usize = 20;
/// Most past values that are compared with; more are thinned evenly.
const MOST_PAST: usize = 200;
const DAY: u32 = SECONDS_PER_DAY as u32;

/// When values became known, ascending. A replay asks about instants that ascend too, so that the answer is sought from the
/// last one on.
#[derive(Default)]
pub(super) struct Times {
    seconds: Vec<u32>,
    /// Where the end and the start of the last window lay.
    end: Cell<usize>,
    start: Cell<usize>,
}

impl Deref for Times {
    type Target = [u32];

    fn deref(&self) -> &[u32] {
        &self.seconds
    }
}

impl Times {
    pub(super) fn push(&mut self, seconds: u32) {
        self.seconds.push(seconds);
    }

    /// How many are known at an instant.
    pub(super) fn known(&self, at: u32) -> usize {
        up_to(&self.seconds, &self.end, at)
    }

    /// The newest values known at `now`: those of the last `hours`, or the last `enough` where that is more but no older
    /// than 14 days; at most `most`.
    pub(super) fn window(&self, now: u32, hours: u32, enough: usize, most: usize) -> Range<usize> {
        let end = self.known(now);
        let asked = hours.saturating_mul(3_600);
        let by_time = up_to(&self.seconds, &self.start, now.saturating_sub(asked));
        let by_count = end.saturating_sub(enough);
        let start = if by_time <= by_count {
            by_time
        } else {
            let oldest = now.saturating_sub(asked.max(LONGEST_WINDOW_SECONDS));
            by_time.min(by_count.max(self.seconds.partition_point(|&at| at <= oldest)))
        };
        start.max(end.saturating_sub(most)).min(end)..end
    }
}

/// How many of ascending numbers are at most `bound`; steps of growing length lead there from the answer before.
fn up_to(seconds: &[u32], near: &Cell<usize>, bound: u32) -> usize {
    let mut from = near.get();
    let is_within = |position: usize| seconds.get(position).is_some_and(|&at| at <= bound);
    if from > 0 && !is_within(from - 1) {
        from = 0;
    }
    let mut step = 1;
    while is_within(from + step - 1) {
        from += step;
        step *= 2;
    }
    let rest = seconds.get(from..(from + step).min(seconds.len())).unwrap_or_default();
    let found = from + rest.partition_point(|&at| at <= bound);
    near.set(found);
    found
}

/// What a window is compared with: positions of the values before it, day by day.
pub(super) struct Past {
    /// Parts of the series, oldest first.
    pub parts: Vec<Range<usize>>,
    /// How many values they hold.
    pub count: usize,
    /// Whether they are whole days alone: then they stay the same until the day of the window's start or today changes.
    pub is_of_days: bool,
}

impl Past {
    /// The 28 days before the first day of `window`, of which only the days of the week that the window itself touches,
    /// so that a quiet Sunday is compared with Sundays; all of them where those are too few.
    pub(super) fn of(known_at: &[u32], window: &Range<usize>, now: u32) -> Self {
        let Some(&start) = known_at.get(window.start) else {
            return Self { parts: Vec::new(), count: 0, is_of_days: false };
        };
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
            return Self { parts, count, is_of_days: true };
        }
        Self { count: whole.len(), parts: vec![whole], is_of_days: false }
    }
}

/// First value of a day.
fn position(known_at: &[u32], day: u32) -> usize {
    let start = u64::from(day) * u64::from(DAY);
    known_at.partition_point(|&at| u64::from(at) < start)
}

/// Durations or waits, in whole seconds, in the order in which they became known.
#[derive(Default)]
pub(super) struct ValueSeries {
    /// When each became known.
    pub known_at: Times,
    /// The values.
    pub seconds: Vec<u32>,
    /// Their logarithms; a second is the least.
    ln_seconds: Vec<f64>,
    /// The attempts they belong to.
    pub rows: Vec<u32>,
    past: RefCell<Option<Remembered>>,
}

struct Remembered {
    window_start: usize,
    day: u32,
    values: Rc<PastValues>,
}

/// The past of a window as logarithms.
#[derive(Default)]
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
        self.ln_seconds.push(ln_of_whole(seconds.max(1)));
        self.rows.push(row);
    }

    /// How many are known.
    pub(super) fn known(&self, at: u32) -> usize {
        self.known_at.known(at)
    }

    /// ln of the seconds of a stretch; a second is the least.
    pub(super) fn ln_seconds(&self, stretch: Range<usize>) -> &[f64] {
        self.ln_seconds.get(stretch).unwrap_or_default()
    }

    /// The values that `window` is compared with, remembered until the window or the day moves on.
    pub(super) fn past(&self, window: &Range<usize>, now: u32) -> Rc<PastValues> {
        let day = now / DAY;
        let mut remembered = self.past.borrow_mut();
        if let Some(known) = remembered.as_ref()
            && known.day == day
            && self.known_at.get(known.window_start).map(|at| at / DAY)
                == self.known_at.get(window.start).map(|at| at / DAY)
        {
            return Rc::clone(&known.values);
        }
        let past = Past::of(&self.known_at, window, now);
        let every = past.count.div_ceil(MOST_PAST).max(1);
        let mut ln_seconds = Vec::with_capacity(MOST_PAST + 1);
        // Within a part by stepping, never by walking: a busy month has many values.
        let mut skip = 0;
        for part in past.parts {
            for position in (part.start + skip..part.end).step_by(every) {
                ln_seconds.extend(self.ln_seconds.get(position));
            }
            skip = (every - (part.len() + every - skip) % every) % every;
        }
        let median = median(&mut ln_seconds.clone()).unwrap_or_default();
        let values = Rc::new(PastValues { ln_seconds, median });
        *remembered = Some(Remembered { window_start: window.start, day, values: Rc::clone(&values) });
        values
    }
}
