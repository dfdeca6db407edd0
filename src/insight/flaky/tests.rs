//! Small histories whose flakiness is known.

use proptest::prelude::*;

use super::super::testing::{DAY, JobRow, Row, START, World};
use super::state::{Machine, Seen};
use super::*;
use crate::domain::Window;

const HOUR: u32 = 3_600;

fn examine(rows: &[Row]) -> Flakiness {
    examine_flakiness(&World::of(rows).view())
}

fn failed(row: Row) -> Row {
    Row { state: "failure", ..row }
}

/// Attempt `attempt` of run `run_id`, an hour after the one before.
fn attempt(run_id: u64, attempt: u16, state: &'static str) -> Row {
    let created = START + run_id as u32 * DAY;
    Row { attempt, state, started: created + u32::from(attempt - 1) * HOUR, ..Row::at(run_id, created) }
}

fn job(name: &'static str, state: &'static str) -> JobRow {
    JobRow { name, state, ..JobRow::default() }
}

fn with_jobs(row: Row, jobs: &[(&'static str, &'static str)]) -> Row {
    Row { named_jobs: jobs.iter().map(|&(name, state)| job(name, state)).collect(), ..row }
}

/// `(failing, repeated, flaky, repeated elsewhere, flaky elsewhere)` of the only workflow.
fn check(rows: &[Row], expected: (u64, u64, u64, u64, u64)) {
    let found = examine(rows);
    let FlakyGroups { failing, repeated, flaky, repeated_elsewhere, flaky_elsewhere } = found.subjects[0].groups;
    assert_eq!((failing, repeated, flaky, repeated_elsewhere, flaky_elsewhere), expected, "{rows:?}");
}

fn of_job<'a>(found: &'a Flakiness, name: &str) -> Option<&'a FlakySubject> {
    found.subjects.iter().find(|known| matches!(&known.subject, Subject::Job { job, .. } if job == name))
}

#[test]
fn attempts_and_runs_are_evidence() {
    let first = || attempt(1, 1, "failure");
    let other_run = |state| Row { commit: 1, state, ..Row::at(2, START + 2 * DAY) };
    check(&[first()], (1, 0, 0, 0, 0));
    check(&[first(), attempt(1, 2, "success")], (1, 1, 1, 0, 0));
    check(&[attempt(1, 1, "success"), attempt(1, 2, "failure")], (1, 1, 1, 0, 0));
    check(&[first(), attempt(1, 2, "failure")], (1, 1, 0, 0, 0));
    check(&[attempt(1, 1, "success"), attempt(1, 2, "success")], (0, 0, 0, 0, 0));
    check(&[attempt(1, 1, "timed_out"), attempt(1, 2, "success")], (1, 1, 1, 0, 0));
    check(&[attempt(1, 1, "cancelled"), attempt(1, 2, "success")], (0, 0, 0, 0, 0));
    check(&[first(), attempt(1, 2, "cancelled"), attempt(1, 3, "success")], (1, 1, 1, 0, 0));
    check(&[first(), other_run("success")], (1, 0, 0, 1, 1));
    check(&[first(), other_run("failure")], (1, 0, 0, 1, 0));
    // The same commit tells once, by its best evidence.
    check(&[first(), attempt(1, 2, "success"), other_run("success")], (1, 1, 1, 0, 0));
    check(&[first(), Row { event: "pull_request", ..other_run("success") }], (1, 0, 0, 0, 0));
    check(&[first(), Row { commit: 9, ..other_run("success") }], (1, 0, 0, 0, 0));
}

#[test]
fn what_failed_as_a_whole_is_no_evidence() {
    let run = |jobs: &[(&'static str, &'static str)]| {
        [with_jobs(attempt(1, 1, "failure"), jobs), with_jobs(attempt(1, 2, "success"), &[("a", "success")])]
    };
    let of = |failing: usize, all: usize| -> Vec<(&'static str, &'static str)> {
        let names = ["a", "b", "c", "d", "e", "f"];
        let state = |place| if place < failing { "failure" } else { "success" };
        names.into_iter().take(all).enumerate().map(|(place, name)| (name, state(place))).collect()
    };
    for (failing, all, is_evidence) in [(1, 1, true), (2, 2, true), (3, 3, false), (4, 5, true), (5, 6, false)] {
        let found = examine(&run(&of(failing, all)));
        assert_eq!(found.subjects[0].groups.flaky, u64::from(is_evidence), "{failing} of {all}");
        assert_eq!(found.infrastructure_attempts, u64::from(!is_evidence), "{failing} of {all}");
    }
    let startup = examine(&[attempt(1, 1, "startup_failure"), attempt(1, 2, "success")]);
    assert_eq!((startup.subjects[0].groups, startup.infrastructure_attempts), (FlakyGroups::default(), 1));
}

