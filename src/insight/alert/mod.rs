//! Alerts: what a rule says of a subject at an instant, the book of open and closed alerts, and the replay of rules over
//! the stored history. Uses of the history only what had completed by the instant it speaks of. Tells nobody: showing,
//! sending and keeping are for those who ask.

mod action;
mod book;
mod cost;
mod duration;
mod evaluate;
mod explain;
mod health;
mod judge;
mod queue;
mod rate;
mod reading;
mod replay;
mod schedule;
mod series;
mod streak;
mod timeline;
mod watch;

#[cfg(test)]
mod tests;

/// Days before now that alerts are replayed over, whoever asks and whatever window is looked at: a replay that began at
/// another time would tell of the same alert that it had. Baselines need four weeks of them.
pub const ALERT_DAYS: u32 = 90;

pub use action::{AlertAction, AlertActionKind};
pub use book::{Alert, AlertBook, AlertEnd, AlertEvent, AlertEventKind, AlertState};
pub use evaluate::{evaluate_alerts, replay_book, replay_book_with};
pub use reading::{AlertInputs, AlertKey, Explanation, Reading, Severity};
pub use replay::{Firing, Replay, replay, replay_each};
