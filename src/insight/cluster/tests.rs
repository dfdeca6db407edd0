//! Sequences of passes and failures whose clusters are known.

use proptest::prelude::*;

use super::super::testing::{DAY, JobRow, Row, START, World};
use super::*;
use crate::domain::Window;
use crate::stats::SplitMix64;

const HOUR: u32 = 3_600;

/// One attempt a letter, `F` failed and `P` passed, `every` seconds apart; other letters are times without attempts.
fn sequence(workflow: &'static str, letters: &str, every: u32) -> Vec<Row> {
    let offset = u64::from(workflow.len() as u32) * 100_000;
    let row = |(place, letter): (u32, char)| {
        let state = if letter == 'F' { "failure" } else { "success" };
        let row = Row { workflow, state, ..Row::at(offset + u64::from(place) + 1, START + place * every) };
        matches!(letter, 'F' | 'P').then_some(row)
    };
    (0..).zip(letters.chars()).filter_map(row).collect()
}

fn clusters(rows: &[Row]) -> Clusters {
    find_clusters(&World::of(rows).view())
}

/// `(place of the first failure, failures, decided)` of each incident, oldest first.
fn check(letters: &str, every: u32, expected: &[(u32, u64, u64)]) {
    let found = clusters(&sequence("CI", letters, every));
    let place = |incident: &Incident| (incident.start.0 as u32 - START) / every;
    let mut incidents: Vec<(u32, u64, u64)> =
        found.incidents.iter().map(|incident| (place(incident), incident.failures, incident.decided)).collect();
    incidents.sort_unstable();
    assert_eq!(incidents, expected, "{letters}");
}

#[test]
fn incidents_are_failures_in_close_succession() {
    check("", HOUR, &[]);
    check("F", HOUR, &[]);
    check("PPFFPP", HOUR, &[]);
    check("PPFFFPP", HOUR, &[(2, 3, 3)]);
    check("FFFFFF", HOUR, &[(0, 6, 6)]);
    // One pass between does not end it, two do.
    check("PFFPFPP", HOUR, &[(1, 3, 4)]);
    check("PFFPPFF", HOUR, &[]);
    check("FFFPPFFFF", HOUR, &[(0, 3, 3), (5, 4, 4)]);
    // Gaps: 2 hours at least, else three usual intervals; here an interval is a minute, then 2 hours.
    check(&format!("{}FF{}F", "P".repeat(50), "-".repeat(130)), 60, &[]);
    check(&format!("{}FF{}F", "P".repeat(50), "-".repeat(100)), 60, &[(50, 3, 3)]);
    check("PPPPFF-FP", 2 * HOUR, &[(4, 3, 3)]);
    check("PPPPFF--FP", 2 * HOUR, &[]);
}

#[test]
fn an_incident_is_judged_by_what_came_before() {
    let judged = |letters: &str| clusters(&sequence("CI", letters, HOUR)).incidents.remove(0);
    let calm = "PPPPPPPPPF".repeat(10);
    let sudden = judged(&format!("{calm}PPFFFFFF"));
    assert!(sudden.is_beyond_chance && sudden.is_open, "{sudden:?}");
    assert!((sudden.expected_failures.unwrap() - 6.0 * 10.5 / 103.0).abs() < 1e-9);
    assert_eq!(sudden.run_ids.len(), 6);
    let usual = judged(&format!("{}PPFFFPPP", "PF".repeat(50)));
    assert!(!usual.is_beyond_chance && !usual.is_open, "{usual:?}");
    let early = judged("PPPPPFFFF");
    assert_eq!(early.p_value, Err(Lack::TooFewPoints { have: 5, need: 20 }));
    assert!(!early.is_beyond_chance && early.expected_failures.is_none() && early.adjusted_p_value.is_none());
}

