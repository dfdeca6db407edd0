//! The archive over a store in memory: opened again as it was written, damage set aside.

use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};

use super::super::{Archive, Damaged, DamagedPart, Key, MemoryStore, RepositoryRecord, Store, StoreError};
use super::super::{ChunkKind, frame};
use super::*;
use crate::domain::AttemptColumns;

/// Runs a future that never waits: stores in memory answer at once.
fn now_or_never<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a store in memory has kept someone waiting"),
    }
}

fn record(simulated: &Simulated) -> RepositoryRecord {
    RepositoryRecord {
        repository: simulated.repository.clone(),
        api_base: "https://api.github.com".to_owned(),
        is_demo: true,
        attempts: simulated.attempts.len() as u64,
        jobs: simulated.jobs.len() as u64,
        bytes: 1,
        synced_at: Some(now()),
        runs_reported: None,
    }
}

fn stored(names: &[&str]) -> (Archive<MemoryStore>, Dump) {
    let archive = Archive::new(MemoryStore::default());
    let simulated = simulated(200, 40, true);
    let mut whole = Dump::default();
    for name in names {
        let mut history = History::new();
        history.merge(batch(&simulated));
        let changes = history.take_changes();
        now_or_never(archive.write(name, changes, Some(&record(&simulated)), Some(b"state"))).unwrap();
        whole = dump(&history);
    }
    (archive, whole)
}

fn keys(archive: &Archive<MemoryStore>, prefix: &str) -> Vec<String> {
    now_or_never(archive.store().list(prefix)).unwrap().into_iter().map(|key| key.0).collect()
}

fn put(archive: &Archive<MemoryStore>, key: &str, change: impl Fn(Vec<u8>) -> Vec<u8>) {
    let key = Key(key.to_owned());
    let bytes = now_or_never(archive.store().read(&key)).unwrap().unwrap();
    now_or_never(archive.store().write(vec![(key, Some(change(bytes)))])).unwrap();
}

#[test]
fn opens_what_was_written() {
    let (archive, whole) = stored(&["demo"]);
    let opened = now_or_never(archive.open("demo")).unwrap();
    assert_eq!(dump(&opened.history), whole);
    assert_eq!(opened.sync_state.as_deref(), Some(b"state".as_slice()));
    assert_eq!(opened.record, Some(record(&simulated(200, 40, true))));
    assert_eq!((opened.damaged.len(), opened.chunk_bytes.len()), (0, 6));
    assert!(!opened.history.has_changes());
    let sizes: u64 = opened.chunk_bytes.iter().map(|(_, bytes)| bytes).sum();
    assert!(sizes > 1_000, "{sizes}");
    let unknown = now_or_never(archive.open("unknown")).unwrap();
    assert!(unknown.history.columns().attempts.is_empty() && unknown.record.is_none());
}

#[test]
fn damage_is_set_aside_and_costs_nothing_else() {
    let cases: [(&str, DamagedPart); 5] = [
        ("attempts/2026-05", DamagedPart::Chunk(ChunkName::parse("attempts/2026-05").unwrap())),
        ("jobs/2026-05", DamagedPart::Chunk(ChunkName::parse("jobs/2026-05").unwrap())),
        ("steps/2026-06", DamagedPart::Chunk(ChunkName::parse("steps/2026-06").unwrap())),
        ("record", DamagedPart::Record),
        ("sync", DamagedPart::SyncState),
    ];
    for (part, expected) in cases {
        for damage in [|bytes: Vec<u8>| bytes[..bytes.len() / 2].to_vec(), |_| b"<html>".to_vec(), |_| Vec::new()] {
            let (archive, whole) = stored(&["demo", "other"]);
            put(&archive, &format!("repositories/demo/{part}"), damage);
            let opened = now_or_never(archive.open("demo")).unwrap();
            let [Damaged { part: found, reason, kept_as: Some(aside) }] = opened.damaged.as_slice() else {
                panic!("{:?}", opened.damaged)
            };
            assert!(*found == expected && !reason.is_empty());
            assert_eq!(keys(&archive, "damaged/"), core::slice::from_ref(&aside.0));
            assert!(aside.0.starts_with(&format!("damaged/demo/{part}.")), "{aside}");
            let held = dump(&opened.history);
            let is_chunk = |kind| matches!(expected, DamagedPart::Chunk(name) if name.kind == kind);
            assert_eq!(held.attempts.len() == whole.attempts.len(), !is_chunk(ChunkKind::Attempts));
            assert_eq!(held.jobs.len() == whole.jobs.len(), !is_chunk(ChunkKind::Jobs));
            assert_eq!(opened.record.is_some(), expected != DamagedPart::Record);
            assert_eq!(opened.sync_state.is_some(), expected != DamagedPart::SyncState);
            // Jobs that are lost are asked for again.
            let is_fetched = |(_, flags): &&(_, u8)| flags & AttemptColumns::JOBS_FETCHED != 0;
            let fetched = held.attempts.iter().filter(is_fetched).count();
            let must_refetch = is_chunk(ChunkKind::Jobs) || is_chunk(ChunkKind::Steps);
            assert_eq!(fetched < held.attempts.len(), must_refetch, "{part}");
            // The second time there is nothing to complain about, and the other repository never noticed.
            assert!(now_or_never(archive.open("demo")).unwrap().damaged.is_empty());
            assert_eq!(dump(&now_or_never(archive.open("other")).unwrap().history), whole);
        }
    }
}

/// Reads, but has no room for anything more.
struct FullStore(MemoryStore);

