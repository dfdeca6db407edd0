//! What is known of a stored repository without reading its history.

use serde::{Deserialize, Serialize};

use super::frame::{self, FrameError};
use crate::domain::{Repository, Timestamp};

const MAGIC: [u8; 4] = *b"FRre";
const VERSION: u16 = 1;

/// What is known of a stored repository without reading its history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepositoryRecord {
    /// As of the last sync.
    pub repository: Repository,
    /// Root of the API it came from, as `github::ApiBase` writes it.
    pub api_base: String,
    /// Whether it is simulated.
    pub is_demo: bool,
    /// Attempts stored.
    pub attempts: u64,
    /// Jobs stored.
    pub jobs: u64,
    /// Bytes of all chunks on disk.
    pub bytes: u64,
    /// When it was last brought up to date.
    pub synced_at: Option<Timestamp>,
    /// Runs that GitHub said there are at the last full listing.
    pub runs_reported: Option<u64>,
}

/// Why a record could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// Its frame is unsound or newer than this build.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// Its content makes no sense.
    #[error("its content makes no sense: {0}")]
    Content(#[from] postcard::Error),
}

impl RepositoryRecord {
    pub(super) fn encode(&self) -> Result<Vec<u8>, RecordError> {
        Ok(frame::seal(MAGIC, VERSION, &postcard::to_allocvec(self)?))
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, RecordError> {
        let (_, body) = frame::open(MAGIC, VERSION, bytes)?;
        Ok(postcard::from_bytes(body)?)
    }
}
