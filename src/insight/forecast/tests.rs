//! Forecasts of series and small worlds whose truth is known.

use proptest::prelude::*;

use crate::domain::{Timestamp, Zone};
use crate::stats::{Lack, SplitMix64};

use super::super::testing::{DAY, Row, START, World};
use super::super::{Subject, predict_next_runs};
use super::models::Point;
use super::rolling::{Rolled, roll};
use super::*;

/// Kinds of histories: attempts a day with failures among them, and typical ln durations.
const KINDS: [&str; 8] = ["steady", "weekly", "bursty", "drift", "shift", "outage", "calm", "small"];

fn series(kind: &str, seed: u64, days: usize) -> [Vec<Point>; 2] {
    let mut random = SplitMix64::new(seed);
    let (mut rates, mut durations) = (Vec::new(), Vec::new());
    let (mut drift, mut is_bursting, mut outage) = (0.0, false, 0);
    for day in 0..days {
        let base = match kind {
            "weekly" if day % 7 > 4 => 4.0,
            "small" => 3.0,
            _ => 16.0,
        };
        is_bursting = if random.unit() < 0.15 { !is_bursting } else { is_bursting };
        outage = if outage > 0 { outage - 1 } else { 3 * usize::from(random.unit() < 0.02) };
        let rate = match kind {
            "calm" => 0.0,
            "bursty" if is_bursting => 0.4,
            "drift" => 0.05 + 0.2 * day as f64 / days as f64,
            "shift" if day > days / 2 => 0.3,
            "outage" if outage > 0 => 0.9,
            _ => 0.1,
        };
        let runs = (base * (0.5 + random.unit())).round() as u64;
        let failed = (0..runs).filter(|_| random.unit() < rate).count() as u64;
        rates.push(Point { value: (runs > 0).then(|| failed as f64 / runs as f64), counts: (failed, runs) });
        drift = 0.5 * drift + 0.1 * (random.unit() - 0.5);
        let level = if kind == "shift" && day > days / 2 { 5.7 } else { 5.3 } + if day % 7 > 4 { 0.2 } else { 0.0 };
        let missing = kind == "weekly" && day % 7 > 4;
        durations
            .push(Point { value: (!missing).then(|| level + drift + 0.2 * (random.unit() - 0.5)), counts: (0, runs) });
    }
    [rates, durations]
}

const METRICS: [ForecastMetric; 2] = [ForecastMetric::FailureRate, ForecastMetric::Duration];

#[test]
fn intervals_hold_what_they_promise_and_errors_beat_the_naive() {
    for (position, metric) in METRICS.into_iter().enumerate() {
        let (mut count, mut inside, mut errors) = (0.0, [0.0; 2], [0.0; 2]);
        for (kind, seed) in KINDS.into_iter().flat_map(|kind| [(kind, 1), (kind, 2)]) {
            let [rates, durations] = series(kind, seed * 31 + 5, 160);
            let points = if position == 0 { rates } else { durations };
            let score = roll(metric, &points, 1, 3).backtest.unwrap();
            assert!(score.error <= score.error_seasonal_naive * 1.001 + 1e-12, "{metric:?} {kind}: {score:?}");
            let all = score.forecasts as f64;
            count += all;
            inside = [inside[0] + all * score.coverage_80, inside[1] + all * score.coverage_95];
            errors = [errors[0] + score.error, errors[1] + score.error_seasonal_naive];
        }
        let [within_80, within_95] = inside.map(|inside| inside / count);
        // A history without failures is held whatever the interval.
        assert!((0.77..=0.85).contains(&within_80) && (0.925..=0.975).contains(&within_95), "{within_80} {within_95}");
        assert!(errors[0] < 0.9 * errors[1], "{errors:?}");
    }
}

/// A value with its intervals.
type Telling = (f64, Option<[(f64, f64); 2]>);

fn said(rolled: &Rolled) -> Vec<Telling> {
    rolled.days.iter().map(|said| (said.value, said.intervals)).collect()
}

