//! Small runs whose path, ranking and limits can be worked out by hand.

use super::super::testing::{JobRow, Row, START, World};
use super::*;

/// Name, creation, start and end.
type Times = (&'static str, i64, i64, i64);

fn job((name, created, started, completed): Times) -> JobRow {
    JobRow { name, created, picked_up: Some(started), started, completed, ..JobRow::default() }
}

fn run(run_id: u64, jobs: Vec<JobRow>) -> Row {
    Row { named_jobs: jobs, ..Row::at(run_id, START + run_id as u32 * 3_600) }
}

fn path(jobs: &[Times]) -> Vec<String> {
    let world = World::of(&[run(1, jobs.iter().copied().map(job).collect())]);
    let view = world.view();
    let name = |job: usize| view.columns.texts.text(view.columns.jobs.name[job]).to_owned();
    critical_path(&view, 0).into_iter().map(|link| name(link.job)).collect()
}

#[test]
fn the_path_is_walked_back_from_the_last_end() {
    let check = |jobs: &[Times], expected: &[&str]| assert_eq!(path(jobs), expected, "{jobs:?}");
    check(&[], &[]);
    check(&[("build", 0, 5, 100)], &["build"]);
    // Two at once: the one that ends last.
    check(&[("build", 0, 5, 100), ("lint", 0, 5, 60)], &["build"]);
    // A stage after a stage; lint ended earlier and held nothing up.
    check(&[("build", 0, 5, 100), ("lint", 0, 5, 60), ("test", 101, 110, 200)], &["build", "test"]);
    // The clock of the creation runs 4 s ahead of the end.
    check(&[("build", 0, 5, 100), ("test", 96, 110, 200)], &["build", "test"]);
    // Short neighbours from the beginning are nobody's predecessor.
    check(&[("lint", 0, 1, 3), ("build", 2, 5, 100)], &["build"]);
    // Three stages, and a long job beside them.
    let fan = [("a", 0, 1, 50), ("b", 0, 1, 40), ("c", 51, 60, 90), ("d", 51, 55, 70), ("e", 91, 95, 120)];
    check(&fan, &["a", "c", "e"]);
    // Equal ends: one of them, the first by place.
    check(&[("a", 0, 1, 50), ("b", 0, 1, 50)], &["a"]);
}

#[test]
fn matrix_jobs_are_one_group_with_their_own_rows() {
    let jobs = |slow: i64| {
        vec![
            job(("build", 0, 10, 110)),
            job(("test (linux, 3.11)", 111, 131, 231)),
            job(("test (linux, 3.12)", 111, 121, 221 + slow)),
        ]
    };
    let without = Row { state: "failure", ..Row::at(9, START) };
    let skipped = Row { state: "skipped", ..Row::at(8, START) };
    let world = World::of(&[run(1, jobs(0)), run(2, jobs(100)), without, skipped]);
    let ranking = rank_jobs(&world.view(), &[("test (linux, 3.12)".to_owned(), FlakyState::Flaky)]);
    assert_eq!((ranking.attempts, ranking.attempts_with_jobs, ranking.left_out), (3, 2, 0));
    let names: Vec<_> =
        ranking.groups.iter().map(|group| (group.name.as_str(), group.names, group.executions)).collect();
    assert_eq!(names, [("test", 2, 4), ("build", 1, 2)]);
    let test = &ranking.groups[0];
    assert_eq!((test.total_seconds, test.durations.median, test.state), (500.0, Some(100.0), Some(FlakyState::Flaky)));
    assert_eq!((test.on_path.numerator, test.on_path.denominator), (2, 2));
    // Paths: build 100 + test (3.11) 100, then build 100 + test (3.12) 200.
    assert_eq!((test.path_seconds, test.path_share), (300.0, Some(0.6)));
    assert_eq!((test.queues.median, test.failures.numerator), (Some(15.0), 0));
    let single: Vec<_> = ranking.jobs.iter().map(|job| (job.name.as_str(), job.on_path.value, job.state)).collect();
    let flaky = Some(FlakyState::Flaky);
    let expected =
        [("test (linux, 3.12)", Some(0.5), flaky), ("build", Some(1.0), None), ("test (linux, 3.11)", Some(0.5), None)];
    assert_eq!(single, expected);
}

#[test]
fn failures_and_steps_are_counted_by_name() {
    let steps = |state: &'static str| {
        vec![("Restore cache", "success", 5, 15), ("Compile", state, 15, 95), ("Upload", "skipped", 95, 95)]
    };
    let build = |state: &'static str| JobRow { state, steps: steps(state), ..JobRow::default() };
    let failed = Row { state: "failure", ..run(2, vec![build("failure")]) };
    let stopped = Row { state: "cancelled", ..run(3, vec![build("cancelled")]) };
    let world = World::of(&[run(1, vec![build("success")]), failed, stopped]);
    let ranking = rank_jobs(&world.view(), &[]);
    let build = &ranking.jobs[0];
    assert_eq!((build.executions, build.failures.numerator, build.failures.denominator), (3, 1, 2));
    assert_eq!((build.last_failed_run_id, build.durations.count), (Some(2), 1));
    let steps: Vec<_> =
        ranking.steps.iter().map(|step| (step.step.as_str(), step.executions, step.total_seconds)).collect();
    assert_eq!(steps, [("Compile", 3, 240.0), ("Restore cache", 3, 30.0)]);
    assert_eq!((ranking.steps[0].share_of_job, ranking.steps[0].is_about_cache), (Some(0.8), false));
    assert_eq!((ranking.steps[1].share_of_job, ranking.steps[1].is_about_cache), (Some(0.1), true));
}

#[test]
fn limits_need_ten_passes_and_stay_in_bounds() {
    let minutes = |runs: u64, seconds: i64| {
        let rows: Vec<Row> = (1..=runs).map(|id| run(id, vec![job(("build", 0, 5, 5 + seconds))])).collect();
        let world = World::of(&rows);
        let view = world.view();
        advise_timeouts(&view, &rank_jobs(&view, &[])).pop().map(|advice| advice.minutes)
    };
    assert_eq!(minutes(10, 600), Some(Ok(15)));
    assert_eq!(minutes(10, 20), Some(Ok(3)));
    assert_eq!(minutes(10, 20_000), Some(Ok(350)));
    assert_eq!(minutes(9, 600), Some(Err(crate::stats::Lack::TooFewPoints { have: 9, need: 10 })));
    assert_eq!(minutes(0, 0), None);
}

#[test]
fn nothing_stored_ranks_nothing() {
    let world = World::of(&[Row::at(1, START)]);
    let ranking = rank_jobs(&world.view(), &[]);
    assert_eq!((ranking.attempts, ranking.attempts_with_jobs), (1, 0));
    assert!(ranking.groups.is_empty() && ranking.jobs.is_empty() && ranking.steps.is_empty());
}
