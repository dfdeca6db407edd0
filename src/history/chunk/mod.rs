//! The history on disk: one chunk holds the attempts, the jobs or the steps of one month. Owns names, errors, the
//! container and the choice of a reader by version; each kind's layout lies in a file of its own.
//!
//! A chunk is a frame (magic, version, checksum) around: kind (1 byte), year and month, rows, length of the payload,
//! payload, deflated. A payload is made of columns, each a run of small numbers: differences to the row before or to
//! another column of the same row, and dictionary numbers in order of first use.

mod attempts;
mod bytes;
mod jobs;
mod local;
mod steps;

use core::fmt;
use core::ops::Range;

use miniz_oxide::{deflate, inflate};

use self::bytes::{Reader, put};
use super::frame::{self, FrameError};
use super::workflows::WorkflowIndex;
use super::{intake, table};
use crate::domain::{Columns, Month};

const MAGIC: [u8; 4] = *b"FRch";
/// The version written. Readers of earlier versions stay; see [`decode`].
const VERSION: u16 = 1;
/// Deflate's own scale; 9 costs three times as much for 1 % less.
const COMPRESSION_LEVEL: u8 = 6;
/// No chunk is larger than this when inflated: a hundred times the busiest month known.
const MOST_PAYLOAD_BYTES: usize = 1 << 30;

/// What a chunk holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChunkKind {
    /// Attempts of runs created in the month, and the workflows they belong to.
    Attempts,
    /// Jobs of these runs.
    Jobs,
    /// Steps of these jobs.
    Steps,
}

impl ChunkKind {
    const ALL: [Self; 3] = [Self::Attempts, Self::Jobs, Self::Steps];

    /// Its word in keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Attempts => "attempts",
            Self::Jobs => "jobs",
            Self::Steps => "steps",
        }
    }
}

/// Which chunk of a repository. Ordered so that loading in order is fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChunkName {
    /// Month in which the runs were created.
    pub month: Month,
    /// What it holds.
    pub kind: ChunkKind,
}

impl ChunkName {
    /// Reads `attempts/2026-01`, what [`fmt::Display`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        let (word, month) = text.split_once('/')?;
        let kind = ChunkKind::ALL.into_iter().find(|kind| kind.word() == word)?;
        let month = Month::parse(month)?;
        Some(Self { month, kind })
    }
}

impl fmt::Display for ChunkName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.kind.word(), self.month.label())
    }
}

/// Why a chunk could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChunkError {
    /// Its frame is unsound or newer than this build.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// It is sound, but of another kind or month than its name says.
    #[error("it holds another part of the history than its name says")]
    Name,
    /// Its content makes no sense.
    #[error("its content makes no sense: {0}")]
    Content(&'static str),
}

impl ChunkError {
    /// Whether a newer build wrote it: it must be left alone.
    pub fn is_newer(self) -> bool {
        matches!(self, Self::Frame(FrameError::Newer(_)))
    }
}

/// What a chunk held, still in the chunk's own dictionary numbers.
#[derive(Debug)]
pub(super) enum Content {
    Attempts(attempts::Attempts),
    Jobs(jobs::Jobs),
    Steps(steps::Steps),
}

/// Encodes what the columns hold of a chunk. The workflows of its attempts come with them, or all workflows.
pub(super) fn encode(name: ChunkName, columns: &Columns, workflows: &WorkflowIndex, all_workflows: bool) -> Vec<u8> {
    let (rows, payload) = match name.kind {
        ChunkKind::Attempts => {
            let rows = rows_of_month(&columns.attempts.created, name.month);
            (rows.len(), attempts::encode(columns, workflows, rows, all_workflows))
        }
        ChunkKind::Jobs => {
            let rows = rows_of_month(&columns.jobs.run_created, name.month);
            (rows.len(), jobs::encode(columns, rows))
        }
        ChunkKind::Steps => {
            let rows = rows_of_month(&columns.jobs.run_created, name.month);
            steps::encode(columns, rows)
        }
    };
    let mut body = vec![name.kind as u8];
    put(&mut body, u64::from(name.month.year.unsigned_abs()));
    put(&mut body, u64::from(name.month.month));
    put(&mut body, rows as u64);
    put(&mut body, payload.len() as u64);
    body.extend_from_slice(&deflate::compress_to_vec(&payload, COMPRESSION_LEVEL));
    frame::seal(MAGIC, VERSION, &body)
}

/// Reads a chunk of any version known.
pub(super) fn decode(name: ChunkName, bytes: &[u8]) -> Result<Content, ChunkError> {
    let (version, body) = frame::open(MAGIC, VERSION, bytes)?;
    match version {
        1 => decode_version_1(name, body),
        _ => Err(ChunkError::Content("its version was never written")),
    }
}

fn decode_version_1(name: ChunkName, body: &[u8]) -> Result<Content, ChunkError> {
    let mut reader = Reader::new(body);
    let kind = reader.byte()?;
    let (year, month) = (reader.narrow::<u32>()?, reader.narrow::<u32>()?);
    if (kind, year, month) != (name.kind as u8, name.month.year.unsigned_abs(), name.month.month) {
        return Err(ChunkError::Name);
    }
    let (rows, payload_bytes) = (reader.narrow::<usize>()?, reader.narrow::<usize>()?);
    let deflated = reader.rest();
    if payload_bytes > MOST_PAYLOAD_BYTES || rows > payload_bytes {
        return Err(ChunkError::Content("it claims more than it can hold"));
    }
    let payload = inflate::decompress_to_vec_with_limit(deflated, payload_bytes)
        .ok()
        .filter(|payload| payload.len() == payload_bytes)
        .ok_or(ChunkError::Content("it does not inflate"))?;
    let mut reader = Reader::new(&payload);
    let content = match name.kind {
        ChunkKind::Attempts => Content::Attempts(attempts::decode(&mut reader, rows)?),
        ChunkKind::Jobs => Content::Jobs(jobs::decode(&mut reader, rows)?),
        ChunkKind::Steps => Content::Steps(steps::decode(&mut reader, rows)?),
    };
    reader.end()?;
    Ok(content)
}

/// The rows of a month in a column of creation times that ascends.
pub(super) fn rows_of_month(created: &[u32], month: Month) -> Range<usize> {
    let before = |end: u32| created.partition_point(|&time| time < end);
    before(intake::seconds(month.start()))..before(intake::seconds(month.end()))
}

#[cfg(test)]
mod tests;
