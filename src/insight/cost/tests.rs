//! Bills of small worlds that can be added up by hand, and sums that hold for any history.

use proptest::prelude::*;

use crate::domain::{OwnPrice, Settings, Timestamp, Window};
use crate::stats::Lack;

use super::super::testing::{DAY, JobRow, Row, START, World};
use super::super::waste::{WasteCause, summarise_waste};
use super::super::{View, prepare, summarise_health};
use super::*;
use crate::domain::KpiKind;

fn job(seconds: i64, labels: &'static str) -> JobRow {
    JobRow { completed: 5 + seconds, labels, ..JobRow::default() }
}

fn with(row: Row, jobs: impl IntoIterator<Item = JobRow>) -> Row {
    Row { named_jobs: jobs.into_iter().collect(), ..row }
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
}

fn cost(rows: &[Row]) -> CostSummary {
    summarise_cost(&World::of(rows).view()).unwrap()
}

fn public(world: &World) -> View<'_> {
    View { is_private: false, ..world.view() }
}

#[test]
fn each_job_is_billed_by_its_time_and_date() {
    let linux = "ubuntu-latest";
    for (seconds, minutes) in [(0, 1), (1, 1), (60, 1), (61, 2), (-7, 1)] {
        let found = cost(&[with(Row::at(1, START), [job(seconds, linux)])]);
        assert_eq!((found.total.billed_minutes, found.total.jobs), (minutes, 1), "{seconds}");
        near(found.total.measured_dollars, minutes as f64 * 0.006);
    }
    // The price is that of the moment at which the job, not its run, started.
    let new_year = 1_767_225_600;
    let row = with(Row::at(1, new_year - 100), [job(60, linux), JobRow { started: 100, ..job(155, linux) }]);
    near(cost(&[row]).total.measured_dollars, 0.008 + 0.006);
    // Nobody has listed arm64 runners for 2025.
    let found = cost(&[with(Row::at(1, new_year - 100), [job(60, linux), job(90, "ubuntu-24.04-arm")])]);
    assert_eq!((found.total.unpriced_minutes, found.total.billed_minutes), (2, 3));
    assert_eq!(found.unpriced().count(), 1);
    // Beyond 35 days a clock was wrong.
    let found = cost(&[with(Row::at(1, START), [job(60, linux), job(36 * i64::from(DAY), linux)])]);
    assert_eq!(found.total.billed_minutes, 1);
}

#[test]
fn only_what_ran_costs() {
    let state = |state: &'static str| JobRow { state, ..job(60, "ubuntu-latest") };
    let never_started = JobRow { picked_up: None, runner: "", ..state("cancelled") };
    let rows = [
        with(Row { state: "failure", ..Row::at(1, START) }, [state("failure"), state("success"), state("skipped")]),
        // A re-run of the failed job: the passed one is carried over.
        with(
            Row { attempt: 2, started: START + 600, ..Row::at(1, START) },
            [state("success"), JobRow { started: -595, ..state("success") }],
        ),
        with(Row { state: "queued", ..Row::at(2, START + 900) }, [never_started]),
    ];
    let mut world = World::of(&rows);
    if let Some(runner) = world.columns.jobs.runner.last_mut() {
        *runner = crate::domain::NO_TEXT;
    }
    world.prepared = prepare(&world.columns, &world.settings);
    let found = summarise_cost(&world.view()).unwrap();
    assert_eq!((found.total.jobs, found.total.billed_minutes), (3, 3));
    assert_eq!((found.runs, found.passed_runs), (2, 1));
    near(found.dollars_per_passed_run.unwrap(), 0.018);
}

