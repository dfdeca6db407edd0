//! When the failure rate of a workflow shifted. Failures come in clusters, so that every cut is held against the spread
//! of days and the likeness of neighbours before it counts.

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
/// Fewest days whose spread is worth knowing.
const FEWEST_DAYS: usize = 6;

/// Decided attempts by start: whether they failed, and the local day.
pub(super) struct Outcomes {
    pub failed: Vec<bool>,
    pub days: Vec<i64>,
}

impl Outcomes {
    pub(super) fn of(view: &View<'_>, rows: &[u32]) -> Self {
        let failed = rows.iter().map(|&row| view.outcome(row).is_failed()).collect();
        let days = rows.iter().map(|&row| view.local_day(row)).collect();
        Self { failed, days }
    }

    /// `(failed, all)` between two positions.
    pub(super) fn count(&self, from: usize, to: usize) -> (u64, u64) {
        let part = self.failed.get(from..to).unwrap_or_default();
        (part.iter().filter(|&&failed| failed).count() as u64, part.len() as u64)
    }

    /// First position of each day between two positions, and `to`.
    fn day_edges(&self, from: usize, to: usize) -> Vec<usize> {
        let part = self.days.get(from..to).unwrap_or_default();
        let mut edges = vec![from];
        edges.extend((from + 1..).zip(part.windows(2)).filter(|(_, pair)| pair.first() != pair.last()).map(|it| it.0));
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
        let part = outcomes.failed.get(from..to).unwrap_or_default();
        let (failed, count) = outcomes.count(from, to);
        let rate = failed as f64 / count.max(1) as f64;
        let residual = |failed: bool| f64::from(u8::from(failed)) - rate;
        squares += part.iter().map(|&failed| residual(failed).powi(2)).sum::<f64>();
        products += part.iter().zip(part.iter().skip(1)).map(|(&a, &b)| residual(a) * residual(b)).sum::<f64>();
        all += count as f64;
        let variance = rate * (1.0 - rate);
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
    let of_days = if degrees >= FEWEST_DAYS as f64 - 1.0 { chi_square / degrees } else { 1.0 };
    of_neighbours.max(of_days).max(1.0)
}

/// p of "both rates are the same", with the variance so many times that of independent outcomes.
pub(super) fn inflated_p(before: (u64, u64), after: (u64, u64), inflation: f64) -> f64 {
    let plain = two_proportions(before, after).unwrap_or(1.0);
    let z = two_proportions_z(before, after).map_or(0.0, |test| test.0);
    plain.max(2.0 * normal_sf(z.abs() / inflation.sqrt()))
}

/// A verified cut between positions.
struct Cut {
    from: usize,
    index: usize,
    to: usize,
    p_value: f64,
    inflation: f64,
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
        Some((describe(workflow, &outcomes, cut, (last, first)), family.add(cut.p_value)))
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
            let (before, after) = (outcomes.count(from, index), outcomes.count(index, to));
            let inflation = inflation(outcomes, &[(from, index), (index, to)]);
            let change = (rate(after) - rate(before)).abs();
            Some((Cut { from, index, to, p_value: inflated_p(before, after, inflation), inflation }, change))
        };
        let cuts: Vec<(Cut, f64)> = (0..indices.len()).filter_map(compare).collect();
        let weakest = (0..).zip(&cuts).reduce(|a, b| if b.1.0.p_value > a.1.0.p_value { b } else { a });
        let smallest = (0..).zip(&cuts).reduce(|a, b| if b.1.1 < a.1.1 { b } else { a });
        let dropped = match (weakest, smallest) {
            (Some((number, (cut, _))), _) if cut.p_value > MOST_P => number,
            (_, Some((number, &(_, change)))) if change < LEAST_CHANGE => number,
            _ => return cuts.into_iter().map(|cut| cut.0).collect(),
        };
        indices.remove(dropped);
    }
}

pub(super) fn rate((failed, all): (u64, u64)) -> f64 {
    failed as f64 / all.max(1) as f64
}

fn describe(workflow: &WorkflowSeries<'_>, outcomes: &Outcomes, cut: &Cut, (last, first): (u32, u32)) -> Changepoint {
    let view = &workflow.view;
    let (before, after) = (outcomes.count(cut.from, cut.index), outcomes.count(cut.index, cut.to));
    let level = widened_level(cut.inflation);
    let commits = commits_around(view, last, first);
    let percent = |change: f64| Some(100.0 * change / rate(before)).filter(|percent| percent.is_finite());
    let interval = newcombe(before, after, level);
    Changepoint {
        subject: workflow.subject.clone(),
        metric: Metric::FailureRate,
        at: view.started(first),
        run_id: view.run_id(first),
        before: rate_level(before, level),
        after: rate_level(after, level),
        change_percent: percent(rate(after) - rate(before)),
        change_percent_interval: percent(interval.0).zip(percent(interval.1)),
        p_value: cut.p_value,
        adjusted_p: 1.0,
        confidence: 0.0,
        is_worse: rate(after) > rate(before),
        commit_before: commits.before,
        commit_after: commits.after,
        commits_between: commits.between,
        slow_mode_changed: None,
        smallest_visible_percent: percent(smallest_visible_change(before, after, cut.inflation)),
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
