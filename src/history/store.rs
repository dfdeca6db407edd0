//! Where bytes are kept. A shell brings its own [`Store`]; the one in memory serves tests and private windows.

use core::cell::RefCell;
use core::fmt;
use std::collections::BTreeMap;

/// The name of a stored value: a path of parts such as `repositories/demo/attempts/2026-01`. Parts hold letters,
/// digits, `-`, `_` and `.` only, so that every store can use them as they are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub String);

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Why a store could not do what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// No space left for this page's data.
    #[error("the disk space that this browser grants is used up: delete a repository or free some disk space")]
    Full,
    /// Another tab holds or has replaced the storage.
    #[error("the storage is used by another version of Forerun in another tab: close that tab and reload")]
    Blocked,
    /// The browser refuses storage altogether (a private window).
    #[error("this browser keeps no data for this page (a private window?): history will be lost with the tab")]
    Unavailable,
    /// Anything else, in the store's own words.
    #[error("the storage failed: {0}")]
    Other(String),
}

/// Keeps values by key. A write is whole or not at all, over all of its changes.
#[expect(async_fn_in_trait, reason = "one thread; no caller needs the future to be Send")]
pub trait Store {
    /// The value under `key`.
    async fn read(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError>;

    /// The values whose keys begin with `prefix`, in order of their keys.
    async fn read_all(&self, prefix: &str) -> Result<Vec<(Key, Vec<u8>)>, StoreError>;

    /// The keys that begin with `prefix`, in order.
    async fn list(&self, prefix: &str) -> Result<Vec<Key>, StoreError>;

    /// Puts (`Some`) and removes (`None`) values, all or none.
    async fn write(&self, changes: Vec<(Key, Option<Vec<u8>>)>) -> Result<(), StoreError>;
}

/// A store that is gone with the process.
#[derive(Debug, Default)]
pub struct MemoryStore {
    values: RefCell<BTreeMap<Key, Vec<u8>>>,
}

impl MemoryStore {
    fn with_prefix<R>(&self, prefix: &str, take: impl Fn(&Key, &Vec<u8>) -> R) -> Vec<R> {
        let values = self.values.borrow();
        let from = values.range(Key(prefix.to_owned())..);
        from.take_while(|(key, _)| key.0.starts_with(prefix)).map(|(key, value)| take(key, value)).collect()
    }
}

impl Store for MemoryStore {
    async fn read(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.values.borrow().get(key).cloned())
    }

    async fn read_all(&self, prefix: &str) -> Result<Vec<(Key, Vec<u8>)>, StoreError> {
        Ok(self.with_prefix(prefix, |key, value| (key.clone(), value.clone())))
    }

    async fn list(&self, prefix: &str) -> Result<Vec<Key>, StoreError> {
        Ok(self.with_prefix(prefix, |key, _| key.clone()))
    }

    async fn write(&self, changes: Vec<(Key, Option<Vec<u8>>)>) -> Result<(), StoreError> {
        let mut values = self.values.borrow_mut();
        for (key, value) in changes {
            match value {
                Some(value) => values.insert(key, value),
                None => values.remove(&key),
            };
        }
        Ok(())
    }
}
