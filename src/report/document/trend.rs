//! The trend analysis: what rises and falls, what moved, and the comparison with the window before.

use serde::Serialize;

use crate::insight::{Comparison, Findings, Trend};

use super::super::parts::Statement;
use super::movement::{MovementSection, movement};
use super::word;

#[cfg(not(target_arch = "wasm32"))]
use schemars::JsonSchema;

/// Trends.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct TrendAnalysis {
    /// Over the window and over 7, 30 and 90 days.
    pub trends: Vec<TrendSection>,
    /// Against the window before; empty for the window `all`.
    pub comparisons: Vec<ComparisonSection>,
    /// Changes of level, trends by subject, seasons, anomalies, drift.
    #[serde(flatten)]
    pub movement: MovementSection,
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

pub(super) fn trend(trend: &Trend) -> TrendSection {
    TrendSection {
        metric: word(&trend.metric),
        window_days: trend.window_days,
        count: trend.count,
        unit: trend.unit.clone(),
        method: trend.method.clone(),
        direction: Statement::of(trend.direction.clone().map(|direction| word(&direction))),
        percent_per_week: trend.percent_per_week,
        percent_per_week_low: trend.percent_per_week_interval.map(|(low, _)| low),
        percent_per_week_high: trend.percent_per_week_interval.map(|(_, high)| high),
        percent_over_window: trend.percent_over_window,
        p_value: trend.p_value,
        theil_sen_percent_per_week: trend.theil_sen_percent_per_week,
        mann_kendall_p_value: trend.mann_kendall_p_value,
    }
}

fn comparison(comparison: &Comparison) -> ComparisonSection {
    ComparisonSection {
        metric: word(&comparison.metric),
        current: comparison.current,
        previous: comparison.previous,
        current_count: comparison.counts.0,
        previous_count: comparison.counts.1,
        change_percent: comparison.change_percent,
        p_value: comparison.p_value,
        change: word(&comparison.change),
    }
}

/// The window's own trends come first; those of a standard window of the same days would say the same again.
fn each_once(trends: &[Trend]) -> impl Iterator<Item = &Trend> {
    let is_new = |&(position, trend): &(usize, &Trend)| trends.iter().take(position).all(|earlier| earlier != trend);
    trends.iter().enumerate().filter(is_new).map(|(_, trend)| trend)
}

pub(super) fn trend_analysis(findings: &Findings<'_>) -> TrendAnalysis {
    TrendAnalysis {
        trends: each_once(findings.trends()).map(trend).collect(),
        comparisons: findings.comparisons().iter().map(comparison).collect(),
        movement: movement(findings.movements()),
    }
}