#[test]
fn the_future_changes_nothing_that_was_said() {
    for kind in KINDS {
        let [rates, durations] = series(kind, 77, 90);
        for (metric, points) in METRICS.into_iter().zip([rates, durations]) {
            let whole = roll(metric, &points, 1, 2);
            let begun = roll(metric, &points[..80], 1, 2);
            let earlier = whole.told.iter().filter(|told| told.origin + 1 + told.step < 80);
            assert_eq!(earlier.collect::<Vec<_>>(), begun.told.iter().collect::<Vec<_>>(), "{kind} {metric:?}");
            // And what was said on day 80 is what the whole remembers of it.
            let then: Vec<_> = whole.told.iter().filter(|told| told.origin == 79).collect();
            for told in then {
                assert_eq!((told.said.value, told.said.intervals), said(&begun)[told.step], "{kind} {metric:?}");
            }
        }
    }
}

#[test]
fn degenerate_series_are_answered() {
    let at = |value: f64| Point { value: Some(value), counts: (0, 1) };
    let none = Point::default();
    let check = |points: &[Point], finite: bool| {
        for metric in [ForecastMetric::FailureRate, ForecastMetric::Volume] {
            for horizon in [1, 30] {
                let rolled = roll(metric, points, 2, horizon);
                let told = rolled.days.iter().all(|day| {
                    day.value.is_finite() && day.intervals.is_none_or(|all| all.iter().all(|(low, high)| low <= high))
                });
                assert!(told, "{points:?}");
                assert_eq!(
                    rolled.days.iter().any(|day| day.intervals.is_some()),
                    finite,
                    "{metric:?} {}",
                    points.len()
                );
            }
        }
    };
    check(&[], false);
    check(&[at(0.5); 60], true);
    check(&[at(0.0); 60], true);
    let mut gaps = vec![none; 60];
    gaps.extend([at(0.2); 30]);
    gaps.extend([none; 40]);
    gaps.extend([at(0.4); 20]);
    check(&gaps, true);
    let mut outlier = vec![at(0.1); 60];
    outlier[50] = at(1.0);
    check(&outlier, true);
    let constant = roll(ForecastMetric::Volume, &[at(3.0); 60], 2, 7);
    assert!(constant.days.iter().all(|day| (day.value - 9.0).abs() < 1e-9), "{:?}", said(&constant));
    assert_eq!((constant.model, constant.backtest.unwrap().mase), (ForecastModel::SeasonalNaive, None));
}

fn history(days: u32, per_day: u32, shape: impl Fn(Row, u32, u32) -> Row) -> Vec<Row> {
    let row = |number: u32| {
        let (day, within) = (number / per_day, number % per_day);
        shape(Row::at(u64::from(number) + 1, START + day * DAY + within * (DAY / per_day)), number, day)
    };
    (0..days * per_day).map(row).collect()
}

fn failing(row: Row, fails: bool) -> Row {
    Row { state: if fails { "failure" } else { "success" }, ..row }
}

#[test]
fn rates_follow_and_know_their_record() {
    let mut random = SplitMix64::new(7);
    let draws: Vec<bool> =
        (0..120 * 25).map(|number| random.unit() < if number < 2_000 { 0.05 } else { 0.30 }).collect();
    let world = World::of(&history(120, 25, |row, number, _| failing(row, draws[number as usize])));
    let told = forecast(&world.view(), ForecastMetric::FailureRate, 7);
    let days = told.days.clone().unwrap();
    assert_eq!((days.len(), told.unit.as_str(), told.count), (7, "rate", 3_000));
    for day in &days {
        assert!((day.value - 0.30).abs() < 0.1, "{day:?}");
        assert!(day.interval_95.0 <= day.interval_80.0 && day.interval_80.0 <= day.value, "{day:?}");
        assert!(day.value <= day.interval_80.1 && day.interval_80.1 <= day.interval_95.1, "{day:?}");
        assert!((day.expected_runs.unwrap() - 25.0).abs() < 1e-9);
    }
    assert!(days.windows(2).all(|pair| pair[1].start == pair[0].start.plus_days(1)));
    assert_eq!(days[0].start, world.zone.day_start(world.zone.local_day(world.now) + 1));
    let backtest = told.backtest.unwrap();
    assert!(backtest.error < backtest.error_seasonal_naive && backtest.days > 90, "{backtest:?}");
    assert!(told.confidence.unwrap() > 0.7 && told.candidates.is_sorted_by(|a, b| a.error <= b.error));
    assert!(told.candidates.iter().any(|candidate| candidate.model == ForecastModel::SeasonalNaive));
}

