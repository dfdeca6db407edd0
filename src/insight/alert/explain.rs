//! Says in words what a reading says in numbers: title, description, what the evidence has in common, what to do first.
//! Looks at nothing but the evidence and what was known before it.

use crate::domain::{AlertMetric, AlertRule, NO_TEXT, State, WorkflowState, grouped};
use crate::stats::{ChangeRule, rank_changes};

use super::super::p_value::p_value_text;
use super::super::{Subject, View};
use super::judge::Measurement;
use super::reading::{Explanation, Reading};
use super::series::ValueSeries;
use super::watch::{Source, Watch};

/// What at least so many of the failures, and this share of them, have in common is named.
const FEWEST_IN_COMMON: usize = 3;
const LEAST_SHARE: f64 = 0.6;
/// Runs before the window that are searched for the shift, too.
const SEARCHED: usize = 200;

/// The words for a reading that has reached a severity; `rows` are its evidence, newest first.
pub(super) fn explain(
    view: &View<'_>,
    rule: &AlertRule,
    watch: &Watch,
    reading: &Reading,
    found: &Measurement,
    rows: &[u32],
) -> Explanation {
    let who = match &watch.subject {
        Subject::Repository => "the repository",
        Subject::Workflow { workflow, .. } | Subject::Job { workflow, .. } | Subject::Step { workflow, .. } => workflow,
    };
    let (measured, next_step) = words(rule.metric, who, found);
    // A workflow's name is written as it is.
    let begins_with_name = watch.workflow.is_some() && measured.starts_with(who);
    Explanation {
        title: if begins_with_name { measured.clone() } else { capitalised(&measured) },
        description: description(rule.metric, reading, &measured),
        likely_cause: cause(view, rule.metric, watch, found, rows),
        next_step: next_step.to_owned(),
    }
}

/// With a capital at its beginning, where that is one of the 26 letters: our own sentences.
fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

/// The measured value in a sentence, and the first thing to do about it.
fn words(metric: AlertMetric, who: &str, found: &Measurement) -> (String, &'static str) {
    let value = found.value;
    let change = 100.0 * value;
    match metric {
        AlertMetric::FailureRate => (
            format!("{change:.1} % of the runs of {who} fail"),
            "Open the newest failed run; if the same step fails each time, fix or revert what it tests.",
        ),
        AlertMetric::SuccessRate => (
            format!("only {change:.1} % of the runs of {who} succeed"),
            "See the workflows page for which of them fails most, and start there.",
        ),
        AlertMetric::Duration => (
            format!("{who} takes {} in the median", span(value)),
            "See the jobs of the workflow by time: the longest on the critical path is where to save.",
        ),
        AlertMetric::DurationChange => (
            format!("{who} takes {change:.0} % longer than before"),
            "Compare a run from before the change with one after it, job by job.",
        ),
        AlertMetric::FailureStreak => (
            format!("{who} has failed {value:.0} times in a row on the default branch"),
            "Look at the first failure of the streak and the commit it ran on; revert it if it is at fault.",
        ),
        AlertMetric::Flakiness => (
            format!("{change:.1} % of the commits of {who} both fail and pass"),
            "See the flaky page for the job and step; quarantine it until it is fixed.",
        ),
        AlertMetric::CacheHitRate => {
            (format!("{change:.0} % of cache look-ups hit"), "Check whether the cache key changes too often.")
        }
        AlertMetric::Health => {
            (format!("the health of {who} is {value:.0} of 100"), "See which part of the score is lowest.")
        }
        AlertMetric::CostChange => (
            format!("the last seven days cost {change:.0} % more than expected"),
            "See the cost page for the workflow and job that grew most.",
        ),
        AlertMetric::QueueRatio => (
            format!("runners of {who} are waited for {value:.1} times as long as usual"),
            "Check whether runners are down or more work arrives at once than there are runners for.",
        ),
        AlertMetric::JobQueued => (
            format!("a job of {who} has waited {} for a runner", span(value)),
            "Check that a runner with the job's labels is online.",
        ),
        AlertMetric::ScheduleMissed => {
            let usual = found.baseline.unwrap_or_default();
            (
                format!("{who} last ran on schedule {} ago, usually every {}", span(value * usual), span(usual)),
                "Open the workflow on GitHub: enable it if it is disabled, and check its cron line on the default branch.",
            )
        }
    }
}

