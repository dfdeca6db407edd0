//! What stands behind a change: a history in which one step of one job grew, and a job that came in.

use crate::domain::{Timestamp, Window};

use super::super::super::testing::{DAY, JobRow, Row, START, World};
use super::super::super::{Metric, Subject};
use super::super::{RecentChanges, analyse_movements, recent_changes};
use super::durations;

/// 28 days of 10 runs a day; from run `late` on the step "Run tests" of the job "test" takes 60 s more, jobs wait 20 s
/// longer, and there is a job "scan".
fn history(late: usize) -> Vec<Row> {
    let mut rows = durations(4, 28, 10, 0.0, |number| if number as usize >= late { 1.45 } else { 1.0 });
    for (number, row) in rows.iter_mut().enumerate() {
        let is_late = number >= late;
        let (wait, noise) = (if is_late { 30 } else { 10 } + number as i64 % 3, number as i64 * 13 % 7);
        let grown = if is_late { 60 } else { 0 };
        let test = JobRow {
            name: "test",
            picked_up: Some(wait),
            started: wait,
            completed: wait + 100 + noise + grown,
            steps: vec![
                ("Check out", "success", wait, wait + 10 + noise),
                ("Run tests", "success", wait + 10, wait + 90 + noise + grown),
            ],
            ..JobRow::default()
        };
        let build = JobRow { picked_up: Some(wait), started: wait, completed: wait + 90 + noise, ..JobRow::default() };
        let scan = JobRow { name: "scan", completed: 45, ..build.clone() };
        row.named_jobs = if is_late { vec![test, build, scan] } else { vec![test, build] };
    }
    rows
}

fn told(world: &World) -> RecentChanges {
    let view = world.view();
    recent_changes(&view, &analyse_movements(&view))
}

#[test]
fn the_step_that_grew_is_named_with_its_seconds() {
    let rows = history(150);
    let recent = told(&World::of(&rows));
    let [cause] = recent.causes.as_slice() else { panic!("{recent:?}") };
    assert_eq!((cause.workflow_id, cause.attempts.0), (100, 150));
    assert!(cause.seconds > 50.0 && cause.attempts.1 == 130, "{cause:?}");
    let names: Vec<(&str, f64)> = cause
        .jobs
        .iter()
        .map(|part| (if let Subject::Job { job, .. } = &part.subject { job.as_str() } else { "" }, part.seconds))
        .collect();
    assert_eq!(names.first(), Some(&("test", 60.0)), "{cause:?}");
    assert!(names.get(1).is_some_and(|part| part.0 == "scan") && names.len() == 2, "{names:?}");
    let scan = &cause.jobs[1];
    assert_eq!((scan.before_seconds, scan.counts), (None, (0, 130)));
    let [step] = cause.steps.as_slice() else { panic!("{cause:?}") };
    assert!(matches!(&step.subject, Subject::Step { step, .. } if step == "Run tests"));
    assert_eq!((step.seconds, step.counts), (60.0, (150, 130)));
    assert_eq!(cause.queue_seconds, Some((11.0, 31.0)));
    let first = rows.iter().find(|row| row.started == START + 15 * DAY).unwrap();
    let [commit] = cause.commits.as_slice() else { panic!("{cause:?}") };
    assert_eq!((commit.run_id, commit.title.as_str()), (first.run_id, "a change"));
}

#[test]
fn a_short_window_looks_back_over_the_one_before() {
    // The change lies one run into the window: nothing is before it inside.
    let rows = history(211);
    let world = World::of(&rows).with_window(Window::LastDays(7));
    let recent = told(&world);
    let period = world.view().period;
    assert_eq!(recent.looked_at.start, period.start.plus_days(-7));
    let of_workflow = |change: &&super::super::Changepoint| {
        change.metric == Metric::Duration && matches!(change.subject, Subject::Workflow { .. })
    };
    let change = recent.changes.iter().find(of_workflow).unwrap();
    let truth = Timestamp(i64::from(rows[211].started));
    assert!(change.at.seconds_since(truth).abs() <= i64::from(DAY), "{change:?}");
    assert_eq!((change.run_number, change.is_worse), (change.run_id as u32, true));
    assert_eq!(recent.causes.len(), 1);
    // A long window holds its own past.
    let long = World::of(&rows).with_window(Window::All);
    assert_eq!(told(&long).changes, analyse_movements(&long.view()).changepoints);
}

#[test]
fn without_jobs_nothing_is_blamed() {
    let mut rows = history(150);
    for row in &mut rows {
        row.named_jobs.clear();
    }
    let recent = told(&World::of(&rows));
    assert!(matches!(recent.causes.as_slice(), [cause] if cause.jobs.is_empty() && cause.queue_seconds.is_none()));
    assert!(told(&World::of(&[])).changes.is_empty());
}
