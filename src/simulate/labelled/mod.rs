//! Labelled repositories: one class of trouble each (or none), effects from small to clear, and the true process beside
//! the records. Ground truth for scoring detection, alerts and forecasts. Scores nothing itself.
//!
//! A [`Case`] follows from its seed alone. Each purpose draws from a stream of its own, so that another number of jobs
//! leaves the pushes where they were.

mod course;
mod design;
mod effects;
mod labels;
mod records;
mod runs;
mod write_labels;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::random::Chance;
use crate::domain::{Attempt, Job, Repository, RepositoryName, SECONDS_PER_DAY, Timestamp, Workflow};

pub use labels::{
    AttemptTruth, Breakage, CostJump, DayTruth, FlakyJobTruth, LabelledMetric, Labels, LevelChange, ScheduleDeath,
    SlowTrend, WorkflowLabels,
};

/// What is the matter with a repository. Shifts, trends, flaky jobs and dearer machines are the first workflow's; shapes
/// (weekly, bursty, tails, autocorrelation), outages and waiting are everybody's. In all but quiet and small
/// repositories another workflow can be neglected: the code breaks it in 6–35 % of its runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Nothing; failure rates of 0.4–3 %.
    Quiet,
    /// Nothing, and hardly any data: about 40 runs.
    Small,
    /// A strong weekday pattern of volume and durations (up to ±35 %).
    Weekly,
    /// Days with many times the usual work, failures in long streaks; both at a constant rate over all.
    Bursty,
    /// Durations change by 0.7–6 % a week, all the time.
    SlowDrift,
    /// The level of durations shifts at one instant by 8–90 %.
    SuddenShift,
    /// The failure probability rises at one instant by 4–45 percentage points.
    RateShift,
    /// One or two jobs fail without reason in 2–25 % of their executions, half of the time from an instant on.
    Flaky,
    /// One to three stretches of 3–30 hours in which 55–95 % of all attempts fail.
    Outage,
    /// Durations with the tails of Student's t with 3 degrees of freedom, and spikes of three to ten times.
    HeavyTails,
    /// 20–45 % of the first workflow's runs are slower by 60–200 %, as without a cache.
    Bimodal,
    /// Durations that follow their predecessors (0.5–0.8 from run to run).
    Autocorrelated,
    /// Waiting for runners takes 2–20 times as long, for 4–25 days.
    QueueTrouble,
    /// The nightly workflow stops running 3–20 days before now.
    DeadSchedule,
    /// From an instant on the first workflow runs on dearer machines or in more copies.
    CostJump,
}

impl Class {
    /// All of them, in the order in which seeds take turns.
    pub const ALL: [Self; 15] = [
        Self::Quiet,
        Self::Small,
        Self::Weekly,
        Self::Bursty,
        Self::SlowDrift,
        Self::SuddenShift,
        Self::RateShift,
        Self::Flaky,
        Self::Outage,
        Self::HeavyTails,
        Self::Bimodal,
        Self::Autocorrelated,
        Self::QueueTrouble,
        Self::DeadSchedule,
        Self::CostJump,
    ];

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Quiet => "quiet",
            Self::Small => "small",
            Self::Weekly => "weekly",
            Self::Bursty => "bursty",
            Self::SlowDrift => "slow drift",
            Self::SuddenShift => "sudden shift",
            Self::RateShift => "rate shift",
            Self::Flaky => "flaky",
            Self::Outage => "outage",
            Self::HeavyTails => "heavy tails",
            Self::Bimodal => "bimodal",
            Self::Autocorrelated => "autocorrelated",
            Self::QueueTrouble => "queue trouble",
            Self::DeadSchedule => "dead schedule",
            Self::CostJump => "cost jump",
        }
    }
}

/// One repository to simulate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// What is the matter with it.
    pub class: Class,
    /// How many days of history there are; 60–150, of small repositories 30–60.
    pub days: u32,
    /// First attempts a day over all workflows, on average over the week; 3–60, of small repositories about 1.
    pub runs_a_day: f64,
    /// Size of the class's effect, 0 (smallest) to 1 (clearest), evenly on the logarithm.
    pub strength: f64,
    /// Decides everything that is left to chance.
    pub seed: u64,
}

impl Case {
    /// The case of a seed: classes take turns, and within a class volumes and strengths are spread evenly.
    pub fn of_seed(seed: u64) -> Self {
        let count = Class::ALL.len() as u64;
        Self::of_class(Class::ALL.get((seed % count) as usize).copied().unwrap_or(Class::Quiet), seed)
    }

    /// The case of a class and a seed.
    pub fn of_class(class: Class, seed: u64) -> Self {
        let mut random = Chance::apart(seed, purpose::SIZE);
        let days = if class == Class::Small { random.between(30, 61) } else { random.between(60, 151) } as u32;
        // Roberts' sequence in two dimensions: any few rounds fill the square of volume and strength evenly.
        let round = (seed / Class::ALL.len() as u64) as f64 + f64::from(class as u8) / 3.0;
        let (volume, strength) = ((0.5 + 0.754_877_666_247 * round).fract(), (0.5 + 0.569_840_290_998 * round).fract());
        let usual = 3.0 * 20.0_f64.powf(volume);
        let runs_a_day = if class == Class::Small { 40.0 / f64::from(days) } else { usual };
        Self { class, days, runs_a_day, strength, seed }
    }
}

/// A repository and what is true of it.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelledRepository {
    /// The repository: private, so that its minutes cost money.
    pub repository: Repository,
    /// Its workflows, as listed.
    pub workflows: Vec<Workflow>,
    /// Attempts, oldest run first, the attempts of a run in order.
    pub attempts: Vec<Attempt>,
    /// Jobs with their steps, in the order of their attempts. Those of all completed attempts are there.
    pub jobs: Vec<Job>,
    /// The moment at which the repository is looked at.
    pub now: Timestamp,
    /// What is true.
    pub labels: Labels,
}

/// Simulates one case.
pub fn labelled(case: &Case) -> LabelledRepository {
    let now = now_of(case);
    let start = now.plus_days(-i64::from(case.days));
    let design = design::draw(case, start.0, now.0);
    let story = runs::tell(case, &design);
    let (attempts, jobs) = records::write(case, &design, &story);
    let labels = write_labels::of(case, &design, &story);
    LabelledRepository {
        repository: Repository {
            id: 9_200_000_000 + case.seed,
            name: RepositoryName { owner: "forerun-labelled".to_owned(), name: format!("case-{}", case.seed) },
            private: true,
            default_branch: super::words::MAIN.to_owned(),
            archived: false,
        },
        workflows: design.listed(),
        attempts,
        jobs,
        now,
        labels,
    }
}

/// Some second of the week from 2026-06-29 (a Monday) on.
fn now_of(case: &Case) -> Timestamp {
    const MONDAY: Timestamp = Timestamp(1_782_691_200);
    MONDAY.plus_seconds(Chance::apart(case.seed, purpose::NOW).between(0, 7 * SECONDS_PER_DAY))
}

/// What a stream of chance is for; streams of a workflow add its position.
mod purpose {
    pub(super) const SIZE: u64 = 1;
    pub(super) const NOW: u64 = 2;
    pub(super) const PLAN: u64 = 3;
    pub(super) const EFFECT: u64 = 4;
    pub(super) const PUSHES: u64 = 5;
    pub(super) const RECORDS: u64 = 6;
    pub(super) const OUTCOMES: u64 = 100;
    pub(super) const DURATIONS: u64 = 200;
    pub(super) const QUEUES: u64 = 300;
    pub(super) const RERUNS: u64 = 400;
}
