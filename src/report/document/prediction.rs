//! The predictive analysis: what to expect, and how far to trust it.

use serde::Serialize;

use crate::insight::{EarlyWarning, Findings, ForecastRecord, Risk};

use super::chance::{NextRunSection, next_run};
use super::forecast::{ForecastRecordSection, ForecastSection, forecast, record};
use super::word;

#[cfg(not(target_arch = "wasm32"))]
use schemars::JsonSchema;

/// What to expect.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct PredictiveAnalysis {
    /// The next days: failure rate, duration, volume, cost.
    pub forecasts: Vec<ForecastSection>,
    /// How forecasts of the whole repository, kept on earlier days, turned out; null before the day of one has come.
    pub forecast_record: Option<ForecastRecordSection>,
    /// Chance that the next run of each workflow fails.
    pub next_runs: Vec<NextRunSection>,
    /// The same for the busiest workflow, by branch and event.
    pub next_runs_by_context: Vec<NextRunSection>,
    /// What is getting worse.
    pub early_warnings: Vec<EarlyWarningSection>,
    /// Risk with its factors.
    pub risk: RiskSection,
}

/// Something that is getting worse.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct EarlyWarningSection {
    /// `failure_rate`, `default_branch` or `duration`.
    #[serde(rename = "type")]
    pub kind: String,
    /// GitHub's number of the workflow it is about.
    pub workflow_id: Option<u64>,
    /// The level before: a failure rate 0–1, or seconds.
    pub level_before: f64,
    /// The level now.
    pub level_now: f64,
    /// The level that it has reached or crossed.
    pub threshold: f64,
    /// Of a rate: the chance that the true rate lies above the threshold.
    pub chance: Option<f64>,
    /// From when on recent attempts are counted (ISO 8601, UTC).
    pub since: String,
    /// The numbers behind it, as a sentence.
    pub evidence: String,
}

/// Risk.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct RiskSection {
    /// 0–100.
    pub score: Option<f64>,
    /// `low`, `medium`, `high` or `critical`.
    pub level: Option<String>,
    /// What it is made of.
    pub factors: Vec<RiskFactorSection>,
}

/// One reason of the risk.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct RiskFactorSection {
    /// Name.
    pub name: String,
    /// Points it adds.
    pub points: f64,
    /// Points it could add.
    pub maximum: f64,
    /// Why.
    pub reason: String,
}

pub(super) fn predictive_analysis(findings: &Findings<'_>, kept: Option<&ForecastRecord>) -> PredictiveAnalysis {
    let mut forecasts = findings.forecasts().to_vec();
    if let Some(kept) = kept {
        kept.humble(&mut forecasts);
    }
    PredictiveAnalysis {
        forecasts: forecasts.iter().map(forecast).collect(),
        forecast_record: kept.map(record),
        next_runs: findings.next_runs().iter().map(next_run).collect(),
        next_runs_by_context: findings.next_run_contexts().iter().map(next_run).collect(),
        early_warnings: findings.early_warnings().iter().map(early_warning).collect(),
        risk: risk(findings.risk()),
    }
}

fn early_warning(warning: &EarlyWarning) -> EarlyWarningSection {
    EarlyWarningSection {
        kind: word(&warning.kind),
        workflow_id: warning.subject.workflow_id(),
        level_before: warning.before,
        level_now: warning.now,
        threshold: warning.threshold,
        chance: warning.chance,
        since: warning.since.to_rfc3339(),
        evidence: warning.evidence.clone(),
    }
}

fn risk(risk: &Risk) -> RiskSection {
    RiskSection {
        score: risk.score,
        level: risk.level.map(|level| word(&level)),
        factors: risk
            .factors
            .iter()
            .map(|factor| RiskFactorSection {
                name: factor.name.clone(),
                points: factor.points,
                maximum: factor.maximum,
                reason: factor.reason.clone(),
            })
            .collect(),
    }
}
