//! History on disk: `IndexedDB` behind [`forerun::history::Store`]. One object store of byte values under text keys; what
//! is in them is the library's business.

use core::cell::Cell;
use std::rc::Rc;

use forerun::history::{Key, Store, StoreError};
use futures_channel::oneshot;
use futures_util::future::{Either, select};
use idb::event::DatabaseEvent;
use idb::{Database, Factory, KeyRange, ObjectStore, ObjectStoreParams, Query, Transaction, TransactionMode};
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DomException, IdbTransaction};

const DATABASE: &str = "forerun";
const VALUES: &str = "values";
const VERSION: u32 = 1;

/// An open database. Closes itself when another tab wants to change its version, and is [`StoreError::Blocked`] then.
pub struct IndexedDbStore {
    database: Database,
    closed: Rc<Cell<bool>>,
}

impl IndexedDbStore {
    /// Opens the database, or makes it.
    pub async fn open() -> Result<Self, StoreError> {
        let factory = Factory::new().map_err(unavailable)?;
        let mut request = factory.open(DATABASE, Some(VERSION)).map_err(unavailable)?;
        request.on_upgrade_needed(|event| {
            // A failure here fails the request, which is told below.
            if let Ok(database) = event.database()
                && !database.store_names().iter().any(|name| name == VALUES)
            {
                drop(database.create_object_store(VALUES, ObjectStoreParams::new()));
            }
        });
        let (blocked_sender, blocked) = oneshot::channel();
        request.on_blocked(move |_| blocked_sender.send(()).unwrap_or_default());
        let mut database = match select(request.into_future(), blocked).await {
            Either::Left((opened, _)) => opened.map_err(unavailable)?,
            Either::Right((Ok(()), _)) => return Err(StoreError::Blocked),
            // The channel went with the request's callbacks: the request has ended.
            Either::Right((Err(_), opening)) => opening.await.map_err(unavailable)?,
        };
        let closed = Rc::new(Cell::new(false));
        let (close_noted, change_noted) = (Rc::clone(&closed), Rc::clone(&closed));
        database.on_close(move |_| close_noted.set(true));
        database.on_version_change(move |event| {
            change_noted.set(true);
            if let Ok(database) = event.database() {
                database.close();
            }
        });
        Ok(Self { database, closed })
    }

    fn transaction(&self, mode: TransactionMode) -> Result<(Transaction, ObjectStore), StoreError> {
        if self.closed.get() {
            return Err(StoreError::Blocked);
        }
        let transaction = self.database.transaction(&[VALUES], mode).map_err(from_idb)?;
        let values = transaction.object_store(VALUES).map_err(from_idb)?;
        Ok((transaction, values))
    }
}

impl Store for IndexedDbStore {
    async fn read(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        let (_transaction, values) = self.transaction(TransactionMode::ReadOnly)?;
        let found = values.get(JsValue::from_str(&key.0)).map_err(from_idb)?.await.map_err(from_idb)?;
        Ok(found.map(|value| bytes(&value)))
    }

    async fn read_all(&self, prefix: &str) -> Result<Vec<(Key, Vec<u8>)>, StoreError> {
        let (_transaction, values) = self.transaction(TransactionMode::ReadOnly)?;
        // Both requests before the first await: an idle transaction ends by itself.
        let keys = values.get_all_keys(Some(beginning_with(prefix)?), None).map_err(from_idb)?.into_future();
        let found = values.get_all(Some(beginning_with(prefix)?), None).map_err(from_idb)?.into_future();
        let keys = keys.await.map_err(from_idb)?;
        let found = found.await.map_err(from_idb)?;
        Ok(keys.iter().filter_map(key).zip(found.iter().map(bytes)).collect())
    }

    async fn list(&self, prefix: &str) -> Result<Vec<Key>, StoreError> {
        let (_transaction, values) = self.transaction(TransactionMode::ReadOnly)?;
        let keys = values.get_all_keys(Some(beginning_with(prefix)?), None).map_err(from_idb)?.await;
        Ok(keys.map_err(from_idb)?.iter().filter_map(key).collect())
    }

    /// One transaction: every value is prepared first, every request made without waiting, then the commit awaited.
    async fn write(&self, changes: Vec<(Key, Option<Vec<u8>>)>) -> Result<(), StoreError> {
        let changes: Vec<(JsValue, Option<JsValue>)> = changes
            .into_iter()
            .map(|(key, value)| (JsValue::from_str(&key.0), value.map(|value| Uint8Array::from(&*value).into())))
            .collect();
        let (transaction, values) = self.transaction(TransactionMode::ReadWrite)?;
        for (key, value) in changes {
            let asked = match value {
                Some(value) => values.put(&value, Some(&key)).map(drop),
                None => values.delete(key).map(drop),
            };
            if let Err(error) = asked {
                drop(transaction.abort());
                return Err(from_idb(error));
            }
        }
        committed(transaction).await
    }
}

/// Waits for the commit. The reason of a failed request arrives with the abort that it causes.
async fn committed(mut transaction: Transaction) -> Result<(), StoreError> {
    let (commit_sender, commit) = oneshot::channel();
    let (abort_sender, abort) = oneshot::channel();
    transaction.on_complete(move |_| commit_sender.send(()).unwrap_or_default());
    transaction.on_abort(move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<IdbTransaction>().ok());
        let reason = target.and_then(|transaction| transaction.error());
        drop(abort_sender.send(reason));
    });
    match select(commit, abort).await {
        Either::Left((Ok(()), _)) => Ok(()),
        Either::Right((Ok(Some(reason)), _)) => Err(from_exception(&reason)),
        Either::Left((Err(_), _)) | Either::Right((_, _)) => {
            Err(StoreError::Other("the browser gave up a write".to_owned()))
        }
    }
}

/// All keys that begin with `prefix`: keys hold ASCII only, so nothing of theirs sorts after U+FFFF.
fn beginning_with(prefix: &str) -> Result<Query, StoreError> {
    let (from, to) = (JsValue::from_str(prefix), JsValue::from_str(&format!("{prefix}\u{ffff}")));
    KeyRange::bound(&from, &to, None, None).map(Query::KeyRange).map_err(from_idb)
}

fn key(value: &JsValue) -> Option<Key> {
    value.as_string().map(Key)
}

fn bytes(value: &JsValue) -> Vec<u8> {
    Uint8Array::new(value).to_vec()
}

/// Whatever keeps a database from opening comes to the same for the person.
fn unavailable(error: idb::Error) -> StoreError {
    match from_idb(error) {
        StoreError::Other(_) => StoreError::Unavailable,
        told => told,
    }
}

fn from_idb(error: idb::Error) -> StoreError {
    let exception = match &error {
        idb::Error::DomException(exception) => Some(exception),
        idb::Error::UpdateFailed(value)
        | idb::Error::DeleteFailed(value)
        | idb::Error::TransactionOpenFailed(value)
        | idb::Error::IndexedDbOpenFailed(value) => value.dyn_ref(),
        _ => None,
    };
    exception.map_or_else(|| StoreError::Other(error.to_string()), from_exception)
}

fn from_exception(exception: &DomException) -> StoreError {
    match exception.name().as_str() {
        "QuotaExceededError" => StoreError::Full,
        "VersionError" | "InvalidStateError" => StoreError::Blocked,
        _ => StoreError::Other(exception.message()),
    }
}
