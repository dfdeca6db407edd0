//! The health score of a view: parts made of KPIs against targets.

use serde::{Deserialize, Serialize};

use crate::domain::KpiKind;
use crate::stats::Lack;

use super::cost::cost_per_run;
use super::flaky::{CommitMark, commit_marks, rate_of};
use super::health_interval::health_interval;
use super::kpi::{Facts, PARTS, health_score, kpi_name, measure, part_score};
use super::waste::summarise_waste;
use super::{View, count_outcomes, success_rate, summarise_durations, summarise_queue, summarise_signal};

/// Fewest passed or failed attempts of a health score.
const FEWEST_RUNS: u64 = 10;

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
    /// The one workflow that it is about, by its label; `None` where it is about all.
    pub workflow: Option<String>,
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

impl HealthLevel {
    /// The word for a score of 0–100.
    pub fn of(score: f64) -> Self {
        match score {
            85.0.. => Self::Healthy,
            70.0.. => Self::Fair,
            50.0.. => Self::Warning,
            _ => Self::Critical,
        }
    }
}

/// Health of a view: 0.4 reliability + 0.3 performance + 0.2 efficiency + 0.1 satisfaction over the known parts, each the
/// mean of its known KPIs. Nothing below 10 passed or failed attempts.
pub fn summarise_health(view: &View<'_>) -> Health {
    let marks = commit_marks(view);
    let health = health_without_interval(view, &marks);
    with_interval(view, health, &marks)
}

/// The same without the interval, which takes most of the time.
pub(super) fn score_health(view: &View<'_>) -> Health {
    health_without_interval(view, &commit_marks(view))
}

fn health_without_interval(view: &View<'_>, marks: &[CommitMark]) -> Health {
    let queue = summarise_queue(view);
    let facts = Facts {
        success: &success_rate(&count_outcomes(view), view.filter.rule),
        flakiness: &rate_of(marks),
        durations: &summarise_durations(view),
        queue: queue.as_ref(),
        signal: &summarise_signal(view),
        waste: &summarise_waste(view),
        cost: &cost_per_run(view),
    };
    scored(view, &facts)
}

/// The same from what is already known.
pub(super) fn health_of(view: &View<'_>, facts: &Facts<'_>, marks: &[CommitMark]) -> Health {
    with_interval(view, scored(view, facts), marks)
}

fn with_interval(view: &View<'_>, health: Health, marks: &[CommitMark]) -> Health {
    let score = health.score.as_ref().ok();
    let interval = score.and_then(|&score| health_interval(view, score, &health.parts, marks));
    Health { interval, ..health }
}

fn scored(view: &View<'_>, facts: &Facts<'_>) -> Health {
    let parts: Vec<HealthPart> = PARTS.iter().map(|part| health_part(view, facts, part.0, part.1, part.2)).collect();
    let decided = view.rows.iter().filter(|&&row| view.outcome(row).is_decided()).count();
    let value = |kind: KpiKind| parts.iter().flat_map(|part| &part.kpis).find(|kpi| kpi.kind == kind)?.value;
    let score = Lack::unless_enough(decided, FEWEST_RUNS as usize).and_then(|()| {
        health_score(view.settings, value, facts.signal.apdex).ok_or_else(|| Lack::undefined("nothing is measured"))
    });
    Health { interval: None, level: score.as_ref().ok().map(|&score| HealthLevel::of(score)), score, parts }
}

fn health_part(view: &View<'_>, facts: &Facts<'_>, kind: PartKind, weight: f64, kinds: &[KpiKind]) -> HealthPart {
    let kpis: Vec<Kpi> = kinds.iter().filter_map(|&kind| measure(view, kind, facts)).collect();
    let value = |kind: KpiKind| kpis.iter().find(|kpi| kpi.kind == kind)?.value;
    let (score, missing): (_, Vec<String>) = if kind == PartKind::Satisfaction {
        let score = facts.signal.apdex.map(|apdex| 100.0 * apdex);
        let missing = score.is_none().then(|| "no pull request has been answered in this window".to_owned());
        (score, missing.into_iter().collect())
    } else {
        let lacking = kpis.iter().filter_map(|kpi| Some(format!("{}: {}", kpi_name(kpi.kind), kpi.missing.as_ref()?)));
        (part_score(view.settings, kinds, value), lacking.collect())
    };
    HealthPart { kind, weight, score, kpis, missing }
}
