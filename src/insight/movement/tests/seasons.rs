//! Weekdays and hours.

use crate::domain::{Timestamp, Zone};
use crate::stats::{Lack, SplitMix64};

use super::super::super::Metric;
use super::super::super::testing::{DAY, Row, START, World};
use super::super::{Cycle, Rhythm, Season, analyse_movements};
use super::durations;

const HOUR: u32 = 3_600;

fn season(rows: &[Row], zone: Option<Zone>) -> Season {
    let mut world = World::of(rows);
    world.zone = zone.unwrap_or_default();
    analyse_movements(&world.view()).season
}

fn of(season: &Season, metric: Metric, cycle: Cycle) -> &Rhythm {
    season.rhythms.iter().find(|rhythm| rhythm.metric == metric && rhythm.cycle == cycle).unwrap()
}

/// A team that works from 9 to 17 and less on weekends; failures and durations by the shapes given.
fn team(seed: u64, weeks: u32, shape: impl Fn(u32, u32) -> (f64, f64)) -> Vec<Row> {
    let mut random = SplitMix64::new(seed);
    let mut rows = Vec::new();
    for day in 0..weeks * 7 {
        for hour in 0..24 {
            let busy = if (9..17).contains(&hour) { 1.6 } else { 0.2 } * if day % 7 >= 5 { 0.25 } else { 1.0 };
            let (chance, factor) = shape(day % 7, hour);
            while random.unit() < busy / (1.0 + busy) {
                let time = START + day * DAY + hour * HOUR + random.below(3_599) as u32;
                let noise = 0.2 * (random.unit() + random.unit() - 1.0);
                rows.push(Row {
                    seconds: (300.0 * factor * noise.exp()) as i64,
                    state: if random.unit() < chance { "failure" } else { "success" },
                    ..Row::at(rows.len() as u64 + 1, time)
                });
            }
        }
    }
    rows
}

#[test]
fn a_working_week_is_found_in_volumes_and_nowhere_else() {
    for seed in 0..6 {
        let season = season(&team(seed, 10, |_, _| (0.1, 1.0)), None);
        for cycle in [Cycle::Week, Cycle::Day] {
            let volume = of(&season, Metric::Volume, cycle);
            assert_eq!(volume.is_seasonal, Ok(true), "{seed} {volume:?}");
            for metric in [Metric::FailureRate, Metric::Duration] {
                assert_eq!(of(&season, metric, cycle).is_seasonal, Ok(false), "{seed} {metric:?} {cycle:?}");
            }
        }
        let hours = of(&season, Metric::Volume, Cycle::Day);
        assert!((9..17).contains(&hours.highest.unwrap()), "{hours:?}");
        assert!(of(&season, Metric::Volume, Cycle::Week).lowest.unwrap() >= 5);
    }
}

#[test]
fn seasons_of_failures_and_durations_are_found() {
    let shape = |weekday: u32, hour: u32| {
        (if weekday == 0 { 0.4 } else { 0.05 }, if (13..15).contains(&hour) { 1.5 } else { 1.0 })
    };
    let season = season(&team(3, 12, shape), None);
    let failures = of(&season, Metric::FailureRate, Cycle::Week);
    assert_eq!((&failures.is_seasonal, failures.highest), (&Ok(true), Some(0)), "{failures:?}");
    let hours = of(&season, Metric::Duration, Cycle::Day);
    assert_eq!(hours.is_seasonal, Ok(true), "{hours:?}");
    assert!((13..15).contains(&hours.highest.unwrap()));
    let mondays = |number: u32| if (number / 4).is_multiple_of(7) { 1.5 } else { 1.0 };
    let season = super::super::analyse_movements(&World::of(&durations(2, 70, 4, 0.0, mondays)).view()).season;
    let week = of(&season, Metric::Duration, Cycle::Week);
    assert_eq!((&week.is_seasonal, week.highest), (&Ok(true), Some(0)), "{week:?}");
    assert!((week.amplitude.unwrap() - 50.0).abs() < 20.0 && week.strength.unwrap() > 0.5, "{week:?}");
}

#[test]
fn hours_are_those_of_the_clock_on_the_wall() {
    // One run a day at nine in Berlin, around the night in which summer time ends.
    let change = Timestamp::parse("2026-10-25T01:00:00Z").unwrap();
    let zone = Zone { name: "Europe/Berlin".to_owned(), offsets: vec![(Timestamp(0), 7_200), (change, 3_600)] };
    let first = Timestamp::parse("2026-10-05T07:00:00Z").unwrap().0 as u32;
    let rows: Vec<Row> = (0..42)
        .map(|day| {
            let time = first + day * DAY;
            Row::at(u64::from(day) + 1, if i64::from(time) > change.0 { time + HOUR } else { time })
        })
        .collect();
    let season = season(&rows, Some(zone));
    let used: Vec<usize> = (0..168).filter(|&hour| season.cells[hour].attempts > 0).collect();
    assert_eq!(used, (0..7).map(|weekday| weekday * 24 + 9).collect::<Vec<_>>());
    assert!(season.cells.iter().all(|cell| cell.attempts == 0 || cell.attempts == 6));
    assert_eq!(season.cells[9].median_duration_seconds, Some(200.0));
    let hours = of(&season, Metric::Volume, Cycle::Day);
    assert_eq!((&hours.is_seasonal, hours.highest), (&Ok(true), Some(9)), "{hours:?}");
}

#[test]
fn three_weeks_are_needed_for_a_week() {
    let check = |days: u32, week: bool, day: bool| {
        let season = season(&durations(1, days, 4, 0.0, |_| 1.0), None);
        let lacks = |cycle| matches!(of(&season, Metric::Volume, cycle).is_seasonal, Err(Lack::TooFewPoints { .. }));
        assert_eq!((lacks(Cycle::Week), lacks(Cycle::Day)), (week, day), "{days}");
    };
    check(10, true, true);
    check(18, true, false);
}
