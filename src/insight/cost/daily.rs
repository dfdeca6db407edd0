//! Dollars by local day, and cost a run: the two numbers that others build on. Explains neither.

use super::super::View;
use super::super::series::day_range;
use super::charges::{CostTotal, Prices, charge_workflow, is_charged};

/// Largest share of a total that may be missing for a mean to be told.
const MOST_MISSING: f64 = 0.1;

/// US dollars (measured and estimated) by local day number, without gaps: from the first attempt of the view, but at most
/// three years back, to the last day of its window that has begun. Empty where no job is stored: nobody knows then.
pub fn daily_dollars(view: &View<'_>) -> Vec<(i64, f64)> {
    let Some((first_day, last_day)) = day_range(view).filter(|_| !view.columns.jobs.is_empty()) else {
        return Vec::new();
    };
    let mut days: Vec<(i64, f64)> = (first_day..=last_day).map(|day| (day, 0.0)).collect();
    let prices = Prices::of(view);
    for (_, part) in view.by_workflow() {
        charge_workflow(&part, &prices, &mut |_, _| {}, &mut |row, charge| {
            let position = usize::try_from(part.local_day(row) - first_day).ok();
            if let Some(day) = position.and_then(|position| days.get_mut(position)) {
                day.1 += charge.dollars();
            }
        });
    }
    days
}

/// Mean cost of a run with all its attempts.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::insight) struct CostPerRun {
    /// US dollars, or why there is no number.
    pub dollars: Result<f64, &'static str>,
    /// Runs it is the mean of.
    pub runs: u64,
}

/// Mean over the runs that may have cost something. Told where their cost is measured or can be estimated, and the
/// runners' prices are known, for all but a tenth; 0 dollars (a free repository) is an answer.
pub(in crate::insight) fn cost_per_run(view: &View<'_>) -> CostPerRun {
    let mut total = CostTotal::default();
    let mut runs = 0;
    if !view.columns.jobs.is_empty() {
        let prices = Prices::of(view);
        for (_, part) in view.by_workflow() {
            charge_workflow(&part, &prices, &mut |_, _| {}, &mut |_, charge| total.add(charge));
            runs += count_runs(&part);
        }
    }
    let share = |part: u64, all: u64| part as f64 / all.max(1) as f64;
    let dollars = if total.jobs == 0 {
        Err("no jobs are stored of these runs")
    } else if share(total.unpriced_minutes, total.billed_minutes) > MOST_MISSING {
        Err("the price of too many runners is not known; it can be set")
    } else if share(total.attempts_unknown, total.attempts()) > MOST_MISSING {
        Err("the jobs of too many runs are not stored")
    } else {
        Ok(total.dollars() / runs.max(1) as f64)
    };
    CostPerRun { dollars, runs }
}

/// Runs of one workflow of which an attempt is charged.
pub(super) fn count_runs(part: &View<'_>) -> u64 {
    let runs = part.rows.chunk_by(|&a, &b| part.run_id(a) == part.run_id(b));
    runs.filter(|run| run.iter().any(|&row| is_charged(part, row))).count() as u64
}
