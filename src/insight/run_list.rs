//! The runs of a view, one by one. Judges nothing.

use serde::{Deserialize, Serialize};

use crate::domain::{NO_TEXT, Outcome, Timestamp, sort_by};
use crate::stats::median;

use super::View;
use super::delivery::queue_seconds;

/// A run, as its newest attempt in the view left it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListedRun {
    /// GitHub's number.
    pub run_id: u64,
    /// Number within the workflow.
    pub run_number: u32,
    /// The newest attempt in the view.
    pub attempt: u16,
    /// What GitHub shows as its title.
    pub title: String,
    /// Branch, or tag.
    pub branch: Option<String>,
    /// What triggered it.
    pub event: String,
    /// Commit, in hexadecimal.
    pub commit: Option<String>,
    /// Who started it.
    pub actor: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// When it started.
    pub started_at: Timestamp,
    /// How long it took, seconds; `None` where that is unknown or was dropped.
    pub duration_seconds: Option<f64>,
    /// Median seconds that its jobs waited for a runner; `None` where no job tells.
    pub queue_seconds: Option<f64>,
}

/// Runs of a view.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunList {
    /// Newest start first.
    pub runs: Vec<ListedRun>,
    /// How many there are in all.
    pub total: u64,
}

/// The newest `most` runs of a view.
pub fn list_runs(view: &View<'_>, most: usize) -> RunList {
    // Attempts of one run are neighbours; the last one is its newest.
    let runs = view.rows.chunk_by(|&a, &b| view.run_id(a) == view.run_id(b));
    let mut newest: Vec<u32> = runs.filter_map(|run| run.last().copied()).collect();
    let total = newest.len() as u64;
    sort_by(&mut newest, |&a, &b| view.started_seconds(b).cmp(&view.started_seconds(a)).then(b.cmp(&a)));
    newest.truncate(most);
    RunList { runs: newest.into_iter().filter_map(|row| listed(view, row)).collect(), total }
}

fn listed(view: &View<'_>, row: u32) -> Option<ListedRun> {
    let (columns, position) = (view.columns, row as usize);
    let attempts = &columns.attempts;
    let text = |column: &[u32]| columns.text(column.get(position).copied().unwrap_or(NO_TEXT)).map(str::to_owned);
    Some(ListedRun {
        run_id: view.run_id(row),
        run_number: attempts.run_number.get(position).copied()?,
        attempt: view.attempt(row),
        title: text(&attempts.title).unwrap_or_default(),
        branch: text(&attempts.branch),
        event: columns.events.text(u32::from(view.event(row))).to_owned(),
        commit: columns.commit_text(view.commit(row)),
        actor: text(&attempts.actor),
        outcome: view.outcome(row),
        started_at: view.started(row),
        duration_seconds: view.duration_seconds(row),
        queue_seconds: median(&mut queue_seconds(view, row).flatten().collect::<Vec<f64>>()),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{DAY, Row, START, World};
    use super::*;

    #[test]
    fn one_line_a_run_newest_start_first() {
        let retried = Row { attempt: 2, started: START + 3 * DAY, state: "success", ..Row::at(1, START) };
        let world = World::of(&[Row { state: "failure", ..Row::at(1, START) }, retried, Row::at(2, START + DAY)]);
        let list = list_runs(&world.view(), 10);
        let lines: Vec<_> = list.runs.iter().map(|run| (run.run_id, run.attempt, run.outcome)).collect();
        assert_eq!(lines, [(1, 2, Outcome::Passed), (2, 1, Outcome::Passed)]);
        let first = &list.runs[0];
        assert_eq!((first.branch.as_deref(), first.event.as_str()), (Some("main"), "push"));
        assert_eq!((first.title.as_str(), first.actor.as_deref()), ("a change", Some("octocat")));
        assert_eq!(list.total, 2);
        let one = list_runs(&world.view(), 1);
        assert_eq!((one.runs.len(), one.total), (1, 2));
        assert_eq!(list_runs(&World::of(&[]).view(), 5), RunList::default());
    }
}
