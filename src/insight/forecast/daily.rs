//! The daily series that forecasts rest on, of the last 365 days of what a view's filter chooses. Foretells nothing.

use crate::domain::{Outcome, Period, sort_by_key};
use crate::stats::{Lack, median};

use super::super::View;
use super::super::volume::each_day;
use super::models::Point;
use super::rolling::ExpectedRuns;
use super::scale::Scale;
use super::{FEWEST_DAYS, ForecastMetric};

/// Days of the past that a forecast rests on.
const MEMORY_DAYS: i64 = 365;
/// Newest durations of a workflow that its typical one is taken from.
const MOST_DURATIONS: usize = 5_000;
/// Durations that the typical one of all is taken from.
const MOST_SAMPLED: usize = 20_000;

/// What happened on each local day, from the first one remembered to today.
#[derive(Debug)]
pub(in crate::insight) struct Memory {
    first_day: i64,
    days: Vec<Day>,
    /// Median duration of passed attempts, seconds; of every so-manieth where they are very many.
    level_seconds: f64,
}

#[derive(Clone, Debug, Default)]
struct Day {
    attempts: u64,
    decided: u64,
    failed: u64,
    /// Durations of passed attempts over the median of their workflow.
    ratios: Vec<f64>,
}

/// A series ready to be foretold.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Daily {
    /// Local day of the first point.
    pub first_day: i64,
    pub points: Vec<Point>,
    /// Days from the last point to the first day that is foretold, which is tomorrow.
    pub lead: usize,
    /// What it rests on.
    pub count: u64,
}

/// The last 365 days.
fn memory_of(view: &View<'_>) -> Period {
    let start = view.zone.day_start(view.zone.local_day(view.now) - MEMORY_DAYS + 1);
    Period { start, end: view.now.plus_seconds(1) }
}

fn remembered<'a>(view: &View<'a>) -> View<'a> {
    view.over(memory_of(view))
}

/// The attempts of the last 365 days that the view's filter chooses; `None` where the view itself holds them all, since
/// working out another takes its time.
pub(in crate::insight) fn remembered_beyond<'a>(view: &View<'a>) -> Option<View<'a>> {
    let memory = memory_of(view);
    let needed = view.oldest().map_or(memory.start, |oldest| oldest.max(memory.start));
    (view.period.start > needed || view.period.end < view.now).then(|| view.over(memory))
}

/// Attempts of the last 365 days that the view's filter chooses, whatever its window: all that a forecast can rest on.
pub fn count_remembered(view: &View<'_>) -> u64 {
    remembered(view).rows.len() as u64
}

impl Memory {
    /// Of a view: worked out once.
    pub(in crate::insight) fn shared<'v>(view: &'v View<'_>) -> &'v Self {
        view.memo.daily.get_or_init(|| Self::of(view))
    }

    fn of(view: &View<'_>) -> Self {
        let today = view.zone.local_day(view.now);
        let memory = remembered(view);
        let first = memory.rows.iter().map(|&row| memory.started(row)).min();
        let first_day = first.map_or(today + 1, |start| view.zone.local_day(start));
        let mut days = vec![Day::default(); usize::try_from(today - first_day + 1).unwrap_or_default()];
        let medians = typical_seconds(&memory);
        each_day(&memory, first_day, |row, position| {
            let Some(day) = days.get_mut(position) else { return };
            let outcome = memory.outcome(row);
            day.attempts += 1;
            day.decided += u64::from(outcome.is_decided());
            day.failed += u64::from(outcome.is_failed());
            if outcome == Outcome::Passed {
                let centre = medians.get(usize::from(memory.workflow(row))).copied().unwrap_or_default();
                let seconds = memory.duration_seconds(row).filter(|&seconds| seconds > 0.0 && centre > 0.0);
                day.ratios.extend(seconds.map(|seconds| seconds / centre));
            }
        });
        let sampled = memory.passed_durations().step_by(memory.rows.len() / MOST_SAMPLED + 1);
        let seconds = sampled.map(|(_, seconds)| seconds).filter(|&seconds| seconds > 0.0);
        let level_seconds = median(&mut seconds.collect::<Vec<_>>()).unwrap_or_default();
        Self { first_day, days, level_seconds }
    }

    /// Attempts started on a local day.
    pub(super) fn attempts_on(&self, day: i64) -> u64 {
        let position = usize::try_from(day - self.first_day).ok();
        position.and_then(|position| self.days.get(position)).map_or(0, |day| day.attempts)
    }

