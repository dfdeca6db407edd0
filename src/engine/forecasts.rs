//! Keeps every day's forecasts, so that they can be scored when their days have come, and says how they turned out.

use serde::Deserialize;

use crate::domain::{Filter, SECONDS_PER_HOUR, Timestamp, Window, Zone};
use crate::history::{BesideName, Store};
use crate::insight::{self, ForecastMetric, ForecastRecord, KeptDay, KeptForecast, KeptOutcome};
use crate::sync::Clock;

use super::core::Engine;
use super::ports::Network;
use super::{RepositoryKey, problems};

/// One forecast a day: a later one within so many hours is not kept.
const HOURS_BETWEEN: i64 = 20;
/// Chances rest on so many days of history; forecasts on their own memory.
const HISTORY_DAYS: u32 = 90;
/// Days ahead that are kept.
const HORIZON_DAYS: u32 = 7;
/// A year and a month of daily forecasts: nothing older can be held against what is remembered.
const MOST_KEPT: usize = 400;
/// What kept forecasts begin with, and the version after it. The first version had neither: it began with a count and then
/// a time, whose first byte is 0x80 or more.
const MAGIC: &[u8] = b"FK";
const VERSION: u8 = 2;

/// What was found in the store.
enum Stored {
    /// These; none where there were none, or where they are damaged.
    Known(Vec<KeptForecast>),
    /// Written by a newer Forerun: to be left alone.
    Newer,
}

impl<S: Store, N: Network, C: Clock> Engine<S, N, C> {
    /// Adds the present forecasts of the whole repository to those kept, at most once a day.
    pub(super) async fn keep_forecast(&self, key: &RepositoryKey, now: Timestamp) {
        let Stored::Known(mut kept) = self.read_kept(key).await else { return };
        let newest = kept.last().map(|forecast| forecast.made_at);
        if newest.is_some_and(|made_at| now.seconds_since(made_at) < HOURS_BETWEEN * SECONDS_PER_HOUR) {
            return;
        }
        let forecast = self.with_view(&everything(), &Zone::default(), now, |view, _, _| {
            let findings = insight::examine(view, &[]);
            insight::keep(now, &findings.forecasts_of(HORIZON_DAYS), findings.next_runs())
        });
        let Ok(Some(forecast)) = forecast else { return };
        kept.push(forecast);
        let from = kept.len().saturating_sub(MOST_KEPT);
        let bytes = write(kept.get(from..).unwrap_or_default());
        if let Err(error) = self.archive.write_beside(&key.0, BesideName::Forecasts, &bytes).await {
            self.tell_problem(problems::from_store(&error));
        }
    }

    /// How the kept forecasts of the open repository turned out; `None` before the day of one has come. Worked out once a
    /// revision of the history.
    pub(super) async fn forecast_record(&self, now: Timestamp) -> Option<ForecastRecord> {
        let (key, revision) = {
            let state = self.state.borrow();
            let open = state.open.as_ref()?;
            let revision = open.history.revision();
            if let Some((made_from, record)) = &open.forecast_record
                && *made_from == revision
            {
                return record.clone();
            }
            (open.key.clone(), revision)
        };
        let Stored::Known(kept) = self.read_kept(&key).await else { return None };
        let score = |kept: &[KeptForecast]| {
            self.with_view(&everything(), &Zone::default(), now, |view, _, _| {
                insight::score_kept(view, insight::examine(view, &[]).daily_dollars(), kept)
            })
            .ok()
        };
        let scored = if kept.is_empty() { None } else { score(&kept) };
        let record = scored.filter(|record| !record.metrics.is_empty() || record.chances.is_some());
        let mut state = self.state.borrow_mut();
        let open = state.open.as_mut().filter(|open| open.key == key && open.history.revision() == revision)?;
        open.forecast_record = Some((revision, record.clone()));
        record
    }

    /// What was said of each day of the whole repository that is over, beside what happened.
    pub(super) async fn kept_outcomes(&self, now: Timestamp) -> Vec<KeptOutcome> {
        let key = self.state.borrow().open.as_ref().map(|open| open.key.clone());
        let Some(key) = key else { return Vec::new() };
        let Stored::Known(kept) = self.read_kept(&key).await else { return Vec::new() };
        if kept.is_empty() {
            return Vec::new();
        }
        let held = self.with_view(&everything(), &Zone::default(), now, |view, _, _| {
            insight::hold_kept(view, insight::examine(view, &[]).daily_dollars(), &kept)
        });
        held.unwrap_or_default()
    }

