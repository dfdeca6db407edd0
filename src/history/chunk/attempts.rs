//! The layout of attempts, version 1: workflows, dictionaries, then the columns.
//!
//! Creation times and run numbers-of-record are differences to the row before, the number within the workflow is the
//! difference to the last row of that workflow, start and change are differences to creation and start.

use core::ops::Range;

use hashbrown::HashMap;

use super::ChunkError;
use super::bytes::{Reader, put, put_bytes, put_difference};
use super::intake;
use super::local::{Entries, References, StateWriter, States, Writer, read_state};
use super::table::{AttemptRow, Table as _};
use crate::domain::{AttemptColumns, Columns, NO_TIME, Timestamp, WorkflowEntry, WorkflowState, WorkflowTable};
use crate::history::workflows::{Sighting, WorkflowIndex};

const WORKFLOW_STATES: [WorkflowState; 6] = [
    WorkflowState::Unlisted,
    WorkflowState::Active,
    WorkflowState::Deleted,
    WorkflowState::DisabledFork,
    WorkflowState::DisabledInactivity,
    WorkflowState::DisabledManually,
];
const NO_WORKFLOW: ChunkError = ChunkError::Content("a workflow is missing");
const KNOWN_FLAGS: u8 = AttemptColumns::FROM_FORK | AttemptColumns::JOBS_FETCHED;

/// Attempts as read, still in the chunk's own numbers.
#[derive(Debug)]
pub(in super::super) struct Attempts {
    workflows: Vec<(WorkflowEntry, u32)>,
    branches: Entries,
    events: Entries,
    commits: Entries,
    actors: Entries,
    titles: Entries,
    words: Entries,
    rows: Vec<AttemptRow>,
}

/// Encodes rows, with the workflows they belong to or with all of them.
pub(super) fn encode(columns: &Columns, workflows: &WorkflowIndex, rows: Range<usize>, all_workflows: bool) -> Vec<u8> {
    let [mut branches, mut events, mut commits, mut actors, mut titles]: [Writer; 5] = Default::default();
    let mut states = StateWriter::default();
    let mut used = UsedWorkflows::default();
    let mut cells: [Vec<u8>; 14] = Default::default();
    let mut before = AttemptRow::BLANK;
    for row in rows.filter_map(|row| columns.attempts.row(row)) {
        let [
            created,
            run_id,
            attempt,
            workflow,
            run_number,
            branch,
            event,
            commit,
            actor,
            title,
            started,
            updated,
            state,
            flags,
        ] = &mut cells;
        put(created, u64::from(row.created.saturating_sub(before.created)));
        put_difference(run_id, before.run_id, row.run_id);
        put(attempt, u64::from(row.attempt));
        let (local, last_number) = used.place(row.workflow);
        put(workflow, local);
        put_difference(run_number, u64::from(*last_number), u64::from(row.run_number));
        *last_number = row.run_number;
        branches.put(branch, row.branch);
        events.put(event, u32::from(row.event));
        commits.put(commit, row.commit);
        actors.put(actor, row.actor);
        titles.put(title, row.title);
        put_difference(started, u64::from(row.created), u64::from(row.started));
        put_difference(updated, u64::from(row.started), u64::from(row.updated));
        states.put(state, row.state);
        flags.push(row.flags & KNOWN_FLAGS);
        before = row;
    }
    if all_workflows {
        for position in 0..columns.workflows.entries.len() {
            used.place(position as u16);
        }
    }
    let mut bytes = Vec::new();
    put(&mut bytes, used.order.len() as u64);
    for &(position, _) in &used.order {
        put_workflow(&mut bytes, &columns.workflows, workflows, position);
    }
    branches.put_entries(&mut bytes, &columns.texts);
    events.put_entries(&mut bytes, &columns.events);
    commits.put_entries(&mut bytes, &columns.commits);
    actors.put_entries(&mut bytes, &columns.texts);
    titles.put_entries(&mut bytes, &columns.texts);
    states.put_entries(&mut bytes, &columns.unknown_words);
    bytes.extend(cells.into_iter().flatten());
    bytes
}

/// Reads what [`encode`] writes.
pub(super) fn decode(reader: &mut Reader<'_>, count: usize) -> Result<Attempts, ChunkError> {
    let workflow_count = reader.narrow::<usize>()?;
    if workflow_count > reader.remaining() {
        return Err(ChunkError::Content("it claims more workflows than it can hold"));
    }
    let workflows = (0..workflow_count).map(|_| read_workflow(reader)).collect::<Result<Vec<_>, _>>()?;
    let mut content = Attempts {
        workflows,
        branches: Entries::read(reader)?.of_text()?,
        events: Entries::read(reader)?.of_text()?,
        commits: Entries::read(reader)?,
        actors: Entries::read(reader)?.of_text()?,
        titles: Entries::read(reader)?.of_text()?,
        words: Entries::read(reader)?.of_text()?,
        rows: vec![AttemptRow::BLANK; count.min(reader.remaining())],
    };
    read_rows(reader, &mut content)?;
    if content.rows.len() == count { Ok(content) } else { Err(ChunkError::Content("it holds too few rows")) }
}

