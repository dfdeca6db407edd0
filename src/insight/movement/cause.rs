//! What stands behind a change of a workflow's duration: which of its jobs and steps take longer than before, whether its
//! runs wait longer, and which commits came in with it. Compares medians; proves no cause.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::{Outcome, Timestamp, sort_by};
use crate::stats::median;

use super::super::follow::attempt_queue_seconds;
use super::super::{Metric, Subject, View};
use super::change::Changepoint;
use super::subjects::{each_passed_job_of, each_passed_step, text};

/// Newest changes that are looked into.
const MOST_CHANGES: usize = 20;
/// Attempts on each side of a change that are compared.
const NEAREST: usize = 200;
/// Fewest of them with jobs, and fewest executions of a part, on a side.
const FEWEST: usize = 5;
/// Jobs and steps told of a change, commits told of it.
const MOST_PARTS: usize = 5;
const MOST_COMMITS: usize = 10;
/// A smaller growth is not told, in seconds.
const LEAST_SECONDS: f64 = 1.0;

/// What stands behind a change of a workflow's duration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChangeCause {
    /// GitHub's number of the workflow.
    pub workflow_id: u64,
    /// When it changed: that of the changepoint.
    pub at: Timestamp,
    /// By how much the workflow's median grew, seconds; negative where it got faster.
    pub seconds: f64,
    /// Passed attempts with stored jobs before and after that were compared, at most 200 each.
    pub attempts: (u64, u64),
    /// Jobs that changed the same way, the largest change first, at most 5. Jobs run side by side: they do not add up.
    pub jobs: Vec<ChangePart>,
    /// Steps likewise, of all jobs.
    pub steps: Vec<ChangePart>,
    /// Median wait of an attempt's jobs before and after, seconds; `None` where it is unknown.
    pub queue_seconds: Option<(f64, f64)>,
    /// Commits whose first run came with the change, oldest first, at most 10.
    pub commits: Vec<CommitBetween>,
}

/// A job or step before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChangePart {
    /// The job or step.
    pub subject: Subject,
    /// Median before, seconds; `None` where there was none of it.
    pub before_seconds: Option<f64>,
    /// Median after; `None` where there is none of it any more.
    pub after_seconds: Option<f64>,
    /// Growth: after less before, a missing side counting 0.
    pub seconds: f64,
    /// Executions that passed, before and after.
    pub counts: (u64, u64),
}

/// A commit that came in with a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitBetween {
    /// In hexadecimal.
    pub commit: String,
    /// Title of its first run, as GitHub shows it.
    pub title: String,
    /// GitHub's number of that run.
    pub run_id: u64,
}

/// Durations of one job or step on both sides.
#[derive(Default)]
struct Pair {
    before: Vec<f64>,
    after: Vec<f64>,
}

impl Pair {
    fn side(&mut self, is_after: bool) -> &mut Vec<f64> {
        if is_after { &mut self.after } else { &mut self.before }
    }

    /// The growth from median to median. What is on one side only must be in half of that side's `attempts`.
    fn part(mut self, subject: Subject, attempts: (usize, usize)) -> Option<ChangePart> {
        let counts = (self.before.len(), self.after.len());
        let is_told = |own: usize, other: usize, attempts: usize| match other {
            0 => own >= FEWEST && 2 * own >= attempts,
            _ => own >= FEWEST,
        };
        let told = (
            counts.0 == 0 || is_told(counts.0, counts.1, attempts.0),
            counts.1 == 0 || is_told(counts.1, counts.0, attempts.1),
        );
        let (before_seconds, after_seconds) = (median(&mut self.before), median(&mut self.after));
        let seconds = after_seconds.unwrap_or_default() - before_seconds.unwrap_or_default();
        let counts = (counts.0 as u64, counts.1 as u64);
        (told == (true, true)).then_some(ChangePart { subject, before_seconds, after_seconds, seconds, counts })
    }
}

/// What stands behind the newest 20 changes of workflows' durations among `changes`, found in `view`.
pub(super) fn explain(view: &View<'_>, changes: &[Changepoint]) -> Vec<ChangeCause> {
    let is_of_workflow =
        |change: &&Changepoint| change.metric == Metric::Duration && matches!(change.subject, Subject::Workflow { .. });
    let of_workflows: Vec<&Changepoint> = changes.iter().filter(is_of_workflow).collect();
    if of_workflows.is_empty() {
        return Vec::new();
    }
    let parts = view.by_workflow();
    let cause = |change: &&Changepoint| {
        let position = view.columns.workflows.position(change.subject.workflow_id()?)?;
        let (_, part) = parts.iter().find(|(workflow, _)| *workflow == position)?;
        let others = || of_workflows.iter().filter(|other| other.subject == change.subject).map(|other| other.at);
        let from = others().filter(|&at| at < change.at).max();
        let to = others().filter(|&at| at > change.at).min();
        cause(part, change, from, to)
    };
    of_workflows.iter().take(MOST_CHANGES).filter_map(cause).collect()
}

