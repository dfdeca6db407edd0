//! Stretches of red of one column: commits in a row on which it failed, up to the first on which it ended well. What ended
//! it tells what it was: the same commit repeated, or another commit.

use serde::{Deserialize, Serialize};

use crate::domain::{Timestamp, sort_by_key};

use super::trials::{Branch, Cell, Cells, Seen};

/// A column that was red.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Breakage {
    /// Position among the columns.
    pub column: u32,
    /// The first failing commit, in hexadecimal.
    pub first_commit: String,
    /// The last failing commit; the same where there is one.
    pub last_commit: String,
    /// GitHub's number of the run that failed first.
    pub first_run_id: u64,
    /// GitHub's number of the run that failed last.
    pub last_run_id: u64,
    /// Failing commits.
    pub commits: u64,
    /// When the first failure was known: the end of its attempt, its start where that is unknown.
    pub began_at: Timestamp,
    /// What ended it; `None` while it is red.
    pub end: Option<BreakageEnd>,
    /// Seconds from the one to the other, or until now.
    pub seconds: u64,
    /// Flaky or real.
    pub verdict: BreakageVerdict,
}

/// What ended a breakage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakageEnd {
    /// The commit that passed, in hexadecimal.
    pub commit: String,
    /// GitHub's number of the run that passed.
    pub run_id: u64,
    /// When it had.
    pub at: Timestamp,
}

/// What a breakage was, by what repeating and the next commits showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BreakageVerdict {
    /// The last failing commit passed when it was run again: the code was not the reason, or not alone.
    Flaky,
    /// It failed on two commits or more, or again when it was repeated, and another commit ended it or nothing has yet.
    Real,
    /// It failed once on one commit: nobody can know.
    Unrepeated,
}

/// The breakages of a column, oldest first.
pub(super) fn stretches(branch: &Branch<'_>, cells: &Cells, column: u32) -> Vec<Breakage> {
    let mut found = Vec::new();
    let mut failing: Vec<&Cell> = Vec::new();
    for cell in cells.all.iter().filter(|cell| cell.told.decided > 0) {
        if cell.told.failed > 0 {
            failing.push(cell);
        }
        if !cell.told.outcome.is_failed() && !failing.is_empty() {
            found.extend(tell(branch, column, &failing, Some(cell)));
            failing.clear();
        }
    }
    found.extend(tell(branch, column, &failing, None));
    found
}

fn tell(branch: &Branch<'_>, column: u32, failing: &[&Cell], end: Option<&Cell>) -> Option<Breakage> {
    let (first, last) = (failing.first()?, failing.last()?);
    let (began, latest) = (first.first_failure?, last.last_failure?);
    let run_id = |seen: Seen| branch.history.run_id(seen.row);
    let verdict = match end {
        Some(end) if end.commit == last.commit => BreakageVerdict::Flaky,
        _ if failing.len() > 1 || last.told.failed > 1 => BreakageVerdict::Real,
        _ => BreakageVerdict::Unrepeated,
    };
    let end = end.and_then(|cell| Some((cell, cell.pass?))).map(|(cell, pass)| BreakageEnd {
        commit: branch.commit_text(cell.commit),
        run_id: run_id(pass),
        // Commits are built side by side: the next one may have passed before this one had failed.
        at: pass.at.max(began.at),
    });
    let until = end.as_ref().map_or_else(|| branch.watched().1, |end| end.at);
    Some(Breakage {
        column,
        first_commit: branch.commit_text(first.commit),
        last_commit: branch.commit_text(last.commit),
        first_run_id: run_id(began),
        last_run_id: run_id(latest),
        commits: failing.len() as u64,
        began_at: began.at,
        seconds: until.seconds_since(began.at).max(0).unsigned_abs(),
        end,
        verdict,
    })
}

/// Seconds of a stretch of time in which at least one of these was open.
pub(super) fn red_seconds(breakages: &[Breakage], start: Timestamp, end: Timestamp) -> u64 {
    let clipped = |breakage: &Breakage| {
        let until = breakage.end.as_ref().map_or(end, |fixed| fixed.at.min(end));
        (breakage.began_at.max(start), until)
    };
    let mut spans: Vec<(Timestamp, Timestamp)> = breakages.iter().map(clipped).collect();
    sort_by_key(&mut spans, |span| *span);
    let mut seconds = 0;
    let mut covered = start;
    for (from, to) in spans {
        let from = from.max(covered);
        seconds += to.seconds_since(from).max(0).unsigned_abs();
        covered = covered.max(to);
    }
    seconds
}
