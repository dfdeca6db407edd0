//! Each rule fires and stays silent; words name the cause; and no replay looks ahead.

use proptest::prelude::*;

use crate::domain::{AlertRule, Timestamp, WorkflowState};
use crate::stats::Lack;

use super::super::super::testing::{DAY, JobRow, Row, START, World};
use super::super::{AlertInputs, Firing, Reading, Severity, evaluate_alerts, replay};
use super::generators::{CHANGED, changed, failing, history, unchanged, world};

fn rule(id: &str) -> AlertRule {
    AlertRule::default_of(id).unwrap()
}

fn firings(world: &World, id: &str) -> Vec<Firing> {
    replay(&world.view(), &rule(id), AlertInputs::default()).firings
}

fn now(world: &World, id: &str, inputs: AlertInputs<'_>) -> Reading {
    evaluate_alerts(&world.view(), &[rule(id)], inputs).remove(0)
}

#[test]
fn no_replay_looks_ahead() {
    for (kind, id) in CHANGED {
        let rows = changed(kind, 3);
        let whole = world(&rows);
        for cut_day in [62, 66, 70] {
            let cut = START + cut_day * DAY;
            let known: Vec<Row> = rows.iter().filter(|row| row.created < cut).cloned().collect();
            let mut part = world(&known);
            part.now = whole.now;
            let before = |world: &World| {
                let opened =
                    firings(world, id).into_iter().filter(|firing| firing.opened_at < Timestamp(i64::from(cut)));
                opened.map(|firing| (firing.subject, firing.opened_at)).collect::<Vec<_>>()
            };
            assert_eq!(before(&part), before(&whole), "{kind} by {id}, cut on day {cut_day}");
        }
    }
}

#[test]
fn an_alert_begins_when_its_evidence_was_complete_however_late_one_looks() {
    let hour = DAY / 24;
    let third = START + 60 * DAY + 30 * 60;
    let mut rows = history(60, 4, failing_never);
    rows.extend((0..3).map(|number| failing(Row::at(1_000 + u64::from(number), third - (2 - number) * 300), true)));
    let mut world = world(&rows);
    let mut opened_at = |now: u32| {
        world.now = Timestamp(i64::from(now));
        firings(&world, "failure_streak").last().map(|firing| firing.opened_at)
    };
    let complete = third + 200;
    let looks = [complete + 1, complete + 600, complete + hour, complete + 9 * hour];
    let known: Vec<_> = looks.into_iter().map(&mut opened_at).collect();
    assert_eq!(known, vec![Some(Timestamp(i64::from(complete))); 4]);
    assert_eq!(opened_at(complete - 1), None);
}

fn failing_never(row: Row, _: u32) -> Row {
    row
}

#[test]
fn causes_are_named() {
    let check = |rows: &[Row], id: &str, cause: &str| {
        let firings = firings(&world(rows), id);
        let explanation = firings.last().and_then(|firing| firing.reading.explanation.clone());
        let explanation = explanation.unwrap_or_else(|| panic!("{id} did not fire"));
        let found = explanation.likely_cause.clone().unwrap_or_default();
        assert!(found.contains(cause), "{id}: {found}");
        assert!(!explanation.title.is_empty() && explanation.description.ends_with('.'), "{explanation:?}");
        assert!(!explanation.description.contains("NaN"), "{explanation:?}");
    };
    let slower = changed("slower", 4);
    check(&slower, "duration_change", "Slower by");
    check(&changed("streak", 4), "failure_streak", "It began with run 601 ");
    check(&changed("queue", 4), "queue", "“ubuntu-latest”");
    let steps = history(75, 10, |row, day| {
        let fails = day >= 60 && row.run_id.is_multiple_of(3) || row.run_id.is_multiple_of(60);
        let state = if fails { "failure" } else { "success" };
        let job = JobRow {
            state,
            steps: vec![("Checkout", "success", 5, 9), ("Run tests", state, 9, 90)],
            ..JobRow::default()
        };
        Row { named_jobs: vec![job], ..failing(row, fails) }
    });
    check(&steps, "failure_rate", "the step “Run tests”");
    let branch = history(75, 10, |row, day| {
        let fails = day >= 60 && row.run_id.is_multiple_of(3) || row.run_id.is_multiple_of(60);
        Row { branch: if fails { "feature" } else { "main" }, ..failing(row, fails) }
    });
    check(&branch, "failure_rate", "the branch “feature”");
    let mut disabled = world(&changed("dead_schedule", 4));
    let nightly = disabled.columns.workflows.entries.iter().position(|entry| entry.name == "Nightly").unwrap();
    disabled.columns.workflows.entries[nightly].state = WorkflowState::DisabledInactivity;
    let cause = |world: &World| firings(world, "schedule_missed")[0].reading.explanation.clone().unwrap().likely_cause;
    assert!(cause(&disabled).unwrap().contains("quiet for 60 days"));
    disabled.columns.workflows.entries[nightly].state = WorkflowState::Deleted;
    assert_eq!(firings(&disabled, "schedule_missed"), [], "a workflow without a file is not missed");
}

