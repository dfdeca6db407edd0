//! Works with GitHub on the open repository, one work at a time. Runs a sync: merges what arrives, stores it with its
//! checkpoint, tells how far it is.

use std::rc::Rc;

use crate::domain::{Columns, RepositoryName};
use crate::github::{ApiBase, ApiError, ApiVersion, Token};
use crate::history::{Batch, Store, StoreError};
use crate::insight::AlertKey;
use crate::sync::{self, Clock, SyncHost, SyncPlan, SyncProgress, SyncState};

use super::connect::credential;
use super::core::{Engine, Running, State};
use super::open::Open;
use super::ports::Network;
use super::{Event, problems};

/// What a sync, or another reading, sees of the engine.
pub(super) struct Host<'a, S: Store, N: Network, C: Clock> {
    pub(super) engine: &'a Engine<S, N, C>,
    running: &'a Running,
    generation: u64,
}

/// Work with GitHub on the open repository; one at a time.
pub(super) struct Work {
    running: Rc<Running>,
    generation: u64,
    /// Where.
    pub(super) api_base: ApiBase,
    /// Which repository, by its present name.
    repository: RepositoryName,
    /// With which token.
    pub(super) token: Option<Token>,
}

impl Work {
    /// What the work sees of the engine.
    pub(super) fn host<'a, S: Store, N: Network, C: Clock>(&'a self, engine: &'a Engine<S, N, C>) -> Host<'a, S, N, C> {
        Host { engine, running: &self.running, generation: self.generation }
    }
}

impl<S: Store, N: Network, C: Clock> Host<'_, S, N, C> {
    /// Whether nothing else has been opened since the work began.
    pub(super) fn is_current(&self, state: &State) -> bool {
        state.generation == self.generation
    }
}

impl<S: Store, N: Network, C: Clock> Engine<S, N, C> {
    /// Brings the open repository up to date, spending at most `job_requests` requests on jobs.
    pub(super) async fn synchronise(self: &Rc<Self>, job_requests: u32) {
        let Some(work) = self.begin_work() else { return };
        self.catch_up(work.generation).await;
        let alerts_before = self.alerts_before_sync().await;
        let transport = self.network.transport(work.token.clone());
        let ended = match self.plan(&work, &transport, job_requests).await {
            Ok(plan) => {
                let sync_state = self.state.borrow().open.as_ref().map(|open| open.sync_state.clone());
                sync::run(plan, sync_state.unwrap_or_default(), &transport, &self.clock, &work.host(self)).await
            }
            Err(error) => Err(error),
        };
        match &ended {
            Ok(summary) if summary.complete => self.note_success(work.generation).await,
            Ok(_) => {}
            Err(error) => self.tell_api_error(error, &work.api_base),
        }
        self.list_stored().await;
        self.end_work(&work);
        if let Ok(summary) = ended {
            self.tell(Event::SyncEnded(summary));
            if let Some(before) = alerts_before {
                self.tell_new_alerts(&before).await;
            }
        }
    }

    /// Which alerts are open; `None` before the first sync has ended, when everything would be new.
    async fn alerts_before_sync(&self) -> Option<Vec<AlertKey>> {
        let was_synced = self.state.borrow().open.as_ref().is_some_and(|open| open.record.synced_at.is_some());
        if was_synced { Some(self.open_alert_keys().await) } else { None }
    }

    /// Begins to work with GitHub on the open repository. `None` where nothing is open, where it is simulated, and while
    /// other work is under way.
    pub(super) fn begin_work(&self) -> Option<Work> {
        let mut state = self.state.borrow_mut();
        let Some(open) = &state.open else {
            drop(state);
            self.tell_problem(problems::nothing_open());
            return None;
        };
        if open.record.is_demo || state.running.is_some() {
            return None;
        }
        let work = Work {
            running: Rc::default(),
            generation: state.generation,
            api_base: ApiBase::parse(&open.record.api_base).unwrap_or_default(),
            repository: open.record.repository.name.clone(),
            token: state.token.clone(),
        };
        state.running = Some(Rc::clone(&work.running));
        drop(state);
        self.tell_session();
        Some(work)
    }

    /// Ends it, and lets those go on who wait for that.
    pub(super) fn end_work(&self, work: &Work) {
        self.state.borrow_mut().running = None;
        work.running.ended.raise();
        self.tell_session();
    }

    /// How to ask GitHub.
    pub(super) async fn plan(
        &self,
        work: &Work,
        transport: &N::Transport,
        job_requests: u32,
    ) -> Result<SyncPlan, ApiError> {
        let has_token = work.token.is_some();
        Ok(SyncPlan {
            api_version: self.api_version(transport, &work.api_base, &work.repository, has_token).await?,
            api_base: work.api_base.clone(),
            repository: work.repository.clone(),
            credential: credential(work.token.as_ref()),
            job_requests,
            requests_per_minute: SyncPlan::REQUESTS_PER_MINUTE,
        })
    }

