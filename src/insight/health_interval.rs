//! How far the health score could be off by chance: the same score over resampled runs.

use crate::domain::{KpiKind, Outcome};
use crate::stats::{SplitMix64, block_resample, quantiles_in_place};

use super::delivery::{apdex, queue_seconds, validation_rests_on_jobs, validation_seconds};
use super::flaky::CommitMark;
use super::kpi::{Deployments, RECENT, full_suite, health_score};
use super::waste::{Waste, rests_on_jobs, waste_of};
use super::{HealthPart, View};

/// Resamples.
const RESAMPLES: usize = 200;
/// Neighbours that are drawn together.
const BLOCK: usize = 5;
/// More runs than this are thinned to evenly spread blocks first, and the interval is narrowed to match.
const MOST_RUNS: usize = 1_000;
/// Shown to nobody, changed never: the same data give the same interval everywhere.
const SEED: u64 = 20_261_121;

/// What a run adds to the KPIs.
struct RunFacts {
    counts: bool,
    passed: bool,
    mark: CommitMark,
    deployment: Option<bool>,
    passed_seconds: Option<f64>,
    in_full_suite: bool,
    validation_seconds: Option<f64>,
    queue_seconds: Vec<f64>,
    waste: Waste,
}

/// 95 % interval of the health score from 200 block-bootstrap resamples of the view's runs: the spread of the resampled
/// scores around their median, laid around the score. From 1,000 runs on a thinned sample of `m` of `n` runs is resampled
/// and its spread multiplied by √(m/n), by which that of all runs is smaller. KPIs that a resample does not measure keep
/// the value of the view.
pub(super) fn health_interval(
    view: &View<'_>,
    score: f64,
    parts: &[HealthPart],
    marks: &[CommitMark],
) -> Option<(f64, f64)> {
    let measured = |kind: KpiKind| parts.iter().flat_map(|part| &part.kpis).find(|kpi| kpi.kind == kind)?.value;
    let runs = run_facts(view, marks);
    let recent = recent_outcomes(view);
    let view_apdex = apdex(
        &runs.iter().filter_map(|run| run.validation_seconds).collect::<Vec<_>>(),
        view.settings.satisfying_validation_seconds,
    );
    let mut random = SplitMix64::new(SEED);
    let (mut positions, mut scores) = (Vec::new(), Vec::with_capacity(RESAMPLES));
    let mut sample = Sample::default();
    for _ in 0..RESAMPLES {
        block_resample(&mut random, runs.len(), BLOCK, &mut positions);
        sample.draw(&runs, &positions);
        block_resample(&mut random, recent.len(), BLOCK, &mut positions);
        let recent_passed = positions.iter().filter(|&&position| recent.get(position) == Some(&true)).count() as f64;
        let apdex = apdex(&sample.validations, view.settings.satisfying_validation_seconds).or(view_apdex);
        let values = sample.values();
        let value = |kind: KpiKind| {
            let known = measured(kind)?;
            if kind == KpiKind::RecentDefaultBranch {
                return Some(recent_passed);
            }
            values.iter().find(|(of, _)| *of == kind).and_then(|(_, value)| *value).or(Some(known))
        };
        scores.extend(health_score(view.settings, value, apdex));
    }
    let [low, middle, high] = quantiles_in_place(&mut scores, [0.025, 0.5, 0.975]);
    let narrowing = (runs.len() as f64 / view.rows.len().max(1) as f64).sqrt();
    let around = |end: f64, middle: f64| (score + narrowing * (end - middle)).clamp(0.0, 100.0);
    Some((around(low?, middle?), around(high?, middle?)))
}

/// What the runs of one resample add up to, gathered in one walk; its lists are kept from resample to resample.
#[derive(Default)]
struct Sample {
    /// `(hits, all)` of the success rate, of stability and of deployments.
    success: (usize, usize),
    steady: (usize, usize),
    deployed: (usize, usize),
    passed_seconds: Vec<f64>,
    suite_seconds: Vec<f64>,
    validations: Vec<f64>,
    waits: Vec<f64>,
    waste: Waste,
}

