//! Dictionary numbers within one chunk: counted anew in order of first use, so that a chunk stands alone and most
//! references are small. Also the states, whose unknown words are a dictionary too.

use hashbrown::HashMap;

use super::ChunkError;
use super::bytes::{Reader, put, put_bytes};
use crate::domain::{Dictionary, NO_TEXT, State};

const NONE: u64 = 0;
const SAME_AS_BEFORE: u64 = 1;
const NEW: u64 = 2;
/// Codes from here on count back from the newest entry.
const BACK: u64 = 3;

/// Collects the entries of a global dictionary that one column uses, and codes references to them.
#[derive(Debug, Default)]
pub(super) struct Writer {
    numbers: HashMap<u32, u32>,
    order: Vec<u32>,
    before: Option<u32>,
}

impl Writer {
    /// Appends a reference.
    pub(super) fn put(&mut self, column: &mut Vec<u8>, global: u32) {
        let newest = self.order.len() as u32;
        let code = if self.before == Some(global) {
            SAME_AS_BEFORE
        } else if global == NO_TEXT {
            NONE
        } else if let Some(&local) = self.numbers.get(&global) {
            BACK + u64::from(newest.saturating_sub(1).saturating_sub(local))
        } else {
            self.numbers.insert(global, newest);
            self.order.push(global);
            NEW
        };
        self.before = Some(global);
        put(column, code);
    }

    /// Appends the entries: number of entries, then each with its length.
    pub(super) fn put_entries(&self, bytes: &mut Vec<u8>, dictionary: &Dictionary) {
        put(bytes, self.order.len() as u64);
        for &number in &self.order {
            put_bytes(bytes, dictionary.get(number));
        }
    }
}

/// The entries of one column's dictionary, read back.
#[derive(Debug, Default)]
pub(super) struct Entries {
    // One allocation for all of them: a month can hold a hundred thousand titles.
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Entries {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, ChunkError> {
        let count = reader.narrow::<usize>()?;
        if count > reader.remaining() {
            return Err(ChunkError::Content("a dictionary claims more than it can hold"));
        }
        let mut entries = Self { bytes: Vec::new(), ends: Vec::with_capacity(count) };
        for _ in 0..count {
            entries.bytes.extend_from_slice(reader.bytes()?);
            entries.ends.push(entries.bytes.len());
        }
        Ok(entries)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let starts = core::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| self.bytes.get(start..end).unwrap_or_default())
    }

    /// Makes sure that every entry is text.
    pub(super) fn of_text(self) -> Result<Self, ChunkError> {
        let is_text = self.iter().all(|entry| core::str::from_utf8(entry).is_ok());
        if is_text { Ok(self) } else { Err(ChunkError::Content("a text is not UTF-8")) }
    }

    /// Global numbers by local ones.
    pub(super) fn intern(&self, dictionary: &mut Dictionary) -> Globals {
        Globals(self.iter().map(|entry| dictionary.intern(entry)).collect())
    }
}

/// Global numbers by local ones.
#[derive(Debug)]
pub(super) struct Globals(Vec<u32>);

impl Globals {
    /// The global number; `NO_TEXT` stays what it is.
    pub(super) fn of(&self, local: u32) -> u32 {
        self.0.get(local as usize).copied().unwrap_or(NO_TEXT)
    }
}

/// Follows the references of one column.
#[derive(Debug)]
pub(super) struct References {
    entries: u32,
    used: u32,
    before: u32,
}

impl References {
    pub(super) fn to(entries: &Entries) -> Self {
        Self { entries: entries.ends.len() as u32, used: 0, before: NO_TEXT }
    }

    /// Reads a reference: a local number or `NO_TEXT`.
    pub(super) fn next(&mut self, reader: &mut Reader<'_>) -> Result<u32, ChunkError> {
        const ERROR: ChunkError = ChunkError::Content("a reference leads nowhere");
        self.before = match reader.number()? {
            NONE => NO_TEXT,
            SAME_AS_BEFORE => self.before,
            NEW if self.used < self.entries => {
                self.used += 1;
                self.used - 1
            }
            NEW => return Err(ERROR),
            code => {
                let back = u32::try_from(code - BACK).ok().ok_or(ERROR)?;
                self.used.checked_sub(1).and_then(|newest| newest.checked_sub(back)).ok_or(ERROR)?
            }
        };
        Ok(self.before)
    }

    /// The same for a column in which every row refers to an entry.
    pub(super) fn next_entry(&mut self, reader: &mut Reader<'_>) -> Result<u32, ChunkError> {
        let number = self.next(reader)?;
        if number == NO_TEXT { Err(ChunkError::Content("a text is missing")) } else { Ok(number) }
    }
}

/// Codes states: known ones as they are, unknown ones by their place in the chunk's own list of words.
#[derive(Debug, Default)]
pub(super) struct StateWriter {
    words: Vec<u32>,
}

impl StateWriter {
    pub(super) fn put(&mut self, column: &mut Vec<u8>, state: State) {
        let code = match state.unknown_index() {
            None => state.0,
            Some(index) => {
                let place = self.words.iter().position(|&word| word as usize == index);
                let place = place.unwrap_or_else(|| {
                    self.words.push(index as u32);
                    self.words.len() - 1
                });
                State::FIRST_UNKNOWN.saturating_add(place as u8)
            }
        };
        column.push(code);
    }

    pub(super) fn put_entries(&self, bytes: &mut Vec<u8>, dictionary: &Dictionary) {
        put(bytes, self.words.len() as u64);
        for &number in &self.words {
            put_bytes(bytes, dictionary.get(number));
        }
    }
}

/// Reads a state; unknown ones must lie within the chunk's list of words.
pub(super) fn read_state(reader: &mut Reader<'_>, words: &Entries) -> Result<State, ChunkError> {
    let state = State(reader.byte()?);
    let is_known = match state.unknown_index() {
        Some(index) => index < words.ends.len(),
        None => state.word().is_some(),
    };
    if is_known { Ok(state) } else { Err(ChunkError::Content("a state is unknown")) }
}

/// The states behind a chunk's own codes.
#[derive(Debug)]
pub(super) struct States(Vec<State>);

impl States {
    pub(super) fn intern(words: &Entries, unknown_words: &mut Dictionary) -> Self {
        let text = |word| core::str::from_utf8(word).unwrap_or_default();
        Self(words.iter().map(|word| crate::history::intake::state(unknown_words, text(word))).collect())
    }

    pub(super) fn of(&self, state: State) -> State {
        state.unknown_index().map_or(state, |index| self.0.get(index).copied().unwrap_or(State::UNREPORTED))
    }
}
