//! What the failed attempts of a coming day can be: the distribution behind the intervals of failure rates. A day of few
//! attempts has few possible rates, of which 0 is mostly the likeliest, so that errors around a centre say nothing; counts
//! have a distribution of their own. Foretells no value: models do that.

use crate::stats::{ForetoldShare, SwitchingRate};

use super::FailuresAhead;
use super::models::Point;
use super::weekdays::WEEK;

/// Newest days of a weekday whose numbers of attempts its next day may have, and what is left of a weight a week later.
const RECENT_WEEKS: usize = 4;
const WEEK_FADING: f64 = 0.8;
/// So many attempts are many.
const MANY: u64 = 60;
/// What the intervals are meant to hold.
const WANTED: [f64; 2] = [0.8, 0.95];
/// The levels that may be asked of the distribution for it.
const BOUNDS: [(f64, f64); 2] = [(0.6, 0.97), (0.85, 0.995)];
/// Speed at which the levels adapt (Gibbs and Candès 2021). The distribution follows a jump by itself; the levels widen
/// what it says of a series that jumps again and again.
const SPEED: f64 = 0.01;

/// Intervals of a rate, and what counts on their ends.
pub(super) type Told = ([(f64, f64); 2], FailuresAhead);

/// What has been learnt of a series of failures, day by day.
pub(super) struct Failures {
    rate: SwitchingRate,
    /// Newest numbers of attempts by weekday, the newest last.
    recent: [Vec<u64>; WEEK],
    /// Adapted levels by step.
    levels: Vec<[f64; 2]>,
    day: usize,
}

impl Failures {
    pub(super) fn new(horizon: usize) -> Self {
        Self {
            rate: SwitchingRate::default(),
            recent: [const { Vec::new() }; WEEK],
            levels: vec![WANTED; horizon],
            day: 0,
        }
    }

    /// Takes in the next day.
    pub(super) fn learn(&mut self, point: Point) {
        let (failed, decided) = point.counts;
        self.rate.learn(failed, decided);
        if let Some(recent) = self.recent.get_mut(self.day % WEEK).filter(|_| decided > 0) {
            recent.push(decided);
            let surplus = recent.len().saturating_sub(RECENT_WEEKS);
            recent.drain(..surplus);
        }
        self.day += 1;
    }

    /// Holds what was said of a day that has come against its rate: the levels of that step move by whether it was inside.
    pub(super) fn score(&mut self, step: usize, (intervals, ahead): &Told, happened: f64) {
        let Some(levels) = self.levels.get_mut(step) else { return };
        let inside = [ahead.share_inside_80(intervals[0], happened), ahead.share_inside_95(intervals[1], happened)];
        for (((level, wanted), (least, most)), inside) in levels.iter_mut().zip(WANTED).zip(BOUNDS).zip(inside) {
            *level = (*level + SPEED * (wanted - inside)).clamp(least, most);
        }
    }

    /// Intervals of the rate `ahead` days after the last one learnt, for the `step`-th day that is asked for; `value` lies
    /// inside. `None` before any attempt.
    pub(super) fn tell(&self, ahead: usize, step: usize, value: f64) -> Option<Told> {
        let counts = self.counts(self.day + ahead - 1);
        let foretold = self.rate.foretell(ahead, &counts)?;
        let attempts: f64 = counts.iter().map(|&(count, weight)| count as f64 * weight).sum();
        let weights: f64 = counts.iter().map(|count| count.1).sum();
        let expected = foretold.expected();
        let share = if attempts > 0.0 { (expected * weights / attempts).clamp(0.0, 1.0) } else { value };
        let levels = self.levels.get(step).copied().unwrap_or(WANTED);
        let (inner, inner_edge) = interval(&foretold, levels[0], value);
        let (outer, outer_edge) = interval(&foretold, levels[1], value);
        let outer = (outer.0.min(inner.0), outer.1.max(inner.1));
        let ahead = FailuresAhead { expected, share, edge_80: inner_edge, edge_95: outer_edge };
        Some(([inner, outer], ahead))
    }

    /// Numbers of attempts that a day may have, with weights; of many their mean, which of them it is hardly matters then.
    fn counts(&self, day: usize) -> Vec<(u64, f64)> {
        let fading = |recent: &Vec<u64>| {
            let weights = core::iter::successors(Some(1.0), |weight| Some(weight * WEEK_FADING));
            recent.iter().rev().copied().zip(weights).collect::<Vec<(u64, f64)>>()
        };
        let own = self.recent.get(day % WEEK).map(fading).unwrap_or_default();
        let counts = if own.is_empty() { self.recent.iter().flat_map(fading).collect() } else { own };
        if counts.iter().any(|count| count.0 < MANY) {
            return counts;
        }
        let (sum, weights) =
            counts.iter().fold((0.0, 0.0), |sum, count| (sum.0 + count.0 as f64 * count.1, sum.1 + count.1));
        if weights > 0.0 { vec![((sum / weights).round() as u64, 1.0)] } else { counts }
    }
}

/// An interval that holds the value, and the rate on its upper edge with the part of it that counts as inside.
fn interval(foretold: &ForetoldShare, level: f64, value: f64) -> ((f64, f64), (f64, f64)) {
    let found = foretold.interval(level);
    ((found.low.min(value), found.high.max(value)), (found.high, found.part_of_high))
}
