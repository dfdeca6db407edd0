//! Where an axis of time is labelled: on local midnights, Mondays, months or hours, as the room allows.

use crate::domain::{Period, SECONDS_PER_DAY, SECONDS_PER_HOUR, Timestamp, Zone};

use super::date;

/// One labelled instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeTick {
    /// The instant.
    pub at: Timestamp,
    /// What to write there.
    pub label: String,
}

/// The finest step that makes sense on an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finest {
    /// Instants: down to minutes.
    Minute,
    /// Whole days.
    Day,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Seconds(i64),
    Days(i64),
    Months(i64),
}

const MINUTE: i64 = 60;
const STEPS: [Step; 25] = [
    Step::Seconds(5 * MINUTE),
    Step::Seconds(10 * MINUTE),
    Step::Seconds(15 * MINUTE),
    Step::Seconds(30 * MINUTE),
    Step::Seconds(SECONDS_PER_HOUR),
    Step::Seconds(2 * SECONDS_PER_HOUR),
    Step::Seconds(3 * SECONDS_PER_HOUR),
    Step::Seconds(6 * SECONDS_PER_HOUR),
    Step::Seconds(12 * SECONDS_PER_HOUR),
    Step::Days(1),
    Step::Days(2),
    Step::Days(7),
    Step::Days(14),
    Step::Months(1),
    Step::Months(2),
    Step::Months(3),
    Step::Months(6),
    Step::Months(12),
    Step::Months(24),
    Step::Months(60),
    Step::Months(120),
    Step::Months(600),
    Step::Months(1_200),
    Step::Months(6_000),
    Step::Months(12_000),
];
/// The last second of the year 9999; calendars beyond it are nobody's history.
const LAST_SECOND: i64 = 253_402_300_799;

/// The labelled instants of `period` when it is drawn `pixels` wide and a label needs `label_pixels`, its gap
/// included: round local times, evenly spread, ascending. Empty where not even two labels fit.
pub fn time_ticks(period: Period, zone: &Zone, pixels: f64, label_pixels: f64, finest: Finest) -> Vec<TimeTick> {
    let period = Period {
        start: Timestamp(period.start.0.clamp(0, LAST_SECOND)),
        end: Timestamp(period.end.0.clamp(0, LAST_SECOND)),
    };
    let seconds = period.seconds();
    if seconds <= 0 || !pixels.is_finite() || pixels < label_pixels {
        return Vec::new();
    }
    let fits = |step: &&Step| {
        let is_fine_enough = finest == Finest::Minute || !matches!(step, Step::Seconds(_));
        is_fine_enough && step.nominal_seconds() as f64 * pixels >= label_pixels.max(1.0) * seconds as f64
    };
    let Some(step) = STEPS.iter().find(fits) else { return Vec::new() };
    let is_inside = |tick: &TimeTick| period.contains(tick.at);
    match *step {
        Step::Seconds(step) => clock_ticks(period, zone, step).filter(is_inside).collect(),
        Step::Days(step) => day_ticks(period, zone, step).filter(is_inside).collect(),
        Step::Months(step) => month_ticks(period, zone, step).filter(is_inside).collect(),
    }
}

impl Step {
    /// The shortest it ever is, so that labels never come nearer than asked.
    fn nominal_seconds(self) -> i64 {
        match self {
            Self::Seconds(seconds) => seconds,
            Self::Days(days) => days * SECONDS_PER_DAY - SECONDS_PER_HOUR,
            Self::Months(months) => months * 28 * SECONDS_PER_DAY,
        }
    }
}

fn clock_ticks(period: Period, zone: &Zone, step: i64) -> impl Iterator<Item = TimeTick> {
    let wall = |time: Timestamp| time.0 + i64::from(zone.offset_seconds(time));
    let (first, last) = (wall(period.start).div_euclid(step), wall(period.end).div_euclid(step));
    (first..=last).filter_map(move |number| {
        let local = number * step;
        let guess = Timestamp(local - i64::from(zone.offset_seconds(Timestamp(local))));
        let at = Timestamp(local - i64::from(zone.offset_seconds(guess)));
        // A wall time that the clock skips in spring is no instant.
        let exists = wall(at) == local;
        let is_midnight = local.rem_euclid(SECONDS_PER_DAY) == 0;
        let label = if is_midnight { date::day_and_month(at, zone) } else { date::clock(at, zone) };
        exists.then_some(TimeTick { at, label })
    })
}

