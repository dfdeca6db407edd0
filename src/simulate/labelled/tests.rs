//! Labelled repositories keep their word: the labels are true of the records.

use std::sync::LazyLock;
use std::time::Instant;

use super::*;

/// Two repositories a class, large enough to count in.
static MANY: LazyLock<Vec<LabelledRepository>> = LazyLock::new(|| {
    let sized = |seed: u64| Case { days: 70, runs_a_day: 20.0, ..Case::of_seed(seed) };
    (0..30).map(|seed| labelled(&sized(seed))).collect()
});

fn failed_share(repository: &LabelledRepository) -> (f64, f64, usize) {
    let decided = repository.attempts.iter().zip(&repository.labels.attempts);
    let decided: Vec<_> =
        decided.filter(|(attempt, _)| ["success", "failure"].contains(&attempt.state.as_str())).collect();
    let failed = decided.iter().filter(|(attempt, _)| attempt.state == "failure").count();
    let expected: f64 = decided.iter().map(|(_, truth)| truth.failure_probability).sum();
    (failed as f64, expected, decided.len())
}

fn passed_seconds(repository: &LabelledRepository, workflow_id: u64) -> Vec<(f64, f64)> {
    let all = repository.attempts.iter().zip(&repository.labels.attempts);
    let passed = all.filter(|(attempt, _)| attempt.state == "success" && attempt.workflow_id == workflow_id);
    passed
        .map(|(attempt, truth)| {
            ((attempt.updated_at.seconds_since(attempt.started_at) - 2) as f64, truth.median_seconds)
        })
        .collect()
}

#[test]
fn every_class_is_what_it_says() {
    for (number, class) in (1..).zip(Class::ALL) {
        let case = Case { days: 60, runs_a_day: 12.0, ..Case::of_class(class, number) };
        let repository = labelled(&case);
        let labels = &repository.labels;
        assert_eq!(repository, labelled(&case));
        assert_eq!((labels.class, labels.attempts.len()), (class, repository.attempts.len()));
        assert!((2..=4).contains(&labels.workflows.len()), "{class:?}");
        assert!(repository.attempts.len() > 500, "{class:?}: {}", repository.attempts.len());
        let found = [
            (Class::SlowDrift, !labels.trends.is_empty()),
            (Class::Outage, !labels.outages.is_empty()),
            (Class::Flaky, !labels.flaky_jobs.is_empty()),
            (Class::DeadSchedule, labels.schedule_death.is_some()),
            (Class::CostJump, labels.cost_jump.is_some()),
        ];
        for (of_class, is_there) in found {
            assert_eq!(is_there, class == of_class, "{class:?} {of_class:?}");
        }
        let has_change = |metric| labels.changes.iter().any(|change| change.metric == metric);
        assert_eq!(has_change(LabelledMetric::QueueTime), class == Class::QueueTrouble, "{class:?}");
        let may_shift = matches!(class, Class::SuddenShift | Class::QueueTrouble);
        assert!(may_shift == has_change(LabelledMetric::Duration), "{class:?}: {:?}", labels.changes);
        let may_break = matches!(class, Class::RateShift | Class::Flaky);
        assert!(may_break || !has_change(LabelledMetric::FailureRate), "{class:?}");
    }
}

#[test]
fn failures_come_as_often_as_labelled() {
    let (mut failed, mut expected) = (0.0, 0.0);
    for (seed, repository) in MANY.iter().enumerate() {
        let (found, wanted, count) = failed_share(repository);
        // Streaks of ten make the spread of a count some ten times that of independent ones.
        let spread = (10.0 * wanted).sqrt() + 10.0;
        assert!((found - wanted).abs() < 4.0 * spread, "{seed}: {found} of {count}, expected {wanted}");
        (failed, expected) = (failed + found, expected + wanted);
    }
    assert!((failed / expected - 1.0).abs() < 0.1, "{failed} {expected}");
}

#[test]
fn durations_lie_around_the_labelled_median() {
    for (seed, repository) in MANY.iter().enumerate() {
        for workflow in &repository.labels.workflows {
            let seconds = passed_seconds(repository, workflow.workflow_id);
            let above = seconds.iter().filter(|(seconds, median)| seconds > median).count() as f64;
            let share = above / seconds.len() as f64;
            // Neighbours that are alike count for fewer.
            let room = 0.06 + 2.0 / (seconds.len() as f64).sqrt();
            assert!((share - 0.5).abs() < room, "{seed} {}: {share} of {}", workflow.name, seconds.len());
        }
    }
}

#[test]
fn volumes_are_as_expected() {
    let (mut found, mut expected) = (0.0, 0.0);
    for repository in MANY.iter() {
        let days = repository.labels.workflows.iter().flat_map(|workflow| &workflow.days);
        expected += days.map(|day| day.expected_attempts).sum::<f64>();
        found += repository.attempts.len() as f64;
    }
    assert!((found / expected - 1.0).abs() < 0.05, "{found} {expected}");
    let small: Vec<usize> = (1..60).step_by(15).map(|seed| labelled(&Case::of_seed(seed)).attempts.len()).collect();
    assert!(small.iter().all(|count| (15..90).contains(count)), "{small:?}");
}

#[test]
fn records_keep_the_rules_of_the_api() {
    for (seed, repository) in MANY.iter().enumerate() {
        let mut before = (Timestamp(0), 0, 0);
        for attempt in &repository.attempts {
            let key = (attempt.created_at, attempt.key.run_id, attempt.key.attempt);
            assert!(before < key, "{seed}: {attempt:?}");
            before = key;
            assert!(attempt.created_at <= attempt.started_at && attempt.started_at <= attempt.updated_at);
            assert!(attempt.updated_at <= repository.now);
        }
        for job in &repository.jobs {
            let (created, started, ended) = (job.created_at, job.started_at, job.completed_at);
            assert!(created <= started && started <= ended && ended <= Some(repository.now), "{seed}: {job:?}");
            let mut time = job.picked_up_at;
            for step in &job.steps {
                assert!(step.started_at >= time && step.completed_at >= step.started_at, "{seed}: {job:?}");
                time = step.completed_at;
            }
        }
    }
}

#[test]
fn one_knob_does_not_shift_all_else() {
    let usual = Case { days: 60, runs_a_day: 12.0, ..Case::of_class(Class::Quiet, 4) };
    let created = |case: &Case| -> Vec<Timestamp> {
        let mut times: Vec<Timestamp> = labelled(case).attempts.iter().map(|attempt| attempt.created_at).collect();
        times.dedup();
        times
    };
    let shifted = Case { class: Class::SuddenShift, ..usual };
    assert_eq!(created(&usual), created(&shifted));
}

#[test]
fn measures() {
    let clock = Instant::now();
    let attempts: usize = (0..30).map(|seed| labelled(&Case::of_seed(seed)).attempts.len()).sum();
    println!("30 labelled repositories: {attempts} attempts, {:?}", clock.elapsed());
}
