//! What a sync needs from whoever owns the history.

use crate::domain::{Columns, RepositoryName};
use crate::github::{ApiBase, ApiVersion};
use crate::history::{Batch, StoreError};

use super::{SyncProgress, SyncState};

/// Owns the history that a sync brings up to date.
#[expect(async_fn_in_trait, reason = "one thread; no caller needs the future to be Send")]
pub trait SyncHost {
    /// Lets the sync look at what is held. Attempts lie in their order: by creation, run, attempt.
    fn with_columns<R>(&self, read: impl FnOnce(&Columns) -> R) -> R;

    /// Keeps records and the state that belongs to them: both or neither. Never called while a call is under way.
    async fn commit(&self, batch: Batch, state: &SyncState) -> Result<(), StoreError>;

    /// Hears how far the sync is.
    fn progress(&self, progress: SyncProgress);

    /// Whether the person wants it to stop.
    fn stop_requested(&self) -> bool;

    /// Returns as soon as [`SyncHost::stop_requested`] is true, at once if it is already.
    async fn stopped(&self);
}

/// What to bring up to date, and at which cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncPlan {
    /// Where.
    pub api_base: ApiBase,
    /// In which version of the API.
    pub api_version: ApiVersion,
    /// Which repository, by its present name.
    pub repository: RepositoryName,
    /// A number that is the same for the same token and differs for others; any constant where there is none.
    /// GitHub's `ETag`s hold for one token only.
    pub credential: u64,
    /// Most requests to spend on jobs and steps.
    pub job_requests: u32,
    /// Requests to send a minute once the first [`SyncPlan::BURST`] are gone.
    pub requests_per_minute: u32,
}

impl SyncPlan {
    /// GitHub grants 900 points a minute; each new address costs a browser two (one for the preflight).
    pub const REQUESTS_PER_MINUTE: u32 = 350;
    /// Requests that may go out at once.
    pub const BURST: u32 = 100;
}