/// Days that will each likely see none of their few attempts fail add up to what all attempts come to.
#[test]
fn days_are_pooled_by_their_attempts() {
    let day = |runs: f64, share: f64| ForecastDay {
        start: Timestamp(0),
        expected_runs: Some(runs),
        value: 0.0,
        interval_80: (0.0, 0.0),
        interval_95: (0.0, 0.4),
        failures: Some(FailuresAhead { expected: runs * share, share, edge_80: (0.0, 1.0), edge_95: (0.4, 1.0) }),
    };
    let check = |days: &[ForecastDay], expected: Option<f64>| {
        let share = ForecastDay::expected_share_of(days);
        assert!(share.zip(expected).map_or(share == expected, |(a, b)| (a - b).abs() < 1e-12), "{share:?} {days:?}");
    };
    check(&[day(2.0, 0.1), day(18.0, 0.2)], Some(0.19));
    check(&[ForecastDay { failures: None, value: 0.3, ..day(4.0, 0.1) }], Some(0.3));
    check(&[ForecastDay { expected_runs: None, ..day(4.0, 0.1) }], Some(0.1));
    check(&[], None);
}

/// Of three runs a day one in ten fails in all.
#[test]
fn a_week_of_sparse_days_is_expected_to_fail_as_often_as_all_runs_do() {
    let world = World::of(&history(60, 3, |row, number, _| failing(row, number % 10 == 3)));
    let view = world.view();
    let told = forecast(&view, ForecastMetric::FailureRate, 7);
    let days = told.days.clone().unwrap();
    let share = ForecastDay::expected_share_of(&days).unwrap();
    assert!((0.06..0.16).contains(&share), "{days:?}");
    let ahead = look_ahead(&view, &[told], &[], 28);
    let week = ahead[0].week.unwrap();
    assert!((0.06..0.16).contains(&week.value), "{week:?}");
    assert!(week.interval_80.0 <= week.value && week.value <= week.interval_80.1, "{week:?}");
}

#[test]
fn what_came_no_nearer_than_last_week_is_a_hint() {
    let check = |error: f64, naive: f64, is_firm: bool| {
        let backtest = Backtest {
            days: 60,
            forecasts: 400,
            coverage_80: 0.8,
            coverage_95: 0.95,
            error,
            error_seasonal_naive: naive,
            mase: None,
            interval_score_95: 1.0,
        };
        let confidence = confidence_of(&backtest, 0.01);
        assert_eq!(confidence >= 0.7, is_firm, "{error} against {naive}: {confidence}");
    };
    check(0.5, 1.0, true);
    check(0.99, 1.0, true);
    check(1.0, 1.0, false);
    check(1.2, 1.0, false);
    // Nothing was ever missed.
    check(0.0, 0.0, true);
}

#[test]
fn a_kept_record_without_skill_takes_a_claim_back() {
    let world = World::of(&history(60, 10, |row, number, _| failing(row, number % 10 == 3)));
    let check = |days: u64, relative_error: Option<f64>, is_firm: bool| {
        let mut told = [forecast(&world.view(), ForecastMetric::FailureRate, 7)];
        told[0].confidence = Some(0.9);
        let metric = MetricRecord {
            metric: ForecastMetric::FailureRate,
            days,
            inside_80: days,
            inside_95: days,
            error: 0.1,
            error_seasonal_naive: None,
            relative_error,
            mase: None,
        };
        ForecastRecord { kept: 3, metrics: vec![metric], chances: None }.humble(&mut told);
        assert_eq!(
            told[0].confidence.is_some_and(|confidence| confidence >= 0.7),
            is_firm,
            "{days} {relative_error:?}"
        );
    };
    check(30, Some(1.1), false);
    check(30, Some(1.0), false);
    check(30, Some(0.9), true);
    check(30, None, true);
    check(5, Some(2.0), true);
}

