//! What was known of a workflow when a run of it started, as numbers for a model. Knows only outcomes that had ended by
//! then: whoever feeds it decides what is known.

use crate::domain::{Timestamp, Zone};

/// Numbers a run is described by.
pub(super) const FEATURES: usize = 17;

/// What a feature is about, in the words that people are told.
pub(super) const NAMES: [&str; FEATURES] = [
    LAST,
    LAST,
    LAST,
    RATE,
    RATE,
    RATE,
    STREAK,
    STREAK,
    "time since the last run",
    BRANCH,
    BRANCH,
    EVENT,
    EVENT,
    "re-run",
    HOUR,
    HOUR,
    "weekend",
];
const LAST: &str = "last results";
const RATE: &str = "recent failure rate";
const STREAK: &str = "streak";
const BRANCH: &str = "branch";
const EVENT: &str = "event";
const HOUR: &str = "hour of day";
/// Speeds of the three recent failure rates.
const SPEEDS: [f64; 3] = [0.3, 0.1, 0.02];

/// What a run is started with.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Start {
    pub seconds: u32,
    /// How the newest known run on the same branch ended: 1 failed, −1 passed, 0 unknown.
    pub same_branch: f64,
    /// Shares rather than yes or no where the run is yet to come.
    pub on_default_branch: f64,
    pub is_pull_request: f64,
    pub is_scheduled: f64,
    pub is_rerun: f64,
}

/// The outcomes known so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known {
    lags: [f64; 3],
    rates: [f64; 3],
    failed_streak: u32,
    passed_streak: u32,
    learnt: u32,
}

impl Known {
    pub(super) fn learn(&mut self, failed: bool) {
        let value = f64::from(failed);
        let [first, second, _] = self.lags;
        self.lags = [if failed { 1.0 } else { -1.0 }, first, second];
        self.learnt += 1;
        for (rate, speed) in self.rates.iter_mut().zip(SPEEDS) {
            // A plain mean until there is enough to fade.
            let speed = speed.max(1.0 / f64::from(self.learnt));
            *rate += speed * (value - *rate);
        }
        (self.failed_streak, self.passed_streak) =
            if failed { (self.failed_streak + 1, 0) } else { (0, self.passed_streak + 1) };
    }

    /// The numbers of a run that starts `since_last` seconds after the last one.
    pub(super) fn features(&self, start: Start, since_last: f64, zone: &Zone) -> [f64; FEATURES] {
        let time = Timestamp(i64::from(start.seconds));
        let hour = f64::from(zone.local_hour(time)) * core::f64::consts::TAU / 24.0;
        let (sin, cos) = hour.sin_cos();
        let log = |count: u32| f64::from(count).ln_1p();
        let [lag_1, lag_2, lag_3] = self.lags;
        // Rates on the scale of ln odds, away from the ends.
        let odds = |rate: f64| {
            let rate = 0.02 + 0.96 * rate;
            (rate / (1.0 - rate)).ln() / 2.0
        };
        let [fast, middle, slow] = self.rates.map(odds);
        [
            lag_1,
            lag_2,
            lag_3,
            fast,
            middle,
            slow,
            log(self.failed_streak),
            log(self.passed_streak) / 3.0,
            (since_last / 3_600.0).max(0.0).ln_1p() / 3.0,
            start.same_branch,
            start.on_default_branch,
            start.is_pull_request,
            start.is_scheduled,
            start.is_rerun,
            sin,
            cos,
            f64::from(zone.local_weekday(time) >= 5),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_known_is_finite_and_streaks_are_counted() {
        let mut known = Known::default();
        let zone = Zone::default();
        assert!(known.features(Start::default(), -5.0, &zone).iter().all(|x| x.is_finite()));
        for failed in [true, true, false] {
            known.learn(failed);
        }
        assert_eq!((known.failed_streak, known.passed_streak, known.lags), (0, 1, [-1.0, 1.0, 1.0]));
        assert!(known.features(Start::default(), 1e12, &zone).iter().all(|x| x.is_finite()));
    }
}
