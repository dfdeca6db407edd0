//! How mature a repository's CI is, 1–5: the level of its weakest dimension. Owns the thresholds; measures only what no
//! other question does (the variation of weekly medians).

use serde::{Deserialize, Serialize};

use crate::domain::{AttemptColumns, Outcome};
use crate::stats::{Lack, median, summarise};

use super::{Direction, Dora, Metric, Rate, Trend, View};

/// Fewest dimensions that must be known for a level of the whole.
const FEWEST_KNOWN: usize = 3;
/// Fewest weeks, and passed runs in each, from which a workflow's stability is told.
const FEWEST_WEEKS: usize = 4;
const FEWEST_RUNS_A_WEEK: usize = 3;
/// Longest list of weeks: three years.
const MOST_WEEKS: i64 = 157;
/// Fewest passed or failed attempts on the default branch from which "never broken" means something.
const FEWEST_RUNS: u64 = 50;
/// Fewest commits from which flakiness is told.
const FEWEST_COMMITS: u64 = 20;
const SECONDS_PER_HOUR: f64 = 3_600.0;

/// Maturity with everything it was made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Maturity {
    /// The lowest level among the known dimensions, or why there is none.
    pub level: Result<MaturityLevel, Lack>,
    /// The dimensions that hold it there: those of that level. Empty at the highest.
    pub held_back_by: Vec<MaturityKind>,
    /// All dimensions, known or not.
    pub dimensions: Vec<MaturityDimension>,
}

/// The five levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaturityLevel {
    /// 1.
    Initial,
    /// 2.
    Repeatable,
    /// 3.
    Defined,
    /// 4.
    Managed,
    /// 5.
    Optimising,
}

/// What is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaturityKind {
    /// Days of history stored.
    History,
    /// Share of finished runs whose jobs are stored, 0–1.
    JobCoverage,
    /// Variation of the weekly median duration (deviation over mean), 0 and up; the mean over workflows by their passed
    /// runs.
    Stability,
    /// Worst rise of duration or failure rate beyond chance, percent a week; negative where one falls and none rises.
    Trend,
    /// Median time to restore the default branch, hours.
    TimeToRestore,
    /// Commits on which a workflow both failed and passed, 0–1.
    Flakiness,
}

/// One dimension.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MaturityDimension {
    /// Which; its unit is told there.
    pub kind: MaturityKind,
    /// Its level, or what it lacks.
    pub level: Result<MaturityLevel, Lack>,
    /// Measured value; `None` too where nothing ever needed restoring.
    pub value: Option<f64>,
    /// What levels 2, 3, 4 and 5 ask for: at least, or at most where they fall.
    pub thresholds: [f64; 4],
    /// What the next level asks for; `None` at the highest and where unknown.
    pub next_threshold: Option<f64>,
}

impl MaturityLevel {
    const ALL: [Self; 5] = [Self::Initial, Self::Repeatable, Self::Defined, Self::Managed, Self::Optimising];

    /// 1–5.
    pub fn number(self) -> u8 {
        self as u8 + 1
    }
}

impl MaturityKind {
    /// What levels 2–5 ask for.
    fn thresholds(self) -> [f64; 4] {
        match self {
            Self::History => [7.0, 30.0, 90.0, 180.0],
            Self::JobCoverage => [0.10, 0.50, 0.80, 0.95],
            Self::Stability => [0.50, 0.30, 0.20, 0.10],
            Self::Trend => [5.0, 2.0, 0.0, -0.1],
            Self::TimeToRestore => [168.0, 24.0, 4.0, 1.0],
            Self::Flakiness => [0.10, 0.05, 0.02, 0.01],
        }
    }

    fn judge(self, value: Result<f64, Lack>) -> MaturityDimension {
        let thresholds = self.thresholds();
        let [second, .., fifth] = thresholds;
        let is_reached = |threshold: &&f64| match &value {
            Ok(value) if fifth > second => value >= *threshold,
            Ok(value) => value <= *threshold,
            Err(_) => false,
        };
        let steps = thresholds.iter().take_while(is_reached).count();
        let level = MaturityLevel::ALL.get(steps).copied().unwrap_or(MaturityLevel::Optimising);
        let next_threshold = value.as_ref().ok().and_then(|_| thresholds.get(steps).copied());
        let number = value.as_ref().ok().copied();
        MaturityDimension { kind: self, level: value.map(|_| level), value: number, thresholds, next_threshold }
    }
}

