//! The shapes of the documents (DESIGN.md section 5): plain data, serialised as they stand. Their JSON Schemas are made
//! from these types and published under `public/schemas/`.

use serde::Serialize;

use super::parts::{OutcomeSection, QuantileSection, RateSection, Statement};

#[cfg(not(target_arch = "wasm32"))]
use schemars::JsonSchema;

/// The whole report of a repository over one window: every other document in one file.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
#[cfg_attr(not(target_arch = "wasm32"), schemars(deny_unknown_fields))]
pub struct Report {
    /// `forerun/report/1`.
    pub schema: String,
    /// When it was made (ISO 8601, UTC).
    pub timestamp: String,
    /// What it is about.
    pub repository: RepositorySection,
    /// Which attempts, and the rule of the success rate.
    pub filter: FilterSection,
    /// On which stored history it rests.
    pub coverage: CoverageSection,
    /// Scores of the newest attempts and of the workflows.
    pub performance: PerformanceDocument,
    /// Health, rates, durations, waiting, day by day.
    pub dashboard: Dashboard,
    /// Trends and the comparison with the window before.
    pub trend_analysis: TrendAnalysis,
    /// Forecast, chances of the next runs, risk.
    pub predictive_analysis: PredictiveAnalysis,
    /// What to do, most urgent first.
    pub recommendations: Vec<RecommendationSection>,
}

/// The repository.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct RepositorySection {
    /// `owner/name`.
    pub name: String,
    /// Its main branch, where known.
    pub default_branch: Option<String>,
    /// Root of the API it came from.
    pub api_base: String,
    /// Whether the data are simulated.
    pub is_demo: bool,
}

/// The choice of attempts.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct FilterSection {
    /// `24h`, `30d`, `all` or `FROM..TO`.
    pub window: String,
    /// First instant (ISO 8601, UTC).
    pub from: String,
    /// First instant after it.
    pub to: String,
    /// GitHub's number of the only workflow, or null for all.
    pub workflow_id: Option<u64>,
    /// The only branch, or null for all.
    pub branch: Option<String>,
    /// The only event, or null for all.
    pub event: Option<String>,
    /// `balanced`, `all`, `not_cancelled` or `strict`.
    pub rule: String,
    /// IANA name of the zone in which days are told.
    pub time_zone: String,
}

/// What the numbers rest on.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct CoverageSection {
    /// Attempts in the window and filter.
    pub attempts: u64,
    /// Attempts stored in all.
    pub attempts_stored: u64,
    /// Jobs stored in all.
    pub jobs_stored: u64,
    /// Attempts in the window whose jobs are stored.
    pub attempts_with_jobs: u64,
    /// Start of the first stored attempt.
    pub first_attempt_at: Option<String>,
    /// Start of the last stored attempt.
    pub last_attempt_at: Option<String>,
}

/// Performance: the newest decided attempt of each workflow, and each workflow over the window.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct PerformanceDocument {
    /// `forerun/performance/1`.
    pub schema: String,
    /// Mean performance score over the window, 0–100.
    pub performance_score: Option<f64>,
    /// `excellent`, `good`, `fair`, `poor` or `critical`.
    pub performance_status: Option<String>,
    /// Newest decided attempt of each workflow.
    pub latest: Vec<AttemptEntry>,
    /// Each workflow over the window, most attempts first.
    pub workflows: Vec<WorkflowSection>,
}

/// One attempt with its score.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct AttemptEntry {
    /// When it started.
    pub timestamp: String,
    /// Its workflow.
    pub workflow_name: String,
    /// GitHub's number of the workflow.
    pub workflow_id: u64,
    /// GitHub's run id.
    pub run_id: u64,
    /// 1 for the first try.
    pub attempt: u16,
    /// GitHub's word for how it ended.
    pub status: String,
    /// How long it took.
    pub duration_seconds: Option<f64>,
    /// The word for the score.
    pub performance_status: Option<String>,
    /// 0–100.
    pub performance_score: Option<f64>,
    /// Cache hits as a fraction 0–1, where measured.
    pub cache_hit_rate: Option<f64>,
    /// What to make of it.
    pub analysis: Analysis,
}