fn description(metric: AlertMetric, reading: &Reading, measured: &str) -> String {
    let mut parts = vec![format!("As of {}, {measured}", reading.evaluated_at.to_rfc3339())];
    if reading.sample > 0 {
        let (one, several) = metric.counted();
        let counted = if reading.sample == 1 { one } else { several };
        parts.push(format!("over {} {counted}", grouped(reading.sample)));
    }
    if let Some((low, high)) = reading.interval {
        parts.push(format!("95 % interval {} to {}", shown(metric, low), shown(metric, high)));
    }
    if let Some(level) = reading.level {
        parts.push(format!("the rule's level is {}", shown(metric, level)));
    }
    if let Some(baseline) = reading.baseline.filter(|_| metric != AlertMetric::ScheduleMissed) {
        let baseline = match metric {
            AlertMetric::DurationChange | AlertMetric::QueueRatio => span(baseline),
            AlertMetric::CostChange => format!("${baseline:.2}"),
            AlertMetric::FailureStreak => format!("{:.1} % failed", 100.0 * baseline),
            _ => shown(metric, baseline),
        };
        parts.push(format!("before it was {baseline}"));
    }
    if let Some(p_value) = reading.p_value {
        parts.push(format!("by chance {}", p_value_text(p_value)));
    }
    parts.join("; ") + "."
}

/// A value of the metric with its unit.
fn shown(metric: AlertMetric, value: f64) -> String {
    match metric {
        AlertMetric::FailureRate | AlertMetric::SuccessRate | AlertMetric::Flakiness | AlertMetric::CacheHitRate => {
            format!("{:.1} %", 100.0 * value)
        }
        AlertMetric::DurationChange | AlertMetric::CostChange => signed_percent(value),
        AlertMetric::Duration | AlertMetric::JobQueued => span(value),
        AlertMetric::QueueRatio | AlertMetric::ScheduleMissed => format!("{value:.1} times"),
        AlertMetric::FailureStreak | AlertMetric::Health => format!("{value:.0}"),
    }
}

/// A change in percent with its sign, nothing without one.
fn signed_percent(change: f64) -> String {
    let percent = format!("{:.0}", 100.0 * change.abs());
    let sign = match change {
        _ if percent == "0" => "",
        ..0.0 => "−",
        _ => "+",
    };
    format!("{sign}{percent} %")
}

/// Fine enough to tell a value from the level and the interval beside it.
fn span(seconds: f64) -> String {
    let pair = |total: f64, size: u64, large: &str, small: &str| {
        let total = total.round().max(0.0) as u64;
        match total % size {
            0 => format!("{} {large}", total / size),
            rest => format!("{} {large} {rest} {small}", total / size),
        }
    };
    match seconds {
        ..119.5 => format!("{seconds:.0} s"),
        ..3_599.5 => pair(seconds, 60, "min", "s"),
        ..172_800.0 => pair(seconds / 60.0, 60, "h", "min"),
        _ => format!("{:.0} days", seconds / 86_400.0),
    }
}

fn cause(view: &View<'_>, metric: AlertMetric, watch: &Watch, found: &Measurement, rows: &[u32]) -> Option<String> {
    match (&watch.source, metric) {
        (Source::Change(series) | Source::Level(series), _) => slower_since(view, series, found),
        (Source::Streak(_), _) => {
            let first = *rows.last()?;
            Some(format!("It began with {}.", run_and_commit(view, first)))
                .map(|began| failing_place(view, rows).map_or(began.clone(), |place| format!("{place} {began}")))
        }
        (Source::Schedule(_), _) => schedule_cause(view, watch),
        (Source::Queue(_) | Source::Waiting(_), _) => {
            let labels = rows.iter().map(|&row| longest_waiting_labels(view, row)).collect();
            let labels = dominating(labels)?;
            Some(format!("The jobs that wait ask for “{}”.", view.columns.texts.text(labels).replace('\n', ", ")))
        }
        (Source::Share(_) | Source::Health(_), _) => failing_place(view, rows)
            .or_else(|| failing_workflow(view, watch, rows))
            .or_else(|| failing_branch(view, rows)),
        _ => None,
    }
}

/// Where the durations of the window and the runs before it shifted last.
fn slower_since(view: &View<'_>, series: &ValueSeries, found: &Measurement) -> Option<String> {
    let from = found.window.start.saturating_sub(SEARCHED);
    let seconds = series.seconds.get(from..found.window.end)?;
    let seconds: Vec<f64> = seconds.iter().map(|&value| f64::from(value.max(1))).collect();
    let changes = rank_changes(&seconds, ChangeRule::default()).ok()?;
    let point = changes.points.iter().rev().find(|point| point.log_shift > 0.0)?;
    let row = *series.rows.get(from + point.index)?;
    let percent = 100.0 * point.log_shift.exp_m1();
    Some(format!("Slower by {percent:.0} % since {}.", run_and_commit(view, row)))
}

