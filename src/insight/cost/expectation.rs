//! What days were expected to cost, which were unusual, and where the month is heading: from a series of days alone.

use serde::{Deserialize, Serialize};

use crate::domain::{Date, Timestamp, Zone};
use crate::stats::{Lack, conformal_half_width, mean, median, robust_z, student_critical, sum, variance};

const WEEK: usize = 7;
/// Earlier weeks that an expectation needs, and the most it looks at.
const FEWEST_WEEKS: usize = 3;
const MOST_WEEKS: usize = 8;
/// Days with an expectation from which a day can be called unusual.
const FEWEST_EXPECTED_DAYS: usize = 20;
/// A day is unusual this far from the others' deviations, in robust standard deviations, …
const UNUSUAL_Z: f64 = 3.5;
/// … and off by at least this share of what was expected.
const UNUSUAL_SHARE: f64 = 0.25;
/// Expectations below this share of the mean day count as so much when a deviation is scaled: quiet days vary too.
const SMALLEST_SCALE: f64 = 0.01;
/// Most unusual days listed.
const MOST_LISTED: usize = 20;
/// Days from which the pace is taken, if there are so many whole weeks.
const MOST_PACE_DAYS: usize = 28;
const FEWEST_PACE_DAYS: usize = 14;
/// A month at the present pace.
const DAYS_AHEAD: f64 = 30.0;

/// Spending against what the weeks before lead to expect.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CostExpectation {
    /// The last whole local day.
    pub last_day: Result<ExpectedCost, Lack>,
    /// The last seven whole local days together.
    pub last_week: Result<ExpectedCost, Lack>,
    /// Whole days at least 25 % off and beyond chance, newest first; at most 20.
    pub unusual_days: Result<Vec<ExpectedCost>, Lack>,
    /// Where spending is heading.
    pub projection: Result<CostProjection, Lack>,
}

/// A stretch of days that cost so much, against what was expected of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExpectedCost {
    /// First instant of its first day.
    pub start: Timestamp,
    /// US dollars spent.
    pub dollars: f64,
    /// US dollars expected: for each day the median of the same weekday in up to 8 earlier weeks.
    pub expected_dollars: f64,
    /// By how many percent it was off; `None` where nothing was expected.
    pub deviation_percent: Option<f64>,
    /// In which 95 of 100 such stretches lay, judged by earlier deviations (conformal).
    pub interval: Result<(f64, f64), Lack>,
}

/// Spending at the present pace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CostProjection {
    /// Whole days that the pace is taken from: whole weeks, at most four.
    pub days: u64,
    /// US dollars in 30 days at that pace.
    pub dollars: f64,
    /// 95 % interval of it, as if days were independent of one another.
    pub interval: (f64, f64),
    /// US dollars spent in the calendar month so far, where the view covers it from its first day.
    pub month_to_date_dollars: Option<f64>,
    /// That, and the pace for the days that are left after the last one told.
    pub month_dollars: Option<f64>,
}

/// Dollars of local days without gaps, the last of which may not be over.
pub(super) struct DailyCost<'a> {
    pub first_day: i64,
    pub dollars: &'a [f64],
    /// Positions of the days that the data cover from begin to end.
    pub whole: core::ops::Range<usize>,
    pub zone: &'a Zone,
}

/// What was expected of a day, US dollars, and the interval of it.
pub(super) type Foreseen = (f64, Option<(f64, f64)>);

/// A day's cost and what was expected of it.
#[derive(Clone, Copy, Debug)]
struct Expected {
    actual: f64,
    expected: f64,
}

impl Expected {
    /// Deviation in units that grow with the root of what is expected, as sums of random many jobs do.
    fn scaled(self, smallest: f64) -> f64 {
        (self.actual - self.expected) / self.expected.max(smallest).sqrt()
    }
}

