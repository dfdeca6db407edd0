//! The engine's state and what every command needs: telling the time, telling others, listing what is stored.

use core::cell::RefCell;
use std::rc::Rc;

use crate::domain::{Settings, Timestamp, sort_by_key};
use crate::github::{ApiBase, ApiVersion, Token};
use crate::history::{Archive, Store};
use crate::sync::Clock;

use super::guest::Guesting;
use super::open::{Open, listed};
use super::ports::{Network, Ports};
use super::stop::StopFlag;
use super::{Command, Event, Problem, RepositoryKey, Session, StoredRepository, problems};

/// More branches than these help nobody to choose.
const MOST_BRANCHES: usize = 200;
/// Name of the small record that holds the settings.
const SETTINGS_RECORD: &str = "settings";
/// Name of the small record that holds the API base.
const API_BASE_RECORD: &str = "api_base";

/// One engine: one open repository, one sync at a time. All borrows of its state end before the next await.
pub struct Engine<S: Store, N: Network, C: Clock> {
    pub(super) archive: Archive<S>,
    pub(super) network: N,
    pub(super) clock: C,
    events: Box<dyn Fn(Event)>,
    persistent: bool,
    pub(super) state: RefCell<State>,
}

/// What changes while an engine lives.
#[derive(Default)]
pub(super) struct State {
    /// Settings in force.
    pub settings: Settings,
    /// API base for the next connection.
    pub api_base: ApiBase,
    /// The token; here and nowhere else.
    pub token: Option<Token>,
    /// Login of its user.
    pub login: Option<String>,
    /// The API version that the open repository's server understands, once asked.
    pub api_version: Option<ApiVersion>,
    /// The open repository.
    pub open: Option<Open>,
    /// A second repository that is looked at, and whether one is being read.
    pub guest: Guesting,
    /// All stored repositories.
    pub stored: Vec<StoredRepository>,
    /// The running sync, or other reading from GitHub.
    pub running: Option<Rc<Running>>,
    /// Rises whenever something else is opened, so that what was under way before knows that it is stale.
    pub generation: u64,
}

/// A sync, or another reading from GitHub, under way.
#[derive(Default)]
pub(super) struct Running {
    /// Raised to stop it.
    pub stop: StopFlag,
    /// Raised by it when it has ended.
    pub ended: StopFlag,
}

impl<S: Store, N: Network, C: Clock> Engine<S, N, C> {
    /// An engine with the settings that the store holds, and nothing open.
    pub async fn start(ports: Ports<S, N, C>) -> Rc<Self> {
        let Ports { store, network, clock, events, persistent } = ports;
        let state = RefCell::new(State::default());
        let engine = Rc::new(Self { archive: Archive::new(store), network, clock, events, persistent, state });
        engine.read_settings().await;
        engine.list_stored().await;
        engine
    }

    /// Does what a person wants. Returns when it is done; others may be under way meanwhile.
    pub async fn command(self: &Rc<Self>, command: Command) {
        match command {
            Command::Connect(connection) => self.connect(connection).await,
            Command::OpenDemo => self.open_demo().await,
            Command::Open(key) => self.open(key).await,
            Command::Sync { job_requests } | Command::Refresh { job_requests } => self.synchronise(job_requests).await,
            Command::CountAlerts => self.tell_waiting().await,
            Command::ActOnAlert(key, kind) => self.act_on_alert(key, kind).await,
            Command::TakeBack(key) => self.take_back(key).await,
            Command::ReadAnnotations { most } => self.read_annotations(most).await,
            Command::Stop => self.give_up().await,
            Command::SignOut => self.sign_out().await,
            Command::ChangeSettings(settings) => {
                let bytes = serde_json::to_vec(&settings).unwrap_or_default();
                {
                    let mut state = self.state.borrow_mut();
                    state.settings = settings;
                    state.guest.forget();
                    if let Some(open) = &mut state.open {
                        open.prepared = None;
                        open.other_changes += 1;
                        open.forecast_record = None;
                    }
                }
                self.write_small(SETTINGS_RECORD, &bytes).await;
                self.tell_session();
                self.tell_history();
            }
            Command::ChangeApiBase(api_base) => {
                let bytes = api_base.as_str().as_bytes().to_vec();
                self.state.borrow_mut().api_base = api_base;
                self.write_small(API_BASE_RECORD, &bytes).await;
                self.tell_session();
            }
            Command::Delete(key) => self.delete(key).await,
            Command::DeleteEverything => self.delete_everything().await,
        }
    }

