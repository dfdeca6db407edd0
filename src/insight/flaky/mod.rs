//! What fails and passes on the same commit: evidence by commit and attempt for workflows, jobs and steps, how often, what
//! it costs, and whether each of them is broken, flaky or healthy. Prices nothing and names no culprit.
//!
//! | file | owns |
//! |---|---|
//! | `rate` | the key figure: flaky commits / commits |
//! | `scope` | whose trials are followed, and which attempts are no evidence |
//! | `evidence` | commits on which a subject failed, and what repeating showed there |
//! | `waste` | the work that would not have been done without the flake |
//! | `state` | broken, flaky, healthy through time |
//! | `examine` | puts them together |

mod evidence;
mod examine;
mod rate;
mod scope;
mod state;
#[cfg(test)]
mod tests;
mod waste;

use serde::{Deserialize, Serialize};

use crate::domain::Timestamp;
use crate::stats::Lack;

use super::{Rate, Subject, View};

pub use examine::examine_flakiness;
pub(super) use examine::examine_past;
pub use rate::summarise_flakiness;
pub(super) use rate::{CommitMark, commit_marks, rate_of};

/// Flakiness of a view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flakiness {
    /// Flaky (workflow, commit) pairs / pairs with a decided outcome, whatever made them differ.
    pub rate: Rate,
    /// Failing (workflow, commit) pairs that were run again / all failing pairs: how much the rest can know.
    pub coverage: Rate,
    /// Share of the failing pairs run again in the same run that then ended otherwise, all workflows together.
    pub share: Result<FlakyShare, Lack>,
    /// Failed attempts set aside because more than 80 % of at least 3 jobs failed at once, or because no job began.
    pub infrastructure_attempts: u64,
    /// Seconds of work lost to strong evidence, counted by workflow.
    pub wasted_seconds: f64,
    /// Every workflow, and the jobs and steps with evidence or broken; most urgent first, at most 300.
    pub subjects: Vec<FlakySubject>,
    /// Subjects beyond those.
    pub subjects_left_out: u64,
}

/// One workflow, job or step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlakySubject {
    /// Which.
    pub subject: Subject,
    /// Where it stands at the end of the view's window, by the whole history up to there.
    pub state: FlakyState,
    /// Why the state is undefined, where it is.
    pub undefined_because: Option<Lack>,
    /// Since when; `None` where it never changed.
    pub since: Option<Timestamp>,
    /// The newest changes of state, oldest first, at most 50.
    pub transitions: Vec<FlakyTransition>,
    /// Times it ran to a decided end in the window.
    pub executions: u64,
    /// Of them, failed.
    pub failures: u64,
    /// What repeating showed on the commits on which it failed in the window.
    pub groups: FlakyGroups,
    /// Flaky / repeated in the same run, with its interval.
    pub share: Result<FlakyShare, Lack>,
    /// 0–100: 100 × posterior mean of the flaky share × (1 − e^(−flaky/3)), weak evidence at half weight.
    pub score: Result<f64, Lack>,
    /// The newest evidence of the window, newest first, at most 10.
    pub newest: Vec<FlakyEvidence>,
    /// Seconds of work lost to strong evidence in the window.
    pub wasted_seconds: f64,
    /// Of these: of attempts whose jobs are not stored.
    pub seconds_without_jobs: f64,
    /// The rest by runner labels, to be priced elsewhere.
    pub wasted_jobs: Vec<WastedJobs>,
    /// First attempts that passed since the newest evidence of the history; `None` without any evidence.
    pub clean_runs: Option<u64>,
}

/// Where a subject stands; the first that holds, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlakyState {
    /// Its last decided outcomes failed on 3 or more different commits with no pass between.
    Broken,
    /// 2 flaky commits within 14 days (a weak one counts half), and not yet 14 days and 20 clean runs since.
    Flaky,
    /// It failed, but nothing was ever repeated, or it was flaky among fewer than 5 repetitions: nobody can know.
    Undefined,
    /// None of these.
    Healthy,
}

/// A change of state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlakyTransition {
    /// When.
    pub at: Timestamp,
    /// The new state.
    pub state: FlakyState,
}

/// Commits on which a subject failed, by what repeating showed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlakyGroups {
    /// All, attempts that are no evidence left out.
    pub failing: u64,
    /// Of them, tried again by another attempt of the same run.
    pub repeated: u64,
    /// Of these, ended otherwise: strong evidence.
    pub flaky: u64,
    /// Not repeated in a run, but run again for the same event.
    pub repeated_elsewhere: u64,
    /// Of these, ended otherwise: weak evidence, since something else may have differed.
    pub flaky_elsewhere: u64,
}

/// A share with Jeffreys' 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlakyShare {
    /// 0–1.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// What two different outcomes on one commit have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceStrength {
    /// The run: only the attempt differs.
    Strong,
    /// Commit and event: the runs differ.
    Weak,
}

/// A commit on which a subject both failed and passed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FlakyEvidence {
    /// How good it is.
    pub strength: EvidenceStrength,
    /// The commit in hexadecimal.
    pub commit: String,
    /// GitHub's number of the run that failed.
    pub failed_run_id: u64,
    /// Its attempt.
    pub failed_attempt: u16,
    /// GitHub's number of the run that passed; the same where the evidence is strong.
    pub passed_run_id: u64,
    /// Its attempt.
    pub passed_attempt: u16,
    /// Start of the later of the two.
    pub found_at: Timestamp,
    /// The step that failed, where the subject is a job and its steps are known.
    pub failed_step: Option<String>,
}

/// Lost work on one kind of machine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WastedJobs {
    /// `runs-on` labels joined by newlines; empty where unknown.
    pub labels: String,
    /// Executions of jobs.
    pub jobs: u64,
    /// Their seconds.
    pub seconds: f64,
    /// Their minutes, each job rounded up to at least one.
    pub billed_minutes: u64,
}

impl FlakyGroups {
    /// Evidence: strong, and weak at half its weight.
    pub fn weighted_flaky(&self) -> f64 {
        self.flaky as f64 + 0.5 * self.flaky_elsewhere as f64
    }

    /// Repeated without another outcome, weighted alike.
    pub fn weighted_steady(&self) -> f64 {
        let steady = |repeated: u64, flaky: u64| repeated.saturating_sub(flaky) as f64;
        steady(self.repeated, self.flaky) + 0.5 * steady(self.repeated_elsewhere, self.flaky_elsewhere)
    }

    fn add(&mut self, other: &Self) {
        self.failing += other.failing;
        self.repeated += other.repeated;
        self.flaky += other.flaky;
        self.repeated_elsewhere += other.repeated_elsewhere;
        self.flaky_elsewhere += other.flaky_elsewhere;
    }
}
