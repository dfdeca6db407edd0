//! Opening a repository: over the network, from the store, or simulated.

use core::fmt::Write as _;
use std::rc::Rc;

use crate::domain::{Repository, Timestamp, Workflow, WorkflowState};
use crate::github::{ApiBase, Token};
use crate::history::{Batch, History, RepositoryRecord, Store};
use crate::simulate;
use crate::sync::{self, Clock, Connected, SyncState};

use super::core::Engine;
use super::open::Open;
use super::ports::Network;
use super::remembering::Remembered;
use super::{Connection, Problem, ProblemKind, RepositoryKey, problems};

/// The key of the simulated repository; never stored.
pub(super) const DEMO_KEY: &str = "demo";
/// The demo is the same for everyone.
const DEMO_SEED: u64 = 20_261_121;

impl<S: Store, N: Network, C: Clock> Engine<S, N, C> {
    /// Checks the token, looks the repository up, opens its history and brings it up to date.
    pub(super) async fn connect(self: &Rc<Self>, connection: Connection) {
        let Connection { token, repository, api_base, job_requests } = connection;
        let generation = self.begin().await;
        let transport = self.network.transport(token.clone());
        let connected = sync::connect(&transport, &self.clock, &api_base, &repository, token.is_some()).await;
        if !self.is_current(generation) {
            return;
        }
        let connected = match connected {
            Ok(connected) => connected,
            Err(error) => {
                // A token that was good before is still held, and what was open is still open.
                self.tell_session();
                self.tell_problem(problems::from_api(&error, &api_base));
                return;
            }
        };
        {
            let mut state = self.state.borrow_mut();
            state.token = token;
            state.login.clone_from(&connected.login);
        }
        let key = key_of(&api_base, connected.repository.id);
        if self.open_stored(generation, key, Some((&connected, api_base))).await {
            self.synchronise(job_requests).await;
        }
    }

    /// Opens a stored repository without asking GitHub anything.
    pub(super) async fn open(self: &Rc<Self>, key: RepositoryKey) {
        if key.0 == DEMO_KEY {
            self.open_demo().await;
            return;
        }
        let generation = self.begin().await;
        self.open_stored(generation, key, None).await;
    }

    /// Opens the simulated repository, as of now.
    pub(super) async fn open_demo(self: &Rc<Self>) {
        let generation = self.begin().await;
        let now = self.now();
        if self.is_current(generation) {
            let (repository, history) = simulated_history(now);
            self.open_history(RepositoryKey(DEMO_KEY.to_owned()), repository, true, history);
        }
    }

    /// Opens a history that came from elsewhere (files, the simulation) without storing it.
    pub fn open_history(&self, key: RepositoryKey, repository: Repository, is_demo: bool, history: History) {
        let record =
            RepositoryRecord { is_demo, synced_at: Some(self.now()), ..new_record(repository, &ApiBase::default()) };
        let mut open = Open {
            key,
            record,
            history,
            sync_state: SyncState::default(),
            prepared: None,
            remembered: Remembered::default(),
            alerts: None,
            rule_records: None,
            said: None,
            forecast_record: None,
            noted: None,
            other_changes: 0,
            chunk_bytes: std::collections::BTreeMap::new(),
            damaged: Vec::new(),
        };
        open.refresh_record();
        self.state.borrow_mut().open = Some(open);
        self.tell_session();
        self.tell_history();
    }

    /// Stores what opening has changed: the present name and workflows, and, after damage, that the lost stretch is no
    /// longer covered. Without that, a tab closed before its next sync would leave a hole that nobody knows of.
    async fn store_opened(&self, open: &mut Open) {
        let changes = open.history.take_changes();
        open.note_stored(&changes);
        open.refresh_record();
        let names: Vec<_> = changes.iter().map(|(name, _)| *name).collect();
        let state = open.sync_state.to_bytes();
        if let Err(error) = self.archive.write(&open.key.0, changes, Some(&open.record), Some(&state)).await {
            open.history.mark_dirty(&names);
            self.tell_problem(problems::from_store(&error));
        }
    }