    /// Who is connected, what is open, what is stored, what is set.
    pub fn session(&self) -> Session {
        let state = self.state.borrow();
        let open = state.open.as_ref();
        let (branches, events) = open.map(|open| open.branch_and_event_choices(MOST_BRANCHES)).unwrap_or_default();
        Session {
            login: state.login.clone(),
            has_token: state.token.is_some(),
            open: open.map(Open::listed),
            default_branch: open.map(|open| open.record.repository.default_branch.clone()),
            syncing: state.running.is_some(),
            stored: state.stored.clone(),
            settings: state.settings.clone(),
            api_base: state.api_base.clone(),
            persistent: self.persistent,
            workflows: open.map(Open::workflow_choices).unwrap_or_default(),
            branches,
            events,
            oldest: open.and_then(Open::oldest),
        }
    }

    pub(super) fn now(&self) -> Timestamp {
        Timestamp(self.clock.now_milliseconds().div_euclid(1_000))
    }

    pub(super) fn tell(&self, event: Event) {
        (self.events)(event);
    }

    pub(super) fn tell_session(&self) {
        self.tell(Event::SessionChanged(Box::new(self.session())));
    }

    pub(super) fn tell_history(&self) {
        let revision = self.state.borrow().open.as_ref().map(Open::revision);
        if let Some(revision) = revision {
            self.tell(Event::HistoryChanged { revision });
        }
    }

    pub(super) fn tell_problem(&self, problem: Problem) {
        self.tell(Event::Problem(problem));
    }

    /// Stops a running sync and waits until it has stored what it has.
    pub(super) async fn stop(&self) {
        let running = self.state.borrow().running.clone();
        if let Some(running) = running {
            running.stop.raise();
            running.ended.wait().await;
        }
    }

    /// Stops what a person no longer wants: a running sync, which keeps what it has; a connection that waits for GitHub.
    async fn give_up(&self) {
        self.begin().await;
        self.tell_session();
    }

    /// Stops what is under way, before something else is opened. What is open stays open until then. Returns the
    /// number of the new generation.
    pub(super) async fn begin(&self) -> u64 {
        self.stop().await;
        let mut state = self.state.borrow_mut();
        state.generation += 1;
        state.guest.forget();
        state.generation
    }

    /// Stops what is under way and closes what is open.
    async fn close(&self) {
        self.begin().await;
        let mut state = self.state.borrow_mut();
        state.open = None;
        state.api_version = None;
    }

    /// Whether nothing else has been opened since.
    pub(super) fn is_current(&self, generation: u64) -> bool {
        self.state.borrow().generation == generation
    }

    /// Reads anew what is stored.
    pub(super) async fn list_stored(&self) {
        match self.archive.repositories().await {
            Ok(records) => {
                let list = records.iter().map(|(key, record)| listed(&RepositoryKey(key.clone()), record));
                let mut stored: Vec<StoredRepository> = list.collect();
                sort_by_key(&mut stored, |repository| {
                    (core::cmp::Reverse(repository.synced_at), repository.key.clone())
                });
                self.state.borrow_mut().stored = stored;
            }
            Err(error) => self.tell_problem(problems::from_store(&error)),
        }
    }

    async fn sign_out(&self) {
        self.stop().await;
        {
            let mut state = self.state.borrow_mut();
            state.token = None;
            state.login = None;
        }
        self.tell_session();
    }

    async fn delete(&self, key: RepositoryKey) {
        let is_open = self.state.borrow().open.as_ref().is_some_and(|open| open.key == key);
        if is_open {
            self.close().await;
        }
        self.state.borrow_mut().guest.forget();
        if let Err(error) = self.archive.delete(&key.0).await {
            self.tell_problem(problems::from_store(&error));
        }
        self.list_stored().await;
        self.tell_session();
    }

    async fn delete_everything(&self) {
        self.close().await;
        match self.archive.delete_everything().await {
            Ok(()) => {
                let mut state = self.state.borrow_mut();
                state.settings = Settings::default();
                state.api_base = ApiBase::default();
            }
            Err(error) => self.tell_problem(problems::from_store(&error)),
        }
        self.list_stored().await;
        self.tell_session();
    }

    async fn read_settings(&self) {
        // Settings that cannot be read (damaged) fall back to the defaults: nothing else
        // depends on them, and the person sees them on the settings page.
        let settings = self.archive.read_small(SETTINGS_RECORD).await.ok().flatten();
        let api_base = self.archive.read_small(API_BASE_RECORD).await.ok().flatten();
        let mut state = self.state.borrow_mut();
        if let Some(settings) = settings.and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
            state.settings = settings;
        }
        let text = api_base.and_then(|bytes| String::from_utf8(bytes).ok());
        if let Some(base) = text.and_then(|text| ApiBase::parse(&text).ok()) {
            state.api_base = base;
        }
    }

    async fn write_small(&self, name: &str, bytes: &[u8]) {
        if let Err(error) = self.archive.write_small(name, bytes).await {
            self.tell_problem(problems::from_store(&error));
        }
    }
}
