//! What it comes to: trends, comparisons, forecasts, risk and advice.

use crate::domain::Window;
use crate::stats::{Lack, SplitMix64};

use super::super::testing::{Row, World};
use super::super::{
    Change, Direction, FailureForecast, Insight, Metric, RecommendationKind, RiskLevel, Trend, compare_with_before,
    follow_trends, predict_failure_rate, predict_next_runs, summarise,
};
use super::{failing, history, own};

#[test]
fn trends_name_what_rises_and_what_does_not() {
    let slower = |row: Row, number: u32, day: u32| Row { seconds: 200 + i64::from(day * 4 + number % 7), ..row };
    let check = |rows: &[Row], metric: Metric, expected: Direction| {
        let world = World::of(rows);
        let trends = follow_trends(&world.view());
        let trend = own(&trends, metric);
        assert_eq!(trend.direction, Ok(expected), "{trend:?}");
        let (low, high) = trend.percent_per_week_interval.unwrap();
        let week = trend.percent_per_week.unwrap();
        assert!(low <= week && week <= high && trend.line.is_some(), "{trend:?}");
    };
    check(&history(40, 5, slower), Metric::Duration, Direction::Up);
    check(
        &history(40, 5, |row, number, _| Row { seconds: 200 + i64::from(number * 7 % 13), ..row }),
        Metric::Duration,
        Direction::Flat,
    );
    // More than 2,000 runs go by daily medians.
    check(&history(40, 60, slower), Metric::Duration, Direction::Up);
    check(&history(40, 20, |row, number, day| failing(row, number % 20 < day / 4)), Metric::FailureRate, Direction::Up);
    check(
        &history(40, 20, |row, number, day| failing(row, number % 20 < (40 - day) / 4)),
        Metric::FailureRate,
        Direction::Down,
    );
    check(&history(40, 20, |row, number, _| failing(row, number % 7 == 0)), Metric::FailureRate, Direction::Flat);
    let busier: Vec<Row> = history(40, 44, |row, _, _| row)
        .into_iter()
        .enumerate()
        .filter(|(number, _)| number % 44 < 4 + number / 44)
        .map(|(_, row)| row)
        .collect();
    check(&busier, Metric::Volume, Direction::Up);
    check(&history(40, 5, |row, _, _| row), Metric::Volume, Direction::Flat);
}

#[test]
fn another_mix_of_workflows_is_no_trend() {
    // The long workflow takes over, but neither of the two gets slower.
    let mixed = |row: Row, number: u32, day: u32| {
        let long = number % 10 < day / 4;
        let jitter = i64::from(number * 7 % 11);
        Row { workflow: if long { "Nightly" } else { "CI" }, seconds: if long { 3_000 } else { 200 } + jitter, ..row }
    };
    let world = World::of(&history(40, 10, mixed));
    let trends = follow_trends(&world.view());
    assert_eq!(own(&trends, Metric::Duration).direction, Ok(Direction::Flat));
    let world = world.with_window(Window::LastDays(20));
    let changes = compare_with_before(&world.view());
    let duration = changes.iter().find(|comparison| comparison.metric == Metric::Duration).unwrap();
    assert!(duration.change_percent.unwrap() > 5.0 && duration.change == Change::Unchanged, "{duration:?}");
}

#[test]
fn trends_need_data_over_the_window() {
    let world = World::of(&history(20, 10, |row, _, day| Row { seconds: 200 + i64::from(day), ..row }));
    let trends = follow_trends(&world.with_window(Window::LastDays(10)).view());
    let duration: Vec<&Trend> = trends.iter().filter(|trend| trend.metric == Metric::Duration).collect();
    assert_eq!(duration.iter().map(|trend| trend.window_days).collect::<Vec<_>>(), [10.0, 7.0, 30.0, 90.0]);
    assert!(duration[2].direction.is_ok());
    assert!(matches!(duration[3].direction, Err(Lack::Undefined { .. })), "{:?}", duration[3]);
}

#[test]
fn windows_are_compared() {
    let shifted = |row: Row, number: u32, day: u32| {
        let late = day >= 20;
        failing(
            Row { seconds: if late { 300 } else { 200 } + i64::from(number % 9), ..row },
            number.is_multiple_of(if late { 4 } else { 20 }),
        )
    };
    let world = World::of(&history(40, 20, shifted)).with_window(Window::LastDays(19));
    let changes = compare_with_before(&world.view());
    let of = |metric: Metric| changes.iter().find(|comparison| comparison.metric == metric).unwrap();
    assert_eq!(of(Metric::Duration).change, Change::Worse);
    assert_eq!(of(Metric::FailureRate).change, Change::Worse);
    assert_eq!(of(Metric::SuccessRate).change, Change::Worse);
    assert_eq!(of(Metric::Volume).change, Change::Unchanged);
    assert_eq!(of(Metric::QueueTime).change, Change::Unknown);
    assert!(compare_with_before(&world.with_window(Window::All).view()).is_empty());
}

fn forecast_of(rows: &[Row]) -> FailureForecast {
    predict_failure_rate(&World::of(rows).view())
}

