//! What runs now, and when it is expected to end by what its workflow took before. As of what is stored: a run that ended
//! since the last sync still counts as running.

use serde::{Deserialize, Serialize};

use crate::domain::{NO_TEXT, Outcome, SECONDS_PER_HOUR, State, Timestamp, sort_by};
use crate::stats::Lack;

use super::{Quantiles, View};

/// What has not ended after so long was lost sight of, or waits for a person.
const LONGEST_HOURS: i64 = 24;
/// Newest passed attempts of the workflow that tell how long it takes.
const MOST_PAST: usize = 200;
/// Fewer say nothing.
const FEWEST_PAST: usize = 5;

/// An attempt that has not ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunningRun {
    /// GitHub's number of the run.
    pub run_id: u64,
    /// Number of the run within its workflow.
    pub run_number: u32,
    /// GitHub's number of its workflow.
    pub workflow_id: u64,
    /// What to call the workflow.
    pub workflow: String,
    /// Its branch, where one is named.
    pub branch: Option<String>,
    /// When the attempt started.
    pub started_at: Timestamp,
    /// Whether it works; else it waits for a runner, an approval or its turn.
    pub is_working: bool,
    /// When it should end, or what is lacking to say so.
    pub expected: Result<ExpectedEnd, Lack>,
}

/// When an attempt should end, from the durations of passed attempts of its workflow.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExpectedEnd {
    /// Its start and the median.
    pub at: Timestamp,
    /// Its start and the P90: nine in ten ended by then.
    pub at_p90: Timestamp,
    /// Whether the P90 has passed.
    pub is_overdue: bool,
    /// Passed attempts behind it.
    pub sample: u64,
}

/// The attempts that have not ended and started within the last 24 hours, the oldest first. The filter chooses workflow,
/// branch and event; its window plays no part.
pub fn find_running(view: &View<'_>) -> Vec<RunningRun> {
    let is_running = |row: &u32| view.outcome(*row) == Outcome::Unfinished && view.state(*row).is_unfinished();
    let recent = view.over(crate::domain::Period {
        start: view.now.plus_seconds(-LONGEST_HOURS * SECONDS_PER_HOUR),
        end: view.now.plus_seconds(1),
    });
    let rows: Vec<u32> = recent.rows.iter().copied().filter(is_running).collect();
    let mut running: Vec<RunningRun> = rows.into_iter().filter_map(|row| running(view, row)).collect();
    sort_by(&mut running, |a, b| a.started_at.cmp(&b.started_at).then(a.run_id.cmp(&b.run_id)));
    running
}

fn running(view: &View<'_>, row: u32) -> Option<RunningRun> {
    let attempts = &view.columns.attempts;
    let position = view.workflow(row);
    let workflow = view.columns.workflows.entries.get(usize::from(position))?;
    let branch = attempts.branch.get(row as usize).copied().filter(|&text| text != NO_TEXT);
    let started_at = view.started(row);
    Some(RunningRun {
        run_id: view.run_id(row),
        run_number: attempts.run_number.get(row as usize).copied().unwrap_or_default(),
        workflow_id: workflow.id,
        workflow: workflow.label(),
        branch: branch.map(|text| view.columns.texts.text(text).to_owned()),
        started_at,
        is_working: view.state(row) == State::IN_PROGRESS,
        expected: expected(view, position, started_at),
    })
}

/// When an attempt should end that has not, by its workflow's past.
pub(super) fn expected_end(view: &View<'_>, row: u32) -> Result<ExpectedEnd, Lack> {
    expected(view, view.workflow(row), view.started(row))
}

/// Whether an attempt started so long ago that nobody knows what became of it.
pub(super) fn is_lost(view: &View<'_>, row: u32) -> bool {
    view.now.seconds_since(view.started(row)) > LONGEST_HOURS * SECONDS_PER_HOUR
}

fn expected(view: &View<'_>, workflow: u16, started_at: Timestamp) -> Result<ExpectedEnd, Lack> {
    let of_workflow = |row: &u32| view.workflow(*row) == workflow && view.outcome(*row) == Outcome::Passed;
    let newest = (0..view.columns.attempts.len() as u32).rev().filter(of_workflow);
    let mut seconds: Vec<f64> = newest.filter_map(|row| view.duration_seconds(row)).take(MOST_PAST).collect();
    Lack::unless_enough(seconds.len(), FEWEST_PAST)?;
    let quantiles = Quantiles::of(&mut seconds);
    let after = |value: Option<f64>| started_at.plus_seconds(value.unwrap_or_default().round() as i64);
    let at_p90 = after(quantiles.p90);
    Ok(ExpectedEnd { at: after(quantiles.median), at_p90, is_overdue: at_p90 < view.now, sample: quantiles.count })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{DAY, Row, START, World};
    use super::*;

    /// `passed` runs of 100, 110, … seconds, and one that started `ago` seconds before now and has not ended.
    fn world(passed: u32, ago: u32, state: &'static str) -> World {
        let past = (0..passed).map(|number| Row {
            seconds: 100 + 10 * i64::from(number),
            ..Row::at(u64::from(number) + 1, START + number * 600)
        });
        let now = START + 2 * DAY;
        let row = Row { state, seconds: 0, branch: "topic", ..Row::at(900, now - ago) };
        let mut world = World::of(&past.chain([row]).collect::<Vec<_>>());
        world.now = Timestamp(i64::from(now));
        world
    }

    #[test]
    fn an_end_is_expected_from_the_past_of_the_workflow() {
        let check = |ago: u32, state: &'static str, overdue: bool| {
            let world = world(11, ago, state);
            let found = find_running(&world.view());
            assert_eq!(found.len(), 1, "{ago} {state}");
            let expected = found[0].expected.as_ref().unwrap();
            let after = |at: Timestamp| at.seconds_since(found[0].started_at);
            assert_eq!((after(expected.at), after(expected.at_p90), expected.sample), (150, 190, 11));
            assert_eq!((expected.is_overdue, found[0].is_working), (overdue, state == "in_progress"), "{ago}");
            assert_eq!((found[0].run_id, found[0].branch.as_deref()), (900, Some("topic")));
        };
        check(60, "in_progress", false);
        check(190, "in_progress", false);
        check(191, "in_progress", true);
        check(30, "queued", false);
    }

    #[test]
    fn what_ended_or_was_lost_sight_of_does_not_run() {
        for (ago, state) in [(60, "success"), (60, "failure"), (25 * 3_600, "in_progress")] {
            assert_eq!(find_running(&world(11, ago, state).view()), [], "{ago} {state}");
        }
        assert_eq!(find_running(&World::of(&[]).view()), []);
    }

    #[test]
    fn too_short_a_past_says_nothing() {
        let found = find_running(&world(4, 60, "in_progress").view());
        assert!(found[0].expected.is_err());
    }
}
