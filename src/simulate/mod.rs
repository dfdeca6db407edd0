//! Simulated repositories: seeded, labelled, believable; the demo, load tests and ground truth for detection.
//!
//! Everything follows from a [`Shape`]: no clock, no other source of chance. A simulation is told in three steps:
//! `story` decides what is pushed when and which workflows that starts, `execution` lets their jobs run, `records`
//! writes it all down as GitHub would report it.
//!
//! [`labelled`] makes many repositories of known classes, whose true process is known at every instant: what detection
//! and forecasts are scored on.

mod calendar;
mod execution;
pub mod labelled;
mod last_hour;
mod plan;
mod random;
mod records;
mod story;
mod truth;
mod words;

use std::collections::BTreeSet;

use crate::domain::{Attempt, Job, Repository, RepositoryName, SECONDS_PER_HOUR, Timestamp, Workflow};

use random::Chance;
pub use truth::{Counts, FlakyJob, Outage, SlowDown, Trend, Truth, WorkflowTruth};

/// What to simulate. The same shape gives the same records, on every platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Decides everything that is left to chance.
    pub seed: u64,
    /// How many runs; re-runs add attempts beyond that.
    pub runs: u32,
    /// Over how many days of 24 hours before `now` they lie; at least 1.
    pub days: u32,
    /// The moment at which the repository is looked at; runs that would end later are unfinished.
    pub now: Timestamp,
    /// Whether jobs and steps are written down (they take place either way).
    pub with_jobs: bool,
}

impl Shape {
    /// The demo: half a year of a small team's work.
    pub fn demo(seed: u64, now: Timestamp) -> Self {
        Self { seed, runs: 4_900, days: 180, now, with_jobs: true }
    }
}

/// A simulated repository.
#[derive(Clone, Debug, PartialEq)]
pub struct Simulated {
    /// The repository.
    pub repository: Repository,
    /// Its workflows, as listed.
    pub workflows: Vec<Workflow>,
    /// Attempts, oldest run first.
    pub attempts: Vec<Attempt>,
    /// Jobs with their steps, in the order of their attempts.
    pub jobs: Vec<Job>,
    /// What detection should find.
    pub truth: Truth,
}

/// The demo repository: [`repository`] of [`Shape::demo`].
pub fn demo(seed: u64, now: Timestamp) -> Simulated {
    repository(&Shape::demo(seed, now))
}

/// The demo repository up to this very moment: [`demo`] of the last full hour, and what has happened since. Within the
/// hour nothing changes but what is still going on, so that a reload shows the same past.
pub fn demo_until(seed: u64, now: Timestamp) -> Simulated {
    let hour = Timestamp(now.0.div_euclid(SECONDS_PER_HOUR) * SECONDS_PER_HOUR);
    seen_at(&Shape::demo(seed, hour), now)
}

/// Simulates a repository.
pub fn repository(shape: &Shape) -> Simulated {
    seen_at(shape, shape.now)
}

/// What somebody sees who looks at a moment of the hour after the shape's.
fn seen_at(shape: &Shape, at: Timestamp) -> Simulated {
    let mut random = Chance::new(shape.seed);
    let world = execution::World::new(shape);
    let mut story = story::tell(shape, &world, at.0, &mut random);
    // All is written down, so that numbers stay the same while the hour goes by; what has not begun is then left out.
    let (mut attempts, mut jobs) = records::write(&Shape { now: at, ..*shape }, &story, &mut random);
    story.drafts.retain(|draft| draft.started <= at.0);
    let is_to_come = |attempt: &&Attempt| attempt.started_at > at;
    let to_come: BTreeSet<_> = attempts.iter().filter(is_to_come).map(|attempt| attempt.key).collect();
    attempts.retain(|attempt| attempt.started_at <= at);
    jobs.retain(|job| !to_come.contains(&job.key) && job.created_at.is_none_or(|created| created <= at));
    let truth = truth::of(shape, &world, &story, &attempts, &jobs);
    Simulated {
        repository: Repository {
            id: 9_104_227_611,
            name: RepositoryName { owner: "forerun-demo".to_owned(), name: "harbour".to_owned() },
            private: true,
            default_branch: words::MAIN.to_owned(),
            archived: false,
        },
        workflows: plan::listed(),
        attempts,
        jobs,
        truth,
    }
}

#[cfg(test)]
mod tests;
