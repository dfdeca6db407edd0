//! Waiting for runners at an instant: its P90 against that of the 28 days before, and single jobs that wait too long. The
//! wait of an attempt is the longest of its jobs', so that one attempt with many jobs counts once.

use crate::domain::{AlertRule, sort_by_key, sort_numbers};
use crate::stats::{Lack, quantile, rank_autocorrelation};

use super::super::View;
use super::super::prepare::time;
use super::judge::{FEWEST_PAST, MOST_P, Measurement, Tally, only_above, rise_p, worth_testing};
use super::reading::Severity;
use super::series::ValueSeries;
use super::timeline::split;

/// A window with fewer attempts reaches further back.
const ENOUGH: usize = 40;
/// The newest so many attempts of a window stand for it.
const MOST: usize = 200;
/// A longer wait must also be longer by so many seconds: three times nothing is nothing.
const LEAST_SECONDS: f64 = 60.0;
/// Where more of the past waited so long, a single job that does is no news.
const MOST_USUAL_SHARE: f64 = 0.01;

/// The longest wait of each attempt, known when its last job was picked up.
pub(super) fn waits(view: &View<'_>, entries: &[u64]) -> ValueSeries {
    let jobs = &view.columns.jobs;
    let mut known: Vec<u64> = Vec::new();
    let mut waits = Vec::new();
    let with_jobs = if jobs.is_empty() { &[] } else { entries };
    for &entry in with_jobs {
        let (_, row) = split(entry);
        let mut longest = None;
        let mut last = 0;
        for job in view.executed_jobs(row) {
            if let (Some(created), Some(picked_up)) = (time(&jobs.created, job), time(&jobs.picked_up, job)) {
                longest = longest.max(Some(picked_up.saturating_sub(created)));
                last = last.max(picked_up);
            }
        }
        if let Some(longest) = longest {
            known.push(u64::from(last) << u32::BITS | waits.len() as u64);
            waits.push((longest, row));
        }
    }
    sort_numbers(&mut known);
    let mut series = ValueSeries::default();
    for entry in known {
        let (at, position) = split(entry);
        if let Some(&(seconds, row)) = waits.get(position as usize) {
            series.push(at, seconds, row);
        }
    }
    series
}

/// P90 of the waits over that of the past.
pub(super) fn measure_ratio(
    series: &ValueSeries,
    rule: &AlertRule,
    at: u32,
    held: Option<Severity>,
) -> Result<Measurement, Lack> {
    only_above(rule)?;
    let positions = series.known_at.window(at, rule.window_hours, ENOUGH, MOST);
    Lack::unless_enough(positions.len(), rule.minimum_sample.max(1) as usize)?;
    let now = series.ln_seconds(positions.clone());
    let past = series.past(&positions, at);
    let past = past.ln_seconds.as_slice();
    Lack::unless_enough(past.len(), FEWEST_PAST)?;
    let p90 = |ln_seconds: &[f64]| quantile(ln_seconds, 0.9).map(f64::exp);
    let (Some(now_p90), Some(past_p90)) = (p90(now), p90(past)) else { return Err(Lack::NoVariation) };
    let mut found = Measurement::of(rule, now_p90 / past_p90.max(1.0), positions, held);
    found.baseline = Some(past_p90);
    found.baseline_sample = past.len() as u64;
    if found.is_clear || now_p90 - past_p90 < LEAST_SECONDS {
        return Ok(found);
    }
    for (severity, level) in worth_testing(rule, found.value, held) {
        let limit = (level * past_p90.max(1.0)).ln();
        let count = |values: &[f64]| Tally {
            trials: values.len() as f64,
            bad: values.iter().filter(|&&value| value > limit).count() as f64,
            ..Tally::default()
        };
        let rho = rank_autocorrelation(past, now);
        let independent = |tally: Tally| {
            let factor = (1.0 - rho) / (1.0 + rho);
            Tally { trials: tally.trials * factor, bad: tally.bad * factor, ..tally }
        };
        let p_value = rise_p(independent(count(now)), independent(count(past)));
        if p_value <= MOST_P {
            found.severity = Some(severity);
            found.p_value = Some(p_value);
            break;
        }
    }
    Ok(found)
}