#[test]
fn public_repositories_pay_for_larger_runners_only() {
    let labels = ["ubuntu-latest", "macos-14-xlarge", "self-hosted\nlinux", "mystery"];
    let mut world = World::of(&[with(Row::at(1, START), labels.map(|labels| job(60, labels)))]);
    let dollars = |view: &View<'_>| summarise_cost(view).unwrap().total.measured_dollars;
    near(dollars(&world.view()), 0.006 + 0.102);
    near(dollars(&public(&world)), 0.102);
    world.settings = Settings {
        own_prices: vec![OwnPrice { label: "mystery".to_owned(), dollars_per_minute: 0.5 }],
        self_hosted_dollars_per_minute: 0.002,
        public_repositories_cost: true,
        ..Settings::default()
    };
    near(dollars(&public(&world)), 0.006 + 0.102 + 0.002 + 0.5);
    let found = summarise_cost(&world.view()).unwrap();
    let runners: Vec<&Runner> = found.by_runner.iter().map(|runner| &runner.runner).collect();
    let hosted = |sku: &str| Runner::Hosted { sku: sku.to_owned() };
    let own = Runner::OwnPrice { label: "mystery".to_owned() };
    assert_eq!(runners, [&own, &hosted("macos_xl"), &hosted("linux"), &Runner::SelfHosted]);
    // GitHub's own workflows for Pages and Dependabot are free.
    world.columns.workflows.entries[0].path = "dynamic/pages/pages-build-deployment".to_owned();
    near(dollars(&world.view()), 0.0);
}

#[test]
fn what_is_not_stored_is_estimated_by_its_workflow() {
    let measured =
        |run_id: u64| with(Row::at(run_id, START + run_id as u32), [job(run_id as i64 * 60, "ubuntu-latest")]);
    let unknown = |run_id: u64, workflow| Row { workflow, ..Row::at(run_id, START + DAY) };
    let skipped = Row { state: "skipped", ..unknown(6, "CI") };
    let rows = [measured(1), measured(2), measured(3), unknown(4, "CI"), unknown(5, "Docs"), skipped];
    let found = cost(&rows);
    let total = found.total;
    assert_eq!((total.attempts_measured, total.attempts_estimated, total.attempts_unknown), (3, 1, 1));
    near(total.measured_dollars, 0.036);
    near(total.estimated_dollars, 0.012);
    near(total.estimated_minutes, 2.0);
    assert_eq!((found.runs, found.by_workflow.len(), found.by_day.len()), (5, 2, 2));
    near(found.by_day[1].estimated_dollars, 0.012);
    // Two are too few to tell of a third.
    assert_eq!(cost(&rows[1..]).total.attempts_unknown, 2);
    let days = daily_dollars(&World::of(&rows).view());
    let first_day = i64::from(START / DAY);
    assert_eq!(days.iter().map(|day| day.0).collect::<Vec<_>>(), [first_day, first_day + 1]);
    near(days[0].1 + days[1].1, total.dollars());
    assert_eq!(daily_dollars(&World::of(&[unknown(1, "CI")]).view()), []);
}

#[test]
fn each_lost_minute_has_one_cause() {
    let minutes = |row: Row, seconds: i64| with(row, [job(seconds, "ubuntu-latest")]);
    let failed = |run_id: u64, time| Row { state: "failure", ..Row::at(run_id, time) };
    let again = |row: Row, attempt: u16| Row { attempt, started: row.started + 900 * u32::from(attempt), ..row };
    let cancelled = |run_id: u64, time| Row { state: "cancelled", ..Row::at(run_id, time) };
    let rows = [
        // Failed, cancelled, passed: all of what came after the failure is a flaky re-run.
        minutes(failed(1, START), 90),
        minutes(again(cancelled(1, START), 2), 60),
        minutes(again(Row::at(1, START), 3), 120),
        // Failed twice.
        minutes(failed(2, START + DAY), 60),
        minutes(again(failed(2, START + DAY), 2), 61),
        // Superseded by run 4, which was cancelled by hand.
        minutes(Row { branch: "dev", ..cancelled(3, START + 2 * DAY) }, 300),
        minutes(Row { branch: "dev", ..cancelled(4, START + 2 * DAY + 60) }, 240),
    ];
    let found = cost(&rows);
    let lost: Vec<(WasteCause, f64)> = found.waste.iter().map(|waste| (waste.cause, waste.minutes)).collect();
    let expected = [
        (WasteCause::FlakyRerun, 3.0),
        (WasteCause::Rerun, 2.0),
        (WasteCause::Superseded, 5.0),
        (WasteCause::Cancelled, 4.0),
        (WasteCause::Rounding, 0.5),
    ];
    assert_eq!(lost, expected);
    near(found.wasted_share().unwrap(), 14.5 / 17.0);
    near(found.waste[0].dollars, 0.018);
    // A window that begins after the failure still knows of it.
    let late = Window::Custom(Timestamp(i64::from(START) + 1), Timestamp(i64::from(START) + 7_000));
    let found = summarise_cost(&World::of(&rows).with_window(late).view()).unwrap();
    near(found.waste[0].minutes, 3.0);
}

