//! Branches that break and heal, and deployments, small enough to be counted by hand.

use super::super::testing::{DAY, JobRow, Row, START, World};
use super::*;

const HOUR: u32 = 3_600;

fn dora(rows: &[Row]) -> Dora {
    summarise_dora(&World::of(rows).view())
}

/// One run of 200 s an hour, by letters: F failed, P passed.
fn letters(outcomes: &str) -> Vec<Row> {
    let state = |letter| if letter == 'F' { "failure" } else { "success" };
    let row = |(number, letter)| Row { state: state(letter), ..Row::at(number + 1, START + number as u32 * HOUR) };
    (0_u64..).zip(outcomes.chars()).map(row).collect()
}

#[test]
fn red_stretches_end_with_a_success() {
    // Outcomes; hours of each outage; open ones; hours of the confirmed outages.
    let cases: [(&str, &[f64], u64, &[f64]); 9] = [
        ("PPPP", &[], 0, &[]),
        ("PFP", &[1.0], 0, &[]),
        ("PFFP", &[2.0], 0, &[]),
        ("PFFPP", &[2.0], 0, &[2.0]),
        ("FFPFPP", &[2.0, 1.0], 0, &[4.0]),
        ("FPFPFFPP", &[1.0, 1.0, 2.0], 0, &[2.0]),
        ("FFPPFFFPP", &[2.0, 3.0], 0, &[2.0, 3.0]),
        ("PFF", &[], 1, &[]),
        ("FPFF", &[1.0], 1, &[]),
    ];
    for (outcomes, hours, open, confirmed) in cases {
        let found = dora(&letters(outcomes)).restore_default_branch.unwrap();
        let sum = |quantiles: &super::super::Quantiles| quantiles.mean.unwrap_or_default() * quantiles.count as f64;
        assert_eq!((found.seconds.count, found.open), (hours.len() as u64, open), "{outcomes}");
        assert!((sum(&found.seconds) - hours.iter().sum::<f64>() * 3_600.0).abs() < 1e-6, "{outcomes}");
        assert_eq!(found.confirmed_seconds.count, confirmed.len() as u64, "{outcomes}");
        assert!((sum(&found.confirmed_seconds) - confirmed.iter().sum::<f64>() * 3_600.0).abs() < 1e-6, "{outcomes}");
        assert_eq!(found.outages.len() as u64, found.seconds.count + open);
        assert!(found.outages.is_sorted_by(|a, b| a.began_at >= b.began_at));
    }
}

#[test]
fn workflows_and_branches_are_apart() {
    let rows = [
        Row { state: "failure", ..Row::at(1, START) },
        Row { workflow: "Docs", ..Row::at(2, START + HOUR) },
        Row { branch: "dev", ..Row::at(3, START + 2 * HOUR) },
        Row { from_fork: true, ..Row::at(4, START + 3 * HOUR) },
        Row { attempt: 2, started: START + 4 * HOUR, seconds: 500, ..Row::at(1, START) },
    ];
    let found = dora(&rows).restore_default_branch.unwrap();
    assert_eq!((found.seconds.median, found.runs), (Some(f64::from(4 * HOUR) + 300.0), 3));
    let outage = &found.outages[0];
    assert_eq!((outage.first_run_id, outage.failed_runs, outage.workflow.as_str()), (1, 1, "CI"));
    // A failed run that outlasts the next, passed one.
    let slow = Row { state: "failure", seconds: 9_000, ..Row::at(1, START) };
    let found = dora(&[slow, Row::at(2, START + HOUR)]).restore_default_branch.unwrap();
    assert_eq!(found.seconds.median, Some(0.0));
}

#[test]
fn throughput_counts_passed_runs_and_commits() {
    let mut rows = letters("PPFP");
    rows.push(Row { commit: 4, ..Row::at(9, START + 2 * DAY - 60) });
    rows.push(Row { event: "schedule", ..Row::at(10, START + DAY) });
    let found = dora(&rows).throughput.unwrap();
    assert_eq!((found.passed_runs, found.commits, found.days), (5, 4, 2.0));
    assert_eq!((found.passed_runs_per_day, found.commits_per_day), (2.5, 2.0));
    assert!(dora(&letters("P")).throughput.is_err());
}