/// Compares the attempts since the change `from` with those until the change `to`.
fn cause(part: &View<'_>, change: &Changepoint, from: Option<Timestamp>, to: Option<Timestamp>) -> Option<ChangeCause> {
    let is_near = |time: Timestamp| from.is_none_or(|from| time >= from) && to.is_none_or(|to| time < to);
    let passed = part.chronological_where(|row| part.outcome(row) == Outcome::Passed && is_near(part.started(row)));
    let split = passed.partition_point(|&row| part.started(row) < change.at);
    let before = passed.get(split.saturating_sub(NEAREST)..split)?;
    let after = passed.get(split..passed.len().min(split + NEAREST))?;
    let (mut jobs, mut steps) = (BTreeMap::<u32, Pair>::new(), BTreeMap::<(u32, u32), Pair>::new());
    let (mut attempts, mut waits) = ((0, 0), Pair::default());
    for (rows, is_after) in [(before, false), (after, true)] {
        for &row in rows {
            let known = part.executed_jobs(row).next().is_some();
            if is_after {
                attempts.1 += usize::from(known);
            } else {
                attempts.0 += usize::from(known);
            }
            collect(part, row, is_after, &mut jobs, &mut steps);
            waits.side(is_after).extend(attempt_queue_seconds(part, row));
        }
    }
    let Subject::Workflow { workflow_id, workflow } = &change.subject else { return None };
    let workflow_id = *workflow_id;
    let (mut told_jobs, mut told_steps) = (Vec::new(), Vec::new());
    if attempts.0.min(attempts.1) >= FEWEST {
        let name = |number: u32| part.columns.texts.text(number).to_owned();
        for (job, pair) in jobs {
            let subject = Subject::Job { workflow_id, workflow: workflow.clone(), job: name(job) };
            told_jobs.extend(pair.part(subject, attempts));
        }
        for ((job, step), pair) in steps {
            let subject = Subject::Step { workflow_id, workflow: workflow.clone(), job: name(job), step: name(step) };
            told_steps.extend(pair.part(subject, attempts));
        }
    }
    let has_waits = waits.before.len().min(waits.after.len()) >= FEWEST;
    Some(ChangeCause {
        workflow_id,
        at: change.at,
        seconds: change.after.value - change.before.value,
        attempts: (attempts.0 as u64, attempts.1 as u64),
        jobs: largest(told_jobs, change.is_worse),
        steps: largest(told_steps, change.is_worse),
        queue_seconds: median(&mut waits.before).zip(median(&mut waits.after)).filter(|_| has_waits),
        commits: commits_with(part, before.last().copied(), change.at),
    })
}

fn collect(
    part: &View<'_>,
    row: u32,
    is_after: bool,
    jobs: &mut BTreeMap<u32, Pair>,
    steps: &mut BTreeMap<(u32, u32), Pair>,
) {
    let columns = &part.columns.jobs;
    each_passed_job_of(part, row, &mut |job, seconds| {
        let name = text(&columns.name, job);
        jobs.entry(name).or_default().side(is_after).push(f64::from(seconds));
        each_passed_step(columns, job, &mut |step, seconds| {
            let pair = steps.entry((name, text(&columns.steps.name, step))).or_default();
            pair.side(is_after).push(f64::from(seconds));
        });
    });
}

/// Those that changed as the workflow did, the largest change first.
fn largest(mut parts: Vec<ChangePart>, is_slower: bool) -> Vec<ChangePart> {
    let growth = |part: &ChangePart| if is_slower { part.seconds } else { -part.seconds };
    parts.retain(|part| growth(part) >= LEAST_SECONDS);
    sort_by(&mut parts, |a, b| growth(b).total_cmp(&growth(a)).then_with(|| a.subject.cmp(&b.subject)));
    parts.truncate(MOST_PARTS);
    parts
}

/// Commits of the attempts that started after the last one before the change, up to the first one of the new level.
fn commits_with(part: &View<'_>, last_before: Option<u32>, at: Timestamp) -> Vec<CommitBetween> {
    let Some(last) = last_before else { return Vec::new() };
    let since = part.started(last);
    let rows = part.chronological_where(|row| {
        let started = part.started(row);
        since < started && started <= at && part.commit(row) != part.commit(last)
    });
    let mut seen: Vec<u32> = Vec::new();
    let mut commits = Vec::new();
    for row in rows {
        let commit = part.commit(row);
        if commits.len() == MOST_COMMITS {
            break;
        }
        if !seen.contains(&commit)
            && let Some(hexadecimal) = part.columns.commit_text(commit)
        {
            seen.push(commit);
            let title = part.columns.attempts.title.get(row as usize).map(|&title| part.columns.texts.text(title));
            let title = title.unwrap_or_default().to_owned();
            commits.push(CommitBetween { commit: hexadecimal, title, run_id: part.run_id(row) });
        }
    }
    commits
}
