//! How long attempts take.

use serde::{Deserialize, Serialize};

use crate::domain::Outcome;
use crate::stats::{mean, quantiles_in_place};

use super::View;

/// How the duration of an attempt was come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[repr(u8)]
pub enum DurationQuality {
    /// From the ends of its jobs.
    Exact,
    /// From GitHub's last change, frozen when first seen completed.
    Approximate,
    /// Negative or beyond 35 days: dropped.
    Invalid,
    /// Not completed.
    Unknown,
}

/// Quantiles (type 7) of a set of seconds; all `None` when it is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Quantiles {
    /// How many values.
    pub count: u64,
    /// Smallest.
    pub minimum: Option<f64>,
    /// P50.
    pub median: Option<f64>,
    /// P75.
    pub p75: Option<f64>,
    /// P90.
    pub p90: Option<f64>,
    /// P95.
    pub p95: Option<f64>,
    /// P99.
    pub p99: Option<f64>,
    /// Largest.
    pub maximum: Option<f64>,
    /// Mean; never the headline.
    pub mean: Option<f64>,
}

/// Durations of the passed attempts of a view, in seconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DurationSummary {
    /// Their distribution.
    pub quantiles: Quantiles,
    /// How many of them are approximate (no jobs fetched).
    pub approximate: u64,
    /// Passed attempts whose duration was negative or beyond 35 days, and dropped.
    pub invalid: u64,
}

impl Quantiles {
    /// Quantiles of a set, which is reordered.
    pub fn of(values: &mut [f64]) -> Self {
        let mean = mean(values);
        let levels = [0.0, 0.5, 0.75, 0.9, 0.95, 0.99, 1.0];
        let [minimum, median, p75, p90, p95, p99, maximum] = quantiles_in_place(values, levels);
        Self { count: values.len() as u64, minimum, median, p75, p90, p95, p99, maximum, mean }
    }
}

/// Durations of the passed attempts of a view.
pub fn summarise_durations(view: &View<'_>) -> DurationSummary {
    let mut summary = DurationSummary::default();
    let mut seconds = Vec::new();
    for &row in view.rows.iter().filter(|&&row| view.outcome(row) == Outcome::Passed) {
        match view.duration_quality(row) {
            DurationQuality::Approximate => summary.approximate += 1,
            DurationQuality::Invalid => summary.invalid += 1,
            DurationQuality::Exact | DurationQuality::Unknown => {}
        }
        seconds.extend(view.duration_seconds(row));
    }
    summary.quantiles = Quantiles::of(&mut seconds);
    summary
}
