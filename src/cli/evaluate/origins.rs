//! Rolling origins: what is said at past instants, from what had ended by then, beside what happened.

use forerun::domain::{Attempt, Filter, Timestamp};
use forerun::simulate::labelled::Class;

use super::asking;
use super::daily::DailyValues;
use super::forecasts::ForecastPoint;
use super::next_runs::NextRunPoint;
use super::world::{Records, World};

/// Instants at which is forecast.
const ORIGINS: i64 = 10;

/// Instants from `from` to `to`, evenly spread; none where they are the wrong way round.
pub fn spread(from: Timestamp, to: Timestamp) -> Vec<Timestamp> {
    let seconds = to.seconds_since(from);
    if seconds < 0 {
        return Vec::new();
    }
    (0..ORIGINS).map(|number| from.plus_seconds(seconds * number / (ORIGINS - 1))).collect()
}

/// Forecasts of one workflow, held against the days that followed.
pub fn forecasts(
    records: Records<'_>,
    past: &World,
    origin: Timestamp,
    workflow_id: u64,
    class: Option<Class>,
) -> Vec<ForecastPoint> {
    let filter = Filter { workflow_id: Some(workflow_id), ..Filter::default() };
    let view = past.view(&filter);
    let attempts: Vec<&Attempt> =
        records.attempts.iter().filter(|attempt| attempt.workflow_id == workflow_id).collect();
    let today = origin.day();
    let mut points = Vec::new();
    for (metric, said) in asking::forecasts(&view) {
        let days = DailyValues::of(metric, &attempts);
        for said in said {
            let Some(actual) = days.at(said.day) else { continue };
            points.push(ForecastPoint {
                metric,
                class,
                horizon: u32::try_from(said.day - today).unwrap_or_default(),
                value: said.value,
                interval_80: said.interval_80,
                interval_95: said.interval_95,
                failures: said.failures,
                actual,
                naive: days.same_weekday(said.day, today),
                last: days.last(today),
                scale: days.scale(today),
                level: days.level(today),
            });
        }
    }
    points
}

/// Chances of next runs, held against the next decided attempt of each workflow.
pub fn next_runs(records: Records<'_>, past: &World, origin: Timestamp, class: Option<Class>) -> Vec<NextRunPoint> {
    let filter = Filter::default();
    let mut points = Vec::new();
    for said in asking::next_runs(&past.view(&filter)) {
        let next = records.attempts.iter().filter(|attempt| {
            attempt.workflow_id == said.workflow_id
                && attempt.started_at > origin
                && matches!(attempt.state.as_str(), "success" | "failure" | "timed_out" | "startup_failure")
        });
        let next = next.min_by_key(|attempt| (attempt.started_at, attempt.key));
        points.extend(next.map(|attempt| NextRunPoint {
            class,
            chance: said.chance,
            base_rate: said.base_rate,
            failed: attempt.state != "success",
        }));
    }
    points
}