/// What to make of an attempt.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct Analysis {
    /// Titles of the recommendations about its workflow.
    pub recommendations: Vec<String>,
    /// How it ended, in words.
    pub status_assessment: String,
    /// How long it took against the thresholds and its workflow's median, in words.
    pub duration_assessment: String,
}

/// One workflow over the window.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct WorkflowSection {
    /// What it is called.
    pub workflow_name: String,
    /// GitHub's number.
    pub workflow_id: u64,
    /// Its file.
    pub path: String,
    /// How attempts ended.
    pub outcomes: OutcomeSection,
    /// Success rate by the filter's rule.
    pub success: RateSection,
    /// Passed at the first attempt.
    pub first_try: RateSection,
    /// Passed at the last attempt.
    pub final_success: RateSection,
    /// Durations of passed attempts.
    pub duration: QuantileSection,
    /// Mean score, 0–100.
    pub performance_score: Option<f64>,
    /// The word for it.
    pub performance_status: Option<String>,
}

/// Everything about the state of the repository.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct Dashboard {
    /// `forerun/dashboard/1`.
    pub schema: String,
    /// Health, 0–100.
    pub health: HealthSection,
    /// How attempts ended.
    pub outcomes: OutcomeSection,
    /// Success rate by the filter's rule.
    pub success: RateSection,
    /// Passed at the first attempt, over runs.
    pub first_try: RateSection,
    /// Passed at the last attempt, over runs.
    pub final_success: RateSection,
    /// Runs that passed only after a retry.
    pub green_only_after_retry: u64,
    /// Commits that both failed and passed, over commits with a decided outcome.
    pub flakiness: RateSection,
    /// Durations of passed attempts.
    pub duration: QuantileSection,
    /// Passed attempts whose duration is approximate (their jobs are not stored).
    pub approximate_durations: u64,
    /// Passed attempts whose duration was impossible, and left out.
    pub invalid_durations: u64,
    /// Waiting for a runner, over jobs; null where no jobs are stored.
    pub queue_time: Option<QuantileSection>,
    /// From the creation of the run to the end of a job.
    pub time_to_signal: QuantileSection,
    /// From the creation of a pull-request run to its last job's end.
    pub pull_request_validation: QuantileSection,
    /// Apdex of the validation times, 0–1.
    pub apdex: Option<f64>,
    /// Day by day, oldest first.
    pub days: Vec<DaySection>,
}

/// Health with its parts.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct HealthSection {
    /// 0–100, or why not.
    pub score: Statement<f64>,
    /// Lower end of the score's 95 % interval.
    pub interval_low: Option<f64>,
    /// Upper end.
    pub interval_high: Option<f64>,
    /// `healthy`, `fair`, `warning` or `critical`.
    pub level: Option<String>,
    /// Its parts.
    pub parts: Vec<HealthPartSection>,
}

/// One part of the health score.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct HealthPartSection {
    /// `reliability`, `performance`, `efficiency` or `satisfaction`.
    pub name: String,
    /// Its weight, 0–1.
    pub weight: f64,
    /// 0–100.
    pub score: Option<f64>,
    /// Its key figures.
    pub kpis: Vec<KpiSection>,
    /// What is missing.
    pub missing: Vec<String>,
}

/// One key figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct KpiSection {
    /// Its name; says the unit where it is seconds.
    pub name: String,
    /// Measured.
    pub value: Option<f64>,
    /// Scores 100 here.
    pub target: f64,
    /// Scores 0 here.
    pub floor: f64,
    /// 0–100.
    pub score: Option<f64>,
    /// Values behind it.
    pub sample: u64,
    /// Why it is missing.
    pub missing: Option<String>,
}

