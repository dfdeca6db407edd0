//! What the minutes cost and what could be saved, as documents hold it. US dollars at list prices.

use serde::Serialize;

use crate::insight::{CostProjection, CostSummary, CostTotal, ExpectedCost, Findings, WhatIf, WhatIfChange};

use super::super::parts::Statement;
use super::word;

#[cfg(not(target_arch = "wasm32"))]
use schemars::JsonSchema;

const MOST_WORKFLOWS: usize = 50;
const MOST_WHAT_IFS: usize = 20;

/// Cost.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct CostSection {
    /// All attempts.
    pub total: CostTotalSection,
    /// Runs (with all their attempts) that may have cost something.
    pub runs: u64,
    /// Of these: passed in the end.
    pub passed_runs: u64,
    /// Dollars a run.
    pub dollars_per_run: Option<f64>,
    /// The same dollars a run that passed in the end.
    pub dollars_per_passed_run: Option<f64>,
    /// Dearest first; at most 50.
    pub by_workflow: Vec<WorkflowCostSection>,
    /// What led to nothing, by cause.
    pub waste: Vec<WasteSection>,
    /// Share of all billed minutes that led to nothing.
    pub wasted_rate: Option<f64>,
    /// The last seven whole days against what was expected.
    pub last_week: Statement<ExpectedCostSection>,
    /// Where spending is heading.
    pub projection: Statement<ProjectionSection>,
}

/// What attempts cost.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct CostTotalSection {
    /// Measured and estimated.
    pub dollars: f64,
    /// Of attempts whose jobs are stored.
    pub measured_dollars: f64,
    /// Of attempts estimated by the mean of their workflow's measured ones.
    pub estimated_dollars: f64,
    /// Attempts measured.
    pub attempts_measured: u64,
    /// Attempts estimated.
    pub attempts_estimated: u64,
    /// Attempts of which nobody can tell; they add nothing.
    pub attempts_unknown: u64,
    /// Minutes of measured jobs, each rounded up.
    pub billed_minutes: u64,
    /// Of these: on runners without a known price. They add no dollars, which are then too few.
    pub unpriced_minutes: u64,
}

/// What a workflow cost.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct WorkflowCostSection {
    /// Its name.
    pub workflow_name: String,
    /// GitHub's number.
    pub workflow_id: u64,
    /// Its attempts.
    pub total: CostTotalSection,
}

/// What led to nothing.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct WasteSection {
    /// `flaky_rerun`, `rerun`, `superseded`, `cancelled` or `rounding`.
    pub cause: String,
    /// Minutes lost.
    pub minutes: f64,
    /// Dollars for them.
    pub dollars: f64,
    /// Share of all billed minutes.
    pub minutes_rate: Option<f64>,
}

/// Spent against expected.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct ExpectedCostSection {
    /// First instant of its first day.
    pub start: String,
    /// Spent.
    pub dollars: f64,
    /// Expected, from the same weekdays of up to 8 earlier weeks.
    pub expected_dollars: f64,
    /// By how many percent it was off.
    pub deviation_percent: Option<f64>,
    /// In which 95 of 100 such stretches lay: low end.
    pub interval_low_dollars: Option<f64>,
    /// High end.
    pub interval_high_dollars: Option<f64>,
}

/// Where spending is heading.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct ProjectionSection {
    /// Whole days that the pace is taken from.
    pub days: u64,
    /// Dollars in 30 days at that pace.
    pub dollars: f64,
    /// Its 95 % interval, low end.
    pub interval_low_dollars: f64,
    /// High end.
    pub interval_high_dollars: f64,
    /// Spent in the calendar month so far, where the window covers it.
    pub month_to_date_dollars: Option<f64>,
    /// That, and the pace for the rest of the month.
    pub month_dollars: Option<f64>,
}

/// What could be saved, by what happened in the window.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct WhatIfSection {
    /// `merge_short_jobs`, `other_runner`, `timeout` or `cancel_superseded`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its workflow.
    pub workflow_name: String,
    /// GitHub's number.
    pub workflow_id: u64,
    /// Of another runner: the kind used now.
    pub from_runner: Option<String>,
    /// Of another runner: the kind instead.
    pub to_runner: Option<String>,
    /// Of a time limit: the job.
    pub job_name: Option<String>,
    /// Of a time limit: the limit.
    pub limit_seconds: Option<u64>,
    /// Jobs it would have touched.
    pub jobs: u64,
    /// Billed minutes saved.
    pub saved_minutes: u64,
    /// Dollars saved; 0 where the minutes were free.
    pub saved_dollars: f64,
    /// What the number takes for granted.
    pub assumption: String,
}