/// Jobs that waited, or still wait, longer than the rule's first level.
pub(super) struct LongWaits {
    waits: ValueSeries,
    /// When a job was created, when a runner took it (`None`: nobody yet), its attempt; by creation.
    long: Vec<(u32, Option<u32>, u32)>,
    /// The rule's lowest level, seconds.
    level: u32,
}

impl LongWaits {
    pub(super) fn of(view: &View<'_>, entries: &[u64], rule: &AlertRule, keeps: impl Fn(u32) -> bool) -> Self {
        let jobs = &view.columns.jobs;
        let level = rule.warning.or(rule.critical).unwrap_or_default().max(1.0) as u32;
        let mut long = Vec::new();
        let with_jobs: &[u32] = if jobs.is_empty() { &[] } else { &view.rows };
        for &row in with_jobs.iter().filter(|&&row| keeps(row)) {
            for job in view.jobs(row) {
                let Some(created) = time(&jobs.created, job) else { continue };
                let picked_up = time(&jobs.picked_up, job);
                let waits = jobs.state.get(job).is_some_and(|state| state.is_unfinished());
                if picked_up.is_some_and(|at| at.saturating_sub(created) >= level) || (picked_up.is_none() && waits) {
                    long.push((created, picked_up, row));
                }
            }
        }
        sort_by_key(&mut long, |wait| wait.0);
        Self { waits: waits(view, entries), long, level }
    }

    /// The attempts with such a job known at an instant, newest last.
    pub(super) fn rows(&self, rule: &AlertRule, at: u32) -> Vec<u32> {
        let mut rows: Vec<u32> = self.at(rule, at).map(|wait| wait.2).collect();
        rows.dedup();
        rows
    }

    fn at(&self, rule: &AlertRule, at: u32) -> impl Iterator<Item = &(u32, Option<u32>, u32)> {
        let since = at.saturating_sub(rule.window_hours.saturating_mul(3_600));
        let level = self.level;
        let known = self.long.partition_point(|wait| wait.0.saturating_add(level) <= at);
        let known = self.long.get(..known).unwrap_or_default();
        known.iter().filter(move |wait| wait.1.is_none_or(|picked_up| picked_up > since))
    }

    /// The longest wait of the window as known at an instant: a job that still waits counts with what it has waited.
    pub(super) fn measure(&self, rule: &AlertRule, at: u32, held: Option<Severity>) -> Result<Measurement, Lack> {
        only_above(rule)?;
        let positions = self.waits.known_at.window(at, rule.window_hours, 1, MOST);
        let waited = |wait: &(u32, Option<u32>, u32)| wait.1.map_or(at, |picked_up| picked_up.min(at)) - wait.0.min(at);
        let longest_long = self.at(rule, at).map(waited).max();
        let known = self.waits.seconds.get(positions.clone()).unwrap_or_default();
        let longest = longest_long.max(known.iter().copied().max());
        let Some(longest) = longest else { return Err(Lack::TooFewPoints { have: 0, need: 1 }) };
        let mut found = Measurement::of(rule, f64::from(longest), positions.clone(), held);
        found.sample = found.sample.max(self.at(rule, at).count() as u64);
        let mut levels = worth_testing(rule, found.value, held).peekable();
        if found.is_clear || levels.peek().is_none() {
            return Ok(found);
        }
        let past = self.waits.past(&positions, at);
        let past = past.ln_seconds.as_slice();
        let so_long = past.iter().filter(|&&ln_seconds| ln_seconds >= f64::from(self.level).ln()).count() as f64;
        found.baseline_sample = past.len() as u64;
        if past.len() < FEWEST_PAST || so_long <= MOST_USUAL_SHARE * past.len() as f64 {
            found.severity = levels.next().map(|(severity, _)| severity).or(found.severity);
        }
        Ok(found)
    }
}