impl Store for FullStore {
    async fn read(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        self.0.read(key).await
    }

    async fn read_all(&self, prefix: &str) -> Result<Vec<(Key, Vec<u8>)>, StoreError> {
        self.0.read_all(prefix).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<Key>, StoreError> {
        self.0.list(prefix).await
    }

    async fn write(&self, _: Vec<(Key, Option<Vec<u8>>)>) -> Result<(), StoreError> {
        Err(StoreError::Full)
    }
}

#[test]
fn a_full_disk_keeps_nothing_from_opening() {
    let (archive, whole) = stored(&["demo"]);
    put(&archive, "repositories/demo/steps/2026-05", |_| Vec::new());
    let store = FullStore(MemoryStore::default());
    let values = now_or_never(archive.store().read_all("")).unwrap();
    now_or_never(store.0.write(values.into_iter().map(|(key, value)| (key, Some(value))).collect())).unwrap();
    let full = Archive::new(store);
    let mut opened = now_or_never(full.open("demo")).unwrap();
    assert_eq!(opened.history.columns().jobs.len(), whole.jobs.len());
    assert!(matches!(opened.damaged.as_slice(), [Damaged { kept_as: None, .. }]), "{:?}", opened.damaged);

    let changes = opened.history.take_changes();
    let names: Vec<ChunkName> = changes.iter().map(|(name, _)| *name).collect();
    assert_eq!(now_or_never(full.write("demo", changes, None, None)), Err(StoreError::Full));
    opened.history.mark_dirty(&names);
    assert_eq!(opened.history.take_changes().into_iter().map(|(name, _)| name).collect::<Vec<_>>(), names);
}

#[test]
fn two_tabs_that_write_one_month_lose_nothing() {
    let archive = Archive::new(MemoryStore::default());
    let simulated = simulated(300, 30, true);
    let mut whole = History::new();
    whole.merge(batch(&simulated));
    // Each tab has seen every other run, and the second one opened before the first one wrote.
    let share = |parity| {
        let mut share = batch(&simulated);
        share.attempts.retain(|attempt| attempt.key.run_id % 2 == parity);
        share.jobs.retain(|job| job.key.run_id % 2 == parity);
        share
    };
    let [mut first, mut second] = [(); 2].map(|()| now_or_never(archive.open("demo")).unwrap().history);
    first.merge(share(0));
    second.merge(share(1));
    now_or_never(archive.write("demo", first.take_changes(), None, None)).unwrap();
    now_or_never(archive.refresh("demo", &mut second)).unwrap();
    assert_eq!(dump(&second), dump(&whole));
    now_or_never(archive.write("demo", second.take_changes(), None, None)).unwrap();
    assert_eq!(dump(&now_or_never(archive.open("demo")).unwrap().history), dump(&whole));
}

#[test]
fn what_a_newer_build_wrote_is_left_alone() {
    for (part, magic) in [("attempts/2026-05", b"FRch"), ("record", b"FRre"), ("sync", b"FRsm")] {
        let (archive, _) = stored(&["demo"]);
        put(&archive, &format!("repositories/demo/{part}"), |_| frame::seal(*magic, 99, b"the future"));
        let before = keys(&archive, "");
        assert_eq!(now_or_never(archive.open("demo")).err(), Some(StoreError::Blocked));
        assert_eq!(keys(&archive, ""), before);
    }
}

#[test]
fn repositories_are_listed_and_deleted_one_by_one() {
    let (archive, _) = stored(&["demo", "demo-2", "api.github.com-1"]);
    let names = || now_or_never(archive.repositories()).unwrap().into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(names(), ["api.github.com-1", "demo", "demo-2"]);
    put(&archive, "repositories/demo/jobs/2026-05", |_| Vec::new());
    now_or_never(archive.open("demo")).unwrap();
    now_or_never(archive.delete("demo")).unwrap();
    assert_eq!(names(), ["api.github.com-1", "demo-2"]);
    assert!(keys(&archive, "").iter().all(|key| !key.contains("/demo/")));
    put(&archive, "repositories/demo-2/record", |_| b"?".to_vec());
    assert_eq!(names(), ["api.github.com-1"]);
    now_or_never(archive.write_small("settings", b"x")).unwrap();
    now_or_never(archive.delete_everything()).unwrap();
    assert_eq!(keys(&archive, ""), [""; 0]);
}

#[test]
fn small_values_come_back_or_are_nothing() {
    let archive = Archive::new(MemoryStore::default());
    let read = || now_or_never(archive.read_small("settings")).unwrap();
    assert_eq!(read(), None);
    now_or_never(archive.write_small("settings", b"dark")).unwrap();
    assert_eq!(read().as_deref(), Some(b"dark".as_slice()));
    put(&archive, "small/settings", |mut bytes| {
        bytes[7] ^= 1;
        bytes
    });
    assert_eq!(read(), None);
}

#[test]
fn names_that_are_no_keys_are_refused() {
    let archive = Archive::new(MemoryStore::default());
    for name in ["", "a/b", "../x", "ü", "a b"] {
        assert!(now_or_never(archive.open(name)).is_err(), "{name}");
        assert!(now_or_never(archive.delete(name)).is_err(), "{name}");
        assert!(now_or_never(archive.write_small(name, b"")).is_err(), "{name}");
    }
}

#[test]
fn writing_nothing_new_writes_nothing() {
    let (archive, whole) = stored(&["demo"]);
    now_or_never(archive.write("demo", Vec::new(), None, None)).unwrap();
    assert_eq!(dump(&now_or_never(archive.open("demo")).unwrap().history), whole);
}
