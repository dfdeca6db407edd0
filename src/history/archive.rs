//! Everything stored, by name: the chunks and small records of each repository, and small values beside them. Owns
//! the keys; knows what is damaged and sets it aside; interprets no sync state and no setting.
//!
//! ```text
//! repositories/<repository>/attempts/2026-01   chunks, also jobs/… and steps/…
//! repositories/<repository>/record             a RepositoryRecord
//! repositories/<repository>/sync               the sync's own state, in a frame
//! repositories/<repository>/forecasts          kept forecasts, in a frame; also annotations, standing and alerts
//! small/<name>                                 settings, …, in a frame
//! damaged/<repository>/attempts/2026-01.<crc>  what could not be read, as it was found
//! ```
//!
//! A chunk is replaced as a whole, so there is one writer at a time: whoever writes a repository holds a lock on it
//! across tabs, and one who opened it before taking the lock calls [`Archive::refresh`] under it, which merges in what
//! others have written since. Readers need no lock: a write is whole or not at all.

use crate::domain::{sort_by, sort_by_key};
use core::fmt;

use super::chunk::{ChunkKind, ChunkName};
use super::frame::{self, FrameError};
use super::record::{RecordError, RepositoryRecord};
use super::{History, Key, Store, StoreError};

const SMALL_MAGIC: [u8; 4] = *b"FRsm";
const SMALL_VERSION: u16 = 1;

/// The stored repositories and small values of a [`Store`].
#[derive(Debug)]
pub struct Archive<S> {
    store: S,
}

/// A repository as found.
#[derive(Debug)]
pub struct Opened {
    /// All chunks that could be read.
    pub history: History,
    /// The sync's own state, where it is stored and sound.
    pub sync_state: Option<Vec<u8>>,
    /// The record, where it is stored and sound.
    pub record: Option<RepositoryRecord>,
    /// What could not be read. What was lost with it has to be fetched again.
    pub damaged: Vec<Damaged>,
    /// Size of each chunk read, in order of months.
    pub chunk_bytes: Vec<(ChunkName, u64)>,
}

/// A stored value that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damaged {
    /// Which.
    pub part: DamagedPart,
    /// What is wrong with it, as part of a sentence.
    pub reason: String,
    /// Where it has been set aside; `None` where the store would not: it will be overwritten by the next write.
    pub kept_as: Option<Key>,
}

/// Small values that lie beside a repository's chunks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BesideName {
    /// Forecasts that were made, to be scored when their days have come.
    Forecasts,
    /// The numbers by which the repository is listed among others.
    Standing,
    /// What is noted on failed jobs.
    Annotations,
    /// What people have said of alerts.
    Alerts,
}

/// Which value of a repository is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DamagedPart {
    /// A chunk: its month has to be fetched again.
    Chunk(ChunkName),
    /// The record.
    Record,
    /// The sync's own state: the sync starts from the beginning.
    SyncState,
}

/// What is damaged, why it could not be read, where it lies and what was found there.
type Fault = (DamagedPart, String, Key, Vec<u8>);

impl fmt::Display for DamagedPart {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Chunk(name) => name.fmt(formatter),
            Self::Record => formatter.write_str("record"),
            Self::SyncState => formatter.write_str("sync"),
        }
    }
}

impl<S: Store> Archive<S> {
    /// An archive in a store.
    pub fn new(store: S) -> Self {
        Self { store }
    }

    /// The store.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// Reads a repository; an unknown one is empty. Damaged values are moved aside and reported, and never keep the
    /// others from being read. Fails with [`StoreError::Blocked`], and touches nothing, where a newer build has
    /// written: this one would overwrite what it does not understand.
    pub async fn open(&self, repository: &str) -> Result<Opened, StoreError> {
        let (opened, faults) = self.read_repository(repository).await?;
        let damaged = self.set_aside(repository, faults).await;
        Ok(Opened { damaged, ..opened })
    }

    /// The same for one who only looks: damaged values stay where they are, because whoever moves one aside must also
    /// have its month fetched again.
    pub async fn look(&self, repository: &str) -> Result<Opened, StoreError> {
        let (opened, faults) = self.read_repository(repository).await?;
        let damaged = faults.into_iter().map(|(part, reason, ..)| Damaged { part, reason, kept_as: None }).collect();
        Ok(Opened { damaged, ..opened })
    }

