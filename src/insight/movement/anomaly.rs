//! Single runs and days that do not belong to the level of their series.

use serde::{Deserialize, Serialize};

use crate::domain::{DayWalk, Timestamp, sort_by};
use crate::stats::{ln_of_whole, median, robust_spread, robust_z, share_chart, student_two_sided, two_modes};

use super::super::follow::{daily_volume, growth_percent};
use super::super::{Metric, Subject, View};
use super::change::{Changepoint, nearest_mode};
use super::discovery::{Family, verdict};
use super::subjects::{Point, WorkflowSeries};

/// Newest runs of a workflow's level that are looked at, and the fewest.
const MOST_RUNS: usize = 200;
const FEWEST_RUNS: usize = 20;
/// Fewest days of a chart; of volumes three weeks.
const FEWEST_DAYS: usize = 10;
const FEWEST_DAYS_OF_VOLUME: usize = 21;
/// Fewest decided attempts, and fewest passed ones, of a day that is judged.
const FEWEST_DECIDED: u64 = 5;
const FEWEST_PASSED: usize = 3;
/// Robust standard deviations beyond which a value is unusual; of Laney's chart 3.
const MOST_Z: f64 = 3.5;
const MOST_Z_OF_RATES: f64 = 3.0;
/// Least distance from what was expected, in percent.
const LEAST_PERCENT: f64 = 25.0;
/// A robust deviation of normal values is known as well as a plain one from so small a part of them.
const SPREAD_EFFICIENCY: f64 = 0.37;

/// A run or a day that does not belong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Anomaly {
    /// Whose.
    pub subject: Subject,
    /// Of what: duration, failure rate or volume.
    pub metric: Metric,
    /// Start of the attempt, or of the local day.
    pub at: Timestamp,
    /// GitHub's number of the run and its attempt; `None` for a day.
    pub run: Option<(u64, u16)>,
    /// Seconds, rate 0–1 or attempts.
    pub value: f64,
    /// What was expected, likewise.
    pub expected: f64,
    /// Distance in robust standard deviations, or in those of Laney's chart.
    pub z: f64,
    /// The chance of so large a distance among normal values whose spread is estimated (Student's t), adjusted for all runs and days that were looked at together.
    pub adjusted_p: f64,
    /// Slower, or failing more often; `None` for volumes.
    pub is_worse: Option<bool>,
}

/// What was looked at.
#[derive(Default)]
struct Screen {
    family: Family,
    looked_at: u64,
    found: Vec<(Anomaly, usize)>,
}

impl Screen {
    /// Looks at a value among `count`; takes it in where it is `unusual`.
    fn look(&mut self, unusual: bool, anomaly: impl FnOnce() -> Anomaly, z: f64, count: usize) {
        let degrees = SPREAD_EFFICIENCY * count.saturating_sub(1) as f64;
        let number = self.family.add(student_two_sided(z, degrees.max(1.0)));
        self.looked_at += 1;
        if unusual {
            self.found.push((anomaly(), number));
        }
    }
}

