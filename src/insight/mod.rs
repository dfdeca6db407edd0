//! What the numbers of CI mean, one file a question. Reads columns, writes none; owns the definitions that the page
//! and the documents show. Never formats text for a screen, never reads a clock.

mod alert;
mod cluster;
mod compare;
mod compare_groups;
mod cost;
mod day_levels;
mod delivery;
mod dora;
mod durations;
mod early_warning;
mod error_category;
mod failures;
mod findings;
mod flaky;
mod follow;
mod forecast;
mod grid;
mod health;
mod health_interval;
mod jobs;
mod kpi;
mod maturity;
mod memo;
mod movement;
mod next_run;
mod outcomes;
mod p_value;
mod past;
mod prepare;
mod rate;
mod recommend;
mod risk;
mod run;
mod run_list;
mod running;
mod score;
mod series;
mod side_by_side;
mod standing;
mod summary;
mod trend;
mod view;
mod volume;
mod waste;
mod workflow_shift;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use crate::stats::Lack;
pub use alert::{
    ALERT_DAYS, Alert, AlertAction, AlertActionKind, AlertBook, AlertEnd, AlertEvent, AlertEventKind, AlertInputs,
    AlertKey, AlertState, Explanation, Firing, Reading, Replay, Severity, evaluate_alerts, replay, replay_book,
    replay_book_with, replay_each,
};
pub use cluster::{
    BurstFinding, ClusterTendency, Clusters, ContagionFinding, DispersionFinding, FailureSuccession, Incident, Outage,
    RunsFinding, SharedStep, SharedTrait, TraitValue, find_clusters,
};
pub use compare::{Change, Comparison, compare_with_before};
pub use compare_groups::{GroupComparison, GroupStanding, compare_branches, compare_events};
pub use cost::{
    BranchClass, BranchCost, CostBreakdown, CostCourse, CostExpectation, CostPart, CostProjection, CostSeries,
    CostSummary, CostTotal, CourseDay, DayCost, ExpectedCost, JobCost, LabelPrice, PricedWaste, Proposal,
    ProposalEffect, RUNNER_PRICES, RunCost, Runner, RunnerCost, RunnerPrice, WasteCost, WhatIf, WhatIfChange,
    WorkflowCost, ask_what_if, break_down_cost, daily_dollars, follow_cost, price_labels, price_waste, summarise_cost,
    try_proposal,
};
pub use day_levels::{DayLevel, DayMedian, follow_days};
pub use delivery::{QueueSummary, SignalSummary, summarise_queue, summarise_signal};
pub use dora::{
    ChangeFailureRate, DeliveryWeek, DeploymentFrequency, DeploymentSource, DeploymentSources, Dora, DoraClass,
    DoraClasses, Downtime, FrequencyClass, LeadTime, LeadTimeClass, RestoreTime, Throughput, classify_dora,
    name_deployments, summarise_dora, weekly_delivery,
};
pub use durations::{DurationQuality, DurationSummary, Quantiles, summarise_durations};
pub use early_warning::{EarlyWarning, WarningKind, warn_early};
pub use error_category::{
    Categorised, CategoryCount, Confidence, ErrorCategory, ErrorExample, ErrorSummary, JobAnnotation, WorkflowErrors,
    categorise_failure, categorise_text, explain_attempt, newest_failed_jobs, summarise_errors,
};
pub use failures::{FailurePatterns, find_failure_patterns};
pub use findings::{Findings, cost_days, examine, summarise};
pub use flaky::{
    EvidenceStrength, Flakiness, FlakyEvidence, FlakyGroups, FlakyShare, FlakyState, FlakySubject, FlakyTransition,
    WastedJobs, examine_flakiness, summarise_flakiness,
};
pub use follow::{follow_duration, follow_failure_rate, follow_queue_time, follow_trends, follow_volume};
pub use forecast::{
    AgainstUsual, Ahead, Backtest, BacktestDay, BacktestReport, ChanceScore, Expected, FailuresAhead, Forecast,
    ForecastDay, ForecastMetric, ForecastModel, ForecastRecord, ForecastTotal, KeptChance, KeptDay, KeptForecast,
    KeptOutcome, MOST_HORIZON_DAYS, MeasuredDay, MetricRecord, ModelScore, backtest, backtest_cost, count_remembered,
    forecast, forecast_all, forecast_cost, hold_kept, keep, look_ahead, score_kept,
};
pub use grid::{
    BranchCell, BranchColumn, BranchCommit, BranchGrid, Breakage, BreakageEnd, BreakageKinds, BreakageVerdict,
    GridPart, grid_of_branch,
};
pub use health::{Health, HealthLevel, HealthPart, Kpi, PartKind, summarise_health};
pub use jobs::{JobRanking, JobStanding, StepStanding, TimeoutAdvice, advise_timeouts, matrix_name, rank_jobs};
pub use maturity::{Maturity, MaturityDimension, MaturityKind, MaturityLevel, assess_maturity};
pub use memo::Rows;
pub use movement::{
    Anomaly, ChangeCause, ChangePart, Changepoint, CommitBetween, Cycle, Drift, DriftState, Level, Movements,
    RecentChanges, Rhythm, Season, SeasonCell, SubjectTrend, analyse_movements, find_changepoints, recent_changes,
};
pub use next_run::{
    BranchKind, ChanceFactor, ChanceMethod, ChanceRecord, ForetoldRun, NextRun, NextRunBacktest, ReliabilityBin,
    backtest_next_runs, predict_next_runs, predict_next_runs_by_context,
};
pub use outcomes::{OutcomeCounts, Prepared, RetrySummary, count_outcomes, summarise_retries};
pub use prepare::prepare;
pub use rate::{Rate, failure_rate, success_rate};
pub use recommend::{Grounds, Priority, Recommendation, RecommendationKind, recommend};
pub use risk::{Risk, RiskFactor, RiskLevel, assess_risk};
pub use run::{
    AttemptLine, CommitAttempt, JobUsual, RunDetails, RunJob, RunProgress, RunReport, RunStep, StepUsual, Unusual,
    examine_run,
};
pub use run_list::{ListedRun, RunList, list_runs};
pub use running::{ExpectedEnd, RunningRun, find_running};
pub use score::{PerformanceScore, ScoreLabel, attempt_score, summarise_performance};
pub use series::Subject;
pub use side_by_side::{
    ComparedMeasure, DurationSpread, Measure, SharedJobs, SharedSubject, Side, SideBySide, compare_sides,
};
pub use standing::{AlertCounts, RepositoryStanding, StandingCost, summarise_standing};
pub use summary::{Insight, WorkflowSummary, summarise_workflows};
pub use trend::{Direction, Metric, Trend};
pub use view::{Context, Selection, View, select, select_again};
pub use volume::{Day, summarise_days};
pub use waste::WasteCause;
pub use workflow_shift::{WorkflowShift, compare_workflows};
