//! Whether a number rises or falls, by practical and statistical significance together.

use serde::{Deserialize, Serialize};

use crate::stats::Lack;

/// What is followed through time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Duration of passed attempts, seconds.
    Duration,
    /// Failed / decided, 0–1.
    FailureRate,
    /// Attempts a day.
    Volume,
    /// Queue time of jobs, seconds.
    QueueTime,
    /// Success rate by the filter's rule, 0–1.
    SuccessRate,
}

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Rises: more than 5 % over the window and p < 0.05.
    Up,
    /// Falls likewise.
    Down,
    /// Neither.
    Flat,
}

/// A trend over one window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// Of what.
    pub metric: Metric,
    /// Length of the window in days.
    pub window_days: f64,
    /// Values it rests on (attempts, or days).
    pub count: u64,
    /// `runs`, or `days` where the runs are too many or the metric is one of days.
    pub unit: String,
    /// The method's name (`log_ols_ar1`, `quasi_binomial_logit`, `ols_ar1`).
    pub method: String,
    /// Direction, or what is lacking.
    pub direction: Result<Direction, Lack>,
    /// Change in percent a week.
    pub percent_per_week: Option<f64>,
    /// 95 % interval of it.
    pub percent_per_week_interval: Option<(f64, f64)>,
    /// Change over the whole window in percent.
    pub percent_over_window: Option<f64>,
    /// Probability of so strong a slope without a trend, corrected for autocorrelation.
    pub p_value: Option<f64>,
    /// Second opinion: Theil–Sen slope in percent a week.
    pub theil_sen_percent_per_week: Option<f64>,
    /// Second opinion: p-value of the Mann–Kendall test.
    pub mann_kendall_p_value: Option<f64>,
    /// Fitted value at the window's start and end, in the metric's unit, to draw the line.
    pub line: Option<(f64, f64)>,
}

impl Trend {
    /// The window's length in whole days: `1 day`, `30 days`.
    pub fn window_text(&self) -> String {
        match self.window_days.round() as i64 {
            1 => "1 day".to_owned(),
            days => format!("{days} days"),
        }
    }

    /// A trend that the data do not tell.
    pub(super) fn lacking(metric: Metric, window_days: f64, count: u64, unit: &str, method: &str, lack: Lack) -> Self {
        Self {
            metric,
            window_days,
            count,
            unit: unit.to_owned(),
            method: method.to_owned(),
            direction: Err(lack),
            percent_per_week: None,
            percent_per_week_interval: None,
            percent_over_window: None,
            p_value: None,
            theil_sen_percent_per_week: None,
            mann_kendall_p_value: None,
            line: None,
        }
    }
}

impl Direction {
    /// Up or down only where the change is both more than 5 % over the window and beyond chance (p < 0.05).
    pub(super) fn of(percent_over_window: f64, p_value: f64) -> Self {
        match (percent_over_window.abs() > 5.0 && p_value < 0.05, percent_over_window > 0.0) {
            (false, _) => Self::Flat,
            (true, true) => Self::Up,
            (true, false) => Self::Down,
        }
    }
}