/// The runs and days that do not belong, newest first, and how many were looked at.
pub(super) fn find_anomalies(
    view: &View<'_>,
    series: &[WorkflowSeries<'_>],
    changes: &[Changepoint],
) -> (Vec<Anomaly>, u64) {
    let mut screen = Screen::default();
    for workflow in series {
        let since = level_start(changes, &workflow.subject, Metric::Duration);
        let from = workflow.durations.partition_point(|point| i64::from(point.time) < since.0);
        let level = workflow.durations.get(from..).unwrap_or_default();
        screen_runs(workflow, level, &mut screen);
        screen_days(workflow, level, &mut screen);
        let since = level_start(changes, &workflow.subject, Metric::FailureRate);
        screen_failures(workflow, since, &mut screen);
    }
    screen_volumes(view, &mut screen);
    let adjusted = screen.family.adjusted();
    let mut kept = Vec::new();
    for (mut anomaly, number) in screen.found {
        let (adjusted_p, survives) = verdict(&adjusted, number);
        if survives {
            anomaly.adjusted_p = adjusted_p;
            kept.push(anomaly);
        }
    }
    sort_by(&mut kept, |a, b| b.at.cmp(&a.at).then_with(|| a.subject.cmp(&b.subject)));
    (kept, screen.looked_at)
}

/// When the newest level of a series began.
pub(super) fn level_start(changes: &[Changepoint], subject: &Subject, metric: Metric) -> Timestamp {
    let own = changes.iter().filter(|change| change.metric == metric && change.subject == *subject);
    own.map(|change| change.at).max().unwrap_or(Timestamp(i64::MIN))
}

/// ln durations against their median, or the nearest of two modes; of the unusual ones the largest 1 %, at least one.
fn screen_runs(workflow: &WorkflowSeries<'_>, level: &[Point], screen: &mut Screen) {
    let newest = level.get(level.len().saturating_sub(MOST_RUNS)..).unwrap_or_default();
    if newest.len() < FEWEST_RUNS {
        return;
    }
    let logarithms: Vec<f64> = newest.iter().map(|point| f64::from(point.seconds).ln()).collect();
    let modes = two_modes(&logarithms).ok().flatten();
    let Ok((spread, z)) = robust_z(&logarithms) else { return };
    let judged: Vec<(f64, f64)> = logarithms
        .iter()
        .zip(z)
        .map(|(&value, z)| match &modes {
            Some(modes) => {
                let (centre, deviation) = nearest_mode(modes, value);
                (centre, (value - centre) / deviation)
            }
            None => (spread.centre, z),
        })
        .collect();
    let mut distances: Vec<f64> = judged.iter().map(|judged| judged.1.abs()).collect();
    sort_by(&mut distances, |a, b| b.total_cmp(a));
    let bound = distances.get((newest.len() / 100).max(1)).copied().unwrap_or_default();
    for ((point, value), (centre, z)) in newest.iter().zip(&logarithms).zip(judged) {
        let unusual = z.abs() > MOST_Z && z.abs() > bound && is_far(value - centre);
        let anomaly = || Anomaly {
            subject: workflow.subject.clone(),
            metric: Metric::Duration,
            at: workflow.view.started(point.row),
            run: Some((workflow.view.run_id(point.row), workflow.view.attempt(point.row))),
            value: f64::from(point.seconds),
            expected: centre.exp(),
            z,
            adjusted_p: 1.0,
            is_worse: Some(z > 0.0),
        };
        screen.look(unusual, anomaly, z, newest.len());
    }
}

fn is_far(log_distance: f64) -> bool {
    growth_percent(log_distance.abs()).is_some_and(|percent| percent > LEAST_PERCENT)
}

/// Daily medians of ln durations with at least three passed attempts.
fn screen_days(workflow: &WorkflowSeries<'_>, level: &[Point], screen: &mut Screen) {
    let view = &workflow.view;
    let days = by_day(view, level, |point| point.row);
    let middles: Vec<(i64, f64)> = days
        .into_iter()
        .filter(|(_, points)| points.len() >= FEWEST_PASSED)
        .filter_map(|(day, points)| {
            let mut logarithms: Vec<f64> = points.iter().map(|point| ln_of_whole(point.seconds)).collect();
            Some((day, median(&mut logarithms)?))
        })
        .collect();
    if middles.len() < FEWEST_DAYS {
        return;
    }
    let Ok((spread, z)) = robust_z(&middles.iter().map(|middle| middle.1).collect::<Vec<_>>()) else { return };
    for (&(day, value), z) in middles.iter().zip(&z) {
        let anomaly = || Anomaly {
            is_worse: Some(*z > 0.0),
            ..of_day(view, &workflow.subject, Metric::Duration, day, (value.exp(), spread.centre.exp(), *z))
        };
        screen.look(z.abs() > MOST_Z && is_far(value - spread.centre), anomaly, *z, middles.len());
    }
}

/// Items in order of start, by local day.
fn by_day<'a, T>(view: &View<'_>, items: &'a [T], row: impl Fn(&T) -> u32) -> Vec<(i64, &'a [T])> {
    let mut walk = DayWalk::new(view.zone);
    let mut day = |item: &T| walk.day(view.started_seconds(row(item)));
    let days = items.chunk_by(|a, b| day(a) == day(b));
    days.filter_map(|part| Some((view.local_day(row(part.first()?)), part))).collect()
}

