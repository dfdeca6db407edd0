//! The stored history: columns in memory, chunks on disk. Owns sorting, merging, the chunk format, its migrations and
//! the keys under which things are stored. Touches no disk itself: a [`Store`] does.

mod archive;
mod batch;
mod checksum;
mod chunk;
mod frame;
mod intake;
mod memory;
mod merge_attempts;
mod merge_jobs;
mod precedence;
mod record;
mod store;
mod table;
mod workflows;

#[cfg(test)]
mod tests;

pub use archive::{Archive, BesideName, Damaged, DamagedPart, Opened};
pub use batch::Batch;
pub use checksum::crc32;
pub use chunk::{ChunkError, ChunkKind, ChunkName};
pub use frame::FrameError;
pub use memory::{History, MergeReport};
pub use record::{RecordError, RepositoryRecord};
pub use store::{Key, MemoryStore, Store, StoreError};
