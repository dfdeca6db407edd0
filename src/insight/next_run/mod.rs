//! The chance that the next run of each workflow fails, from what was known at each moment alone.

mod features;
mod learner;
mod reliability;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::domain::{AttemptColumns, Outcome, Timestamp, WorkflowState, sort_by, sort_by_key};
use crate::stats::Lack;

use super::View;
use super::forecast::remembered_beyond;

use features::Start;
use learner::{Foretold, Learner, Run, UNSCORED, record};
use reliability::reliability;

pub use reliability::ReliabilityBin;

/// A workflow is active where an attempt of it started in the last so many days of the view.
const ACTIVE_DAYS: i64 = 30;
/// Workflows that are asked, the busiest first.
const MOST_WORKFLOWS: usize = 30;
/// Newest decided attempts of a workflow that a chance rests on, and of all workflows together.
const MOST_RUNS: usize = 5_000;
const MOST_RUNS_OF_ALL: usize = 60_000;
/// Branch and event combinations of the busiest workflow that are told apart.
const MOST_CONTEXTS: usize = 6;

/// Chance that the next run of a workflow fails.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NextRun {
    /// GitHub's number of the workflow.
    pub workflow_id: u64,
    /// Its label.
    pub workflow: String,
    /// On which branches.
    pub branch: BranchKind,
    /// Started by which event; `None` for any.
    pub event: Option<String>,
    /// The chance and its 80 % interval, or what is lacking.
    pub chance: Result<(f64, (f64, f64)), Lack>,
    /// What moves it most away from the average run, largest first, at most 3; empty where no model of several features is
    /// used.
    pub factors: Vec<ChanceFactor>,
    /// Failure rate over the whole view.
    pub base_rate: Option<f64>,
    /// Decided attempts it rests on.
    pub count: u64,
    /// How it was come by.
    pub method: ChanceMethod,
    /// How this way of foretelling did on this workflow's own past; `None` where too little is past.
    pub record: Option<ChanceRecord>,
}

/// Which branches a chance is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BranchKind {
    /// All of them.
    Any,
    /// The repository's default branch.
    Default,
    /// All others, forks included.
    Other,
}

/// How a chance was come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChanceMethod {
    /// A share whose past fades.
    DiscountedBeta,
    /// Ridge logistic regression on what was known when the run started, recalibrated.
    Logistic,
    /// The share of all failures so far: nothing else has done better.
    BaseRate,
}

/// One reason for a chance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChanceFactor {
    /// In plain words.
    pub name: String,
    /// Percentage points by which it moves the chance.
    pub points: f64,
}

/// How chances said before each run turned out; of Brier score and log loss lower is better.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChanceRecord {
    /// Runs that were foretold.
    pub runs: u64,
    /// Brier score.
    pub brier: f64,
    /// Brier score of always saying the share of failures known at that moment.
    pub brier_base: f64,
    /// Log loss.
    pub log_loss: f64,
    /// Log loss of the base rate.
    pub log_loss_base: f64,
    /// Share of pairs of a failed and a passed run of which the failed one had the higher chance (AUC); `None` unless both
    /// occur.
    pub discrimination: Option<f64>,
}

/// The chances of one workflow's past runs, for whoever wants to see them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NextRunBacktest {
    /// GitHub's number of the workflow.
    pub workflow_id: u64,
    /// Its label.
    pub workflow: String,
    /// Oldest first.
    pub runs: Vec<ForetoldRun>,
    /// What was said against what happened, lowest chances first, of the runs that the record is about.
    pub reliability: Vec<ReliabilityBin>,
    /// How they turned out; `None` where too little is past.
    pub record: Option<ChanceRecord>,
}

/// One past run as it was foretold when it started.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ForetoldRun {
    /// When it started.
    pub started_at: Timestamp,
    /// The chance of failure that was said.
    pub chance: f64,
    /// The share of failures known at that moment.
    pub base_rate: f64,
    /// How the chance was come by.
    pub method: ChanceMethod,
    /// Whether it failed.
    pub failed: bool,
}

