//! The stored history: columns in memory, chunks on disk. Owns sorting, merging, the chunk format, its migrations and
//! the keys under which things are stored. Touches no disk itself: a [`Store`] does.

mod batch;
mod store;

pub use batch::Batch;
pub use store::{Key, MemoryStore, Store, StoreError};
