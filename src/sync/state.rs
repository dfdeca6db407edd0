//! What a sync remembers between two sittings: which stretches of time are complete, what was last answered under
//! which `ETag`. Committed together with the records it speaks of.

use serde::{Deserialize, Serialize};

use crate::domain::{AttemptKey, Period, Timestamp};
use crate::github::CreatedRange;

use super::coverage::Covered;

const FORMAT: u8 = 1;

/// The checkpoint of a sync.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncState {
    pub(super) credential: u64,
    pub(super) covered: Covered,
    pub(super) crowded_seconds: Vec<Timestamp>,
    pub(super) runs_reported: Option<u64>,
    pub(super) earliest_run: Option<Timestamp>,
    pub(super) first_page: Option<FirstPage>,
    pub(super) listed: Vec<ListedWindow>,
    pub(super) lost_attempts: Vec<AttemptKey>,
    pub(super) lost_jobs: Vec<u64>,
    pub(super) rechecked_at: Option<Timestamp>,
    pub(super) synced_at: Option<Timestamp>,
}

/// The newest runs, as last listed without a filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FirstPage {
    pub(super) etag: Option<String>,
    pub(super) oldest: Timestamp,
    pub(super) newest: Timestamp,
}

/// A window whose pages can be asked for again at no cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ListedWindow {
    /// As asked for.
    pub(super) range: CreatedRange,
    /// The first second whose runs were all among the answers.
    pub(super) from: Timestamp,
    /// `ETag`s of its pages, in order.
    pub(super) etags: Vec<Option<String>>,
}

/// Bytes that hold no state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StateError {
    /// Written by a newer Forerun.
    #[error("the sync state has format {0}, which this version of Forerun does not know")]
    Format(u8),
    /// Cut or changed.
    #[error("the sync state is damaged")]
    Damaged,
}

impl SyncState {
    /// The state as bytes, the format's number first.
    pub fn to_bytes(&self) -> Vec<u8> {
        // Serializing plain data to memory cannot fail; an empty rest would be read back as damaged.
        let mut bytes = vec![FORMAT];
        bytes.append(&mut postcard::to_allocvec(self).unwrap_or_default());
        bytes
    }

    /// Reads what [`SyncState::to_bytes`] writes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StateError> {
        match bytes.split_first() {
            Some((&FORMAT, rest)) => match postcard::take_from_bytes(rest) {
                Ok((state, [])) => Ok(state),
                Ok(_) | Err(_) => Err(StateError::Damaged),
            },
            Some((&other, _)) => Err(StateError::Format(other)),
            None => Err(StateError::Damaged),
        }
    }

    /// Stretches of time whose runs are all stored, newest first. The oldest begins with the earliest run.
    pub fn covered(&self) -> Vec<Period> {
        let earliest = self.earliest_run.unwrap_or_default();
        let clamp = |period: &Period| Period { start: period.start.max(earliest), end: period.end };
        self.covered.periods().iter().map(clamp).filter(|period| period.start < period.end).collect()
    }

    /// Whether every run up to the newest known one has been listed.
    pub fn is_complete(&self) -> bool {
        self.first_page
            .as_ref()
            .map_or(self.runs_reported == Some(0), |page| self.covered.missing_until(page.newest).is_empty())
    }

    /// Runs that GitHub said there are.
    pub fn runs_reported(&self) -> Option<u64> {
        self.runs_reported
    }

    /// When a sync last went through to the end.
    pub fn synced_at(&self) -> Option<Timestamp> {
        self.synced_at
    }

    /// What could not be listed whole, a sentence each.
    pub fn gaps(&self) -> Vec<String> {
        self.crowded_seconds.iter().map(|&second| crowded_sentence(second)).collect()
    }

    /// Forgets that a stretch is complete (its records were lost), so that the next sync lists it again.
    pub fn forget(&mut self, period: Period) {
        self.covered.remove(period);
        self.first_page = None;
        self.listed.retain(|window| window.range.end < period.start || period.end <= window.from);
    }

    /// `ETag`s and refusals belong to one token.
    pub(super) fn adopt(&mut self, credential: u64) {
        if self.credential == credential {
            return;
        }
        self.credential = credential;
        if let Some(page) = &mut self.first_page {
            page.etag = None;
        }
        for etag in self.listed.iter_mut().flat_map(|window| &mut window.etags) {
            *etag = None;
        }
        self.lost_attempts.clear();
        self.lost_jobs.clear();
    }

    pub(super) fn saw_run_at(&mut self, created: Timestamp) {
        self.earliest_run = Some(self.earliest_run.map_or(created, |earliest| earliest.min(created)));
    }
}

pub(super) fn crowded_sentence(second: Timestamp) -> String {
    format!("More than 1,000 runs were created at {}: GitHub lists only 1,000 of them.", second.to_rfc3339())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> SyncState {
        let mut state = SyncState { credential: 7, runs_reported: Some(5), ..SyncState::default() };
        state.covered.add(Period { start: Timestamp(0), end: Timestamp(50) });
        state.covered.add(Period { start: Timestamp(80), end: Timestamp(101) });
        state.saw_run_at(Timestamp(20));
        state.first_page =
            Some(FirstPage { etag: Some("a".to_owned()), oldest: Timestamp(90), newest: Timestamp(100) });
        state.listed.push(ListedWindow {
            range: CreatedRange { start: None, end: Timestamp(49) },
            from: Timestamp(0),
            etags: vec![Some("b".to_owned()), None],
        });
        state
    }

    #[test]
    fn bytes_round_trip_and_refuse_damage() {
        let bytes = state().to_bytes();
        assert_eq!(SyncState::from_bytes(&bytes), Ok(state()));
        assert_eq!(SyncState::from_bytes(&[]), Err(StateError::Damaged));
        assert_eq!(SyncState::from_bytes(&[9, 1]), Err(StateError::Format(9)));
        for length in 1..bytes.len() {
            assert!(SyncState::from_bytes(&bytes[..length]).is_err(), "{length}");
        }
    }

    #[test]
    fn coverage_begins_with_the_earliest_run() {
        let starts: Vec<i64> = state().covered().iter().map(|period| period.start.0).collect();
        assert_eq!(starts, [80, 20]);
        assert!(!state().is_complete());
    }

    #[test]
    fn another_token_drops_etags() {
        let mut changed = state();
        changed.adopt(7);
        assert_eq!(changed, state());
        changed.adopt(8);
        assert_eq!(changed.first_page.unwrap().etag, None);
        assert!(changed.listed.iter().all(|window| window.etags.iter().all(Option::is_none)));
        assert_eq!(changed.covered, state().covered);
    }

    #[test]
    fn lost_records_are_listed_again() {
        let mut changed = state();
        changed.forget(Period { start: Timestamp(40), end: Timestamp(45) });
        assert_eq!(changed.covered().len(), 3);
        assert!(changed.listed.is_empty() && changed.first_page.is_none());
    }
}
