//! Between which commits something changed.

use crate::domain::sort_by_key;

use super::super::View;

/// More attempts between than this are not gone through.
const MOST_ATTEMPTS: usize = 2_000;

/// The commits around a change.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Commits {
    /// Of the last attempt before, in hexadecimal.
    pub before: Option<String>,
    /// Of the first attempt after.
    pub after: Option<String>,
    /// Further ones on which attempts were created between the two.
    pub between: Option<u64>,
}

/// The commits of the rows on both sides of a change, and how many others `view` holds attempts of between them.
pub(super) fn commits_around(view: &View<'_>, before: u32, after: u32) -> Commits {
    let text = |row: u32| view.columns.commit_text(view.commit(row));
    let from = view.rows.partition_point(|&row| row <= before);
    let to = view.rows.partition_point(|&row| row < after);
    let ends = [view.commit(before), view.commit(after)];
    let between = view.rows.get(from..to).filter(|rows| before < after && rows.len() <= MOST_ATTEMPTS);
    let between = between.map(|rows| {
        let mut commits: Vec<u32> = rows.iter().map(|&row| view.commit(row)).collect();
        commits.retain(|commit| !ends.contains(commit));
        sort_by_key(&mut commits, |&commit| commit);
        commits.dedup();
        commits.len() as u64
    });
    Commits { before: text(before), after: text(after), between }
}
