//! How the spending of a window ran against what the weeks before it led to expect, day by day. Looks back beyond the
//! window, so that a short one has something to be held against.

use serde::{Deserialize, Serialize};

use crate::domain::{Period, Timestamp};
use crate::stats::Lack;

use super::super::View;
use super::super::dora::covered_days;
use super::daily::daily_dollars;
use super::expectation::{CostExpectation, DailyCost, ExpectedCost};
use super::sums::whole_days;

/// Days before the window that are looked at: eight weeks to expect from, and as many again and more to see how far
/// such expectations are off.
const MEMORY_DAYS: i64 = 26 * 7;
/// Fewest whole days of the window with an expectation from which the window is judged: a window of seven days holds six.
const FEWEST_JUDGED_DAYS: usize = 6;

/// Spending through a window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CostCourse {
    /// Days of 24 hours that window and history cover: what 30 days would cost is told by them.
    pub covered_days: f64,
    /// Local days of the window, oldest first, without gaps.
    pub days: Vec<CourseDay>,
    /// The whole days of the window that have an expectation, together.
    pub window: Result<ExpectedCost, Lack>,
    /// How many these are.
    pub judged_days: u64,
    /// The last day and week, unusual days and the pace, from all days that were looked at.
    pub expectation: CostExpectation,
}

/// A local day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CourseDay {
    /// Its first instant.
    pub start: Timestamp,
    /// US dollars, measured and estimated.
    pub dollars: f64,
    /// Whether window and history cover it from begin to end.
    pub is_whole: bool,
    /// US dollars expected: the median of the same weekday in up to 8 earlier weeks; `None` before the fourth week, and
    /// for a day that is not whole.
    pub expected_dollars: Option<f64>,
    /// In which 95 of 100 such days lay, judged by the deviations of all days that were looked at (conformal).
    pub interval: Option<(f64, f64)>,
}

/// Follows the cost of a view. Lacks an answer where no job is stored.
pub fn follow_cost(view: &View<'_>) -> Result<CostCourse, Lack> {
    let long = view.over(Period { start: view.period.start.plus_days(-MEMORY_DAYS), end: view.period.end });
    let daily = daily_dollars(&long);
    let Some(&(first_day, _)) = daily.first() else {
        return Err(Lack::undefined("no jobs are stored of these runs"));
    };
    let dollars: Vec<f64> = daily.iter().map(|day| day.1).collect();
    let whole = whole_days(&long, first_day, dollars.len());
    let series = DailyCost { first_day, dollars: &dollars, whole: whole.clone(), zone: view.zone };
    let begin = usize::try_from(view.zone.local_day(view.period.start) - first_day).unwrap_or_default();
    let expected = series.expected();
    let day = |(position, dollars): (usize, f64)| {
        let foreseen = expected.get(position).copied().flatten();
        CourseDay {
            start: view.zone.day_start(first_day + position as i64),
            dollars,
            is_whole: whole.contains(&position)
                && view.zone.day_start(first_day + position as i64) >= view.period.start,
            expected_dollars: foreseen.map(|(value, _)| value),
            interval: foreseen.and_then(|(_, interval)| interval),
        }
    };
    let days: Vec<CourseDay> = dollars.iter().copied().enumerate().skip(begin).map(day).collect();
    let judged_days = days.iter().filter(|day| day.is_whole && day.expected_dollars.is_some()).count();
    let window = Lack::unless_enough(judged_days, FEWEST_JUDGED_DAYS).and_then(|()| series.last_days(judged_days));
    Ok(CostCourse {
        covered_days: covered_days(view),
        days,
        window,
        judged_days: judged_days as u64,
        expectation: series.judge(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::{DAY, JobRow, Row, START, World};
    use super::*;
    use crate::domain::Window;

    /// A run a day whose job takes `minutes(day)`.
    fn history(days: u32, minutes: impl Fn(u32) -> i64) -> World {
        let row = |day: u32| {
            let job = JobRow { completed: 5 + 60 * minutes(day), ..JobRow::default() };
            Row { named_jobs: vec![job], ..Row::at(u64::from(day) + 1, START + day * DAY + 3_600) }
        };
        World::of(&(0..days).map(row).collect::<Vec<_>>())
    }

    #[test]
    fn a_short_window_is_held_against_the_weeks_before() {
        // The week repeats; the last days cost twice as much.
        let usual = |day: u32| i64::from(10 + 5 * (day % 7));
        for window in [7, 10, 30] {
            let world = history(120, |day| if day >= 109 { 2 * usual(day) } else { usual(day) })
                .with_window(Window::LastDays(window));
            let found = follow_cost(&world.view()).unwrap();
            assert!((window..=window + 1).contains(&(found.days.len() as u32)));
            assert!((window - 1..=window).contains(&(found.judged_days as u32)), "{window}: {}", found.judged_days);
            let judged = found.window.unwrap();
            assert!(judged.dollars > judged.expected_dollars, "{window}");
            assert!(found.covered_days > f64::from(window) - 1.0);
        }
    }

    #[test]
    fn what_is_expected_repeats_the_weeks() {
        let usual = |day: u32| i64::from(10 + 5 * (day % 7));
        let world = history(90, usual).with_window(Window::LastDays(14));
        let found = follow_cost(&world.view()).unwrap();
        for day in found.days.iter().filter(|day| day.is_whole) {
            assert!((day.expected_dollars.unwrap() - day.dollars).abs() < 1e-9);
            let (low, high) = day.interval.unwrap();
            assert!(low <= day.dollars + 1e-9 && day.dollars <= high + 1e-9);
        }
        assert!(found.expectation.projection.is_ok());
    }

    #[test]
    fn too_little_lacks_an_expectation() {
        let found = follow_cost(&history(12, |_| 3).view()).unwrap();
        assert_eq!((found.judged_days, found.window.is_err()), (0, true));
        assert!(found.days.iter().all(|day| day.expected_dollars.is_none()));
        assert!(follow_cost(&World::of(&[]).view()).is_err());
    }
}
