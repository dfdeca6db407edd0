//! The key figures of the health score: what they measure, how they score, and the score they make together.

use crate::domain::{KpiKind, KpiTarget, Outcome, Settings};
use crate::stats::quantiles_in_place;

use super::waste::Waste;
use super::{DurationSummary, Kpi, PartKind, QueueSummary, Rate, SignalSummary, View};

/// Last decided attempts of the default branch that are looked at.
pub(super) const RECENT: usize = 10;

/// Parts of the health score with their weights and KPIs. Satisfaction has none: it is Apdex.
pub(super) const PARTS: [(PartKind, f64, &[KpiKind]); 4] = [
    (
        PartKind::Reliability,
        0.4,
        &[KpiKind::SuccessRate, KpiKind::Stability, KpiKind::DeploymentSuccess, KpiKind::RecentDefaultBranch],
    ),
    (PartKind::Performance, 0.3, &[KpiKind::MedianDuration, KpiKind::PullRequestValidation, KpiKind::FullSuite]),
    (
        PartKind::Efficiency,
        0.2,
        &[KpiKind::QueueTime, KpiKind::WastedMinutes, KpiKind::CostPerRun, KpiKind::CacheHitRate],
    ),
    (PartKind::Satisfaction, 0.1, &[]),
];

/// What the KPIs are measured from.
pub(super) struct Facts<'a> {
    pub success: &'a Rate,
    pub flakiness: &'a Rate,
    pub durations: &'a DurationSummary,
    pub queue: Option<&'a QueueSummary>,
    pub signal: &'a SignalSummary,
    pub waste: &'a Waste,
}

/// 100 at the target and beyond, 0 at the floor and beyond, straight between; `None` where the two are equal.
pub(super) fn score(value: f64, target: KpiTarget) -> Option<f64> {
    let score = 100.0 * (value - target.floor) / (target.target - target.floor);
    score.is_finite().then(|| score.clamp(0.0, 100.0))
}

/// The mean of the known KPI scores of a part.
pub(super) fn part_score(
    settings: &Settings,
    kinds: &[KpiKind],
    value: impl Fn(KpiKind) -> Option<f64>,
) -> Option<f64> {
    let of = |&kind: &KpiKind| score(value(kind)?, settings.kpi_target(kind)?);
    let scores: Vec<f64> = kinds.iter().filter_map(of).collect();
    (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / scores.len() as f64)
}

/// The weighted mean of the known parts.
pub(super) fn health_score(
    settings: &Settings,
    value: impl Fn(KpiKind) -> Option<f64>,
    apdex: Option<f64>,
) -> Option<f64> {
    let (mut total, mut weights) = (0.0, 0.0);
    for (kind, weight, kinds) in PARTS {
        let score = match kind {
            PartKind::Satisfaction => apdex.map(|apdex| 100.0 * apdex),
            _ => part_score(settings, kinds, &value),
        };
        if let Some(score) = score {
            total += weight * score;
            weights += weight;
        }
    }
    (weights > 0.0).then(|| (total / weights).clamp(0.0, 100.0))
}