fn schedule_cause(view: &View<'_>, watch: &Watch) -> Option<String> {
    let entry = view.columns.workflows.entries.get(usize::from(watch.workflow?))?;
    let cause = match entry.state {
        WorkflowState::DisabledInactivity => {
            "GitHub disabled the workflow because the repository was quiet for 60 days."
        }
        WorkflowState::DisabledManually => "Somebody disabled the workflow.",
        WorkflowState::DisabledFork => "The workflow is disabled because the repository is a fork.",
        WorkflowState::Unlisted => "GitHub does not list the workflow any more.",
        WorkflowState::Active | WorkflowState::Deleted => return None,
    };
    Some(cause.to_owned())
}

fn run_and_commit(view: &View<'_>, row: u32) -> String {
    let commit: String = match view.commit(row) {
        NO_TEXT => String::new(),
        commit => {
            let first =
                view.columns.commits.get(commit).iter().take(4).fold(0, |word, &byte| word << 8 | u32::from(byte));
            format!("{first:08x}")
        }
    };
    let number = view.columns.attempts.run_number.get(row as usize).copied().unwrap_or_default();
    let started = view.started(row).to_rfc3339();
    if commit.is_empty() {
        format!("run {number} of {started}")
    } else {
        format!("run {number} of {started} on commit {}", commit.get(..7).unwrap_or(&commit))
    }
}

/// The step, else the job, in which most of the runs fail.
fn failing_place(view: &View<'_>, rows: &[u32]) -> Option<String> {
    let (mut steps, mut jobs_failed) = (Vec::new(), Vec::new());
    let columns = &view.columns.jobs;
    let is_bad = |state: &State| matches!(*state, State::FAILURE | State::TIMED_OUT);
    for &row in rows {
        let failed = view.jobs(row).find(|&job| columns.state.get(job).is_some_and(is_bad));
        jobs_failed.push(failed.and_then(|job| columns.name.get(job).copied()));
        let mut of_job = failed.map(|job| columns.steps_of(job)).unwrap_or_default();
        let step = of_job.find(|&step| columns.steps.state.get(step).is_some_and(is_bad));
        steps.push(step.and_then(|step| columns.steps.name.get(step).copied()));
    }
    let text = |number: u32| view.columns.texts.text(number);
    if let Some(step) = dominating(steps) {
        return Some(format!("Most of the failures are in the step “{}”.", text(step)));
    }
    dominating(jobs_failed).map(|job| format!("Most of the failures are in the job “{}”.", text(job)))
}

fn failing_workflow(view: &View<'_>, watch: &Watch, rows: &[u32]) -> Option<String> {
    if watch.workflow.is_some() {
        return None;
    }
    let workflow = dominating(rows.iter().map(|&row| Some(u32::from(view.workflow(row)))).collect())?;
    Some(format!("Most of the failures are in {}.", view.columns.workflows.label(workflow as u16)))
}

fn failing_branch(view: &View<'_>, rows: &[u32]) -> Option<String> {
    let branch = |&row: &u32| view.columns.attempts.branch.get(row as usize).copied().filter(|&text| text != NO_TEXT);
    let branch = dominating(rows.iter().map(branch).collect())?;
    Some(format!("Most of the failures are on the branch “{}”.", view.columns.texts.text(branch)))
}

fn longest_waiting_labels(view: &View<'_>, row: u32) -> Option<u32> {
    let jobs = &view.columns.jobs;
    let waited = |&job: &usize| {
        let created = jobs.created.get(job).copied().unwrap_or_default();
        jobs.picked_up.get(job).copied().unwrap_or_default().saturating_sub(created)
    };
    let job = view.jobs(row).max_by_key(waited)?;
    jobs.labels.get(job).copied().filter(|&text| text != NO_TEXT)
}

/// What at least three of the evidence, and three in five, have in common.
fn dominating(values: Vec<Option<u32>>) -> Option<u32> {
    let all = values.len();
    let mut counts: Vec<(u32, usize)> = Vec::new();
    for value in values.into_iter().flatten() {
        match counts.iter_mut().find(|count| count.0 == value) {
            Some(count) => count.1 += 1,
            None => counts.push((value, 1)),
        }
    }
    let (value, count) = counts.into_iter().max_by_key(|count| count.1)?;
    (count >= FEWEST_IN_COMMON.min(all.max(1)) && count as f64 >= LEAST_SHARE * all as f64).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_tell_a_value_from_its_level() {
        let check = |seconds, expected: &str| assert_eq!(span(seconds), expected, "{seconds}");
        check(4.0, "4 s");
        check(119.4, "119 s");
        check(600.0, "10 min");
        check(604.4, "10 min 4 s");
        check(3_599.6, "1 h");
        check(12_000.0, "3 h 20 min");
        check(200_000.0, "2 days");
    }

    #[test]
    fn changes_are_written_for_people() {
        assert_eq!([0.2, -0.2, -0.001, 0.0].map(signed_percent), ["+20 %", "−20 %", "0 %", "0 %"]);
    }
}
