//! The one repository that is open: its history and what belongs to it.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::domain::{Period, Timestamp, sort_by};
use crate::github::ApiBase;
use crate::history::{ChunkKind, ChunkName, DamagedPart, History, Opened, RepositoryRecord};
use crate::insight::{AlertAction, AlertBook, ForecastRecord, Prepared};
use crate::sync::SyncState;

use super::annotations::Noted;
use super::remembering::Remembered;
use super::{RepositoryKey, RuleRecord, StoredRepository, WorkflowChoice};

/// An open repository.
pub(super) struct Open {
    /// The name under which it is stored.
    pub key: RepositoryKey,
    /// What is stored beside its history.
    pub record: RepositoryRecord,
    /// Its history.
    pub history: History,
    /// How far its syncs have come.
    pub sync_state: SyncState,
    /// Outcomes and durations, with the revision they were made from.
    pub prepared: Option<(u64, Rc<Prepared>)>,
    /// What was worked out for the newest questions.
    pub remembered: Remembered,
    /// Alerts, with the revision and the hour they were worked out for.
    pub alerts: Option<(u64, i64, Rc<AlertBook>)>,
    /// What the rules would have done, likewise.
    pub rule_records: Option<(u64, i64, Rc<Vec<RuleRecord>>)>,
    /// What people have said of its alerts, once asked for.
    pub said: Option<Rc<Vec<AlertAction>>>,
    /// How kept forecasts turned out, with the revision it was worked out from.
    pub forecast_record: Option<(u64, Option<ForecastRecord>)>,
    /// What is known of the notes on its jobs, once asked for.
    pub noted: Option<Rc<Noted>>,
    /// How often anything beside the history has changed that answers rest on.
    pub other_changes: u64,
    /// Bytes on disk of each chunk.
    pub chunk_bytes: BTreeMap<ChunkName, u64>,
    /// What could not be read from disk, a sentence each.
    pub damaged: Vec<String>,
}

impl Open {
    /// From what the archive holds.
    pub(super) fn from_archive(key: RepositoryKey, record: RepositoryRecord, opened: Opened) -> Self {
        // A state that cannot be read means that everything is listed again; merging makes that harmless.
        let mut sync_state: SyncState =
            opened.sync_state.as_deref().and_then(|bytes| SyncState::from_bytes(bytes).ok()).unwrap_or_default();
        let mut damaged = Vec::new();
        for fault in &opened.damaged {
            if let DamagedPart::Chunk(ChunkName { kind: ChunkKind::Attempts, month }) = fault.part {
                sync_state.forget(Period { start: month.start(), end: month.end() });
            }
            let part = fault.part;
            damaged.push(format!("Stored part {part} could not be read ({}); it is fetched again.", fault.reason));
        }
        Self {
            key,
            record,
            history: opened.history,
            sync_state,
            prepared: None,
            remembered: Remembered::default(),
            alerts: None,
            rule_records: None,
            said: None,
            forecast_record: None,
            noted: None,
            other_changes: 0,
            chunk_bytes: opened.chunk_bytes.into_iter().collect(),
            damaged,
        }
    }

    /// Rises with every change of anything that answers rest on.
    pub(super) fn revision(&self) -> u64 {
        self.history.revision() + self.other_changes
    }

    /// Notes how large the chunks are that are about to be stored.
    pub(super) fn note_stored(&mut self, changes: &[(ChunkName, Vec<u8>)]) {
        self.chunk_bytes.extend(changes.iter().map(|(name, bytes)| (*name, bytes.len() as u64)));
    }

    /// Brings the record's counts up to what the history holds.
    pub(super) fn refresh_record(&mut self) {
        let columns = self.history.columns();
        self.record.attempts = columns.attempts.len() as u64;
        self.record.jobs = columns.jobs.len() as u64;
        self.record.bytes = self.chunk_bytes.values().sum();
        self.record.runs_reported = self.sync_state.runs_reported();
    }

    /// How the page lists it.
    pub(super) fn listed(&self) -> StoredRepository {
        listed(&self.key, &self.record)
    }

    /// Workflows to choose from, in the order of the columns.
    pub(super) fn workflow_choices(&self) -> Vec<WorkflowChoice> {
        let entries = &self.history.columns().workflows.entries;
        entries.iter().map(|entry| WorkflowChoice { id: entry.id, label: entry.label() }).collect()
    }

    /// Creation of the oldest stored attempt.
    pub(super) fn oldest(&self) -> Option<Timestamp> {
        self.history.columns().attempts.oldest()
    }

    /// The branches with the most attempts, at most `most`, and all events, most attempts first.
    pub(super) fn branch_and_event_choices(&self, most: usize) -> (Vec<String>, Vec<String>) {
        let columns = self.history.columns();
        let branches = by_count(columns.attempts.branch.iter().copied())
            .into_iter()
            .filter_map(|number| columns.text(number).map(str::to_owned))
            .take(most)
            .collect();
        let events = by_count(columns.attempts.event.iter().copied().map(u32::from))
            .into_iter()
            .map(|number| columns.events.text(number).to_owned())
            .collect();
        (branches, events)
    }

    /// The branch beside the main one with the most attempts that started in the period.
    pub(super) fn busiest_other_branch(&self, period: Period) -> Option<String> {
        let columns = self.history.columns();
        let attempts = columns.attempts.branch.iter().zip(&columns.attempts.started);
        let within = attempts.filter(|(_, started)| period.contains(Timestamp(i64::from(**started))));
        by_count(within.map(|(branch, _)| *branch))
            .into_iter()
            .filter_map(|number| columns.text(number))
            .find(|name| !name.is_empty() && *name != self.record.repository.default_branch)
            .map(str::to_owned)
    }
}

/// How the page lists a stored repository.
pub(super) fn listed(key: &RepositoryKey, record: &RepositoryRecord) -> StoredRepository {
    StoredRepository {
        key: key.clone(),
        name: record.repository.name.clone(),
        api_base: ApiBase::parse(&record.api_base).unwrap_or_default(),
        is_demo: record.is_demo,
        attempts: record.attempts,
        jobs: record.jobs,
        bytes: record.bytes,
        synced_at: record.synced_at,
    }
}

/// The distinct numbers, most frequent first, smaller number first among equals.
fn by_count(numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
    for number in numbers {
        *counts.entry(number).or_default() += 1;
    }
    let mut ordered: Vec<(u64, u32)> = counts.into_iter().map(|(number, count)| (count, number)).collect();
    sort_by(&mut ordered, |a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    ordered.into_iter().map(|(_, number)| number).collect()
}
