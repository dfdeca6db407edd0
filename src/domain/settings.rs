//! What a person can set about how numbers are made: thresholds, KPI targets, time limits. Holds no token and nothing
//! of the page's looks.

use serde::{Deserialize, Serialize};

use super::{AlertRule, Period};

/// Settings of the analysis, the same for all repositories.
///
/// Stored as JSON: a field that an older version did not write takes its default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Duration and cache thresholds of the performance score.
    pub thresholds: Thresholds,
    /// Target and floor of each KPI of the health score.
    pub kpi_targets: Vec<KpiTarget>,
    /// Limit after which GitHub stops a job, in minutes; a cancelled job within 1 % of it is a timeout.
    pub job_timeout_minutes: u32,
    /// Apdex: pull requests validated within this many seconds satisfy, within four times as many they are tolerated.
    pub satisfying_validation_seconds: f64,
    /// Fewest data points of a forecast.
    pub forecast_minimum_points: u32,
    /// What workflows are held against to see whether they drift; those not named have the start of their newest level.
    pub baselines: Vec<Baseline>,
    /// Prices of runners that the price table does not know, or that differ from it.
    pub own_prices: Vec<OwnPrice>,
    /// What a minute on a self-hosted runner costs, US dollars.
    pub self_hosted_dollars_per_minute: f64,
    /// Whether standard runners are counted at their price in public repositories too, where GitHub charges nothing.
    pub public_repositories_cost: bool,
    /// When to raise alerts.
    pub alert_rules: Vec<AlertRule>,
}

/// A stretch of time in which a workflow was as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// GitHub's number of the workflow.
    pub workflow_id: u64,
    /// When.
    pub period: Period,
}

/// The price of runners with a label.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnPrice {
    /// One of the labels of `runs-on`; upper and lower case are alike.
    pub label: String,
    /// US dollars; negative prices and those that are no number are passed over.
    pub dollars_per_minute: f64,
}

/// Where the performance score starts to fall.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Thresholds {
    /// Full marks up to here.
    pub duration_warning_seconds: f64,
    /// Half marks here, none at twice this.
    pub duration_critical_seconds: f64,
    /// Full marks from here on, 0–1.
    pub cache_hit_rate: f64,
}

/// A key figure of the health score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KpiKind {
    /// Success rate, 0–1.
    SuccessRate,
    /// 1 − flakiness rate, 0–1.
    Stability,
    /// Success rate of deployments, 0–1.
    DeploymentSuccess,
    /// Successes among the last ten decided runs of the default branch, 0–10.
    RecentDefaultBranch,
    /// Median duration, seconds.
    MedianDuration,
    /// Median pull-request validation time, seconds.
    PullRequestValidation,
    /// P95 of the duration of the full suite, seconds.
    FullSuite,
    /// P90 of the queue time, seconds.
    QueueTime,
    /// Share of minutes spent on re-runs, cancelled work and rounding, 0–1.
    WastedMinutes,
    /// Cost a run at list prices, US dollars; a free repository costs 0, which is full marks.
    CostPerRun,
    /// Cache hit rate, 0–1.
    CacheHitRate,
}

/// Where a KPI scores 100 and where 0; straight between.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct KpiTarget {
    /// Which.
    pub kind: KpiKind,
    /// Scores 100 here and beyond.
    pub target: f64,
    /// Scores 0 here and beyond.
    pub floor: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { duration_warning_seconds: 300.0, duration_critical_seconds: 600.0, cache_hit_rate: 0.8 }
    }
}

impl Default for Settings {
    fn default() -> Self {
        let target = |kind, target, floor| KpiTarget { kind, target, floor };
        Self {
            thresholds: Thresholds::default(),
            kpi_targets: vec![
                target(KpiKind::SuccessRate, 0.95, 0.75),
                target(KpiKind::Stability, 0.99, 0.90),
                target(KpiKind::DeploymentSuccess, 0.98, 0.80),
                target(KpiKind::RecentDefaultBranch, 8.0, 4.0),
                target(KpiKind::MedianDuration, 300.0, 900.0),
                target(KpiKind::PullRequestValidation, 120.0, 900.0),
                target(KpiKind::FullSuite, 600.0, 1_800.0),
                target(KpiKind::QueueTime, 60.0, 600.0),
                target(KpiKind::WastedMinutes, 0.05, 0.40),
                target(KpiKind::CostPerRun, 2.0, 6.0),
                target(KpiKind::CacheHitRate, 0.80, 0.40),
            ],
            job_timeout_minutes: 360,
            satisfying_validation_seconds: 120.0,
            forecast_minimum_points: 20,
            baselines: Vec::new(),
            own_prices: Vec::new(),
            self_hosted_dollars_per_minute: 0.0,
            public_repositories_cost: false,
            alert_rules: AlertRule::defaults(),
        }
    }
}

impl Settings {
    /// Target and floor of a KPI.
    pub fn kpi_target(&self, kind: KpiKind) -> Option<KpiTarget> {
        self.kpi_targets.iter().copied().find(|target| target.kind == kind)
    }

    /// The baseline that a person set for a workflow.
    pub fn baseline(&self, workflow_id: u64) -> Option<Period> {
        self.baselines.iter().find(|baseline| baseline.workflow_id == workflow_id).map(|baseline| baseline.period)
    }
}