/// Successful deployments on the days that are given, over so many days.
fn deployed_on(days: u32, deploys: impl Fn(u32) -> bool) -> Vec<Row> {
    let run = |day| Row::at(u64::from(day) + 1, START + day * DAY);
    let deployment = |day| Row {
        workflow: "Deploy",
        commit: u64::from(day) + 1,
        ..Row::at(u64::from(day) + 1_000, START + day * DAY + HOUR)
    };
    (0..days).map(run).chain((0..days).filter(|&day| deploys(day)).map(deployment)).collect()
}

#[test]
fn frequency_has_four_classes() {
    let class = |days, deploys: &dyn Fn(u32) -> bool| {
        dora(&deployed_on(days, deploys)).deployment_frequency.map(|found| found.class)
    };
    assert_eq!(class(91, &|day| day % 7 < 3), Ok(FrequencyClass::Daily));
    assert_eq!(class(91, &|day| day % 7 < 2), Ok(FrequencyClass::Weekly));
    assert_eq!(class(91, &|day| day % 20 == 1), Ok(FrequencyClass::Monthly));
    assert_eq!(class(91, &|day| day == 80), Ok(FrequencyClass::Yearly));
    assert_eq!(class(28, &|_| true), Ok(FrequencyClass::Daily));
    assert_eq!(class(27, &|_| true), Err(Lack::TooFewPoints { have: 3, need: 4 }));
    assert_eq!(class(91, &|_| false), Err(no_deployment()));
    let found = dora(&deployed_on(28, |day| day == 20)).deployment_frequency.unwrap();
    assert_eq!((found.deployments, found.weeks, found.class), (1, 4, FrequencyClass::Monthly));
}

#[test]
fn lead_time_runs_from_the_first_sight_of_a_commit() {
    let check = |hours: u32, class: LeadTimeClass| {
        let deployment = Row { workflow: "Deploy", commit: 1, ..Row::at(2, START + hours * HOUR) };
        let again = Row { workflow: "Deploy", commit: 1, ..Row::at(3, START + 9_000 * HOUR) };
        let found = dora(&[Row::at(1, START), deployment, again]).lead_time.unwrap();
        assert_eq!((found.seconds.median, found.seconds.count), (Some(f64::from(hours * HOUR) + 200.0), 1));
        assert_eq!((found.class, found.first_seen_when_deployed), (class, 0));
    };
    check(1, LeadTimeClass::OneDay);
    check(24, LeadTimeClass::OneWeek);
    check(168, LeadTimeClass::OneMonth);
    check(730, LeadTimeClass::SixMonths);
    check(6 * 730, LeadTimeClass::Longer);
    let alone = dora(&[Row { workflow: "Deploy", ..Row::at(1, START) }]).lead_time.unwrap();
    assert_eq!(alone.first_seen_when_deployed, 1);
    let failed = dora(&[Row { workflow: "Deploy", state: "failure", ..Row::at(1, START) }]);
    assert!(failed.lead_time.is_err());
}

#[test]
fn what_is_skipped_or_a_preview_is_no_deployment() {
    let job = |name, state| JobRow { name, state, ..JobRow::default() };
    let check = |jobs: Vec<JobRow>, event: &'static str, state: &'static str, expected: u64| {
        let row = Row { workflow: "Release", event, state, named_jobs: jobs, ..Row::at(1, START) };
        let found = dora(&[row]).change_failure_rate.map_or(0, |found| found.rate.denominator);
        assert_eq!(found, expected, "{event} {state}");
    };
    check(vec![], "push", "success", 1);
    check(vec![], "push", "skipped", 0);
    check(vec![], "pull_request", "success", 0);
    check(vec![job("build", "success"), job("publish", "success")], "push", "success", 1);
    check(vec![job("build", "success"), job("publish", "skipped")], "push", "success", 0);
    check(vec![job("build", "success")], "push", "success", 1);
    check(vec![job("build", "skipped")], "push", "success", 0);
}

