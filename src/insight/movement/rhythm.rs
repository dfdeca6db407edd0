//! Whether the days of the week or the hours of the day differ by more than chance. Decides first, decomposes second;
//! the candidates are these two cycles, never the largest of many peaks.

use serde::{Deserialize, Serialize};

use crate::stats::{Lack, StlRule, f_sf, kruskal_wallis, mean, median, season_test, stl, variance};

use super::super::Metric;
use super::super::follow::growth_percent;
use super::discovery::{Family, verdict};

/// Fewest days with attempts for a week, and for a day.
const FEWEST_DAYS_OF_WEEK: usize = 21;
const FEWEST_DAYS_OF_DAY: usize = 14;
/// Fewest failures whose weekdays or hours are compared.
const FEWEST_FAILURES: u64 = 20;
/// Largest p, before and after the adjustment by the house's rate.
const MOST_P: f64 = 0.01;
/// Least strength of a season that is called one.
const LEAST_STRENGTH: f64 = 0.3;
/// Least difference between the highest and the lowest phase: 5 %, or two percentage points of a rate.
const LEAST_PERCENT: f64 = 5.0;
const LEAST_POINTS: f64 = 2.0;
/// Cycles that the shape of a season is smoothed over.
const SMOOTHED_CYCLES: usize = 7;

/// What repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cycle {
    /// Weekdays, Monday is 0.
    Week,
    /// Hours of the local day.
    Day,
}

/// Whether a number follows the weekday or the hour.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rhythm {
    /// Volume, failure rate or duration.
    pub metric: Metric,
    /// Weekdays or hours.
    pub cycle: Cycle,
    /// The test's name (`rank_regression_ar1`, `kruskal_wallis`, `dispersed_chi_square`).
    pub method: String,
    /// Values it rests on: days, hours, or failures for the failure rate.
    pub count: u64,
    /// Probability of so large differences without a season.
    pub p_value: Option<f64>,
    /// The same, adjusted for all series that were looked at together (Benjamini and Hochberg).
    pub adjusted_p: Option<f64>,
    /// Share of the variance around the trend that the season explains, 0–1.
    pub strength: Option<f64>,
    /// Highest less lowest phase: percent of the mean for volumes, percent for durations, percentage points for rates.
    pub amplitude: Option<f64>,
    /// Phase with the highest value: weekday or hour.
    pub highest: Option<u8>,
    /// Phase with the lowest value.
    pub lowest: Option<u8>,
    /// Seasonal: p < 0.01, adjusted p < 0.05, strength ≥ 0.3 (not asked of rates, whose days are mostly chance) and an
    /// amplitude of 5 % or two percentage points.
    pub is_seasonal: Result<bool, Lack>,
}

/// Local days one after the other, without gaps.
#[derive(Clone, Debug, Default)]
pub(super) struct Days {
    /// Weekday of the first one.
    pub first_weekday: usize,
    /// Attempts a day.
    pub attempts: Vec<f64>,
    /// `(failed, decided)` a day.
    pub failures: Vec<(u64, u64)>,
    /// Logarithms of durations a day, each less its workflow's median.
    pub ln_seconds: Vec<Vec<f64>>,
    /// Attempts an hour of the newest days.
    pub hourly_attempts: Vec<f64>,
    /// `(failed, decided)` an hour of the day, all days together.
    pub hourly_failures: Vec<(u64, u64)>,
    /// Logarithms an hour of the newest days.
    pub hourly_ln_seconds: Vec<Vec<f64>>,
}

/// A test and its effect, before any verdict.
struct Found {
    method: &'static str,
    count: usize,
    p_value: f64,
    strength: Option<f64>,
    /// Values by phase, `None` where a phase has none.
    phases: Vec<Option<f64>>,
    amplitude: Option<f64>,
}

/// The six questions with the numbers of their tests in the family.
pub(super) fn find_rhythms(days: &Days, family: &mut Family) -> Vec<(Rhythm, Option<usize>)> {
    let filled = days.attempts.iter().filter(|&&count| count > 0.0).count();
    let enough = |need: usize| Lack::unless_enough(filled, need.max((3 * days.attempts.len()).div_ceil(5)));
    let (week, day) = (enough(FEWEST_DAYS_OF_WEEK), enough(FEWEST_DAYS_OF_DAY));
    let middles = |lists: &[Vec<f64>]| lists.iter().map(|list| median(&mut list.clone())).collect::<Vec<_>>();
    let known = |counts: &[f64]| counts.iter().copied().map(Some).collect::<Vec<_>>();
    let weekly = |values: Vec<Option<f64>>, metric| even_steps(&values, 7, days.first_weekday, metric);
    let found = [
        (Metric::Volume, Cycle::Week, week.clone().and_then(|()| weekly(known(&days.attempts), Metric::Volume))),
        (Metric::FailureRate, Cycle::Week, week.clone().and_then(|()| failures_by_weekday(days))),
        (Metric::Duration, Cycle::Week, week.and_then(|()| weekly(middles(&days.ln_seconds), Metric::Duration))),
        (
            Metric::Volume,
            Cycle::Day,
            day.clone().and_then(|()| even_steps(&known(&days.hourly_attempts), 24, 0, Metric::Volume)),
        ),
        (Metric::FailureRate, Cycle::Day, day.clone().and_then(|()| failures_by_hour(days))),
        (Metric::Duration, Cycle::Day, day.and_then(|()| durations_by_hour(&middles(&days.hourly_ln_seconds)))),
    ];
    found.into_iter().map(|(metric, cycle, found)| rhythm(metric, cycle, found, family)).collect()
}

