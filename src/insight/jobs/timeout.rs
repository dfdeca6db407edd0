//! How long each job should be allowed to run, so that one that hangs is stopped long before GitHub's 360 minutes. By
//! the rule that the cost page uses too.

use serde::{Deserialize, Serialize};

use crate::stats::Lack;

use super::super::View;
use super::super::cost::proposed_timeout_minutes;
use super::JobRanking;

/// A limit for one job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimeoutAdvice {
    /// The job, by matrix: its limit is set once for all of them.
    pub job: String,
    /// `timeout-minutes` to set, or what is lacking: 1.5 × the slowest passed execution, rounded up, from 3 to 350.
    pub minutes: Result<u32, Lack>,
    /// Slowest passed execution, seconds.
    pub slowest_seconds: Option<f64>,
    /// 99 of 100 passed executions took no longer, seconds.
    pub p99_seconds: Option<f64>,
    /// Passed executions it rests on.
    pub passed: u64,
    /// The limit in force as far as Forerun knows: that of the settings, minutes.
    pub present_minutes: f64,
}

/// A limit for each group of a ranking, those first for which it is shortest against the one in force.
pub fn advise_timeouts(view: &View<'_>, ranking: &JobRanking) -> Vec<TimeoutAdvice> {
    let advice = |group: &super::JobStanding| {
        let slowest_seconds = group.durations.maximum;
        TimeoutAdvice {
            job: group.name.clone(),
            minutes: proposed_timeout_minutes(group.durations.count, slowest_seconds.unwrap_or_default()),
            slowest_seconds,
            p99_seconds: group.durations.p99,
            passed: group.durations.count,
            present_minutes: f64::from(view.settings.job_timeout_minutes),
        }
    };
    ranking.groups.iter().map(advice).collect()
}