/// One day.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct DaySection {
    /// First instant of the local day, in UTC.
    pub start: String,
    /// Passed.
    pub passed: u64,
    /// Failed.
    pub failed: u64,
    /// Cancelled.
    pub cancelled: u64,
    /// Excluded.
    pub excluded: u64,
    /// Unfinished.
    pub unfinished: u64,
    /// Success rate by the filter's rule; null without a denominator.
    pub success_rate: Option<f64>,
    /// Median of passed attempts.
    pub median_duration_seconds: Option<f64>,
}

/// Trends.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct TrendAnalysis {
    /// `forerun/trend_analysis/1`.
    pub schema: String,
    /// Over the window and over 7, 30 and 90 days.
    pub trends: Vec<TrendSection>,
    /// Against the window before; empty for the window `all`.
    pub comparisons: Vec<ComparisonSection>,
}

/// One trend.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct TrendSection {
    /// `duration`, `failure_rate`, `volume` …
    pub metric: String,
    /// Length of the window.
    pub window_days: f64,
    /// Values it rests on.
    pub count: u64,
    /// What the values are: `runs` or `days`.
    pub unit: String,
    /// Method.
    pub method: String,
    /// `up`, `down` or `flat`, or what is lacking.
    pub direction: Statement<String>,
    /// Change in percent a week.
    pub percent_per_week: Option<f64>,
    /// Lower end of its 95 % interval.
    pub percent_per_week_low: Option<f64>,
    /// Upper end.
    pub percent_per_week_high: Option<f64>,
    /// Change over the window in percent.
    pub percent_over_window: Option<f64>,
    /// p-value after autocorrelation correction.
    pub p_value: Option<f64>,
    /// Theil–Sen slope in percent a week.
    pub theil_sen_percent_per_week: Option<f64>,
    /// p-value of the Mann–Kendall test.
    pub mann_kendall_p_value: Option<f64>,
}

/// One number then and now.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct ComparisonSection {
    /// Of what.
    pub metric: String,
    /// In the window.
    pub current: Option<f64>,
    /// In the window before.
    pub previous: Option<f64>,
    /// Values behind `current`.
    pub current_count: u64,
    /// Values behind `previous`.
    pub previous_count: u64,
    /// 100 × (current − previous) / previous.
    pub change_percent: Option<f64>,
    /// p-value of the difference.
    pub p_value: Option<f64>,
    /// `better`, `worse`, `different`, `unchanged` or `unknown`.
    pub change: String,
}

/// What to expect.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct PredictiveAnalysis {
    /// `forerun/predictive_analysis/1`.
    pub schema: String,
    /// Failure rate of the next days.
    pub failure_forecast: ForecastSection,
    /// Chance that the next run of each workflow fails.
    pub next_runs: Vec<NextRunSection>,
    /// What is getting worse.
    pub early_warnings: Vec<EarlyWarningSection>,
    /// Risk with its factors.
    pub risk: RiskSection,
}

/// A forecast with its own record.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct ForecastSection {
    /// The model chosen by its error on this series' own past; null without a forecast.
    pub method: Option<String>,
    /// Decided attempts it rests on.
    pub count: u64,
    /// Its days, or what is lacking.
    pub days: Statement<Vec<ForecastDaySection>>,
    /// All models that were tried, best first.
    pub candidates: Vec<ModelSection>,
    /// 0–1, from the backtest; below 0.7 take it as a hint.
    pub confidence: Option<f64>,
    /// Days in the backtest.
    pub backtest_days: u64,
    /// Share of them inside the 80 % interval.
    pub backtest_coverage_80_rate: Option<f64>,
    /// Share of them inside the 95 % interval.
    pub backtest_coverage_95_rate: Option<f64>,
    /// Mean absolute error of the daily failure rate.
    pub backtest_error_rate: Option<f64>,
    /// The same for "as on the same weekday last week".
    pub backtest_naive_error_rate: Option<f64>,
    /// Mean absolute error over the series' own week-to-week change.
    pub backtest_mase: Option<f64>,
    /// Mean interval score of the 95 % interval; lower is better.
    pub backtest_interval_score_95: Option<f64>,
}

