//! The dashboard document: the state of the repository in numbers.

use serde::Serialize;

use crate::insight::{Day, Findings, Health};

use super::super::parts::{OutcomeSection, QuantileSection, RateSection, Statement};
use super::cost::{CostSection, WhatIfSection, cost, what_ifs};
use super::delivery::{DeliverySection, MaturitySection, delivery, maturity};
use super::failures::{ErrorSection, IncidentSection, OutageSection, errors, incidents, outages};
use super::flaky::{FlakySection, flaky};
use super::word;

#[cfg(not(target_arch = "wasm32"))]
use schemars::JsonSchema;

/// Everything about the state of the repository.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct Dashboard {
    /// Health, 0–100.
    pub health: HealthSection,
    /// How attempts ended.
    pub outcomes: OutcomeSection,
    /// Success rate by the filter's rule.
    pub success: RateSection,
    /// Passed at the first attempt, over runs.
    pub first_try: RateSection,
    /// Passed at the last attempt, over runs.
    pub final_success: RateSection,
    /// Runs that passed only after a retry.
    pub green_only_after_retry: u64,
    /// Commits that both failed and passed, over commits with a decided outcome.
    pub flakiness: RateSection,
    /// Durations of passed attempts.
    pub duration: QuantileSection,
    /// Passed attempts whose duration is approximate (their jobs are not stored).
    pub approximate_durations: u64,
    /// Passed attempts whose duration was impossible, and left out.
    pub invalid_durations: u64,
    /// Waiting for a runner, over jobs; null where no jobs are stored.
    pub queue_time: Option<QuantileSection>,
    /// From the creation of the run to the end of a job.
    pub time_to_signal: QuantileSection,
    /// From the creation of a pull-request run to its last job's end.
    pub pull_request_validation: QuantileSection,
    /// Apdex of the validation times, 0–1.
    pub apdex: Option<f64>,
    /// Day by day, oldest first.
    pub days: Vec<DaySection>,
    /// What the minutes cost, or what is lacking.
    pub cost: Statement<CostSection>,
    /// What could be saved, most first; at most 20.
    pub what_ifs: Statement<Vec<WhatIfSection>>,
    /// Delivery (DORA).
    pub delivery: DeliverySection,
    /// How mature the repository's CI is.
    pub maturity: MaturitySection,
    /// Workflows, jobs and steps that fail and pass on the same commit.
    pub flaky: FlakySection,
    /// Failures in close succession, those beyond chance first; at most 20.
    pub incidents: Vec<IncidentSection>,
    /// Workflows that began to fail together, newest first; at most 20.
    pub outages: Vec<OutageSection>,
    /// Why attempts failed.
    pub errors: ErrorSection,
}

/// Health with its parts.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct HealthSection {
    /// 0–100, or why not.
    pub score: Statement<f64>,
    /// Lower end of the score's 95 % interval.
    pub interval_low: Option<f64>,
    /// Upper end.
    pub interval_high: Option<f64>,
    /// `healthy`, `fair`, `warning` or `critical`.
    pub level: Option<String>,
    /// Its parts.
    pub parts: Vec<HealthPartSection>,
}

/// One part of the health score.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct HealthPartSection {
    /// `reliability`, `performance`, `efficiency` or `satisfaction`.
    pub name: String,
    /// Its weight, 0–1.
    pub weight: f64,
    /// 0–100.
    pub score: Option<f64>,
    /// Its key figures.
    pub kpis: Vec<KpiSection>,
    /// What is missing.
    pub missing: Vec<String>,
}

/// One key figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct KpiSection {
    /// Its name; says the unit where it is seconds.
    pub name: String,
    /// The one workflow that it is about; null where it is about all.
    pub workflow_name: Option<String>,
    /// Measured.
    pub value: Option<f64>,
    /// Scores 100 here.
    pub target: f64,
    /// Scores 0 here.
    pub floor: f64,
    /// 0–100.
    pub score: Option<f64>,
    /// Values behind it.
    pub sample: u64,
    /// Why it is missing.
    pub missing: Option<String>,
}

/// One day.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct DaySection {
    /// First instant of the local day, in UTC.
    pub start: String,
    /// Passed.
    pub passed: u64,
    /// Failed.
    pub failed: u64,
    /// Cancelled.
    pub cancelled: u64,
    /// Excluded.
    pub excluded: u64,
    /// Unfinished.
    pub unfinished: u64,
    /// Success rate by the filter's rule; null without a denominator.
    pub success_rate: Option<f64>,
    /// Median of passed attempts.
    pub median_duration_seconds: Option<f64>,
}

pub(super) fn dashboard(findings: &Findings<'_>) -> Dashboard {
    let insight = findings.insight();
    Dashboard {
        health: health(&insight.health),
        outcomes: (&insight.counts).into(),
        success: insight.success.into(),
        first_try: insight.retries.first_try.into(),
        final_success: insight.retries.final_success.into(),
        green_only_after_retry: insight.retries.green_only_after_retry,
        flakiness: insight.flakiness.into(),
        duration: insight.durations.quantiles.into(),
        approximate_durations: insight.durations.approximate,
        invalid_durations: insight.durations.invalid,
        queue_time: insight.queue.as_ref().map(|queue| queue.quantiles.into()),
        time_to_signal: insight.signal.time_to_signal.into(),
        pull_request_validation: insight.signal.pull_request_validation.into(),
        apdex: insight.signal.apdex,
        days: insight.days.iter().map(day).collect(),
        cost: cost(findings),
        what_ifs: what_ifs(findings),
        delivery: delivery(findings.dora()),
        maturity: maturity(findings.maturity()),
        flaky: flaky(findings.flakiness()),
        incidents: incidents(findings.clusters()),
        outages: outages(findings.clusters()),
        errors: errors(findings.errors()),
    }
}

fn health(health: &Health) -> HealthSection {
    let kpi = |kpi: &crate::insight::Kpi| KpiSection {
        name: word(&kpi.kind),
        workflow_name: kpi.workflow.clone(),
        value: kpi.value,
        target: kpi.target,
        floor: kpi.floor,
        score: kpi.score,
        sample: kpi.sample,
        missing: kpi.missing.clone(),
    };
    HealthSection {
        score: Statement::of(health.score.clone()),
        interval_low: health.interval.map(|(low, _)| low),
        interval_high: health.interval.map(|(_, high)| high),
        level: health.level.map(|level| word(&level)),
        parts: health
            .parts
            .iter()
            .map(|part| HealthPartSection {
                name: word(&part.kind),
                weight: part.weight,
                score: part.score,
                kpis: part.kpis.iter().map(kpi).collect(),
                missing: part.missing.clone(),
            })
            .collect(),
    }
}

fn day(day: &Day) -> DaySection {
    DaySection {
        start: day.start.to_rfc3339(),
        passed: day.counts.passed,
        failed: day.counts.failed,
        cancelled: day.counts.superseded + day.counts.cancelled_by_hand,
        excluded: day.counts.excluded,
        unfinished: day.counts.unfinished,
        success_rate: day.success.value,
        median_duration_seconds: day.median_duration_seconds,
    }
}
