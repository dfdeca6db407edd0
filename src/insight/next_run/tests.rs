//! Chances in small worlds whose truth is known.

use crate::stats::SplitMix64;

use super::super::testing::{DAY, Row, START, World};
use super::*;
use crate::domain::Window;

fn world(runs: u32, apart: u32, mut shape: impl FnMut(Row, u32) -> Row) -> World {
    let rows: Vec<Row> = (0..runs).map(|run| shape(Row::at(u64::from(run) + 1, START + run * apart), run)).collect();
    World::of(&rows)
}

fn failing(row: Row, fails: bool) -> Row {
    Row { state: if fails { "failure" } else { "success" }, ..row }
}

#[test]
fn says_a_chance_and_how_good_it_was() {
    let world = world(360, DAY / 6, |row, run| match run % 2 {
        0 => failing(row, run / 6 % 20 >= 14),
        _ => Row { workflow: "Docs", ..row },
    });
    let chances = predict_next_runs(&world.view());
    assert_eq!(chances.iter().map(|next| next.workflow.as_str()).collect::<Vec<_>>(), ["CI", "Docs"]);
    let (chance, (low, high)) = chances[0].chance.clone().unwrap();
    assert!(chance > 0.7 && low < chance && chance < high, "{:?}", chances[0]);
    let record = chances[0].record.unwrap();
    assert!(record.brier < record.brier_base && record.discrimination.unwrap() > 0.8, "{record:?}");
    assert_eq!((chances[0].base_rate, chances[0].method), (Some(0.3), ChanceMethod::DiscountedBeta));
}

/// What comes next does not hang on what is looked at.
#[test]
fn a_shorter_window_says_the_same() {
    let of = |window: Window| {
        let shape = |row, run: u32| failing(row, run.is_multiple_of(5) || run > 470);
        predict_next_runs(&world(500, DAY / 6, shape).with_window(window).view())
    };
    let all = of(Window::All);
    assert!(all[0].count == 500 && all[0].chance.is_ok(), "{all:?}");
    for window in [Window::LastHours(24), Window::LastDays(7), Window::LastDays(30)] {
        assert_eq!(of(window), all, "{window:?}");
    }
}

#[test]
fn a_model_of_several_features_is_used_where_it_is_better() {
    // Pull requests fail often, pushes hardly ever; which comes next is open.
    let mut random = SplitMix64::new(3);
    let world = world(1_200, 3_600, |row, _| {
        let is_pull_request = random.unit() < 0.5;
        let fails = random.unit() < if is_pull_request { 0.6 } else { 0.03 };
        let event = if is_pull_request { "pull_request" } else { "push" };
        failing(Row { event, branch: if is_pull_request { "feature" } else { "main" }, ..row }, fails)
    });
    let chances = predict_next_runs(&world.view());
    let record = chances[0].record.unwrap();
    assert_eq!(chances[0].method, ChanceMethod::Logistic);
    assert!(record.brier < 0.85 * record.brier_base && record.log_loss < record.log_loss_base, "{record:?}");
    let contexts = predict_next_runs_by_context(&world.view());
    let chance =
        |branch: BranchKind| contexts.iter().find(|next| next.branch == branch).unwrap().chance.clone().unwrap().0;
    assert!(chance(BranchKind::Other) > 0.4 && chance(BranchKind::Default) < 0.15, "{contexts:?}");
    assert!(contexts.iter().all(|next| next.event.is_some()));
}

#[test]
fn chance_alone_is_left_to_the_base_rate() {
    for seed in 0..6 {
        let mut random = SplitMix64::new(seed);
        let world = world(1_000, 1_800, |row, _| failing(row, random.unit() < 0.15));
        let record = predict_next_runs(&world.view())[0].record.unwrap();
        assert!(record.brier < record.brier_base * 1.02, "{seed}: {record:?}");
    }
}

#[test]
fn the_future_changes_nothing_that_was_said() {
    let mut random = SplitMix64::new(9);
    let rows: Vec<Row> = (0..600)
        .map(|run| Row { seconds: 5_000, ..failing(Row::at(run + 1, START + run as u32 * 3_600), random.unit() < 0.3) })
        .collect();
    let (whole, begun) = (World::of(&rows), World::of(&rows[..450]));
    let runs = |world: &World| backtest_next_runs(&world.view()).remove(0).runs;
    assert_eq!(runs(&whole)[..450], runs(&begun));
}

#[test]
fn a_run_under_way_is_not_known() {
    // Every run takes three hours and starts an hour after the last: at its start two are still under way.
    let world = world(60, 3_600, |row, run| Row { seconds: 3 * 3_600 - 60, ..failing(row, run >= 40) });
    let runs = backtest_next_runs(&world.view()).remove(0).runs;
    assert!((runs[42].chance - runs[40].chance).abs() < 0.02 && runs[43].chance > runs[42].chance + 0.05);
}

#[test]
fn degenerate_histories_are_answered() {
    let check = |world: &World, low: f64, high: f64| {
        for next in predict_next_runs(&world.view()).iter().chain(&predict_next_runs_by_context(&world.view())) {
            let (chance, interval) = next.chance.clone().unwrap();
            assert!((low..=high).contains(&chance) && interval.0 <= chance && chance <= interval.1, "{next:?}");
            assert!(chance > 0.0 && chance < 1.0);
        }
    };
    check(&world(1, 60, |row, _| row), 0.0, 0.5);
    check(&world(400, 60, |row, _| row), 0.0, 0.05);
    check(&world(400, 60, |row, _| failing(row, true)), 0.95, 1.0);
    check(&world(400, 0, |row, run| failing(row, run % 2 == 0)), 0.2, 0.8);
    assert!(predict_next_runs(&World::of(&[]).view()).is_empty());
    let undecided = world(5, 60, |row, _| Row { state: "skipped", ..row });
    assert!(matches!(predict_next_runs(&undecided.view())[0].chance, Err(Lack::TooFewPoints { .. })));
}
