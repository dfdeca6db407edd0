//! Degradation that shows before it is a changepoint: a failure rate that has very likely crossed a threshold, failures
//! that add up on the default branch, runs that drift slower. Few, and silent on noise: each needs data, evidence beyond
//! chance after correction for how many are looked at, an effect worth a word, and a level that was better before.

use serde::{Deserialize, Serialize};

use crate::domain::{Outcome, SECONDS_PER_DAY, Timestamp, grouped, sort_by_key};
use crate::stats::{
    DiscountedBeta, autocorrelations, bernoulli_cusum, beta_sf, ewma_chart, fisher_exact, median, robust_spread,
};

use super::{Subject, View};

/// Days that are looked at, and of them those that may be worse than the ones before.
const DAYS: i64 = 90;
const RECENT_DAYS: i64 = 14;
/// Workflows that are looked at, the busiest first, and the newest attempts of each.
const MOST_WORKFLOWS: usize = 10;
const MOST_ATTEMPTS: usize = 5_000;
/// Failure rates that matter: critical, warning (those of the default alert rules).
const THRESHOLDS: [f64; 2] = [0.10, 0.05];
/// A posterior fades by so much a day.
const FADING: f64 = 0.9;
/// The rate is above the threshold now, and was not before, with these chances.
const CHANCE_NOW: f64 = 0.95;
const CHANCE_BEFORE: f64 = 0.5;
/// Chance of so large a rise without a cause, over all workflows looked at.
const SIGNIFICANCE: f64 = 0.002;
/// Fewest decided attempts, recent and before.
const FEWEST_RECENT: u64 = 10;
const FEWEST_BEFORE: u64 = 40;
/// Days with a typical duration that a baseline needs, successes that make a day typical.
const FEWEST_DAYS: usize = 21;
const FEWEST_OF_A_DAY: usize = 3;
/// EWMA chart of durations: weight of the newest day, reach of the limits in standard deviations, least slowing.
const WEIGHT: f64 = 0.2;
const REACH: f64 = 4.0;
const LEAST_SLOWING: f64 = 1.10;
/// A warning is about so many days to come.
const HORIZON_DAYS: u32 = 7;

/// Something that is getting worse.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EarlyWarning {
    /// Whose.
    pub subject: Subject,
    /// What.
    pub kind: WarningKind,
    /// The level before: a failure rate 0–1, or the typical duration in seconds.
    pub before: f64,
    /// The level now.
    pub now: f64,
    /// The level that it has reached or crossed: a failure rate, or a duration in seconds.
    pub threshold: f64,
    /// Of a rate: the chance that the true rate lies above the threshold.
    pub chance: Option<f64>,
    /// Recent attempts or days it rests on.
    pub count: u64,
    /// From when on the recent ones are counted.
    pub since: Timestamp,
    /// What it is about: if nothing changes, the level stays through so many days.
    pub horizon_days: u32,
    /// The numbers behind it, as a sentence.
    pub evidence: String,
}

/// What is getting worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningKind {
    /// The failure rate has very likely crossed 10 % or 5 %.
    FailureRate,
    /// Failures on the default branch add up faster than before.
    DefaultBranch,
    /// Runs drift slower.
    Duration,
}

/// What is getting worse in the last 14 days of what the view's filter chooses, against the 76 days before; of each of the
/// ten busiest workflows at most one word on failures and one on durations.
pub fn warn_early(view: &View<'_>) -> Vec<EarlyWarning> {
    let recent = view.last_days(DAYS);
    let mut parts = recent.by_workflow();
    sort_by_key(&mut parts, |(workflow, part)| (core::cmp::Reverse(part.rows.len()), *workflow));
    parts.truncate(MOST_WORKFLOWS);
    let looks = parts.len().max(1) as f64;
    let mut warnings = Vec::new();
    for (workflow, part) in parts {
        let Some(subject) = Subject::workflow(&part, workflow) else { continue };
        let surplus = part.rows.len().saturating_sub(MOST_ATTEMPTS);
        let newest = part.rows.get(surplus..).unwrap_or_default().to_vec();
        let part = part.choosing(part.period, newest);
        let rows = part.chronological();
        let failures = rising_rate(&part, &rows, &subject, SIGNIFICANCE / looks);
        warnings.extend(failures.or_else(|| failing_default_branch(&part, &subject, looks)));
        warnings.extend(slower(&part, &rows, &subject));
    }
    sort_by_key(&mut warnings, |warning| warning.kind);
    warnings
}