/// The chance that the next run of each active workflow fails, highest first; of at most 30 workflows, the busiest.
///
/// Each run of the past is foretold when it starts, from the runs of the workflow that had *ended* by then. The chance is the
/// mean of several methods, each weighted by how likely it has held what happened (Bayesian model averaging, the
/// likelihood fading by 0.1 % a run): Beta posteriors whose past fades by 0.8 to 0.99 a run or not at all, and from 200
/// runs, 20 failures and 20 passes on a ridge logistic regression (last results, recent failure rates, streaks, time since
/// the last run, branch, event, re-run, hour, weekend; recalibrated). Before there is evidence, half of the weight is with
/// the share of all failures: failures that come by chance alone are not foreseen. `method` names the heaviest. The
/// record beside a chance is that of what was said.
pub fn predict_next_runs(view: &View<'_>) -> Vec<NextRun> {
    let parts = active(view);
    let most = MOST_RUNS.min(MOST_RUNS_OF_ALL / parts.len().max(1));
    let mut chances: Vec<NextRun> =
        parts.iter().filter_map(|(workflow, part)| of_part(part, *workflow, most)).collect();
    let chance = |next: &NextRun| next.chance.as_ref().map_or(-1.0, |chance| chance.0);
    sort_by(&mut chances, |a, b| chance(b).total_cmp(&chance(a)).then(a.workflow_id.cmp(&b.workflow_id)));
    chances
}

/// The same for the busiest active workflow, by default branch or other and by event, most runs first; each from the runs
/// of that kind alone. Empty where there is but one kind.
pub fn predict_next_runs_by_context(view: &View<'_>) -> Vec<NextRun> {
    let parts = active(view);
    let Some((workflow, part)) = parts.first() else { return Vec::new() };
    let default = default_branch(part);
    let mut kinds: Vec<((bool, u8), Vec<u32>)> = Vec::new();
    for &row in part.rows.iter().skip(part.rows.len().saturating_sub(MOST_RUNS_OF_ALL)) {
        let kind = (is_on(part, row, default), part.event(row));
        match kinds.iter_mut().find(|known| known.0 == kind) {
            Some(known) => known.1.push(row),
            None => kinds.push((kind, vec![row])),
        }
    }
    if kinds.len() < 2 {
        return Vec::new();
    }
    sort_by_key(&mut kinds, |kind| core::cmp::Reverse(kind.1.len()));
    let of_kind = |((on_default, event), rows): ((bool, u8), Vec<u32>)| {
        let event = Some(part.columns.events.text(u32::from(event)).to_owned());
        let next = of_part(&part.choosing(part.period, rows), *workflow, MOST_RUNS)?;
        let branch = if on_default { BranchKind::Default } else { BranchKind::Other };
        Some(NextRun { branch, event, ..next })
    };
    kinds.into_iter().take(MOST_CONTEXTS).filter_map(of_kind).collect()
}

/// What was said of the past runs of each active workflow, busiest first.
pub fn backtest_next_runs(view: &View<'_>) -> Vec<NextRunBacktest> {
    let of_part = |(workflow, part): &(u16, View<'_>)| {
        let entry = part.columns.workflows.entries.get(usize::from(*workflow))?;
        let (_, foretold) = Learner::over(part.zone, &runs_of(part, MOST_RUNS));
        let told = |run: &Foretold| ForetoldRun {
            started_at: Timestamp(i64::from(run.seconds)),
            chance: run.chance,
            base_rate: run.base,
            method: run.method,
            failed: run.failed,
        };
        let runs: Vec<ForetoldRun> = foretold.iter().map(told).collect();
        Some(NextRunBacktest {
            workflow_id: entry.id,
            workflow: entry.label(),
            reliability: reliability(runs.get(UNSCORED..).unwrap_or_default()),
            runs,
            record: record(&foretold),
        })
    };
    active(view).iter().filter_map(of_part).collect()
}

/// Active workflows that can still run, busiest first, at most 30; with all that is known of them from the last year at
/// least, whatever the view's window: what comes next does not hang on what is looked at.
fn active<'a>(view: &View<'a>) -> Vec<(u16, View<'a>)> {
    let year = remembered_beyond(view);
    let view = year.as_ref().unwrap_or(view);
    let since = view.period.end.min(view.now).plus_days(-ACTIVE_DAYS);
    let can_run = |workflow: u16| {
        let entry = view.columns.workflows.entries.get(usize::from(workflow));
        entry.is_some_and(|entry| matches!(entry.state, WorkflowState::Active | WorkflowState::Unlisted))
    };
    let is_active = |part: &View<'_>| part.rows.iter().rev().any(|&row| part.started(row) >= since);
    let mut parts = view.by_workflow();
    parts.retain(|(workflow, part)| can_run(*workflow) && is_active(part));
    sort_by_key(&mut parts, |(_, part)| core::cmp::Reverse(part.rows.len()));
    parts.truncate(MOST_WORKFLOWS);
    parts
}

