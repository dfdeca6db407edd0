//! Names and messages as they occur.

use super::super::testing::{DAY, JobRow, Row, START, World};
use super::words::{position_of, words_of};
use super::*;
use crate::domain::{State, Window};
use ErrorCategory::{
    Authentication, Build, Cancelled, Deploy, Infrastructure, Lint, Network, NotFound, OutOfDisk, OutOfMemory,
    RateLimit, Setup, Test, Timeout, Unknown,
};

#[test]
fn messages_state_their_category() {
    let cases = [
        ("The hosted runner: GitHub Actions 12 lost communication with the server.", Infrastructure),
        (
            "The runner has received a shutdown signal. This can happen when the runner service is stopped",
            Infrastructure,
        ),
        ("The job was not started because recent account payments have failed", Infrastructure),
        ("No space left on device : '/home/runner/work/_temp'", OutOfDisk),
        ("write /var/lib/docker/tmp/x: ENOSPC", OutOfDisk),
        ("You are running out of disk space. The runner will stop working", OutOfDisk),
        ("Process completed with exit code 137.", OutOfMemory),
        ("FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory", OutOfMemory),
        ("java.lang.OutOfMemoryError: Java heap space", OutOfMemory),
        ("Container was OOMKilled", OutOfMemory),
        ("Error: API rate limit exceeded for installation ID 123. HTTP 403", RateLimit),
        ("toomanyrequests: You have reached your pull rate limit", RateLimit),
        ("Request failed with status code 429", RateLimit),
        ("HTTP 429: too many requests", RateLimit),
        ("You have exceeded a secondary rate limit", RateLimit),
        ("connect ETIMEDOUT 140.82.112.3:443", Network),
        ("read ECONNRESET", Network),
        ("fatal: unable to access 'https://github.com/x/y/': Could not resolve host: github.com", Network),
        ("Received unexpected response: 503 Service Unavailable", Network),
        ("java.net.SocketTimeoutException: timeout", Network),
        ("dial tcp 10.0.0.1:443: i/o timeout", Network),
        ("Bad credentials", Authentication),
        ("HTTP 403: Resource not accessible by integration", Authentication),
        ("remote: Invalid username or password. fatal: Authentication failed for 'https://…'", Authentication),
        ("Error: Input required and not supplied: token", Authentication),
        ("denied: permission_denied: HTTP 401", Authentication),
        ("git@github.com: Permission denied (publickey).", Authentication),
        ("npm ERR! 404 Not Found - GET https://registry.npmjs.org/x", NotFound),
        ("bash: foo: command not found", NotFound),
        ("Unable to resolve action `x/y@v9`, unable to find version `v9`", NotFound),
        ("manifest unknown", NotFound),
        ("The job running on runner ubuntu-7 has exceeded the maximum execution time of 360 minutes.", Timeout),
        ("The action 'Run tests' has timed out after 15 minutes.", Timeout),
        ("Process completed with exit code 124.", Timeout),
        ("The operation was canceled.", Cancelled),
        ("Canceling since a higher priority waiting request for 'ci-main' exists", Cancelled),
        ("test result: FAILED. 12 passed; 1 failed", Test),
        ("AssertionError: expected 3 to equal 4", Test),
        ("error: could not compile `forerun` (lib) due to 1 previous error", Build),
        ("ERROR: failed to solve: process \"/bin/sh -c make\" did not complete", Build),
        ("'foo' is declared but its value is never used. eslint(no-unused-vars)", Lint),
        ("error: Helm upgrade failed: timed out waiting for the condition", Timeout),
        ("Some specified paths were not resolved, unable to cache dependencies. Lock file is missing", Setup),
        ("Process completed with exit code 1.", Unknown),
        ("429 tests passed", Unknown),
        ("", Unknown),
        ("Contestants were attested to be the latest", Unknown),
        ("A roomy zoom of the room", Unknown),
    ];
    for (message, expected) in cases {
        let found = categorise_text(message);
        assert_eq!(found.category, expected, "{message}: {found:?}");
        assert_eq!(found.evidence.is_empty(), expected == Unknown, "{message}");
    }
}

#[test]
fn names_tell_what_a_step_does() {
    let cases = [
        ("Run tests", Test),
        ("npm test", Test),
        ("Run pytest -x", Test),
        ("E2E (chromium)", Test),
        ("runUnitTests", Test),
        ("cargo nextest run", Test),
        ("Build", Build),
        ("Compile TypeScript", Build),
        ("Build test image", Build),
        ("Run make -j4", Build),
        ("Lint", Lint),
        ("cargo clippy", Lint),
        ("ESLint", Lint),
        ("Check formatting", Lint),
        ("Type-check", Lint),
        ("Perform CodeQL Analysis", Lint),
        ("Deploy to production", Deploy),
        ("Publish to crates.io", Deploy),
        ("Build and push", Deploy),
        ("Set up job", Setup),
        ("Run actions/checkout@v4", Setup),
        ("Check out", Setup),
        ("Install dependencies", Setup),
        ("npm ci", Setup),
        ("Post Run actions/cache@v4", Setup),
        ("Publish test results", Setup),
        ("Upload coverage to Codecov", Setup),
        ("Initialize containers", Setup),
        ("Log in to registry", Authentication),
        ("Configure AWS credentials", Authentication),
        ("Do the thing", Unknown),
        ("Contest ranking", Unknown),
        ("Latest greatest", Unknown),
        ("Rebuilder", Unknown),
        ("Splinter", Unknown),
    ];
    for (step, expected) in cases {
        let found = categorise_failure(State::FAILURE, "", Some(step));
        assert_eq!(found.category, expected, "{step}: {found:?}");
    }
}

