//! The layout of jobs, version 1: dictionaries, then the columns. Their steps lie in a chunk of their own, so that
//! losing one leaves the other.
//!
//! Each time is a difference to an earlier time of the same row: created to the run's creation, picked up and started
//! to created, completed to started; 0 stands for none.

use core::ops::Range;

use super::ChunkError;
use super::bytes::{Reader, put, put_difference, put_signed};
use super::local::{Entries, References, StateWriter, States, Writer, read_state};
use super::table::{JobRow, Table as _};
use crate::domain::{Columns, NO_TIME};

/// Jobs as read, still in the chunk's own numbers.
#[derive(Debug)]
pub(in super::super) struct Jobs {
    names: Entries,
    labels: Entries,
    runners: Entries,
    groups: Entries,
    words: Entries,
    rows: Vec<JobRow>,
}

/// Encodes rows.
pub(super) fn encode(columns: &Columns, rows: Range<usize>) -> Vec<u8> {
    let [mut names, mut all_labels, mut runners, mut groups]: [Writer; 4] = Default::default();
    let mut states = StateWriter::default();
    let mut cells: [Vec<u8>; 13] = Default::default();
    let mut before = JobRow::BLANK;
    for row in rows.filter_map(|row| columns.jobs.row(row)) {
        let [
            run_created,
            run_id,
            attempt,
            id,
            name,
            labels,
            runner,
            runner_group,
            created,
            picked_up,
            started,
            completed,
            state,
        ] = &mut cells;
        put(run_created, u64::from(row.run_created.saturating_sub(before.run_created)));
        put_difference(run_id, before.run_id, row.run_id);
        put(attempt, u64::from(row.attempt));
        put_difference(id, before.id, row.id);
        names.put(name, row.name);
        all_labels.put(labels, row.labels);
        runners.put(runner, row.runner);
        groups.put(runner_group, row.runner_group);
        put_time(created, row.run_created, row.created);
        let base = known_or(row.created, row.run_created);
        put_time(picked_up, base, row.picked_up);
        put_time(started, base, row.started);
        put_time(completed, known_or(row.started, base), row.completed);
        states.put(state, row.state);
        before = row;
    }
    let mut bytes = Vec::new();
    for writer in [&names, &all_labels, &runners, &groups] {
        writer.put_entries(&mut bytes, &columns.texts);
    }
    states.put_entries(&mut bytes, &columns.unknown_words);
    bytes.extend(cells.into_iter().flatten());
    bytes
}

/// Reads what [`encode`] writes.
pub(super) fn decode(reader: &mut Reader<'_>, count: usize) -> Result<Jobs, ChunkError> {
    let mut content = Jobs {
        names: Entries::read(reader)?.of_text()?,
        labels: Entries::read(reader)?.of_text()?,
        runners: Entries::read(reader)?.of_text()?,
        groups: Entries::read(reader)?.of_text()?,
        words: Entries::read(reader)?.of_text()?,
        rows: vec![JobRow::BLANK; count.min(reader.remaining())],
    };
    read_keys(reader, &mut content.rows)?;
    let rows = content.rows.as_mut_slice();
    let mut references = References::to(&content.names);
    for row in &mut *rows {
        row.name = references.next_entry(reader)?;
    }
    let mut references = References::to(&content.labels);
    for row in &mut *rows {
        row.labels = references.next(reader)?;
    }
    let mut references = References::to(&content.runners);
    for row in &mut *rows {
        row.runner = references.next(reader)?;
    }
    let mut references = References::to(&content.groups);
    for row in &mut *rows {
        row.runner_group = references.next(reader)?;
    }
    for row in &mut *rows {
        row.created = read_time(reader, row.run_created)?;
    }
    for row in &mut *rows {
        row.picked_up = read_time(reader, known_or(row.created, row.run_created))?;
    }
    for row in &mut *rows {
        row.started = read_time(reader, known_or(row.created, row.run_created))?;
    }
    for row in &mut *rows {
        let base = known_or(row.created, row.run_created);
        row.completed = read_time(reader, known_or(row.started, base))?;
    }
    for row in &mut *rows {
        row.state = read_state(reader, &content.words)?;
    }
    if content.rows.len() == count { Ok(content) } else { Err(ChunkError::Content("it holds too few rows")) }
}

fn read_keys(reader: &mut Reader<'_>, rows: &mut [JobRow]) -> Result<(), ChunkError> {
    let mut run_created = 0_u32;
    for row in &mut *rows {
        let created = run_created.checked_add(reader.narrow()?).filter(|&created| created != NO_TIME);
        run_created = created.ok_or(ChunkError::Content("a time is out of range"))?;
        row.run_created = run_created;
    }
    let mut run_id = 0;
    for row in &mut *rows {
        run_id = reader.after(run_id)?;
        row.run_id = run_id;
    }
    for row in &mut *rows {
        row.attempt = reader.narrow()?;
    }
    let mut id = 0;
    for row in &mut *rows {
        id = reader.after(id)?;
        row.id = id;
    }
    Ok(())
}

impl Jobs {
    /// The rows in the numbers of `columns`, whose dictionaries take in what is new.
    pub(in super::super) fn into_rows(self, columns: &mut Columns) -> Vec<JobRow> {
        let names = self.names.intern(&mut columns.texts);
        let labels = self.labels.intern(&mut columns.texts);
        let runners = self.runners.intern(&mut columns.texts);
        let groups = self.groups.intern(&mut columns.texts);
        let states = States::intern(&self.words, &mut columns.unknown_words);
        let mut rows = self.rows;
        for row in &mut rows {
            row.name = names.of(row.name);
            row.labels = labels.of(row.labels);
            row.runner = runners.of(row.runner);
            row.runner_group = groups.of(row.runner_group);
            row.state = states.of(row.state);
        }
        rows
    }
}

fn known_or(time: u32, other: u32) -> u32 {
    if time == NO_TIME { other } else { time }
}

/// Appends a time that may be missing, as the difference to `base`; 0 stands for none, so that differences from 0 up
/// count from 1.
pub(super) fn put_time(bytes: &mut Vec<u8>, base: u32, time: u32) {
    let difference = i64::from(time) - i64::from(base);
    put_signed(bytes, if time == NO_TIME { 0 } else { difference + i64::from(difference >= 0) });
}

/// Reads what [`put_time`] writes.
pub(super) fn read_time(reader: &mut Reader<'_>, base: u32) -> Result<u32, ChunkError> {
    let code = reader.signed()?;
    if code == 0 {
        return Ok(NO_TIME);
    }
    let time = i64::from(base).checked_add(code - i64::from(code > 0)).and_then(|time| u32::try_from(time).ok());
    time.filter(|&time| time != NO_TIME).ok_or(ChunkError::Content("a time is out of range"))
}
