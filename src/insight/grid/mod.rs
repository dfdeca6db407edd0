//! What broke a branch and when: its commits against workflows, or against the jobs of one workflow; each stretch of red
//! with what began and what ended it. Judges no change of the code, names no culprit.
//!
//! | file | owns |
//! |---|---|
//! | `trials` | the branch's commits in order, and what ran on each |
//! | `breakage` | stretches of red of one column |
//!
//! GitHub's API of runs does not tell the order of commits: they stand in the order in which their first run was created.

mod breakage;
#[cfg(test)]
mod tests;
mod trials;

use serde::{Deserialize, Serialize};

use crate::domain::{Outcome, Timestamp, sort_by, sort_by_key};

use super::View;

use breakage::{red_seconds, stretches};
use trials::{Branch, Cells};

pub use breakage::{Breakage, BreakageEnd, BreakageVerdict};

/// Columns told, those with most failing commits.
const MOST_COLUMNS: usize = 60;
/// Commits told at once, and cells: a page lays out more than these in a task that can be felt.
const MOST_COMMITS: usize = 60;
const MOST_CELLS: usize = 1_500;
/// Breakages told, the open ones first.
const MOST_BREAKAGES: usize = 100;

/// Which commits of the branch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GridPart {
    /// Only those older than this commit, in hexadecimal; the newest where there is none or it is not known.
    pub before: Option<String>,
    /// Only those on which something failed.
    pub only_failing: bool,
}

/// Commits of a branch against workflows or jobs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BranchGrid {
    /// The branch: the filter's, else the main branch; `None` where neither is known.
    pub branch: Option<String>,
    /// Whether columns are jobs, because the filter names a workflow.
    pub is_by_job: bool,
    /// Workflows or jobs that ran in the window, by name; at most 60, those with most failing commits.
    pub columns: Vec<BranchColumn>,
    /// Columns beyond those.
    pub columns_left_out: u64,
    /// Newest first; at most 60, fewer where there are many columns.
    pub commits: Vec<BranchCommit>,
    /// Commits of the window that this choice has.
    pub commits_total: u64,
    /// Of them, newer than those told.
    pub newer: u64,
    /// Of them, older than those told.
    pub older: u64,
    /// Commits of the window on which something failed, whether or not it passed when it was repeated.
    pub failing_commits: u64,
    /// Commits of the window, whatever the choice.
    pub window_commits: u64,
    /// Seconds of the window, as far as it has passed, in which at least one column was red.
    pub red_seconds: u64,
    /// Seconds of the window, as far as it has passed, since the first run on the branch.
    pub watched_seconds: u64,
    /// Since when no column is red; `None` while one is, or where none ever was.
    pub green_since: Option<Timestamp>,
    /// Stretches of red that reach into the window: open ones first, then newest first; at most 100.
    pub breakages: Vec<Breakage>,
    /// Breakages beyond those.
    pub breakages_left_out: u64,
    /// All of them by kind.
    pub breakage_kinds: BreakageKinds,
}

/// How many breakages there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakageKinds {
    /// [`BreakageVerdict::Real`].
    pub real: u64,
    /// [`BreakageVerdict::Flaky`].
    pub flaky: u64,
    /// [`BreakageVerdict::Unrepeated`].
    pub unrepeated: u64,
}

/// A workflow, or a job of the workflow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BranchColumn {
    /// GitHub's number of the workflow.
    pub workflow_id: u64,
    /// The job's name, else what to call the workflow.
    pub name: String,
    /// Commits of the window on which it passed or failed.
    pub commits: u64,
    /// Of them, those on which it failed, whether or not it passed when it was repeated.
    pub failing_commits: u64,
    /// Whether its newest decided outcome failed; `None` where nothing was decided.
    pub is_red: Option<bool>,
}

/// A commit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BranchCommit {
    /// In hexadecimal.
    pub commit: String,
    /// Title of the run that a push set off (the commit's message), else of its first run.
    pub title: String,
    /// Who set that run off.
    pub actor: Option<String>,
    /// Creation of its first run.
    pub first_built_at: Timestamp,
    /// Whether something failed on it.
    pub is_failing: bool,
    /// One for each column that ran on it, in the order of the columns.
    pub cells: Vec<BranchCell>,
}

/// What became of a commit in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BranchCell {
    /// Position among the columns.
    pub column: u32,
    /// The newest decided outcome on the commit; the newest one where none is decided.
    pub outcome: Outcome,
    /// GitHub's number of the run with that outcome.
    pub run_id: u64,
    /// Its attempt.
    pub attempt: u16,
    /// Decided outcomes on the commit.
    pub decided: u32,
    /// Of them, failed.
    pub failed: u32,
}

impl BranchCell {
    /// Whether it both failed and passed on the commit.
    pub fn is_flaky(&self) -> bool {
        self.failed > 0 && self.failed < self.decided
    }
}

