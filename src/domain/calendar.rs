//! The Gregorian calendar in UTC, forwards and backwards, and RFC 3339. A date library would bring its formatter: 25 KB
//! for each binary that browsers load.

use core::ops::Range;

use super::{SECONDS_PER_DAY, SECONDS_PER_HOUR, Timestamp};

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// Year of the common era.
    pub year: i32,
    /// 1–12.
    pub month: u32,
    /// 1–31.
    pub day: u32,
}

const DAYS_PER_ERA: i64 = 146_097;
const YEARS_PER_ERA: i64 = 400;
/// Days from 1 March of the year 0 to 1970-01-01.
const DAYS_BEFORE_1970: i64 = 719_468;
/// From 0001-01-01 to before 10000-01-01, in seconds since 1970.
const YEARS_OF_FOUR_DIGITS: Range<i64> = -62_135_596_800..253_402_300_800;
/// Dates beyond some 260,000 years tell nothing and would not fit.
const FURTHEST_DAY: u64 = 95_000_000;

impl Date {
    /// The day so many days after 1970-01-01; that one itself for days out of all reason.
    pub fn of_day(day: i64) -> Self {
        let day = if day.unsigned_abs() > FURTHEST_DAY { 0 } else { day };
        // Years here begin in March, so that the leap day is the last one of its year.
        let shifted = day + DAYS_BEFORE_1970;
        let (era, of_era) = (shifted.div_euclid(DAYS_PER_ERA), shifted.rem_euclid(DAYS_PER_ERA));
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - days_before_year(year_of_era);
        let march_month = (5 * of_year + 2) / 153;
        let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
        let year = era * YEARS_PER_ERA + year_of_era + i64::from(month <= 2);
        Self { year: year as i32, month: month as u32, day: (of_year - days_before_month(march_month) + 1) as u32 }
    }

    /// A date that exists.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        let date = Self { year, month, day };
        let is_plausible = (1..=12).contains(&month) && (1..=31).contains(&day);
        (is_plausible && Self::of_day(date.days()) == date).then_some(date)
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i64 {
        let month = i64::from(self.month);
        let year = i64::from(self.year) - i64::from(month <= 2);
        let march_month = if month > 2 { month - 3 } else { month + 9 };
        let (era, year_of_era) = (year.div_euclid(YEARS_PER_ERA), year.rem_euclid(YEARS_PER_ERA));
        let of_era = days_before_year(year_of_era) + days_before_month(march_month) + i64::from(self.day) - 1;
        era * DAYS_PER_ERA + of_era - DAYS_BEFORE_1970
    }
}

fn days_before_year(year_of_era: i64) -> i64 {
    year_of_era * 365 + year_of_era / 4 - year_of_era / 100
}

fn days_before_month(march_month: i64) -> i64 {
    (153 * march_month + 2) / 5
}

/// Reads RFC 3339 with any offset, or a bare date; no leap second, which has no number of its own.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    let mut rest = Rest(text.as_bytes());
    let year = rest.digits(4, 4)?;
    rest.one_of(b"-")?;
    // A person may leave the zeros of a bare date out.
    let month = rest.digits(1, 2)?;
    rest.one_of(b"-")?;
    let day = rest.digits(1, 2)?;
    let midnight = Date::new(year as i32, month, day)?.days() * SECONDS_PER_DAY;
    if rest.0.is_empty() {
        return Some(Timestamp(midnight));
    }
    let (b'0'..=b'9', 10) = (*text.as_bytes().get(9)?, text.len() - rest.0.len()) else { return None };
    rest.one_of(b"Tt ")?;
    let (hour, minute, second) = rest.clock_time()?;
    if rest.one_of(b".").is_some() {
        rest.digits(1, usize::MAX)?;
    }
    let offset = match rest.one_of(b"Zz+-")? {
        b'Z' | b'z' => 0,
        sign => {
            let hours = rest.digits(2, 2).filter(|&hours| hours < 24)?;
            rest.one_of(b":")?;
            let minutes = rest.digits(2, 2).filter(|&minutes| minutes < 60)?;
            let seconds = i64::from(hours) * SECONDS_PER_HOUR + i64::from(minutes) * 60;
            if sign == b'-' { -seconds } else { seconds }
        }
    };
    let of_day = i64::from(hour) * SECONDS_PER_HOUR + i64::from(minute) * 60 + i64::from(second);
    rest.0.is_empty().then_some(Timestamp(midnight + of_day - offset))
}