pub(super) fn cost(findings: &Findings<'_>) -> Statement<CostSection> {
    Statement::about(findings.cost(), summary)
}

pub(super) fn what_ifs(findings: &Findings<'_>) -> Statement<Vec<WhatIfSection>> {
    Statement::about(findings.what_ifs(), |found| found.iter().take(MOST_WHAT_IFS).map(what_if).collect())
}

fn summary(cost: &CostSummary) -> CostSection {
    CostSection {
        total: total(&cost.total),
        runs: cost.runs,
        passed_runs: cost.passed_runs,
        dollars_per_run: cost.dollars_per_run,
        dollars_per_passed_run: cost.dollars_per_passed_run,
        by_workflow: cost
            .by_workflow
            .iter()
            .take(MOST_WORKFLOWS)
            .map(|workflow| WorkflowCostSection {
                workflow_name: workflow.workflow.clone(),
                workflow_id: workflow.workflow_id,
                total: total(&workflow.total),
            })
            .collect(),
        waste: cost
            .waste
            .iter()
            .map(|waste| WasteSection {
                cause: word(&waste.cause),
                minutes: waste.minutes,
                dollars: waste.dollars,
                minutes_rate: waste.share_of_minutes,
            })
            .collect(),
        wasted_rate: cost.wasted_share(),
        last_week: Statement::about(&cost.expectation.last_week, expected),
        projection: Statement::about(&cost.expectation.projection, projection),
    }
}

fn total(total: &CostTotal) -> CostTotalSection {
    CostTotalSection {
        dollars: total.dollars(),
        measured_dollars: total.measured_dollars,
        estimated_dollars: total.estimated_dollars,
        attempts_measured: total.attempts_measured,
        attempts_estimated: total.attempts_estimated,
        attempts_unknown: total.attempts_unknown,
        billed_minutes: total.billed_minutes,
        unpriced_minutes: total.unpriced_minutes,
    }
}

fn expected(cost: &ExpectedCost) -> ExpectedCostSection {
    let interval = cost.interval.as_ref().ok();
    ExpectedCostSection {
        start: cost.start.to_rfc3339(),
        dollars: cost.dollars,
        expected_dollars: cost.expected_dollars,
        deviation_percent: cost.deviation_percent,
        interval_low_dollars: interval.map(|(low, _)| *low),
        interval_high_dollars: interval.map(|(_, high)| *high),
    }
}

fn projection(projection: &CostProjection) -> ProjectionSection {
    ProjectionSection {
        days: projection.days,
        dollars: projection.dollars,
        interval_low_dollars: projection.interval.0,
        interval_high_dollars: projection.interval.1,
        month_to_date_dollars: projection.month_to_date_dollars,
        month_dollars: projection.month_dollars,
    }
}

fn what_if(asked: &WhatIf) -> WhatIfSection {
    let mut section = WhatIfSection {
        kind: String::new(),
        workflow_name: asked.workflow.clone(),
        workflow_id: asked.workflow_id,
        from_runner: None,
        to_runner: None,
        job_name: None,
        limit_seconds: None,
        jobs: asked.jobs,
        saved_minutes: asked.saved_minutes,
        saved_dollars: asked.saved_dollars,
        assumption: asked.assumption.clone(),
    };
    let kind = match &asked.change {
        WhatIfChange::MergeShortJobs => "merge_short_jobs",
        WhatIfChange::CancelSuperseded => "cancel_superseded",
        WhatIfChange::OtherRunner { from_sku, to_sku } => {
            (section.from_runner, section.to_runner) = (Some(from_sku.clone()), Some(to_sku.clone()));
            "other_runner"
        }
        WhatIfChange::Timeout { job, minutes, .. } => {
            (section.job_name, section.limit_seconds) = (Some(job.clone()), Some(u64::from(*minutes) * 60));
            "timeout"
        }
    };
    kind.clone_into(&mut section.kind);
    section
}