#[test]
fn jobs_and_steps_have_evidence_of_their_own() {
    let steps = vec![("Check out", "success", 5, 10), ("Run tests", "failure", 10, 65), ("Report", "skipped", 65, 65)];
    let test = JobRow { completed: 65, steps, labels: "ubuntu-latest\nlarge", ..job("test", "failure") };
    let first = Row { named_jobs: vec![job("build", "success"), test], ..attempt(1, 1, "failure") };
    // The build is carried over: it began before the second attempt did.
    let carried = JobRow { started: -3_595, completed: -3_495, ..job("build", "success") };
    let second = Row { named_jobs: vec![carried, job("test", "success")], ..attempt(1, 2, "success") };
    let found = examine(&[first, second]);
    assert_eq!(found.subjects.len(), 3, "{:?}", found.subjects);
    let test = of_job(&found, "test").unwrap();
    assert_eq!((test.groups.flaky, test.executions, test.failures), (1, 2, 1));
    assert_eq!(test.newest[0].failed_step.as_deref(), Some("Run tests"));
    assert_eq!(
        test.wasted_jobs,
        [WastedJobs { labels: "ubuntu-latest\nlarge".to_owned(), jobs: 1, seconds: 60.0, billed_minutes: 1 }]
    );
    let step = found.subjects.iter().find(|known| matches!(known.subject, Subject::Step { .. })).unwrap();
    assert!(matches!(&step.subject, Subject::Step { step, .. } if step == "Run tests"));
    assert_eq!((step.groups.flaky, step.executions), (1, 2));
    assert_eq!(found.wasted_seconds as u64, 60);
}

#[test]
fn work_repeated_along_with_the_flake_is_lost_too() {
    let first = with_jobs(attempt(1, 1, "failure"), &[("build", "success"), ("test", "failure")]);
    let all_again = with_jobs(attempt(1, 2, "success"), &[("build", "success"), ("test", "success")]);
    let found = examine(&[first, all_again]);
    // 100 s of the failed test, 100 s of the build that had passed; the second test had to be.
    assert_eq!(found.wasted_seconds as u64, 200);
    assert_eq!(found.subjects[0].wasted_jobs[0].jobs, 2);
    assert_eq!(found.subjects[0].seconds_without_jobs as u64, 0);
    assert_eq!(of_job(&found, "test").unwrap().wasted_seconds as u64, 100);
    // Without jobs, the failed attempt is lost; what never passed was no flake.
    let without_jobs = examine(&[attempt(1, 1, "failure"), attempt(1, 2, "success")]);
    assert_eq!(without_jobs.wasted_seconds as u64, 200);
    assert_eq!(without_jobs.subjects[0].seconds_without_jobs as u64, 200);
    assert_eq!(examine(&[attempt(1, 1, "failure"), attempt(1, 2, "failure")]).wasted_seconds as u64, 0);
    assert_eq!(examine(&[attempt(1, 1, "success"), attempt(1, 2, "failure")]).wasted_seconds as u64, 0);
}

#[test]
fn evidence_names_commit_run_and_attempts() {
    let rows: Vec<Row> = (1..=12).flat_map(|run| [attempt(run, 1, "failure"), attempt(run, 2, "success")]).collect();
    let found = examine(&rows);
    let newest = &found.subjects[0].newest;
    assert_eq!(newest.len(), 10);
    assert_eq!(
        newest[0],
        FlakyEvidence {
            strength: EvidenceStrength::Strong,
            commit: "0c00000000000000".to_owned(),
            failed_run_id: 12,
            failed_attempt: 1,
            passed_run_id: 12,
            passed_attempt: 2,
            found_at: Timestamp(i64::from(START + 12 * DAY + HOUR)),
            failed_step: None,
        }
    );
    let share = found.share.clone().unwrap();
    assert!(share.value > 0.999 && share.high > 0.999 && share.low > 0.8 && found.coverage.numerator == 12);
    // 12 of 12: (½ + 12) / (1 + 12) × (1 − e^−4).
    let expected = 100.0 * 12.5 / 13.0 * (1.0 - (-4.0_f64).exp());
    assert!((found.subjects[0].score.clone().unwrap() - expected).abs() < 1e-9);
}

