//! Where the money goes: by workflow, job, runner, day and branch, and how much of it led to nothing.

use serde::{Deserialize, Serialize};

use crate::domain::{Outcome, Timestamp, sort_by};
use crate::stats::Lack;

use super::super::View;
use super::super::series::day_range;
use super::super::waste::WasteCause;
use super::charges::{CostTotal, Prices, charge_workflow};
use super::daily::count_runs;
use super::expectation::{CostExpectation, DailyCost};
use super::sums::{Branches, Sums, TurnedGreen};
use super::tariffs::Runner;

/// What the attempts of a view cost, US dollars.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CostSummary {
    /// All attempts.
    pub total: CostTotal,
    /// Runs (with all their attempts) that may have cost something.
    pub runs: u64,
    /// Of these: passed in the end.
    pub passed_runs: u64,
    /// Dollars / runs, measured and estimated, over runs of which nothing is unknown or not.
    pub dollars_per_run: Option<f64>,
    /// The same dollars / runs that passed in the end.
    pub dollars_per_passed_run: Option<f64>,
    /// By workflow, dearest first.
    pub by_workflow: Vec<WorkflowCost>,
    /// Measured jobs by name, dearest first; at most 40.
    pub by_job: Vec<JobCost>,
    /// Measured jobs by what they ran on, dearest first; those without a known price too.
    pub by_runner: Vec<RunnerCost>,
    /// By local day, oldest first, without gaps; at most three years.
    pub by_day: Vec<DayCost>,
    /// By kind of branch; kinds without attempts are left out.
    pub by_branch: Vec<BranchCost>,
    /// What led to nothing, of the measured jobs, by cause in the order of precedence.
    pub waste: Vec<WasteCost>,
    /// Against what was expected.
    pub expectation: CostExpectation,
}

/// Cost of a workflow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkflowCost {
    /// GitHub's number.
    pub workflow_id: u64,
    /// What to call it.
    pub workflow: String,
    /// Its attempts.
    pub total: CostTotal,
}

/// Measured cost of a workflow's jobs of one name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobCost {
    /// GitHub's number of the workflow.
    pub workflow_id: u64,
    /// What to call the workflow.
    pub workflow: String,
    /// The job's name.
    pub job: String,
    /// Executed ones.
    pub jobs: u64,
    /// Minutes billed.
    pub billed_minutes: u64,
    /// US dollars.
    pub dollars: f64,
}

/// Measured cost of one kind of runner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunnerCost {
    /// Which kind.
    pub runner: Runner,
    /// Jobs executed on it.
    pub jobs: u64,
    /// Minutes billed.
    pub billed_minutes: u64,
    /// Of these: without a known price (of the labels, or at that time).
    pub unpriced_minutes: u64,
    /// US dollars.
    pub dollars: f64,
}

/// Cost of the attempts started on a local day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DayCost {
    /// First instant of the day.
    pub start: Timestamp,
    /// US dollars for measured attempts.
    pub measured_dollars: f64,
    /// US dollars for estimated ones.
    pub estimated_dollars: f64,
    /// Minutes billed for measured attempts.
    pub billed_minutes: u64,
}

/// What kind of branch an attempt ran for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BranchClass {
    /// The repository's main branch; never, where that is not known.
    DefaultBranch,
    /// A pull request (`pull_request` and `pull_request_target`).
    PullRequest,
    /// Any other branch or tag.
    Other,
}

/// Cost of one kind of branch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BranchCost {
    /// Which kind.
    pub class: BranchClass,
    /// Its attempts.
    pub total: CostTotal,
}

/// Measured cost of what led to nothing, for one cause.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WasteCost {
    /// Why.
    pub cause: WasteCause,
    /// Minutes: billed ones, or for rounding the part of them in which nothing ran.
    pub minutes: f64,
    /// US dollars for them.
    pub dollars: f64,
    /// Of all billed minutes of measured jobs, 0–1; `None` without any.
    pub share_of_minutes: Option<f64>,
}