#[test]
fn forecasts_follow_the_rate_and_know_their_record() {
    let mut random = SplitMix64::new(7);
    let draws: Vec<bool> =
        (0..120 * 25).map(|number| random.unit() < if number < 2_000 { 0.05 } else { 0.30 }).collect();
    let forecast = forecast_of(&history(120, 25, |row, number, _| failing(row, draws[number as usize])));
    let days = forecast.days.clone().unwrap();
    assert_eq!(days.len(), 7);
    for day in &days {
        assert!((day.rate - 0.30).abs() < 0.1, "{day:?}");
        assert!(day.interval_95.0 <= day.interval_80.0 && day.interval_80.0 <= day.rate, "{day:?}");
        assert!(day.rate <= day.interval_80.1 && day.interval_80.1 <= day.interval_95.1, "{day:?}");
        assert!((day.expected_runs - 25.0).abs() < 1e-9);
    }
    assert!(days.windows(2).all(|pair| pair[0].start < pair[1].start));
    assert!((0.75..=0.95).contains(&forecast.backtest_coverage_80.unwrap()), "{forecast:?}");
    assert!((0.90..=1.0).contains(&forecast.backtest_coverage_95.unwrap()), "{forecast:?}");
    assert!(forecast.backtest_error.unwrap() < forecast.backtest_error_naive.unwrap());
    assert!(forecast.confidence.unwrap() > 0.7 && forecast.backtest_days > 100);
}

#[test]
fn forecasts_need_their_points() {
    let few = forecast_of(&history(3, 5, |row, _, _| row));
    assert_eq!(few.days, Err(Lack::TooFewPoints { have: 15, need: 20 }));
    let calm = forecast_of(&history(60, 5, |row, _, _| row));
    assert!(calm.days.unwrap().iter().all(|day| day.rate < 0.05));
}

#[test]
fn next_runs_say_a_chance_and_how_good_it_was() {
    let rows = history(60, 6, |row, number, day| match number % 2 {
        0 => failing(row, day % 20 >= 14),
        _ => Row { workflow: "Docs", ..row },
    });
    let chances = predict_next_runs(&World::of(&rows).view());
    assert_eq!(chances.iter().map(|next| next.workflow.as_str()).collect::<Vec<_>>(), ["CI", "Docs"]);
    let (chance, (low, high)) = chances[0].chance.clone().unwrap();
    assert!(chance > 0.7 && low < chance && chance < high, "{:?}", chances[0]);
    assert!(chances[0].brier.unwrap() < chances[0].brier_base.unwrap(), "{:?}", chances[0]);
    assert_eq!(chances[0].base_rate, Some(0.3));
}

#[test]
fn risk_names_its_factors() {
    let calm = summarise(&World::of(&history(40, 10, |row, _, _| row)).view());
    assert_eq!(calm.risk.level, Some(RiskLevel::Low));
    let broken = summarise(&World::of(&history(40, 10, |row, number, day| failing(row, number % 10 < day / 4))).view());
    assert!(broken.risk.score.unwrap() > calm.risk.score.unwrap() + 40.0, "{:?}", broken.risk);
    assert!(broken.risk.factors.is_sorted_by(|a, b| a.points >= b.points));
    let total: f64 = broken.risk.factors.iter().map(|factor| factor.maximum).sum();
    assert!((total - 100.0).abs() < 1e-9);
}

#[test]
fn advice_comes_only_with_a_reason() {
    let kinds = |insight: &Insight| insight.recommendations.iter().map(|advice| advice.kind).collect::<Vec<_>>();
    let calm = summarise(&World::of(&history(40, 10, |row, number, _| failing(row, number % 100 == 3))).view());
    assert_eq!(kinds(&calm), []);
    let few = summarise(&World::of(&history(2, 4, |row, _, _| failing(row, true))).view());
    assert_eq!(kinds(&few), []);
    let troubled = |row: Row, number: u32, day: u32| {
        let row =
            Row { commit: u64::from(number / 2), seconds: 1_000 + 20 * i64::from(day) + i64::from(number % 5), ..row };
        failing(row, number.is_multiple_of(3))
    };
    let troubled = summarise(&World::of(&history(40, 10, troubled)).view());
    let found = kinds(&troubled);
    for kind in [
        RecommendationKind::Reliability,
        RecommendationKind::Flakiness,
        RecommendationKind::Speed,
        RecommendationKind::Data,
    ] {
        assert!(found.contains(&kind), "{kind:?} is not in {found:?}");
    }
    assert!(troubled.recommendations.is_sorted_by_key(|advice| advice.priority));
    for advice in &troubled.recommendations {
        let has_number = |text: &str| text.chars().any(|c| c.is_ascii_digit());
        assert!(has_number(&advice.reason) && has_number(&advice.expected_effect), "{advice:?}");
    }
}

#[test]
fn a_success_rate_changes_when_its_failures_do() {
    // 97 % to 93.5 %: less than 5 % of the rate, more than twice the failures.
    let slipping = |row: Row, number: u32, day: u32| failing(row, number % 200 < if day >= 20 { 13 } else { 6 });
    let world = World::of(&history(40, 200, slipping)).with_window(Window::LastDays(19));
    let changes = compare_with_before(&world.view());
    let of = |metric: Metric| changes.iter().find(|comparison| comparison.metric == metric).unwrap();
    assert!(of(Metric::SuccessRate).change_percent.unwrap().abs() < 5.0);
    assert_eq!(of(Metric::SuccessRate).change, Change::Worse);
    assert_eq!(of(Metric::FailureRate).change, Change::Worse);
}