#[test]
fn the_window_chooses_what_counts_and_the_history_the_state() {
    let early = (1..=3).flat_map(|run| [attempt(run, 1, "failure"), attempt(run, 2, "success")]);
    let late = (9..=10).map(|run| attempt(run, 1, "success"));
    let rows: Vec<Row> = early.chain(late).collect();
    let world = World::of(&rows).with_window(Window::LastDays(2));
    let found = examine_flakiness(&world.view());
    let workflow = &found.subjects[0];
    assert_eq!((workflow.state, workflow.groups, workflow.executions), (FlakyState::Flaky, FlakyGroups::default(), 2));
    assert_eq!(workflow.since, Some(Timestamp(i64::from(START + 2 * DAY + HOUR))));
    assert_eq!(workflow.clean_runs, Some(2));
}

#[test]
fn says_what_it_lacks() {
    let nothing = examine(&[]);
    assert_eq!((nothing.subjects.len(), nothing.coverage, nothing.rate), (0, Rate::default(), Rate::default()));
    let once = examine(&[attempt(1, 1, "failure"), attempt(2, 1, "success")]);
    assert_eq!(once.subjects[0].state, FlakyState::Undefined);
    assert!(once.subjects[0].undefined_because.is_some() && once.subjects[0].score.is_err());
    assert_eq!(once.share, Err(Lack::TooFewPoints { have: 0, need: 5 }));
    let passed = examine(&(1..30).map(|run| attempt(run, 1, "success")).collect::<Vec<_>>());
    assert_eq!(passed.subjects[0].state, FlakyState::Healthy);
    let doubtful = examine(&[attempt(1, 1, "failure"), attempt(1, 2, "success"), attempt(2, 1, "failure")]);
    assert_eq!(doubtful.subjects[0].state, FlakyState::Undefined, "one flake is neither flaky nor healthy");
    assert_eq!(doubtful.subjects[0].undefined_because, Some(Lack::TooFewPoints { have: 1, need: 5 }));
    let failed = examine(&(1..30).map(|run| attempt(run, 1, "failure")).collect::<Vec<_>>());
    assert_eq!(failed.subjects[0].state, FlakyState::Broken);
}

#[test]
fn broken_is_told_by_the_main_branch() {
    let fails = |branch: &'static str| {
        let rows: Vec<Row> =
            (1..=3).map(|run| Row { branch, ..failed(Row::at(run, START + run as u32 * HOUR)) }).collect();
        World::of(&rows)
    };
    assert_eq!(examine_flakiness(&fails("main").view()).subjects[0].state, FlakyState::Broken);
    assert_eq!(examine_flakiness(&fails("dev").view()).subjects[0].state, FlakyState::Undefined);
    let mut chosen = fails("dev");
    chosen.filter.branch = Some("dev".to_owned());
    assert_eq!(examine_flakiness(&chosen.view()).subjects[0].state, FlakyState::Broken);
}

/// Days of the evidence (whole commits), runs a day as `(day, commit, failed)`, and the states with their days.
fn check_states(evidence: &[u32], runs: &[(u32, u32, bool)], end: u32, expected: &[(u32, FlakyState)]) {
    let events: Vec<(u32, u8)> = evidence.iter().map(|day| (day * DAY, 2)).collect();
    let mut machine = Machine::new(&events);
    for &(day, commit, failed) in runs {
        machine.see(Seen { at: day * DAY, commit, failed, is_first_attempt: true, is_on_main: true });
    }
    machine.advance(end * DAY);
    let found: Vec<(u32, FlakyState)> =
        machine.into_transitions().iter().map(|change| (change.at.0 as u32 / DAY, change.state)).collect();
    assert_eq!(found, expected, "{evidence:?} {runs:?}");
}

