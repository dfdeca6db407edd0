//! What is stored of the open repository and what is missing.

use std::collections::BTreeMap;

use crate::domain::{AttemptColumns, Month, Timestamp, sort_by};
use crate::history::ChunkName;

use super::open::Open;
use super::{Coverage, CoverageMonth};

/// GitHub keeps the runs of public repositories for so many days.
const RETENTION_DAYS: i64 = 90;

/// The coverage of an open repository.
pub(super) fn of(open: &Open, now: Timestamp) -> Coverage {
    let columns = open.history.columns();
    let attempts = &columns.attempts;
    let mut months: BTreeMap<Month, CoverageMonth> = BTreeMap::new();
    let horizon = now.plus_days(-RETENTION_DAYS);
    let (mut runs, mut attempts_without_jobs, mut only_here) = (0_u64, 0_u64, 0_u64);
    let mut highest = (0_u64, 0_u16, 0_u64);
    let mut attempts_missing = 0_u64;
    for row in 0..attempts.len() {
        let (Some(&run_id), Some(&attempt)) = (attempts.run_id.get(row), attempts.attempt.get(row)) else { continue };
        let created = Timestamp(attempts.created.get(row).map_or(0, |&seconds| i64::from(seconds)));
        let with_jobs = attempts.has_flag(row, AttemptColumns::JOBS_FETCHED);
        let finished = attempts.state.get(row).is_some_and(|state| !state.is_unfinished());
        if highest.0 == run_id {
            highest = (run_id, attempt.max(highest.1), highest.2 + 1);
        } else {
            attempts_missing += u64::from(highest.1).saturating_sub(highest.2);
            highest = (run_id, attempt, 1);
            runs += 1;
            only_here += u64::from(created < horizon);
        }
        attempts_without_jobs += u64::from(finished && !with_jobs);
        let month = entry(&mut months, Month::of(created));
        month.attempts += 1;
        month.finished += u64::from(finished);
        month.with_jobs += u64::from(finished && with_jobs);
    }
    attempts_missing += u64::from(highest.1).saturating_sub(highest.2);
    for row in 0..columns.jobs.len() {
        let created = columns.jobs.run_created.get(row).map_or(0, |&seconds| i64::from(seconds));
        let month = entry(&mut months, Month::of(Timestamp(created)));
        month.jobs += 1;
        month.steps += columns.jobs.steps_of(row).len() as u64;
    }
    for (ChunkName { month, .. }, bytes) in &open.chunk_bytes {
        entry(&mut months, *month).bytes += bytes;
    }
    let mut gaps = open.damaged.clone();
    gaps.extend(open.sync_state.gaps());
    sort_by(&mut gaps, Ord::cmp);
    gaps.dedup();
    Coverage {
        repository: open.listed(),
        months: months.into_values().rev().collect(),
        covered: open.sync_state.covered(),
        runs_reported: open.sync_state.runs_reported(),
        runs_stored: runs,
        attempts_without_jobs,
        attempts_missing,
        only_here,
        gaps,
    }
}

fn entry(months: &mut BTreeMap<Month, CoverageMonth>, month: Month) -> &mut CoverageMonth {
    months.entry(month).or_insert_with(|| CoverageMonth {
        month: month.label(),
        attempts: 0,
        finished: 0,
        with_jobs: 0,
        jobs: 0,
        steps: 0,
        bytes: 0,
    })
}
