//! Spreads requests over time, so that GitHub's secondary limit is never met. Reads no clock: is told the time.

use super::SyncPlan;

// Time that a jumping clock or a sleeping computer pretends has passed counts as a minute at most.
const LONGEST_MILLISECONDS: i64 = 60_000;

/// A bucket of requests that refills steadily.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    granted: f64,
    refill_per_millisecond: f64,
    seen_milliseconds: i64,
}

impl Pace {
    pub(super) fn new(requests_per_minute: u32, now_milliseconds: i64) -> Self {
        Self {
            granted: f64::from(SyncPlan::BURST),
            refill_per_millisecond: f64::from(requests_per_minute.max(1)) / 60_000.0,
            seen_milliseconds: now_milliseconds,
        }
    }

    /// Takes one request; how long to wait before sending it.
    pub(super) fn take(&mut self, now_milliseconds: i64) -> u64 {
        let passed = now_milliseconds.saturating_sub(self.seen_milliseconds).clamp(0, LONGEST_MILLISECONDS);
        self.seen_milliseconds = now_milliseconds;
        let refilled = self.granted + passed as f64 * self.refill_per_millisecond;
        self.granted = refilled.min(f64::from(SyncPlan::BURST)) - 1.0;
        (-self.granted / self.refill_per_millisecond).max(0.0).ceil() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_then_a_steady_pace() {
        let mut pace = Pace::new(60, 0);
        assert!((0..100).all(|_| pace.take(0) == 0));
        assert_eq!((pace.take(0), pace.take(0)), (1_000, 2_000));
        assert_eq!(pace.take(3_000), 0);
    }

    #[test]
    fn a_jumping_clock_neither_hangs_nor_floods() {
        let mut pace = Pace::new(60, 1_000_000);
        let waits: Vec<u64> = (0..400).map(|turn| pace.take(if turn % 2 == 0 { i64::MAX } else { i64::MIN })).collect();
        assert!(waits.iter().all(|&wait| wait <= 400_000));
    }
}