    /// Opens what is stored under `key`, brought up to what GitHub has just said. Returns whether it is open now.
    async fn open_stored(&self, generation: u64, key: RepositoryKey, seen: Option<(&Connected, ApiBase)>) -> bool {
        let opened = match self.archive.open(&key.0).await {
            Ok(opened) => opened,
            Err(error) => {
                self.tell_problem(problems::from_store(&error));
                return false;
            }
        };
        if !self.is_current(generation) {
            return false;
        }
        let record = match (opened.record.clone(), &seen) {
            (Some(record), None) => record,
            (Some(record), Some((connected, api_base))) => {
                RepositoryRecord { repository: connected.repository.clone(), api_base: api_base.to_string(), ..record }
            }
            (None, Some((connected, api_base))) => new_record(connected.repository.clone(), api_base),
            (None, None) => {
                self.tell_session();
                self.tell_problem(not_stored());
                return false;
            }
        };
        let api_version = seen.as_ref().map(|(connected, _)| connected.api_version);
        let mut open = Open::from_archive(key, record, opened);
        let was_seen = seen.is_some();
        if let Some((connected, _)) = seen {
            let now = self.now();
            let workflows = connected.workflows.iter().map(|workflow| (workflow.clone(), now)).collect();
            open.history.merge(Batch { workflows, ..Batch::default() });
            mark_unlisted(&mut open, connected, now);
        }
        if was_seen || !open.damaged.is_empty() {
            self.store_opened(&mut open).await;
        }
        if !self.is_current(generation) {
            return false;
        }
        {
            let mut state = self.state.borrow_mut();
            state.open = Some(open);
            state.api_version = api_version;
        }
        self.tell_session();
        self.tell_history();
        true
    }
}

/// The simulated repository as of `now`.
pub(super) fn simulated_history(now: Timestamp) -> (Repository, History) {
    let simulated = simulate::demo_until(DEMO_SEED, now);
    let workflows = simulated.workflows.into_iter().map(|workflow| (workflow, now)).collect();
    let jobs_fetched = simulated.attempts.iter().map(|attempt| attempt.key).collect();
    let mut history = History::new();
    history.merge(Batch { attempts: simulated.attempts, jobs: simulated.jobs, jobs_fetched, workflows });
    (simulated.repository, history)
}

/// What is stored of a repository before its first sync.
pub(super) fn new_record(repository: Repository, api_base: &ApiBase) -> RepositoryRecord {
    RepositoryRecord {
        repository,
        api_base: api_base.to_string(),
        is_demo: false,
        attempts: 0,
        jobs: 0,
        bytes: 0,
        synced_at: None,
        runs_reported: None,
    }
}

/// Workflows that GitHub no longer lists keep their runs, and say so.
fn mark_unlisted(open: &mut Open, connected: &Connected, now: Timestamp) {
    let gone: Vec<_> = open
        .history
        .columns()
        .workflows
        .entries
        .iter()
        .filter(|entry| !connected.workflows.iter().any(|workflow| workflow.id == entry.id))
        .map(|entry| {
            let workflow = Workflow {
                id: entry.id,
                name: entry.name.clone(),
                path: entry.path.clone(),
                state: WorkflowState::Unlisted,
            };
            (workflow, now)
        })
        .collect();
    open.history.merge(Batch { workflows: gone, ..Batch::default() });
}

pub(super) fn not_stored() -> Problem {
    Problem {
        kind: ProblemKind::Repository,
        title: "This repository is not stored in this browser".to_owned(),
        advice: "Its history was never fetched here, or was deleted. Connect to fetch it.".to_owned(),
        link: None,
    }
}

/// The name under which a repository is stored: host and GitHub's number, in characters that every store takes.
pub(super) fn key_of(api_base: &ApiBase, repository_id: u64) -> RepositoryKey {
    let mut key: String = api_base
        .as_str()
        .trim_start_matches("https://")
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') { c } else { '_' })
        .collect();
    // Writing to a String cannot fail.
    write!(key, "-{repository_id}").ok();
    RepositoryKey(key)
}

/// A number that tells credentials apart (an `ETag` is valid for one token only). A checksum of 32 bits, so that what is
/// stored gives next to nothing of the token away; 0 without a token.
pub(super) fn credential(token: Option<&Token>) -> u64 {
    token.map_or(0, |token| u64::from(crate::history::crc32(token.reveal().as_bytes())) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_tell_hosts_apart() {
        let check = |base: &str, expected: &str| {
            assert_eq!(key_of(&ApiBase::parse(base).unwrap(), 42).0, expected);
        };
        check("https://api.github.com", "api.github.com-42");
        check("https://ghe.example.com/api/v3", "ghe.example.com_api_v3-42");
        check("http://127.0.0.1:4010", "http___127.0.0.1_4010-42");
    }
}