fn boundary(view: &View<'_>) -> Timestamp {
    view.now.plus_days(-RECENT_DAYS)
}

fn rising_rate(view: &View<'_>, rows: &[u32], subject: &Subject, significance: f64) -> Option<EarlyWarning> {
    let since = boundary(view);
    let (mut before, mut now) = ([0_u64; 2], [0_u64; 2]);
    let (mut state, mut state_before) = (DiscountedBeta::default(), DiscountedBeta::default());
    let mut last = view.now.plus_days(-DAYS);
    for &row in rows.iter().filter(|&&row| view.outcome(row).is_decided()) {
        let started = view.started(row);
        let failed = view.outcome(row).is_failed();
        let days = started.seconds_since(last).max(0) as f64 / SECONDS_PER_DAY as f64;
        state = state.faded(FADING.powf(days)).observing(u64::from(failed), 1);
        last = started;
        let [failures, all] = if started < since { &mut before } else { &mut now };
        *failures += u64::from(failed);
        *all += 1;
        if started < since {
            state_before = state;
        }
    }
    let ([failed_before, before], [failed, recent]) = (before, now);
    if recent < FEWEST_RECENT || before < FEWEST_BEFORE {
        return None;
    }
    let p = fisher_exact((failed, recent), (failed_before, before));
    let (rate_before, rate) = (failed_before as f64 / before as f64, failed as f64 / recent as f64);
    let above = |state: DiscountedBeta, threshold: f64| {
        let (yes, no) = state.shapes();
        beta_sf(threshold, yes, no).unwrap_or(0.5)
    };
    let crossed = |&threshold: &f64| {
        above(state, threshold) >= CHANCE_NOW && above(state_before, threshold) <= CHANCE_BEFORE && rate > threshold
    };
    let threshold = THRESHOLDS.into_iter().find(crossed).filter(|_| p < significance && rate > rate_before)?;
    let chance = above(state, threshold);
    Some(EarlyWarning {
        subject: subject.clone(),
        kind: WarningKind::FailureRate,
        before: rate_before,
        now: rate,
        threshold,
        chance: Some(chance),
        count: recent,
        since,
        horizon_days: HORIZON_DAYS,
        evidence: format!(
            "{} of the last {} attempts failed ({:.1} %), {} of {} before ({:.1} %); the rate is above {:.0} % with a chance of \
             {:.0} %",
            grouped(failed),
            grouped(recent),
            100.0 * rate,
            grouped(failed_before),
            grouped(before),
            100.0 * rate_before,
            100.0 * threshold,
            (100.0 * chance).min(99.0)
        ),
    })
}

/// The Bernoulli CUSUM of the recent runs on the default branch, against the rate before; its limit is such that one false
/// alarm a quarter is to be expected over all that is looked at, wider where failures come in streaks.
fn failing_default_branch(view: &View<'_>, subject: &Subject, looks: f64) -> Option<EarlyWarning> {
    let since = boundary(view);
    let rows = view.decided_on_default_branch();
    let split = rows.partition_point(|&row| view.started(row) < since);
    let failed: Vec<bool> = rows.iter().map(|&row| view.outcome(row).is_failed()).collect();
    let (before, recent) = failed.split_at(split.min(failed.len()));
    if (before.len() as u64) < FEWEST_BEFORE || (recent.len() as u64) < FEWEST_RECENT {
        return None;
    }
    let rate_before = (before.iter().filter(|&&failed| failed).count() as f64 + 0.5) / (before.len() as f64 + 1.0);
    let expected = rate_before.clamp(0.02, 0.30);
    let raised = if expected < 0.15 { 3.0 * expected } else { (2.0 * expected).min(0.8) };
    let values: Vec<f64> = before.iter().map(|&failed| f64::from(failed)).collect();
    let streaks = autocorrelations(&values, 1).ok().and_then(|found| found.get(1).copied()).unwrap_or_default();
    let streaks = streaks.clamp(0.0, 0.8);
    let a_day = failed.len() as f64 / DAYS as f64;
    let limit = cusum_limit(expected, 90.0 * a_day * looks) * (1.0 + streaks) / (1.0 - streaks);
    let sums = bernoulli_cusum(recent, expected, raised, limit).ok()?.sums;
    let reached = sums.last().copied().filter(|&last| last >= limit)?;
    // The sum last stood at nothing before the failures that it is made of.
    let from = sums.iter().rposition(|&sum| sum <= 0.0).map_or(0, |position| position + 1);
    let counted = recent.get(from..)?;
    let failures = counted.iter().filter(|&&failed| failed).count();
    let now = failures as f64 / counted.len().max(1) as f64;
    let began = rows.get(split + from).map_or(since, |&row| view.started(row));
    Some(EarlyWarning {
        subject: subject.clone(),
        kind: WarningKind::DefaultBranch,
        before: rate_before,
        now,
        threshold: raised,
        chance: None,
        count: counted.len() as u64,
        since: began,
        horizon_days: HORIZON_DAYS,
        evidence: format!(
            "{} of the last {} attempts on the default branch failed, against {:.1} % before; their CUSUM stands at \
             {reached:.1}, its limit is {limit:.1}",
            grouped(failures as u64),
            grouped(counted.len() as u64),
            100.0 * rate_before
        ),
    })
}