#[test]
fn the_past_judges_a_window_that_does_not_hold_it() {
    let rows = sequence("CI", &format!("{}FFFFFFP", "P".repeat(100)), HOUR);
    let world = World::of(&rows).with_window(Window::LastHours(4));
    let found = find_clusters(&world.view());
    assert_eq!((found.incidents.len(), found.incidents[0].failures), (1, 6));
    assert!(found.incidents[0].is_beyond_chance);
    assert_eq!(found.tendencies[0].decided, 4);
}

#[test]
fn independent_failures_are_no_incident() {
    let mut alarms = 0;
    for seed in 0..100 {
        let mut random = SplitMix64::new(seed);
        let letters: String = (0..600).map(|_| if random.below(5) == 0 { 'F' } else { 'P' }).collect();
        let found = clusters(&sequence("CI", &letters, HOUR));
        alarms += usize::from(found.incidents.iter().any(|incident| incident.is_beyond_chance));
    }
    // 5 are promised; 11 or more would come with a chance below 1 %.
    assert!(alarms <= 10, "{alarms} of 100");
}

#[test]
fn workflows_that_begin_to_fail_together_are_an_outage() {
    let calm = "P".repeat(60);
    let failing = |workflow: &'static str, wait: usize| {
        sequence(workflow, &format!("{calm}{}FFFFPP{}", "P".repeat(wait), "P".repeat(20 - wait)), HOUR)
    };
    let together = clusters(&[failing("CI", 0), failing("Lint", 1), failing("Deploy", 3)].concat());
    assert_eq!(together.outages.len(), 1, "{:?}", together.outages);
    let outage = &together.outages[0];
    assert_eq!((outage.workflows.len(), outage.failures), (3, 12));
    assert_eq!(outage.start, Timestamp(i64::from(START + 60 * HOUR)));
    let apart = clusters(&[failing("CI", 0), failing("Lint", 12)].concat());
    assert_eq!(apart.outages, []);
    assert_eq!(clusters(&failing("CI", 0)).outages, []);
    // One workflow that stays broken draws nobody in.
    let broken = sequence("Deploy", &format!("{calm}{}", "F".repeat(26)), HOUR);
    assert_eq!(clusters(&[broken, failing("CI", 12)].concat()).outages, []);
}

#[test]
fn long_histories_make_no_outages_by_chance() {
    let by_chance = |random: &mut SplitMix64| -> String {
        (0..20_000).map(|_| if random.unit() < 0.15 { 'F' } else { 'P' }).collect()
    };
    let mut alarms = 0;
    for seed in 0..20 {
        let mut random = SplitMix64::new(seed);
        let rows: Vec<Row> = ["CI", "Lint", "Deploy"]
            .into_iter()
            .flat_map(|name| sequence(name, &by_chance(&mut random), 600))
            .collect();
        alarms += usize::from(!clusters(&rows).outages.is_empty());
    }
    // One is promised; 5 or more would come with a chance below 1 %.
    assert!(alarms <= 4, "{alarms} of 20");
}

#[test]
fn what_failures_share_is_named() {
    let fails_in = |row: Row, name, step| {
        let steps = vec![(step, "failure", 5, 9)];
        let job = JobRow { name, state: "failure", steps, ..JobRow::default() };
        if row.state == "failure" { Row { named_jobs: vec![job], ..row } } else { row }
    };
    let rows: Vec<Row> = sequence("CI", &format!("{}FFFFFP", "P".repeat(40)), HOUR)
        .into_iter()
        .map(
            |row| {
                if row.state == "failure" { Row { branch: "dev", ..fails_in(row, "unit", "Run tests") } } else { row }
            },
        )
        .collect();
    let found = clusters(&rows);
    let values: Vec<TraitValue> = found.incidents[0].shared.iter().map(|shared| shared.value.clone()).collect();
    let step = TraitValue::Step { job: "unit".to_owned(), step: Some("Run tests".to_owned()) };
    // The person is the same as ever, and therefore no news.
    assert_eq!(values, [step, TraitValue::Category(ErrorCategory::Test), TraitValue::Branch("dev".to_owned())]);
    assert_eq!(found.incidents[0].shared[2].usual_share, Some(0.0));
    let shared = &found.shared_steps[0];
    assert_eq!((shared.share.numerator, shared.share.denominator, shared.category), (5, 5, ErrorCategory::Test));
    assert_eq!(shared.last.seconds_since(shared.first), 4 * i64::from(HOUR));
    assert!(matches!(&shared.subject, Subject::Step { job, step, .. } if job == "unit" && step == "Run tests"));
}

