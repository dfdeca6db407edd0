//! Local dates and times as short texts. Takes the zone as a table; asks no clock.

use crate::domain::{Date, Period, SECONDS_PER_DAY, SECONDS_PER_HOUR, Timestamp, Zone};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// `21 Nov`.
pub fn day_and_month(time: Timestamp, zone: &Zone) -> String {
    let local = local(time, zone);
    format!("{} {}", local.day, month_name(local.month))
}

/// `21 Nov 2026`.
pub fn date(time: Timestamp, zone: &Zone) -> String {
    format!("{} {}", day_and_month(time, zone), local(time, zone).year)
}

/// `Sat 21 Nov 2026`.
pub fn weekday_and_date(time: Timestamp, zone: &Zone) -> String {
    let weekday = WEEKDAYS.get(usize::from(zone.local_weekday(time))).copied().unwrap_or_default();
    format!("{weekday} {}", date(time, zone))
}

/// `14:05`.
pub fn clock(time: Timestamp, zone: &Zone) -> String {
    let second = shifted(time, zone).0.rem_euclid(SECONDS_PER_DAY);
    format!("{:02}:{:02}", second / SECONDS_PER_HOUR, second / 60 % 60)
}

/// `21 Nov 2026, 14:05`.
pub fn date_and_clock(time: Timestamp, zone: &Zone) -> String {
    format!("{}, {}", date(time, zone), clock(time, zone))
}

/// First and last day of a period: `1 Oct – 21 Nov 2026`, or one date where both are the same.
pub fn span(period: Period, zone: &Zone) -> String {
    let last = period.end.plus_seconds(-1).max(period.start);
    let (from, to) = (date(period.start, zone), date(last, zone));
    if from == to {
        return to;
    }
    let (first, end) = (local(period.start, zone), local(last, zone));
    let from = match (first.year == end.year, first.month == end.month) {
        (true, true) => first.day.to_string(),
        (true, false) => day_and_month(period.start, zone),
        (false, _) => from,
    };
    format!("{from} – {to}")
}

/// Year and month (1–12) in which a local day lies.
pub(super) fn year_and_month(time: Timestamp, zone: &Zone) -> (i32, u32) {
    let local = local(time, zone);
    (local.year, local.month)
}

/// Name of a month counted from 1.
pub(super) fn month_name(month: u32) -> &'static str {
    MONTHS.get(month.saturating_sub(1) as usize).copied().unwrap_or_default()
}

/// Days since 1970-01-01 on which a month (1–12) begins.
pub(super) fn month_start_day(year: i32, month: u32) -> Option<i64> {
    Date::new(year, month, 1).map(Date::days)
}

fn local(time: Timestamp, zone: &Zone) -> Date {
    Date::of_day(shifted(time, zone).day())
}

fn shifted(time: Timestamp, zone: &Zone) -> Timestamp {
    time.plus_seconds(i64::from(zone.offset_seconds(time)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kolkata() -> Zone {
        Zone { name: "Asia/Kolkata".to_owned(), offsets: vec![(Timestamp(0), 19_800)] }
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn tells_local_dates_and_times() {
        let check = |zone: &Zone, time: &str, expected: &str| {
            assert_eq!(format!("{}, {}", weekday_and_date(at(time), zone), clock(at(time), zone)), expected);
        };
        check(&Zone::default(), "2026-11-21T14:05:59Z", "Sat 21 Nov 2026, 14:05");
        check(&kolkata(), "2026-11-21T14:05:59Z", "Sat 21 Nov 2026, 19:35");
        check(&kolkata(), "2026-12-31T18:30:00Z", "Fri 1 Jan 2027, 00:00");
        check(&kolkata(), "2024-02-28T18:29:00Z", "Wed 28 Feb 2024, 23:59");
    }

    #[test]
    fn tells_spans() {
        let check = |start: &str, end: &str, expected: &str| {
            assert_eq!(span(Period { start: at(start), end: at(end) }, &Zone::default()), expected);
        };
        check("2026-10-01", "2026-11-22", "1 Oct – 21 Nov 2026");
        check("2025-12-01", "2026-01-01T00:00:01Z", "1 Dec 2025 – 1 Jan 2026");
        check("2026-11-15", "2026-11-22", "15 – 21 Nov 2026");
        check("2026-11-21", "2026-11-22", "21 Nov 2026");
        check("2026-11-21", "2026-11-21", "21 Nov 2026");
    }

    #[test]
    fn extreme_times_do_not_panic() {
        for seconds in [i64::MIN, -1, 0, i64::MAX] {
            assert!(!date_and_clock(Timestamp(seconds / 2), &kolkata()).is_empty());
        }
    }
}