#[test]
fn weekends_are_no_missed_schedule() {
    let mut rows = Vec::new();
    for day in (0..60_u32).filter(|day| day % 7 < 5) {
        let row = Row::at(u64::from(day) + 1, START + day * DAY + 7_200);
        rows.push(Row { workflow: "Nightly", event: "schedule", ..row });
    }
    let mut sleeping = world(&rows);
    assert_eq!(firings(&sleeping, "schedule_missed"), []);
    sleeping.now = sleeping.now.plus_days(6);
    assert_eq!(firings(&sleeping, "schedule_missed").len(), 1);
    // Nobody waits for ever.
    sleeping.now = sleeping.now.plus_days(60);
    let reading = now(&sleeping, "schedule_missed", AlertInputs::default());
    assert!(matches!(reading.value, Err(Lack::Undefined { .. })), "{:?}", reading.value);
    rows.truncate(4);
    assert_eq!(
        now(&world(&rows), "schedule_missed", AlertInputs::default()).value,
        Err(Lack::TooFewPoints { have: 4, need: 5 })
    );
}

#[test]
fn a_job_that_waits_is_seen_while_it_waits() {
    let queued = |wait: Option<i64>, state| JobRow {
        state,
        picked_up: wait,
        started: wait.unwrap_or(0),
        completed: wait.unwrap_or(0) + 100,
        ..JobRow::default()
    };
    let mut rows = history(40, 10, |row, _| Row { named_jobs: vec![queued(Some(6), "success")], ..row });
    assert_eq!(firings(&world(&rows), "job_queued"), []);
    let waiting = Row { state: "queued", named_jobs: vec![queued(None, "queued")], ..Row::at(9_000, START + 40 * DAY) };
    rows.push(waiting);
    let mut stuck = world(&rows);
    stuck.now = Timestamp(i64::from(START + 40 * DAY) + 1_700);
    assert_eq!(now(&stuck, "job_queued", AlertInputs::default()).severity, None);
    stuck.now = stuck.now.plus_seconds(200);
    let reading = now(&stuck, "job_queued", AlertInputs::default());
    assert_eq!((reading.value, reading.severity), (Ok(1_900.0), Some(Severity::Warning)));
    assert_eq!(reading.evidence_run_ids, [9_000]);
    let usual = history(40, 10, |row, _| Row { named_jobs: vec![queued(Some(2_400), "success")], ..row });
    assert!(
        firings(&world(&usual), "job_queued")
            .iter()
            .all(|firing| firing.opened_at < Timestamp(i64::from(START + 8 * DAY)))
    );
}

#[test]
fn cost_is_held_against_its_own_weeks() {
    let world = world(&history(60, 2, |row, _| row));
    let first = i64::from(START / DAY);
    let dollars = |growth: f64| -> Vec<(i64, f64)> {
        let of = |day: i64| {
            let usual = if day % 7 >= 5 { 2.0 } else { 10.0 } * (1.0 + 0.05 * f64::from(day as i32 * 7 % 5));
            (first + day, if day >= 50 { growth * usual } else { usual })
        };
        (0..60).map(of).collect()
    };
    let severity = |growth: f64| {
        let dollars = dollars(growth);
        now(&world, "cost", AlertInputs { daily_dollars: &dollars }).severity
    };
    assert_eq!(severity(1.0), None);
    assert_eq!(severity(0.5), None);
    assert_eq!(severity(1.4), Some(Severity::Warning));
    assert_eq!(severity(1.8), Some(Severity::Critical));
    assert!(now(&world, "cost", AlertInputs::default()).value.is_err());
    assert!(now(&world, "cache_hits", AlertInputs::default()).value.is_err());
}

#[test]
fn poor_health_is_told_and_good_health_is_not() {
    let poor = history(40, 10, |row, _| Row { seconds: 900, ..failing(row.clone(), row.run_id.is_multiple_of(2)) });
    let found = firings(&world(&poor), "health");
    assert!(found.len() == 1 && found[0].severity >= Severity::Warning, "{found:?}");
    assert_eq!(firings(&world(&unchanged("iid", 9)), "health"), []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_outcomes_give_sound_replays(fails in prop::collection::vec(any::<bool>(), 1..250), hours in 1_u32..40) {
        let rows: Vec<Row> = (0_u32..)
            .zip(&fails)
            .map(|(number, &fails)| failing(Row::at(u64::from(number) + 1, START + number * hours * 3_600), fails))
            .collect();
        let world = world(&rows);
        for id in ["failure_rate", "failure_streak", "success_rate"] {
            let replay = replay(&world.view(), &rule(id), AlertInputs::default());
            prop_assert!(replay.evaluations <= 2_000);
            prop_assert!(replay.quiet_share.is_some_and(|share| (0.0..=1.0).contains(&share)));
            for firing in &replay.firings {
                prop_assert!(firing.resolved_at.is_none_or(|ended| ended >= firing.opened_at));
                prop_assert!(firing.peak.is_finite() && !firing.reading.evidence_run_ids.is_empty());
            }
        }
    }
}