/// One KPI of a view, measured or with the reason why not; `None` where the settings name no target for it.
pub(super) fn measure(view: &View<'_>, kind: KpiKind, facts: &Facts<'_>) -> Option<Kpi> {
    let target = view.settings.kpi_target(kind)?;
    let (value, sample, missing) = match kind {
        KpiKind::SuccessRate => of_rate(facts.success, "no run has passed or failed in this window"),
        KpiKind::Stability => {
            let (value, sample, missing) = of_rate(facts.flakiness, "no commit with a passed or failed run");
            (value.map(|flaky| 1.0 - flaky), sample, missing)
        }
        KpiKind::DeploymentSuccess => {
            let deployments = view.rows.iter().copied().filter(|&row| is_deployment(view, row));
            of_rate(&decided_rate(view, deployments), "no deployment has passed or failed in this window")
        }
        KpiKind::RecentDefaultBranch => recent_default_branch(view),
        KpiKind::MedianDuration => (
            facts.durations.quantiles.median,
            facts.durations.quantiles.count,
            "no passed run with a known duration".into(),
        ),
        KpiKind::PullRequestValidation => {
            let times = &facts.signal.pull_request_validation;
            (times.median, times.count, "no pull request has been validated in this window".into())
        }
        KpiKind::FullSuite => {
            let mut seconds = full_suite(view).map(|(_, seconds)| seconds).unwrap_or_default();
            let [p95] = quantiles_in_place(&mut seconds, [0.95]);
            (p95, seconds.len() as u64, "no passed run with a known duration".into())
        }
        KpiKind::QueueTime => {
            let times = facts.queue.map(|queue| queue.quantiles).unwrap_or_default();
            (times.p90, times.count, "no jobs are stored of these runs".into())
        }
        KpiKind::WastedMinutes => (facts.waste.share(), facts.waste.attempts, "no run with a known duration".into()),
        KpiKind::CostPerRun | KpiKind::CacheHitRate => (None, 0, "not measured".into()),
    };
    Some(Kpi {
        kind,
        value,
        target: target.target,
        floor: target.floor,
        score: value.and_then(|value| score(value, target)),
        sample,
        missing: value.is_none().then_some(missing),
    })
}

fn of_rate(rate: &Rate, missing: &str) -> (Option<f64>, u64, String) {
    (rate.value, rate.denominator, missing.to_owned())
}

fn decided_rate(view: &View<'_>, rows: impl Iterator<Item = u32>) -> Rate {
    let (mut passed, mut decided) = (0, 0);
    for outcome in rows.map(|row| view.outcome(row)).filter(|outcome| outcome.is_decided()) {
        passed += u64::from(outcome == Outcome::Passed);
        decided += 1;
    }
    Rate::of(passed, decided)
}

fn recent_default_branch(view: &View<'_>) -> (Option<f64>, u64, String) {
    let Some(branch) = view.default_branch else { return (None, 0, "the default branch is not known".to_owned()) };
    let rows = view.decided_on_default_branch();
    let recent = rows.get(rows.len().saturating_sub(RECENT)..).unwrap_or_default();
    let passed = recent.iter().filter(|&&row| view.outcome(row) == Outcome::Passed).count();
    let sample = recent.len() as u64;
    let missing = format!("only {sample} passed or failed runs on {branch} in this window; {RECENT} are needed");
    ((recent.len() == RECENT).then_some(passed as f64), sample, missing)
}

/// Whether an attempt is a deployment: by its event, or because its workflow's label holds deploy, release or publish as
/// a word.
pub(super) fn is_deployment(view: &View<'_>, row: u32) -> bool {
    let event = view.columns.events.get(u32::from(view.event(row)));
    if event == b"deployment" || event == b"deployment_status" {
        return true;
    }
    let entry = view.columns.workflows.entries.get(usize::from(view.workflow(row)));
    entry.is_some_and(|entry| {
        let file = entry.path.rsplit('/').next().unwrap_or_default();
        let label = if entry.name.is_empty() || entry.name == entry.path { file } else { &entry.name };
        let mut words = label.split(|c: char| !c.is_alphanumeric());
        words.any(|word| ["deploy", "release", "publish"].iter().any(|known| word.eq_ignore_ascii_case(known)))
    })
}

/// The workflow in which most time of passed attempts was spent, and those durations in seconds.
pub(super) fn full_suite(view: &View<'_>) -> Option<(u16, Vec<f64>)> {
    let mut by_workflow: Vec<Vec<f64>> = vec![Vec::new(); view.columns.workflows.entries.len()];
    for (row, seconds) in view.passed_durations() {
        if let Some(part) = by_workflow.get_mut(usize::from(view.workflow(row))) {
            part.push(seconds);
        }
    }
    let total = |part: &[f64]| part.iter().sum::<f64>();
    let parts = (0_u16..).zip(by_workflow).filter(|(_, part)| !part.is_empty());
    parts.reduce(|best, next| if total(&next.1) > total(&best.1) { next } else { best })
}