/// RFC 3339 in UTC with whole seconds; what has no year of four digits is told as the beginning of 1970.
pub(super) fn rfc3339(time: Timestamp) -> String {
    let time = if YEARS_OF_FOUR_DIGITS.contains(&time.0) { time } else { Timestamp(0) };
    let Date { year, month, day } = Date::of_day(time.day());
    let second = time.0.rem_euclid(SECONDS_PER_DAY);
    let (hour, minute) = (second / SECONDS_PER_HOUR, second / 60 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}Z", second % 60)
}

/// What is still to be read of a text.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn one_of(&mut self, expected: &[u8]) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        expected.contains(&first).then(|| {
            self.0 = rest;
            first
        })
    }

    /// As many digits as there are, at least and at most so many; what does not fit is cut off at the top.
    fn digits(&mut self, least: usize, most: usize) -> Option<u32> {
        let (mut number, mut count) = (0_u32, 0);
        while count < most {
            let Some(digit) = self.one_of(b"0123456789") else { break };
            number = number.wrapping_mul(10).wrapping_add(u32::from(digit - b'0'));
            count += 1;
        }
        (count >= least).then_some(number)
    }

    fn clock_time(&mut self) -> Option<(u32, u32, u32)> {
        let hour = self.digits(2, 2).filter(|&hour| hour < 24)?;
        self.one_of(b":")?;
        let minute = self.digits(2, 2).filter(|&minute| minute < 60)?;
        self.one_of(b":")?;
        let second = self.digits(2, 2).filter(|&second| second < 60)?;
        Some((hour, minute, second))
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Datelike as _, NaiveDate, SecondsFormat};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn knows_every_day_of_a_thousand_years() {
        let mut expected = NaiveDate::from_ymd_opt(1_500, 1, 1).unwrap();
        let first = expected.and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp().div_euclid(SECONDS_PER_DAY);
        for day in first..first + 366_000 {
            let date = Date::of_day(day);
            assert_eq!((date.year, date.month, date.day), (expected.year(), expected.month(), expected.day()));
            assert_eq!(date.days(), day);
            expected = expected.succ_opt().unwrap();
        }
    }

    #[test]
    fn refuses_dates_that_do_not_exist() {
        for (year, month, day) in
            [(2025, 2, 29), (2100, 2, 29), (2026, 4, 31), (2026, 0, 1), (2026, 13, 1), (2026, 1, 0)]
        {
            assert_eq!(Date::new(year, month, day), None, "{year}-{month}-{day}");
        }
        assert!(Date::new(2000, 2, 29).is_some());
    }

    #[test]
    fn days_out_of_all_reason_do_no_harm() {
        for day in [i64::MIN, i64::MAX] {
            assert_eq!(Date::of_day(day), Date { year: 1970, month: 1, day: 1 });
        }
        assert_eq!(rfc3339(Timestamp(i64::MAX)), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(Timestamp(i64::MIN)), "1970-01-01T00:00:00Z");
    }

    /// What chrono reads, but for leap seconds: it puts them into the second before, we refuse them.
    fn by_chrono(text: &str) -> Option<Timestamp> {
        let time = DateTime::parse_from_rfc3339(text).ok()?;
        (time.timestamp_subsec_nanos() < 1_000_000_000).then(|| Timestamp(time.timestamp()))
    }

    proptest! {
        #[test]
        fn writes_as_chrono_does(seconds in YEARS_OF_FOUR_DIGITS) {
            let expected = DateTime::from_timestamp(seconds, 0).unwrap().to_rfc3339_opts(SecondsFormat::Secs, true);
            prop_assert_eq!(rfc3339(Timestamp(seconds)), expected);
        }

        #[test]
        fn reads_as_chrono_does(
            text in "(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{0,12})?(Z|z|[+-][0-2][0-9]:[0-6][0-9]|)[0-9:]?",
        ) {
            let expected = by_chrono(&text);
            prop_assert_eq!(parse(&text), expected, "{}", text);
        }

        #[test]
        fn damaged_texts_are_refused_as_chrono_refuses_them(position in 0_usize..25, by in "[ -~]?") {
            let whole = "2020-01-20T09:42:40-08:00";
            let text = format!("{}{by}{}", &whole[..position], &whole[position + 1..]);
            let expected = by_chrono(&text);
            prop_assert_eq!(parse(&text), expected, "{}", text);
        }
    }
}
