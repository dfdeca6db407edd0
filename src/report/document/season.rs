//! Weekdays and hours, as documents hold them.

use serde::Serialize;

use crate::insight::{Cycle, Rhythm, Season, SeasonCell};

use super::super::parts::Statement;
use super::word;

#[cfg(not(target_arch = "wasm32"))]
use schemars::JsonSchema;

const HOURS: u8 = 24;

/// Whether weekdays and hours differ.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct SeasonSection {
    /// One verdict a metric and cycle.
    pub verdicts: Vec<SeasonVerdict>,
    /// Each hour of the week, Monday 0 o'clock first, local time; empty where no verdict is seasonal.
    pub cells: Vec<SeasonCellSection>,
}

/// Whether one number differs by weekday or hour.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct SeasonVerdict {
    /// `volume`, `failure_rate` or `duration`.
    pub metric: String,
    /// `week` (weekdays, Monday is 0) or `day` (hours).
    pub cycle: String,
    /// Whether it is seasonal, or what is lacking.
    pub is_seasonal: Statement<bool>,
    /// Name of the test.
    pub method: String,
    /// Values it rests on.
    pub count: u64,
    /// Chance of such differences without a season.
    pub p_value: Option<f64>,
    /// The same, adjusted for all series looked at.
    pub adjusted_p_value: Option<f64>,
    /// Share of the variance around the trend that the season explains.
    pub strength_rate: Option<f64>,
    /// Highest less lowest phase: percent, or percentage points of a rate.
    pub amplitude_percent: Option<f64>,
    /// Weekday or hour with the highest value.
    pub highest: Option<u8>,
    /// With the lowest.
    pub lowest: Option<u8>,
}

/// One hour of the week.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct SeasonCellSection {
    /// Monday is 0.
    pub weekday: u8,
    /// 0–23.
    pub hour: u8,
    /// Attempts started in it.
    pub attempts: u64,
    /// Failed / decided ones; null without any.
    pub failure_rate: Option<f64>,
    /// Median of the passed ones.
    pub median_duration_seconds: Option<f64>,
    /// Median waiting for runners.
    pub median_queue_seconds: Option<f64>,
}

pub(super) fn season(season: &Season) -> SeasonSection {
    let is_seasonal = season.rhythms.iter().any(|rhythm| rhythm.is_seasonal == Ok(true));
    let cells = season.cells.iter().filter(|_| is_seasonal).zip(0_u8..);
    SeasonSection {
        verdicts: season.rhythms.iter().map(verdict).collect(),
        cells: cells.map(|(hour, position)| cell(hour, position)).collect(),
    }
}

fn verdict(rhythm: &Rhythm) -> SeasonVerdict {
    SeasonVerdict {
        metric: word(&rhythm.metric),
        cycle: match rhythm.cycle {
            Cycle::Week => "week",
            Cycle::Day => "day",
        }
        .to_owned(),
        is_seasonal: Statement::of(rhythm.is_seasonal.clone()),
        method: rhythm.method.clone(),
        count: rhythm.count,
        p_value: rhythm.p_value,
        adjusted_p_value: rhythm.adjusted_p,
        strength_rate: rhythm.strength,
        amplitude_percent: rhythm.amplitude,
        highest: rhythm.highest,
        lowest: rhythm.lowest,
    }
}

fn cell(cell: &SeasonCell, position: u8) -> SeasonCellSection {
    SeasonCellSection {
        weekday: position / HOURS,
        hour: position % HOURS,
        attempts: cell.attempts,
        failure_rate: (cell.decided > 0).then(|| cell.failed as f64 / cell.decided as f64),
        median_duration_seconds: cell.median_duration_seconds,
        median_queue_seconds: cell.median_queue_seconds,
    }
}