fn rhythm(metric: Metric, cycle: Cycle, found: Result<Found, Lack>, family: &mut Family) -> (Rhythm, Option<usize>) {
    let mut rhythm = Rhythm {
        metric,
        cycle,
        method: found.as_ref().map_or("", |found| found.method).to_owned(),
        count: 0,
        p_value: None,
        adjusted_p: None,
        strength: None,
        amplitude: None,
        highest: None,
        lowest: None,
        is_seasonal: Ok(false),
    };
    let found = match found {
        Ok(found) => found,
        Err(lack) => return (Rhythm { is_seasonal: Err(lack), ..rhythm }, None),
    };
    let phase = |is_better: fn(f64, f64) -> bool| {
        let known = (0_u8..).zip(&found.phases).filter_map(|(phase, value)| Some((phase, (*value)?)));
        known.reduce(|best, next| if is_better(next.1, best.1) { next } else { best }).map(|best| best.0)
    };
    (rhythm.highest, rhythm.lowest) = (phase(|next, best| next > best), phase(|next, best| next < best));
    rhythm.count = found.count as u64;
    rhythm.p_value = Some(found.p_value);
    rhythm.strength = found.strength;
    rhythm.amplitude = found.amplitude.filter(|amplitude| amplitude.is_finite());
    (rhythm, Some(family.add(found.p_value)))
}

/// Writes the adjusted p-values and the verdicts down.
pub(super) fn keep_discoveries(rhythms: Vec<(Rhythm, Option<usize>)>, adjusted: &[f64]) -> Vec<Rhythm> {
    let judged = rhythms.into_iter().map(|(mut rhythm, number)| {
        if let Some(number) = number {
            let (adjusted_p, survives) = verdict(adjusted, number);
            let (least, needs_strength) = match rhythm.metric {
                Metric::FailureRate => (LEAST_POINTS, false),
                _ => (LEAST_PERCENT, true),
            };
            let is_strong = !needs_strength || rhythm.strength.is_some_and(|strength| strength >= LEAST_STRENGTH);
            let is_large = rhythm.amplitude.is_some_and(|amplitude| amplitude >= least);
            let is_sure = survives && rhythm.p_value.is_some_and(|p| p < MOST_P);
            rhythm.adjusted_p = Some(adjusted_p);
            rhythm.is_seasonal = Ok(is_sure && is_strong && is_large);
        }
        rhythm
    });
    judged.collect()
}

/// The test by ranks on a line and the phases, on values one step apart; strength from STL with gaps filled by straight
/// lines. `first_phase` is that of the first value.
fn even_steps(values: &[Option<f64>], period: usize, first_phase: usize, metric: Metric) -> Result<Found, Lack> {
    let test = season_test(values, period)?;
    let mut by_phase: Vec<Vec<f64>> = vec![Vec::new(); period];
    for (step, value) in values.iter().enumerate() {
        if let (Some(value), Some(list)) = (value, by_phase.get_mut((step + first_phase) % period)) {
            list.push(*value);
        }
    }
    let phases: Vec<Option<f64>> = by_phase.iter_mut().map(|list| median(list)).collect();
    let known: Vec<f64> = values.iter().copied().flatten().collect();
    let difference = range(&phases);
    let amplitude = match metric {
        Metric::Volume => mean(&known).zip(difference).map(|(mean, difference)| 100.0 * difference / mean),
        _ => difference.and_then(growth_percent),
    };
    let rule = StlRule { period, seasonal: SMOOTHED_CYCLES, robust: false };
    let strength = stl(&without_gaps(values), rule).ok().map(|parts| parts.seasonal_strength(0));
    let p_value = test.p_value;
    Ok(Found { method: "rank_regression_ar1", count: known.len(), p_value, strength, phases, amplitude })
}

fn range(phases: &[Option<f64>]) -> Option<f64> {
    let values = || phases.iter().copied().flatten();
    Some(values().reduce(f64::max)? - values().reduce(f64::min)?)
}

/// Missing values on the straight line between their neighbours; at the ends as the nearest one.
fn without_gaps(values: &[Option<f64>]) -> Vec<f64> {
    let mut filled: Vec<f64> = Vec::with_capacity(values.len());
    let mut last: Option<f64> = None;
    for (step, value) in values.iter().enumerate() {
        if let Some(value) = value {
            // What is missing before this value.
            let gap = step - filled.len();
            let from = last.unwrap_or(*value);
            let rise = (value - from) / (gap + 1) as f64;
            filled.extend((1..=gap).map(|missing| from + rise * missing as f64));
            filled.push(*value);
            last = Some(*value);
        }
    }
    filled.resize(values.len(), last.unwrap_or_default());
    filled
}

