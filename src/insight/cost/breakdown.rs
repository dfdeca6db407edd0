//! Where each day's money went: by workflow, by kind of runner, by what it led to; and the runs that cost most. Adds up
//! what the walk over the charges tells; explains no change.

use serde::{Deserialize, Serialize};

use crate::domain::{Outcome, Timestamp, sort_by};
use crate::stats::Lack;

use super::super::View;
use super::super::series::day_range;
use super::super::waste::WasteCause;
use super::charges::{Charge, JobCharge, Measured, Prices, charge_workflow};
use super::summary::{dearer, name_of};
use super::sums::{TurnedGreen, lost};
use super::tariffs::Runner;

/// So many workflows and runners are told apart; the others are one.
const MOST_PARTS: usize = 5;
/// Most runs listed.
const MOST_RUNS: usize = 10;

/// Dollars and minutes of each local day, cut three ways. Measured jobs, and estimates where jobs are not stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CostBreakdown {
    /// First instant of each local day, oldest first, without gaps.
    pub days: Vec<Timestamp>,
    /// Dearest workflow first; estimates included.
    pub by_workflow: Vec<CostSeries>,
    /// Dearest kind of runner first; estimates last.
    pub by_runner: Vec<CostSeries>,
    /// What led to something first, then what was lost, by cause; estimates last.
    pub by_use: Vec<CostSeries>,
    /// Runs with the dearest attempts of the view, dearest first; at most 10. Measured ones alone.
    pub dearest_runs: Vec<RunCost>,
}

/// One part of each day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CostSeries {
    /// Of what.
    pub part: CostPart,
    /// US dollars of each day.
    pub dollars: Vec<f64>,
    /// Minutes billed on each day; of rounding those in which nothing ran.
    pub minutes: Vec<f64>,
}

/// What a day's cost is cut into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CostPart {
    /// A workflow, by its name.
    Workflow(String),
    /// A kind of runner.
    Runner(Runner),
    /// What led to something.
    Used,
    /// What was lost.
    Lost(WasteCause),
    /// The mean of its workflow stands in for attempts whose jobs are not stored.
    Estimated,
    /// So many others together.
    Others(u64),
}

/// A run and what its attempts in the view cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunCost {
    /// GitHub's number of the run.
    pub run_id: u64,
    /// GitHub's number of its workflow.
    pub workflow_id: u64,
    /// What to call the workflow.
    pub workflow: String,
    /// Its branch or tag; empty where GitHub names none.
    pub branch: String,
    /// Start of its first attempt in the view.
    pub started_at: Timestamp,
    /// Attempts in the view.
    pub attempts: u64,
    /// How the last of them ended.
    pub outcome: Outcome,
    /// Minutes billed.
    pub billed_minutes: u64,
    /// US dollars.
    pub dollars: f64,
}

/// Cuts the cost of a view. Lacks an answer where no job is stored.
pub fn break_down_cost(view: &View<'_>) -> Result<CostBreakdown, Lack> {
    let days = day_range(view).filter(|_| !view.columns.jobs.is_empty());
    let (first_day, last_day) = days.ok_or_else(|| Lack::undefined("no jobs are stored of these runs"))?;
    let prices = Prices::of(view);
    let count = (last_day - first_day + 1) as usize;
    let empty = |part: CostPart| CostSeries { part, dollars: vec![0.0; count], minutes: vec![0.0; count] };
    let mut workflows = Vec::new();
    let mut runners: Vec<CostSeries> =
        prices.tariffs.all.iter().map(|tariff| empty(CostPart::Runner(tariff.runner.clone()))).collect();
    let mut uses: Vec<CostSeries> = core::iter::once(CostPart::Used)
        .chain(WasteCause::ALL.into_iter().map(CostPart::Lost))
        .chain([CostPart::Estimated])
        .map(empty)
        .collect();
    let mut runs = DearestRuns::default();
    for (workflow, part) in view.by_workflow() {
        let (workflow_id, name) = name_of(view, workflow);
        let greens = TurnedGreen::of(&part);
        let mut of_workflow = empty(CostPart::Workflow(name.clone()));
        let position = |row: u32| usize::try_from(part.local_day(row) - first_day).unwrap_or(usize::MAX);
        runs.begin(workflow_id, &name);
        let on_job = &mut |row: u32, job: &JobCharge| {
            if let Some(runner) = runners.get_mut(job.tariff) {
                runner.add(position(row), f64::from(job.minutes), job.dollars(job.minutes));
            }
        };
        charge_workflow(&part, &prices, on_job, &mut |row, charge| {
            let day = position(row);
            match charge {
                Charge::Measured(measured) => {
                    of_workflow.add(day, measured.minutes as f64, measured.dollars);
                    let lost = lost(&part, row, measured, greens.contains(&part, row));
                    add_uses(&mut uses, day, measured, lost);
                    runs.add(&part, row, measured);
                }
                Charge::Estimated { minutes, dollars } => {
                    of_workflow.add(day, *minutes, *dollars);
                    if let Some(estimated) = uses.last_mut() {
                        estimated.add(day, *minutes, *dollars);
                    }
                }
                Charge::Unknown => {}
            }
        });
        runs.end();
        workflows.push(of_workflow);
    }
    let estimated = uses.last().cloned();
    uses.retain(CostSeries::is_filled);
    let mut by_runner = largest(runners);
    by_runner.extend(estimated.filter(CostSeries::is_filled));
    let days = (first_day..=last_day).map(|day| view.zone.day_start(day)).collect();
    Ok(CostBreakdown { days, by_workflow: largest(workflows), by_runner, by_use: uses, dearest_runs: runs.dearest })
}

