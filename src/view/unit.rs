//! In which unit a column of a table holds its numbers, and how they are written for a spreadsheet: bare, with the unit
//! in the heading. How people read them on the page is `format`'s.

use crate::domain::{AlertMetric, Timestamp};
use crate::insight::{ForecastMetric, Metric};

/// What a number counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// None: the column is of words, or its numbers only sort what is written.
    #[default]
    Words,
    /// Things, or times of something.
    Count,
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// A share, 0–1.
    Fraction,
    /// Per cent: 12.5 is an eighth.
    Percent,
    /// US dollars.
    Dollars,
    /// Points of 100.
    Points,
    /// An instant, held as seconds since 1970.
    Instant,
    /// Each row has its own, which its cell tells.
    ByRow,
}

/// Digits behind the point that are worth keeping: microseconds, millionths of a dollar.
const DECIMALS: f64 = 1e6;

impl Unit {
    /// How it is called in a heading; nothing where a number speaks for itself.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Words | Self::Count | Self::ByRow => None,
            Self::Seconds => Some("seconds"),
            Self::Minutes => Some("minutes"),
            Self::Hours => Some("hours"),
            Self::Fraction => Some("fraction"),
            Self::Percent => Some("percent"),
            Self::Dollars => Some("dollars"),
            Self::Points => Some("points"),
            Self::Instant => Some("UTC"),
        }
    }

    /// A heading that names the unit, unless its words do so already.
    pub fn heading(self, label: &str) -> String {
        match self.name() {
            Some(name) if !label.to_ascii_lowercase().contains(name) => format!("{label} ({name})"),
            _ => label.to_owned(),
        }
    }

    /// A number for a spreadsheet: decimal point, no grouping, no unit; instants as ISO 8601 in UTC. What is no number
    /// is an empty cell.
    pub fn cell(self, value: Option<f64>) -> String {
        let Some(value) = value.filter(|value| value.is_finite()) else { return String::new() };
        if self == Self::Instant {
            return Timestamp(value as i64).to_rfc3339();
        }
        let rounded = (value * DECIMALS).round() / DECIMALS;
        // No number is written as -0.
        if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() }
    }

    /// That of a measured series.
    pub fn of_metric(metric: Metric) -> Self {
        match metric {
            Metric::Duration | Metric::QueueTime => Self::Seconds,
            Metric::FailureRate | Metric::SuccessRate => Self::Fraction,
            Metric::Volume => Self::Count,
        }
    }

    /// That of a forecast.
    pub fn of_forecast(metric: ForecastMetric) -> Self {
        match metric {
            ForecastMetric::FailureRate => Self::Fraction,
            ForecastMetric::Duration => Self::Seconds,
            ForecastMetric::Volume => Self::Count,
            ForecastMetric::Cost => Self::Dollars,
        }
    }

    /// That of an alert rule's levels.
    pub fn of_alert(metric: AlertMetric) -> Self {
        match metric {
            AlertMetric::FailureRate
            | AlertMetric::SuccessRate
            | AlertMetric::Flakiness
            | AlertMetric::CacheHitRate
            | AlertMetric::DurationChange
            | AlertMetric::CostChange => Self::Fraction,
            AlertMetric::Duration | AlertMetric::JobQueued => Self::Seconds,
            AlertMetric::FailureStreak | AlertMetric::QueueRatio | AlertMetric::ScheduleMissed => Self::Count,
            AlertMetric::Health => Self::Points,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_bare() {
        let check = |unit: Unit, value: f64, expected: &str| {
            assert_eq!(unit.cell(Some(value)), expected, "{unit:?} {value}");
        };
        check(Unit::Seconds, 209.0, "209");
        check(Unit::Seconds, 209.25, "209.25");
        check(Unit::Fraction, 0.868_999_999_999, "0.869");
        check(Unit::Fraction, 1.0 / 3.0, "0.333333");
        check(Unit::Count, 1_234_567.0, "1234567");
        check(Unit::Count, -0.000_000_01, "0");
        check(Unit::Dollars, -0.008, "-0.008");
        check(Unit::Percent, 12.5, "12.5");
        check(Unit::Instant, 1_767_225_600.0, "2026-01-01T00:00:00Z");
        check(Unit::Seconds, f64::NAN, "");
        check(Unit::Instant, f64::INFINITY, "");
        assert_eq!(Unit::Seconds.cell(None), "");
    }

    #[test]
    fn headings_name_units_once() {
        let check = |unit: Unit, label: &str, expected: &str| assert_eq!(unit.heading(label), expected);
        check(Unit::Seconds, "Median", "Median (seconds)");
        check(Unit::Instant, "Started", "Started (UTC)");
        check(Unit::Dollars, "Dollars a month", "Dollars a month");
        check(Unit::Minutes, "Minutes", "Minutes");
        check(Unit::Fraction, "Share of dollars", "Share of dollars (fraction)");
        check(Unit::Count, "Runs", "Runs");
        check(Unit::Words, "Job", "Job");
    }
}
