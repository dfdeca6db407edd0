//! Brings a history up to date: what to ask GitHub for next, within which budget, after which wait. A state machine
//! that a shell drives through [`Transport`] and [`Clock`]; sends, sleeps and stores nothing by itself.

mod ports;
mod progress;

pub use ports::{Clock, Transport};
pub use progress::{SyncPhase, SyncProgress, SyncSummary};
