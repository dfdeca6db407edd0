//! Durations at an instant: the median of the window against fixed levels, and against the same workflow's own past.

use crate::domain::{AlertRule, Outcome};
use crate::stats::{
    JointRanks, Lack, hodges_lehmann, median, median_interval, median_shift, normal_quantile, normal_sf,
};

use super::super::View;
use super::judge::{FEWEST_PAST, MOST_P, Measurement, doubt, only_above, worth_testing};
use super::reading::Severity;
use super::series::{PastValues, ValueSeries};
use super::timeline::split;

/// A window with fewer runs reaches further back.
const ENOUGH: usize = 50;
/// The newest so many runs of a window stand for it.
const MOST: usize = 100;
/// A median above a level must lie above its past by this share to count as changed.
const LEAST_CHANGE: f64 = 1.05;

/// Durations of passed attempts.
pub(super) fn durations(view: &View<'_>, entries: &[u64]) -> ValueSeries {
    let mut series = ValueSeries::default();
    for &entry in entries {
        let (at, row) = split(entry);
        if view.outcome(row) == Outcome::Passed
            && let Some(seconds) = view.duration_seconds(row).filter(|&seconds| seconds > 0.0)
        {
            series.push(at, seconds as u32, row);
        }
    }
    series
}

/// The window's median and its logarithms.
struct Window<'a> {
    positions: core::ops::Range<usize>,
    ln_seconds: &'a [f64],
    ln_median: f64,
}

fn newest<'a>(series: &'a ValueSeries, rule: &AlertRule, at: u32) -> Result<Window<'a>, Lack> {
    only_above(rule)?;
    let positions = series.known_at.window(at, rule.window_hours, ENOUGH, MOST);
    Lack::unless_enough(positions.len(), rule.minimum_sample.max(1) as usize)?;
    let ln_seconds = series.ln_seconds(positions.clone());
    let ln_median = median(&mut ln_seconds.to_vec()).ok_or(Lack::NoVariation)?;
    Ok(Window { positions, ln_seconds, ln_median })
}

/// The median duration against fixed seconds.
pub(super) fn measure_level(
    series: &ValueSeries,
    rule: &AlertRule,
    at: u32,
    held: Option<Severity>,
) -> Result<Measurement, Lack> {
    let now = newest(series, rule, at)?;
    let mut found = Measurement::of(rule, now.ln_median.exp(), now.positions.clone(), held);
    let mut levels = worth_testing(rule, found.value, held).peekable();
    if found.is_clear || levels.peek().is_none() {
        return Ok(found);
    }
    let past = series.past(&now.positions, at);
    let has_past = past.ln_seconds.len() >= FEWEST_PAST;
    found.baseline_sample = past.ln_seconds.len() as u64;
    found.baseline = (found.baseline_sample > 0).then(|| past.median.exp());
    let mut likeness: Option<(JointRanks, f64)> = None;
    for (severity, level) in levels {
        let ln_level = level.max(1.0).ln();
        let is_usual = has_past && past.median >= ln_level;
        let doubt = doubt(severity, has_past && !is_usual);
        // Cheap: even independent runs could not clear the level.
        if !bound_clears(now.ln_seconds, ln_level, doubt, 0.0) {
            continue;
        }
        let (ranks, rho) = likeness.get_or_insert_with(|| likeness_of(&past, &now));
        let rho = *rho;
        if !bound_clears(now.ln_seconds, ln_level, doubt, rho) {
            continue;
        }
        let p_value = if !has_past {
            None
        } else if is_usual {
            let both = [past.ln_seconds.as_slice(), now.ln_seconds].concat();
            if !bound_clears(&both, ln_level, doubt, rho) {
                continue;
            }
            None
        } else {
            let p_value = slower_p(ranks, rho);
            if p_value > MOST_P || now.ln_median < past.median + LEAST_CHANGE.ln() {
                continue;
            }
            Some(p_value)
        };
        found.severity = Some(severity);
        found.p_value = p_value;
        let interval = median_interval(now.ln_seconds, deflated_level(0.025, rho)).ok();
        found.interval = interval.map(|interval| (interval.low.exp(), interval.high.exp()));
        break;
    }
    Ok(found)
}

/// The typical duration against that of the 28 days before, as a share: by Mann and Whitney's test, deflated for
/// autocorrelation, with Hodges and Lehmann's shift as the effect.
pub(super) fn measure_change(
    series: &ValueSeries,
    rule: &AlertRule,
    at: u32,
    held: Option<Severity>,
) -> Result<Measurement, Lack> {
    let now = newest(series, rule, at)?;
    let past = series.past(&now.positions, at);
    Lack::unless_enough(past.ln_seconds.len(), FEWEST_PAST)?;
    let mut found = Measurement::of(rule, (now.ln_median - past.median).exp_m1(), now.positions.clone(), held);
    found.baseline_sample = past.ln_seconds.len() as u64;
    found.baseline = Some(past.median.exp());
    let mut levels = worth_testing(rule, found.value, held).peekable();
    if found.is_clear || levels.peek().is_none() {
        return Ok(found);
    }
    let (ranks, rho) = likeness_of(&past, &now);
    let p_value = slower_p(&ranks, rho);
    if p_value > MOST_P {
        return Ok(found);
    }
    let shift = median_shift(&past.ln_seconds, now.ln_seconds)?.exp_m1();
    for (severity, level) in levels {
        if shift >= level {
            found.value = shift;
            found.severity = Some(severity);
            found.p_value = Some(p_value);
            let interval = hodges_lehmann(&past.ln_seconds, now.ln_seconds, deflated_level(0.025, rho)).ok();
            found.interval = interval.map(|found| (found.interval.0.exp_m1(), found.interval.1.exp_m1()));
            break;
        }
    }
    Ok(found)
}

/// Past and window ranked together, and what neighbours have in common.
fn likeness_of(past: &PastValues, now: &Window<'_>) -> (JointRanks, f64) {
    let ranks = JointRanks::of(&past.ln_seconds, now.ln_seconds);
    let rho = ranks.autocorrelation();
    (ranks, rho)
}

fn slower_p(ranks: &JointRanks, rho: f64) -> f64 {
    let test = ranks.compare(rho);
    if test.chance_second_larger > 0.5 { test.p_value } else { 1.0 }
}

/// Whether the lower bound of the median lies above a level: the sign test, deflated.
fn bound_clears(values: &[f64], level: f64, doubt: f64, rho: f64) -> bool {
    let count = values.len() as f64;
    let above = values.iter().filter(|&&value| value > level).count() as f64;
    let reach = -normal_quantile(doubt) * stretch(rho) * count.sqrt() / 2.0;
    above - count / 2.0 >= reach
}

/// √((1 + ρ)/(1 − ρ)): by how much dependence widens an interval.
fn stretch(rho: f64) -> f64 {
    ((1.0 + rho) / (1.0 - rho).max(0.05)).sqrt()
}

/// The level of an interval of independent values that is as wide as that of dependent ones with this tail.
fn deflated_level(tail: f64, rho: f64) -> f64 {
    1.0 - 2.0 * normal_sf(-normal_quantile(tail) * stretch(rho))
}
