//! When the failure rate of a workflow shifted. Failures come in clusters, so that every cut is held against the spread
//! of days and the likeness of neighbours before it counts.

use crate::domain::DayWalk;
use crate::stats::{count_changes, newcombe, normal_quantile, normal_sf, two_proportions, two_proportions_z, wilson};

use super::super::{Metric, View};
use super::change::{Changepoint, Level, widened_level};
use super::commits::commits_around;
use super::discovery::Family;
use super::subjects::WorkflowSeries;

/// More outcomes than this are cut between local days only.
const MOST_SINGLE: usize = 1_000;
/// Fewest outcomes, or days, between two cuts.
const LEAST_OUTCOMES: usize = 10;
const LEAST_DAYS: usize = 3;
/// A cut costs so many times ln n; between the 2 and 4 of the literature.
const CUT_COST: f64 = 3.0;
/// Largest p of a verified cut.
const MOST_P: f64 = 1e-4;
/// Smallest change of the rate: two percentage points.
const LEAST_CHANGE: f64 = 0.02;
/// Fewest days that make a level, and whose spread is worth knowing.
const FEWEST_DAYS: usize = 3;
const FEWEST_SPREAD_DAYS: usize = 6;

/// Decided attempts by start, in sums up to each position, so that any stretch is described without going through it.
pub(super) struct Outcomes {
    pub failed: Vec<bool>,
    failed_before: Vec<u32>,
    /// Failures right after another.
    pairs_before: Vec<u32>,
    /// First position of each local day, and the number of outcomes.
    edges: Vec<usize>,
}

impl Outcomes {
    pub(super) fn of(view: &View<'_>, rows: &[u32]) -> Self {
        let mut outcomes = Self {
            failed: Vec::with_capacity(rows.len()),
            failed_before: vec![0],
            pairs_before: vec![0],
            edges: Vec::new(),
        };
        let (mut failures, mut pairs, mut was_failed, mut day) = (0, 0, false, None);
        let mut walk = DayWalk::new(view.zone);
        for (position, &row) in rows.iter().enumerate() {
            let failed = view.outcome(row).is_failed();
            failures += u32::from(failed);
            pairs += u32::from(failed && was_failed);
            was_failed = failed;
            outcomes.failed.push(failed);
            outcomes.failed_before.push(failures);
            outcomes.pairs_before.push(pairs);
            let today = Some(walk.day(view.started_seconds(row)));
            if today != day {
                outcomes.edges.push(position);
                day = today;
            }
        }
        outcomes.edges.push(rows.len());
        outcomes
    }

    /// `(failed, all)` between two positions.
    pub(super) fn count(&self, from: usize, to: usize) -> (u64, u64) {
        let up_to = |position: usize| self.failed_before.get(position).copied().unwrap_or_default();
        (u64::from(up_to(to).saturating_sub(up_to(from))), to.saturating_sub(from) as u64)
    }

    /// Σ(xₜ − rate)·(xₜ₊₁ − rate) between two positions, with x = 1 for a failure.
    fn products(&self, from: usize, to: usize, rate: f64) -> f64 {
        let up_to = |position: usize| self.pairs_before.get(position).copied().unwrap_or_default();
        let ends = f64::from([from, to.saturating_sub(1)].map(|at| self.is_failed(at)).iter().sum::<u8>());
        let both = f64::from(up_to(to).saturating_sub(up_to(from + 1)));
        let (failed, count) = self.count(from, to);
        both - rate * (2.0 * failed as f64 - ends) + count.saturating_sub(1) as f64 * rate * rate
    }

    fn is_failed(&self, position: usize) -> u8 {
        u8::from(self.failed.get(position).copied().unwrap_or_default())
    }

    /// First position of each day between two positions, and `to`.
    fn day_edges(&self, from: usize, to: usize) -> Vec<usize> {
        let inner = self.edges.partition_point(|&edge| edge <= from)..self.edges.partition_point(|&edge| edge < to);
        let mut edges = vec![from];
        edges.extend(self.edges.get(inner).unwrap_or_default());
        edges.push(to);
        edges
    }
}

/// How much more the failures of stretches vary than independent ones would, at least 1: the larger of (1 + ρ)/(1 − ρ)
/// with the lag-1 autocorrelation ρ, where that is beyond chance, and of Pearson's χ² of the days over its degrees of
/// freedom, where there are six days or more.
pub(super) fn inflation(outcomes: &Outcomes, stretches: &[(usize, usize)]) -> f64 {
    let (mut squares, mut products, mut all) = (0.0, 0.0, 0.0);
    let (mut chi_square, mut degrees) = (0.0, 0.0);
    for &(from, to) in stretches {
        let (failed, count) = outcomes.count(from, to);
        let rate = rate((failed, count));
        let variance = rate * (1.0 - rate);
        squares += count as f64 * variance;
        products += outcomes.products(from, to, rate);
        all += count as f64;
        if variance > 0.0 {
            let edges = outcomes.day_edges(from, to);
            for (&start, &end) in edges.iter().zip(edges.iter().skip(1)) {
                let (failed, count) = outcomes.count(start, end);
                let expected = count as f64 * rate;
                chi_square += (failed as f64 - expected).powi(2) / (count as f64 * variance).max(f64::MIN_POSITIVE);
                degrees += 1.0;
            }
            degrees -= 1.0;
        }
    }
    let rho = if squares > 0.0 { (products / squares).clamp(0.0, 0.95) } else { 0.0 };
    let of_neighbours = if rho * f64::sqrt(all) > 1.96 { (1.0 + rho) / (1.0 - rho) } else { 1.0 };
    let of_days = if degrees >= FEWEST_SPREAD_DAYS as f64 - 1.0 { chi_square / degrees } else { 1.0 };
    of_neighbours.max(of_days).max(1.0)
}