impl CostSeries {
    fn add(&mut self, day: usize, minutes: f64, dollars: f64) {
        if let Some((sum_minutes, sum_dollars)) = self.minutes.get_mut(day).zip(self.dollars.get_mut(day)) {
            *sum_minutes += minutes;
            *sum_dollars += dollars;
        }
    }

    fn is_filled(&self) -> bool {
        self.minutes.iter().any(|&minutes| minutes > 0.0)
    }
}

/// What of an attempt led to something, and what was lost for which cause.
fn add_uses(uses: &mut [CostSeries], day: usize, measured: &Measured, lost: (WasteCause, f64, f64)) {
    let (cause, minutes, dollars) = lost;
    if let Some(used) = uses.first_mut() {
        used.add(day, (measured.minutes as f64 - minutes).max(0.0), (measured.dollars - dollars).max(0.0));
    }
    if let Some(lost) = uses.get_mut(1 + cause as usize) {
        lost.add(day, minutes, dollars);
    }
}

/// The dearest series, by dollars, then by minutes; the others as one.
fn largest(mut series: Vec<CostSeries>) -> Vec<CostSeries> {
    let total = |values: &[f64]| values.iter().sum::<f64>();
    series.retain(CostSeries::is_filled);
    sort_by(&mut series, |a, b| {
        dearer(total(&a.dollars), total(&b.dollars)).then(dearer(total(&a.minutes), total(&b.minutes)))
    });
    // One alone needs no name for "others".
    if series.len() <= MOST_PARTS + 1 {
        return series;
    }
    let others = series.split_off(MOST_PARTS);
    let part = CostPart::Others(others.len() as u64);
    let sum = others.into_iter().reduce(|mut sum, other| {
        for (day, (minutes, dollars)) in other.minutes.into_iter().zip(other.dollars).enumerate() {
            sum.add(day, minutes, dollars);
        }
        sum
    });
    series.extend(sum.map(|sum| CostSeries { part, ..sum }));
    series
}

/// Collects the dearest runs of one workflow after the other; attempts of a run come one after the other.
#[derive(Default)]
struct DearestRuns {
    dearest: Vec<RunCost>,
    current: Option<RunCost>,
    workflow_id: u64,
    workflow: String,
}

impl DearestRuns {
    fn begin(&mut self, workflow_id: u64, workflow: &str) {
        (self.workflow_id, self.workflow) = (workflow_id, workflow.to_owned());
    }

    fn add(&mut self, view: &View<'_>, row: u32, measured: &Measured) {
        let run_id = view.run_id(row);
        if self.current.as_ref().is_none_or(|current| current.run_id != run_id) {
            self.end();
            let branch = view.columns.attempts.branch.get(row as usize).and_then(|&number| view.columns.text(number));
            self.current = Some(RunCost {
                run_id,
                workflow_id: self.workflow_id,
                workflow: self.workflow.clone(),
                branch: branch.unwrap_or_default().to_owned(),
                started_at: view.started(row),
                attempts: 0,
                outcome: view.outcome(row),
                billed_minutes: 0,
                dollars: 0.0,
            });
        }
        if let Some(current) = &mut self.current {
            current.attempts += 1;
            current.outcome = view.outcome(row);
            current.billed_minutes += measured.minutes;
            current.dollars += measured.dollars;
        }
    }

