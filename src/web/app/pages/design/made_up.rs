//! Made-up numbers that are the same in every browser and every test.

use std::sync::Arc;

use forerun::domain::{Outcome, Period, SECONDS_PER_DAY, Timestamp, Zone};

/// Monday 5 January 2026.
const FIRST_DAY: i64 = 20_458;

/// A small generator of numbers (`SplitMix64`).
pub struct MadeUp(u64);

impl MadeUp {
    /// A stream of its own for every seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Evenly from 0 up to 1.
    pub fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// From 0 up to `end`, whole.
    pub fn below(&mut self, end: u64) -> u64 {
        (self.share() * end as f64) as u64
    }

    /// About `middle`, with a long tail upwards, as durations have.
    pub fn duration(&mut self, middle: f64) -> f64 {
        let spread = self.share() + self.share() + self.share() - 1.5;
        let tail = if self.share() < 0.02 { 3.0 } else { 1.0 };
        middle * (0.7 * spread).exp() * tail
    }

    /// Mostly passed.
    pub fn outcome(&mut self, failing: f64) -> Outcome {
        match self.share() {
            share if share < failing => Outcome::Failed,
            share if share < failing + 0.02 => Outcome::TimedOut,
            share if share < failing + 0.05 => Outcome::CancelledByHand,
            share if share < failing + 0.07 => Outcome::Excluded,
            _ => Outcome::Passed,
        }
    }
}

/// First instant of a day.
pub fn day(number: i64) -> Timestamp {
    Timestamp((FIRST_DAY + number) * SECONDS_PER_DAY)
}

/// So many days.
pub fn days(count: i64) -> Period {
    Period { start: day(0), end: day(count) }
}

/// The zone of all made-up instants.
pub fn zone() -> Arc<Zone> {
    Arc::new(Zone::default())
}
