//! The workflows of the simulated repository: their jobs, how long these take, where they run, how often they fail.

use crate::domain::{Workflow, WorkflowState};

/// Where a job runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Machine {
    /// One of GitHub's; the label.
    Hosted(&'static str),
    /// The project's own.
    Own,
}

/// A job as its workflow's file describes it.
#[derive(Clone, Copy, Debug)]
pub(super) struct JobPlan {
    pub name: &'static str,
    pub machine: Machine,
    /// Jobs of a stage start when those of all earlier stages have passed.
    pub stage: u8,
    /// Median execution with a warm cache.
    pub median_seconds: f64,
    /// Standard deviation of the logarithm of the execution.
    pub spread: f64,
    /// What a cold cache multiplies the execution by.
    pub cold_factor: f64,
    /// Steps between "Set up job" and "Complete job", with their share of the execution.
    pub steps: &'static [(&'static str, f64)],
    /// The step that fails when the code is at fault.
    pub failing_step: u8,
}

/// A workflow as its file describes it.
#[derive(Clone, Copy, Debug)]
pub(super) struct WorkflowPlan {
    pub id: u64,
    pub name: &'static str,
    pub path: &'static str,
    pub jobs: &'static [JobPlan],
    /// Share of pushes to pull requests that break it.
    pub broken_rate: f64,
    /// Share of all other triggers that find it broken.
    pub broken_rate_elsewhere: f64,
    /// Whether a newer push to the same pull request cancels it.
    pub is_cancelled_by_newer: bool,
    /// Number of its first simulated run.
    pub first_run_number: u32,
}

/// Positions in [`WORKFLOWS`].
pub(super) const CI: usize = 0;
pub(super) const LINT: usize = 1;
pub(super) const DOCS: usize = 2;
pub(super) const DEPLOY: usize = 3;
pub(super) const CODEQL: usize = 4;
pub(super) const NIGHTLY: usize = 5;

/// Position in CI's jobs of the one that fails now and then for no reason.
pub(super) const FLAKY_JOB: usize = 3;
/// Position in the nightly workflow's jobs of the one that has hung.
pub(super) const HANGING_JOB: usize = 1;

const BUILD: &[(&str, f64)] =
    &[("Check out", 0.02), ("Restore cache", 0.06), ("Build", 0.82), ("Save cache", 0.06), ("Upload binaries", 0.04)];
const TEST: &[(&str, f64)] = &[
    ("Check out", 0.02),
    ("Download binaries", 0.05),
    ("Start services", 0.08),
    ("Run tests", 0.83),
    ("Report", 0.02),
];
const CHECK: &[(&str, f64)] = &[("Check out", 0.04), ("Restore cache", 0.16), ("Check", 0.8)];
const SITE: &[(&str, f64)] = &[("Check out", 0.05), ("Build site", 0.75), ("Check links", 0.2)];
const SHIP: &[(&str, f64)] = &[("Check out", 0.05), ("Log in to registry", 0.05), ("Ship", 0.7), ("Smoke test", 0.2)];
const SCAN: &[(&str, f64)] = &[("Check out", 0.02), ("Initialise", 0.1), ("Analyse", 0.8), ("Upload results", 0.08)];

const fn job(
    name: &'static str,
    machine: Machine,
    stage: u8,
    median_seconds: f64,
    steps: &'static [(&'static str, f64)],
    failing_step: u8,
) -> JobPlan {
    JobPlan { name, machine, stage, median_seconds, spread: 0.12, cold_factor: 1.15, steps, failing_step }
}

const LINUX: Machine = Machine::Hosted("ubuntu-latest");

/// All of them.
pub(super) const WORKFLOWS: [WorkflowPlan; 6] = [
    WorkflowPlan {
        id: 48_213_907,
        name: "CI",
        path: ".github/workflows/ci.yml",
        jobs: &[
            JobPlan { cold_factor: 1.8, ..job("build (ubuntu-latest)", LINUX, 0, 150.0, BUILD, 2) },
            JobPlan {
                cold_factor: 1.8,
                ..job("build (macos-latest)", Machine::Hosted("macos-latest"), 0, 165.0, BUILD, 2)
            },
            job("test (unit)", LINUX, 1, 110.0, TEST, 3),
            job("test (integration)", LINUX, 1, 190.0, TEST, 3),
            job("package", LINUX, 2, 45.0, BUILD, 2),
        ],
        broken_rate: 0.12,
        broken_rate_elsewhere: 0.03,
        is_cancelled_by_newer: true,
        first_run_number: 2_310,
    },
    WorkflowPlan {
        id: 48_213_911,
        name: "Lint",
        path: ".github/workflows/lint.yml",
        jobs: &[job("format", LINUX, 0, 28.0, CHECK, 2), job("clippy", LINUX, 0, 85.0, CHECK, 2)],
        broken_rate: 0.08,
        broken_rate_elsewhere: 0.01,
        is_cancelled_by_newer: true,
        first_run_number: 2_287,
    },
    WorkflowPlan {
        id: 51_660_042,
        name: "Docs",
        path: ".github/workflows/docs.yml",
        jobs: &[job("site", LINUX, 0, 62.0, SITE, 2)],
        broken_rate: 0.03,
        broken_rate_elsewhere: 0.02,
        is_cancelled_by_newer: true,
        first_run_number: 604,
    },
    WorkflowPlan {
        id: 53_008_815,
        name: "Deploy",
        path: ".github/workflows/deploy.yml",
        jobs: &[
            job("image", LINUX, 0, 120.0, SHIP, 2),
            job("deploy / staging", LINUX, 1, 55.0, SHIP, 3),
            job("deploy / production", LINUX, 2, 70.0, SHIP, 3),
        ],
        broken_rate: 0.05,
        broken_rate_elsewhere: 0.05,
        is_cancelled_by_newer: false,
        first_run_number: 519,
    },
    WorkflowPlan {
        id: 60_447_120,
        name: "CodeQL",
        path: ".github/workflows/codeql.yml",
        jobs: &[job("analyse (javascript)", LINUX, 0, 95.0, SCAN, 2), job("analyse (rust)", LINUX, 0, 260.0, SCAN, 2)],
        broken_rate: 0.02,
        broken_rate_elsewhere: 0.02,
        is_cancelled_by_newer: false,
        first_run_number: 188,
    },
    WorkflowPlan {
        id: 55_271_364,
        name: "Nightly",
        path: ".github/workflows/nightly.yml",
        jobs: &[
            job("full suite (ubuntu-latest, stable)", LINUX, 0, 900.0, TEST, 3),
            job("soak", Machine::Own, 0, 2_400.0, TEST, 3),
        ],
        broken_rate: 0.08,
        broken_rate_elsewhere: 0.08,
        is_cancelled_by_newer: false,
        first_run_number: 731,
    },
];

/// The workflows as GitHub lists them.
pub(super) fn listed() -> Vec<Workflow> {
    let list = WORKFLOWS.iter().map(|plan| Workflow {
        id: plan.id,
        name: plan.name.to_owned(),
        path: plan.path.to_owned(),
        state: WorkflowState::Active,
    });
    list.collect()
}