/// Maturity of a view from what else is known of it: `dora` of the same view, its flakiness, and its trends, of which the
/// first of each metric counts (that over the view's own window).
pub fn assess_maturity(view: &View<'_>, dora: &Dora, flakiness: &Rate, trends: &[Trend]) -> Maturity {
    let dimensions = vec![
        MaturityKind::History.judge(history_days(view)),
        MaturityKind::JobCoverage.judge(job_coverage(view)),
        MaturityKind::Stability.judge(weekly_variation(view)),
        MaturityKind::Trend.judge(worst_trend(trends)),
        time_to_restore(dora),
        MaturityKind::Flakiness.judge(
            Lack::unless_enough(flakiness.denominator as usize, FEWEST_COMMITS as usize)
                .and_then(|()| flakiness.value.ok_or_else(|| Lack::undefined("no commit was decided"))),
        ),
    ];
    let known = || dimensions.iter().filter_map(|dimension| dimension.level.as_ref().ok().copied());
    let level = Lack::unless_enough(known().count(), FEWEST_KNOWN)
        .and_then(|()| known().min().ok_or_else(|| Lack::undefined("no dimension is known")));
    let held = |dimension: &&MaturityDimension| {
        dimension.level == level && level.as_ref().is_ok_and(|&level| level < MaturityLevel::Optimising)
    };
    let held_back_by = dimensions.iter().filter(held).map(|dimension| dimension.kind).collect();
    Maturity { level, held_back_by, dimensions }
}

fn history_days(view: &View<'_>) -> Result<f64, Lack> {
    let oldest = view.oldest().ok_or(Lack::TooFewPoints { have: 0, need: 1 })?;
    Ok(view.now.seconds_since(oldest).max(0) as f64 / (24.0 * SECONDS_PER_HOUR))
}

fn job_coverage(view: &View<'_>) -> Result<f64, Lack> {
    let (mut finished, mut covered) = (0_u64, 0_u64);
    for &row in view.rows.iter().filter(|&&row| view.outcome(row) != Outcome::Unfinished) {
        finished += 1;
        covered += u64::from(view.columns.attempts.has_flag(row as usize, AttemptColumns::JOBS_FETCHED));
    }
    Lack::unless_enough(finished as usize, 1)?;
    Ok(covered as f64 / finished as f64)
}

/// Weeks are stretches of seven days back from the end of the window, or from now.
fn weekly_variation(view: &View<'_>) -> Result<f64, Lack> {
    let end = view.period.end.min(view.now);
    let (mut total, mut weight, mut most_weeks) = (0.0, 0.0, 0);
    for (_, part) in view.by_workflow() {
        let mut weeks: Vec<Vec<f64>> = Vec::new();
        let mut passed = 0_u64;
        for (row, seconds) in part.passed_durations() {
            let week = end.seconds_since(part.started(row)).max(0) / (7 * 24 * 3_600);
            if week >= MOST_WEEKS {
                continue;
            }
            passed += 1;
            if weeks.len() <= week as usize {
                weeks.resize_with(week as usize + 1, Vec::new);
            }
            if let Some(week) = weeks.get_mut(week as usize) {
                week.push(seconds);
            }
        }
        let enough = weeks.iter_mut().filter(|week| week.len() >= FEWEST_RUNS_A_WEEK);
        let medians: Vec<f64> = enough.filter_map(|week| median(week)).collect();
        most_weeks = most_weeks.max(medians.len());
        if medians.len() < FEWEST_WEEKS {
            continue;
        }
        if let Some(variation) = summarise(&medians).ok().and_then(|summary| summary.variation) {
            total += variation * passed as f64;
            weight += passed as f64;
        }
    }
    if weight > 0.0 { Ok(total / weight) } else { Err(Lack::TooFewPoints { have: most_weeks, need: FEWEST_WEEKS }) }
}

/// The largest change a week of duration and failure rate that is beyond chance; 0 where neither moves.
fn worst_trend(trends: &[Trend]) -> Result<f64, Lack> {
    let mut moves: Vec<f64> = Vec::new();
    let mut lack = None;
    for metric in [Metric::Duration, Metric::FailureRate] {
        let Some(trend) = trends.iter().find(|trend| trend.metric == metric) else { continue };
        match (&trend.direction, trend.percent_per_week) {
            (Ok(Direction::Flat), _) => moves.push(0.0),
            (Ok(_), Some(percent)) => moves.push(percent),
            (Ok(_), None) => {}
            (Err(other), _) => lack = Some(other.clone()),
        }
    }
    let worst = moves.iter().copied().reduce(f64::max);
    let best = moves.iter().copied().reduce(f64::min);
    match (worst, best) {
        // Nothing rises: what falls counts.
        (Some(worst), Some(best)) => Ok(if worst > 0.0 { worst } else { best }),
        _ => Err(lack.unwrap_or_else(|| Lack::undefined("no trend is known"))),
    }
}

