//! What moved, as documents hold it: changes of level with their commits, trends by subject, single values that do not
//! belong, drift from a baseline.

use serde::Serialize;

use crate::domain::Timestamp;
use crate::insight::{Anomaly, Changepoint, Drift, Level, Movements, SubjectTrend};

use super::super::parts::Statement;
use super::about::{SubjectSection, subject, unit};
use super::season::{SeasonSection, season};
use super::trend::{TrendSection, trend};
use super::word;

#[cfg(not(target_arch = "wasm32"))]
use schemars::JsonSchema;

const MOST_TRENDS: usize = 40;
const MOST_ANOMALIES: usize = 50;

/// Everything that moved.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct MovementSection {
    /// Series that were tested for trends, changes, seasons and drift; their p-values are adjusted together.
    pub series_tested: u64,
    /// Share of false ones accepted among what is called a movement.
    pub false_discovery_rate: f64,
    /// Changes of level, newest first.
    pub changepoints: Vec<ChangepointSection>,
    /// Over the window: the whole choice, then workflows, then jobs and steps, the busiest first; at most 40.
    pub trends_by_subject: Vec<SubjectTrendSection>,
    /// Trends by subject in all.
    pub trends_by_subject_total: u64,
    /// Whether weekdays and hours differ.
    pub season: SeasonSection,
    /// Runs and days that do not belong, newest first; at most 50.
    pub anomalies: Vec<AnomalySection>,
    /// Anomalies in all.
    pub anomalies_total: u64,
    /// Each workflow's duration and failure rate against its baseline.
    pub drifts: Vec<DriftSection>,
}

/// A level with its 95 % interval.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct LevelSection {
    /// Median, or rate.
    pub value: f64,
    /// Lower end of its 95 % interval.
    pub interval_low: f64,
    /// Upper end.
    pub interval_high: f64,
    /// Values it rests on.
    pub count: u64,
}

/// A change of level.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct ChangepointSection {
    /// Start of the first attempt of the new level (ISO 8601, UTC).
    pub timestamp: String,
    /// Whose.
    pub subject: SubjectSection,
    /// `duration`, `queue_time` or `failure_rate`.
    pub metric: String,
    /// What both levels are counted in.
    pub unit: String,
    /// Level before.
    pub before: LevelSection,
    /// Level after.
    pub after: LevelSection,
    /// Change in percent; null from a rate of 0.
    pub change_percent: Option<f64>,
    /// Lower end of its 95 % interval.
    pub change_percent_low: Option<f64>,
    /// Upper end.
    pub change_percent_high: Option<f64>,
    /// Slower, or failing more often.
    pub is_worse: bool,
    /// Chance of so large a difference without a change.
    pub p_value: f64,
    /// The same, adjusted for where a level could have begun and for all series looked at.
    pub adjusted_p_value: f64,
    /// 0–1.
    pub confidence: f64,
    /// GitHub's number of the first run of the new level.
    pub run_id: u64,
    /// Commit of the last attempt before.
    pub commit_before: Option<String>,
    /// Commit of the first attempt after.
    pub commit_after: Option<String>,
    /// Further commits between the two.
    pub commits_between: Option<u64>,
    /// Whether it is the share of slow runs that changed (a cache that hits or misses).
    pub slow_mode_changed: Option<bool>,
}

/// The trend of one subject.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct SubjectTrendSection {
    /// Whose.
    pub subject: SubjectSection,
    /// Its trend.
    pub trend: TrendSection,
    /// Its p-value, adjusted for all series looked at.
    pub adjusted_p_value: Option<f64>,
    /// When the level of this series shifted last inside the window: what stands in `changepoints` explains the change, and
    /// the slope is that of a line through the step.
    pub step_at: Option<String>,
}

/// A run or day that does not belong.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct AnomalySection {
    /// Start of the attempt, or of the local day.
    pub timestamp: String,
    /// Whose.
    pub subject: SubjectSection,
    /// `duration`, `failure_rate` or `volume`.
    pub metric: String,
    /// What both values are counted in.
    pub unit: String,
    /// GitHub's number of the run; null for a day.
    pub run_id: Option<u64>,
    /// Its attempt.
    pub attempt: Option<u16>,
    /// Measured.
    pub value: f64,
    /// Expected.
    pub expected: f64,
    /// Distance in robust standard deviations.
    pub z_score: f64,
    /// Chance of so large a distance, adjusted for all runs and days looked at.
    pub adjusted_p_value: f64,
    /// Slower, or failing more often; null for a volume.
    pub is_worse: Option<bool>,
}

