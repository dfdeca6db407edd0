//! Small made-up repositories: busy and quiet days, bursts within a second, re-runs, runs that have not ended.

use forerun::domain::{
    Attempt, AttemptKey, Job, Repository, RepositoryName, SECONDS_PER_DAY, Step, Timestamp, Workflow, WorkflowState,
};

use super::faults::random;
use super::repositories::Records;

const WORKFLOWS: [(u64, &str, &str); 4] =
    [(101, "CI", "ci.yml"), (102, "Lint", "lint.yml"), (103, "Docs", "docs.yml"), (104, "", "nameless.yml")];
const FIRST_RUN: u64 = 37_000_000_000;
/// A run that is repeated is repeated so long after.
const REPEATED_AFTER_SECONDS: i64 = 2_000;

/// What to make.
#[derive(Clone, Copy)]
pub struct Fixture {
    pub name: &'static str,
    pub id: u64,
    pub runs: u64,
    /// Runs created within one and the same second, in the middle of the history.
    pub crowded: u64,
    pub jobs_per_attempt: u64,
    /// The newest run was created then.
    pub now: Timestamp,
}

impl Fixture {
    pub fn records(self) -> Records {
        let mut seed = self.id;
        let name = RepositoryName::parse(self.name).unwrap_or_else(|error| panic!("{error}"));
        let repository =
            Repository { id: self.id, name, private: false, default_branch: "main".to_owned(), archived: false };
        let workflow = |&(id, name, file): &(u64, &str, &str)| Workflow {
            id,
            name: name.to_owned(),
            path: format!(".github/workflows/{file}"),
            state: WorkflowState::Active,
        };
        let mut records = Records {
            repository,
            workflows: WORKFLOWS.iter().map(workflow).collect(),
            attempts: Vec::new(),
            jobs: Vec::new(),
        };
        let mut created = self.now;
        let mut crowded = 0;
        for index in 0..self.runs {
            let is_crowded = index >= self.runs / 2 && crowded < self.crowded;
            crowded += u64::from(is_crowded);
            if !is_crowded {
                created = created.plus_seconds(-self.gap_seconds(index, &mut seed));
            }
            self.add_run(&mut records, self.runs - index, created, &mut seed);
        }
        records
    }

    /// Seconds between two runs: nearly none within a push, a busy fortnight, then quieter and quieter.
    fn gap_seconds(self, index: u64, seed: &mut u64) -> i64 {
        let chance = random(seed) % 100;
        let age = index * 100 / self.runs.max(1);
        match (chance, age) {
            (..=59, _) => 0,
            (_, ..=30) => (random(seed) % 200) as i64,
            (_, ..=90) => (random(seed) % 1_500) as i64,
            (_, 91) => SECONDS_PER_DAY * 3,
            _ => (random(seed) % 20_000) as i64,
        }
    }

    fn add_run(self, records: &mut Records, number: u64, created: Timestamp, seed: &mut u64) {
        let draw = random(seed);
        let Some(workflow) = records.workflows.get((draw % 4) as usize) else { return };
        let is_young = self.now.seconds_since(created) < 1_800;
        let attempts = match draw / 4 % 40 {
            0 => 3,
            1 | 2 => 2,
            _ => 1,
        };
        // Nothing happens after now: what is young has not been repeated as often yet.
        let age_seconds = self.now.seconds_since(created).max(0);
        let attempts = attempts.min(1 + (age_seconds / REPEATED_AFTER_SECONDS) as u16);
        let base = Attempt {
            key: AttemptKey { run_id: FIRST_RUN + number, attempt: 1 },
            run_number: number as u32,
            workflow_id: workflow.id,
            workflow_name: if workflow.name.is_empty() { workflow.path.clone() } else { workflow.name.clone() },
            workflow_path: workflow.path.clone(),
            title: format!("Change {} “quoted” <b>", number / 3),
            branch: (!draw.is_multiple_of(17))
                .then(|| if draw.is_multiple_of(5) { format!("feature/{}", draw % 40) } else { "main".to_owned() }),
            from_fork: draw.is_multiple_of(11),
            event: if draw.is_multiple_of(11) { "pull_request" } else { "push" }.to_owned(),
            sha: Some(format!("{:040x}", u128::from(random(seed)) << 32)),
            actor: (!draw.is_multiple_of(23)).then(|| format!("dev{}", draw % 9)),
            state: String::new(),
            created_at: created,
            started_at: created,
            updated_at: created,
        };
        for attempt in 1..=attempts {
            let started_at = created.plus_seconds(i64::from(attempt - 1) * REPEATED_AFTER_SECONDS);
            let state = match (attempt == attempts, is_young && draw.is_multiple_of(3)) {
                (true, true) => "in_progress",
                (true, false) if draw.is_multiple_of(7) => "failure",
                (true, false) if (draw / 7).is_multiple_of(5) => "cancelled",
                (true, false) if draw / 7 % 5 == 1 => "skipped",
                (true, false) => "success",
                (false, _) => "failure",
            };
            let key = AttemptKey { attempt, ..base.key };
            let updated_at = started_at.plus_seconds(60 + (draw % 900) as i64).min(self.now);
            let record = Attempt { key, state: state.to_owned(), started_at, updated_at, ..base.clone() };
            self.add_jobs(records, &record, attempt > 1, seed);
            records.attempts.push(record);
        }
    }

    /// The first job of a second attempt is carried over: a number of its own, the old times.
    fn add_jobs(self, records: &mut Records, attempt: &Attempt, is_rerun: bool, seed: &mut u64) {
        for position in 0..self.jobs_per_attempt {
            let is_carried = is_rerun && position == 0;
            let created = if is_carried { attempt.created_at } else { attempt.started_at };
            let picked_up = created.plus_seconds(5 + (random(seed) % 60) as i64).min(self.now);
            let completed = picked_up.plus_seconds(30 + (random(seed) % 600) as i64).min(self.now);
            let step = |number: u16, name: &str, started_at: Timestamp, seconds: i64| Step {
                number,
                name: name.to_owned(),
                state: "success".to_owned(),
                started_at: Some(started_at.min(self.now)),
                completed_at: Some(started_at.plus_seconds(seconds).min(self.now)),
            };
            let is_unfinished = attempt.state == "in_progress";
            records.jobs.push(Job {
                id: 110_000_000_000
                    + attempt.key.run_id % 1_000_000 * 1_000
                    + u64::from(attempt.key.attempt) * 300
                    + position,
                key: attempt.key,
                name: format!("build ({position})"),
                state: if is_unfinished { "in_progress" } else { "success" }.to_owned(),
                created_at: Some(created),
                picked_up_at: Some(picked_up),
                started_at: Some(picked_up),
                completed_at: (!is_unfinished).then_some(completed),
                labels: vec!["ubuntu-latest".to_owned()],
                runner_name: Some(format!("GitHub Actions {position}")),
                runner_group: Some("GitHub Actions".to_owned()),
                steps: vec![step(1, "Set up job", picked_up, 2), step(4, "Test", picked_up.plus_seconds(2), 20)],
            });
        }
    }
}
