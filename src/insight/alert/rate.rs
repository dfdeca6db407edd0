//! Failure rate, success rate and flakiness at an instant: shares whose posterior must clear the level.

use core::cell::Cell;

use crate::domain::{AlertComparison, AlertRule, NO_TEXT, SECONDS_PER_DAY};
use crate::stats::Lack;

use super::super::View;
use super::judge::{Above, Measurement, Tally, share_interval, share_is_above, worth_testing};
use super::reading::Severity;
use super::series::{Past, Times};
use super::timeline::split;

/// A window with fewer trials reaches further back.
const ENOUGH: usize = 60;
const DAY: u32 = SECONDS_PER_DAY as u32;

/// Trials and bad ones among them as running sums, in the order in which they became known.
#[derive(Default)]
pub(super) struct RateSeries {
    known_at: Times,
    pub rows: Vec<u32>,
    /// Sums up to and including each entry.
    sums: Vec<Sums>,
    was_bad: bool,
    /// Day of the window's start and today, and what the window was compared with then.
    remembered: Cell<Option<([u32; 2], Tally)>>,
}

#[derive(Clone, Copy, Default)]
struct Sums {
    trials: u32,
    bad: u32,
    after_bad: u32,
    bad_after_bad: u32,
}

impl RateSeries {
    /// Decided attempts; failed ones are bad.
    pub(super) fn failures(view: &View<'_>, entries: &[u64]) -> Self {
        Self::of(entries, |row| {
            let outcome = view.outcome(row);
            outcome.is_decided().then(|| outcome.is_failed())
        })
    }

    /// Attempts that the filter's rule counts; those that did not pass are bad.
    pub(super) fn no_successes(view: &View<'_>, entries: &[u64]) -> Self {
        Self::of(entries, |row| {
            let outcome = view.outcome(row);
            view.filter.rule.counts(outcome).then(|| outcome != crate::domain::Outcome::Passed)
        })
    }

    /// Commits, once a workflow, each a trial when it is first decided and bad from when it has both failed and passed.
    pub(super) fn flaky_commits(view: &View<'_>, entries: &[u64]) -> Self {
        const PASSED: u8 = 1;
        const FAILED: u8 = 2;
        // A byte a commit, only for workflows that occur.
        let mut seen: Vec<Vec<u8>> = vec![Vec::new(); view.columns.workflows.entries.len()];
        let mut series = Self::default();
        for &entry in entries {
            let (at, row) = split(entry);
            let outcome = view.outcome(row);
            if !outcome.is_decided() || view.commit(row) == NO_TEXT || view.is_startup_failure(row) {
                continue;
            }
            let Some(of_workflow) = seen.get_mut(usize::from(view.workflow(row))) else { continue };
            if of_workflow.is_empty() {
                *of_workflow = vec![0; view.columns.commits.len()];
            }
            let Some(bits) = of_workflow.get_mut(view.commit(row) as usize) else { continue };
            let before = *bits;
            *bits |= if outcome.is_failed() { FAILED } else { PASSED };
            if before == 0 {
                series.push(at, row, 1, false);
            } else if *bits == PASSED | FAILED && before != *bits {
                series.push(at, row, 0, true);
            }
        }
        series
    }

    fn of(entries: &[u64], judge: impl Fn(u32) -> Option<bool>) -> Self {
        let mut series = Self::default();
        for &entry in entries {
            let (at, row) = split(entry);
            if let Some(bad) = judge(row) {
                series.push(at, row, 1, bad);
            }
        }
        series
    }

    fn push(&mut self, at: u32, row: u32, trials: u32, bad: bool) {
        let last = self.sums.last().copied().unwrap_or_default();
        self.known_at.push(at);
        self.rows.push(row);
        self.sums.push(Sums {
            trials: last.trials + trials,
            bad: last.bad + u32::from(bad),
            after_bad: last.after_bad + u32::from(self.was_bad),
            bad_after_bad: last.bad_after_bad + u32::from(self.was_bad && bad),
        });
        self.was_bad = bad;
    }

    /// How many are known.
    pub(super) fn known(&self, at: u32) -> usize {
        self.known_at.known(at)
    }

    /// Whether an entry is bad.
    pub(super) fn is_bad(&self, position: usize) -> bool {
        self.tally(position..position + 1).bad > 0.0
    }

    fn sums_before(&self, position: usize) -> Sums {
        position.checked_sub(1).and_then(|last| self.sums.get(last)).copied().unwrap_or_default()
    }

    fn tally(&self, part: core::ops::Range<usize>) -> Tally {
        let (from, to) = (self.sums_before(part.start), self.sums_before(part.end));
        let between = |of: fn(&Sums) -> u32| f64::from(of(&to).saturating_sub(of(&from)));
        let trials = between(|sums| sums.trials);
        Tally {
            trials,
            // A commit may turn out flaky in a window that it was first decided before.
            bad: between(|sums| sums.bad).min(trials),
            after_bad: between(|sums| sums.after_bad),
            bad_after_bad: between(|sums| sums.bad_after_bad),
        }
    }

    fn past(&self, window: &core::ops::Range<usize>, at: u32) -> Tally {
        let days = [self.known_at.get(window.start).map_or(0, |start| start / DAY), at / DAY];
        if let Some((of, tally)) = self.remembered.get()
            && of == days
        {
            return tally;
        }
        let mut all = Tally::default();
        let past = Past::of(&self.known_at, window, at);
        for part in past.parts {
            let tally = self.tally(part);
            all.trials += tally.trials;
            all.bad += tally.bad;
        }
        self.remembered.set(past.is_of_days.then_some((days, all)));
        all
    }

    /// The share of bad ones against the rule's levels; a rule that looks downwards watches the share of good ones.
    pub(super) fn measure(&self, rule: &AlertRule, at: u32, held: Option<Severity>) -> Result<Measurement, Lack> {
        let newest = self.known_at.window(at, rule.window_hours, ENOUGH, usize::MAX);
        let now = self.tally(newest.clone());
        Lack::unless_enough(now.trials as usize, rule.minimum_sample.max(1) as usize)?;
        let of_bad = |share: f64| if rule.comparison == AlertComparison::Below { 1.0 - share } else { share };
        let mut found = Measurement::of(rule, of_bad(now.bad / now.trials), newest.clone(), held);
        found.sample = now.trials as u64;
        let mut levels = worth_testing(rule, found.value, held).peekable();
        if found.is_clear || levels.peek().is_none() {
            return Ok(found);
        }
        let past = self.past(&newest, at);
        let history = self.tally(0..newest.start);
        found.baseline_sample = past.trials as u64;
        found.baseline = (past.trials > 0.0).then(|| of_bad(past.bad / past.trials));
        for (severity, level) in levels {
            found.p_value = match share_is_above(of_bad(level), severity, now, past, history) {
                Above::No => continue,
                Above::Always => None,
                Above::Risen(p_value) => Some(p_value),
            };
            found.severity = Some(severity);
            break;
        }
        let interval = found.severity.and_then(|_| share_interval(now, history));
        found.interval = interval.map(|(low, high)| match rule.comparison {
            AlertComparison::Above => (low, high),
            AlertComparison::Below => (1.0 - high, 1.0 - low),
        });
        Ok(found)
    }
}
