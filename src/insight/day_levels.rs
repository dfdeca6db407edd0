//! The level of each local day: failure rate, typical duration, typical wait, attempts, with intervals. A day's typical
//! duration does not depend on which workflows happened to run on it. Names no trend.

use serde::{Deserialize, Serialize};

use crate::domain::{Outcome, Timestamp};
use crate::stats::{median, median_interval};

use super::follow::{attempt_queue_seconds, whole_days};
use super::volume::{day_range, rows_by_day};
use super::{Rate, View};

/// Fewest values whose median has an interval: with fewer not even smallest and largest hold it in 95 of 100 cases.
const FEWEST_FOR_INTERVAL: usize = 6;

/// One local day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DayLevel {
    /// First instant of the day.
    pub start: Timestamp,
    /// Whether the window holds all of it, and it is over.
    pub is_whole: bool,
    /// Attempts started on it.
    pub attempts: u64,
    /// Failed / decided.
    pub failures: Rate,
    /// Duration of its passed attempts; `None` without any.
    pub duration: Option<DayMedian>,
    /// Queue time of its attempts (each the median over its jobs, at least a second); `None` where unknown.
    pub queue: Option<DayMedian>,
}

/// The typical value of a day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DayMedian {
    /// Seconds: the median of (value ÷ median of its workflow over all days) × the median of all.
    pub seconds: f64,
    /// 95 % interval of it by order statistics; `None` below 6 values.
    pub interval: Option<(f64, f64)>,
    /// Values.
    pub count: u64,
}

/// Day by day, oldest first: the days of `summarise_days`.
pub fn follow_days(view: &View<'_>) -> Vec<DayLevel> {
    let Some((first_day, last_day)) = day_range(view) else { return Vec::new() };
    let duration = |row: u32| view.duration_seconds(row).filter(|_| view.outcome(row) == Outcome::Passed);
    let durations = Levels::of(view, duration);
    let has_jobs = !view.columns.jobs.is_empty();
    let queues = Levels::of(view, |row| attempt_queue_seconds(view, row).filter(|_| has_jobs));
    let whole = whole_days(view);
    let days = (first_day..).zip(rows_by_day(view, first_day, last_day));
    days.map(|(day, rows)| {
        let count = |counts: fn(Outcome) -> bool| rows.iter().filter(|&&row| counts(view.outcome(row))).count() as u64;
        DayLevel {
            start: view.zone.day_start(day),
            is_whole: whole.is_some_and(|(first, last)| (first..=last).contains(&day)),
            attempts: rows.len() as u64,
            failures: Rate::of(count(Outcome::is_failed), count(Outcome::is_decided)),
            duration: durations.of_day(view, &rows),
            queue: queues.of_day(view, &rows),
        }
    })
    .collect()
}

/// Values of attempts and what is usual of each workflow.
struct Levels<F> {
    value: F,
    by_workflow: Vec<f64>,
    all: f64,
}

impl<F: Fn(u32) -> Option<f64>> Levels<F> {
    fn of(view: &View<'_>, value: F) -> Self {
        let mut by_workflow: Vec<Vec<f64>> = vec![Vec::new(); view.columns.workflows.entries.len()];
        let mut all = Vec::new();
        for &row in &view.rows {
            let Some(seconds) = value(row).filter(|&seconds| seconds > 0.0) else { continue };
            all.push(seconds);
            if let Some(part) = by_workflow.get_mut(usize::from(view.workflow(row))) {
                part.push(seconds);
            }
        }
        let by_workflow = by_workflow.iter_mut().map(|part| median(part).unwrap_or_default()).collect();
        Self { value, by_workflow, all: median(&mut all).unwrap_or_default() }
    }

    fn of_day(&self, view: &View<'_>, rows: &[u32]) -> Option<DayMedian> {
        let scaled = |&row: &u32| {
            let usual = self.by_workflow.get(usize::from(view.workflow(row))).copied().filter(|&usual| usual > 0.0)?;
            Some((self.value)(row).filter(|&seconds| seconds > 0.0)? / usual * self.all)
        };
        let mut values: Vec<f64> = rows.iter().filter_map(scaled).collect();
        let interval = (values.len() >= FEWEST_FOR_INTERVAL).then(|| median_interval(&values, 0.95).ok()).flatten();
        let interval = interval.map(|interval| (interval.low, interval.high));
        let count = values.len() as u64;
        median(&mut values).map(|seconds| DayMedian { seconds, interval, count })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{DAY, JobRow, Row, START, World};
    use super::*;

    #[test]
    fn another_mix_of_workflows_is_no_other_level() {
        // The long workflow runs on the second day alone.
        let mut rows: Vec<Row> =
            (0..24).map(|i| Row { seconds: 100, ..Row::at(u64::from(i) + 1, START + i * DAY / 8) }).collect();
        rows.extend((0..8).map(|i| Row {
            workflow: "Long",
            seconds: 900,
            ..Row::at(u64::from(i) + 100, START + DAY + i * 600)
        }));
        let days = follow_days(&World::of(&rows).view());
        let seconds: Vec<f64> = days.iter().filter_map(|day| Some(day.duration?.seconds)).collect();
        assert_eq!(seconds, [100.0, 100.0, 100.0]);
        assert_eq!(days.iter().map(|day| day.attempts).collect::<Vec<_>>(), [8, 16, 8]);
        assert_eq!(days[0].duration.unwrap().interval, Some((100.0, 100.0)));
        assert!(days.iter().all(|day| day.queue.is_none()));
    }

    #[test]
    fn failures_and_waits_are_told_by_day() {
        let row = |i: u32| Row {
            state: if i.is_multiple_of(4) { "failure" } else { "success" },
            named_jobs: vec![JobRow { picked_up: Some(i64::from(i)), ..JobRow::default() }],
            ..Row::at(u64::from(i) + 1, START + i * DAY / 4)
        };
        let days = follow_days(&World::of(&(0..8).map(row).collect::<Vec<_>>()).view());
        assert_eq!(days.len(), 2);
        assert_eq!((days[0].failures.numerator, days[0].failures.denominator), (1, 4));
        let queue = days[1].queue.unwrap();
        assert_eq!((queue.seconds, queue.interval, queue.count), (5.5, None, 4));
        assert_eq!(follow_days(&World::of(&[]).view()), []);
    }
}
