//! Merges job rows, with their steps, into the job columns and keeps their order.

use core::cmp::Ordering;

use hashbrown::HashMap;

use super::precedence;
use super::table::{Edit, JobRow, StepRow, Table as _, insertions, partition_point, splice, with_removals};
use crate::domain::{Columns, JobColumns, sort_by_key};

/// A job with its steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct JobRecord {
    pub row: JobRow,
    pub steps: Vec<StepRow>,
}

/// What a merge of jobs did.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub added: u64,
    pub changed: u64,
    pub unchanged: u64,
    /// Creation times of runs whose months must be written again.
    pub touched: Vec<u32>,
}

/// Where a job stands in the order of rows.
pub(super) type Position = (u32, u64, u16, u64);

/// Merges jobs, in any order and with any repetition.
pub(super) fn merge(columns: &mut Columns, mut records: Vec<JobRecord>) -> Outcome {
    let mut outcome = Outcome::default();
    let (mut replaced, mut fresh): (Vec<(usize, JobRecord)>, Vec<JobRecord>) = Default::default();
    sort_by_key(&mut records, |record| position_of(&record.row));
    let mut records = records.into_iter().peekable();
    while let Some(mut best) = records.next() {
        let position = position_of(&best.row);
        while let Some(other) = records.next_if(|other| position_of(&other.row) == position) {
            best = better(columns, best, other);
        }
        let Some((at, current)) = find(&columns.jobs, position) else {
            outcome.added += 1;
            outcome.touched.push(best.row.run_created);
            fresh.push(best);
            continue;
        };
        let winner = better(columns, current.clone(), best);
        if winner == current {
            outcome.unchanged += 1;
        } else {
            outcome.changed += 1;
            outcome.touched.push(winner.row.run_created);
            replaced.push((at, winner));
        }
    }
    edit(&mut columns.jobs, &replaced, &[], &fresh);
    outcome
}

/// Appends jobs without steps that all lie behind the last one, in order; else returns them.
pub(super) fn append(table: &mut JobColumns, rows: Vec<JobRow>) -> Result<(), Vec<JobRow>> {
    let last = table.len().checked_sub(1).and_then(|last| position_at(table, last));
    let is_behind = rows.first().map(position_of) > last || rows.is_empty();
    if !is_behind || !rows.is_sorted_by(|left, right| position_of(left) < position_of(right)) {
        return Err(rows);
    }
    let end = table.steps_end.last().copied().unwrap_or_default();
    let edits = [Edit { at: table.len(), removed: 0, inserted: rows.len() }];
    splice(&mut table.steps_end, &edits, core::iter::repeat(end));
    table.apply(&edits, &rows);
    Ok(())
}

/// Gives steps to jobs that have none; steps of jobs that are not held, or have steps already, are left out.
pub(super) fn attach_steps(table: &mut JobColumns, steps: Vec<(Position, Vec<StepRow>)>) {
    let mut replaced: Vec<(usize, JobRecord)> = steps
        .into_iter()
        .filter_map(|(position, steps)| {
            let at = find_row(table, position)?;
            table.steps_of(at).is_empty().then_some((at, JobRecord { row: table.row(at)?, steps }))
        })
        .collect();
    sort_by_key(&mut replaced, |&(at, _)| at);
    replaced.dedup_by_key(|&mut (at, _)| at);
    edit(table, &replaced, &[], &[]);
}

/// Moves the jobs of runs whose creation time turned out to be another one; returns the times they were held under.
pub(super) fn follow(table: &mut JobColumns, moved: &HashMap<u64, u32>) -> Vec<u32> {
    if moved.is_empty() {
        return Vec::new();
    }
    let (mut removed, mut fresh, mut touched) = (Vec::new(), Vec::new(), Vec::new());
    for at in 0..table.len() {
        let Some(&created) = table.run_id.get(at).and_then(|run_id| moved.get(run_id)) else { continue };
        if let Some(mut record) = record(table, at).filter(|record| record.row.run_created != created) {
            touched.extend([record.row.run_created, created]);
            record.row.run_created = created;
            removed.push(at);
            fresh.push(record);
        }
    }
    sort_by_key(&mut fresh, |record| position_of(&record.row));
    edit(table, &[], &removed, &fresh);
    touched
}

