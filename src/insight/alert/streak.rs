//! Failures in a row on the default branch: plainly counted. How often a month brings so many is told beside it, from the
//! bursts in which this branch has failed before.

use crate::domain::AlertRule;
use crate::stats::{Lack, streak_chance};

use super::judge::{Measurement, Tally, only_above, worth_testing};
use super::reading::Severity;
use super::series::Times;

const MONTH_SECONDS: u32 = 30 * 86_400;
/// Most runs of a month that are looked ahead; the chance grows little beyond.
const MOST_RUNS: usize = 1_000;
/// Of fewer runs before the streak no failure rate is told.
const FEWEST_PAST: f64 = 10.0;
/// Newest runs that the past is learned from.
const MOST_PAST: usize = 2_000;

/// Decided attempts on the default branch, in the order in which they became known.
#[derive(Default)]
pub(super) struct StreakSeries {
    known_at: Times,
    failed: Vec<bool>,
    pub rows: Vec<u32>,
}

impl StreakSeries {
    pub(super) fn push(&mut self, known_at: u32, failed: bool, row: u32) {
        self.known_at.push(known_at);
        self.failed.push(failed);
        self.rows.push(row);
    }

    /// How many are known.
    pub(super) fn known(&self, at: u32) -> usize {
        self.known_at.known(at)
    }

    fn tally(&self, from: usize, to: usize) -> Tally {
        let mut tally = Tally::default();
        let mut was_bad = false;
        for &bad in self.failed.get(from..to).unwrap_or_default() {
            tally.trials += 1.0;
            tally.bad += f64::from(u8::from(bad));
            tally.after_bad += f64::from(u8::from(was_bad));
            tally.bad_after_bad += f64::from(u8::from(was_bad && bad));
            was_bad = bad;
        }
        tally
    }

    /// The streak under way. It is a fact and no estimate, so that the level alone decides, whatever the past was like; its
    /// p-value is the chance that a month of that past brings one so long.
    pub(super) fn measure(&self, rule: &AlertRule, at: u32, held: Option<Severity>) -> Result<Measurement, Lack> {
        only_above(rule)?;
        let end = self.known(at);
        let streak = self.failed.get(..end).unwrap_or_default().iter().rev().take_while(|&&bad| bad).count();
        let start = end - streak;
        Lack::unless_enough(end, rule.minimum_sample.max(1) as usize)?;
        let mut found = Measurement::of(rule, streak as f64, start..end, held);
        found.baseline_sample = start as u64;
        let reached = worth_testing(rule, found.value, held).next();
        if found.is_clear || reached.is_none() {
            return Ok(found);
        }
        found.severity = reached.map(|(severity, _)| severity).or(found.severity);
        let month =
            start - self.known_at.partition_point(|&known| known <= at.saturating_sub(MONTH_SECONDS)).min(start);
        let past = self.tally(start.saturating_sub(MOST_PAST), start);
        found.p_value = Some(streak_chance(&past.chain(), 0, streak, month.clamp(streak, MOST_RUNS)));
        found.baseline = (past.trials >= FEWEST_PAST).then_some(past.bad / past.trials);
        Ok(found)
    }
}
