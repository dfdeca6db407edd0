//! A stand-in with one repository, a clock and an empty history: what a sync needs, and what tests look at after it.

use std::cell::RefCell;
use std::collections::BTreeSet;

use forerun::domain::{Attempt, RepositoryName, Timestamp};
use forerun::github::{ApiBase, ApiError, ApiVersion};
use forerun::sync::{Connected, SyncPlan, SyncSummary, connect, run};

use crate::in_process::{BASE, InProcess};
use crate::keeper::Keeper;
use crate::stand_in::fixture::Fixture;
use crate::stand_in::{Ask, Scenario, StandIn, tokens};
use crate::virtual_time::VirtualClock;

pub const NOW: i64 = 1_790_000_000_000;
pub const HOUR: u64 = 3_600_000;

pub fn fixture(runs: u64) -> Fixture {
    Fixture { name: "octo/test", id: 77, runs, crowded: 0, jobs_per_attempt: 0, now: Timestamp(NOW / 1_000) }
}

/// A stand-in with one repository, a clock and an empty history.
pub struct World {
    pub stand_in: RefCell<StandIn>,
    pub clock: VirtualClock,
    pub keeper: Keeper,
    pub expected: Vec<Attempt>,
    pub plan: SyncPlan,
}

impl World {
    pub fn new(fixture: Fixture) -> Self {
        Self::with_scenario(fixture, Scenario::Open)
    }

    pub fn with_scenario(fixture: Fixture, scenario: Scenario) -> Self {
        let mut stand_in = StandIn::new(BASE);
        let records = fixture.records();
        let mut expected = records.attempts.clone();
        expected.sort_by_key(|attempt| (attempt.created_at, attempt.key));
        stand_in.add_repository(records, scenario);
        let plan = SyncPlan {
            api_base: ApiBase::parse(BASE).unwrap(),
            api_version: ApiVersion::Newest,
            repository: RepositoryName::parse(fixture.name).unwrap(),
            credential: 1,
            job_requests: 0,
            requests_per_minute: SyncPlan::REQUESTS_PER_MINUTE,
        };
        let clock = VirtualClock::starting_at(NOW);
        Self { stand_in: RefCell::new(stand_in), clock, keeper: Keeper::default(), expected, plan }
    }

    pub fn with_jobs(runs: u64, jobs_per_attempt: u64, job_requests: u32) -> Self {
        let mut world = Self::new(Fixture { jobs_per_attempt, ..fixture(runs) });
        world.plan.job_requests = job_requests;
        world
    }

    /// All jobs of all attempts that have ended.
    pub fn check_jobs(&self, jobs_per_attempt: usize) {
        let ended = self.expected.iter().filter(|attempt| attempt.state != "in_progress");
        let ended: BTreeSet<_> = ended.map(|attempt| attempt.key).collect();
        assert!(!ended.is_empty() && ended.is_subset(&self.keeper.jobs_fetched.borrow()));
        let jobs = self.keeper.jobs.borrow();
        let of_ended = jobs.keys().filter(|(key, _)| ended.contains(key));
        assert_eq!(of_ended.count(), ended.len() * jobs_per_attempt);
    }

    pub fn transport<'a>(&'a self, token: Option<&'a str>) -> InProcess<'a> {
        let mut transport = InProcess::new(&self.stand_in, &self.clock, token);
        transport.server_starts_at_milliseconds = NOW;
        transport
    }

    /// One sitting; `None` if it never ends.
    pub fn sit(&self, transport: &InProcess<'_>) -> Option<Result<SyncSummary, ApiError>> {
        let state = self.keeper.state();
        self.clock.run(run(self.plan.clone(), state, transport, &self.clock, &self.keeper))
    }

    pub fn sync(&self) -> SyncSummary {
        self.sit(&self.transport(Some(tokens::FULL))).expect("ends").expect("succeeds")
    }

    pub fn check_complete(&self) {
        let kept = self.keeper.all();
        assert_eq!(kept.len(), self.expected.len());
        for (kept, expected) in kept.iter().zip(&self.expected) {
            assert_eq!(kept, expected);
        }
        assert!(self.keeper.state().is_complete());
        assert_eq!(self.stand_in.borrow().violations, [""; 0]);
    }

    /// Runs kept, whatever is known of their attempts.
    pub fn runs_kept(&self) -> usize {
        self.keeper.all().iter().map(|attempt| attempt.key.run_id).collect::<BTreeSet<_>>().len()
    }

    /// List requests in the stand-in's own log.
    pub fn lists(&self) -> usize {
        self.stand_in.borrow().log.iter().filter(|logged| logged.target.contains("/actions/runs?")).count()
    }

    pub fn clear_log(&self) {
        self.stand_in.borrow_mut().log.clear();
    }

    pub fn control(&self, target: &str) -> u64 {
        let ask = Ask { method: "POST", target, headers: Vec::new() };
        let now = NOW + self.clock.passed_milliseconds() as i64;
        let reply = self.stand_in.borrow_mut().handle(&ask, now);
        let body: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
        body["run"].as_u64().unwrap()
    }

    pub fn connect(&self, name: &str, token: Option<&str>) -> Result<Connected, ApiError> {
        let name = RepositoryName::parse(name).unwrap();
        let transport = self.transport(token);
        let connecting = connect(&transport, &self.clock, &self.plan.api_base, &name, token.is_some());
        self.clock.run(connecting).expect("ends")
    }
}
