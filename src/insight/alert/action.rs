//! What people say of alerts, and when it takes effect while a history is replayed. A replay sees alerts at its own
//! instants, not at those at which somebody looked: what was said waits a little for its alert. Keeps nothing.

use serde::{Deserialize, Serialize};

use crate::domain::{SECONDS_PER_DAY, Timestamp};

use super::book::AlertBook;
use super::reading::AlertKey;

/// What was said before the first instant of a replay waits so long for an alert that was open all along: its rule has
/// to see its data once more.
const WAIT_FROM_START_SECONDS: i64 = 2 * SECONDS_PER_DAY;

/// Somebody said something of an alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertAction {
    /// Of which.
    pub key: AlertKey,
    /// What.
    pub kind: AlertActionKind,
    /// When.
    pub at: Timestamp,
}

/// What can be said of an open alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AlertActionKind {
    /// Somebody takes it on.
    Acknowledge,
    /// It is to be quiet.
    Snooze {
        /// Until then.
        until: Timestamp,
    },
    /// It is over.
    Resolve,
}

/// Actions that have not taken effect yet, oldest first.
pub(super) struct Waiting<'a> {
    actions: Vec<&'a AlertAction>,
    start: Timestamp,
    step_seconds: i64,
}

impl<'a> Waiting<'a> {
    /// For a replay from `start` in steps of so many seconds.
    pub(super) fn of(actions: &'a [AlertAction], start: Timestamp, step_seconds: i64) -> Self {
        let mut actions: Vec<&AlertAction> = actions.iter().collect();
        crate::domain::sort_by_key(&mut actions, |action| action.at);
        Self { actions, start, step_seconds }
    }

    /// Does what was said up to `at`; gives the keys of the alerts that ended by it. An alert that opens at the instant
    /// after its action is the one that was meant.
    pub(super) fn take_effect(&mut self, book: &mut AlertBook, at: Timestamp) -> Vec<AlertKey> {
        let mut ended = Vec::new();
        let (start, step_seconds) = (self.start, self.step_seconds);
        self.actions.retain(|action| {
            if action.at > at {
                return true;
            }
            if book.open_alert(&action.key).is_none() {
                let until = action.at.plus_seconds(step_seconds).max(if action.at < start {
                    start.plus_seconds(WAIT_FROM_START_SECONDS)
                } else {
                    action.at
                });
                return at < until;
            }
            match action.kind {
                AlertActionKind::Acknowledge => book.acknowledge(&action.key, action.at),
                AlertActionKind::Snooze { until } => until > at && book.snooze(&action.key, until),
                AlertActionKind::Resolve => {
                    ended.push(action.key.clone());
                    book.resolve(&action.key, at)
                }
            };
            false
        });
        ended
    }
}