impl DailyCost<'_> {
    pub(super) fn judge(&self) -> CostExpectation {
        let days = self.dollars.get(self.whole.clone()).unwrap_or_default();
        let expected = expected_days(days);
        let weeks: Vec<Expected> = expected.windows(WEEK).map(sum_of).collect();
        let smallest = SMALLEST_SCALE * mean(days).unwrap_or_default();
        let need = (FEWEST_WEEKS * WEEK + 1, FEWEST_WEEKS * WEEK + WEEK);
        let lacking =
            |need: usize| if days.is_empty() || smallest > 0.0 { too_few(days, need) } else { Lack::NoVariation };
        CostExpectation {
            last_day: self.last(&expected, 1, smallest).ok_or_else(|| lacking(need.0)),
            last_week: self.last(&weeks, WEEK, smallest).ok_or_else(|| lacking(need.1)),
            unusual_days: if smallest > 0.0 { self.unusual(&expected, smallest) } else { Err(lacking(need.0)) },
            projection: self.project(days),
        }
    }

    /// The last `length` whole days together, which must all have an expectation.
    pub(super) fn last_days(&self, length: usize) -> Result<ExpectedCost, Lack> {
        let days = self.dollars.get(self.whole.clone()).unwrap_or_default();
        let smallest = SMALLEST_SCALE * mean(days).unwrap_or_default();
        let stretches: Vec<Expected> = expected_days(days).windows(length.max(1)).map(sum_of).collect();
        let need = FEWEST_WEEKS * WEEK + length;
        let lack = || if smallest > 0.0 { too_few(days, need) } else { Lack::NoVariation };
        self.last(&stretches, length.max(1), smallest).ok_or_else(lack)
    }

    /// For each day what was expected of it, and in which 95 of 100 such days lay, judged by all of them.
    pub(super) fn expected(&self) -> Vec<Option<Foreseen>> {
        let days = self.dollars.get(self.whole.clone()).unwrap_or_default();
        let smallest = SMALLEST_SCALE * mean(days).unwrap_or_default();
        let expected = expected_days(days);
        let scores: Vec<f64> = expected.iter().map(|day| day.scaled(smallest).abs()).collect();
        let reach = if smallest > 0.0 { conformal_half_width(&scores, 0.05).ok() } else { None };
        let mut foreseen: Vec<Option<Foreseen>> = vec![None; self.dollars.len()];
        let first = self.whole.end.saturating_sub(expected.len());
        for (place, Expected { expected, .. }) in foreseen.iter_mut().skip(first).zip(expected) {
            let interval = reach.map(|reach| {
                let half = reach * expected.max(smallest).sqrt();
                ((expected - half).max(0.0), expected + half)
            });
            *place = Some((expected, interval));
        }
        foreseen
    }

    /// The newest stretch of `length` days; earlier ones that do not overlap it say how far off such stretches are.
    fn last(&self, stretches: &[Expected], length: usize, smallest: f64) -> Option<ExpectedCost> {
        let last = *stretches.last().filter(|_| smallest > 0.0)?;
        let earlier = stretches.get(..stretches.len().saturating_sub(length)).unwrap_or_default();
        let smallest = smallest * length as f64;
        let scores: Vec<f64> = earlier.iter().map(|stretch| stretch.scaled(smallest).abs()).collect();
        let reach = conformal_half_width(&scores, 0.05).map(|score| score * last.expected.max(smallest).sqrt());
        Some(self.tell(self.whole.end.checked_sub(length)?, last, reach))
    }

    fn tell(&self, position: usize, stretch: Expected, reach: Result<f64, Lack>) -> ExpectedCost {
        let Expected { actual, expected } = stretch;
        ExpectedCost {
            start: self.zone.day_start(self.first_day + position as i64),
            dollars: actual,
            expected_dollars: expected,
            deviation_percent: (expected > 0.0).then(|| 100.0 * (actual / expected - 1.0)).filter(|p| p.is_finite()),
            interval: reach.map(|reach| ((expected - reach).max(0.0), expected + reach)),
        }
    }

    fn unusual(&self, expected: &[Expected], smallest: f64) -> Result<Vec<ExpectedCost>, Lack> {
        Lack::unless_enough(expected.len(), FEWEST_EXPECTED_DAYS)?;
        let scaled: Vec<f64> = expected.iter().map(|day| day.scaled(smallest)).collect();
        let (spread, distances) = robust_z(&scaled)?;
        let first = self.whole.end.saturating_sub(expected.len());
        let days = expected.iter().zip(distances).enumerate().rev();
        let unusual = days.filter(|(_, (day, z))| {
            z.abs() > UNUSUAL_Z && (day.actual - day.expected).abs() >= UNUSUAL_SHARE * day.expected
        });
        let tell = |(position, (day, _)): (usize, (&Expected, f64))| {
            let reach = UNUSUAL_Z * spread.deviation * day.expected.max(smallest).sqrt();
            self.tell(first + position, *day, Ok(reach))
        };
        Ok(unusual.take(MOST_LISTED).map(tell).collect())
    }

    fn project(&self, days: &[f64]) -> Result<CostProjection, Lack> {
        Lack::unless_enough(days.len(), FEWEST_PACE_DAYS)?;
        let count = days.len().min(MOST_PACE_DAYS) / WEEK * WEEK;
        let recent = days.get(days.len() - count..).unwrap_or_default();
        let too_large = || Lack::undefined("the numbers are too large");
        let pace = mean(recent).ok_or_else(too_large)?;
        let spread = variance(recent).ok_or_else(too_large)?;
        let critical = student_critical(0.05, count as f64 - 1.0).ok_or_else(too_large)?;
        // What 30 new days vary by, and what the pace itself may be off by.
        let half = critical * (spread * (DAYS_AHEAD + DAYS_AHEAD * DAYS_AHEAD / count as f64)).sqrt();
        let dollars = DAYS_AHEAD * pace;
        let month = self.month();
        Ok(CostProjection {
            days: count as u64,
            dollars,
            interval: ((dollars - half).max(0.0), dollars + half),
            month_to_date_dollars: month.map(|(spent, _)| spent),
            month_dollars: month.map(|(spent, left)| spent + pace * left),
        })
    }

    /// Spent in the calendar month of the last day, and days left of it; `None` where its begin is not covered.
    fn month(&self) -> Option<(f64, f64)> {
        let last_day = self.first_day + self.dollars.len() as i64 - 1;
        let Date { year, month, day } = Date::of_day(last_day);
        let begin = self.dollars.len().checked_sub(day as usize).filter(|&begin| begin >= self.whole.start)?;
        let (next_year, next_month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        let left = Date::new(next_year, next_month, 1)?.days() - 1 - last_day;
        Some((sum(self.dollars.get(begin..)?.iter().copied()), left as f64))
    }
}

