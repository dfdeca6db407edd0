//! Brings a history up to date: what to ask GitHub for next, within which budget, after which wait. A state machine
//! that a shell drives through [`Transport`] and [`Clock`]; sends, sleeps and stores nothing by itself.

mod annotations;
mod backfill;
mod connect;
mod courier;
mod coverage;
mod host;
mod jobs;
mod need;
mod outlook;
mod pace;
mod ports;
mod progress;
mod recheck;
mod run;
mod state;
mod window;

pub use annotations::{AnnotationHost, read_annotations};
pub use connect::{Connected, connect};
pub use host::{SyncHost, SyncPlan};
pub use ports::{Clock, Transport};
pub use progress::{SyncPhase, SyncProgress, SyncSummary};
pub use run::run;
pub use state::{StateError, SyncState};
