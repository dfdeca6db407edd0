//! A repository that is looked at beside the open one: read from the archive, never written, one at a time, so that no
//! more than two histories are in memory.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::domain::{Filter, Settings, Timestamp, Zone};
use crate::history::{History, RepositoryRecord, Store};
use crate::insight::{self, Prepared, View};
use crate::sync::{Clock, SyncState};

use super::answers::view_of;
use super::connect::{DEMO_KEY, new_record, not_stored, simulated_history};
use super::core::Engine;
use super::open::Open;
use super::ports::Network;
use super::remembering::Remembered;
use super::stop::StopFlag;
use super::{Problem, RepositoryKey, StoredRepository, problems};

const SECONDS_PER_MINUTE: i64 = 60;

/// The guest, and whether one is being read.
#[derive(Default)]
pub(super) struct Guesting {
    present: Option<Rc<Guest>>,
    /// Raised when whoever reads one is done.
    reading: Option<Rc<StopFlag>>,
    /// Rises when what was read before is of no use any more.
    forgotten: u64,
}

impl Guesting {
    /// Lets the guest go: the settings are others now, or another repository is opened.
    pub(super) fn forget(&mut self) {
        self.present = None;
        self.forgotten += 1;
    }
}

/// A repository that is looked at.
pub(super) struct Guest {
    open: Open,
    prepared: Rc<Prepared>,
    /// How it was listed when it was read: another sync, another listing.
    listing: Option<StoredRepository>,
    /// The minute of a simulated one, which goes on with the clock.
    minute: Option<i64>,
}

impl Guest {
    /// Its history and what belongs to it.
    pub(super) fn open(&self) -> &Open {
        &self.open
    }

    /// What a filter selects of it.
    pub(super) fn view<'a>(
        &'a self,
        settings: &'a Settings,
        filter: &'a Filter,
        zone: &'a Zone,
        now: Timestamp,
    ) -> View<'a> {
        view_of(&self.open.record, &self.open.history, &self.prepared, settings, (filter, zone, now))
    }
}

impl<S: Store, N: Network, C: Clock> Engine<S, N, C> {
    /// A repository to look at. Reads it where it is not the one that was looked at last; whoever asks meanwhile waits.
    pub(super) async fn guest(&self, key: &RepositoryKey, now: Timestamp) -> Result<Rc<Guest>, Problem> {
        loop {
            let reading = self.state.borrow().guest.reading.clone();
            let Some(reading) = reading else { break };
            reading.wait().await;
        }
        let minute = (key.0 == DEMO_KEY).then(|| now.0.div_euclid(SECONDS_PER_MINUTE));
        let (flag, listing, forgotten) = {
            let mut state = self.state.borrow_mut();
            let listing = state.stored.iter().find(|stored| stored.key == *key).cloned();
            if let Some(guest) = &state.guest.present
                && guest.open.key == *key
                && guest.listing == listing
                && guest.minute == minute
            {
                return Ok(Rc::clone(guest));
            }
            // Before the next one is read, so that there are never two.
            state.guest.present = None;
            let flag = Rc::new(StopFlag::default());
            state.guest.reading = Some(Rc::clone(&flag));
            (flag, listing, state.guest.forgotten)
        };
        let read = if minute.is_some() { Ok(simulated(now)) } else { self.read_guest(key).await };
        let mut state = self.state.borrow_mut();
        state.guest.reading = None;
        flag.raise();
        let open = read?;
        let prepared = Rc::new(insight::prepare(open.history.columns(), &state.settings));
        let guest = Rc::new(Guest { open, prepared, listing, minute });
        if state.guest.forgotten == forgotten {
            state.guest.present = Some(Rc::clone(&guest));
        }
        Ok(guest)
    }

    /// Lets the guest go, so that its memory is free.
    pub(super) fn release_guest(&self) {
        self.state.borrow_mut().guest.present = None;
    }

    async fn read_guest(&self, key: &RepositoryKey) -> Result<Open, Problem> {
        let opened = self.archive.look(&key.0).await.map_err(|error| problems::from_store(&error))?;
        let record = opened.record.clone().ok_or_else(not_stored)?;
        let damaged: Vec<String> = opened
            .damaged
            .iter()
            .map(|fault| format!("Stored part {} could not be read ({}).", fault.part, fault.reason))
            .collect();
        Ok(looked_at(key.clone(), record, opened.history, damaged))
    }
}

fn simulated(now: Timestamp) -> Open {
    let (repository, history) = simulated_history(now);
    let record = RepositoryRecord {
        is_demo: true,
        synced_at: Some(now),
        ..new_record(repository, &crate::github::ApiBase::default())
    };
    let mut open = looked_at(RepositoryKey(DEMO_KEY.to_owned()), record, history, Vec::new());
    open.refresh_record();
    open
}

fn looked_at(key: RepositoryKey, record: RepositoryRecord, history: History, damaged: Vec<String>) -> Open {
    Open {
        key,
        record,
        history,
        sync_state: SyncState::default(),
        prepared: None,
        remembered: Remembered::default(),
        alerts: None,
        forecast_record: None,
        noted: None,
        other_changes: 0,
        rule_records: None,
        said: None,
        chunk_bytes: BTreeMap::new(),
        damaged,
    }
}
