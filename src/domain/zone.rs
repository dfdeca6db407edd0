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

impl Default for Zone {
    fn default() -> Self {
        Self { name: "UTC".to_owned(), offsets: Vec::new() }
    }
}

impl Zone {
    /// Seconds east of UTC at `time`; 0 where the table is empty.
    pub fn offset_seconds(&self, time: Timestamp) -> i32 {
        let after = self.offsets.partition_point(|&(from, _)| from <= time);
        self.offsets.get(after.saturating_sub(1)).map_or(0, |&(_, offset)| offset)
    }

    /// Number of the local day (days since 1970-01-01 on the local calendar).
    pub fn local_day(&self, time: Timestamp) -> i64 {
        (time.0 + i64::from(self.offset_seconds(time))).div_euclid(SECONDS_PER_DAY)
    }

    /// Local hour of the day, 0–23.
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
    fn labels_days_hours_and_weekdays() {
        check(&Zone::default(), "2026-01-01T12:34:56Z", "2026-01-01T00:00:00Z", 12, 3);
        check(&berlin(), "2026-01-01T23:30:00Z", "2026-01-01T23:00:00Z", 0, 4);
        check(&berlin(), "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", 14, 6);
        check(&berlin(), "2026-07-01T21:59:59Z", "2026-06-30T22:00:00Z", 23, 2);
        check(&berlin(), "2024-07-01T21:59:59Z", "2024-06-30T23:00:00Z", 22, 0);
    }
}
