//! Days summed to weeks and months, for windows in which single days would be too narrow to see.

use crate::domain::{Period, Timestamp, Zone};
use crate::insight::Day;
use crate::view::date;

/// Beyond so many days, weeks are summed.
const MOST_DAYS: usize = 180;

/// What is summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grain {
    Day,
    Week,
    Month,
}

/// Neighbouring days as one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group<T> {
    /// First instant of its first day.
    pub start: Timestamp,
    grain: Grain,
    /// What its days come to.
    pub sum: T,
}

impl<T> Group<T> {
    /// Whether it is a day that is not over yet.
    pub fn is_running(&self, now: Timestamp, zone: &Zone) -> bool {
        self.grain == Grain::Day && is_today(self.start, now, zone)
    }

    pub fn title(&self, zone: &Zone) -> String {
        match self.grain {
            Grain::Day => date::weekday_and_date(self.start, zone),
            Grain::Week => format!("Week from {}", date::date(self.start, zone)),
            Grain::Month => {
                let (year, month) = date::year_and_month(self.start, zone);
                format!("{} {year}", date::month_name(month))
            }
        }
    }
}

/// Whether the local day that starts at `start` is the one of `now`.
pub(super) fn is_today(start: Timestamp, now: Timestamp, zone: &Zone) -> bool {
    zone.local_day(start) == zone.local_day(now)
}

/// What must be said where groups are drawn instead of days.
pub(super) fn caption<T>(groups: &[Group<T>]) -> Option<&'static str> {
    match groups.first()?.grain {
        Grain::Day => None,
        Grain::Week => Some("by week"),
        Grain::Month => Some("by month"),
    }
}

/// The same days at every grain; a group is named by one key, whichever grain it has.
#[derive(Clone, Debug)]
pub(super) struct Groups<T> {
    /// Days, then weeks, then months.
    all: Vec<Group<T>>,
    days: usize,
    weeks: usize,
    /// When the last day ends.
    end: Timestamp,
}

impl<T> Groups<T> {
    /// Weeks begin on Mondays; the first and last week and month may be cut by the window.
    pub fn new(days: &[Day], zone: &Zone, sum: impl Fn(&[Day]) -> T) -> Self {
        Self::of(days, |day| day.start, zone, sum)
    }

    /// The same for anything that has a day, which `start` tells.
    pub fn of<D>(days: &[D], start: impl Fn(&D) -> Timestamp, zone: &Zone, sum: impl Fn(&[D]) -> T) -> Self {
        let groups = |grain: Grain, begins: &dyn Fn(&D, &D) -> bool| -> Vec<Group<T>> {
            let group = |days: &[D]| days.first().map(|first| Group { start: start(first), grain, sum: sum(days) });
            days.chunk_by(|before, day| !begins(before, day)).filter_map(group).collect()
        };
        let month = |day: &D| date::year_and_month(start(day), zone);
        let mut all = groups(Grain::Day, &|_, _| true);
        let days_end = all.len();
        all.extend(groups(Grain::Week, &|_, day| zone.local_weekday(start(day)) == 0));
        let weeks_end = all.len();
        all.extend(groups(Grain::Month, &|before, day| month(before) != month(day)));
        let end = days.last().map_or(Timestamp::default(), |last| zone.day_start(zone.local_day(start(last)) + 1));
        Self { all, days: days_end, weeks: weeks_end - days_end, end }
    }

    /// Every single day, oldest first; its position is its key.
    pub fn days(&self) -> &[Group<T>] {
        self.all.get(..self.days).unwrap_or_default()
    }

