//! Where this tab keeps its history: on disk where the browser allows, else in memory until the tab is closed.

use forerun::engine::{Problem, ProblemKind};
use forerun::history::{Key, MemoryStore, Store, StoreError};

use crate::indexed_db::IndexedDbStore;

/// One of the two.
pub enum BrowserStore {
    /// Outlives the tab.
    Disk(IndexedDbStore),
    /// Does not.
    Memory(MemoryStore),
}

/// Opens the disk, or memory and the problem that the person should know of.
pub async fn open() -> (BrowserStore, Option<Problem>) {
    match IndexedDbStore::open().await {
        Ok(store) => (BrowserStore::Disk(store), None),
        Err(error) => {
            let problem = Problem {
                kind: ProblemKind::Storage,
                title: "History is kept only until this tab is closed".to_owned(),
                advice: sentence(&error),
                link: None,
            };
            (BrowserStore::Memory(MemoryStore::default()), Some(problem))
        }
    }
}

fn sentence(error: &StoreError) -> String {
    let text = error.to_string();
    let mut characters = text.chars();
    characters.next().map(|first| format!("{}{}.", first.to_ascii_uppercase(), characters.as_str())).unwrap_or_default()
}

impl BrowserStore {
    /// Whether it outlives the tab.
    pub fn is_persistent(&self) -> bool {
        matches!(self, Self::Disk(_))
    }
}

impl Store for BrowserStore {
    async fn read(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        match self {
            Self::Disk(store) => store.read(key).await,
            Self::Memory(store) => store.read(key).await,
        }
    }

    async fn read_all(&self, prefix: &str) -> Result<Vec<(Key, Vec<u8>)>, StoreError> {
        match self {
            Self::Disk(store) => store.read_all(prefix).await,
            Self::Memory(store) => store.read_all(prefix).await,
        }
    }

    async fn list(&self, prefix: &str) -> Result<Vec<Key>, StoreError> {
        match self {
            Self::Disk(store) => store.list(prefix).await,
            Self::Memory(store) => store.list(prefix).await,
        }
    }

    async fn write(&self, changes: Vec<(Key, Option<Vec<u8>>)>) -> Result<(), StoreError> {
        match self {
            Self::Disk(store) => store.write(changes).await,
            Self::Memory(store) => store.write(changes).await,
        }
    }
}