impl Sample {
    fn draw(&mut self, runs: &[RunFacts], positions: &[usize]) {
        (self.success, self.steady, self.deployed) = ((0, 0), (0, 0), (0, 0));
        self.waste = Waste::default();
        for list in [&mut self.passed_seconds, &mut self.suite_seconds, &mut self.validations, &mut self.waits] {
            list.clear();
        }
        for run in positions.iter().filter_map(|&position| runs.get(position)) {
            if run.counts {
                self.success = (self.success.0 + usize::from(run.passed), self.success.1 + 1);
            }
            if run.mark != CommitMark::None {
                self.steady = (self.steady.0 + usize::from(run.mark == CommitMark::Steady), self.steady.1 + 1);
            }
            if let Some(passed) = run.deployment {
                self.deployed = (self.deployed.0 + usize::from(passed), self.deployed.1 + 1);
            }
            self.passed_seconds.extend(run.passed_seconds);
            self.suite_seconds.extend(run.passed_seconds.filter(|_| run.in_full_suite));
            self.validations.extend(run.validation_seconds);
            self.waits.extend(&run.queue_seconds);
            self.waste.add(&run.waste);
        }
    }

    /// The KPIs that it measures. Reorders its lists.
    fn values(&mut self) -> [(KpiKind, Option<f64>); 8] {
        let share = |(hits, all): (usize, usize)| (all > 0).then(|| hits as f64 / all as f64);
        let at = |values: &mut [f64], level: f64| {
            let [value] = quantiles_in_place(values, [level]);
            value
        };
        [
            (KpiKind::SuccessRate, share(self.success)),
            (KpiKind::Stability, share(self.steady)),
            (KpiKind::DeploymentSuccess, share(self.deployed)),
            (KpiKind::MedianDuration, at(&mut self.passed_seconds, 0.5)),
            (KpiKind::PullRequestValidation, at(&mut self.validations, 0.5)),
            (KpiKind::FullSuite, at(&mut self.suite_seconds, 0.95)),
            (KpiKind::QueueTime, at(&mut self.waits, 0.9)),
            (KpiKind::WastedMinutes, self.waste.share()),
        ]
    }
}

fn run_facts(view: &View<'_>, marks: &[CommitMark]) -> Vec<RunFacts> {
    let deployments = Deployments::of(view);
    let suite = full_suite(view);
    let (validation_from_jobs, waste_from_jobs) = (validation_rests_on_jobs(view), rests_on_jobs(view));
    let facts = |position: usize| {
        let row = *view.rows.get(position)?;
        let outcome = view.outcome(row);
        let passed = outcome == Outcome::Passed;
        Some(RunFacts {
            counts: view.filter.rule.counts(outcome),
            passed,
            mark: marks.get(position).copied().unwrap_or_default(),
            deployment: (outcome.is_decided() && deployments.contains(view, row)).then_some(passed),
            passed_seconds: view.duration_seconds(row).filter(|_| passed),
            in_full_suite: suite == Some(view.workflow(row)),
            validation_seconds: validation_seconds(view, row, validation_from_jobs),
            queue_seconds: queue_seconds(view, row).flatten().collect(),
            waste: waste_of(view, row, waste_from_jobs),
        })
    };
    thinned(view.rows.len()).filter_map(facts).collect()
}

/// All positions, or evenly spread blocks of them.
fn thinned(count: usize) -> impl Iterator<Item = usize> {
    let blocks = count.min(MOST_RUNS).div_ceil(BLOCK);
    let start = move |block: usize| if count <= MOST_RUNS { block * BLOCK } else { block * count / blocks };
    (0..blocks).flat_map(move |block| start(block)..(start(block) + BLOCK).min(count))
}

fn recent_outcomes(view: &View<'_>) -> Vec<bool> {
    let rows = view.decided_on_default_branch();
    let recent = rows.get(rows.len().saturating_sub(RECENT)..).unwrap_or_default();
    recent.iter().map(|&row| view.outcome(row) == Outcome::Passed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_keeps_blocks_whole_and_apart() {
        for count in [0, 3, 12, 1_000, 1_001, 123_456] {
            let positions: Vec<usize> = thinned(count).collect();
            assert_eq!(positions.len(), count.min(MOST_RUNS), "{count}");
            assert!(positions.is_sorted_by(|a, b| a < b), "{count}");
            assert!(positions.iter().all(|&position| position < count));
        }
    }
}
