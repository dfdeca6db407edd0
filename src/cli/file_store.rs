//! A store in a folder: one file a key. A write is prepared beside the files and moved into place, whole or not at all
//! for each file; a journal makes it whole over all of them.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use forerun::history::{Key, Store, StoreError};

/// Ends the names of files that are not yet in place.
const NEW: &str = ".new";
/// Lists the files of a write that is under way; its presence means that all of them are complete.
const JOURNAL: &str = "journal";

/// Values as files below one folder.
#[derive(Debug)]
pub struct FileStore {
    folder: PathBuf,
}

impl FileStore {
    /// The store in `folder`, which need not exist yet.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    fn path(&self, key: &Key) -> PathBuf {
        self.folder.join(&key.0)
    }

    /// Finishes a write that was cut short after its journal was written.
    fn recover(&self) -> io::Result<()> {
        let journal = self.folder.join(JOURNAL);
        let Some(text) = found(fs::read_to_string(&journal))? else { return Ok(()) };
        for line in text.lines() {
            match line.split_once(' ') {
                Some(("put", key)) => {
                    let target = self.folder.join(key);
                    // Gone already where the cut came after this move.
                    found(fs::rename(with_suffix(&target), &target))?;
                }
                Some(("remove", key)) => {
                    found(fs::remove_file(self.folder.join(key)))?;
                }
                _ => {}
            }
        }
        fs::remove_file(journal)
    }

    fn write_files(&self, changes: &[(Key, Option<Vec<u8>>)]) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        self.recover()?;
        let mut journal = String::new();
        for (key, value) in changes {
            let Some(value) = value else {
                journal.extend(["remove ", &key.0, "\n"]);
                continue;
            };
            let target = self.path(key);
            if let Some(parent) = target.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(with_suffix(&target), value)?;
            journal.extend(["put ", &key.0, "\n"]);
        }
        let path = self.folder.join(JOURNAL);
        fs::write(with_suffix(&path), journal)?;
        fs::rename(with_suffix(&path), path)?;
        self.recover()
    }

    fn keys(&self, prefix: &str) -> io::Result<Vec<Key>> {
        self.recover()?;
        let mut keys = Vec::new();
        let mut folders = vec![(self.folder.clone(), String::new())];
        while let Some((folder, path)) = folders.pop() {
            let Some(entries) = found(fs::read_dir(&folder))? else { continue };
            for entry in entries {
                let entry = entry?;
                let name = format!("{path}{}", entry.file_name().to_string_lossy());
                if entry.file_type()?.is_dir() {
                    folders.push((entry.path(), name + "/"));
                } else if name.starts_with(prefix) && !name.ends_with(NEW) && name != JOURNAL {
                    keys.push(Key(name));
                }
            }
        }
        keys.sort();
        Ok(keys)
    }
}

impl Store for FileStore {
    async fn read(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        self.recover().and_then(|()| found(fs::read(self.path(key)))).map_err(|error| store_error(&error))
    }

    async fn read_all(&self, prefix: &str) -> Result<Vec<(Key, Vec<u8>)>, StoreError> {
        let read = || {
            let keys = self.keys(prefix)?;
            keys.into_iter().map(|key| fs::read(self.path(&key)).map(|value| (key, value))).collect::<io::Result<_>>()
        };
        read().map_err(|error| store_error(&error))
    }

    async fn list(&self, prefix: &str) -> Result<Vec<Key>, StoreError> {
        self.keys(prefix).map_err(|error| store_error(&error))
    }

    async fn write(&self, changes: Vec<(Key, Option<Vec<u8>>)>) -> Result<(), StoreError> {
        self.write_files(&changes).map_err(|error| store_error(&error))
    }
}

fn with_suffix(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(NEW);
    PathBuf::from(name)
}

/// `None` for what is not there.
fn found<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn store_error(error: &io::Error) -> StoreError {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::Full,
        _ => StoreError::Other(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block_on::block_on;

    fn key(name: &str) -> Key {
        Key(name.to_owned())
    }

    fn with_store(name: &str, test: impl FnOnce(&FileStore, &Path)) {
        let folder = std::env::temp_dir().join(format!("forerun-test-{}-{name}", std::process::id()));
        found(fs::remove_dir_all(&folder)).unwrap();
        test(&FileStore::new(&folder), &folder);
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn values_are_kept_listed_and_removed() {
        with_store("kept", |store, _| {
            assert_eq!(block_on(store.read(&key("a/b"))), Ok(None));
            let put = vec![(key("a/b"), Some(vec![1])), (key("a/c"), Some(vec![2])), (key("d"), Some(vec![]))];
            block_on(store.write(put)).unwrap();
            assert_eq!(block_on(store.read(&key("a/b"))), Ok(Some(vec![1])));
            assert_eq!(block_on(store.list("")).unwrap(), [key("a/b"), key("a/c"), key("d")]);
            block_on(store.write(vec![(key("a/b"), None), (key("x"), None)])).unwrap();
            assert_eq!(block_on(store.read_all("a/")).unwrap(), [(key("a/c"), vec![2])]);
        });
    }

    #[test]
    fn a_write_cut_short_is_whole_or_absent() {
        with_store("cut", |store, folder| {
            block_on(store.write(vec![(key("a"), Some(vec![1])), (key("b"), Some(vec![1]))])).unwrap();
            // Cut before the journal: the old values stand.
            fs::write(folder.join("a.new"), [2]).unwrap();
            assert_eq!(block_on(store.read(&key("a"))), Ok(Some(vec![1])));
            // Cut in the middle of moving: the rest is moved the next time.
            fs::write(folder.join("b.new"), [2]).unwrap();
            fs::rename(folder.join("a.new"), folder.join("a")).unwrap();
            fs::write(folder.join("journal"), "put a\nput b\n").unwrap();
            assert_eq!(block_on(store.read(&key("b"))), Ok(Some(vec![2])));
            assert_eq!(block_on(store.list("")).unwrap(), [key("a"), key("b")]);
        });
    }
}
