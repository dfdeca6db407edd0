//! Is the truth truly in the data?

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use super::*;
use crate::domain::{AttemptKey, Month};

fn now() -> Timestamp {
    Timestamp::parse("2026-06-18T14:25:00Z").unwrap()
}

fn small(seed: u64) -> Simulated {
    repository(&Shape { seed, runs: 400, days: 30, now: now(), with_jobs: true })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn passed_durations(simulated: &Simulated, workflow_id: u64, is_meant: impl Fn(&Attempt) -> bool) -> Vec<f64> {
    let attempts = simulated.attempts.iter().filter(|attempt| attempt.workflow_id == workflow_id);
    attempts
        .filter(|attempt| attempt.state == "success" && attempt.key.attempt == 1 && is_meant(attempt))
        .map(|attempt| attempt.updated_at.seconds_since(attempt.started_at) as f64)
        .collect()
}

#[test]
fn the_same_seed_tells_the_same_story_and_another_another() {
    assert_eq!(small(1), small(1));
    assert_ne!(small(1).attempts, small(2).attempts);
}

#[test]
fn there_are_as_many_runs_as_asked_for() {
    for (runs, days, with_jobs) in [(0, 30, true), (1, 1, true), (7, 0, false), (333, 20, true), (20_000, 365, false)] {
        let shape = Shape { seed: 3, runs, days, now: now(), with_jobs };
        let simulated = repository(&shape);
        let ids: BTreeSet<u64> = simulated.attempts.iter().map(|attempt| attempt.key.run_id).collect();
        assert_eq!(ids.len(), runs as usize, "{shape:?}");
        assert_eq!(simulated.truth.counts.runs, u64::from(runs));
        assert_eq!(simulated.jobs.is_empty(), !with_jobs || runs == 0, "{shape:?}");
        let strange = Shape { now: Timestamp(0), ..shape };
        assert_eq!(repository(&strange).truth.counts.runs, u64::from(runs));
    }
}

#[test]
fn the_slow_down_is_in_the_durations() {
    let simulated = demo(11, now());
    let slow = simulated.truth.slow_down.unwrap();
    let before = passed_durations(&simulated, slow.workflow_id, |attempt| attempt.started_at < slow.at);
    let after = passed_durations(&simulated, slow.workflow_id, |attempt| attempt.started_at >= slow.at);
    assert!(before.len() > 300 && after.len() > 200, "{} {}", before.len(), after.len());
    let ratio = median(after) / median(before);
    assert!((ratio / slow.factor - 1.0).abs() < 0.06, "{ratio}");
}

#[test]
fn the_flaky_job_fails_as_often_as_said_and_then_passes() {
    let simulated = repository(&Shape { seed: 5, runs: 12_000, days: 180, now: now(), with_jobs: true });
    let flaky = &simulated.truth.flaky;
    let outage = simulated.truth.outage.unwrap().period;
    let started: BTreeMap<AttemptKey, Timestamp> =
        simulated.attempts.iter().map(|attempt| (attempt.key, attempt.started_at)).collect();
    let executed = simulated.jobs.iter().filter(|job| {
        let is_carried = job.started_at.unwrap() < started[&job.key];
        let is_decided = matches!(job.state.as_str(), "success" | "failure");
        job.name == flaky.job_name && is_decided && !is_carried && !outage.contains(job.created_at.unwrap())
    });
    let (failed, all) =
        executed.fold((0, 0), |(failed, all), job| (failed + u32::from(job.state == "failure"), all + 1));
    // The code breaks this job too: a fifth of 3 to 12 % of the pushes.
    let rate = f64::from(failed) / f64::from(all);
    assert!(rate > flaky.failure_rate && rate < flaky.failure_rate + 0.04, "{failed} of {all}");
    assert!(flaky.failed_then_passed > 80, "{}", flaky.failed_then_passed);

    let mut states: BTreeMap<u64, Vec<&str>> = BTreeMap::new();
    for attempt in simulated.attempts.iter().filter(|attempt| attempt.workflow_id == flaky.workflow_id) {
        states.entry(attempt.key.run_id).or_default().push(&attempt.state);
    }
    let then_passed = states.values().filter(|states| states.contains(&"failure") && states.contains(&"success"));
    assert!(then_passed.count() as u64 >= flaky.failed_then_passed);
}

#[test]
fn the_outage_fails_most_of_its_afternoon() {
    let simulated = demo(11, now());
    let outage = simulated.truth.outage.unwrap();
    let failure_share = |is_meant: &dyn Fn(&Attempt) -> bool| {
        let decided: Vec<&Attempt> = simulated
            .attempts
            .iter()
            .filter(|attempt| is_meant(attempt) && matches!(attempt.state.as_str(), "success" | "failure"))
            .collect();
        let failed = decided.iter().filter(|attempt| attempt.state == "failure").count();
        (failed as f64 / decided.len() as f64, decided.len())
    };
    let (during, count) = failure_share(&|attempt| outage.period.contains(attempt.started_at));
    let (else_where, _) = failure_share(&|attempt| !outage.period.contains(attempt.started_at));
    assert!(count >= 5 && during > 0.7 && else_where < 0.2, "{during} of {count}, else {else_where}");
    assert!(outage.failed_attempts > 0);
}

#[test]
fn the_trend_is_in_the_durations() {
    let simulated = repository(&Shape { seed: 2, runs: 20_000, days: 210, now: now(), with_jobs: false });
    let trend = simulated.truth.trend;
    let start = now().plus_days(-210);
    let durations = |from: i64| {
        let period = crate::domain::Period { start: start.plus_days(from), end: start.plus_days(from + 70) };
        median(passed_durations(&simulated, trend.workflow_id, |attempt| period.contains(attempt.started_at)))
    };
    let expected = (trend.growth_a_week * 20.0).exp();
    let ratio = durations(140) / durations(0);
    assert!((ratio / expected - 1.0).abs() < 0.05, "{ratio} {expected}");
}

#[test]
fn counts_match_the_records() {
    let simulated = demo(4, now());
    let counts = simulated.truth.counts;
    let with_state = |words: &[&str]| {
        simulated.attempts.iter().filter(|attempt| words.contains(&attempt.state.as_str())).count() as u64
    };
    assert_eq!(counts.attempts, simulated.attempts.len() as u64);
    assert_eq!(counts.passed, with_state(&["success"]));
    assert_eq!(counts.failed, with_state(&["failure"]));
    assert_eq!(
        counts.superseded + counts.cancelled_by_hand + counts.timed_out,
        with_state(&["cancelled", "timed_out"])
    );
    assert_eq!(counts.excluded, with_state(&["skipped", "action_required"]));
    assert_eq!(counts.unfinished, with_state(&["in_progress", "queued"]));
    assert_eq!(counts.steps, simulated.jobs.iter().map(|job| job.steps.len() as u64).sum::<u64>());
    for (what, count, least) in [
        ("runs", counts.runs, 4_500),
        ("re-runs", counts.attempts - counts.runs, 60),
        ("superseded", counts.superseded, 30),
        ("by hand", counts.cancelled_by_hand, 5),
        ("timed out", counts.timed_out, 2),
        ("excluded", counts.excluded, 50),
        ("unfinished", counts.unfinished, 1),
    ] {
        assert!(count >= least, "{what}: {count}");
    }
}

#[test]
fn records_keep_the_rules_of_the_api() {
    let simulated = demo(9, now());
    let (mut run_before, mut keys) = ((Timestamp(0), 0), BTreeSet::new());
    for attempt in &simulated.attempts {
        assert!(run_before <= (attempt.created_at, attempt.key.run_id));
        run_before = (attempt.created_at, attempt.key.run_id);
        assert!(attempt.created_at <= attempt.started_at && attempt.started_at <= attempt.updated_at);
        assert!(attempt.updated_at <= now(), "{attempt:?}");
        assert!(attempt.key.run_id > u64::from(u32::MAX) && keys.insert(attempt.key));
    }
    let mut job_before = 0;
    for job in &simulated.jobs {
        assert!(keys.contains(&job.key) && job.id > job_before);
        job_before = job.id;
        assert!(job.created_at <= job.started_at, "{job:?}");
        assert!(job.completed_at.is_none_or(|end| Some(end) >= job.started_at && end <= now()), "{job:?}");
        assert!(job.steps.is_sorted_by_key(|step| step.number), "{job:?}");
        let mut time = job.picked_up_at;
        for step in job.steps.iter().filter(|step| step.started_at.is_some()) {
            assert!(step.started_at >= time && step.completed_at.is_none_or(|end| Some(end) >= step.started_at));
            time = step.completed_at.or(step.started_at);
        }
    }
}

#[test]
fn commits_and_titles_are_shared_as_they_are_in_life() {
    let simulated = demo(9, now());
    let commits: BTreeSet<&str> = simulated.attempts.iter().filter_map(|attempt| attempt.sha.as_deref()).collect();
    let share = simulated.attempts.len() as f64 / commits.len() as f64;
    assert!((2.0..6.0).contains(&share), "{share} attempts a commit");
    let branches: BTreeSet<&str> = simulated.attempts.iter().filter_map(|attempt| attempt.branch.as_deref()).collect();
    assert!((200..1_500).contains(&branches.len()), "{} branches", branches.len());
    let events: BTreeSet<&str> = simulated.attempts.iter().map(|attempt| attempt.event.as_str()).collect();
    assert_eq!(events.into_iter().collect::<Vec<_>>(), ["pull_request", "push", "schedule", "workflow_dispatch"]);
    let weekend = simulated.attempts.iter().filter(|attempt| calendar::is_weekend(attempt.created_at.0)).count();
    assert!(weekend * 8 < simulated.attempts.len(), "{weekend}");
    let months: BTreeSet<Month> = simulated.attempts.iter().map(|attempt| Month::of(attempt.created_at)).collect();
    assert_eq!(months.len(), 7);
}

#[test]
fn measures() {
    let clock = Instant::now();
    let demo = demo(1, now());
    println!("demo: {:?}, {:?}", clock.elapsed(), demo.truth.counts);
    let clock = Instant::now();
    let many = repository(&Shape { seed: 1, runs: 200_000, days: 700, now: now(), with_jobs: false });
    println!("200,000 runs without jobs: {:?}", clock.elapsed());
    assert_eq!(many.truth.counts.runs, 200_000);
}

#[test]
fn the_demo_ends_now_and_its_past_stays_within_the_hour() {
    let at = |text: &str| Timestamp::parse(text).unwrap();
    let hour = at("2026-06-18T14:00:00Z");
    assert_eq!(demo_until(11, hour), demo(11, hour));
    let is_over = |attempt: &&Attempt, by: Timestamp| attempt.updated_at < by && attempt.state != "in_progress";
    for minute in ["00:01", "14:03", "14:31", "14:59"].map(|time| at(&format!("2026-06-18T{time}:30Z"))) {
        let seen = demo_until(11, minute);
        assert_eq!(seen, demo_until(11, minute));
        let newest = seen.attempts.iter().map(|attempt| attempt.started_at).max().unwrap();
        let age = minute.seconds_since(newest);
        assert!((0..110).contains(&age), "{minute:?}: {age}");
        let unfinished: Vec<_> =
            seen.attempts.iter().filter(|it| matches!(it.state.as_str(), "in_progress" | "queued")).collect();
        assert!(!unfinished.is_empty(), "{minute:?}");
        let overdue = |it: &&&Attempt| it.workflow_name == "CI" && minute.seconds_since(it.started_at) > 1_800;
        assert_eq!(unfinished.iter().filter(overdue).count(), 0, "{minute:?}");
        assert!(seen.attempts.iter().all(|attempt| attempt.updated_at <= minute));
        assert!(seen.jobs.iter().all(|job| job.created_at.is_none_or(|created| created <= minute)));
    }
    let early = demo_until(11, at("2026-06-18T14:10:00Z"));
    let late = demo_until(11, at("2026-06-18T14:50:00Z"));
    let cut = at("2026-06-18T14:00:00Z");
    let past =
        |seen: &Simulated| seen.attempts.iter().filter(|attempt| is_over(attempt, cut)).cloned().collect::<Vec<_>>();
    assert_eq!(past(&early), past(&late));
    assert!(past(&early).len() > 4_900);
    // The night's run does not wait for the next full hour.
    let night = demo_until(11, at("2026-06-18T02:40:00Z"));
    let nightly = night.attempts.iter().filter(|attempt| attempt.workflow_name == "Nightly");
    assert!(nightly.map(|attempt| attempt.started_at).max() > Some(at("2026-06-18T02:00:00Z")));
}
