//! The grid on histories made by hand: streaks, their ends, pages.

use crate::domain::Window;

use super::super::testing::{DAY, JobRow, Row, START, World};
use super::*;

/// A run of a commit, an hour after the one before; `run` tells them apart.
fn run(run: u64, commit: u64, state: &'static str) -> Row {
    Row { commit, state, ..Row::at(run, START + run as u32 * 3_600) }
}

fn again(of: &Row, attempt: u16, later: u32, state: &'static str) -> Row {
    Row { attempt, started: of.started + later, state, ..of.clone() }
}

fn grid(rows: &[Row], window: Window, part: &GridPart) -> BranchGrid {
    grid_of_branch(&World::of(rows).with_window(window).view(), part)
}

fn all(rows: &[Row]) -> BranchGrid {
    grid(rows, Window::All, &GridPart::default())
}

/// What a row of the grid looks like: newest commit first, flaky cells with a question mark.
fn picture(grid: &BranchGrid) -> String {
    let cell = |cell: &BranchCell| match (cell.is_flaky(), cell.outcome) {
        (true, Outcome::Passed) => '?',
        (_, Outcome::Passed) => '.',
        (_, Outcome::Failed | Outcome::TimedOut) => 'X',
        _ => '-',
    };
    let line = |commit: &BranchCommit| commit.cells.iter().map(cell).collect::<String>();
    grid.commits.iter().map(line).collect::<Vec<_>>().join(" ")
}

fn verdicts(grid: &BranchGrid) -> Vec<(u64, bool, BreakageVerdict)> {
    grid.breakages.iter().map(|breakage| (breakage.commits, breakage.end.is_some(), breakage.verdict)).collect()
}

fn check(rows: &[Row], expected: &str, breakages: &[(u64, bool, BreakageVerdict)]) {
    let grid = all(rows);
    assert_eq!((picture(&grid).as_str(), verdicts(&grid).as_slice()), (expected, breakages));
}

#[test]
fn commits_stand_newest_first_with_their_newest_decided_outcome() {
    let failed = run(2, 2, "failure");
    let rows = [run(1, 1, "success"), failed.clone(), again(&failed, 2, 600, "success"), run(3, 3, "cancelled")];
    check(&rows, "- ? .", &[(1, true, BreakageVerdict::Flaky)]);
    let cancelled_later = [run(1, 1, "failure"), again(&run(1, 1, ""), 2, 600, "cancelled")];
    check(&cancelled_later, "X", &[(1, false, BreakageVerdict::Unrepeated)]);
}

#[test]
fn what_ended_a_stretch_tells_what_it_was() {
    use BreakageVerdict::{Flaky, Real, Unrepeated};
    let states = |states: &[&'static str]| -> Vec<Row> {
        (1..).zip(states).map(|(number, state)| run(number, number, state)).collect()
    };
    let (red, green) = ("failure", "success");
    check(&states(&[green, green]), ". .", &[]);
    check(&states(&[green, red, green]), ". X .", &[(1, true, Unrepeated)]);
    check(&states(&[green, red, red, green]), ". X X .", &[(2, true, Real)]);
    check(&states(&[green, red, "cancelled", "timed_out"]), "X - X .", &[(2, false, Real)]);
    check(&states(&[red]), "X", &[(1, false, Unrepeated)]);
    // Repeated in vain, then fixed by another commit.
    let failed = run(1, 1, red);
    check(&[failed.clone(), again(&failed, 2, 600, red), run(2, 2, green)], ". X", &[(1, true, Real)]);
    // Two commits red, the second passes when repeated.
    let second = run(2, 2, red);
    let rows = [run(1, 1, red), second.clone(), again(&second, 2, 600, green), run(3, 3, green)];
    check(&rows, ". ? X", &[(2, true, Flaky)]);
}

#[test]
fn all_breakages_are_counted_by_kind_however_many_are_told() {
    let state = |number: u64| if number.is_multiple_of(2) { "success" } else { "failure" };
    let rows: Vec<Row> = (1..=300).map(|number| run(number, number, state(number))).collect();
    let found = all(&rows);
    assert_eq!((found.breakages.len(), found.breakages_left_out), (MOST_BREAKAGES, 150 - MOST_BREAKAGES as u64));
    assert_eq!(found.breakage_kinds, BreakageKinds { real: 0, flaky: 0, unrepeated: 150 });
}

