//! Small pieces that several documents share, in the documents' own naming: `_seconds`, `_rate`, ISO 8601, nulls.

use serde::Serialize;

use crate::insight::{OutcomeCounts, Quantiles, Rate};
use crate::stats::Lack;

#[cfg(not(target_arch = "wasm32"))]
use schemars::JsonSchema;

/// A share with its denominator and Wilson 95 % interval.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct RateSection {
    /// Numerator.
    pub numerator: u64,
    /// Denominator.
    pub denominator: u64,
    /// numerator / denominator as a fraction 0–1; null when the denominator is 0.
    pub rate: Option<f64>,
    /// Lower end of the 95 % interval.
    pub interval_low_rate: Option<f64>,
    /// Upper end of the 95 % interval.
    pub interval_high_rate: Option<f64>,
}

/// Quantiles (type 7) in seconds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct QuantileSection {
    /// How many values.
    pub count: u64,
    /// Smallest.
    pub minimum_seconds: Option<f64>,
    /// P50.
    pub p50_seconds: Option<f64>,
    /// P75.
    pub p75_seconds: Option<f64>,
    /// P90.
    pub p90_seconds: Option<f64>,
    /// P95.
    pub p95_seconds: Option<f64>,
    /// P99.
    pub p99_seconds: Option<f64>,
    /// Largest.
    pub maximum_seconds: Option<f64>,
    /// Mean; skewed by long runs, never the headline.
    pub mean_seconds: Option<f64>,
}

/// How attempts ended.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct OutcomeSection {
    /// Passed.
    pub passed: u64,
    /// Failed, timeouts included.
    pub failed: u64,
    /// Of the failed: stopped by a time limit.
    pub timed_out: u64,
    /// Cancelled: superseded and by hand together.
    pub cancelled: u64,
    /// Cancelled because a newer run took over.
    pub superseded: u64,
    /// Cancelled otherwise.
    pub cancelled_by_hand: u64,
    /// Skipped, neutral, stale, waiting for approval, and words this version does not know.
    pub excluded: u64,
    /// Not finished when the data were read.
    pub unfinished: u64,
    /// Words this version does not know, with their counts; part of `excluded`.
    pub unknown_words: Vec<WordCount>,
}

/// A word and how often it was met.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct WordCount {
    /// GitHub's word.
    pub word: String,
    /// How often.
    pub count: u64,
}

/// Why a value is null.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct Statement<T> {
    /// The value; null when it cannot be told.
    pub value: Option<T>,
    /// `ok`, or what is lacking.
    pub status: String,
}

impl<T> Statement<T> {
    pub(super) fn of(result: Result<T, Lack>) -> Self {
        match result {
            Ok(value) => Self { value: Some(value), status: "ok".to_owned() },
            Err(lack) => Self { value: None, status: lack.to_string() },
        }
    }

    /// What `told` makes of the answer, or what it lacks.
    pub(super) fn about<U>(answer: &Result<U, Lack>, told: impl FnOnce(&U) -> T) -> Self {
        match answer {
            Ok(value) => Self { value: Some(told(value)), status: "ok".to_owned() },
            Err(lack) => Self { value: None, status: lack.to_string() },
        }
    }
}

impl From<Rate> for RateSection {
    fn from(rate: Rate) -> Self {
        Self {
            numerator: rate.numerator,
            denominator: rate.denominator,
            rate: rate.value,
            interval_low_rate: rate.low,
            interval_high_rate: rate.high,
        }
    }
}

impl From<Quantiles> for QuantileSection {
    fn from(quantiles: Quantiles) -> Self {
        Self {
            count: quantiles.count,
            minimum_seconds: quantiles.minimum,
            p50_seconds: quantiles.median,
            p75_seconds: quantiles.p75,
            p90_seconds: quantiles.p90,
            p95_seconds: quantiles.p95,
            p99_seconds: quantiles.p99,
            maximum_seconds: quantiles.maximum,
            mean_seconds: quantiles.mean,
        }
    }
}

impl From<&OutcomeCounts> for OutcomeSection {
    fn from(counts: &OutcomeCounts) -> Self {
        Self {
            passed: counts.passed,
            failed: counts.failed,
            timed_out: counts.timed_out,
            cancelled: counts.superseded + counts.cancelled_by_hand,
            superseded: counts.superseded,
            cancelled_by_hand: counts.cancelled_by_hand,
            excluded: counts.excluded,
            unfinished: counts.unfinished,
            unknown_words: counts
                .unknown_words
                .iter()
                .map(|(word, count)| WordCount { word: word.clone(), count: *count })
                .collect(),
        }
    }
}
