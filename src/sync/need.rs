//! What a history still lacks: earlier attempts, jobs, the end of unfinished runs. Looks, asks nothing.

use core::ops::Range;

use crate::domain::{AttemptColumns, AttemptKey, Columns, SECONDS_PER_DAY, State, Timestamp, sort_by_key};

// Failures are looked at first: their jobs are worth as much as those of a run a week younger.
const FAILURE_BONUS_SECONDS: i64 = 7 * SECONDS_PER_DAY;

// GitHub allows 50 re-runs; a number far beyond that is not worth asking for.
const MOST_ATTEMPTS: usize = 100;

/// A run whose jobs are to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct JobsWanted {
    pub(super) run_id: u64,
    /// Its completed attempts: those the answer will be whole for.
    pub(super) completed: Vec<u16>,
    /// How many of them have no jobs yet.
    pub(super) lacking: u64,
}

/// Rows of each run, in order. The attempts of a run lie side by side, since all share its creation.
fn runs(columns: &Columns) -> impl Iterator<Item = (u64, Range<usize>)> {
    let ids = &columns.attempts.run_id;
    let mut from = 0;
    ids.chunk_by(|a, b| a == b).filter_map(move |chunk| {
        let rows = from..from + chunk.len();
        from = rows.end;
        chunk.first().map(|&id| (id, rows))
    })
}

fn key(attempts: &AttemptColumns, row: usize) -> Option<(u16, State)> {
    attempts.attempt.get(row).copied().zip(attempts.state.get(row).copied())
}

/// How many runs are held.
pub(super) fn count_runs(columns: &Columns) -> u64 {
    runs(columns).count() as u64
}

/// Runs created in `[from, until)` whose newest attempt has not ended, newest first.
pub(super) fn unfinished_runs(columns: &Columns, from: Timestamp, until: Timestamp) -> Vec<u64> {
    let attempts = &columns.attempts;
    let mut found: Vec<u64> = runs(columns)
        .filter(|(_, rows)| {
            let created = attempts.created.get(rows.start).map(|&seconds| Timestamp(i64::from(seconds)));
            let last = rows.end.checked_sub(1).and_then(|row| attempts.state.get(row));
            created.is_some_and(|created| from <= created && created < until)
                && last.is_some_and(|state| state.is_unfinished())
        })
        .map(|(id, _)| id)
        .collect();
    found.reverse();
    found
}

/// Attempts before a run's newest one that are not held, or held as unfinished; newest run first.
pub(super) fn missing_attempts(columns: &Columns, lost: &[AttemptKey]) -> Vec<AttemptKey> {
    let attempts = &columns.attempts;
    let mut found = Vec::new();
    for (run_id, rows) in runs(columns) {
        let newest = rows.clone().filter_map(|row| attempts.attempt.get(row)).max().copied().unwrap_or(1);
        let has_ended = |attempt| {
            rows.clone().any(|row| key(attempts, row).is_some_and(|(n, s)| n == attempt && !s.is_unfinished()))
        };
        let missing = (1..newest).rev().take(MOST_ATTEMPTS).filter(|&attempt| !has_ended(attempt));
        found.extend(missing.map(|attempt| AttemptKey { run_id, attempt }).filter(|key| !lost.contains(key)));
    }
    found.reverse();
    found
}

/// Runs with a completed attempt whose jobs were never read: newest first, failures a week ahead of their age.
pub(super) fn runs_without_jobs(columns: &Columns, lost: &[u64]) -> Vec<JobsWanted> {
    let attempts = &columns.attempts;
    let mut found: Vec<(i64, JobsWanted)> = runs(columns)
        .filter(|(run_id, _)| !lost.contains(run_id))
        .filter_map(|(run_id, rows)| {
            let mut wanted = JobsWanted { run_id, completed: Vec::new(), lacking: 0 };
            let mut rank = i64::from(*attempts.created.get(rows.start)?);
            let mut failed = false;
            for row in rows {
                let (attempt, state) = key(attempts, row)?;
                if state.is_unfinished() || state == State::UNREPORTED {
                    continue;
                }
                wanted.completed.push(attempt);
                wanted.lacking += u64::from(!attempts.has_flag(row, AttemptColumns::JOBS_FETCHED));
                failed |= matches!(state, State::FAILURE | State::TIMED_OUT | State::STARTUP_FAILURE);
            }
            rank += if failed { FAILURE_BONUS_SECONDS } else { 0 };
            (wanted.lacking > 0).then_some((rank, wanted))
        })
        .collect();
    sort_by_key(&mut found, |(rank, wanted)| core::cmp::Reverse((*rank, wanted.run_id)));
    found.into_iter().map(|(_, wanted)| wanted).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u32 = 86_400;

    /// `(run, attempt, day of creation, state, jobs fetched)`.
    fn columns(rows: &[(u64, u16, u32, State, bool)]) -> Columns {
        let mut columns = Columns::default();
        for &(run_id, attempt, day, state, fetched) in rows {
            columns.attempts.run_id.push(run_id);
            columns.attempts.attempt.push(attempt);
            columns.attempts.created.push(day * DAY);
            columns.attempts.state.push(state);
            columns.attempts.flags.push(if fetched { AttemptColumns::JOBS_FETCHED } else { 0 });
        }
        columns
    }

    fn sample() -> Columns {
        columns(&[
            (1, 1, 10, State::FAILURE, true),
            (2, 3, 11, State::SUCCESS, false),
            (3, 1, 12, State::QUEUED, false),
            (4, 1, 13, State::FAILURE, false),
            (5, 1, 14, State::IN_PROGRESS, false),
            (5, 2, 14, State::SUCCESS, false),
            (6, 1, 19, State::SUCCESS, false),
        ])
    }

    #[test]
    fn unfinished_runs_are_found_by_their_newest_attempt() {
        let at = |day: i64| Timestamp(day * i64::from(DAY));
        assert_eq!(unfinished_runs(&sample(), at(0), at(99)), [3]);
        assert_eq!(unfinished_runs(&sample(), at(13), at(99)), [0; 0]);
        assert_eq!(unfinished_runs(&sample(), at(0), at(12)), [0; 0]);
        assert_eq!(count_runs(&sample()), 6);
        assert_eq!(count_runs(&Columns::default()), 0);
    }

    #[test]
    fn attempts_in_between_are_missing() {
        let key = |run_id, attempt| AttemptKey { run_id, attempt };
        assert_eq!(missing_attempts(&sample(), &[]), [key(5, 1), key(2, 1), key(2, 2)]);
        assert_eq!(missing_attempts(&sample(), &[key(2, 1)]), [key(5, 1), key(2, 2)]);
    }

    #[test]
    fn failures_come_a_week_early() {
        let order =
            |lost: &[u64]| runs_without_jobs(&sample(), lost).iter().map(|wanted| wanted.run_id).collect::<Vec<_>>();
        assert_eq!(order(&[]), [4, 6, 5, 2]);
        assert_eq!(order(&[4]), [6, 5, 2]);
        let five = runs_without_jobs(&sample(), &[]).into_iter().find(|wanted| wanted.run_id == 5);
        assert_eq!(five, Some(JobsWanted { run_id: 5, completed: vec![2], lacking: 1 }));
    }
}
