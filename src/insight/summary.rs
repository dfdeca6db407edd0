//! All answers of one view together: what the overview shows and the report holds.

use serde::{Deserialize, Serialize};

use crate::domain::{Period, Timestamp, WorkflowState};

use super::{
    Comparison, Day, DurationSummary, FailureForecast, Health, NextRun, OutcomeCounts, PerformanceScore, QueueSummary,
    Rate, Recommendation, RetrySummary, Risk, SignalSummary, Trend,
};

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
    /// Trends of duration, failure rate and volume over the view's own window, then over the last 7, 30 and 90 days.
    pub trends: Vec<Trend>,
    /// Against the window before; empty for the window `all`.
    pub comparisons: Vec<Comparison>,
    /// Failure rate of the next 7 days.
    pub forecast: FailureForecast,
    /// Chance that the next run of each active workflow fails, highest first.
    pub next_runs: Vec<NextRun>,
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