/// A branch that never broke in so many runs needs no restoring.
fn time_to_restore(dora: &Dora) -> MaturityDimension {
    let kind = MaturityKind::TimeToRestore;
    let restore = match &dora.restore_default_branch {
        Ok(restore) => restore,
        Err(lack) => return kind.judge(Err(lack.clone())),
    };
    match restore.seconds.median {
        Some(seconds) => kind.judge(Ok(seconds / SECONDS_PER_HOUR)),
        None if restore.open > 0 => kind.judge(Err(Lack::undefined("the default branch has not been restored yet"))),
        None if restore.runs < FEWEST_RUNS => {
            kind.judge(Err(Lack::TooFewPoints { have: restore.runs as usize, need: FEWEST_RUNS as usize }))
        }
        None => MaturityDimension {
            level: Ok(MaturityLevel::Optimising),
            value: None,
            next_threshold: None,
            ..kind.judge(Ok(0.0))
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{DAY, Row, START, World};
    use super::super::{follow_trends, summarise_dora, summarise_flakiness};
    use super::*;

    fn assess(rows: &[Row]) -> Maturity {
        let world = World::of(rows);
        let view = world.view();
        assess_maturity(&view, &summarise_dora(&view), &summarise_flakiness(&view), &follow_trends(&view))
    }

    fn level(maturity: &Maturity, kind: MaturityKind) -> Result<u8, Lack> {
        let dimension = maturity.dimensions.iter().find(|dimension| dimension.kind == kind).unwrap();
        dimension.level.clone().map(MaturityLevel::number)
    }

    /// Two runs a day with jobs.
    fn days(days: u32, shape: impl Fn(Row, u32) -> Row) -> Vec<Row> {
        let row = |number: u32| {
            let seconds = 200 + i64::from(number * 7 % 5);
            let jobs = Some(vec![("success", 0, 5, seconds)]);
            let row = Row { seconds, jobs, ..Row::at(u64::from(number) + 1, START + number * DAY / 2) };
            shape(row, number)
        };
        (0..2 * days).map(row).collect()
    }

    #[test]
    fn values_have_levels() {
        let check = |kind: MaturityKind, value: f64, level: u8, next: Option<f64>| {
            let found = kind.judge(Ok(value));
            assert_eq!((found.level.unwrap().number(), found.next_threshold), (level, next), "{kind:?} {value}");
        };
        check(MaturityKind::History, 6.9, 1, Some(7.0));
        check(MaturityKind::History, 30.0, 3, Some(90.0));
        check(MaturityKind::History, 400.0, 5, None);
        check(MaturityKind::JobCoverage, 0.5, 3, Some(0.8));
        check(MaturityKind::Stability, 0.6, 1, Some(0.5));
        check(MaturityKind::Stability, 0.1, 5, None);
        check(MaturityKind::Trend, 7.0, 1, Some(5.0));
        check(MaturityKind::Trend, 0.0, 4, Some(-0.1));
        check(MaturityKind::Trend, -3.0, 5, None);
        check(MaturityKind::TimeToRestore, 5.0, 3, Some(4.0));
        check(MaturityKind::Flakiness, 0.0, 5, None);
    }

    #[test]
    fn the_weakest_dimension_decides() {
        let good = assess(&days(40, |row, _| row));
        assert_eq!(good.level, Ok(MaturityLevel::Defined));
        assert_eq!(good.held_back_by, [MaturityKind::History]);
        assert_eq!(level(&good, MaturityKind::TimeToRestore), Ok(5));
        assert_eq!(level(&good, MaturityKind::JobCoverage), Ok(5));
        let without_jobs = assess(&days(40, |row, _| Row { jobs: None, ..row }));
        assert_eq!(without_jobs.level, Ok(MaturityLevel::Initial));
        assert_eq!(without_jobs.held_back_by, [MaturityKind::JobCoverage]);
        let broken =
            |row, number: u32| Row { state: if number.is_multiple_of(20) { "failure" } else { "success" }, ..row };
        assert_eq!(level(&assess(&days(40, broken)), MaturityKind::TimeToRestore), Ok(3));
        let jumping = |row: Row, number: u32| {
            let seconds = if (number / 14).is_multiple_of(2) { 100 } else { 400 };
            Row { jobs: None, seconds, ..row }
        };
        assert_eq!(level(&assess(&days(60, jumping)), MaturityKind::Stability), Ok(1));
    }

    #[test]
    fn too_little_is_said_to_be() {
        let none = assess(&[]);
        assert_eq!(none.level, Err(Lack::TooFewPoints { have: 0, need: 3 }));
        assert!(none.held_back_by.is_empty() && none.dimensions.iter().all(|dimension| dimension.level.is_err()));
        let one = assess(&[Row::at(1, START)]);
        assert_eq!(one.level, Err(Lack::TooFewPoints { have: 2, need: 3 }));
        let red = assess(&days(3, |row, _| Row { state: "failure", ..row }));
        assert!(level(&red, MaturityKind::TimeToRestore).is_err());
    }
}