fn read_rows(reader: &mut Reader<'_>, content: &mut Attempts) -> Result<(), ChunkError> {
    let rows = content.rows.as_mut_slice();
    let mut created = 0_u32;
    for row in &mut *rows {
        created = created.checked_add(reader.narrow()?).ok_or(ChunkError::Content("a time is out of range"))?;
        row.created = created;
    }
    let mut run_id = 0;
    for row in &mut *rows {
        run_id = reader.after(run_id)?;
        row.run_id = run_id;
    }
    for row in &mut *rows {
        row.attempt = reader.narrow()?;
    }
    for row in &mut *rows {
        row.workflow = reader.narrow()?;
        if usize::from(row.workflow) >= content.workflows.len() {
            return Err(NO_WORKFLOW);
        }
    }
    let mut last_numbers = vec![0_u32; content.workflows.len()];
    for row in &mut *rows {
        let last = last_numbers.get_mut(usize::from(row.workflow)).ok_or(NO_WORKFLOW)?;
        row.run_number = reader.after(*last)?;
        *last = row.run_number;
    }
    let mut references = References::to(&content.branches);
    for row in &mut *rows {
        row.branch = references.next(reader)?;
    }
    let mut references = References::to(&content.events);
    for row in &mut *rows {
        let event = u8::try_from(references.next_entry(reader)?);
        row.event = event.ok().ok_or(ChunkError::Content("an event is out of range"))?;
    }
    let mut references = References::to(&content.commits);
    for row in &mut *rows {
        row.commit = references.next(reader)?;
    }
    let mut references = References::to(&content.actors);
    for row in &mut *rows {
        row.actor = references.next(reader)?;
    }
    let mut references = References::to(&content.titles);
    for row in &mut *rows {
        row.title = references.next_entry(reader)?;
    }
    for row in &mut *rows {
        row.started = reader.after(row.created)?;
    }
    for row in &mut *rows {
        row.updated = reader.after(row.started)?;
        if [row.created, row.started, row.updated].contains(&NO_TIME) {
            return Err(ChunkError::Content("a time is missing"));
        }
    }
    for row in &mut *rows {
        row.state = read_state(reader, &content.words)?;
    }
    for row in &mut *rows {
        row.flags = reader.byte()?;
        if row.flags & !KNOWN_FLAGS != 0 {
            return Err(ChunkError::Content("a flag is unknown"));
        }
    }
    Ok(())
}

impl Attempts {
    /// The rows in the numbers of `columns`, whose dictionaries take in what is new; `sight` takes in the workflows.
    pub(in super::super) fn into_rows(
        self,
        columns: &mut Columns,
        mut sight: impl FnMut(&mut WorkflowTable, Sighting<'_>) -> u16,
    ) -> Vec<AttemptRow> {
        let table = &mut columns.workflows;
        let positions: Vec<u16> = self
            .workflows
            .iter()
            .map(|(WorkflowEntry { id, name, path, state, seen_at }, listed)| {
                let listed = (*listed > 0).then_some((*listed, *state));
                sight(table, Sighting { id: *id, name, path, seen: intake::seconds(*seen_at), listed })
            })
            .collect();
        let branches = self.branches.intern(&mut columns.texts);
        let events: Vec<u8> =
            self.events.iter().map(|event| intake::event_number(&mut columns.events, event)).collect();
        let commits = self.commits.intern(&mut columns.commits);
        let actors = self.actors.intern(&mut columns.texts);
        let titles = self.titles.intern(&mut columns.texts);
        let states = States::intern(&self.words, &mut columns.unknown_words);
        let mut rows = self.rows;
        for row in &mut rows {
            // All of these were found in range when read.
            row.workflow = positions.get(usize::from(row.workflow)).copied().unwrap_or_default();
            row.event = events.get(usize::from(row.event)).copied().unwrap_or_default();
            row.branch = branches.of(row.branch);
            row.commit = commits.of(row.commit);
            row.actor = actors.of(row.actor);
            row.title = titles.of(row.title);
            row.state = states.of(row.state);
        }
        rows
    }
}

/// Workflows in order of first use, each with the number of its last row.
#[derive(Debug, Default)]
struct UsedWorkflows {
    places: HashMap<u16, usize>,
    order: Vec<(u16, u32)>,
    never: u32,
}

impl UsedWorkflows {
    /// The local number of a workflow and the run number it had last.
    fn place(&mut self, position: u16) -> (u64, &mut u32) {
        let place = *self.places.entry(position).or_insert_with(|| {
            self.order.push((position, 0));
            self.order.len() - 1
        });
        (place as u64, self.order.get_mut(place).map_or(&mut self.never, |(_, number)| number))
    }
}

fn put_workflow(bytes: &mut Vec<u8>, table: &WorkflowTable, index: &WorkflowIndex, position: u16) {
    let Some(entry) = table.entries.get(usize::from(position)) else { return };
    put(bytes, entry.id);
    put_bytes(bytes, entry.name.as_bytes());
    put_bytes(bytes, entry.path.as_bytes());
    bytes.push(WORKFLOW_STATES.iter().position(|&state| state == entry.state).unwrap_or_default() as u8);
    put(bytes, u64::from(intake::seconds(entry.seen_at)));
    put(bytes, u64::from(index.listed(position)));
}

fn read_workflow(reader: &mut Reader<'_>) -> Result<(WorkflowEntry, u32), ChunkError> {
    let text = |bytes: &[u8]| {
        core::str::from_utf8(bytes).map(str::to_owned).ok().ok_or(ChunkError::Content("a workflow is not UTF-8"))
    };
    let id = reader.number()?;
    let (name, path) = (text(reader.bytes()?)?, text(reader.bytes()?)?);
    let state = WORKFLOW_STATES.get(usize::from(reader.byte()?)).copied();
    let state = state.ok_or(ChunkError::Content("a workflow's state is unknown"))?;
    let seen_at = Timestamp(i64::from(reader.narrow::<u32>()?));
    Ok((WorkflowEntry { id, name, path, state, seen_at }, reader.narrow()?))
}
