//! The layout of steps, version 1: dictionaries, the keys of the jobs that have steps, how many each has, then the
//! columns. Jobs are named by key, so that steps find them whatever else is held.
//!
//! A start is the difference to the end of the step before, an end the difference to its start.

use core::ops::Range;

use super::ChunkError;
use super::bytes::{Reader, put, put_difference};
use super::jobs::{put_time, read_time};
use super::local::{Entries, References, StateWriter, States, Writer, read_state};
use super::table::{StepRow, Table as _};
use crate::domain::{Columns, NO_TIME};
use crate::history::merge_jobs::Position;

/// Steps as read, still in the chunk's own numbers.
#[derive(Debug)]
pub(in super::super) struct Steps {
    names: Entries,
    words: Entries,
    jobs: Vec<(Position, usize)>,
    rows: Vec<StepRow>,
}

/// Encodes the steps of job rows; also tells how many of these jobs have steps.
pub(super) fn encode(columns: &Columns, jobs: Range<usize>) -> (usize, Vec<u8>) {
    let mut names = Writer::default();
    let mut states = StateWriter::default();
    let mut keys: [Vec<u8>; 5] = Default::default();
    let mut cells: [Vec<u8>; 5] = Default::default();
    let (mut before, mut count, mut total) = ((0, 0, 0, 0), 0, 0);
    for (at, job) in jobs.filter_map(|at| Some((at, columns.jobs.row(at)?))) {
        let steps = columns.jobs.steps_of(at);
        if steps.is_empty() {
            continue;
        }
        count += 1;
        total += steps.len();
        let [run_created, run_id, attempt, id, lengths] = &mut keys;
        put(run_created, u64::from(job.run_created.saturating_sub(before.0)));
        put_difference(run_id, before.1, job.run_id);
        put(attempt, u64::from(job.attempt));
        put_difference(id, before.3, job.id);
        put(lengths, steps.len() as u64);
        before = (job.run_created, job.run_id, job.attempt, job.id);
        let (mut time, mut number_before) = (job.run_created, 0);
        for step in steps.filter_map(|step| columns.jobs.steps.row(step)) {
            let [name, number, state, started, completed] = &mut cells;
            names.put(name, step.name);
            put_difference(number, number_before, u64::from(step.number));
            number_before = u64::from(step.number);
            states.put(state, step.state);
            put_time(started, time, step.started);
            time = later(step.started, time);
            put_time(completed, time, step.completed);
            time = later(step.completed, time);
        }
    }
    let mut bytes = Vec::new();
    names.put_entries(&mut bytes, &columns.texts);
    states.put_entries(&mut bytes, &columns.unknown_words);
    put(&mut bytes, total as u64);
    bytes.extend(keys.into_iter().chain(cells).flatten());
    (count, bytes)
}

/// Reads what [`encode`] writes.
pub(super) fn decode(reader: &mut Reader<'_>, count: usize) -> Result<Steps, ChunkError> {
    let names = Entries::read(reader)?.of_text()?;
    let words = Entries::read(reader)?.of_text()?;
    let total = reader.narrow::<usize>()?;
    if count.max(total) > reader.remaining() {
        return Err(ChunkError::Content("it claims more steps than it can hold"));
    }
    let jobs = read_keys(reader, count)?;
    let claimed = jobs.iter().try_fold(0_usize, |sum, &(_, steps)| sum.checked_add(steps));
    if claimed != Some(total) {
        return Err(ChunkError::Content("the number of steps does not match"));
    }
    let mut rows = vec![StepRow::BLANK; total];
    let mut references = References::to(&names);
    for row in &mut rows {
        row.name = references.next_entry(reader)?;
    }
    for group in groups(&jobs, &mut rows) {
        let mut number = 0_u16;
        for row in group.1 {
            number = reader.after(number)?;
            row.number = number;
        }
    }
    for row in &mut rows {
        row.state = read_state(reader, &words)?;
    }
    read_times(reader, &jobs, &mut rows)?;
    Ok(Steps { names, words, jobs, rows })
}

fn read_keys(reader: &mut Reader<'_>, count: usize) -> Result<Vec<(Position, usize)>, ChunkError> {
    let mut jobs: Vec<(Position, usize)> = vec![((0, 0, 0, 0), 0); count];
    let (mut run_created, mut run_id, mut id) = (0_u32, 0_u64, 0_u64);
    for (job, _) in &mut jobs {
        let created = run_created.checked_add(reader.narrow()?).filter(|&created| created != NO_TIME);
        run_created = created.ok_or(ChunkError::Content("a time is out of range"))?;
        job.0 = run_created;
    }
    for (job, _) in &mut jobs {
        run_id = reader.after(run_id)?;
        job.1 = run_id;
    }
    for (job, _) in &mut jobs {
        job.2 = reader.narrow()?;
    }
    for (job, _) in &mut jobs {
        id = reader.after(id)?;
        job.3 = id;
    }
    for (_, steps) in &mut jobs {
        *steps = reader.narrow()?;
    }
    Ok(jobs)
}

/// Starts and ends lie in two columns, each coded by the other: starts are kept as differences until ends are read.
fn read_times(reader: &mut Reader<'_>, jobs: &[(Position, usize)], rows: &mut [StepRow]) -> Result<(), ChunkError> {
    let mut ends = reader.clone();
    for _ in 0..rows.len() {
        ends.signed()?;
    }
    for (job, group) in groups(jobs, rows) {
        let mut time = job.0;
        for row in group {
            row.started = read_time(reader, time)?;
            time = later(row.started, time);
            row.completed = read_time(&mut ends, time)?;
            time = later(row.completed, time);
        }
    }
    *reader = ends;
    Ok(())
}

impl Steps {
    /// Steps by job in the numbers of `columns`, whose dictionaries take in what is new.
    pub(in super::super) fn into_rows(mut self, columns: &mut Columns) -> Vec<(Position, Vec<StepRow>)> {
        let names = self.names.intern(&mut columns.texts);
        let states = States::intern(&self.words, &mut columns.unknown_words);
        for row in &mut self.rows {
            row.name = names.of(row.name);
            row.state = states.of(row.state);
        }
        groups(&self.jobs, &mut self.rows).map(|(job, rows)| (job, rows.to_vec())).collect()
    }
}

/// Cuts rows by job.
fn groups<'a>(
    jobs: &'a [(Position, usize)],
    rows: &'a mut [StepRow],
) -> impl Iterator<Item = (Position, &'a mut [StepRow])> {
    let mut rest = rows;
    jobs.iter().map(move |&(job, steps)| {
        let all = core::mem::take(&mut rest);
        let (group, behind) = all.split_at_mut(steps.min(all.len()));
        rest = behind;
        (job, group)
    })
}

fn later(time: u32, before: u32) -> u32 {
    if time == NO_TIME { before } else { time }
}