/// How one model did on the past.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct ModelSection {
    /// `seasonal_naive`, `weekday_mean`, `discounted_beta`, …
    pub model: String,
    /// Mean absolute error, recent days counting more.
    pub error_rate: f64,
    /// The same over that of the seasonal naive model.
    pub relative_error: Option<f64>,
    /// Mean absolute error over the series' own week-to-week change.
    pub mase: Option<f64>,
    /// Past days from which it was made to look ahead.
    pub origins: u64,
}

/// One day to come.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct ForecastDaySection {
    /// First instant of the local day, in UTC.
    pub start: String,
    /// Expected decided attempts.
    pub expected_runs: Option<f64>,
    /// Expected failure rate.
    pub failure_rate: f64,
    /// 80 % interval, low end.
    pub interval_80_low_rate: f64,
    /// 80 % interval, high end.
    pub interval_80_high_rate: f64,
    /// 95 % interval, low end.
    pub interval_95_low_rate: f64,
    /// 95 % interval, high end.
    pub interval_95_high_rate: f64,
}

/// Chance that the next run of a workflow fails.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct NextRunSection {
    /// Its name.
    pub workflow_name: String,
    /// GitHub's number.
    pub workflow_id: u64,
    /// The chance 0–1, or what is lacking.
    pub failure_chance: Statement<f64>,
    /// 80 % interval, low end.
    pub interval_80_low: Option<f64>,
    /// 80 % interval, high end.
    pub interval_80_high: Option<f64>,
    /// What moves it most away from the average run.
    pub factors: Vec<ChanceFactorSection>,
    /// Failure rate over the window.
    pub base_failure_rate: Option<f64>,
    /// Decided attempts it rests on.
    pub count: u64,
    /// `discounted_beta`, `logistic` or `base_rate`.
    pub method: String,
    /// Brier score on this workflow's past.
    pub brier_score: Option<f64>,
    /// Brier score of the base rate.
    pub brier_score_of_base_rate: Option<f64>,
    /// Log loss on this workflow's past.
    pub log_loss: Option<f64>,
    /// Log loss of the base rate.
    pub log_loss_of_base_rate: Option<f64>,
    /// Share of pairs of a failed and a passed run of which the failed one had the higher chance (AUC).
    pub discrimination: Option<f64>,
}

/// One reason for a chance.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct ChanceFactorSection {
    /// In plain words.
    pub name: String,
    /// Percentage points by which it moves the chance.
    pub percentage_points: f64,
}

/// Something that is getting worse.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct EarlyWarningSection {
    /// `failure_rate`, `default_branch` or `duration`.
    #[serde(rename = "type")]
    pub kind: String,
    /// GitHub's number of the workflow it is about.
    pub workflow_id: Option<u64>,
    /// The level before: a failure rate 0–1, or seconds.
    pub level_before: f64,
    /// The level now.
    pub level_now: f64,
    /// The level that it has reached or crossed.
    pub threshold: f64,
    /// Of a rate: the chance that the true rate lies above the threshold.
    pub chance: Option<f64>,
    /// From when on recent attempts are counted (ISO 8601, UTC).
    pub since: String,
    /// The numbers behind it, as a sentence.
    pub evidence: String,
}

/// Risk.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct RiskSection {
    /// 0–100.
    pub score: Option<f64>,
    /// `low`, `medium`, `high` or `critical`.
    pub level: Option<String>,
    /// What it is made of.
    pub factors: Vec<RiskFactorSection>,
}

/// One reason of the risk.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct RiskFactorSection {
    /// Name.
    pub name: String,
    /// Points it adds.
    pub points: f64,
    /// Points it could add.
    pub maximum: f64,
    /// Why.
    pub reason: String,
}

/// One piece of advice.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct RecommendationSection {
    /// `reliability`, `flakiness`, `speed`, `queue`, `waste` or `data`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `high`, `medium` or `low`.
    pub priority: String,
    /// GitHub's number of the workflow it is about, if one.
    pub workflow_id: Option<u64>,
    /// One line.
    pub title: String,
    /// The reason, in numbers.
    pub reason: String,
    /// What would change.
    pub expected_effect: String,
}