impl CostSummary {
    /// Lost minutes / billed minutes of measured jobs, over all causes.
    pub fn wasted_share(&self) -> Option<f64> {
        let lost: f64 = self.waste.iter().map(|waste| waste.minutes).sum();
        (self.total.billed_minutes > 0).then(|| lost / self.total.billed_minutes as f64)
    }

    /// Labels without a known price, with their minutes: what to ask the user for.
    pub fn unpriced(&self) -> impl Iterator<Item = &RunnerCost> {
        self.by_runner.iter().filter(|runner| runner.unpriced_minutes > 0)
    }
}

/// What a view cost. Lacks an answer where no executed job is stored.
pub fn summarise_cost(view: &View<'_>) -> Result<CostSummary, Lack> {
    let days = day_range(view).filter(|_| !view.columns.jobs.is_empty());
    let (first_day, last_day) = days.ok_or_else(lacking)?;
    let prices = Prices::of(view);
    let branches = Branches::of(view);
    let mut sums = Sums::of(view, &prices, first_day, last_day);
    let mut summary = CostSummary {
        total: CostTotal::default(),
        runs: 0,
        passed_runs: 0,
        dollars_per_run: None,
        dollars_per_passed_run: None,
        by_workflow: Vec::new(),
        by_job: Vec::new(),
        by_runner: Vec::new(),
        by_day: Vec::new(),
        by_branch: Vec::new(),
        waste: Vec::new(),
        expectation: DailyCost { first_day, dollars: &[], whole: 0..0, zone: view.zone }.judge(),
    };
    for (workflow, part) in view.by_workflow() {
        let runs = count_runs(&part);
        if runs == 0 {
            continue;
        }
        summary.runs += runs;
        summary.passed_runs += count_passed_runs(&part);
        let greens = TurnedGreen::of(&part);
        let mut total = CostTotal::default();
        let (on_job, on_attempt) = sums.split();
        charge_workflow(&part, &prices, &mut |_, job| on_job.add(&part, job), &mut |row, charge| {
            total.add(charge);
            on_attempt.add(&part, row, charge, branches.class(&part, row), greens.contains(&part, row));
        });
        sums.end_workflow(workflow);
        let (workflow_id, workflow) = name_of(view, workflow);
        summary.by_workflow.push(WorkflowCost { workflow_id, workflow, total });
    }
    sums.tell(view, &prices, &mut summary);
    if summary.total.jobs == 0 {
        return Err(lacking());
    }
    let (runs, dollars) = (summary.runs, summary.total.dollars());
    summary.dollars_per_run = (runs > 0).then(|| dollars / runs as f64);
    summary.dollars_per_passed_run = (summary.passed_runs > 0).then(|| dollars / summary.passed_runs as f64);
    sort_by(&mut summary.by_workflow, |a, b| {
        dearer(a.total.dollars(), b.total.dollars()).then(b.total.billed_minutes.cmp(&a.total.billed_minutes))
    });
    sort_by(&mut summary.by_runner, |a, b| dearer(a.dollars, b.dollars).then(b.billed_minutes.cmp(&a.billed_minutes)));
    Ok(summary)
}

fn lacking() -> Lack {
    Lack::undefined("no jobs are stored of these runs")
}

/// GitHub's number of a workflow and what to call it.
pub(super) fn name_of(view: &View<'_>, workflow: u16) -> (u64, String) {
    let entry = view.columns.workflows.entries.get(usize::from(workflow));
    entry.map_or((0, String::new()), |entry| (entry.id, entry.label()))
}

/// The larger sum first.
pub(super) fn dearer(a: f64, b: f64) -> core::cmp::Ordering {
    b.total_cmp(&a)
}

fn count_passed_runs(part: &View<'_>) -> u64 {
    let runs = part.rows.chunk_by(|&a, &b| part.run_id(a) == part.run_id(b));
    runs.filter(|run| run.last().is_some_and(|&row| part.outcome(row) == Outcome::Passed)).count() as u64
}