/// The limit that a false alarm crosses once in `runs`: interpolated in the logarithm between simulated run lengths
/// (600 repetitions each; rates of 2, 5, 10 and 20 %, limits of 3 to 6), the slope carried on beyond.
fn cusum_limit(expected: f64, runs: f64) -> f64 {
    const LENGTHS: [(f64, f64, f64); 4] =
        [(0.02, 1_249.0, 31_454.0), (0.05, 540.0, 12_569.0), (0.10, 245.0, 6_048.0), (0.20, 266.0, 6_508.0)];
    let row = LENGTHS.into_iter().rfind(|row| row.0 <= expected + 1e-9).unwrap_or((0.02, 1_249.0, 31_454.0));
    let a_step = (row.2 / row.1).ln() / 3.0;
    (3.0 + (runs.max(1.0) / row.1).ln() / a_step).max(3.0)
}

/// An EWMA chart of daily medians of ln durations, its limits widened for days that resemble each other.
fn slower(view: &View<'_>, rows: &[u32], subject: &Subject) -> Option<EarlyWarning> {
    let since = boundary(view);
    let mut days: Vec<(i64, Vec<f64>)> = Vec::new();
    for &row in rows.iter().filter(|&&row| view.outcome(row) == Outcome::Passed) {
        let Some(seconds) = view.duration_seconds(row).filter(|&seconds| seconds > 0.0) else { continue };
        let day = view.local_day(row);
        match days.last_mut() {
            Some(last) if last.0 == day => last.1.push(seconds.ln()),
            _ => days.push((day, vec![seconds.ln()])),
        }
    }
    let first_recent = view.zone.local_day(since);
    let (mut before, mut recent) = (Vec::new(), Vec::new());
    for (day, mut values) in days.into_iter().filter(|day| day.1.len() >= FEWEST_OF_A_DAY) {
        let list = if day < first_recent { &mut before } else { &mut recent };
        list.extend(median(&mut values));
    }
    if before.len() < FEWEST_DAYS || recent.len() < 3 {
        return None;
    }
    let centre = median(&mut before.clone())?;
    let spread = robust_spread(&before)?.deviation;
    let deviation = crate::stats::variance(&before).map_or(spread, |variance| variance.sqrt().max(spread));
    let alike = autocorrelations(&before, 1).ok().and_then(|found| found.get(1).copied()).unwrap_or_default();
    let alike = alike.clamp(0.0, 0.9);
    let widened = deviation.max(0.01) * ((1.0 + alike) / (1.0 - alike)).sqrt();
    let chart = ewma_chart(&recent, centre, widened, WEIGHT, REACH).ok()?;
    let is_alarmed = chart.alarms.last().is_some_and(|&last| last + 1 == recent.len());
    let now = median(&mut recent.get(recent.len() - 3..)?.to_vec())?;
    let level = chart.means.last().copied().filter(|&mean| is_alarmed && mean > centre)?;
    if (now - centre).exp() < LEAST_SLOWING || (level - centre).exp() < LEAST_SLOWING.sqrt() {
        return None;
    }
    let (slow, usual) = (now.exp(), centre.exp());
    Some(EarlyWarning {
        subject: subject.clone(),
        kind: WarningKind::Duration,
        before: usual,
        now: slow,
        threshold: (centre + REACH * widened * (WEIGHT / (2.0 - WEIGHT)).sqrt()).exp(),
        chance: None,
        count: recent.len() as u64,
        since,
        horizon_days: HORIZON_DAYS,
        evidence: format!(
            "the typical run took {slow:.0} s in the last three days with runs, against {usual:.0} s before ({:+.0} %); the \
             weighted mean of {} days has left the range of {} days before",
            100.0 * (slow / usual - 1.0),
            recent.len(),
            before.len()
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{DAY, Row, START, World};
    use super::*;
    use crate::stats::SplitMix64;

    /// `days` of 12 runs, shaped by their day and by a random number.
    fn world(days: u32, seed: u64, mut shape: impl FnMut(Row, u32, &mut SplitMix64) -> Row) -> World {
        let mut random = SplitMix64::new(seed);
        let mut row = |run: u32| {
            let row = Row::at(u64::from(run) + 1, START + run * (DAY / 12));
            shape(row, run / 12, &mut random)
        };
        World::of(&(0..days * 12).map(&mut row).collect::<Vec<_>>())
    }

    fn failing(row: Row, fails: bool) -> Row {
        Row { state: if fails { "failure" } else { "success" }, ..row }
    }

    #[test]
    fn noise_is_no_warning() {
        let mut warned = 0;
        for seed in 0..30 {
            let plain = world(80, seed, |row, _, random| {
                let seconds = 200 + (100.0 * random.unit()) as i64;
                failing(Row { seconds, ..row }, random.unit() < 0.08)
            });
            let two_modes = world(80, seed, |row, _, random| Row {
                seconds: if random.unit() < 0.5 { 200 } else { 700 } + (20.0 * random.unit()) as i64,
                ..row
            });
            let mut level = 0.0;
            let alike = world(80, seed, |row, _, random| {
                level = 0.97 * level + 0.05 * (random.unit() - 0.5);
                Row { seconds: (300.0 * f64::exp(level)) as i64, ..row }
            });
            let weekly = world(80, seed, |row, day, random| {
                let seconds = if day % 7 > 4 { 400 } else { 250 } + (50.0 * random.unit()) as i64;
                failing(Row { seconds, ..row }, random.unit() < if day % 7 > 4 { 0.15 } else { 0.05 })
            });
            warned +=
                [plain, two_modes, alike, weekly].iter().map(|world| warn_early(&world.view()).len()).sum::<usize>();
        }
        assert!(warned <= 2, "{warned} warnings in 120 quiet histories");
        assert!(warn_early(&World::of(&[]).view()).is_empty());
    }

    #[test]
    fn what_gets_worse_is_told() {
        let kinds = |world: &World| warn_early(&world.view()).iter().map(|warning| warning.kind).collect::<Vec<_>>();
        let rising = world(80, 1, |row, day, random| failing(row, random.unit() < if day >= 72 { 0.3 } else { 0.03 }));
        assert_eq!(kinds(&rising), [WarningKind::FailureRate]);
        let slower = world(80, 2, |row, day, random| {
            let level = if day >= 68 { 330.0 } else { 250.0 };
            Row { seconds: (level + 40.0 * random.unit()) as i64, ..row }
        });
        let warnings = warn_early(&slower.view());
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        let warning = &warnings[0];
        assert!(warning.kind == WarningKind::Duration && warning.before < 280.0 && warning.now > 320.0, "{warning:?}");
        assert!(warning.evidence.contains("against"));
        // Already bad before: the critical level was crossed long ago, but failures on the default branch add up faster.
        let worse = world(80, 3, |row, day, random| failing(row, random.unit() < if day >= 70 { 0.5 } else { 0.14 }));
        assert_eq!(kinds(&worse), [WarningKind::DefaultBranch]);
    }

    #[test]
    fn limits_grow_with_the_runs() {
        assert!((cusum_limit(0.05, 4_628.0) - 5.0).abs() < 0.15 && (cusum_limit(0.10, 750.0) - 4.0).abs() < 0.15);
        assert!(cusum_limit(0.05, 1e6) > 6.0 && cusum_limit(0.001, 0.0) >= 3.0);
    }
}