    async fn read_kept(&self, key: &RepositoryKey) -> Stored {
        match self.archive.read_beside(&key.0, BesideName::Forecasts).await {
            Ok(Some(bytes)) => read(&bytes),
            Ok(None) => Stored::Known(Vec::new()),
            Err(error) => {
                // What could not be read must not be written over.
                self.tell_problem(problems::from_store(&error));
                Stored::Newer
            }
        }
    }
}

fn everything() -> Filter {
    Filter { window: Window::LastDays(HISTORY_DAYS), ..Filter::default() }
}

fn write(kept: &[KeptForecast]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.push(VERSION);
    bytes.extend(postcard::to_allocvec(kept).unwrap_or_default());
    bytes
}

fn read(bytes: &[u8]) -> Stored {
    let Some(rest) = bytes.strip_prefix(MAGIC) else { return Stored::Known(read_first_version(bytes)) };
    match rest.split_first() {
        Some((&VERSION, coded)) => Stored::Known(postcard::from_bytes(coded).unwrap_or_default()),
        Some((&version, _)) if version > VERSION => Stored::Newer,
        _ => Stored::Known(Vec::new()),
    }
}

/// The first version kept failure rates alone, with their backtest.
#[derive(Deserialize)]
struct FirstForecast {
    made_at: Timestamp,
    _count: u64,
    _method: String,
    days: Result<Vec<FirstDay>, crate::stats::Lack>,
    _confidence: Option<f64>,
    _backtest: [Option<f64>; 4],
    _backtest_days: u64,
}

#[derive(Deserialize)]
struct FirstDay {
    start: Timestamp,
    _expected_runs: f64,
    rate: f64,
    interval_80: (f64, f64),
    interval_95: (f64, f64),
}

fn read_first_version(bytes: &[u8]) -> Vec<KeptForecast> {
    let first: Vec<FirstForecast> = postcard::from_bytes(bytes).unwrap_or_default();
    let day = |day: &FirstDay| KeptDay {
        metric: ForecastMetric::FailureRate,
        start: day.start,
        value: day.rate,
        interval_80: day.interval_80,
        interval_95: day.interval_95,
    };
    let kept = first.into_iter().map(|forecast| KeptForecast {
        made_at: forecast.made_at,
        days: forecast.days.iter().flatten().map(day).collect(),
        chances: Vec::new(),
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(bytes: &[u8]) -> Option<Vec<KeptForecast>> {
        match read(bytes) {
            Stored::Known(kept) => Some(kept),
            Stored::Newer => None,
        }
    }

    fn day(start: i64) -> KeptDay {
        let metric = ForecastMetric::FailureRate;
        KeptDay { metric, start: Timestamp(start), value: 0.1, interval_80: (0.0, 0.2), interval_95: (0.0, 0.4) }
    }

    #[test]
    fn what_was_kept_is_read_again() {
        let kept =
            vec![KeptForecast { made_at: Timestamp(1_780_000_000), days: vec![day(1_780_012_800)], chances: vec![] }];
        let bytes = write(&kept);
        assert_eq!(known(&bytes), Some(kept));
        assert_eq!(known(&[]), Some(vec![]));
        assert_eq!(known(&bytes[..bytes.len() - 3]), Some(vec![]));
        assert_eq!(known(b"FK\x07whatever"), None);
        assert_eq!(known(b"FK"), Some(vec![]));
    }

    #[test]
    fn the_first_version_is_read_too() {
        let start = Timestamp(1_780_012_800);
        let days = vec![(start, 12.0, 0.1, (0.0, 0.2), (0.0, 0.4))];
        let days = Ok::<_, crate::stats::Lack>(days);
        let none: [Option<f64>; 5] = [Some(0.8), Some(0.9), None, None, None];
        let forecast = (Timestamp(1_780_000_000), 40_u64, "discounted_beta_binomial", days, none, 30_u64);
        let bytes = postcard::to_allocvec(&vec![forecast]).unwrap();
        let kept = known(&bytes).unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].days, [day(1_780_012_800)]);
    }
}