    /// The series of a metric. Today is part of a rate or duration once half of its usual attempts have come; a count is
    /// known when the day is over.
    pub(super) fn series(&self, view: &View<'_>, metric: ForecastMetric) -> Result<Daily, Lack> {
        let scale = Scale::of(metric);
        let of_day = |day: &Day| match metric {
            ForecastMetric::FailureRate => {
                let rate = (day.decided > 0).then(|| day.failed as f64 / day.decided as f64);
                Point { value: rate, counts: (day.failed, day.decided) }
            }
            ForecastMetric::Duration => {
                let typical = median(&mut day.ratios.clone()).map(|ratio| ratio * self.level_seconds);
                let value = typical.and_then(|seconds| scale.model(seconds));
                Point { value, counts: (0, day.ratios.len() as u64) }
            }
            _ => Point { value: scale.model(day.attempts as f64), counts: (0, day.attempts) },
        };
        let mut points: Vec<Point> = self.days.iter().map(of_day).collect();
        let today = points.pop().ok_or(Lack::TooFewPoints { have: 0, need: 1 })?;
        let mut usual = ExpectedRuns::default();
        for &point in &points {
            usual.learn(point);
        }
        let is_whole = metric != ForecastMetric::Volume && 2.0 * today.counts.1 as f64 >= usual.on(points.len());
        if is_whole {
            points.push(today);
        }
        let mut first_day = self.first_day;
        if metric == ForecastMetric::Volume {
            // The first stored day may be cut off by what was fetched, or by the end of memory.
            let cut = usize::from(view.oldest().is_some_and(|oldest| view.zone.local_day(oldest) == first_day));
            points.drain(..cut.min(points.len()));
            first_day += cut as i64;
        }
        // A rate or duration begins with the first day that has one.
        let empty = points.iter().position(|point| point.value.is_some()).unwrap_or(points.len());
        points.drain(..empty);
        let count = match metric {
            ForecastMetric::Volume => points.len() as u64,
            _ => points.iter().map(|point| point.counts.1).sum(),
        };
        Ok(Daily { first_day: first_day + empty as i64, points, lead: if is_whole { 1 } else { 2 }, count })
    }
}

/// Median duration of each workflow's newest passed attempts, seconds.
fn typical_seconds(memory: &View<'_>) -> Vec<f64> {
    let mut by_workflow: Vec<Vec<f64>> = vec![Vec::new(); memory.columns.workflows.entries.len()];
    for &row in memory.rows.iter().rev() {
        let Some(part) = by_workflow.get_mut(usize::from(memory.workflow(row))) else { continue };
        if part.len() < MOST_DURATIONS && memory.outcome(row) == Outcome::Passed {
            part.extend(memory.duration_seconds(row).filter(|&seconds| seconds > 0.0));
        }
    }
    by_workflow.iter_mut().map(|seconds| median(seconds).unwrap_or_default()).collect()
}

impl Daily {
    /// Of `(local day, dollars)`; negative and unknown amounts are left out, several of one day add up.
    pub(super) fn of_dollars(view: &View<'_>, daily_dollars: &[(i64, f64)]) -> Result<Self, Lack> {
        let today = view.zone.local_day(view.now);
        let is_known = |&(day, dollars): &(i64, f64)| {
            (today - MEMORY_DAYS + 1..today).contains(&day) && dollars >= 0.0 && dollars.is_finite()
        };
        let mut known: Vec<(i64, f64)> = daily_dollars.iter().copied().filter(is_known).collect();
        sort_by_key(&mut known, |day| day.0);
        let first_day = known.first().ok_or(Lack::TooFewPoints { have: 0, need: FEWEST_DAYS })?.0;
        let mut dollars = vec![0.0; usize::try_from(today - first_day).unwrap_or_default()];
        for (day, amount) in known {
            if let Some(total) = usize::try_from(day - first_day).ok().and_then(|position| dollars.get_mut(position)) {
                *total += amount;
            }
        }
        let scale = Scale::of(ForecastMetric::Cost);
        let points = dollars.iter().map(|&amount| Point { value: scale.model(amount), counts: (0, 0) });
        Ok(Self { first_day, count: dollars.len() as u64, points: points.collect(), lead: 2 })
    }

    /// Refuses what is too short: fewer points than the settings ask for, or too few days with a value.
    pub(super) fn enough(self, view: &View<'_>) -> Result<Self, Lack> {
        Lack::unless_enough(self.count as usize, view.settings.forecast_minimum_points.max(1) as usize)?;
        let days = self.points.iter().filter(|point| point.value.is_some()).count();
        Lack::unless_enough(days, FEWEST_DAYS).map(|()| self)
    }

    /// Decided attempts to expect on the day at this position.
    pub(super) fn expected_runs(&self, position: usize) -> f64 {
        let mut runs = ExpectedRuns::default();
        for &point in &self.points {
            runs.learn(point);
        }
        runs.on(position)
    }
}