/// Two stretches of outcomes, compared.
pub(super) struct Compared {
    pub before: (u64, u64),
    pub after: (u64, u64),
    /// p of "both rates are the same".
    pub p_value: f64,
    /// How much more the rates vary than those of independent outcomes.
    pub inflation: f64,
}

/// Compares two stretches, and again without the day of the shorter one that speaks most for a difference: one bad day is
/// no level. The larger p counts.
pub(super) fn compare(outcomes: &Outcomes, first: (usize, usize), second: (usize, usize)) -> Compared {
    let (before, after) = (outcomes.count(first.0, first.1), outcomes.count(second.0, second.1));
    let inflation = inflation(outcomes, &[first, second]);
    let days = |stretch: (usize, usize)| outcomes.day_edges(stretch.0, stretch.1).len();
    let (fewer, other) = if days(first) < days(second) {
        (without_worst_day(outcomes, first, rate(after)), after)
    } else {
        (without_worst_day(outcomes, second, rate(before)), before)
    };
    let p_value = inflated_p(before, after, inflation).max(inflated_p(fewer, other, inflation));
    Compared { before, after, p_value, inflation }
}

/// `(failed, all)` of a stretch without the day that lies furthest from a rate.
fn without_worst_day(outcomes: &Outcomes, (from, to): (usize, usize), expected: f64) -> (u64, u64) {
    let edges = outcomes.day_edges(from, to);
    let mut worst = (0.0, (0, 0));
    for (&start, &end) in edges.iter().zip(edges.iter().skip(1)) {
        let counts = outcomes.count(start, end);
        let distance = (counts.0 as f64 - counts.1 as f64 * expected).abs();
        if distance > worst.0 {
            worst = (distance, counts);
        }
    }
    let (failed, all) = outcomes.count(from, to);
    (failed - worst.1.0, all - worst.1.1)
}

fn inflated_p(before: (u64, u64), after: (u64, u64), inflation: f64) -> f64 {
    let plain = two_proportions(before, after).unwrap_or(1.0);
    let z = two_proportions_z(before, after).map_or(0.0, |test| test.0);
    plain.max(2.0 * normal_sf(z.abs() / inflation.sqrt()))
}

/// A verified cut between positions.
struct Cut {
    index: usize,
    compared: Compared,
}

/// Changes of a workflow's failure rate: the cheapest partition of the Bernoulli likelihood, of which cuts are dropped
/// while the weakest has p above 0.0001 or the smallest changes the rate by less than two percentage points.
pub(super) fn search_failures(workflow: &WorkflowSeries<'_>, family: &mut Family) -> Vec<(Changepoint, usize)> {
    let view = &workflow.view;
    let rows = &workflow.decided;
    if rows.len() < 2 * LEAST_OUTCOMES {
        return Vec::new();
    }
    let outcomes = Outcomes::of(view, rows);
    let cuts = verify(&outcomes, candidates(&outcomes));
    if cuts.is_empty() {
        family.add_nothing();
    }
    let described = cuts.iter().filter_map(|cut| {
        let (last, first) = (*rows.get(cut.index.checked_sub(1)?)?, *rows.get(cut.index)?);
        let searched_p = cut.compared.p_value * (rows.len().min(MOST_SINGLE) / LEAST_OUTCOMES) as f64;
        Some((describe(workflow, &cut.compared, (last, first)), family.add(searched_p.min(1.0))))
    });
    described.collect()
}

fn candidates(outcomes: &Outcomes) -> Vec<usize> {
    let count = outcomes.failed.len();
    let (edges, least) = if count > MOST_SINGLE {
        (outcomes.day_edges(0, count), LEAST_DAYS)
    } else {
        ((0..=count).collect(), LEAST_OUTCOMES)
    };
    let counts: Vec<(u64, u64)> =
        edges.iter().zip(edges.iter().skip(1)).map(|(&from, &to)| outcomes.count(from, to)).collect();
    let starts = count_changes(&counts, CUT_COST, least).partition.starts;
    starts.into_iter().filter_map(|start| edges.get(start).copied()).collect()
}

