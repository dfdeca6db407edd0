//! Points in time at GitHub's resolution (whole seconds, UTC) and calendar months. Reads no clock.

use serde::{Deserialize, Serialize};

use super::calendar::{self, Date};

/// Seconds in an hour.
pub const SECONDS_PER_HOUR: i64 = 3_600;
/// Seconds in a UTC day.
pub const SECONDS_PER_DAY: i64 = 86_400;

/// A point in time: whole seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Timestamp(pub i64);

/// A text that is not an RFC 3339 time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a time such as 2026-01-31T12:00:00Z")]
pub struct TimestampError(pub String);

impl Timestamp {
    /// Reads RFC 3339 with any offset (`2026-01-02T03:04:05Z`, `2020-01-20T09:42:40.000-08:00`); fractions of a
    /// second are cut off, a leap second is refused. A bare date (`2026-01-02`) is its UTC midnight.
    pub fn parse(text: &str) -> Result<Self, TimestampError> {
        calendar::parse(text).ok_or_else(|| TimestampError(text.chars().take(40).collect()))
    }

    /// RFC 3339 in UTC with whole seconds and `Z`; times outside the years 1–9999 are clamped to 1970.
    pub fn to_rfc3339(self) -> String {
        calendar::rfc3339(self)
    }

    /// The time as `20260131T120000Z`, fit for file names.
    pub fn to_compact(self) -> String {
        self.to_rfc3339().replace(['-', ':'], "")
    }

    /// Days since 1970-01-01 of the UTC day this falls on.
    pub fn day(self) -> i64 {
        self.0.div_euclid(SECONDS_PER_DAY)
    }

    /// This time moved by so many seconds.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// This time moved by so many days of 24 hours.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        self.plus_seconds(days.saturating_mul(SECONDS_PER_DAY))
    }

    /// Seconds from `earlier` to this time; negative when this is the earlier one.
    pub fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// A calendar month in UTC; chunks on disk are cut by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Month {
    /// Calendar year.
    pub year: i32,
    /// 1–12.
    pub month: u32,
}

impl Month {
    /// The month in which `time` falls.
    pub fn of(time: Timestamp) -> Self {
        let Date { year, month, .. } = Date::of_day(time.day());
        Self { year, month }
    }

    /// Its first second.
    pub fn start(self) -> Timestamp {
        let first = Date::new(self.year, self.month, 1).map_or(0, Date::days);
        Timestamp(first * SECONDS_PER_DAY)
    }

    /// The first second of the next month.
    pub fn end(self) -> Timestamp {
        let (year, month) = if self.month >= 12 { (self.year + 1, 1) } else { (self.year, self.month + 1) };
        Self { year, month }.start()
    }

    /// `2026-01`.
    pub fn label(self) -> String {
        format!("{:04}-{:02}", self.year, self.month)
    }

    /// Reads what [`Month::label`] writes.
    pub fn parse(label: &str) -> Option<Self> {
        let (year, month) = label.split_once('-')?;
        let (year, month) = (year.parse().ok()?, month.parse().ok()?);
        (1..=12).contains(&month).then_some(Self { year, month })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<i64>) {
        assert_eq!(Timestamp::parse(text).ok().map(|time| time.0), expected, "{text}");
    }

    #[test]
    fn reads_every_form_github_uses() {
        check("1970-01-01T00:00:00Z", Some(0));
        check("2026-01-02T03:04:05Z", Some(1_767_323_045));
        check("2020-01-20T09:42:40.000-08:00", Some(1_579_542_160));
        check("2020-01-20T17:42:40.999+00:00", Some(1_579_542_160));
        check("2026-01-02", Some(1_767_312_000));
        check("", None);
        check("yesterday", None);
        check("2026-13-01T00:00:00Z", None);
        check("2026-02-30", None);
    }

    #[test]
    fn writes_what_it_reads() {
        for text in ["1970-01-01T00:00:00Z", "2026-11-21T23:59:59Z", "2024-02-29T12:00:00Z"] {
            assert_eq!(Timestamp::parse(text).unwrap().to_rfc3339(), text);
        }
        assert_eq!(Timestamp(0).to_compact(), "19700101T000000Z");
    }

    #[test]
    fn months_follow_one_another() {
        let december = Month::of(Timestamp::parse("2025-12-31T23:59:59Z").unwrap());
        assert_eq!(december.label(), "2025-12");
        assert_eq!(december.end(), Timestamp::parse("2026-01-01").unwrap());
        assert_eq!(Month::of(december.end()).start(), december.end());
        assert_eq!(Month::parse("2025-12"), Some(december));
        assert_eq!(Month::parse("2025-13"), None);
    }
}
