//! One run beside a past that is known.

use super::super::testing::{DAY, JobRow, Row, START, World};
use super::*;

fn build(seconds: i64, state: &'static str) -> JobRow {
    let steps = vec![("Compile", state, 10, seconds)];
    JobRow { state, created: 0, picked_up: Some(5), started: 5, completed: 5 + seconds, steps, ..JobRow::default() }
}

/// Ten days of runs that took 100 s, with a job each, before what is looked at.
fn past() -> Vec<Row> {
    (0..10)
        .map(|day| Row { named_jobs: vec![build(100, "success")], ..Row::at(100 + day, START + day as u32 * DAY) })
        .collect()
}

fn report(rows: &[Row], run_id: u64, attempt: Option<u16>) -> Option<RunReport> {
    examine_run(&World::of(rows).view(), run_id, attempt, &[])
}

fn now(run_id: u64, jobs: Vec<JobRow>) -> Row {
    Row { named_jobs: jobs, ..Row::at(run_id, START + 12 * DAY) }
}

#[test]
fn what_differs_is_told_with_what_is_usual() {
    let check = |job: JobRow, slower: bool, late: bool, new_failure: bool| {
        let state = job.state;
        let seconds = job.completed - job.started;
        let rows: Vec<Row> = past().into_iter().chain([Row { state, ..now(1, vec![job]) }]).collect();
        let found = report(&rows, 1, None).unwrap();
        let job = &found.jobs[0];
        let unusual = job.unusual;
        let found = (unusual.is_slower, unusual.is_late, unusual.is_new_failure);
        assert_eq!(found, (slower, late, new_failure), "{seconds} {state}");
        assert_eq!((job.usual.durations.median, job.usual.decided, job.usual.failed), (Some(100.0), 10, 0));
        assert!(job.is_critical);
        assert!((job.exclusive_seconds - seconds as f64).abs() < 1e-9);
    };
    check(build(100, "success"), false, false, false);
    check(build(104, "success"), false, false, false);
    check(build(150, "success"), true, false, false);
    check(build(50, "failure"), false, false, true);
    let late = JobRow { picked_up: Some(90), started: 90, completed: 190, steps: Vec::new(), ..build(100, "success") };
    check(late, false, true, false);
}

#[test]
fn the_past_holds_only_what_came_before() {
    let later = Row { named_jobs: vec![build(900, "success")], ..Row::at(300, START + 20 * DAY) };
    let long_ago = Row { named_jobs: vec![build(900, "success")], ..Row::at(50, START - 30 * DAY) };
    let other = Row { workflow: "Docs", named_jobs: vec![build(900, "success")], ..Row::at(60, START + DAY) };
    let rows: Vec<Row> =
        past().into_iter().chain([later, long_ago, other, now(1, vec![build(100, "success")])]).collect();
    let found = report(&rows, 1, None).unwrap();
    assert_eq!((found.usual.count, found.jobs[0].usual.durations.count), (10, 10));
    assert_eq!(found.jobs[0].usual.durations.maximum, Some(100.0));
}

#[test]
fn attempts_are_chosen_and_commits_compared() {
    let first = Row { state: "failure", ..now(1, vec![build(50, "failure")]) };
    let again =
        Row { attempt: 2, started: first.started + 600, state: "success", ..now(1, vec![build(100, "success")]) };
    let rows: Vec<Row> = past().into_iter().chain([first, again]).collect();
    for (asked, expected, outcome) in
        [(None, 2, Outcome::Passed), (Some(1), 1, Outcome::Failed), (Some(7), 2, Outcome::Passed)]
    {
        let found = report(&rows, 1, asked).unwrap();
        assert_eq!((found.details.attempt, found.details.outcome), (expected, outcome), "{asked:?}");
        assert_eq!((found.attempts.len(), found.same_commit.len(), found.is_flaky_evidence), (2, 1, true));
        assert_eq!(found.failures.len(), usize::from(outcome == Outcome::Failed));
    }
    let failed = report(&rows, 1, Some(1)).unwrap();
    assert_eq!((failed.failures[0].job.as_str(), failed.failures[0].step.as_deref()), ("build", Some("Compile")));
}

#[test]
fn what_took_over_is_named() {
    let stopped = Row { state: "cancelled", seconds: 500, branch: "topic", ..Row::at(1, START) };
    let newer = Row { branch: "topic", ..Row::at(2, START + 100) };
    let elsewhere = Row { branch: "other", ..Row::at(3, START + 50) };
    let found = report(&[stopped, newer, elsewhere], 1, None).unwrap();
    assert_eq!((found.details.outcome, found.details.superseded_by), (Outcome::Superseded, Some(2)));
    assert!(!found.has_jobs && found.jobs.is_empty());
}

#[test]
fn a_run_that_is_not_stored_has_no_report() {
    assert_eq!(report(&past(), 7, None), None);
    assert_eq!(report(&[], 1, Some(1)), None);
}

#[test]
fn a_run_under_way_tells_how_far_it_is() {
    let job = |state: &'static str| JobRow { state, completed: 0, steps: Vec::new(), ..build(0, state) };
    let check = |state: &'static str, started: u32, lost: bool| {
        let jobs = vec![build(40, "success"), job("in_progress"), job("queued"), job("waiting")];
        let rows = past().into_iter().chain([Row { state, seconds: 0, named_jobs: jobs, ..Row::at(1, started) }]);
        let mut world = World::of(&rows.collect::<Vec<_>>());
        world.now = Timestamp(i64::from(START + 12 * DAY));
        let found = examine_run(&world.view(), 1, None, &[]).unwrap();
        let progress = found.progress.unwrap();
        assert_eq!((progress.is_working, progress.is_lost), (state == "in_progress", lost), "{state} {started}");
        assert_eq!((progress.jobs_running, progress.jobs_waiting, progress.jobs_done), (1, 2, 1));
        assert_eq!(progress.expected.unwrap().at, Timestamp(i64::from(started + 105)));
        assert!(found.jobs.iter().all(|job| !job.unusual.is_slower));
    };
    check("in_progress", START + 12 * DAY - 60, false);
    check("queued", START + 12 * DAY - 60, false);
    check("in_progress", START + 10 * DAY, true);
    let ended = past().into_iter().chain([now(1, vec![build(100, "success")])]).collect::<Vec<_>>();
    assert_eq!(report(&ended, 1, None).unwrap().progress, None);
}