fn better(columns: &Columns, left: JobRecord, right: JobRecord) -> JobRecord {
    let order = precedence::jobs(columns, (&left.row, &left.steps), (&right.row, &right.steps));
    if order == Ordering::Less { right } else { left }
}

/// Replaces, removes and inserts jobs with their steps. Rows count before any change; all three lists ascend.
fn edit(table: &mut JobColumns, replaced: &[(usize, JobRecord)], removed: &[usize], fresh: &[JobRecord]) {
    let points: Vec<usize> = fresh.iter().map(|record| insertion_point(table, position_of(&record.row))).collect();

    // In one list, in the order in which the steps will lie: what comes before a row precedes that row's own change.
    let none: &[StepRow] = &[];
    let mut changes: Vec<(usize, bool, &[StepRow])> =
        points.iter().zip(fresh).map(|(&at, record)| (at, false, record.steps.as_slice())).collect();
    changes.extend(replaced.iter().map(|(at, record)| (*at, true, record.steps.as_slice())));
    changes.extend(removed.iter().map(|&at| (at, true, none)));
    sort_by_key(&mut changes, |&(at, is_own, _)| (at, is_own));
    edit_steps(table, &changes);

    let first = changes.first().map_or(table.len(), |&(at, ..)| at);
    let base = counts_from_ends(&mut table.steps_end, first);
    for (at, record) in replaced {
        table.set(*at, &record.row);
        if let Some(count) = table.steps_end.get_mut(*at) {
            *count = record.steps.len() as u32;
        }
    }
    let edits = with_removals(insertions(points.into_iter()), removed);
    let rows: Vec<JobRow> = fresh.iter().map(|record| record.row).collect();
    splice(&mut table.steps_end, &edits, fresh.iter().map(|record| record.steps.len() as u32));
    table.apply(&edits, &rows);
    ends_from_counts(&mut table.steps_end, first, base);
}

fn edit_steps(table: &mut JobColumns, changes: &[(usize, bool, &[StepRow])]) {
    let edits: Vec<Edit> = changes
        .iter()
        .map(|&(at, is_own, steps)| {
            let before = at.checked_sub(1).and_then(|before| table.steps_end.get(before)).copied().unwrap_or_default();
            let removed = if is_own { table.steps_of(at).len() } else { 0 };
            Edit { at: before as usize, removed, inserted: steps.len() }
        })
        .collect();
    if edits.iter().all(|edit| edit.removed == edit.inserted) {
        for (edit, &(_, _, steps)) in edits.iter().zip(changes) {
            for (offset, step) in steps.iter().enumerate() {
                table.steps.set(edit.at + offset, step);
            }
        }
    } else {
        let rows: Vec<StepRow> = changes.iter().flat_map(|&(_, _, steps)| steps).copied().collect();
        table.steps.apply(&edits, &rows);
    }
}

/// Turns ends into counts from row `first` on; returns the end before it.
fn counts_from_ends(ends: &mut [u32], first: usize) -> u32 {
    let base = first.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or_default();
    let mut before = base;
    for end in ends.iter_mut().skip(first) {
        (*end, before) = (end.saturating_sub(before), *end);
    }
    base
}

/// Turns counts into ends again.
fn ends_from_counts(counts: &mut [u32], first: usize, base: u32) {
    let mut end = base;
    for count in counts.iter_mut().skip(first) {
        end = end.saturating_add(*count);
        *count = end;
    }
}

fn find(table: &JobColumns, position: Position) -> Option<(usize, JobRecord)> {
    let at = find_row(table, position)?;
    Some((at, record(table, at)?))
}

fn find_row(table: &JobColumns, position: Position) -> Option<usize> {
    let at = insertion_point(table, position);
    (position_at(table, at) == Some(position)).then_some(at)
}

fn record(table: &JobColumns, at: usize) -> Option<JobRecord> {
    let steps = table.steps_of(at).filter_map(|step| table.steps.row(step)).collect();
    Some(JobRecord { row: table.row(at)?, steps })
}

fn insertion_point(table: &JobColumns, position: Position) -> usize {
    partition_point(table.len(), |at| position_at(table, at).is_some_and(|held| held < position))
}

fn position_at(table: &JobColumns, at: usize) -> Option<Position> {
    Some((*table.run_created.get(at)?, *table.run_id.get(at)?, *table.attempt.get(at)?, *table.id.get(at)?))
}

fn position_of(row: &JobRow) -> Position {
    (row.run_created, row.run_id, row.attempt, row.id)
}