#[test]
fn branches_are_told_apart() {
    let row = |run_id, branch, event| with(Row { branch, event, ..Row::at(run_id, START) }, [job(60, "ubuntu-latest")]);
    let fork = Row { from_fork: true, ..row(5, "main", "push") };
    let rows = [
        row(1, "main", "push"),
        row(2, "main", "pull_request"),
        row(3, "dev", "push"),
        row(4, "main", "schedule"),
        fork,
    ];
    let found = cost(&rows);
    let classes: Vec<(BranchClass, u64)> =
        found.by_branch.iter().map(|branch| (branch.class, branch.total.billed_minutes)).collect();
    let expected = [(BranchClass::DefaultBranch, 2), (BranchClass::PullRequest, 1), (BranchClass::Other, 2)];
    assert_eq!(classes, expected);
    assert_eq!((found.by_job.len(), found.by_job[0].jobs, found.by_job[0].job.as_str()), (1, 5, "build"));
}

#[test]
fn the_key_figure_is_measured_or_says_why_not() {
    let check = |rows: &[Row], is_private: bool, expected: Result<f64, &str>| {
        let world = World::of(rows);
        let health = summarise_health(&View { is_private, ..world.view() });
        let kpi = health.parts.iter().flat_map(|part| &part.kpis).find(|kpi| kpi.kind == KpiKind::CostPerRun).unwrap();
        match expected {
            Ok(dollars) => near(kpi.value.unwrap(), dollars),
            Err(why) => assert_eq!(kpi.missing.as_deref(), Some(why)),
        }
        assert_eq!(kpi.score, expected.ok().map(|_| 100.0));
    };
    let linux = |run_id: u64| with(Row::at(run_id, START), [job(120, "ubuntu-latest")]);
    check(&[linux(1), linux(2)], true, Ok(0.012));
    check(&[linux(1), linux(2)], false, Ok(0.0));
    check(&[Row::at(1, START)], true, Err("no jobs are stored of these runs"));
    check(&[linux(1), Row::at(2, START)], true, Err("the jobs of too many runs are not stored"));
    let mystery = with(Row::at(2, START), [job(60, "mystery")]);
    check(&[linux(1), mystery], true, Err("the price of too many runners is not known; it can be set"));
}

#[test]
fn degenerate_histories_lack_an_answer() {
    let lack = Lack::undefined("no jobs are stored of these runs");
    let skipped = JobRow { state: "skipped", ..JobRow::default() };
    for rows in [vec![], vec![Row::at(1, START)], vec![with(Row::at(1, START), [skipped])]] {
        let world = World::of(&rows);
        assert_eq!(summarise_cost(&world.view()), Err(lack.clone()));
        assert_eq!(ask_what_if(&world.view()), Err(lack.clone()));
    }
}

fn what_if(rows: &[Row]) -> Vec<WhatIf> {
    ask_what_if(&World::of(rows).view()).unwrap()
}

fn saved(found: &[WhatIf], wanted: impl Fn(&WhatIfChange) -> bool) -> Option<(u64, u64)> {
    found.iter().find(|found| wanted(&found.change)).map(|found| (found.jobs, found.saved_minutes))
}

