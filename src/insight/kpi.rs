//! The key figures of the health score: what they measure, how they score, and the score they make together.

use crate::domain::{KpiKind, KpiTarget, Outcome, Settings, WorkflowEntry};
use crate::stats::{index_of_largest, quantiles_in_place};

use super::cost::CostPerRun;
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
    pub cost: &'a CostPerRun,
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

/// What a KPI is called in a sentence.
pub(super) fn kpi_name(kind: KpiKind) -> &'static str {
    match kind {
        KpiKind::SuccessRate => "success rate",
        KpiKind::Stability => "stability",
        KpiKind::DeploymentSuccess => "deployment success",
        KpiKind::RecentDefaultBranch => "recent runs of the default branch",
        KpiKind::MedianDuration => "median duration",
        KpiKind::PullRequestValidation => "pull-request validation",
        KpiKind::FullSuite => "full suite",
        KpiKind::QueueTime => "queue time",
        KpiKind::WastedMinutes => "wasted minutes",
        KpiKind::CostPerRun => "cost per run",
        KpiKind::CacheHitRate => "cache hit rate",
    }
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
            let deployments = Deployments::of(view);
            let rows = view.rows.iter().copied().filter(|&row| deployments.contains(view, row));
            of_rate(&decided_rate(view, rows), "no deployment has passed or failed in this window")
        }
        KpiKind::RecentDefaultBranch => recent_default_branch(view),
        KpiKind::MedianDuration => (
            facts.durations.quantiles.median,
            facts.durations.quantiles.count,
            "no passed run with a known duration".into(),
        ),
        KpiKind::PullRequestValidation => {
            let times = &facts.signal.pull_request_validation;
            (times.median, times.count, "no pull request has been answered in this window".into())
        }
        KpiKind::FullSuite => {
            let suite = full_suite(view);
            let durations = view.passed_durations().filter(|&(row, _)| suite == Some(view.workflow(row)));
            let mut seconds: Vec<f64> = durations.map(|(_, seconds)| seconds).collect();
            let [p95] = quantiles_in_place(&mut seconds, [0.95]);
            (p95, seconds.len() as u64, "no passed run with a known duration".into())
        }
        KpiKind::QueueTime => {
            let times = facts.queue.map(|queue| queue.quantiles).unwrap_or_default();
            (times.p90, times.count, "no jobs are stored of these runs".into())
        }
        KpiKind::WastedMinutes => (facts.waste.share(), facts.waste.attempts, "no run with a known duration".into()),
        KpiKind::CostPerRun => {
            let missing = facts.cost.dollars.err().unwrap_or_default();
            (facts.cost.dollars.ok(), facts.cost.runs, missing.into())
        }
        KpiKind::CacheHitRate => (None, 0, "GitHub does not tell it of runs".into()),
    };
    let suite = full_suite(view).filter(|_| kind == KpiKind::FullSuite && value.is_some());
    let suite = suite.and_then(|suite| view.columns.workflows.entries.get(usize::from(suite)));
    Some(Kpi {
        kind,
        workflow: suite.map(WorkflowEntry::label),
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
    let missing = format!("only {sample} passed or failed attempts on {branch} in this window; {RECENT} are needed");
    ((recent.len() == RECENT).then_some(passed as f64), sample, missing)
}

/// What counts as a deployment: the events `deployment` and `deployment_status`, and workflows whose label holds deploy,
/// release or publish as a word. Read once a view, because texts are long and rows many.
pub(super) struct Deployments {
    workflows: Vec<bool>,
    events: Vec<bool>,
}

impl Deployments {
    pub(super) fn of(view: &View<'_>) -> Self {
        let entries = &view.columns.workflows.entries;
        let is_deployment = |event: &[u8]| event == b"deployment" || event == b"deployment_status";
        Self {
            workflows: entries.iter().map(|entry| names_deployment(&entry.label())).collect(),
            events: view.columns.events.iter().map(is_deployment).collect(),
        }
    }

    pub(super) fn contains(&self, view: &View<'_>, row: u32) -> bool {
        let is_set = |flags: &[bool], position: usize| flags.get(position).copied().unwrap_or_default();
        is_set(&self.workflows, usize::from(view.workflow(row))) || is_set(&self.events, usize::from(view.event(row)))
    }
}

/// Whether a name holds deploy, release or publish as a word.
pub(super) fn names_deployment(label: &str) -> bool {
    let is_known = |word: &str| ["deploy", "release", "publish"].iter().any(|known| word.eq_ignore_ascii_case(known));
    label.split(|c: char| !c.is_alphanumeric()).any(is_known)
}

/// The workflow in which most time of passed attempts was spent.
pub(super) fn full_suite(view: &View<'_>) -> Option<u16> {
    *view.memo.full_suite.get_or_init(|| {
        let mut totals = vec![0.0; view.columns.workflows.entries.len()];
        for (row, seconds) in view.passed_durations() {
            if let Some(total) = totals.get_mut(usize::from(view.workflow(row))) {
                *total += seconds;
            }
        }
        index_of_largest(&totals).map(|suite| suite as u16)
    })
}