#[test]
fn better_evidence_goes_first() {
    let of = |conclusion, job, step| {
        let found = categorise_failure(conclusion, job, step);
        (found.category, found.confidence)
    };
    assert_eq!(of(State::TIMED_OUT, "lint", Some("Run tests")), (Timeout, Confidence::High));
    assert_eq!(of(State::STARTUP_FAILURE, "", None), (Infrastructure, Confidence::High));
    assert_eq!(of(State::FAILURE, "lint", Some("Run tests")), (Test, Confidence::Medium));
    assert_eq!(of(State::FAILURE, "lint", Some("Do it")), (Lint, Confidence::Low));
    assert_eq!(of(State::FAILURE, "test (ubuntu, 20)", None), (Test, Confidence::Low));
    assert_eq!(of(State::FAILURE, "x", Some("Build and test")), (Build, Confidence::Low));
    assert_eq!(of(State::FAILURE, "", None), (Unknown, Confidence::Low));
}

#[test]
fn phrases_are_whole_words() {
    let found = |text: &str, phrase: &str| position_of(&words_of(text), phrase).is_some();
    assert!(found("unit-tests (3.12)", "tests") && found("TEST", "test") && found("runTests", "tests"));
    assert!(!found("contest", "test") && !found("tests", "test") && !found("", "test"));
    assert!(found("latest test", "test") && found("Ünit tëst", "tëst"));
    // Every phrase is written as it is sought.
    for phrase in super::messages::phrases().chain(super::names::phrases()) {
        assert_eq!(words_of(phrase).trim(), phrase);
    }
}

fn failed_job(name: &'static str, step: &'static str) -> JobRow {
    let steps = vec![(step, "failure", 5, 60)];
    JobRow { name, state: "failure", steps, ..JobRow::default() }
}

fn failing(run_id: u64, day: u32, jobs: Vec<JobRow>) -> Row {
    Row { state: "failure", named_jobs: jobs, ..Row::at(run_id, START + day * DAY) }
}

fn parts(summary: &ErrorSummary) -> Vec<(ErrorCategory, u64, u64)> {
    summary.categories.iter().map(|count| (count.category, count.share.numerator, count.jobs)).collect()
}

#[test]
fn attempts_are_counted_once_a_category() {
    let rows = [
        failing(1, 0, vec![failed_job("unit", "Run tests"), failed_job("e2e", "Run tests"), failed_job("l", "Lint")]),
        failing(2, 1, vec![failed_job("unit", "Run tests")]),
        failing(3, 2, Vec::new()),
        Row { state: "startup_failure", ..Row::at(4, START + 3 * DAY) },
        Row { state: "timed_out", workflow: "Docs", ..Row::at(5, START + 4 * DAY) },
        failing(6, 5, vec![JobRow { steps: vec![("Build", "success", 5, 9)], ..failed_job("build", "") }]),
        Row::at(7, START + 6 * DAY),
    ];
    let world = World::of(&rows);
    let summary = summarise_errors(&world.view(), &[]);
    assert_eq!((summary.failed_attempts, summary.examined_attempts, summary.examined_attempts_before), (6, 5, None));
    assert_eq!(parts(&summary), [(Test, 2, 3), (Infrastructure, 2, 2), (Lint, 1, 1), (Timeout, 1, 1)]);
    let newest = &summary.categories[0].newest;
    assert_eq!((newest.len(), newest[0].run_id, newest[0].step.as_deref()), (3, 2, Some("Run tests")));
    assert_eq!(summary.workflows.len(), 2);
    assert_eq!(summary.workflows[0].categories[0], (Test, 2));
}

#[test]
fn annotations_overrule_names() {
    let world = World::of(&[failing(1, 0, vec![failed_job("unit", "Run tests")])]);
    let note = |message: &str| JobAnnotation::of(1, message);
    let first = |notes: &[JobAnnotation]| summarise_errors(&world.view(), notes).categories[0].clone();
    assert_eq!(first(&[note("Process completed with exit code 1.")]).category, Test);
    assert_eq!(first(&[note("exit code 1"), note("No space left on device")]).category, OutOfDisk);
    let told = first(&[note("connect ETIMEDOUT 1.2.3.4")]);
    assert_eq!(told.newest[0].message.as_deref(), Some("connect ETIMEDOUT 1.2.3.4"));
    assert_eq!(first(&[JobAnnotation::of(2, "No space left on device")]).category, Test);
    assert_eq!(JobAnnotation::of(1, &"é".repeat(500)).message.chars().count(), 200);
}

#[test]
fn windows_are_compared() {
    let step = |day: u32| if day < 20 { "Run tests" } else { "Deploy" };
    let rows: Vec<Row> =
        (0..40).map(|day| failing(u64::from(day) + 1, day, vec![failed_job("x", step(day))])).collect();
    let world = World::of(&rows).with_window(Window::LastDays(20));
    let summary = summarise_errors(&world.view(), &[]);
    let deploy = &summary.categories[0];
    assert_eq!((deploy.category, deploy.newest.len()), (Deploy, 5));
    assert!(deploy.p_value.is_some_and(|p| p < 1e-6) && summary.examined_attempts_before == Some(20));
    let test = summary.categories.iter().find(|count| count.category == Test).unwrap();
    assert_eq!((test.share.numerator, test.share_before.unwrap().value), (0, Some(1.0)));
    assert_eq!(summarise_errors(&World::of(&[]).view(), &[]), ErrorSummary::default());
}
