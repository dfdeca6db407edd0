//! Chances of the next runs, as documents hold them.

use serde::Serialize;

use crate::insight::{ChanceFactor, NextRun};

use super::super::parts::Statement;
use super::word;

#[cfg(not(target_arch = "wasm32"))]
use schemars::JsonSchema;

/// Chance that the next run of a workflow fails.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct NextRunSection {
    /// Its name.
    pub workflow_name: String,
    /// GitHub's number.
    pub workflow_id: u64,
    /// On which branches: `any`, `default` or `other`.
    pub branch: String,
    /// Started by which event; null for any.
    pub event: Option<String>,
    /// The chance 0–1, or what is lacking.
    pub failure_chance: Statement<f64>,
    /// 80 % interval, low end.
    pub interval_80_low: Option<f64>,
    /// 80 % interval, high end.
    pub interval_80_high: Option<f64>,
    /// What moves it most away from the average run.
    pub factors: Vec<ChanceFactorSection>,
    /// Failure rate over the window.
    pub base_failure_rate: Option<f64>,
    /// Decided attempts it rests on.
    pub count: u64,
    /// `discounted_beta`, `logistic` or `base_rate`.
    pub method: String,
    /// Brier score on this workflow's past.
    pub brier_score: Option<f64>,
    /// Brier score of the base rate.
    pub brier_score_of_base_rate: Option<f64>,
    /// Log loss on this workflow's past.
    pub log_loss: Option<f64>,
    /// Log loss of the base rate.
    pub log_loss_of_base_rate: Option<f64>,
    /// Share of pairs of a failed and a passed run of which the failed one had the higher chance (AUC).
    pub discrimination: Option<f64>,
}

/// One reason for a chance.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct ChanceFactorSection {
    /// In plain words.
    pub name: String,
    /// Percentage points by which it moves the chance.
    pub percentage_points: f64,
}

pub(super) fn next_run(next: &NextRun) -> NextRunSection {
    let interval = next.chance.as_ref().ok().map(|&(_, interval)| interval);
    let record = next.record.as_ref();
    let factor =
        |factor: &ChanceFactor| ChanceFactorSection { name: factor.name.clone(), percentage_points: factor.points };
    NextRunSection {
        workflow_name: next.workflow.clone(),
        workflow_id: next.workflow_id,
        branch: word(&next.branch),
        event: next.event.clone(),
        failure_chance: Statement::of(next.chance.clone().map(|(chance, _)| chance)),
        interval_80_low: interval.map(|(low, _)| low),
        interval_80_high: interval.map(|(_, high)| high),
        factors: next.factors.iter().map(factor).collect(),
        base_failure_rate: next.base_rate,
        count: next.count,
        method: word(&next.method),
        brier_score: record.map(|record| record.brier),
        brier_score_of_base_rate: record.map(|record| record.brier_base),
        log_loss: record.map(|record| record.log_loss),
        log_loss_of_base_rate: record.map(|record| record.log_loss_base),
        discrimination: record.and_then(|record| record.discrimination),
    }
}
