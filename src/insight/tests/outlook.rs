//! What it comes to: trends, comparisons, risk and advice.

use crate::domain::Window;
use crate::stats::Lack;

use super::super::testing::{DAY, Row, START, World};
use super::super::{
    Change, Direction, Insight, Measure, Metric, RecommendationKind, RiskLevel, SubjectTrend, Trend, compare_sides,
    compare_with_before, examine, follow_trends, summarise,
};
use super::{failing, history, own};

/// One step is told as a step, in one size: by the advice too, and no slope stands beside it.
#[test]
fn a_step_is_told_in_one_size() {
    let row = |number: u32| {
        let seconds = if number < 240 { 300 } else { 450 } + i64::from(number * 7 % 23);
        Row { seconds, ..Row::at(u64::from(number) + 1, START + number * (DAY / 8)) }
    };
    let rows: Vec<Row> = (0..60 * 8).map(row).collect();
    let world = World::of(&rows).with_window(Window::All);
    let view = world.view();
    let found = examine(&view, &[]);
    let step = found.changepoints().iter().find(|change| change.metric == Metric::Duration).expect("a step of a half");
    let advice = found.recommendations().iter().find(|advice| advice.title.contains("slower")).expect("advice");
    assert!(advice.reason.contains("in one step, first seen in run"), "{}", advice.reason);
    assert!(advice.reason.contains(&format!("{:+.0} %", step.change_percent.unwrap())), "{}", advice.reason);
    let of_step = |trend: &&SubjectTrend| trend.step.is_some_and(|(at, _)| at == step.at);
    let told: Vec<&SubjectTrend> = found.movements().trends.iter().filter(of_step).collect();
    assert!(told.iter().any(|trend| trend.subject == step.subject), "{told:?}");
    assert!(told.iter().all(|trend| trend.trend.metric == Metric::Duration), "nothing else shifted: {told:?}");
}

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
fn another_mix_and_a_small_shift_are_no_change_of_durations() {
    // The long workflow takes over, and both get slower by 2 %: beyond chance, but not what the medians seem to say.
    let mixed = |row: Row, number: u32, day: u32| {
        let (late, long) = (day >= 20, number % 10 < if day >= 20 { 6 } else { 4 });
        let seconds = (if long { 3_000 } else { 2_000 }) + i64::from(number * 7 % 11);
        Row {
            workflow: if long { "Nightly" } else { "CI" },
            seconds: if late { seconds * 102 / 100 } else { seconds },
            ..row
        }
    };
    let world = World::of(&history(40, 10, mixed)).with_window(Window::LastDays(19));
    let changes = compare_with_before(&world.view());
    let duration = changes.iter().find(|comparison| comparison.metric == Metric::Duration).unwrap();
    assert!(duration.p_value.unwrap() < 0.05 && duration.change_percent.unwrap() > 5.0, "{duration:?}");
    assert_eq!(duration.change, Change::Unchanged);
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

#[test]
fn attempts_a_day_are_one_number_everywhere() {
    // 20 runs a day for 31 days, then 30: over whole days, whatever the hour at which the window begins.
    let runs = (0..1_088_u32).map(|number| {
        let seconds = if number < 620 { number * (DAY / 20) } else { 31 * DAY + (number - 620) * (DAY / 30) };
        Row::at(u64::from(number) + 1, START + 500 + seconds)
    });
    let runs: Vec<Row> = runs.collect();
    let of = |days: u32| {
        let world = World::of(&runs).with_window(Window::LastDays(days));
        let view = world.view();
        let before = view.before().unwrap();
        let compared = compare_with_before(&view).into_iter().find(|found| found.metric == Metric::Volume).unwrap();
        let sides = compare_sides(&view, &before).measures;
        let beside = sides.into_iter().find(|found| found.measure == Measure::AttemptsADay).unwrap();
        assert_eq!((beside.first, beside.second), (compared.current, compared.previous), "{days} days");
        assert_eq!(beside.counts, compared.counts, "{days} days");
        compared
    };
    let found = of(15);
    assert_eq!((found.current, found.previous), (Some(30.0), Some(20.0)));
    assert_eq!(found.change, Change::Different);
    assert_eq!(found.counts, (14, 14));
    // No whole day lies in 24 hours that begin at another hour than midnight.
    assert_eq!((of(1).current, of(1).change), (None, Change::Unknown));
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