    async fn read_repository(&self, repository: &str) -> Result<(Opened, Vec<Fault>), StoreError> {
        let prefix = repository_prefix(repository)?;
        let values = self.store.read_all(&prefix).await?;
        let mut history = History::new();
        let (mut sync_state, mut record) = (None, None);
        let mut faults: Vec<Fault> = Vec::new();
        let mut chunks = Vec::new();
        for (key, bytes) in values {
            let part = key.0.strip_prefix(&prefix).unwrap_or_default().to_owned();
            match part.as_str() {
                "record" => match RepositoryRecord::decode(&bytes) {
                    Ok(found) => record = Some(found),
                    Err(RecordError::Frame(FrameError::Newer(_))) => return Err(StoreError::Blocked),
                    Err(error) => faults.push((DamagedPart::Record, error.to_string(), key, bytes)),
                },
                "sync" => match frame::open(SMALL_MAGIC, SMALL_VERSION, &bytes) {
                    Ok((_, body)) => sync_state = Some(body.to_vec()),
                    Err(FrameError::Newer(_)) => return Err(StoreError::Blocked),
                    Err(error) => faults.push((DamagedPart::SyncState, error.to_string(), key, bytes)),
                },
                chunk => chunks.extend(ChunkName::parse(chunk).map(|name| (name, key, bytes))),
            }
        }
        // Oldest month first, attempts before jobs before steps: then each only appends.
        sort_by_key(&mut chunks, |&(name, ..)| name);
        let mut chunk_bytes = Vec::with_capacity(chunks.len());
        for (name, key, bytes) in chunks {
            match history.load_chunk(name, &bytes) {
                Ok(()) => chunk_bytes.push((name, bytes.len() as u64)),
                Err(error) if error.is_newer() => return Err(StoreError::Blocked),
                Err(error) => faults.push((DamagedPart::Chunk(name), error.to_string(), key, bytes)),
            }
        }
        history.shrink_to_fit();
        for part in faults.iter().map(|(part, ..)| *part) {
            if let DamagedPart::Chunk(ChunkName { kind: ChunkKind::Jobs | ChunkKind::Steps, month }) = part {
                history.forget_jobs_fetched(month);
            }
        }
        let opened = Opened { history, sync_state, record, damaged: Vec::new(), chunk_bytes };
        Ok((opened, faults))
    }