fn verify(outcomes: &Outcomes, mut indices: Vec<usize>) -> Vec<Cut> {
    let count = outcomes.failed.len();
    loop {
        let compare = |number: usize| -> Option<(Cut, f64)> {
            let index = *indices.get(number)?;
            let from = number.checked_sub(1).and_then(|before| indices.get(before)).copied().unwrap_or(0);
            let to = indices.get(number + 1).copied().unwrap_or(count);
            let mut compared = compare(outcomes, (from, index), (index, to));
            let days = outcomes.day_edges(from, index).len().min(outcomes.day_edges(index, to).len()) - 1;
            if days < FEWEST_DAYS {
                compared.p_value = 1.0;
            }
            let change = (rate(compared.after) - rate(compared.before)).abs();
            Some((Cut { index, compared }, change))
        };
        let cuts: Vec<(Cut, f64)> = (0..indices.len()).filter_map(compare).collect();
        let weakest =
            (0..).zip(&cuts).reduce(|a, b| if b.1.0.compared.p_value > a.1.0.compared.p_value { b } else { a });
        let smallest = (0..).zip(&cuts).reduce(|a, b| if b.1.1 < a.1.1 { b } else { a });
        let dropped = match (weakest, smallest) {
            (Some((number, (cut, _))), _) if cut.compared.p_value > MOST_P => number,
            (_, Some((number, &(_, change)))) if change < LEAST_CHANGE => number,
            _ => return cuts.into_iter().map(|cut| cut.0).collect(),
        };
        indices.remove(dropped);
    }
}

pub(super) fn rate((failed, all): (u64, u64)) -> f64 {
    failed as f64 / all.max(1) as f64
}

fn describe(workflow: &WorkflowSeries<'_>, compared: &Compared, (last, first): (u32, u32)) -> Changepoint {
    let view = &workflow.view;
    let (before, after) = (compared.before, compared.after);
    let level = widened_level(compared.inflation);
    let commits = commits_around(view, last, first);
    let percent = |change: f64| Some(100.0 * change / rate(before)).filter(|percent| percent.is_finite());
    let interval = newcombe(before, after, level);
    Changepoint {
        subject: workflow.subject.clone(),
        metric: Metric::FailureRate,
        at: view.started(first),
        run_id: view.run_id(first),
        run_number: view.run_number(first),
        before: rate_level(before, level),
        after: rate_level(after, level),
        change_percent: percent(rate(after) - rate(before)),
        change_percent_interval: percent(interval.0).zip(percent(interval.1)),
        p_value: compared.p_value,
        adjusted_p: 1.0,
        confidence: 0.0,
        is_worse: rate(after) > rate(before),
        commit_before: commits.before,
        commit_after: commits.after,
        commits_between: commits.between,
        slow_mode_changed: None,
        smallest_visible_percent: percent(smallest_visible_change(before, after, compared.inflation)),
    }
}

fn rate_level(counted: (u64, u64), level: f64) -> Level {
    let (low, high) = wilson(counted.0, counted.1, level);
    Level { value: rate(counted), low, high, count: counted.1 }
}

/// The change of the rate that is found nine times of ten with p below that of a verified cut.
fn smallest_visible_change(before: (u64, u64), after: (u64, u64), inflation: f64) -> f64 {
    let pooled = rate((before.0 + after.0, before.1 + after.1));
    let deviation = (pooled * (1.0 - pooled) * (1.0 / before.1.max(1) as f64 + 1.0 / after.1.max(1) as f64)).sqrt();
    let reach = -normal_quantile(MOST_P / 2.0) - normal_quantile(0.1);
    reach * deviation * inflation.sqrt()
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::{DAY, Row, START, World};
    use super::*;
    use crate::stats::SplitMix64;

    #[test]
    fn sums_say_what_going_through_would() {
        let mut random = SplitMix64::new(3);
        let row = |number: u32, fails: bool| Row {
            state: if fails { "failure" } else { "success" },
            ..Row::at(u64::from(number) + 1, START + number * DAY / 3)
        };
        let fails: Vec<bool> = (0..60).map(|_| random.unit() < 0.4).collect();
        let rows: Vec<Row> = (0..).zip(&fails).map(|(number, &fails)| row(number, fails)).collect();
        let world = World::of(&rows);
        let outcomes = Outcomes::of(&world.view(), &(0..60).collect::<Vec<_>>());
        for (from, to) in [(0, 60), (0, 1), (7, 31), (31, 33), (59, 60), (20, 20)] {
            let part: Vec<f64> = fails[from..to].iter().map(|&failed| f64::from(u8::from(failed)) - 0.3).collect();
            let expected: f64 = part.windows(2).map(|pair| pair[0] * pair[1]).sum();
            assert!(to - from < 2 || (outcomes.products(from, to, 0.3) - expected).abs() < 1e-9, "{from} {to}");
            assert_eq!(outcomes.count(from, to).0, fails[from..to].iter().filter(|&&failed| failed).count() as u64);
        }
        assert_eq!(outcomes.day_edges(7, 14), [7, 9, 12, 14]);
    }
}