fn day_ticks(period: Period, zone: &Zone, step: i64) -> impl Iterator<Item = TimeTick> {
    // Day 4 was a Monday: steps of weeks fall on Mondays.
    const MONDAY: i64 = 4;
    let first = (zone.local_day(period.start) - MONDAY).div_euclid(step);
    let last = (zone.local_day(period.end) - MONDAY).div_euclid(step);
    (first..=last).map(move |number| {
        let at = zone.day_start(number * step + MONDAY);
        TimeTick { at, label: date::day_and_month(at, zone) }
    })
}

fn month_ticks(period: Period, zone: &Zone, step: i64) -> impl Iterator<Item = TimeTick> {
    let number = |time: Timestamp| {
        let (year, month) = date::year_and_month(time, zone);
        (i64::from(year) * 12 + i64::from(month) - 1).div_euclid(step)
    };
    (number(period.start)..=number(period.end)).filter_map(move |number| {
        let (year, month) = ((number * step).div_euclid(12), (number * step).rem_euclid(12) as u32 + 1);
        let at = zone.day_start(date::month_start_day(year as i32, month)?);
        let label = if month == 1 { year.to_string() } else { date::month_name(month).to_owned() };
        Some(TimeTick { at, label })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    fn berlin() -> Zone {
        Zone {
            name: "Europe/Berlin".to_owned(),
            offsets: vec![
                (at("2025-10-26T01:00:00Z"), 3_600),
                (at("2026-03-29T01:00:00Z"), 7_200),
                (at("2026-10-25T01:00:00Z"), 3_600),
            ],
        }
    }

    fn check(from: &str, to: &str, pixels: f64, finest: Finest, expected: &str) {
        let period = Period { start: at(from), end: at(to) };
        let ticks = time_ticks(period, &berlin(), pixels, 60.0, finest);
        let labels = ticks.iter().map(|tick| tick.label.as_str()).collect::<Vec<_>>().join(" | ");
        assert_eq!(labels, expected, "{from}..{to} on {pixels} px");
    }

    #[test]
    fn labels_fall_on_round_local_times() {
        use Finest::{Day, Minute};
        check("2026-11-20T20:00:00Z", "2026-11-21T04:00:00Z", 300.0, Minute, "22:00 | 21 Nov | 02:00 | 04:00");
        check("2026-11-20T20:00:00Z", "2026-11-20T20:40:00Z", 300.0, Minute, "21:00 | 21:10 | 21:20 | 21:30");
        check(
            "2026-11-15",
            "2026-11-22",
            500.0,
            Minute,
            "16 Nov | 17 Nov | 18 Nov | 19 Nov | 20 Nov | 21 Nov | 22 Nov",
        );
        check("2026-11-20", "2026-11-22", 500.0, Day, "21 Nov | 22 Nov");
        check("2026-10-20", "2026-11-22", 400.0, Day, "26 Oct | 2 Nov | 9 Nov | 16 Nov");
        check("2026-10-20", "2026-11-22", 150.0, Day, "26 Oct | 9 Nov");
        check("2026-01-10", "2026-11-22", 400.0, Day, "Mar | May | Jul | Sep | Nov");
        check("2025-01-10", "2026-11-22", 400.0, Day, "Jul | 2026 | Jul");
        check("2018-01-10", "2026-11-22", 400.0, Day, "2020 | 2022 | 2024 | 2026");
    }

    #[test]
    fn the_hour_skipped_in_spring_has_no_tick() {
        check("2026-03-28T23:30:00Z", "2026-03-29T03:30:00Z", 300.0, Finest::Minute, "01:00 | 03:00 | 04:00 | 05:00");
    }

    #[test]
    fn no_room_or_no_time_gives_no_ticks() {
        check("2026-11-20", "2026-11-20", 500.0, Finest::Minute, "");
        check("2026-11-21", "2026-11-20", 500.0, Finest::Minute, "");
        check("2026-11-20", "2026-11-21", 0.0, Finest::Minute, "");
        check("2026-11-20", "2026-11-21", f64::NAN, Finest::Minute, "");
    }

    proptest! {
        #[test]
        fn labels_never_crowd(start in 0..4_000_000_000_i64, seconds in 1..1_000_000_000_i64, pixels in 60.0..2_000.0_f64) {
            let period = Period { start: Timestamp(start), end: Timestamp(start + seconds) };
            let ticks = time_ticks(period, &berlin(), pixels, 60.0, Finest::Minute);
            for pair in ticks.windows(2) {
                let apart = pair[1].at.seconds_since(pair[0].at) as f64 * pixels / seconds as f64;
                prop_assert!(apart >= 59.0, "{} px between {:?}", apart, pair);
            }
        }

        #[test]
        fn any_period_is_answered(start: i64, end: i64) {
            let period = Period { start: Timestamp(start), end: Timestamp(end) };
            prop_assert!(time_ticks(period, &berlin(), 600.0, 60.0, Finest::Minute).len() <= 11);
        }
    }
}