#[test]
fn counts_leave_today_out_and_durations_are_centred() {
    let mixed = |row: Row, number: u32, day: u32| {
        let long = number % 10 < day / 5;
        Row { workflow: if long { "Nightly" } else { "CI" }, seconds: if long { 3_000 } else { 200 }, ..row }
    };
    let mut rows = history(40, 10, mixed);
    rows.truncate(rows.len() - 7);
    let world = World::of(&rows);
    let [rate, duration, volume] = forecast_all(&world.view(), 30).try_into().unwrap();
    assert_eq!((rate.horizon_days, rate.days.unwrap().len()), (30, 30));
    for day in volume.days.unwrap() {
        assert!((day.value - 10.0).abs() < 1e-6 && day.expected_runs.is_none(), "{day:?}");
    }
    let seconds: Vec<f64> = duration.days.unwrap().iter().map(|day| day.value).collect();
    assert!(seconds.iter().all(|value| (value - seconds[0]).abs() < 1e-6), "{seconds:?}");
}

#[test]
fn forecasts_need_their_points() {
    let of = |rows: &[Row], metric| forecast(&World::of(rows).view(), metric, 7);
    let few = of(&history(3, 5, |row, _, _| row), ForecastMetric::FailureRate);
    assert_eq!(few.days, Err(Lack::TooFewPoints { have: 15, need: 20 }));
    let short = of(&history(2, 30, |row, _, _| row), ForecastMetric::Duration);
    assert_eq!(short.days, Err(Lack::TooFewPoints { have: 2, need: 5 }));
    assert!(of(&[], ForecastMetric::Volume).days.is_err() && of(&[], ForecastMetric::Cost).days.is_err());
    let calm = of(&history(60, 5, |row, _, _| row), ForecastMetric::FailureRate);
    assert!(calm.days.unwrap().iter().all(|day| day.value < 0.05));
    assert_eq!((calm.subject, calm.model), (Subject::Repository, Some(ForecastModel::SeasonalNaive)));
    let failing = of(&history(60, 5, |row, _, _| failing(row, true)), ForecastMetric::FailureRate);
    assert!(failing.days.unwrap().iter().all(|day| day.value > 0.95));
}

#[test]
fn dollars_are_handed_in() {
    let world = World::of(&history(60, 5, |row, _, _| row));
    let view = world.view();
    let today = world.zone.local_day(world.now);
    let dollars: Vec<(i64, f64)> = (1..=50).map(|back| (today - back, if back % 7 < 2 { 0.0 } else { 12.5 })).collect();
    let told = forecast_cost(&view, &dollars, 14);
    let days = told.days.unwrap();
    assert_eq!((told.unit.as_str(), told.count, days.len()), ("dollars", 50, 14));
    for day in days {
        let back = today - world.zone.local_day(day.start);
        let expected = if back.rem_euclid(7) < 2 { 0.0 } else { 12.5 };
        assert!((day.value - expected).abs() < 1e-6, "{day:?} {expected}");
    }
    assert!(forecast_cost(&view, &[], 7).days.is_err());
    assert!(forecast_cost(&view, &[(today, f64::NAN), (today - 1, -4.0)], 7).days.is_err());
}

#[test]
fn local_days_follow_the_clock_change() {
    // Clocks go back on 25 October 2026: that local day has 25 hours.
    let changed = Timestamp::parse("2026-10-25T01:00:00Z").unwrap();
    let start = Timestamp::parse("2026-09-01T08:00:00Z").unwrap().0 as u32;
    let rows: Vec<Row> =
        (0..53 * 4).map(|run| Row::at(u64::from(run) + 1, start + run / 4 * DAY + run % 4 * 900)).collect();
    let mut world = World::of(&rows);
    world.zone = Zone { name: "Europe/Berlin".to_owned(), offsets: vec![(Timestamp(0), 7_200), (changed, 3_600)] };
    let days = forecast(&world.view(), ForecastMetric::Volume, 5).days.unwrap();
    let hours: Vec<i64> = days.windows(2).map(|pair| pair[1].start.seconds_since(pair[0].start) / 3_600).collect();
    assert!(hours.contains(&25) && hours.iter().all(|&hours| hours == 24 || hours == 25), "{hours:?}");
    assert!(days.iter().all(|day| (day.value - 4.0).abs() < 1e-6), "{days:?}");
}