fn too_few(days: &[f64], need: usize) -> Lack {
    Lack::TooFewPoints { have: days.len(), need }
}

/// The days from the fourth week on, each against the median of its weekday in the weeks before.
fn expected_days(days: &[f64]) -> Vec<Expected> {
    let of = |position: usize| {
        let weeks = (position / WEEK).min(MOST_WEEKS);
        let mut earlier: Vec<f64> = (1..=weeks).filter_map(|week| days.get(position - week * WEEK).copied()).collect();
        Some(Expected { actual: days.get(position).copied()?, expected: median(&mut earlier)? })
    };
    (FEWEST_WEEKS * WEEK..days.len()).filter_map(of).collect()
}

fn sum_of(days: &[Expected]) -> Expected {
    Expected { actual: sum(days.iter().map(|day| day.actual)), expected: sum(days.iter().map(|day| day.expected)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-06-01, a Monday.
    const MONDAY: i64 = 20_605;

    fn judge(dollars: &[f64]) -> CostExpectation {
        let zone = Zone::default();
        DailyCost { first_day: MONDAY, dollars, whole: 0..dollars.len(), zone: &zone }.judge()
    }

    /// 10 dollars on working days, 2 on weekends, give or take a little.
    fn weeks(count: usize) -> Vec<f64> {
        let of = |day: usize| {
            let usual = if day % 7 < 5 { 10.0 } else { 2.0 };
            usual * (0.9 + (day * 7 % 11) as f64 / 50.0)
        };
        (0..7 * count).map(of).collect()
    }

    #[test]
    fn an_unusual_day_stands_out() {
        let mut days = weeks(10);
        assert_eq!(judge(&days).unusual_days, Ok(Vec::new()));
        let usual = judge(&days).last_day.unwrap();
        let (low, high) = usual.interval.clone().unwrap();
        assert!(low <= usual.dollars && usual.dollars <= high && usual.expected_dollars < 3.0, "{usual:?}");
        days[60] = 40.0;
        let unusual = judge(&days).unusual_days.unwrap();
        assert_eq!(unusual.len(), 1);
        assert_eq!(unusual[0].start, Timestamp((MONDAY + 60) * 86_400));
        assert!(unusual[0].deviation_percent.unwrap() > 250.0);
        // The weeks after expect it no more: the median leaves it out.
        assert!((judge(&days).last_week.unwrap().expected_dollars - 54.0).abs() < 2.0);
        let last = days.len() - 1;
        days[last] = 9.0;
        let day = judge(&days).last_day.unwrap();
        assert!(day.dollars > day.interval.unwrap().1 && day.deviation_percent.unwrap() > 200.0);
    }

    #[test]
    fn says_what_it_lacks() {
        let check = |days: &[f64], expected: Lack| assert_eq!(judge(days).last_day.unwrap_err(), expected);
        check(&[], Lack::TooFewPoints { have: 0, need: 22 });
        check(&[1.0], Lack::TooFewPoints { have: 1, need: 22 });
        check(&weeks(3), Lack::TooFewPoints { have: 21, need: 22 });
        check(&[0.0; 50], Lack::NoVariation);
        let few = judge(&weeks(4));
        assert_eq!(few.last_day.unwrap().interval, Err(Lack::TooFewPoints { have: 6, need: 19 }));
        assert_eq!(few.unusual_days, Err(Lack::TooFewPoints { have: 7, need: 20 }));
        let constant = judge(&[3.0; 60]);
        assert_eq!(constant.unusual_days, Ok(Vec::new()));
        assert_eq!(constant.last_week.unwrap().interval, Ok((21.0, 21.0)));
    }

    #[test]
    fn weeks_without_work_are_no_surprise() {
        let mut days = weeks(12);
        days[28..42].fill(0.0);
        let found = judge(&days);
        assert!(found.last_week.unwrap().deviation_percent.unwrap().abs() < 10.0);
        assert!(found.unusual_days.unwrap().iter().all(|day| day.dollars <= 0.0));
    }

    #[test]
    fn the_month_is_projected() {
        // 1 June to 12 July 2026.
        let projection = judge(&[3.0; 42]).projection.unwrap();
        assert_eq!((projection.days, projection.dollars, projection.interval), (28, 90.0, (90.0, 90.0)));
        assert_eq!((projection.month_to_date_dollars, projection.month_dollars), (Some(36.0), Some(93.0)));
        let zone = Zone::default();
        let days = DailyCost { first_day: MONDAY + 1, dollars: &[1.0; 20], whole: 0..19, zone: &zone };
        let projection = days.judge().projection.unwrap();
        assert_eq!((projection.days, projection.month_dollars), (14, None));
        assert_eq!(judge(&[1.0; 13]).projection, Err(Lack::TooFewPoints { have: 13, need: 14 }));
        let varied = judge(&weeks(6)).projection.unwrap();
        assert!(varied.interval.0 < varied.dollars && varied.dollars < varied.interval.1);
    }
}
