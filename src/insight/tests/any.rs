//! Whatever the history holds.

use proptest::prelude::*;

use crate::domain::{SuccessRule, Window};

use super::super::testing::{DAY, Row, START, World};
use super::super::{
    ask_what_if, assess_maturity, follow_trends, summarise, summarise_cost, summarise_dora, summarise_durations,
    summarise_flakiness, summarise_health,
};
use super::{HOUR, failing};

fn any_row() -> impl Strategy<Value = Row> {
    let states =
        prop::sample::select(vec!["success", "failure", "cancelled", "timed_out", "skipped", "queued", "quantum"]);
    let times = (0_u32..40 * DAY, 0_u32..DAY, -50_i64..9_000);
    let texts = (
        prop::sample::select(vec!["CI", "Docs", "Deploy"]),
        prop::sample::select(vec!["main", "dev"]),
        prop::sample::select(vec!["push", "pull_request"]),
    );
    let job =
        (prop::sample::select(vec!["success", "skipped", "cancelled"]), -20_i64..60, -20_i64..60, -20_i64..25_000);
    let jobs = prop::option::of(prop::collection::vec(job, 0..4));
    (1_u64..60, 1_u16..4, times, states, texts, jobs, 0_u64..30).prop_map(
        |(run_id, attempt, (created, wait, seconds), state, (workflow, branch, event), jobs, commit)| {
            let created = START + created;
            let started = if attempt == 1 { created } else { created + wait };
            Row { attempt, workflow, branch, event, commit, started, seconds, state, jobs, ..Row::at(run_id, created) }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn rows_come_by_start(rows in prop::collection::vec(any_row(), 0..120)) {
        let world = World::of(&rows);
        let view = world.view();
        let mut expected = view.rows.to_vec();
        expected.sort_by_key(|&row| (view.started(row), row));
        prop_assert_eq!(view.chronological().to_vec(), expected);
    }

    /// The same for money, delivery and maturity, which are asked apart.
    #[test]
    fn any_history_has_a_finite_cost_and_delivery(
        rows in prop::collection::vec(any_row(), 0..120),
        window in prop::sample::select(vec![Window::All, Window::LastDays(30), Window::LastHours(5)]),
    ) {
        let world = World::of(&rows).with_window(window);
        let view = world.view();
        let dora = summarise_dora(&view);
        let maturity = assess_maturity(&view, &dora, &summarise_flakiness(&view), &follow_trends(&view));
        let cost = summarise_cost(&view);
        let written = format!("{dora:?} {maturity:?} {cost:?} {:?}", ask_what_if(&view));
        prop_assert!(!written.contains("NaN") && !written.contains("inf"), "{written}");
        prop_assert!(cost.is_ok() || ask_what_if(&view).is_err());
        let coded = postcard::to_allocvec(&(&dora, &maturity, &cost)).unwrap();
        prop_assert_eq!(postcard::from_bytes(&coded), Ok((dora, maturity, cost)));
    }

    /// Nothing panics, every number is finite (JSON has no other), scores and rates stay in their range.
    #[test]
    fn any_history_is_answered_with_finite_numbers(
        rows in prop::collection::vec(any_row(), 0..120),
        window in prop::sample::select(vec![Window::All, Window::LastDays(7), Window::LastHours(5)]),
        rule in prop::sample::select(SuccessRule::ALL.to_vec()),
    ) {
        let mut world = World::of(&rows).with_window(window);
        world.filter.rule = rule;
        let insight = summarise(&world.view());
        let written = format!("{insight:?}");
        prop_assert!(!written.contains("NaN") && !written.contains("inf"), "{written}");
        prop_assert_eq!(insight.counts.total(), world.view().rows.len() as u64);
        let of_days: u64 = insight.days.iter().map(|day| day.counts.total()).sum();
        prop_assert_eq!(of_days, insight.counts.total());
        let of_workflows: u64 = insight.workflows.iter().map(|workflow| workflow.counts.total()).sum();
        prop_assert_eq!(of_workflows, insight.counts.total());
        for score in [insight.health.score.clone().ok(), insight.risk.score, insight.performance.value].into_iter().flatten() {
            prop_assert!((0.0..=100.0).contains(&score), "{score}");
        }
        let rates = [insight.success, insight.flakiness, insight.retries.first_try, insight.retries.final_success];
        for rate in rates {
            prop_assert!(rate.numerator <= rate.denominator && rate.value.is_none_or(|value| (0.0..=1.0).contains(&value)));
        }
        let quantiles = insight.durations.quantiles;
        prop_assert!(quantiles.minimum <= quantiles.median && quantiles.median <= quantiles.p99 && quantiles.p99 <= quantiles.maximum);
        prop_assert_eq!(&insight, &summarise(&world.view()));
    }

    /// Turning one failure into a success never lowers rate or health, all else being equal.
    #[test]
    fn one_more_success_never_hurts(failures in prop::collection::vec(any::<bool>(), 12..60), chosen in any::<prop::sample::Index>()) {
        let world = |failures: &[bool]| {
            let rows: Vec<Row> = (0_u32..).zip(failures)
                .map(|(number, &fails)| failing(Row::at(u64::from(number), START + number * HOUR), fails)).collect();
            World::of(&rows)
        };
        let mut better = failures.clone();
        better[chosen.index(failures.len())] = false;
        let (before, after) = (world(&failures), world(&better));
        let score = |world: &World| summarise_health(&world.view()).score.unwrap();
        // A first success brings a duration to be scored by; with one before, nothing but reliability changes.
        prop_assume!(failures.iter().any(|fails| !fails));
        prop_assert!(score(&after) >= score(&before) - 1e-9);
        let durations = |world: &World| summarise_durations(&world.view()).quantiles.median;
        prop_assert_eq!(durations(&after), durations(&before));
    }
}
