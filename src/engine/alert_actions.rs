//! What people say of alerts: acknowledged, snoozed, resolved, and taken back. Kept beside the history as a list; what it
//! means is worked out anew whenever the alerts are.

use std::rc::Rc;

use crate::domain::SECONDS_PER_DAY;
use crate::history::{BesideName, Store, StoreError};
use crate::insight::{AlertAction, AlertActionKind, AlertKey};
use crate::sync::Clock;

use super::core::Engine;
use super::ports::Network;
use super::{RepositoryKey, problems};

/// What kept actions begin with, and the version after it.
const MAGIC: &[u8] = b"AA";
const VERSION: u8 = 1;
/// Older ones are about alerts that nobody sees any more.
const LONGEST_KEPT_DAYS: i64 = 180;
/// More than this nobody has said.
const MOST_KEPT: usize = 2_000;

impl<S: Store, N: Network, C: Clock> Engine<S, N, C> {
    /// Keeps what somebody says of an alert of the open repository.
    pub(super) async fn act_on_alert(&self, key: AlertKey, kind: AlertActionKind) {
        let at = self.now();
        self.change_said(move |said| said.push(AlertAction { key, kind, at })).await;
    }

    /// Takes back what was said last of an alert.
    pub(super) async fn take_back(&self, key: AlertKey) {
        self.change_said(move |said| {
            if let Some(last) = said.iter().rposition(|action| action.key == key) {
                said.remove(last);
            }
        })
        .await;
    }

    /// What was said of the alerts of the open repository. Where it cannot be read, nothing.
    pub(super) async fn said(&self) -> Rc<Vec<AlertAction>> {
        let (key, is_stored) = {
            let state = self.state.borrow();
            let Some(open) = &state.open else { return Rc::default() };
            if let Some(said) = &open.said {
                return Rc::clone(said);
            }
            (open.key.clone(), !open.record.is_demo)
        };
        let stored = if is_stored { self.read_said(&key).await } else { Ok(Vec::new()) };
        let said = Rc::new(stored.unwrap_or_default());
        let mut state = self.state.borrow_mut();
        if let Some(open) = state.open.as_mut().filter(|open| open.key == key) {
            open.said = Some(Rc::clone(&said));
        }
        said
    }

    async fn change_said(&self, change: impl FnOnce(&mut Vec<AlertAction>)) {
        let known = self.said().await;
        let open = {
            let state = self.state.borrow();
            state.open.as_ref().map(|open| (open.key.clone(), open.record.is_demo))
        };
        let Some((key, is_demo)) = open else { return };
        // Another tab may have said something since.
        let stored = if is_demo { Ok(known.to_vec()) } else { self.read_said(&key).await };
        let mut said = match stored {
            Ok(said) => said,
            Err(error) => return self.tell_problem(problems::from_store(&error)),
        };
        change(&mut said);
        let oldest = self.now().plus_seconds(-LONGEST_KEPT_DAYS * SECONDS_PER_DAY);
        said.retain(|action| action.at >= oldest);
        let superfluous = said.len().saturating_sub(MOST_KEPT);
        said.drain(..superfluous);
        if !is_demo && let Err(error) = self.archive.write_beside(&key.0, BesideName::Alerts, &write(&said)).await {
            return self.tell_problem(problems::from_store(&error));
        }
        {
            let mut state = self.state.borrow_mut();
            if let Some(open) = state.open.as_mut().filter(|open| open.key == key) {
                open.said = Some(Rc::new(said));
                open.other_changes += 1;
            }
        }
        self.tell_history();
    }

    async fn read_said(&self, key: &RepositoryKey) -> Result<Vec<AlertAction>, StoreError> {
        let bytes = self.archive.read_beside(&key.0, BesideName::Alerts).await?;
        read(bytes.as_deref().unwrap_or_default())
    }
}

fn write(said: &[AlertAction]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.push(VERSION);
    bytes.extend(postcard::to_allocvec(said).unwrap_or_default());
    bytes
}

/// What is damaged is as if nothing had been said; what a newer build wrote is left alone.
fn read(bytes: &[u8]) -> Result<Vec<AlertAction>, StoreError> {
    match bytes.strip_prefix(MAGIC).and_then(<[u8]>::split_first) {
        Some((&VERSION, coded)) => Ok(postcard::from_bytes(coded).unwrap_or_default()),
        Some((&version, _)) if version > VERSION => Err(StoreError::Blocked),
        _ => Ok(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Timestamp;
    use crate::insight::Subject;

    #[test]
    fn what_was_said_is_read_again() {
        let key = AlertKey { rule_id: "queue".to_owned(), subject: Subject::Repository };
        let kinds = [
            AlertActionKind::Acknowledge,
            AlertActionKind::Snooze { until: Timestamp(1_780_003_600) },
            AlertActionKind::Resolve,
        ];
        let at = Timestamp(1_780_000_000);
        let said: Vec<_> = kinds.map(|kind| AlertAction { key: key.clone(), kind, at }).to_vec();
        let bytes = write(&said);
        assert_eq!(read(&bytes), Ok(said));
        for damaged in [&b""[..], b"AA", b"AA\x00", b"other", &bytes[..bytes.len() - 2]] {
            assert_eq!(read(damaged), Ok(vec![]), "{damaged:?}");
        }
        assert_eq!(read(b"AA\x02whatever"), Err(StoreError::Blocked));
    }
}
