//! Scheduled workflows that did not run: the usual distance between two runs is learned from the runs themselves.

use crate::domain::AlertRule;
use crate::stats::{Lack, median};

use super::judge::{Measurement, only_above, worth_testing};
use super::reading::Severity;

/// GitHub starts scheduled runs late when many are due, and drops some; three hours late is not missing.
const TOLERANCE_SECONDS: f64 = 3.0 * 3_600.0;
/// Newest distances that are learned from.
const MOST_GAPS: usize = 100;
/// Schedules that run more than weekly may rest over weekends: two weeks must have been seen.
const WEEK_SECONDS: f64 = 7.0 * 86_400.0;
/// By how much a pause that is usual may be exceeded.
const PAUSE_SLACK: f64 = 1.25;
/// After so many limits, and so many seconds, the schedule is taken to have been given up.
const GIVEN_UP: (f64, f64) = (4.0, 28.0 * 86_400.0);

/// Creation of scheduled runs, oldest first, and their rows.
#[derive(Default)]
pub(super) struct ScheduleSeries {
    pub created: Vec<u32>,
    pub rows: Vec<u32>,
}

impl ScheduleSeries {
    /// The time since the last scheduled run in usual distances. Overdue beyond the level times the usual distance, and
    /// beyond any pause that has come twice (nights, weekends), and then some hours.
    pub(super) fn measure(&self, rule: &AlertRule, at: u32, held: Option<Severity>) -> Result<Measurement, Lack> {
        only_above(rule)?;
        let end = self.created.partition_point(|&created| created <= at);
        let newest = self.created.get(end.saturating_sub(MOST_GAPS + 1)..end).unwrap_or_default();
        Lack::unless_enough(end, (rule.minimum_sample as usize).max(3))?;
        let mut gaps: Vec<f64> = newest.iter().zip(newest.iter().skip(1)).map(|(a, b)| f64::from(b - a)).collect();
        let usual = median(&mut gaps).filter(|&usual| usual > 0.0).ok_or(Lack::NoVariation)?;
        let span = f64::from(newest.last().copied().unwrap_or(at) - newest.first().copied().unwrap_or(at));
        if usual < WEEK_SECONDS && span < 2.0 * WEEK_SECONDS && gaps.len() < MOST_GAPS {
            return Err(Lack::undefined("two weeks of the schedule have not been seen yet"));
        }
        let since = f64::from(at - newest.last().copied().unwrap_or(at));
        let pause = second_longest(&gaps) * PAUSE_SLACK;
        let limit = |level: f64| (level * usual).max(pause) + TOLERANCE_SECONDS;
        let lowest = rule.warning.or(rule.critical).unwrap_or(2.0);
        if since > (GIVEN_UP.0 * limit(lowest)).max(GIVEN_UP.1) {
            return Err(Lack::undefined("it has not run for so long that the schedule is taken to have been given up"));
        }
        let mut found = Measurement::of(rule, since / usual, end.saturating_sub(1)..end, held);
        found.sample = end as u64;
        found.baseline = Some(usual);
        found.baseline_sample = gaps.len() as u64;
        let overdue = worth_testing(rule, found.value, held).find(|&(_, level)| since > limit(level));
        found.severity = overdue.map(|(severity, _)| severity).or(found.severity);
        Ok(found)
    }
}

fn second_longest(gaps: &[f64]) -> f64 {
    let (mut longest, mut second) = (0.0_f64, 0.0_f64);
    for &gap in gaps {
        if gap > longest {
            (longest, second) = (gap, longest);
        } else {
            second = second.max(gap);
        }
    }
    second
}