    /// Merges into `history` what others have stored since it was opened; loses nothing of either side. Chunks that
    /// cannot be read are left to the next [`Archive::open`], unless this history writes their months first.
    pub async fn refresh(&self, repository: &str, history: &mut History) -> Result<(), StoreError> {
        let prefix = repository_prefix(repository)?;
        let mut chunks: Vec<(ChunkName, Vec<u8>)> = Vec::new();
        for (key, bytes) in self.store.read_all(&prefix).await? {
            let name = key.0.strip_prefix(&prefix).and_then(ChunkName::parse);
            chunks.extend(name.map(|name| (name, bytes)));
        }
        sort_by_key(&mut chunks, |&(name, _)| name);
        for (name, bytes) in chunks {
            match history.load_chunk(name, &bytes) {
                Err(error) if error.is_newer() => return Err(StoreError::Blocked),
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }

    /// Stores changed chunks, the record and the sync's state, all or none. What is `None` stays as it is.
    pub async fn write(
        &self,
        repository: &str,
        changes: Vec<(ChunkName, Vec<u8>)>,
        record: Option<&RepositoryRecord>,
        sync_state: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        let prefix = repository_prefix(repository)?;
        let key = |part: &dyn fmt::Display| Key(format!("{prefix}{part}"));
        let mut values: Vec<(Key, Option<Vec<u8>>)> =
            changes.into_iter().map(|(name, bytes)| (key(&name), Some(bytes))).collect();
        if let Some(record) = record {
            let bytes = record.encode().map_err(|error| StoreError::Other(error.to_string()))?;
            values.push((key(&DamagedPart::Record), Some(bytes)));
        }
        if let Some(state) = sync_state {
            values.push((key(&DamagedPart::SyncState), Some(frame::seal(SMALL_MAGIC, SMALL_VERSION, state))));
        }
        if values.is_empty() { Ok(()) } else { self.store.write(values).await }
    }

    /// The records of all stored repositories, by key. One whose record cannot be read is left out until its next
    /// sync writes a new one.
    pub async fn repositories(&self) -> Result<Vec<(String, RepositoryRecord)>, StoreError> {
        let mut found = Vec::new();
        for key in self.store.list("repositories/").await? {
            let name = key.0.strip_prefix("repositories/").and_then(|rest| rest.strip_suffix("/record"));
            let Some(name) = name.filter(|name| is_part(name)) else { continue };
            let bytes = self.store.read(&key).await?;
            let record = bytes.and_then(|bytes| RepositoryRecord::decode(&bytes).ok());
            found.extend(record.map(|record| (name.to_owned(), record)));
        }
        // Keys go by their whole text, in which `demo-2/record` precedes `demo/record`.
        sort_by(&mut found, |(left, _), (right, _)| left.cmp(right));
        Ok(found)
    }

    /// Deletes all that is stored of a repository, what was set aside included.
    pub async fn delete(&self, repository: &str) -> Result<(), StoreError> {
        let mut keys = self.store.list(&repository_prefix(repository)?).await?;
        keys.extend(self.store.list(&format!("damaged/{repository}/")).await?);
        self.store.write(keys.into_iter().map(|key| (key, None)).collect()).await
    }

    /// Deletes everything in the store.
    pub async fn delete_everything(&self) -> Result<(), StoreError> {
        let keys = self.store.list("").await?;
        self.store.write(keys.into_iter().map(|key| (key, None)).collect()).await
    }

    /// A small value; `None` where there is none, or none that is sound: callers fall back to what they start with.
    pub async fn read_small(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let bytes = self.store.read(&small_key(name)?).await?;
        Ok(bytes.and_then(|bytes| unseal(&bytes)))
    }

    /// A small value that belongs to a repository and is deleted with it; `None` as with [`Archive::read_small`].
    pub async fn read_beside(&self, repository: &str, name: BesideName) -> Result<Option<Vec<u8>>, StoreError> {
        let bytes = self.store.read(&beside_key(repository, name)?).await?;
        Ok(bytes.and_then(|bytes| unseal(&bytes)))
    }

    /// Stores a small value that belongs to a repository.
    pub async fn write_beside(&self, repository: &str, name: BesideName, value: &[u8]) -> Result<(), StoreError> {
        let bytes = frame::seal(SMALL_MAGIC, SMALL_VERSION, value);
        self.store.write(vec![(beside_key(repository, name)?, Some(bytes))]).await
    }

    /// Stores a small value.
    pub async fn write_small(&self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        let bytes = frame::seal(SMALL_MAGIC, SMALL_VERSION, value);
        self.store.write(vec![(small_key(name)?, Some(bytes))]).await
    }

    /// Moves damaged values out of the way. A store that will not (a full disk) must not keep the rest from opening.
    async fn set_aside(&self, repository: &str, faults: Vec<Fault>) -> Vec<Damaged> {
        let mut damaged = Vec::with_capacity(faults.len());
        for (part, reason, key, bytes) in faults {
            let checksum = super::checksum::crc32(&bytes);
            let aside = Key(format!("damaged/{repository}/{part}.{checksum:08x}"));
            let is_moved = self.store.write(vec![(aside.clone(), Some(bytes)), (key, None)]).await.is_ok();
            damaged.push(Damaged { part, reason, kept_as: is_moved.then_some(aside) });
        }
        damaged
    }
}

fn repository_prefix(repository: &str) -> Result<String, StoreError> {
    if is_part(repository) {
        Ok(format!("repositories/{repository}/"))
    } else {
        Err(StoreError::Other("this is no repository's key".to_owned()))
    }
}

fn unseal(bytes: &[u8]) -> Option<Vec<u8>> {
    let (_, body) = frame::open(SMALL_MAGIC, SMALL_VERSION, bytes).ok()?;
    Some(body.to_vec())
}

fn beside_key(repository: &str, name: BesideName) -> Result<Key, StoreError> {
    let prefix = repository_prefix(repository)?;
    match name {
        BesideName::Forecasts => Ok(Key(format!("{prefix}forecasts"))),
        BesideName::Annotations => Ok(Key(format!("{prefix}annotations"))),
        BesideName::Alerts => Ok(Key(format!("{prefix}alerts"))),
        BesideName::Standing => Ok(Key(format!("{prefix}standing"))),
    }
}

fn small_key(name: &str) -> Result<Key, StoreError> {
    if is_part(name) {
        Ok(Key(format!("small/{name}")))
    } else {
        Err(StoreError::Other("this is no name for a small value".to_owned()))
    }
}

/// Whether every store can use a text as part of a key; also keeps one repository out of another's folder.
fn is_part(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !text.is_empty() && text.chars().all(fits)
}
