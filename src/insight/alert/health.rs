//! The health score at an instant, of the newest attempts of the rule's window.

use core::cell::Cell;

use crate::domain::{AlertComparison, AlertRule, Period, Timestamp, sort_by};
use crate::stats::Lack;

use super::super::health::score_health;
use super::super::{View, summarise_health};
use super::judge::{Measurement, worth_testing};
use super::reading::Severity;
use super::timeline::split;

/// The newest so many attempts of the window stand for it.
const MOST: usize = 400;

/// The score of a sliding window.
pub(super) struct HealthWatch {
    /// The lowest score whose interval was found to be too wide; a score hardly below need not be tried again.
    tried: Cell<f64>,
}

impl Default for HealthWatch {
    fn default() -> Self {
        Self { tried: Cell::new(f64::INFINITY) }
    }
}

impl HealthWatch {
    /// The score with its interval, which has to lie beyond the level.
    pub(super) fn measure(
        &self,
        view: &View<'_>,
        entries: &[u64],
        rule: &AlertRule,
        at: u32,
        held: Option<Severity>,
    ) -> Result<Measurement, Lack> {
        if rule.comparison != AlertComparison::Below {
            return Err(Lack::undefined("this metric is watched for being too low only"));
        }
        let end = entries.partition_point(|&entry| split(entry).0 <= at);
        let since = at.saturating_sub(rule.window_hours.saturating_mul(3_600));
        let start = entries.partition_point(|&entry| split(entry).0 <= since).max(end.saturating_sub(MOST));
        let mut rows: Vec<u32> =
            entries.get(start..end).unwrap_or_default().iter().map(|&entry| split(entry).1).collect();
        sort_by(&mut rows, Ord::cmp);
        Lack::unless_enough(rows.len(), rule.minimum_sample.max(1) as usize)?;
        let period = Period { start: Timestamp(i64::from(since)), end: Timestamp(i64::from(at)) };
        let part = view.choosing(period, rows);
        let score = score_health(&part).score?;
        let mut found = Measurement::of(rule, score, start..end, held);
        if found.is_clear || score > self.tried.get() - 1.0 {
            return Ok(found);
        }
        let mut levels = worth_testing(rule, score, held).peekable();
        if levels.peek().is_none() {
            return Ok(found);
        }
        let interval = summarise_health(&part).interval;
        match levels.find(|&(_, level)| interval.is_some_and(|(_, high)| high < level)) {
            Some((severity, _)) => (found.severity, found.interval) = (Some(severity), interval),
            None => self.tried.set(score),
        }
        Ok(found)
    }
}