#[test]
fn states_have_hysteresis() {
    use FlakyState::{Broken, Flaky, Healthy};
    let passes = |from: u32, to: u32| (from..to).map(|day| (day, day, false)).collect::<Vec<_>>();
    check_states(&[], &[], 10, &[]);
    check_states(&[1], &passes(2, 60), 60, &[]);
    check_states(&[1, 16], &passes(2, 60), 60, &[]);
    check_states(&[1, 15], &[], 60, &[(15, Flaky)]);
    // 20 clean runs on days 6 to 25: later than 14 days after the evidence.
    check_states(&[1, 5], &passes(6, 40), 60, &[(5, Flaky), (25, Healthy)]);
    // 20 clean runs at once, then nothing: time alone ends it.
    let at_once: Vec<(u32, u32, bool)> = (0..20).map(|commit| (6, commit, false)).collect();
    check_states(&[1, 5], &at_once, 18, &[(5, Flaky)]);
    check_states(&[1, 5], &at_once, 19, &[(5, Flaky), (19, Healthy)]);
    check_states(&[1, 5, 10], &at_once, 40, &[(5, Flaky)]);
    // Broken goes first, and ends with a pass.
    let failures = [(20, 1, true), (21, 1, true), (22, 2, true), (23, 3, true), (24, 3, false)];
    check_states(&[], &failures, 30, &[(23, Broken), (24, Healthy)]);
    check_states(&[1, 5], &failures, 30, &[(5, Flaky), (23, Broken), (24, Flaky)]);
    check_states(&[], &[(1, 1, true), (2, 2, true), (3, 3, false), (4, 4, true), (5, 5, true)], 9, &[]);
}

fn any_attempt() -> impl Strategy<Value = Row> {
    let states = prop::sample::select(vec!["success", "success", "failure", "timed_out", "cancelled", "queued"]);
    let jobs = prop::collection::vec(
        (prop::sample::select(vec!["a", "b", "c", "d"]), prop::sample::select(vec!["success", "failure", "skipped"])),
        0..5,
    );
    (1_u64..25, 1_u16..4, 0_u64..12, states, jobs).prop_map(|(run_id, number, commit, state, jobs)| {
        with_jobs(Row { commit, ..attempt(run_id, number, state) }, &jobs)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_history_adds_up(rows in prop::collection::vec(any_attempt(), 0..60)) {
        let world = World::of(&rows);
        let found = examine_flakiness(&world.view());
        let written = format!("{found:?}");
        prop_assert!(!written.contains("NaN") && !written.contains("inf,"), "{}", written);
        for subject in &found.subjects {
            let groups = subject.groups;
            prop_assert!(groups.flaky <= groups.repeated && groups.repeated <= groups.failing);
            prop_assert!(groups.flaky_elsewhere <= groups.repeated_elsewhere);
            prop_assert!(groups.repeated + groups.repeated_elsewhere <= groups.failing);
            prop_assert!(subject.failures <= subject.executions);
            prop_assert!(subject.score.as_ref().is_ok_and(|score| (0.0..=100.0).contains(score)) || subject.score.is_err());
            prop_assert!(subject.transitions.is_sorted_by_key(|change| change.at));
            prop_assert_eq!(subject.newest.len() as u64, (groups.flaky + groups.flaky_elsewhere).min(10));
        }
        prop_assert_eq!(&found, &examine_flakiness(&world.view()));
    }

    /// What was said of the past stays said: later outcomes add changes of state and take none back.
    #[test]
    fn states_can_be_replayed(
        runs in prop::collection::vec((0_u32..90, 0_u32..6, any::<bool>()), 0..120),
        evidence in prop::collection::vec(0_u32..90, 0..8),
        until in 0_u32..90,
    ) {
        let sorted = |mut days: Vec<u32>| { days.sort_unstable(); days };
        let events: Vec<(u32, u8)> = sorted(evidence).into_iter().map(|day| (day * DAY, 2)).collect();
        let mut runs = runs;
        runs.sort_by_key(|run| run.0);
        let states = |until: u32| {
            let mut machine = Machine::new(&events);
            for &(day, commit, failed) in runs.iter().filter(|run| run.0 <= until) {
                machine.see(Seen { at: day * DAY, commit, failed, is_first_attempt: true, is_on_main: true });
            }
            machine.advance(until * DAY);
            machine.into_transitions()
        };
        let (then, now) = (states(until), states(90));
        prop_assert!(now.starts_with(&then), "{:?} {:?}", then, now);
    }
}