    /// Tells why GitHub brought nothing. Forgets a token that has expired or was revoked meanwhile: GitHub locks out
    /// whoever goes on trying.
    pub(super) fn tell_api_error(&self, error: &ApiError, api_base: &ApiBase) {
        if matches!(error, ApiError::Unauthorized(_)) {
            let mut state = self.state.borrow_mut();
            state.token = None;
            state.login = None;
        }
        self.tell_problem(problems::from_api(error, api_base));
    }

    /// Reads the history anew where another tab has stored more of it since this one opened it: writing a month from
    /// what this tab holds would drop what the other has added.
    async fn catch_up(&self, generation: u64) {
        self.list_stored().await;
        let outdated_key = {
            let state = self.state.borrow();
            let open = state.open.as_ref().filter(|_| state.generation == generation);
            open.and_then(|open| {
                let stored = state.stored.iter().find(|stored| stored.key == open.key)?;
                (*stored != open.listed()).then(|| open.key.clone())
            })
        };
        let Some(key) = outdated_key else { return };
        match self.archive.open(&key.0).await {
            Ok(opened) => {
                let mut state = self.state.borrow_mut();
                if let Some(open) = state.open.as_mut().filter(|open| open.key == key) {
                    let record = opened.record.clone().unwrap_or_else(|| open.record.clone());
                    *open = Open::from_archive(key, record, opened);
                }
            }
            Err(error) => self.tell_problem(problems::from_store(&error)),
        }
        self.tell_history();
    }

    /// The version of the API that the server understands: known from connecting, else found out now.
    async fn api_version(
        &self,
        transport: &N::Transport,
        api_base: &ApiBase,
        name: &RepositoryName,
        has_token: bool,
    ) -> Result<ApiVersion, ApiError> {
        let known = self.state.borrow().api_version;
        if let Some(known) = known {
            return Ok(known);
        }
        let connected = sync::connect(transport, &self.clock, api_base, name, has_token).await?;
        let mut state = self.state.borrow_mut();
        state.api_version = Some(connected.api_version);
        state.login = connected.login;
        Ok(connected.api_version)
    }

    /// Notes when the repository was last up to date, and keeps today's forecast.
    async fn note_success(&self, generation: u64) {
        let now = self.now();
        let noted = {
            let mut state = self.state.borrow_mut();
            if state.generation != generation {
                return;
            }
            state.open.as_mut().map(|open| {
                open.record.synced_at = Some(now);
                open.refresh_record();
                // Merging page by page leaves slack in every column.
                open.history.shrink_to_fit();
                (open.key.clone(), open.record.clone())
            })
        };
        let Some((key, record)) = noted else { return };
        if let Err(error) = self.archive.write(&key.0, Vec::new(), Some(&record), None).await {
            self.tell_problem(problems::from_store(&error));
        }
        self.keep_forecast(&key, now).await;
    }
}

impl<S: Store, N: Network, C: Clock> SyncHost for Host<'_, S, N, C> {
    fn with_columns<R>(&self, read: impl FnOnce(&Columns) -> R) -> R {
        let state = self.engine.state.borrow();
        match &state.open {
            Some(open) => read(open.history.columns()),
            None => read(&Columns::default()),
        }
    }

    async fn commit(&self, batch: Batch, sync_state: &SyncState) -> Result<(), StoreError> {
        let (key, changes, record) = {
            let mut state = self.engine.state.borrow_mut();
            if state.generation != self.generation {
                return Ok(());
            }
            let Some(open) = &mut state.open else { return Ok(()) };
            open.history.merge(batch);
            let changes = open.history.take_changes();
            open.sync_state = sync_state.clone();
            open.note_stored(&changes);
            open.refresh_record();
            (open.key.clone(), changes, open.record.clone())
        };
        let names: Vec<_> = changes.iter().map(|(name, _)| *name).collect();
        let bytes = sync_state.to_bytes();
        let written = self.engine.archive.write(&key.0, changes, Some(&record), Some(&bytes)).await;
        if written.is_err() {
            // The history in memory stays right; what could not be written is tried again with the next commit.
            let mut state = self.engine.state.borrow_mut();
            if let Some(open) = state.open.as_mut().filter(|open| open.key == key) {
                open.history.mark_dirty(&names);
            }
        }
        self.engine.tell_history();
        written
    }

    fn progress(&self, progress: SyncProgress) {
        self.engine.tell(Event::Progress(progress));
    }

    fn stop_requested(&self) -> bool {
        self.running.stop.is_raised() || !self.engine.is_current(self.generation)
    }

    async fn stopped(&self) {
        // Whatever opens something else raises the flag first, so it stands for both reasons.
        self.running.stop.wait().await;
    }
}