fn of_part(part: &View<'_>, workflow: u16, most: usize) -> Option<NextRun> {
    let entry = part.columns.workflows.entries.get(usize::from(workflow))?;
    let runs = runs_of(part, most);
    let (learner, foretold) = Learner::over(part.zone, &runs);
    let chance = learner.chance(typical_start(&runs, part.now));
    Some(NextRun {
        workflow_id: entry.id,
        workflow: entry.label(),
        branch: BranchKind::Any,
        event: None,
        chance: if runs.is_empty() {
            Err(Lack::TooFewPoints { have: 0, need: 1 })
        } else {
            Ok((chance.probability, chance.interval_80))
        },
        factors: if runs.is_empty() { Vec::new() } else { chance.factors },
        base_rate: base_rate(part),
        count: runs.len() as u64,
        method: chance.method,
        record: record(&foretold),
    })
}

fn base_rate(part: &View<'_>) -> Option<f64> {
    let (mut failed, mut decided) = (0_u64, 0_u64);
    for &row in &part.rows {
        let outcome = part.outcome(row);
        failed += u64::from(outcome.is_failed());
        decided += u64::from(outcome.is_decided());
    }
    (decided > 0).then(|| failed as f64 / decided as f64)
}

/// The newest decided runs, by start.
fn runs_of(part: &View<'_>, most: usize) -> Vec<Run> {
    let default = default_branch(part);
    let pull_request = part.columns.events.find(b"pull_request");
    let schedule = part.columns.events.find(b"schedule");
    let is_event = |row: u32, event: Option<u32>| f64::from(event == Some(u32::from(part.event(row))));
    let attempts = &part.columns.attempts;
    let decided = part.rows.iter().rev().copied().filter(|&row| part.outcome(row).is_decided());
    let mut runs: Vec<Run> = decided
        .take(most)
        .map(|row| {
            let seconds = part.started_seconds(row);
            let updated = attempts.updated.get(row as usize).copied().unwrap_or(seconds);
            let ended = part.duration_seconds(row).map_or(updated, |duration| seconds.saturating_add(duration as u32));
            Run {
                start: Start {
                    seconds,
                    same_branch: 0.0,
                    on_default_branch: f64::from(is_on(part, row, default)),
                    is_pull_request: is_event(row, pull_request),
                    is_scheduled: is_event(row, schedule),
                    is_rerun: f64::from(part.attempt(row) > 1),
                },
                branch: attempts.branch.get(row as usize).copied().unwrap_or_default(),
                ended: ended.max(seconds),
                failed: part.outcome(row) != Outcome::Passed,
            }
        })
        .collect();
    runs.reverse();
    sort_by_key(&mut runs, |run| run.start.seconds);
    runs
}

/// A run that starts now, as the last ones did on the whole.
fn typical_start(runs: &[Run], now: Timestamp) -> Start {
    let recent = runs.get(runs.len().saturating_sub(200)..).unwrap_or_default();
    let count = recent.len().max(1) as f64;
    let share = |of: fn(&Start) -> f64| recent.iter().map(|run| of(&run.start)).sum::<f64>() / count;
    let newest_start = runs.last().map_or(0, |run| run.start.seconds);
    Start {
        seconds: u32::try_from(now.0).unwrap_or(newest_start),
        same_branch: recent.iter().map(|run| if run.failed { 1.0 } else { -1.0 }).sum::<f64>() / count,
        on_default_branch: share(|start| start.on_default_branch),
        is_pull_request: share(|start| start.is_pull_request),
        is_scheduled: share(|start| start.is_scheduled),
        is_rerun: 0.0,
    }
}

fn default_branch(view: &View<'_>) -> Option<u32> {
    view.default_branch.and_then(|name| view.columns.texts.find(name.as_bytes()))
}

fn is_on(view: &View<'_>, row: u32, branch: Option<u32>) -> bool {
    let attempts = &view.columns.attempts;
    branch.is_some()
        && attempts.branch.get(row as usize).copied() == branch
        && !attempts.has_flag(row as usize, AttemptColumns::FROM_FORK)
}