/// A workflow against its baseline.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct DriftSection {
    /// The workflow.
    pub subject: SubjectSection,
    /// `duration` or `failure_rate`.
    pub metric: String,
    /// What `expected` is counted in.
    pub unit: String,
    /// `up`, `down` or `flat`, or what is lacking.
    pub direction: Statement<String>,
    /// Since when; null when flat.
    pub since: Option<String>,
    /// By how many percent it lies above the baseline since then.
    pub change_percent: Option<f64>,
    /// Chance of so large a difference, adjusted for all series looked at.
    pub adjusted_p_value: Option<f64>,
    /// Median or rate of the baseline.
    pub expected: Option<f64>,
    /// Whether a person set the baseline; else it is the start of the newest level.
    pub is_baseline_set: bool,
    /// Start of the baseline's first attempt.
    pub baseline_from: Option<String>,
    /// Start of its last.
    pub baseline_to: Option<String>,
    /// Values in the baseline.
    pub baseline_count: u64,
    /// Values after it.
    pub count: u64,
}

pub(super) fn movement(movements: &Movements) -> MovementSection {
    MovementSection {
        series_tested: movements.tested,
        false_discovery_rate: movements.false_discovery_rate,
        changepoints: movements.changepoints.iter().map(changepoint).collect(),
        trends_by_subject: movements.trends.iter().take(MOST_TRENDS).map(subject_trend).collect(),
        trends_by_subject_total: movements.trends.len() as u64,
        season: season(&movements.season),
        anomalies: movements.anomalies.iter().take(MOST_ANOMALIES).map(anomaly).collect(),
        anomalies_total: movements.anomalies.len() as u64,
        drifts: movements.drifts.iter().map(drift).collect(),
    }
}

fn level(level: &Level) -> LevelSection {
    LevelSection { value: level.value, interval_low: level.low, interval_high: level.high, count: level.count }
}

fn changepoint(change: &Changepoint) -> ChangepointSection {
    ChangepointSection {
        timestamp: change.at.to_rfc3339(),
        subject: subject(&change.subject),
        metric: word(&change.metric),
        unit: unit(change.metric),
        before: level(&change.before),
        after: level(&change.after),
        change_percent: change.change_percent,
        change_percent_low: change.change_percent_interval.map(|(low, _)| low),
        change_percent_high: change.change_percent_interval.map(|(_, high)| high),
        is_worse: change.is_worse,
        p_value: change.p_value,
        adjusted_p_value: change.adjusted_p,
        confidence: change.confidence,
        run_id: change.run_id,
        commit_before: change.commit_before.clone(),
        commit_after: change.commit_after.clone(),
        commits_between: change.commits_between,
        slow_mode_changed: change.slow_mode_changed,
    }
}

fn subject_trend(followed: &SubjectTrend) -> SubjectTrendSection {
    SubjectTrendSection {
        subject: subject(&followed.subject),
        trend: trend(&followed.trend),
        adjusted_p_value: followed.adjusted_p,
        step_at: followed.step.map(|(at, _)| at.to_rfc3339()),
    }
}

fn anomaly(anomaly: &Anomaly) -> AnomalySection {
    AnomalySection {
        timestamp: anomaly.at.to_rfc3339(),
        subject: subject(&anomaly.subject),
        metric: word(&anomaly.metric),
        unit: unit(anomaly.metric),
        run_id: anomaly.run.map(|(run_id, _)| run_id),
        attempt: anomaly.run.map(|(_, attempt)| attempt),
        value: anomaly.value,
        expected: anomaly.expected,
        z_score: anomaly.z,
        adjusted_p_value: anomaly.adjusted_p,
        is_worse: anomaly.is_worse,
    }
}

fn drift(drift: &Drift) -> DriftSection {
    let state = drift.state.as_ref().ok();
    DriftSection {
        subject: subject(&drift.subject),
        metric: word(&drift.metric),
        unit: unit(drift.metric),
        direction: Statement::about(&drift.state, |state| word(&state.direction)),
        since: state.and_then(|state| state.since).map(Timestamp::to_rfc3339),
        change_percent: state.and_then(|state| state.change_percent),
        adjusted_p_value: state.and_then(|state| state.adjusted_p),
        expected: drift.expected,
        is_baseline_set: drift.is_set,
        baseline_from: drift.baseline.map(|period| period.start.to_rfc3339()),
        baseline_to: drift.baseline.map(|period| period.end.to_rfc3339()),
        baseline_count: drift.baseline_count,
        count: drift.count,
    }
}