/// χ² of failures by weekday against runs by weekday, over how much more the days of a weekday spread than chance.
fn failures_by_weekday(days: &Days) -> Result<Found, Lack> {
    let mut totals = vec![(0, 0); 7];
    let weekday = |day: usize| (day + days.first_weekday) % 7;
    for (day, counts) in days.failures.iter().enumerate() {
        if let Some(total) = totals.get_mut(weekday(day)) {
            *total = (total.0 + counts.0, total.1 + counts.1);
        }
    }
    let expected: Vec<f64> = (0..days.failures.len()).map(|day| rate(totals.get(weekday(day)))).collect();
    let (within, degrees) = chi_square(&days.failures, &expected);
    dispersed(&totals, within, degrees - 6.0)
}

/// The same by hour of the day, over how much more days spread than chance.
fn failures_by_hour(days: &Days) -> Result<Found, Lack> {
    let whole = days.failures.iter().fold((0, 0), |sum, day| (sum.0 + day.0, sum.1 + day.1));
    let (within, degrees) = chi_square(&days.failures, &vec![rate(Some(&whole)); days.failures.len()]);
    dispersed(&days.hourly_failures, within, degrees)
}

fn rate(counts: Option<&(u64, u64)>) -> f64 {
    counts.map_or(0.0, |counts| counts.0 as f64 / counts.1.max(1) as f64)
}

/// Pearson's χ² of counts against expected rates, and the counts that it sums less one.
fn chi_square(counts: &[(u64, u64)], expected: &[f64]) -> (f64, f64) {
    let (mut total, mut degrees) = (0.0, -1.0);
    for (&(failed, all), rate) in counts.iter().zip(expected) {
        let variance = all as f64 * rate * (1.0 - rate);
        if variance > 0.0 {
            total += (failed as f64 - all as f64 * rate).powi(2) / variance;
            degrees += 1.0;
        }
    }
    (total, degrees)
}

fn dispersed(phases: &[(u64, u64)], within: f64, degrees_within: f64) -> Result<Found, Lack> {
    let whole = phases.iter().fold((0, 0), |sum, phase| (sum.0 + phase.0, sum.1 + phase.1));
    Lack::unless_enough(whole.0.min(whole.1 - whole.0) as usize, FEWEST_FAILURES as usize)?;
    let (between, degrees) = chi_square(phases, &vec![rate(Some(&whole)); phases.len()]);
    if degrees < 1.0 || degrees_within < 1.0 {
        return Err(Lack::NoVariation);
    }
    let dispersion = (within / degrees_within).max(1.0);
    let p_value = f_sf(between / degrees / dispersion, degrees, degrees_within);
    let rates: Vec<Option<f64>> = phases.iter().map(|phase| (phase.1 > 0).then(|| rate(Some(phase)))).collect();
    let whole_spread = between + within;
    Ok(Found {
        method: "dispersed_chi_square",
        count: whole.0 as usize,
        p_value,
        strength: (whole_spread > 0.0).then(|| between / whole_spread),
        amplitude: range(&rates).map(|range| 100.0 * range),
        phases: rates,
    })
}

/// Kruskal–Wallis of the hours' medians, each less the median of its day, since most histories sleep at night.
fn durations_by_hour(bins: &[Option<f64>]) -> Result<Found, Lack> {
    let mut by_hour: Vec<Vec<f64>> = vec![Vec::new(); 24];
    for day in bins.chunks(24) {
        let level = median(&mut day.iter().copied().flatten().collect::<Vec<_>>()).unwrap_or_default();
        for (list, value) in by_hour.iter_mut().zip(day) {
            list.extend(value.map(|value| value - level));
        }
    }
    by_hour.iter_mut().filter(|list| list.len() < 5).for_each(Vec::clear);
    let test = kruskal_wallis(&by_hour)?;
    let phases: Vec<Option<f64>> = by_hour.iter_mut().map(|list| median(list)).collect();
    let pairs = || by_hour.iter().zip(&phases).flat_map(|(list, phase)| list.iter().zip(core::iter::repeat(phase)));
    let whole: Vec<f64> = pairs().map(|(value, _)| *value).collect();
    let rest: Vec<f64> = pairs().map(|(value, phase)| value - phase.unwrap_or_default()).collect();
    let strength = variance(&whole).zip(variance(&rest)).filter(|spreads| spreads.0 > 0.0);
    Ok(Found {
        method: "kruskal_wallis",
        count: whole.len(),
        p_value: test.p_value,
        strength: strength.map(|(whole, rest)| (1.0 - rest / whole).clamp(0.0, 1.0)),
        amplitude: range(&phases).and_then(growth_percent),
        phases,
    })
}
