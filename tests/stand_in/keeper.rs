//! A history for tests: records in order, columns made when asked for.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::future::poll_fn;
use std::task::{Poll, Waker};

use forerun::domain::{Attempt, AttemptColumns, AttemptKey, Columns, Job, State, Timestamp};
use forerun::history::{Batch, StoreError};
use forerun::sync::{SyncHost, SyncProgress, SyncState};

/// Keeps what a sync brings.
#[derive(Default)]
pub struct Keeper {
    pub attempts: RefCell<BTreeMap<(Timestamp, AttemptKey), Attempt>>,
    pub jobs: RefCell<BTreeMap<(AttemptKey, u64), Job>>,
    pub jobs_fetched: RefCell<BTreeSet<AttemptKey>>,
    /// As bytes, so that every resumption reads what was really written.
    pub state: RefCell<Vec<u8>>,
    pub progress: RefCell<Vec<SyncProgress>>,
    pub commits: Cell<u64>,
    /// Stops the sync after so many commits.
    pub stop_after_commits: Cell<Option<u64>>,
    /// Refuses to store from now on.
    pub is_full: Cell<bool>,
    waiting_for_stop: RefCell<Vec<Waker>>,
}

impl Keeper {
    /// The state of the last commit.
    pub fn state(&self) -> SyncState {
        SyncState::from_bytes(&self.state.borrow()).unwrap_or_default()
    }

    /// Everything kept, in order.
    pub fn all(&self) -> Vec<Attempt> {
        self.attempts.borrow().values().cloned().collect()
    }
}

impl SyncHost for Keeper {
    fn with_columns<R>(&self, read: impl FnOnce(&Columns) -> R) -> R {
        let mut columns = Columns::default();
        for ((created, key), attempt) in &*self.attempts.borrow() {
            let fetched = self.jobs_fetched.borrow().contains(key);
            columns.attempts.run_id.push(key.run_id);
            columns.attempts.attempt.push(key.attempt);
            columns.attempts.created.push(created.0 as u32);
            columns.attempts.state.push(State::from_word(&attempt.state).unwrap_or(State(State::FIRST_UNKNOWN)));
            columns.attempts.flags.push(if fetched { AttemptColumns::JOBS_FETCHED } else { 0 });
        }
        read(&columns)
    }

    async fn commit(&self, batch: Batch, state: &SyncState) -> Result<(), StoreError> {
        if self.is_full.get() {
            return Err(StoreError::Full);
        }
        let keyed = batch.attempts.into_iter().map(|attempt| ((attempt.created_at, attempt.key), attempt));
        self.attempts.borrow_mut().extend(keyed);
        let known: BTreeSet<u64> = self.attempts.borrow().keys().map(|(_, key)| key.run_id).collect();
        for job in batch.jobs {
            assert!(known.contains(&job.key.run_id), "a job of an unknown run");
            self.jobs.borrow_mut().insert((job.key, job.id), job);
        }
        self.jobs_fetched.borrow_mut().extend(batch.jobs_fetched);
        self.state.replace(state.to_bytes());
        self.commits.set(self.commits.get() + 1);
        if self.stop_requested() {
            self.waiting_for_stop.take().into_iter().for_each(Waker::wake);
        }
        Ok(())
    }

    fn progress(&self, progress: SyncProgress) {
        self.progress.borrow_mut().push(progress);
    }

    fn stop_requested(&self) -> bool {
        self.stop_after_commits.get().is_some_and(|most| self.commits.get() >= most)
    }

    async fn stopped(&self) {
        poll_fn(|context| {
            if self.stop_requested() {
                return Poll::Ready(());
            }
            self.waiting_for_stop.borrow_mut().push(context.waker().clone());
            Poll::Pending
        })
        .await;
    }
}