/// Looks at the commits of the filter's branch, else of the main branch, that were built in the view's window. Stretches of
/// red are followed through the whole history up to the window's end, so that they do not depend on its beginning.
/// O(n log n) in what ran on the branch.
pub fn grid_of_branch(view: &View<'_>, part: &GridPart) -> BranchGrid {
    let name = view.filter.branch.as_deref().or(view.default_branch);
    let mut grid = BranchGrid {
        branch: name.map(str::to_owned),
        is_by_job: view.filter.workflow_id.is_some(),
        ..BranchGrid::default()
    };
    let number = name.and_then(|name| view.columns.texts.find(name.as_bytes()));
    let Some(branch) = Branch::of(view, number, grid.is_by_job) else { return grid };
    let chosen = chosen_columns(&branch, &mut grid);
    tell_breakages(&branch, &chosen, &mut grid);
    let failing = failing_commits(&branch, &chosen);
    grid.window_commits = branch.commits.iter().filter(|commit| commit.is_in_window).count() as u64;
    grid.failing_commits =
        branch.commits.iter().zip(&failing).filter(|(commit, failing)| commit.is_in_window && **failing).count() as u64;
    tell_commits(&branch, &chosen, &failing, part, &mut grid);
    grid
}

/// The columns to tell, by name.
fn chosen_columns<'b>(branch: &'b Branch<'_>, grid: &mut BranchGrid) -> Vec<&'b Cells> {
    let mut chosen: Vec<&Cells> = branch.columns.iter().filter(|cells| cells.ran_in_window).collect();
    sort_by(&mut chosen, |a, b| {
        let counts = |cells: &Cells| (branch.window_counts(cells).1, branch.window_counts(cells).0);
        counts(b).cmp(&counts(a)).then_with(|| branch.name(a.column).cmp(&branch.name(b.column)))
    });
    grid.columns_left_out = chosen.len().saturating_sub(MOST_COLUMNS) as u64;
    chosen.truncate(MOST_COLUMNS);
    sort_by_key(&mut chosen, |cells| branch.name(cells.column));
    grid.columns = chosen
        .iter()
        .map(|cells| {
            let (workflow_id, name) = branch.name(cells.column);
            let (commits, failing_commits) = branch.window_counts(cells);
            let newest = cells.all.iter().rev().find(|cell| cell.told.outcome.is_decided());
            let is_red = newest.map(|cell| cell.told.outcome.is_failed());
            BranchColumn { workflow_id, name, commits, failing_commits, is_red }
        })
        .collect();
    chosen
}

fn tell_breakages(branch: &Branch<'_>, chosen: &[&Cells], grid: &mut BranchGrid) {
    let (start, end) = branch.watched();
    let mut all: Vec<Breakage> = Vec::new();
    for (column, cells) in (0_u32..).zip(chosen) {
        all.extend(stretches(branch, cells, column));
    }
    let is_open = all.iter().any(|breakage| breakage.end.is_none());
    let ended = all.iter().filter_map(|breakage| breakage.end.as_ref().map(|end| end.at)).max();
    grid.green_since = ended.filter(|_| !is_open);
    all.retain(|breakage| breakage.end.as_ref().is_none_or(|fixed| fixed.at >= start));
    grid.red_seconds = red_seconds(&all, start, end);
    grid.watched_seconds = end.seconds_since(start).max(0).unsigned_abs();
    sort_by(&mut all, |a, b| {
        let open = |breakage: &Breakage| breakage.end.is_none();
        open(b).cmp(&open(a)).then(b.began_at.cmp(&a.began_at)).then(a.column.cmp(&b.column))
    });
    for breakage in &all {
        let kinds = &mut grid.breakage_kinds;
        match breakage.verdict {
            BreakageVerdict::Real => kinds.real += 1,
            BreakageVerdict::Flaky => kinds.flaky += 1,
            BreakageVerdict::Unrepeated => kinds.unrepeated += 1,
        }
    }
    grid.breakages_left_out = all.len().saturating_sub(MOST_BREAKAGES) as u64;
    all.truncate(MOST_BREAKAGES);
    grid.breakages = all;
}

/// By place of the commit: whether something failed on it in one of these columns.
fn failing_commits(branch: &Branch<'_>, chosen: &[&Cells]) -> Vec<bool> {
    let mut failing = vec![false; branch.commits.len()];
    for cell in chosen.iter().flat_map(|cells| &cells.all) {
        if let Some(is_failing) = failing.get_mut(cell.commit as usize) {
            *is_failing |= cell.told.failed > 0;
        }
    }
    failing
}

fn tell_commits(branch: &Branch<'_>, chosen: &[&Cells], failing: &[bool], part: &GridPart, grid: &mut BranchGrid) {
    let is_failing = |place: u32| failing.get(place as usize).copied().unwrap_or_default();
    let is_chosen = |place: &u32| {
        let is_in_window = branch.commits.get(*place as usize).is_some_and(|commit| commit.is_in_window);
        is_in_window && (!part.only_failing || is_failing(*place))
    };
    let all: Vec<u32> = (0..branch.commits.len() as u32).rev().filter(is_chosen).collect();
    let before = part.before.as_deref().and_then(|commit| branch.place_of(commit));
    let first = before.map_or(0, |before| all.partition_point(|&place| place >= before));
    let room = (MOST_CELLS / chosen.len().max(1)).min(MOST_COMMITS);
    let told = all.get(first..).unwrap_or_default();
    let told = told.get(..room.min(told.len())).unwrap_or_default();
    grid.commits_total = all.len() as u64;
    grid.newer = first as u64;
    grid.older = (all.len() - first - told.len()) as u64;
    let commit = |&place: &u32| {
        let cells = (0_u32..).zip(chosen).filter_map(|(column, cells)| {
            let cell = cells.at(place)?;
            Some(BranchCell { column, ..cell.told })
        });
        branch.tell(place, cells.collect(), is_failing(place))
    };
    grid.commits = told.iter().filter_map(commit).collect();
}
