//! What fails and passes on the same commit, as documents hold it.

use serde::Serialize;

use crate::domain::Timestamp;
use crate::insight::{Flakiness, FlakyShare, FlakyState, FlakySubject};

use super::super::parts::{RateSection, Statement};
use super::about::{SubjectSection, subject};
use super::word;

#[cfg(not(target_arch = "wasm32"))]
use schemars::JsonSchema;

const MOST_SUBJECTS: usize = 50;

/// Flaky workflows, jobs and steps.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct FlakySection {
    /// Failing (workflow, commit) pairs that were run again / all failing pairs: how much the rest can know.
    pub coverage: RateSection,
    /// Share of the failing pairs run again in the same run that then ended otherwise.
    pub share: Statement<ShareSection>,
    /// Failed attempts set aside because nearly all of their jobs failed at once, or none began.
    pub infrastructure_attempts: u64,
    /// Work lost.
    pub wasted_seconds: f64,
    /// Those that are not healthy, most urgent first; at most 50.
    pub subjects: Vec<FlakySubjectSection>,
    /// Those that are not healthy in all (of the 300 most urgent).
    pub subjects_total: u64,
}

/// A posterior share with its 95 % interval.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct ShareSection {
    /// Posterior mean.
    pub rate: f64,
    /// Lower end.
    pub interval_low_rate: f64,
    /// Upper end.
    pub interval_high_rate: f64,
}

/// One workflow, job or step.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct FlakySubjectSection {
    /// Which.
    pub subject: SubjectSection,
    /// `broken`, `flaky` or `undefined`.
    pub state: String,
    /// Why it is undefined.
    pub undefined_because: Option<String>,
    /// Since when.
    pub since: Option<String>,
    /// 0–100, or what is lacking.
    pub score: Statement<f64>,
    /// Flaky / repeated in the same run, or what is lacking.
    pub share: Statement<ShareSection>,
    /// Times it ran to a decided end.
    pub executions: u64,
    /// Of them, failed.
    pub failures: u64,
    /// Commits that failed and passed in one run.
    pub flaky_commits: u64,
    /// Commits that failed and passed in different runs of one event.
    pub flaky_commits_across_runs: u64,
    /// Work lost.
    pub wasted_seconds: f64,
    /// Passes in a row since the newest evidence.
    pub clean_runs: Option<u64>,
    /// When the newest evidence was found.
    pub newest_evidence_at: Option<String>,
    /// GitHub's numbers of the newest runs that failed, at most 10.
    pub evidence_run_ids: Vec<u64>,
}

pub(super) fn flaky(flakiness: &Flakiness) -> FlakySection {
    let unhealthy = || flakiness.subjects.iter().filter(|subject| subject.state != FlakyState::Healthy);
    FlakySection {
        coverage: flakiness.coverage.into(),
        share: Statement::about(&flakiness.share, share),
        infrastructure_attempts: flakiness.infrastructure_attempts,
        wasted_seconds: flakiness.wasted_seconds,
        subjects: unhealthy().take(MOST_SUBJECTS).map(flaky_subject).collect(),
        subjects_total: unhealthy().count() as u64,
    }
}

fn share(share: &FlakyShare) -> ShareSection {
    ShareSection { rate: share.value, interval_low_rate: share.low, interval_high_rate: share.high }
}

fn flaky_subject(found: &FlakySubject) -> FlakySubjectSection {
    FlakySubjectSection {
        subject: subject(&found.subject),
        state: word(&found.state),
        undefined_because: found.undefined_because.as_ref().map(ToString::to_string),
        since: found.since.map(Timestamp::to_rfc3339),
        score: Statement::of(found.score.clone()),
        share: Statement::about(&found.share, share),
        executions: found.executions,
        failures: found.failures,
        flaky_commits: found.groups.flaky,
        flaky_commits_across_runs: found.groups.flaky_elsewhere,
        wasted_seconds: found.wasted_seconds,
        clean_runs: found.clean_runs,
        newest_evidence_at: found.newest.first().map(|evidence| evidence.found_at.to_rfc3339()),
        evidence_run_ids: found.newest.iter().map(|evidence| evidence.failed_run_id).collect(),
    }
}