#[test]
fn failed_and_taken_back_deployments_are_failures() {
    let deployment = |run_id: u64, hour: u32, commit: u64, state: &'static str| Row {
        workflow: "Deploy",
        commit,
        state,
        ..Row::at(run_id, START + hour * HOUR)
    };
    let rows = [
        deployment(1, 0, 1, "success"),
        deployment(2, 10, 2, "success"),
        // Back to the first commit within a day: the second was taken back.
        deployment(3, 20, 1, "success"),
        deployment(4, 50, 3, "failure"),
        deployment(5, 53, 3, "success"),
        // A commit from before, but after more than a day.
        deployment(6, 90, 2, "success"),
        // The same commit again is no other.
        deployment(7, 91, 2, "success"),
    ];
    let found = dora(&rows);
    let failures = found.change_failure_rate.unwrap();
    assert_eq!((failures.failed, failures.taken_back, failures.rate.denominator), (1, 1, 7));
    assert!(failures.rate.low.is_some() && !failures.definition.is_empty());
    assert_eq!(found.restore_service.unwrap().seconds.median, Some(f64::from(3 * HOUR)));
}

#[test]
fn nothing_is_made_up() {
    let empty = dora(&[]);
    let lacking = [
        empty.restore_default_branch.is_err(),
        empty.throughput.is_err(),
        empty.deployment_frequency.is_err(),
        empty.lead_time.is_err(),
        empty.change_failure_rate.is_err(),
        empty.restore_service.is_err(),
    ];
    assert_eq!(lacking, [true; 6]);
    let world = World::of(&letters("FP"));
    let unknown = summarise_dora(&View { default_branch: None, ..world.view() });
    assert_eq!(unknown.restore_default_branch, Err(Lack::undefined("the default branch is not known")));
}

/// Weeks, sources and red times of the same deployments as the sums.
#[test]
fn weeks_and_sources_add_up_to_the_sums() {
    let deploy = |run_id: u64, day: u32, state: &'static str| Row {
        workflow: "Deploy",
        state,
        commit: run_id,
        ..Row::at(run_id, START + day * DAY + HOUR)
    };
    let rows = [
        Row { commit: 4, ..Row::at(1, START) },
        deploy(2, 1, "success"),
        deploy(3, 8, "failure"),
        deploy(4, 9, "success"),
        Row { event: "pull_request", ..deploy(5, 10, "success") },
        Row { workflow: "Docs", event: "deployment", branch: "dev", ..Row::at(6, START + 15 * DAY) },
    ];
    let world = World::of(&rows);
    let view = world.view();
    let weeks = weekly_delivery(&view);
    let counts: Vec<_> = weeks.iter().map(|week| (week.deployments_passed, week.deployments_failed)).collect();
    assert_eq!(counts, [(1, 0), (1, 1), (1, 0)]);
    assert_eq!(weeks.iter().map(|week| week.is_whole).collect::<Vec<_>>(), [true, true, false]);
    assert_eq!(weeks[1].lead_time_seconds.median, Some(f64::from(9 * DAY + HOUR + 200)));
    let found = summarise_dora(&view);
    let throughput = found.throughput.unwrap();
    assert_eq!(weeks.iter().map(|week| week.passed_runs).sum::<u64>(), throughput.passed_runs);
    assert_eq!(weeks.iter().map(|week| week.commits).sum::<u64>(), throughput.commits);
    let sources = name_deployments(&view);
    let told: Vec<_> =
        sources.sources.iter().map(|one| (one.workflow.as_str(), one.by_event, one.passed, one.failed)).collect();
    assert_eq!(told, [("Deploy", false, 2, 1), ("Docs", true, 1, 0)]);
    assert_eq!((sources.previews, sources.skipped), (1, 0));
    let outage = &found.restore_service.unwrap().outages[0];
    assert_eq!((outage.first_run_id, outage.restored_run_id), (3, Some(4)));
    assert!(outage.failed_commit.is_some() && outage.failed_commit != outage.restored_commit);
}

#[test]
fn nothing_stored_has_no_weeks_and_no_class() {
    let world = World::of(&[]);
    let view = world.view();
    assert!(weekly_delivery(&view).is_empty() && name_deployments(&view).sources.is_empty());
    let classes = classify_dora(&summarise_dora(&view));
    assert!(classes.deployment_frequency.is_err() && classes.lead_time.is_err());
    assert!(classes.change_failure_rate.is_err() && classes.restore_service.is_err());
}
