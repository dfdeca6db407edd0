//! The jobs and steps of a view by name: how often they run and fail, how long they take and wait, how much of the wait
//! for the whole run is theirs. Judges single executions nowhere and prices nothing.
//!
//! | file | owns |
//! |---|---|
//! | `critical_path` | which jobs made an attempt as long as it was |
//! | `matrix` | names of jobs that one matrix made |
//! | `tally` | adding up executions by name |
//! | `timeout` | limits that would stop what hangs |

mod critical_path;
mod matrix;
mod tally;
#[cfg(test)]
mod tests;
mod timeout;

use serde::{Deserialize, Serialize};

use crate::domain::{AttemptColumns, Outcome};

use super::{FlakyState, Quantiles, Rate, View};

pub(super) use critical_path::critical_path;
pub use matrix::matrix_name;
pub use timeout::{TimeoutAdvice, advise_timeouts};

/// Jobs and steps of a view, ranked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobRanking {
    /// Attempts that were executed to an end, whatever the end: passed, failed or cancelled.
    pub attempts: u64,
    /// Of them, those with executed jobs stored: everything here rests on these.
    pub attempts_with_jobs: u64,
    /// Jobs by matrix: those whose names differ in their values alone are one. The longest in total first, at most 100.
    pub groups: Vec<JobStanding>,
    /// Jobs by their own names, likewise at most 200.
    pub jobs: Vec<JobStanding>,
    /// Steps by matrix and name, likewise at most 200.
    pub steps: Vec<StepStanding>,
    /// Jobs and steps that found no place in these lists.
    pub left_out: u64,
}

/// Jobs of one name, or of one matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobStanding {
    /// The name.
    pub name: String,
    /// Names that it stands for; 1 for a single job.
    pub names: u64,
    /// Times it ran.
    pub executions: u64,
    /// Failed / (passed + failed), timeouts included.
    pub failures: Rate,
    /// Seconds from start to end, passed executions.
    pub durations: Quantiles,
    /// Seconds from creation to pickup, executions of which both are known.
    pub queues: Quantiles,
    /// Seconds of all executions together.
    pub total_seconds: f64,
    /// Attempts on whose critical path it lay / attempts in which it ran.
    pub on_path: Rate,
    /// Its seconds there, together.
    pub path_seconds: f64,
    /// Of the seconds of all critical paths, the part that is its own, 0–1; `None` where there are none.
    pub path_share: Option<f64>,
    /// GitHub's number of the newest run in which it failed.
    pub last_failed_run_id: Option<u64>,
    /// Whether it is broken or flaky; `None` where nothing speaks for either.
    pub state: Option<FlakyState>,
}

/// Steps of one name in the jobs of one matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepStanding {
    /// The job, by matrix.
    pub job: String,
    /// The step's name.
    pub step: String,
    /// Times it ran to an end.
    pub executions: u64,
    /// Failed / (passed + failed).
    pub failures: Rate,
    /// Seconds from start to end, passed executions.
    pub durations: Quantiles,
    /// Seconds of all executions together.
    pub total_seconds: f64,
    /// Of the seconds of its jobs, the part that is its own, 0–1; `None` where they took none.
    pub share_of_job: Option<f64>,
    /// Whether its name tells of a cache. Whether that cache was hit is not in GitHub's data.
    pub is_about_cache: bool,
}

/// Ranks the jobs and steps of a view. O(n log n) in its jobs and steps. `states` are those of jobs that are broken or
/// flaky, by name.
pub fn rank_jobs(view: &View<'_>, states: &[(String, FlakyState)]) -> JobRanking {
    let mut tally = tally::Tally::new(view);
    let (mut attempts, mut attempts_with_jobs) = (0, 0);
    for &row in view.rows.iter().filter(|&&row| is_counted(view, row)) {
        attempts += 1;
        attempts_with_jobs += u64::from(tally.count(view, row));
    }
    let (groups, jobs, steps, left_out) = tally.standings(states);
    JobRanking { attempts, attempts_with_jobs, groups, jobs, steps, left_out }
}

/// Whether the jobs of an attempt belong into the ranking, once they are stored.
fn is_counted(view: &View<'_>, row: u32) -> bool {
    !matches!(view.outcome(row), Outcome::Excluded | Outcome::Unfinished) && !view.is_startup_failure(row)
}

/// Whether the jobs of an attempt were asked for or are stored.
pub(super) fn are_jobs_stored(view: &View<'_>, row: u32) -> bool {
    view.columns.attempts.has_flag(row as usize, AttemptColumns::JOBS_FETCHED) || !view.jobs(row).is_empty()
}