    /// Takes the current run into the list, if it belongs there.
    fn end(&mut self) {
        let Some(run) = self.current.take().filter(|run| run.billed_minutes > 0) else { return };
        let before =
            |other: &RunCost| (other.dollars, other.billed_minutes as f64) >= (run.dollars, run.billed_minutes as f64);
        let place = self.dearest.partition_point(before);
        if place < MOST_RUNS {
            self.dearest.insert(place, run);
            self.dearest.truncate(MOST_RUNS);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::{DAY, JobRow, Row, START, World};
    use super::super::summarise_cost;
    use super::*;

    fn row(run_id: u64, start: u32, workflow: &'static str, seconds: i64, labels: &'static str) -> Row {
        let job = JobRow { completed: 5 + seconds, labels, ..JobRow::default() };
        Row { workflow, named_jobs: vec![job], ..Row::at(run_id, start) }
    }

    fn rows() -> Vec<Row> {
        let names = ["A", "B", "C", "D", "E", "F", "G", "H"];
        let mut rows: Vec<Row> = (0_u64..)
            .zip(names)
            .map(|(number, name)| {
                let labels = if number % 2 == 0 { "ubuntu-latest" } else { "windows-latest" };
                row(number + 1, START + DAY * (number as u32 % 3), name, 90 * (number as i64 + 1), labels)
            })
            .collect();
        // Cancelled, and one without jobs beside three measured ones.
        rows.push(Row { state: "cancelled", ..row(20, START + DAY, "A", 600, "macos-latest") });
        rows.push(row(21, START + DAY, "A", 60, "ubuntu-latest"));
        rows.push(Row { workflow: "A", ..Row::at(22, START + 2 * DAY) });
        rows
    }

    #[test]
    fn every_cut_adds_up_to_the_whole() {
        let world = World::of(&rows());
        let (found, summary) = (break_down_cost(&world.view()).unwrap(), summarise_cost(&world.view()).unwrap());
        assert_eq!(found.days.len(), 3);
        let minutes = summary.total.billed_minutes as f64 + summary.total.estimated_minutes;
        for series in [&found.by_workflow, &found.by_runner, &found.by_use] {
            let sum = |of: fn(&CostSeries) -> &Vec<f64>| series.iter().flat_map(of).sum::<f64>();
            assert!((sum(|one| &one.dollars) - summary.total.dollars()).abs() < 1e-9);
            assert!((sum(|one| &one.minutes) - minutes).abs() < 1e-9);
            for (day, expected) in summary.by_day.iter().enumerate() {
                let dollars: f64 = series.iter().map(|one| one.dollars[day]).sum();
                assert!((dollars - expected.measured_dollars - expected.estimated_dollars).abs() < 1e-9);
            }
        }
        for waste in &summary.waste {
            let lost = found.by_use.iter().find(|one| one.part == CostPart::Lost(waste.cause));
            let minutes = lost.map_or(0.0, |lost| lost.minutes.iter().sum());
            assert!((minutes - waste.minutes).abs() < 1e-9, "{waste:?}");
        }
    }

    #[test]
    fn the_dearest_come_first_and_the_rest_is_one() {
        let found = break_down_cost(&World::of(&rows()).view()).unwrap();
        assert_eq!(found.by_workflow.len(), MOST_PARTS + 1);
        assert_eq!(found.by_workflow[0].part, CostPart::Workflow("A".to_owned()));
        assert_eq!(found.by_workflow[MOST_PARTS].part, CostPart::Others(3));
        assert_eq!(found.by_runner.last().unwrap().part, CostPart::Estimated);
        let runs = &found.dearest_runs;
        assert_eq!((runs.len(), runs[0].run_id, runs[0].outcome), (10, 20, Outcome::Superseded));
        assert!(runs.is_sorted_by(|a, b| a.dollars >= b.dollars));
        assert!(runs.iter().all(|run| run.run_id != 22), "its jobs are not stored");
    }

    #[test]
    fn attempts_of_a_run_are_one() {
        let again = Row { attempt: 2, started: START + 600, ..row(1, START, "A", 100, "ubuntu-latest") };
        let first = Row { state: "failure", ..row(1, START, "A", 100, "ubuntu-latest") };
        let found = break_down_cost(&World::of(&[first, again]).view()).unwrap();
        assert_eq!(found.dearest_runs.len(), 1);
        let run = &found.dearest_runs[0];
        assert_eq!((run.attempts, run.billed_minutes, run.outcome), (2, 4, Outcome::Passed));
        assert!(found.by_use.iter().any(|one| one.part == CostPart::Lost(WasteCause::FlakyRerun)));
    }

    #[test]
    fn nothing_stored_lacks_an_answer() {
        for rows in [vec![], vec![Row::at(1, START)]] {
            assert!(break_down_cost(&World::of(&rows).view()).is_err());
        }
    }
}