#[test]
fn short_jobs_could_be_merged() {
    let check = |jobs: Vec<JobRow>, expected: Option<(u64, u64)>| {
        let found = what_if(&[with(Row::at(1, START), jobs)]);
        assert_eq!(saved(&found, |change| *change == WhatIfChange::MergeShortJobs), expected);
    };
    let linux = |seconds| job(seconds, "ubuntu-latest");
    check(vec![linux(10), linux(20), linux(30)], Some((3, 2)));
    check(vec![linux(50), linux(50), linux(50), linux(600)], None);
    check(vec![linux(50), linux(50), linux(40), linux(40)], Some((4, 1)));
    check(vec![linux(10), job(10, "windows-latest")], None);
    check(vec![linux(60), linux(60)], None);
}

#[test]
fn another_runner_has_another_price() {
    let found = what_if(&[with(Row::at(1, START), [job(600, "ubuntu-latest"), job(60, "macos-14-xlarge")])]);
    let dollars = |from: &str| {
        let is =
            |change: &WhatIfChange| matches!(change, WhatIfChange::OtherRunner { from_sku, .. } if from_sku == from);
        found.iter().find(|found| is(&found.change)).unwrap().saved_dollars
    };
    near(dollars("linux"), 10.0 * 0.001);
    near(dollars("macos_xl"), 0.040);
    assert!(found.iter().all(|found| !found.assumption.is_empty()));
    let world = World::of(&[with(Row::at(1, START), [job(600, "ubuntu-latest")])]);
    assert_eq!(ask_what_if(&public(&world)), Ok(Vec::new()));
}

#[test]
fn a_time_limit_would_have_stopped_what_hung() {
    let passed = |run_id: u64| with(Row::at(run_id, START), [job(100 + run_id as i64 * 10, "ubuntu-latest")]);
    let hung = |seconds| {
        let hung = JobRow { state: "failure", ..job(seconds, "ubuntu-latest") };
        with(Row { state: "failure", ..Row::at(50, START + DAY) }, [hung])
    };
    let timeout = |rows: &[Row]| {
        let found = what_if(rows);
        found.into_iter().find_map(|found| match found.change {
            WhatIfChange::Timeout { minutes, slowest_passed_seconds, passed_jobs, .. } => {
                Some((minutes, slowest_passed_seconds, passed_jobs, found.saved_minutes))
            }
            _ => None,
        })
    };
    let mut rows: Vec<Row> = (1..=10).map(passed).collect();
    assert_eq!(timeout(&rows), None);
    rows.push(hung(3_600));
    // ⌈1.5 × 200 s⌉ = 5 minutes.
    assert_eq!(timeout(&rows), Some((5, 200, 10, 55)));
    assert_eq!(timeout(&rows[1..]), None);
    rows[0] = with(Row::at(1, START), [job(21_000, "ubuntu-latest")]);
    rows[10] = hung(21_660);
    assert_eq!(timeout(&rows), Some((350, 21_000, 10, 11)));
}

#[test]
fn a_newer_run_could_have_taken_over() {
    let run = |run_id, branch, time| with(Row { branch, ..Row::at(run_id, time) }, [job(595, "ubuntu-latest")]);
    let check = |rows: &[Row], expected: Option<(u64, u64)>| {
        assert_eq!(saved(&what_if(rows), |change| *change == WhatIfChange::CancelSuperseded), expected);
    };
    // Started at 5 s, overtaken at 120 s: 2 of 10 minutes were wanted.
    check(&[run(1, "dev", START), run(2, "dev", START + 120)], Some((1, 8)));
    check(&[run(1, "main", START), run(2, "main", START + 120)], None);
    check(&[run(1, "dev", START), run(2, "other", START + 120)], None);
    check(&[run(1, "dev", START), run(2, "dev", START + 601)], None);
    check(&[run(1, "dev", START), Row { event: "schedule", ..run(2, "dev", START + 120) }], None);
    // The nearest newer run counts, whatever branches lie between, and only other runs do.
    let rerun = Row { attempt: 2, started: START + 100, ..run(1, "dev", START) };
    check(
        &[run(1, "dev", START), run(2, "x", START + 60), run(3, "dev", START + 240), run(4, "dev", START + 500), rerun],
        Some((2, 11)),
    );
    // What had not begun is saved whole.
    let waiting = with(
        Row { branch: "dev", ..Row::at(1, START) },
        [JobRow { started: 300, completed: 360, ..JobRow::default() }],
    );
    check(&[waiting, run(2, "dev", START + 120)], Some((1, 1)));
}