fn tendency(letters: &str) -> ClusterTendency {
    clusters(&sequence("CI", letters, HOUR)).tendencies.remove(0)
}

#[test]
fn tendencies_tell_clusters_from_chance() {
    let clustered = tendency(&format!("{}FFFFFFFF", "P".repeat(40)).repeat(8));
    let succession = clustered.succession.unwrap();
    assert!(succession.after_failure > 0.8 && succession.after_pass < 0.05 && succession.p_value < 1e-6);
    assert!(clustered.runs_test.unwrap().z < -5.0 && clustered.dispersion.unwrap().index > 3.0);
    let burst = clustered.burstiness.unwrap();
    assert!(burst.burstiness > 0.4 && burst.burstiness_of_attempts.unwrap() < -0.9, "{burst:?}");
    let contagion = clustered.contagion.unwrap();
    assert!((0.5..1.0).contains(&contagion.branching) && contagion.p_value < 1e-3, "{contagion:?}");
    let regular = tendency(&"PPPPPPPF".repeat(40));
    assert!(regular.burstiness.unwrap().burstiness < -0.9);
    assert!(regular.contagion.is_err() || regular.contagion.is_ok_and(|found| found.branching < 0.2));
}

#[test]
fn says_what_it_lacks() {
    let few = Lack::TooFewPoints { have: 4, need: 20 };
    assert_eq!(tendency("PFPF").succession, Err(few));
    let constant = ["P".repeat(30), "F".repeat(30)].map(|letters| tendency(&letters));
    for found in constant {
        assert_eq!((found.succession, found.contagion.is_err()), (Err(Lack::NoVariation), true));
    }
    let rare = tendency(&format!("{}F", "P".repeat(40)));
    assert_eq!(rare.runs_test, Err(Lack::TooFewPoints { have: 1, need: 5 }));
    let nothing = clusters(&[]);
    assert!(nothing.incidents.is_empty() && nothing.tendencies.is_empty() && nothing.shared_steps.is_empty());
    // All at one moment.
    let at_once = tendency_of(&(0..40).map(|run| Row { state: "failure", ..Row::at(run, START) }).collect::<Vec<_>>());
    assert_eq!(at_once.burstiness, Err(Lack::NoVariation));
}

fn tendency_of(rows: &[Row]) -> ClusterTendency {
    clusters(rows).tendencies.remove(0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_history_is_answered_with_finite_numbers(
        runs in prop::collection::vec((0_u32..60 * DAY, prop::sample::select(vec!["CI", "Docs"]), any::<bool>()), 0..150),
        days in prop::option::of(1_u32..60),
    ) {
        let rows: Vec<Row> = (1_u64..).zip(runs).map(|(run_id, (time, workflow, fails))| {
            Row { workflow, state: if fails { "failure" } else { "success" }, ..Row::at(run_id, START + time) }
        }).collect();
        let world = World::of(&rows).with_window(days.map_or(Window::All, Window::LastDays));
        let found = find_clusters(&world.view());
        let written = format!("{found:?}");
        prop_assert!(!written.contains("NaN") && !written.contains("inf,") && !written.contains("inf)"), "{}", written);
        for incident in &found.incidents {
            prop_assert!((3..=incident.decided).contains(&incident.failures) && incident.start <= incident.end);
            prop_assert!(incident.p_value.as_ref().map_or(true, |p| (0.0..=1.0).contains(p)));
            prop_assert!(world.view().period.start <= incident.end);
        }
    }
}
