//! What a whole sync and an unchanged refresh spend: the sync of the library against the stand-in, in process and in
//! virtual time.

use std::cell::{Cell, RefCell};
use std::future::pending;
use std::time::Instant;

use forerun::domain::{Columns, RepositoryName, Timestamp};
use forerun::github::{ApiBase, ApiVersion};
use forerun::history::{Batch, History, StoreError};
use forerun::simulate::{self, Shape};
use forerun::sync::{SyncHost, SyncPlan, SyncProgress, SyncState, SyncSummary, run};
use serde_json::{Value, json};

use crate::in_process::{BASE, InProcess};
use crate::stand_in::repositories::Records;
use crate::stand_in::{Scenario, StandIn, tokens};
use crate::virtual_time::VirtualClock;

/// Jobs cost one request an attempt, whatever the client: the budget is about lists.
const JOB_REQUESTS: u32 = 0;

/// Keeps what a sync brings, as the engine does, without a disk.
#[derive(Default)]
struct Keeper {
    history: RefCell<History>,
    state: RefCell<SyncState>,
    commits: Cell<u64>,
}

impl SyncHost for Keeper {
    fn with_columns<R>(&self, read: impl FnOnce(&Columns) -> R) -> R {
        read(self.history.borrow().columns())
    }

    async fn commit(&self, batch: Batch, state: &SyncState) -> Result<(), StoreError> {
        let mut history = self.history.borrow_mut();
        history.merge(batch);
        drop(history.take_changes());
        self.state.replace(state.clone());
        self.commits.set(self.commits.get() + 1);
        Ok(())
    }

    fn progress(&self, _: SyncProgress) {}

    fn stop_requested(&self) -> bool {
        false
    }

    async fn stopped(&self) {
        pending::<()>().await;
    }
}

/// Syncs a simulated repository of `runs` runs, then once more although nothing has changed.
pub fn measure(runs: u32, days: u32, now: Timestamp) -> Value {
    let simulated = simulate::repository(&Shape { seed: 1, runs, days, now, with_jobs: false });
    let repository = simulated.repository.name.clone();
    let run_count = simulated.attempts.iter().filter(|attempt| attempt.key.attempt == 1).count();
    let attempt_count = simulated.attempts.len();
    let records = Records {
        repository: simulated.repository,
        workflows: simulated.workflows,
        attempts: simulated.attempts,
        jobs: simulated.jobs,
    };
    let mut stand_in = StandIn::new(BASE);
    stand_in.add_repository(records, Scenario::Open);
    let stand_in = RefCell::new(stand_in);
    let clock = VirtualClock::starting_at(now.0 * 1_000);
    let keeper = Keeper::default();
    let started = Instant::now();
    let first = sit(&repository, &stand_in, &clock, &keeper);
    let seconds = started.elapsed().as_secs_f64();
    let first_counts = Counts::take(&stand_in);
    assert!(first.complete && keeper.history.borrow().columns().attempts.len() == attempt_count, "a whole history");
    let commits = keeper.commits.get();
    sit(&repository, &stand_in, &clock, &keeper);
    let again = Counts::take(&stand_in);
    json!({
        "runs": run_count,
        "earlier_attempts": attempt_count - run_count,
        "list_requests": first_counts.lists,
        "requests": first_counts.requests,
        "commits": commits,
        "seconds_with_the_stand_in": seconds,
        "unchanged_requests": again.requests,
        "unchanged_requests_charged": again.charged,
    })
}

fn sit(repository: &RepositoryName, stand_in: &RefCell<StandIn>, clock: &VirtualClock, keeper: &Keeper) -> SyncSummary {
    let plan = SyncPlan {
        api_base: ApiBase::parse(BASE).unwrap(),
        api_version: ApiVersion::Newest,
        repository: repository.clone(),
        credential: 1,
        job_requests: JOB_REQUESTS,
        requests_per_minute: SyncPlan::REQUESTS_PER_MINUTE,
    };
    let transport = InProcess::new(stand_in, clock, Some(tokens::FULL));
    let state = keeper.state.borrow().clone();
    clock.run(run(plan, state, &transport, clock, keeper)).unwrap().unwrap()
}

/// Requests since the last count.
struct Counts {
    requests: usize,
    lists: usize,
    /// What GitHub takes from the limit: all but "304 Not Modified".
    charged: usize,
}

impl Counts {
    fn take(stand_in: &RefCell<StandIn>) -> Self {
        let log = std::mem::take(&mut stand_in.borrow_mut().log);
        Self {
            requests: log.len(),
            lists: log.iter().filter(|logged| logged.target.contains("/actions/runs?")).count(),
            charged: log.iter().filter(|logged| logged.status != 304).count(),
        }
    }
}
