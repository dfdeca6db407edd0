//! Which jobs made an attempt as long as it was. GitHub does not tell what a job `needs`, so the path is inferred from
//! times alone: it names no cause where two jobs ended in the same second.

use super::super::View;
use super::super::prepare::time;

/// A job is created when the last one that it needs has ended, give or take what GitHub's clocks differ by.
const SLACK_SECONDS: u32 = 5;

/// One job of the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::insight) struct PathJob {
    /// Row of the job columns.
    pub job: usize,
    /// Seconds that it worked.
    pub work_seconds: u32,
}

/// Creation (or, where that is unknown, start), start and end of an executed job.
#[derive(Clone, Copy)]
struct Times {
    job: usize,
    ready: u32,
    started: u32,
    completed: u32,
}

/// The jobs on the critical path of an attempt, first to last; empty where no executed job is stored.
///
/// Walks back from the executed job that ended last. What came before a job is the one that ended latest at or up to 5 s
/// after its creation; jobs created within 5 s of the attempt's first one waited for none. O(jobs²) at worst, for which
/// a run is small enough.
pub(in crate::insight) fn critical_path(view: &View<'_>, row: u32) -> Vec<PathJob> {
    let jobs = &view.columns.jobs;
    let times = |job: usize| {
        let (started, completed) = (time(&jobs.started, job)?, time(&jobs.completed, job)?);
        let ready = time(&jobs.created, job).unwrap_or(started).min(started);
        (completed >= started).then_some(Times { job, ready, started, completed })
    };
    let all: Vec<Times> = view.executed_jobs(row).filter_map(times).collect();
    let first_ready = all.iter().map(|times| times.ready).min().unwrap_or_default();
    let mut path = Vec::new();
    let mut at = all.iter().max_by_key(|times| (times.completed, core::cmp::Reverse(times.job))).copied();
    while let Some(present) = at {
        path.push(PathJob { job: present.job, work_seconds: present.completed - present.started });
        let is_root = present.ready <= first_ready.saturating_add(SLACK_SECONDS);
        // Strictly earlier ends: the walk comes to an end whatever the clocks say.
        let may_precede = |other: &&Times| {
            !is_root
                && other.completed <= present.ready.saturating_add(SLACK_SECONDS)
                && other.completed < present.completed
                && other.ready < present.ready
        };
        at = all
            .iter()
            .filter(may_precede)
            .max_by_key(|times| (times.completed, core::cmp::Reverse(times.job)))
            .copied();
    }
    path.reverse();
    path
}