    /// The finest groups of which each has at least `least` of the `pixels`, with the key of the first one: all of
    /// them, or those of which a part is shown. Their grain is the same for all.
    pub fn fitting(&self, pixels: f64, least: f64, shown: Option<Period>) -> (usize, &[Group<T>]) {
        let ends = [0, self.days, self.days + self.weeks, self.all.len()];
        let mut fitting: (usize, &[Group<T>]) = (0, &[]);
        for range in ends.windows(2) {
            let &[first, end] = range else { continue };
            let of_grain = self.all.get(first..end).unwrap_or_default();
            let (from, to) = shown.map_or((0, of_grain.len()), |shown| {
                // The one in which the part begins starts before it.
                let from = of_grain.partition_point(|group| group.start <= shown.start).saturating_sub(1);
                (from, of_grain.partition_point(|group| group.start < shown.end).max(from))
            });
            fitting = (first + from, of_grain.get(from..to).unwrap_or_default());
            let count = fitting.1.len();
            if count as f64 * least <= pixels && (first > 0 || count <= MOST_DAYS) {
                break;
            }
        }
        fitting
    }

    /// The time of the group with this key.
    pub fn period(&self, key: usize) -> Option<Period> {
        let group = self.all.get(key)?;
        let next = self.all.get(key + 1).filter(|next| next.grain == group.grain);
        Some(Period { start: group.start, end: next.map_or(self.end, |next| next.start) })
    }

    /// The time of all of them; `None` without days.
    pub fn whole(&self) -> Option<Period> {
        self.all.first().map(|first| Period { start: first.start, end: self.end })
    }

    /// The group with this key.
    pub fn get(&self, key: usize) -> Option<&Group<T>> {
        self.all.get(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::SECONDS_PER_DAY;
    use crate::insight::{OutcomeCounts, Rate};

    fn groups(days: i64) -> Groups<usize> {
        let day = |number: i64| Day {
            // 5 January 1970 was a Monday.
            start: Timestamp((4 + number) * SECONDS_PER_DAY),
            counts: OutcomeCounts::default(),
            success: Rate::default(),
            median_duration_seconds: None,
            p95_duration_seconds: None,
        };
        let days: Vec<_> = (0..days).map(day).collect();
        Groups::new(&days, &Zone::default(), <[Day]>::len)
    }

    fn check(days: i64, pixels: f64, count: usize, first_title: &str) {
        let groups = groups(days);
        let (key, fitting) = groups.fitting(pixels, 4.0, None);
        assert_eq!(
            (fitting.len(), fitting[0].title(&Zone::default()).as_str()),
            (count, first_title),
            "{days} {pixels}"
        );
        assert_eq!(fitting.iter().map(|group| group.sum).sum::<usize>(), days as usize);
        assert_eq!(groups.get(key).map(|group| group.sum), Some(fitting[0].sum));
    }

    #[test]
    fn the_grain_follows_the_room() {
        check(30, 400.0, 30, "Mon 5 Jan 1970");
        check(30, 100.0, 5, "Week from 5 Jan 1970");
        check(365, 10_000.0, 53, "Week from 5 Jan 1970");
        check(365, 100.0, 13, "Jan 1970");
        check(3, 1.0, 1, "Jan 1970");
        assert!(groups(0).whole().is_none());
        assert!(groups(0).fitting(100.0, 4.0, None).1.is_empty());
    }

    #[test]
    fn a_part_is_shown_finer() {
        let groups = groups(365);
        let day = |number: i64| Timestamp((4 + number) * SECONDS_PER_DAY);
        let check = |from: Timestamp, to: Timestamp, expected: (usize, usize)| {
            let (key, fitting) = groups.fitting(400.0, 4.0, Some(Period { start: from, end: to }));
            assert_eq!((key, fitting.len()), expected, "{from:?} {to:?}");
        };
        check(day(10), day(20), (10, 10));
        check(day(10).plus_seconds(5), day(20).plus_seconds(5), (10, 11));
        check(day(0), day(150), (365, 22));
        check(day(364), day(365), (364, 1));
        assert_eq!(groups.period(364), Some(Period { start: day(364), end: day(365) }));
        assert_eq!(groups.period(365), Some(Period { start: day(0), end: day(7) }));
        assert_eq!(groups.whole(), Some(Period { start: day(0), end: day(365) }));
    }
}
