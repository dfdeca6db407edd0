//! Keeps every day's forecast, so that it can be scored when the days have come.

use crate::domain::{Filter, SECONDS_PER_HOUR, Timestamp, Window, Zone};
use crate::history::{BesideName, Store};
use crate::insight::{self, FailureForecast};
use crate::sync::Clock;

use super::core::Engine;
use super::ports::Network;
use super::{RepositoryKey, problems};

/// One forecast a day: a later one within so many hours is not kept.
const HOURS_BETWEEN: i64 = 20;
/// Forecasts rest on so many days of history.
const HISTORY_DAYS: u32 = 90;
/// Three years of daily forecasts.
const MOST_KEPT: usize = 1_100;

impl<S: Store, N: Network, C: Clock> Engine<S, N, C> {
    /// Adds the present failure-rate forecast of the whole repository to those kept, at most once a day.
    pub(super) async fn keep_forecast(&self, key: &RepositoryKey, now: Timestamp) {
        let stored = match self.archive.read_beside(&key.0, BesideName::Forecasts).await {
            Ok(stored) => stored,
            Err(error) => return self.tell_problem(problems::from_store(&error)),
        };
        let mut kept: Vec<FailureForecast> =
            stored.and_then(|bytes| postcard::from_bytes(&bytes).ok()).unwrap_or_default();
        let newest = kept.last().map(|forecast| forecast.made_at);
        if newest.is_some_and(|made_at| now.seconds_since(made_at) < HOURS_BETWEEN * SECONDS_PER_HOUR) {
            return;
        }
        let filter = Filter { window: Window::LastDays(HISTORY_DAYS), ..Filter::default() };
        let Ok(forecast) =
            self.with_view(&filter, &Zone::default(), now, |view, _, _| insight::predict_failure_rate(view))
        else {
            return;
        };
        if forecast.days.is_err() {
            return;
        }
        kept.push(forecast);
        let from = kept.len().saturating_sub(MOST_KEPT);
        let bytes = postcard::to_allocvec(kept.get(from..).unwrap_or_default()).unwrap_or_default();
        if let Err(error) = self.archive.write_beside(&key.0, BesideName::Forecasts, &bytes).await {
            self.tell_problem(problems::from_store(&error));
        }
    }
}
