//! What the stand-in holds: repositories with runs, their attempts and jobs, newest first.

use std::collections::BTreeMap;

use forerun::domain::{Attempt, AttemptKey, Job, Repository, Timestamp, Workflow};

use super::objects::Writer;

/// Records that fill a repository.
pub struct Records {
    pub repository: Repository,
    pub workflows: Vec<Workflow>,
    pub attempts: Vec<Attempt>,
    pub jobs: Vec<Job>,
}

/// How a repository answers, whatever the token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scenario {
    #[default]
    Open,
    /// There, but nobody may see it: 404.
    Hidden,
    /// 451.
    Blocked,
    /// The list of runs is not in order of creation.
    Scrambled,
    /// Filtered lists count no more than they show.
    Capped,
}

/// An attempt or a job, and the exact text to serve for it where one was recorded.
pub struct Kept<T> {
    pub record: T,
    pub raw: Option<String>,
}

/// A run: its attempts in order, all their jobs.
pub struct Run {
    pub id: u64,
    pub created_at: Timestamp,
    pub attempts: Vec<Kept<Attempt>>,
    pub jobs: Vec<Kept<Job>>,
}

/// A repository as served.
pub struct Served {
    pub repository: Repository,
    pub workflows: Vec<Workflow>,
    pub runs: Vec<Run>,
    pub scenario: Scenario,
    pub writer: Writer,
    next_id: u64,
}

impl Run {
    pub fn latest(&self) -> Option<&Kept<Attempt>> {
        self.attempts.last()
    }
}

impl Served {
    pub fn new(records: Records, scenario: Scenario) -> Self {
        let keep = |record| Kept { record, raw: None };
        let attempts = records.attempts.into_iter().map(keep).collect();
        let jobs = records.jobs.into_iter().map(|record| Kept { record, raw: None }).collect();
        Self::from_kept(records.repository, records.workflows, attempts, jobs, scenario)
    }

    pub fn from_kept(
        repository: Repository,
        workflows: Vec<Workflow>,
        attempts: Vec<Kept<Attempt>>,
        jobs: Vec<Kept<Job>>,
        scenario: Scenario,
    ) -> Self {
        let mut runs: BTreeMap<u64, Run> = BTreeMap::new();
        for kept in attempts {
            let (id, created_at) = (kept.record.key.run_id, kept.record.created_at);
            let run = runs.entry(id).or_insert_with(|| Run { id, created_at, attempts: Vec::new(), jobs: Vec::new() });
            run.attempts.push(kept);
        }
        for kept in jobs {
            if let Some(run) = runs.get_mut(&kept.record.key.run_id) {
                run.jobs.push(kept);
            }
        }
        let next_id = runs.keys().next_back().copied().unwrap_or(40_000_000_000) + 1;
        let mut served = Self {
            writer: Writer::new(&repository),
            repository,
            workflows,
            runs: runs.into_values().collect(),
            scenario,
            next_id,
        };
        for run in &mut served.runs {
            run.attempts.sort_by_key(|kept| kept.record.key.attempt);
            run.jobs.sort_by_key(|kept| (kept.record.key.attempt, kept.record.id));
        }
        served.sort();
        served
    }

    fn sort(&mut self) {
        self.runs.sort_by_key(|run| std::cmp::Reverse((run.created_at, run.id)));
        if self.scenario == Scenario::Scrambled {
            self.runs.sort_by_key(|run| run.id.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        }
    }

    /// Adds a run like the newest one, in this state; its number.
    pub fn add_run(&mut self, state: &str, now: Timestamp) -> Option<u64> {
        let mut attempt = self.runs.first()?.attempts.first()?.record.clone();
        let id = self.next_id;
        self.next_id += 1;
        attempt.key = AttemptKey { run_id: id, attempt: 1 };
        attempt.run_number += 1;
        state.clone_into(&mut attempt.state);
        (attempt.created_at, attempt.started_at, attempt.updated_at) = (now, now, now);
        self.runs.push(Run {
            id,
            created_at: now,
            attempts: vec![Kept { record: attempt, raw: None }],
            jobs: Vec::new(),
        });
        self.sort();
        Some(id)
    }

    /// Puts the newest attempt of a run into this state, or adds another attempt in it.
    pub fn change_run(&mut self, id: u64, state: &str, is_new_attempt: bool, now: Timestamp) -> Option<u64> {
        let run = self.runs.iter_mut().find(|run| run.id == id)?;
        let mut attempt = run.latest()?.record.clone();
        state.clone_into(&mut attempt.state);
        attempt.updated_at = now;
        if is_new_attempt {
            attempt.key.attempt += 1;
            attempt.started_at = now;
        } else {
            run.attempts.pop();
        }
        run.attempts.push(Kept { record: attempt, raw: None });
        Some(id)
    }
}