fn of_day(
    view: &View<'_>,
    subject: &Subject,
    metric: Metric,
    day: i64,
    (value, expected, z): (f64, f64, f64),
) -> Anomaly {
    let at = view.zone.day_start(day);
    Anomaly { subject: subject.clone(), metric, at, run: None, value, expected, z, adjusted_p: 1.0, is_worse: None }
}

/// Laney's p′ chart of days with at least five decided attempts, since the rate last changed.
fn screen_failures(workflow: &WorkflowSeries<'_>, since: Timestamp, screen: &mut Screen) {
    let view = &workflow.view;
    let from = workflow.decided.partition_point(|&row| view.started(row) < since);
    let decided = workflow.decided.get(from..).unwrap_or_default();
    let counted = by_day(view, decided, |&row| row).into_iter().map(|(day, rows)| {
        let failed = rows.iter().filter(|&&row| view.outcome(row).is_failed()).count();
        (day, (failed as u64, rows.len() as u64))
    });
    let counted: Vec<(i64, (u64, u64))> = counted.filter(|(_, counts)| counts.1 >= FEWEST_DECIDED).collect();
    if counted.len() < FEWEST_DAYS {
        return;
    }
    let counts: Vec<(u64, u64)> = counted.iter().map(|counted| counted.1).collect();
    let Ok(mut chart) = share_chart(&counts, counts.len()) else { return };
    // Days that spread less than chance are chance.
    chart.spread = chart.spread.max(1.0);
    for (&(day, (failed, all)), z) in counted.iter().zip(chart.laney()) {
        let value = failed as f64 / all as f64;
        let anomaly = || Anomaly {
            is_worse: Some(z > 0.0),
            ..of_day(view, &workflow.subject, Metric::FailureRate, day, (value, chart.share, z))
        };
        screen.look(z.abs() > MOST_Z_OF_RATES, anomaly, z, counts.len());
    }
}

/// Whole days' attempts against the median of the same weekday, on the scale of roots, where counts spread evenly.
fn screen_volumes(view: &View<'_>, screen: &mut Screen) {
    let days: Vec<(i64, f64)> =
        daily_volume(view).into_iter().map(|(noon, count)| (view.zone.local_day(noon), count)).collect();
    if days.len() < FEWEST_DAYS_OF_VOLUME {
        return;
    }
    let root = |count: f64| (count + 0.375).sqrt();
    let mut by_weekday: Vec<Vec<f64>> = vec![Vec::new(); 7];
    for &(day, count) in &days {
        if let Some(list) = by_weekday.get_mut(day.rem_euclid(7) as usize) {
            list.push(count);
        }
    }
    let middles: Vec<f64> = by_weekday.iter_mut().map(|list| median(list).unwrap_or_default()).collect();
    let expected = |day: i64| middles.get(day.rem_euclid(7) as usize).copied().unwrap_or_default();
    let distances: Vec<f64> = days.iter().map(|&(day, count)| root(count) - root(expected(day))).collect();
    // Counts spread by chance at least: the root of a Poisson count has a deviation of ½.
    let Some(spread) = robust_spread(&distances) else { return };
    let z = |distance: f64| (distance - spread.centre) / spread.deviation.max(0.5);
    for (&(day, count), z) in days.iter().zip(distances.iter().map(|&distance| z(distance))) {
        let expected = expected(day);
        let is_far = (count - expected).abs() * 100.0 > LEAST_PERCENT * expected;
        let anomaly = || of_day(view, &Subject::Repository, Metric::Volume, day, (count, expected, z));
        screen.look(z.abs() > MOST_Z && is_far, anomaly, z, days.len());
    }
}
