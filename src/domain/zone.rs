//! A time zone as a small table of offsets: the shell asks the browser for the transitions inside the data's range,
//! everything below labels days and hours with it. Bundles no time-zone database.

use serde::{Deserialize, Serialize};

use super::{SECONDS_PER_DAY, Timestamp};

/// A named zone: from each instant on, the offset that local time has to UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// IANA name, for showing (`Europe/Berlin`).
    pub name: String,
    /// `(first instant, seconds east of UTC)`, ascending; the first entry also holds for all earlier instants.
    pub offsets: Vec<(Timestamp, i32)>,
}

/// Tells the local days of many instants one after the other. Where they are nearly in order most lie on the day of the one
/// before, which is then not worked out again.
#[derive(Clone, Debug)]
pub struct DayWalk<'a> {
    zone: &'a Zone,
    day: i64,
    /// First second of the stretch in which `day` holds, and its length.
    from: u32,
    length: u32,
}

impl<'a> DayWalk<'a> {
    /// A walk over days of this zone.
    pub fn new(zone: &'a Zone) -> Self {
        Self { zone, day: 0, from: 0, length: 0 }
    }

    /// The local day of an instant, in seconds since 1970.
    #[inline]
    pub fn day(&mut self, seconds: u32) -> i64 {
        if seconds.wrapping_sub(self.from) >= self.length {
            (self.day, self.from, self.length) = self.zone.stretch_of_day(Timestamp(i64::from(seconds)));
        }
        self.day
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self { name: "UTC".to_owned(), offsets: Vec::new() }
    }
}

impl Zone {
    /// Seconds east of UTC at `time`; 0 where the table is empty.
    #[inline]
    pub fn offset_seconds(&self, time: Timestamp) -> i32 {
        if self.offsets.is_empty() {
            return 0;
        }
        let after = self.offsets.partition_point(|&(from, _)| from <= time);
        self.offsets.get(after.saturating_sub(1)).map_or(0, |&(_, offset)| offset)
    }

    /// Number of the local day (days since 1970-01-01 on the local calendar).
    #[inline]
    pub fn local_day(&self, time: Timestamp) -> i64 {
        (time.0 + i64::from(self.offset_seconds(time))).div_euclid(SECONDS_PER_DAY)
    }

    /// Local day of `time`, and a stretch of time around it on that day with one offset: its first second and its length.
    fn stretch_of_day(&self, time: Timestamp) -> (i64, u32, u32) {
        let after = self.offsets.partition_point(|&(from, _)| from <= time);
        let offset = i64::from(self.offset_seconds(time));
        let day = (time.0 + offset).div_euclid(SECONDS_PER_DAY);
        let midnight = day * SECONDS_PER_DAY - offset;
        // The first entry holds for all earlier instants, too.
        let entry = after.max(1);
        let since = if entry > 1 { self.offsets.get(entry - 1) } else { None };
        let start = midnight.max(since.map_or(i64::MIN, |entry| entry.0.0)).max(0);
        let until = self.offsets.get(entry).map_or(i64::MAX, |entry| entry.0.0);
        let end = (midnight + SECONDS_PER_DAY).min(until).min(1 << 32);
        (day, start as u32, (end - start).max(0) as u32)
    }

    /// Local hour of the day, 0–23.
    #[inline]
    pub fn local_hour(&self, time: Timestamp) -> u8 {
        ((time.0 + i64::from(self.offset_seconds(time))).rem_euclid(SECONDS_PER_DAY) / 3_600) as u8
    }

    /// Local weekday, 0 = Monday … 6 = Sunday.
    pub fn local_weekday(&self, time: Timestamp) -> u8 {
        (self.local_day(time) + 3).rem_euclid(7) as u8
    }

    /// The instant at which local day `day` begins (the first one, where midnight falls twice).
    pub fn day_start(&self, day: i64) -> Timestamp {
        let midnight = Timestamp(day * SECONDS_PER_DAY);
        let guess = midnight.plus_seconds(-i64::from(self.offset_seconds(midnight)));
        midnight.plus_seconds(-i64::from(self.offset_seconds(guess)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin() -> Zone {
        let at = |text| Timestamp::parse(text).unwrap();
        Zone {
            name: "Europe/Berlin".to_owned(),
            offsets: vec![
                (at("2025-10-26T01:00:00Z"), 3_600),
                (at("2026-03-29T01:00:00Z"), 7_200),
                (at("2026-10-25T01:00:00Z"), 3_600),
            ],
        }
    }

    fn check(zone: &Zone, time: &str, day_starts: &str, hour: u8, weekday: u8) {
        let time = Timestamp::parse(time).unwrap();
        assert_eq!(zone.day_start(zone.local_day(time)).to_rfc3339(), day_starts);
        assert_eq!((zone.local_hour(time), zone.local_weekday(time)), (hour, weekday), "{time:?}");
    }

    #[test]
    fn a_walk_tells_the_days_that_the_zone_tells() {
        for zone in [Zone::default(), berlin()] {
            let mut walk = DayWalk::new(&zone);
            let mut seconds = Timestamp::parse("2025-10-24T00:00:00Z").unwrap().0 as u32;
            for step in 0_u32..60_000 {
                let (day, start, length) = zone.stretch_of_day(Timestamp(i64::from(seconds)));
                assert!(seconds.wrapping_sub(start) < length && length <= 86_400, "{seconds}");
                for inside in [start, seconds, start + (length - 1)] {
                    assert_eq!(zone.local_day(Timestamp(i64::from(inside))), day, "{inside}");
                }
                assert_eq!(walk.day(seconds), day, "{seconds}");
                // Mostly forwards, in steps of up to some hours.
                seconds = seconds + 1_000 * (step % 13) - 900 * (step % 7);
            }
            for seconds in [0, 1, u32::MAX - 1, u32::MAX] {
                assert_eq!(walk.day(seconds), zone.local_day(Timestamp(i64::from(seconds))), "{seconds}");
            }
        }
    }

    #[test]
    fn labels_days_hours_and_weekdays() {
        check(&Zone::default(), "2026-01-01T12:34:56Z", "2026-01-01T00:00:00Z", 12, 3);
        check(&berlin(), "2026-01-01T23:30:00Z", "2026-01-01T23:00:00Z", 0, 4);
        check(&berlin(), "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", 14, 6);
        check(&berlin(), "2026-07-01T21:59:59Z", "2026-06-30T22:00:00Z", 23, 2);
        check(&berlin(), "2024-07-01T21:59:59Z", "2024-06-30T23:00:00Z", 22, 0);
    }
}
