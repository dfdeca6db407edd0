//! Merges attempt rows into the attempt columns and keeps their order. Owns one rule beside precedence: all attempts
//! of a run share one creation time, the earliest ever seen, because the order of rows and the cut into months hang
//! on it.

use core::cmp::Ordering;

use hashbrown::{HashMap, HashSet};

use super::precedence;
use super::table::{AttemptRow, Edit, Table as _, insertions, partition_point, with_removals};
use crate::domain::{AttemptColumns, Columns, sort_by_key};

/// What a merge of attempts did.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub added: u64,
    pub changed: u64,
    pub unchanged: u64,
    /// Creation times whose months must be written again.
    pub touched: Vec<u32>,
    /// Runs that turned out to be created earlier, and when: their jobs must follow.
    pub moved: HashMap<u64, u32>,
}

type Position = (u32, u64, u16);

/// Merges rows, in any order and with any repetition.
pub(super) fn merge(columns: &mut Columns, mut rows: Vec<AttemptRow>, greatest_run_id: u64) -> Outcome {
    let mut outcome = Outcome::default();
    let runs: HashSet<u64> = rows.iter().map(|row| row.run_id).collect();
    let held_rows = rows_of_runs(&columns.attempts, &runs, greatest_run_id);
    let held: Vec<(usize, AttemptRow)> =
        held_rows.into_iter().filter_map(|row| Some((row, columns.attempts.row(row)?))).collect();
    let mut created: HashMap<u64, u32> = HashMap::with_capacity(runs.len());
    for row in rows.iter().chain(held.iter().map(|(_, row)| row)) {
        let earliest = created.entry(row.run_id).or_insert(row.created);
        *earliest = row.created.min(*earliest);
    }
    let positions: HashMap<(u64, u16), usize> =
        held.iter().map(|&(position, row)| ((row.run_id, row.attempt), position)).collect();

    let mut fresh = Vec::new();
    sort_by_key(&mut rows, |row| (row.run_id, row.attempt));
    for group in rows.chunk_by(|left, right| (left.run_id, left.attempt) == (right.run_id, right.attempt)) {
        let Some(best) = group.iter().copied().reduce(|left, right| better(columns, left, right)) else { continue };
        let earliest = created.get(&best.run_id).copied().unwrap_or(best.created);
        let position = positions.get(&(best.run_id, best.attempt)).copied();
        match position.and_then(|position| Some((position, columns.attempts.row(position)?))) {
            None => {
                outcome.added += 1;
                outcome.touched.push(earliest);
                fresh.push(AttemptRow { created: earliest, ..best });
            }
            Some((position, current)) => {
                let winner = AttemptRow { created: current.created, ..better(columns, current, best) };
                if winner == current && earliest == current.created {
                    outcome.unchanged += 1;
                } else {
                    outcome.changed += 1;
                    outcome.touched.push(current.created);
                    columns.attempts.set(position, &winner);
                }
            }
        }
    }

    let mut removed = Vec::new();
    for (position, row) in held {
        let Some(&earliest) = created.get(&row.run_id).filter(|&&earliest| earliest != row.created) else { continue };
        if let Some(row) = columns.attempts.row(position) {
            outcome.touched.extend([row.created, earliest]);
            outcome.moved.insert(row.run_id, earliest);
            removed.push(position);
            fresh.push(AttemptRow { created: earliest, ..row });
        }
    }
    insert(&mut columns.attempts, fresh, &removed);
    outcome
}

/// Appends rows that all lie behind the last one, in order, of runs not held yet; else returns them.
pub(super) fn append(
    table: &mut AttemptColumns,
    rows: Vec<AttemptRow>,
    greatest_run_id: u64,
) -> Result<(), Vec<AttemptRow>> {
    let last = table.len().checked_sub(1).and_then(|last| position_at(table, last));
    let is_behind = rows.first().map(position_of) > last || rows.is_empty();
    let is_ordered = rows.is_sorted_by(|left, right| position_of(left) < position_of(right));
    let is_new = table.is_empty() || rows.iter().all(|row| row.run_id > greatest_run_id);
    if !(is_behind && is_ordered && is_new) {
        return Err(rows);
    }
    table.apply(&[Edit { at: table.len(), removed: 0, inserted: rows.len() }], &rows);
    Ok(())
}

/// Marks attempts whose jobs are stored whole; returns the creation times of those that were not marked before.
pub(super) fn mark_jobs_fetched(
    table: &mut AttemptColumns,
    keys: &HashSet<(u64, u16)>,
    greatest_run_id: u64,
) -> Vec<u32> {
    let runs: HashSet<u64> = keys.iter().map(|&(run_id, _)| run_id).collect();
    let mut touched = Vec::new();
    for position in rows_of_runs(table, &runs, greatest_run_id) {
        let Some(mut row) = table.row(position) else { continue };
        let is_unmarked = row.flags & AttemptColumns::JOBS_FETCHED == 0;
        if is_unmarked && keys.contains(&(row.run_id, row.attempt)) {
            row.flags |= AttemptColumns::JOBS_FETCHED;
            table.set(position, &row);
            touched.push(row.created);
        }
    }
    touched
}

/// Rows of these runs, ascending. One pass over the run numbers: they rise with time, so that their range alone
/// rules out nearly all rows.
pub(super) fn rows_of_runs(table: &AttemptColumns, runs: &HashSet<u64>, greatest_run_id: u64) -> Vec<usize> {
    let (Some(&least), Some(&greatest)) = (runs.iter().min(), runs.iter().max()) else { return Vec::new() };
    if least > greatest_run_id {
        return Vec::new();
    }
    let range = least..=greatest;
    let rows = table.run_id.iter().enumerate();
    rows.filter(|(_, id)| range.contains(id) && runs.contains(*id)).map(|(row, _)| row).collect()
}

/// The record to keep of two of one attempt; that its jobs are stored is never forgotten.
fn better(columns: &Columns, left: AttemptRow, right: AttemptRow) -> AttemptRow {
    let winner = if precedence::attempts(columns, &left, &right) == Ordering::Less { right } else { left };
    let fetched = (left.flags | right.flags) & AttemptColumns::JOBS_FETCHED;
    AttemptRow { flags: winner.flags | fetched, ..winner }
}

fn insert(table: &mut AttemptColumns, mut rows: Vec<AttemptRow>, removed: &[usize]) {
    sort_by_key(&mut rows, position_of);
    let points = rows.iter().map(|row| {
        let wanted = position_of(row);
        partition_point(table.len(), |at| position_at(table, at).is_some_and(|held| held < wanted))
    });
    let edits = with_removals(insertions(points), removed);
    table.apply(&edits, &rows);
}

fn position_at(table: &AttemptColumns, at: usize) -> Option<Position> {
    Some((*table.created.get(at)?, *table.run_id.get(at)?, *table.attempt.get(at)?))
}

fn position_of(row: &AttemptRow) -> Position {
    (row.created, row.run_id, row.attempt)
}
