//! The health score of a view: parts made of KPIs against targets.

use serde::{Deserialize, Serialize};

use crate::domain::KpiKind;
use crate::stats::Lack;

/// Health, 0–100, with everything it was made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Health {
    /// The score, or why there is none.
    pub score: Result<f64, Lack>,
    /// 95 % interval of the score from resampled runs, where it could be made.
    pub interval: Option<(f64, f64)>,
    /// The word for it.
    pub level: Option<HealthLevel>,
    /// Its parts, known or not.
    pub parts: Vec<HealthPart>,
}

/// The word for a health score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HealthLevel {
    /// ≥ 85.
    Healthy,
    /// ≥ 70.
    Fair,
    /// Below 70.
    Warning,
    /// Below 50.
    Critical,
}

/// One part of the health score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HealthPart {
    /// Which.
    pub kind: PartKind,
    /// Its weight before missing parts are left out, 0–1.
    pub weight: f64,
    /// Mean of its known KPIs, 0–100.
    pub score: Option<f64>,
    /// Its KPIs, known or not. Satisfaction has none: its score is Apdex × 100.
    pub kpis: Vec<Kpi>,
    /// Why the score is missing, or what it lacks.
    pub missing: Vec<String>,
}

/// Which part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// Does it pass?
    Reliability,
    /// Is it fast?
    Performance,
    /// Does it waste time or money?
    Efficiency,
    /// Do people get their answer in time?
    Satisfaction,
}

/// One key figure against its target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kpi {
    /// Which; its unit is told there.
    pub kind: KpiKind,
    /// Measured value.
    pub value: Option<f64>,
    /// Scores 100 here.
    pub target: f64,
    /// Scores 0 here.
    pub floor: f64,
    /// 0–100.
    pub score: Option<f64>,
    /// Runs, jobs or attempts it rests on.
    pub sample: u64,
    /// Why it is missing.
    pub missing: Option<String>,
}
