//! How long the next window of a listing should be, and what a window's answers cover. Pure arithmetic.

use crate::domain::{Period, SECONDS_PER_DAY, Timestamp};
use crate::github::{CreatedRange, PAGE_SIZE};

use super::coverage::BEGINNING;

/// Pages of a filtered list that GitHub answers; the eleventh must never be asked for.
pub(super) const MOST_PAGES: usize = 10;
/// Runs those pages hold.
pub(super) const MOST_RUNS: u64 = (MOST_PAGES * PAGE_SIZE) as u64;

// A window twice as full as can be listed leaves no page half empty; what is beyond goes into the next one.
const WANTED_RUNS: f64 = 2_000.0;
// Where lists are not in order, a window must fit as a whole.
const WANTED_RUNS_UNORDERED: f64 = 800.0;
const FEW_RUNS: u64 = 3_000;
const SHORTEST_SECONDS: i64 = 60;
const FASTEST_GROWTH: i64 = 16;
// GitHub Actions opened to its first users in October 2018.
const FIRST_ACTIONS: Timestamp = Timestamp(1_538_352_000);

/// Chooses windows: long ones where there are few runs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Windows {
    length_seconds: i64,
    once_seconds: Option<i64>,
    in_order: bool,
}

impl Windows {
    /// For a history whose newest `runs` were created within `seconds`.
    pub(super) fn for_density(runs: u64, seconds: i64) -> Self {
        let mut windows = Self { length_seconds: SECONDS_PER_DAY, once_seconds: None, in_order: true };
        if runs > 0 {
            windows.length_seconds = windows.fitting_seconds(runs, seconds);
        }
        windows
    }

    /// The newest part of `missing` to ask for next. `runs_left`: how many there may still be, where known.
    pub(super) fn choose(&mut self, missing: CreatedRange, runs_left: Option<u64>) -> CreatedRange {
        let once = self.once_seconds.take();
        let seconds = once.unwrap_or(self.length_seconds).max(1);
        let start = missing.end.plus_seconds(1 - seconds);
        let few_left = once.is_none() && self.in_order && runs_left.is_some_and(|left| left <= FEW_RUNS);
        let start = match missing.start {
            Some(first) if start <= first => Some(first),
            None if once.is_none() && (start < FIRST_ACTIONS || few_left) => None,
            _ => Some(start),
        };
        CreatedRange { start, end: missing.end }
    }

    /// Learns from a window that was listed: so many runs in so many seconds.
    pub(super) fn learn(&mut self, runs: u64, seconds: i64) {
        let longest = self.length_seconds.saturating_mul(FASTEST_GROWTH);
        self.length_seconds =
            if runs < PAGE_SIZE as u64 { longest } else { self.fitting_seconds(runs, seconds).min(longest) };
    }

    /// Makes the next window half as long as one that could not be listed; `false` if it was one second long.
    pub(super) fn halve(&mut self, range: CreatedRange) -> bool {
        let seconds = seconds_of(range);
        self.once_seconds = Some((seconds / 2).max(1));
        seconds > 1
    }

    /// Makes the next window one second long.
    pub(super) fn single_second(&mut self) {
        self.once_seconds = Some(1);
    }

    /// Lists are not newest first.
    pub(super) fn out_of_order(&mut self) {
        self.in_order = false;
    }

    fn fitting_seconds(&self, runs: u64, seconds: i64) -> i64 {
        let wanted = if self.in_order { WANTED_RUNS } else { WANTED_RUNS_UNORDERED };
        // Saturates; a density of many runs a second leaves the shortest window.
        ((wanted * seconds.max(1) as f64 / runs.max(1) as f64) as i64).max(SHORTEST_SECONDS)
    }
}

/// Seconds in a range; one without a beginning starts when there were no runs yet.
pub(super) fn seconds_of(range: CreatedRange) -> i64 {
    let first = if range.end > FIRST_ACTIONS { FIRST_ACTIONS } else { BEGINNING };
    let start = range.start.unwrap_or(first);
    range.end.seconds_since(start).saturating_add(1).max(1)
}

/// The stretch a range stands for.
pub(super) fn period_of(range: CreatedRange) -> Period {
    Period { start: range.start.unwrap_or(BEGINNING), end: range.end.plus_seconds(1) }
}

/// Follows the order of a listing, page by page.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct OrderWatch {
    /// Creation of the oldest run so far, as long as all came newest first.
    pub(super) oldest: Option<Timestamp>,
    /// Whether one came too late.
    pub(super) broken: bool,
}

impl OrderWatch {
    pub(super) fn see(&mut self, created: impl Iterator<Item = Timestamp>) {
        for time in created {
            self.broken |= self.oldest.is_some_and(|oldest| time > oldest);
            self.oldest = Some(self.oldest.map_or(time, |oldest| oldest.min(time)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_790_000_000);

    fn range(start: Option<i64>, end: i64) -> CreatedRange {
        CreatedRange { start: start.map(Timestamp), end: Timestamp(end) }
    }

    #[test]
    fn windows_fit_the_density() {
        let check = |runs, seconds, expected_days: f64| {
            let mut windows = Windows::for_density(runs, seconds);
            let chosen = windows.choose(CreatedRange { start: None, end: NOW }, None);
            let days = seconds_of(chosen) as f64 / 86_400.0;
            assert!((days - expected_days).abs() < 0.1, "{runs} in {seconds}: {days}");
        };
        check(100, SECONDS_PER_DAY, 20.0);
        check(100, 3_600, 20.0 / 24.0);
        check(100, 0, 60.0 / 86_400.0);
        check(0, 0, 1.0);
    }

    #[test]
    fn sparse_or_nearly_done_is_asked_for_at_once() {
        let all = CreatedRange { start: None, end: NOW };
        assert_eq!(Windows::for_density(1, SECONDS_PER_DAY * 30).choose(all, None), all);
        assert_eq!(Windows::for_density(100, 60).choose(all, Some(900)), all);
        assert_ne!(Windows::for_density(100, 60).choose(all, Some(9_000)), all);
    }

    #[test]
    fn empty_stretches_make_windows_grow() {
        let mut windows = Windows::for_density(100, 60);
        let mut missing = CreatedRange { start: None, end: NOW };
        let mut asked = 0;
        while let Some(start) = windows.choose(missing, None).start {
            windows.learn(0, 1);
            missing.end = start.plus_seconds(-1);
            asked += 1;
        }
        assert!(asked < 8, "{asked}");
    }

    #[test]
    fn halving_ends_at_one_second() {
        let mut windows = Windows::for_density(100, 60);
        let missing = range(Some(0), 1_000_000);
        let mut chosen = windows.choose(missing, None);
        let mut halvings = 0;
        while windows.halve(chosen) {
            chosen = windows.choose(missing, None);
            halvings += 1;
        }
        assert_eq!((chosen, halvings < 25), (range(Some(1_000_000), 1_000_000), true));
    }

    #[test]
    fn order_is_watched_across_pages() {
        let mut watch = OrderWatch::default();
        watch.see([9, 9, 7].map(Timestamp).into_iter());
        watch.see([7, 3].map(Timestamp).into_iter());
        assert_eq!((watch.oldest, watch.broken), (Some(Timestamp(3)), false));
        watch.see([4].map(Timestamp).into_iter());
        assert!(watch.broken);
    }
}