#[test]
fn red_time_is_from_knowing_to_knowing_and_counted_once() {
    let other = |row: Row| Row { workflow: "Docs", run_id: row.run_id + 100, ..row };
    let rows = [
        run(1, 1, "failure"),
        other(run(1, 1, "failure")),
        run(2, 2, "failure"),
        other(run(2, 2, "success")),
        run(3, 3, "success"),
        other(run(3, 3, "success")),
        run(4, 4, "success"),
    ];
    let grid = all(&rows);
    assert_eq!(grid.red_seconds, 2 * 3_600);
    let seconds: Vec<u64> = grid.breakages.iter().map(|breakage| breakage.seconds).collect();
    assert_eq!(seconds, [7_200, 3_600]);
    assert_eq!(grid.green_since, Some(Timestamp(i64::from(START + 3 * 3_600 + 200))));
    assert!(grid.columns.iter().all(|column| column.is_red == Some(false)));
}

#[test]
fn what_began_before_the_window_is_followed_to_its_beginning() {
    let rows: Vec<Row> =
        (0..10).map(|day| Row { state: "failure", ..Row::at(u64::from(day) + 1, START + day * DAY) }).collect();
    let grid = grid(&rows, Window::LastDays(2), &GridPart::default());
    assert_eq!((grid.commits.len(), grid.window_commits), (2, 2));
    assert_eq!(grid.breakages.first().map(|breakage| (breakage.commits, breakage.first_run_id)), Some((10, 1)));
    assert_eq!(grid.red_seconds, grid.watched_seconds);
    assert_eq!(grid.green_since, None);
}

#[test]
fn only_the_branch_itself_counts() {
    let rows = [
        run(1, 1, "success"),
        Row { from_fork: true, ..run(2, 2, "failure") },
        Row { branch: "topic", ..run(3, 3, "failure") },
    ];
    check(&rows, ".", &[]);
    assert_eq!(all(&[]).commits, []);
    let mut world = World::of(&rows);
    world.filter.branch = Some("topic".to_owned());
    assert_eq!(picture(&grid_of_branch(&world.view(), &GridPart::default())), "X");
    world.filter.branch = Some("none such".to_owned());
    assert_eq!(grid_of_branch(&world.view(), &GridPart::default()).columns, []);
}

#[test]
fn parts_follow_on_each_other() {
    let rows: Vec<Row> = (1..=150)
        .map(|number| run(number, number, if number.is_multiple_of(3) { "failure" } else { "success" }))
        .collect();
    let mut part = GridPart::default();
    let mut lengths = Vec::new();
    loop {
        let grid = grid(&rows, Window::All, &part);
        lengths.push((grid.newer, grid.commits.len(), grid.older));
        part.before = grid.commits.last().map(|commit| commit.commit.clone());
        if grid.older == 0 {
            break;
        }
    }
    assert_eq!(lengths, [(0, 60, 90), (60, 60, 30), (120, 30, 0)]);
    let failing = grid(&rows, Window::All, &GridPart { before: None, only_failing: true });
    assert_eq!((failing.commits.len(), failing.commits_total, failing.window_commits), (50, 50, 150));
    let unknown = grid(&rows, Window::All, &GridPart { before: Some("?".to_owned()), only_failing: false });
    assert_eq!(unknown.newer, 0);
}

#[test]
fn a_chosen_workflow_is_told_by_its_jobs() {
    let job = |name: &'static str, state: &'static str| JobRow { name, state, ..JobRow::default() };
    let rows = [
        Row { named_jobs: vec![job("lint", "success"), job("test", "success")], ..run(1, 1, "success") },
        Row { named_jobs: vec![job("lint", "success"), job("test", "failure")], ..run(2, 2, "failure") },
        Row { named_jobs: vec![job("lint", "skipped"), job("test", "cancelled")], ..run(3, 3, "cancelled") },
    ];
    let mut world = World::of(&rows);
    world.filter.workflow_id = Some(100);
    let grid = grid_of_branch(&world.view(), &GridPart::default());
    let names: Vec<(&str, Option<bool>)> =
        grid.columns.iter().map(|column| (column.name.as_str(), column.is_red)).collect();
    assert_eq!(names, [("lint", Some(false)), ("test", Some(true))]);
    assert_eq!((grid.is_by_job, picture(&grid).as_str()), (true, "- .X .."));
}

#[test]
fn the_message_of_a_commit_is_that_of_its_push() {
    let rows = [Row { event: "schedule", ..run(1, 1, "success") }, run(2, 1, "success")];
    let grid = all(&rows);
    assert_eq!(grid.commits.len(), 1);
    assert_eq!(grid.commits[0].title, "a change");
    assert_eq!(grid.commits[0].actor.as_deref(), Some("octocat"));
}