fn any_row() -> impl Strategy<Value = Row> {
    let states = prop::sample::select(vec!["success", "failure", "cancelled", "skipped", "queued"]);
    let labels = prop::sample::select(vec!["ubuntu-latest", "macos-14", "self-hosted", "mystery", "ubuntu-22.04-arm"]);
    let job =
        (prop::sample::select(vec!["success", "skipped", "failure"]), -20_i64..60, -20_i64..9_000, labels).prop_map(
            |(state, started, completed, labels)| JobRow { state, started, completed, labels, ..JobRow::default() },
        );
    let place = (prop::sample::select(vec!["CI", "Docs"]), prop::sample::select(vec!["main", "dev"]));
    (1_u64..40, 1_u16..4, 0_u32..50 * DAY, states, place, prop::collection::vec(job, 0..4)).prop_map(
        |(run_id, attempt, time, state, (workflow, branch), jobs)| {
            let row = Row { attempt, workflow, branch, state, ..Row::at(run_id, START + time) };
            with(Row { started: START + time + u32::from(attempt) * 3_000, ..row }, jobs)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// What is lost is part of what was billed; every breakdown adds up to the whole; the key figures agree.
    #[test]
    fn sums_add_up(rows in prop::collection::vec(any_row(), 0..80), is_private in any::<bool>()) {
        let world = World::of(&rows);
        let view = View { is_private, ..world.view() };
        let Ok(found) = summarise_cost(&view) else { return Ok(()) };
        let total = found.total;
        let close = |sum: f64, whole: f64| (sum - whole).abs() <= 1e-9 * whole.max(1.0);
        let lost: f64 = found.waste.iter().map(|waste| waste.minutes).sum();
        let lost_dollars: f64 = found.waste.iter().map(|waste| waste.dollars).sum();
        prop_assert!(lost <= total.billed_minutes as f64 + 1e-9 && lost_dollars <= total.measured_dollars + 1e-9);
        prop_assert!(found.waste.iter().all(|waste| waste.minutes >= 0.0 && waste.dollars >= 0.0));
        prop_assert!(close(found.by_workflow.iter().map(|entry| entry.total.dollars()).sum(), total.dollars()));
        prop_assert!(close(found.by_branch.iter().map(|entry| entry.total.dollars()).sum(), total.dollars()));
        prop_assert!(close(found.by_runner.iter().map(|entry| entry.dollars).sum(), total.measured_dollars));
        prop_assert!(close(found.by_job.iter().map(|entry| entry.dollars).sum(), total.measured_dollars));
        prop_assert!(close(found.by_day.iter().map(|day| day.measured_dollars + day.estimated_dollars).sum(), total.dollars()));
        prop_assert!(close(daily_dollars(&view).iter().map(|day| day.1).sum(), total.dollars()));
        let waste = summarise_waste(&view);
        if close(waste.total_seconds, 60.0 * total.billed_minutes as f64) {
            prop_assert!(close(waste.share().unwrap(), found.wasted_share().unwrap()));
        }
        for saving in ask_what_if(&view).unwrap() {
            prop_assert!(saving.saved_minutes <= total.billed_minutes && saving.saved_dollars <= total.measured_dollars + 1e-9);
        }
        let written = format!("{found:?}");
        prop_assert!(!written.contains("NaN") && !written.contains("inf"), "{written}");
    }
}
