//! What the overview shows and the report holds, as one answer; and what is said of each workflow.

use serde::{Deserialize, Serialize};

use crate::domain::{Outcome, Period, SECONDS_PER_DAY, Timestamp, WorkflowState, sort_by};

use super::{
    Comparison, Day, DurationSummary, EarlyWarning, Forecast, Health, NextRun, OutcomeCounts, PerformanceScore,
    QueueSummary, Rate, Recommendation, RetrySummary, Risk, SignalSummary, Trend, View, count_outcomes,
    follow_duration, success_rate, summarise_durations, summarise_performance, summarise_retries,
};

/// Most weeks of a sparkline.
const MOST_WEEKS: i64 = 26;

/// Everything this part of Forerun says about a view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Insight {
    /// The instants it is about.
    pub period: Period,
    /// The moment that counted as now.
    pub now: Timestamp,
    /// How attempts ended.
    pub counts: OutcomeCounts,
    /// Success rate by the filter's rule.
    pub success: Rate,
    /// What retrying does.
    pub retries: RetrySummary,
    /// Durations of passed attempts.
    pub durations: DurationSummary,
    /// Waiting for runners; `None` where no jobs are known.
    pub queue: Option<QueueSummary>,
    /// Waiting for the answer.
    pub signal: SignalSummary,
    /// Commits on which a workflow both failed and passed / commits with a decided outcome.
    pub flakiness: Rate,
    /// Mean performance score.
    pub performance: PerformanceScore,
    /// Health with its parts.
    pub health: Health,
    /// Day by day, oldest first.
    pub days: Vec<Day>,
    /// Trends of duration, failure rate, volume and queue time over the view's own window, then over the last 7, 30 and 90 days.
    pub trends: Vec<Trend>,
    /// Against the window before; empty for the window `all`.
    pub comparisons: Vec<Comparison>,
    /// Failure rate of the next 7 days.
    pub forecast: Forecast,
    /// Chance that the next run of each active workflow fails, highest first.
    pub next_runs: Vec<NextRun>,
    /// What is getting worse.
    pub early_warnings: Vec<EarlyWarning>,
    /// Risk with its factors.
    pub risk: Risk,
    /// What to do, most urgent first.
    pub recommendations: Vec<Recommendation>,
    /// One entry a workflow, most attempts first.
    pub workflows: Vec<WorkflowSummary>,
}

/// One workflow in the view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkflowSummary {
    /// GitHub's number.
    pub workflow_id: u64,
    /// What to call it.
    pub label: String,
    /// Path of its file.
    pub path: String,
    /// Whether it can run.
    pub state: WorkflowState,
    /// How attempts ended.
    pub counts: OutcomeCounts,
    /// Success rate by the filter's rule.
    pub success: Rate,
    /// First-try and final success.
    pub retries: RetrySummary,
    /// Durations of passed attempts.
    pub durations: DurationSummary,
    /// Mean performance score.
    pub performance: PerformanceScore,
    /// Trend of the duration over the view's window.
    pub duration_trend: Trend,
    /// Success rate a week over the view, oldest first, for a sparkline; at most 26 entries.
    pub weekly_success: Vec<Option<f64>>,
    /// Start of the newest attempt.
    pub last_started_at: Option<Timestamp>,
}

/// One entry a workflow of the view, most attempts first.
pub fn summarise_workflows(view: &View<'_>) -> Vec<WorkflowSummary> {
    let parts = view.by_workflow();
    let mut summaries: Vec<WorkflowSummary> =
        parts.iter().filter_map(|(workflow, part)| summarise_workflow(part, *workflow)).collect();
    sort_by(&mut summaries, |a, b| b.counts.total().cmp(&a.counts.total()).then(a.workflow_id.cmp(&b.workflow_id)));
    summaries
}

fn summarise_workflow(part: &View<'_>, workflow: u16) -> Option<WorkflowSummary> {
    let entry = part.columns.workflows.entries.get(usize::from(workflow))?;
    let counts = count_outcomes(part);
    Some(WorkflowSummary {
        workflow_id: entry.id,
        label: entry.label(),
        path: entry.path.clone(),
        state: entry.state,
        success: success_rate(&counts, part.filter.rule),
        counts,
        retries: summarise_retries(part),
        durations: summarise_durations(part),
        performance: summarise_performance(part),
        duration_trend: follow_duration(part),
        weekly_success: weekly_success(part),
        last_started_at: part.rows.iter().map(|&row| part.started(row)).max(),
    })
}

/// Success rate of each stretch of 7 days counted back from the end of the window, oldest first. The last stretch of a
/// window that is no whole number of weeks is its first and shorter.
fn weekly_success(part: &View<'_>) -> Vec<Option<f64>> {
    const WEEK_SECONDS: i64 = 7 * SECONDS_PER_DAY;
    let last_second = part.period.seconds().max(1) - 1;
    let weeks = (last_second / WEEK_SECONDS + 1).min(MOST_WEEKS) as usize;
    let mut passed_and_all = vec![(0_u64, 0_u64); weeks];
    for &row in &part.rows {
        let before_end = part.period.end.seconds_since(part.started(row)) - 1;
        let week = usize::try_from(before_end / WEEK_SECONDS).ok();
        if let Some(counts) = week.and_then(|week| passed_and_all.get_mut(week)) {
            let outcome = part.outcome(row);
            counts.0 += u64::from(outcome == Outcome::Passed);
            counts.1 += u64::from(part.filter.rule.counts(outcome));
        }
    }
    passed_and_all.into_iter().rev().map(|(passed, all)| Rate::of(passed, all).value).collect()
}