#[test]
fn kept_forecasts_are_scored_when_their_days_have_come() {
    let rows = history(60, 10, |row, number, _| failing(row, number * 7 % 10 == 3));
    let all = World::of(&rows);
    let mut kept = Vec::new();
    for day in [40, 41, 50] {
        let mut then = World::of(&rows[..day * 10]);
        then.now = then.now.plus_seconds(3_000);
        let view = then.view();
        kept.extend(keep(then.now, &forecast_all(&view, 7), &predict_next_runs(&view)));
    }
    let record = score_kept(&all.view(), &[], &kept);
    assert_eq!((record.kept, record.metrics.len()), (3, 3));
    let rate = record.metrics.iter().find(|metric| metric.metric == ForecastMetric::FailureRate).unwrap();
    assert_eq!((rate.days, rate.inside_95), (21, 21));
    assert!(rate.error < 1e-9 && rate.relative_error.is_none(), "{rate:?}");
    assert_eq!(record.chances.unwrap().runs, 3);
    // Of each day the newest word counts: two forecasts of seven days, a day apart, and a third one later.
    let held = hold_kept(&all.view(), &[], &kept);
    let of_rate: Vec<_> = held.iter().filter(|held| held.metric == ForecastMetric::FailureRate).collect();
    assert_eq!(of_rate.len(), 15);
    assert!(of_rate.iter().all(|held| held.happened.is_some() && held.made_at <= held.start), "{of_rate:?}");
    assert!(of_rate.is_sorted_by(|a, b| a.start < b.start) && of_rate[1].made_at == kept[1].made_at);
    let nothing = score_kept(&all.view(), &[], &[]);
    assert_eq!((nothing.kept, nothing.metrics.len(), nothing.chances), (0, 0, None));
}

#[test]
fn kept_costs_are_scored_by_the_dollars_of_their_days() {
    let world = World::of(&history(60, 10, |row, _, _| row));
    let view = world.view();
    let first = view.zone.local_day(view.now) - 59;
    let dollars: Vec<(i64, f64)> = (0..60).map(|day| (first + day, 3.0)).collect();
    let then = forecast_cost(&view, &dollars, 7);
    let mut kept = keep(view.now.plus_days(-10), &[then], &[]).unwrap();
    for (number, day) in (0..).zip(&mut kept.days) {
        day.start = view.zone.day_start(first + 51 + number);
    }
    let record = score_kept(&view, &dollars, &[kept.clone()]);
    let [cost] = record.metrics.as_slice() else { panic!("{record:?}") };
    assert_eq!((cost.metric, cost.days), (ForecastMetric::Cost, 7));
    assert!(cost.error < 1e-9, "{cost:?}");
    assert!(score_kept(&view, &[], &[kept]).metrics.is_empty());
}

#[test]
fn the_past_is_told_day_by_day() {
    let world = World::of(&history(60, 10, |row, number, _| failing(row, number * 7 % 11 == 3)));
    let report = backtest(&world.view(), ForecastMetric::FailureRate, 3);
    let days = report.days.unwrap();
    assert!(days.len() > 40 && days.iter().all(|day| day.start == day.made_at.plus_days(3)), "{days:?}");
    assert!(report.score.is_some() && !report.candidates.is_empty());
    assert!(backtest(&World::of(&[]).view(), ForecastMetric::Volume, 3).days.is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_series_is_answered_with_finite_numbers(
        values in prop::collection::vec(prop::option::weighted(0.8, 0.0..1e6_f64), 0..90),
        lead in 1_usize..3, horizon in 1_usize..9,
    ) {
        let points: Vec<Point> = values.iter().map(|&value| Point { value, counts: (0, 0) }).collect();
        let rolled = roll(ForecastMetric::Cost, &points, lead, horizon);
        for day in &rolled.days {
            prop_assert!(day.value.is_finite() && day.value >= 0.0);
            for (low, high) in day.intervals.into_iter().flatten() {
                prop_assert!(low.is_finite() && high.is_finite() && 0.0 <= low && low <= high);
            }
        }
        let written = format!("{:?} {:?}", rolled.candidates, rolled.backtest);
        prop_assert!(!written.contains("NaN") && !written.contains("inf"), "{written}");
    }
}
