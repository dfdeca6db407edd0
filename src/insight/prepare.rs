//! What is worked out once for a whole history: each attempt's outcome, duration and jobs. Looks at every row once or
//! sorts once; later questions only read the result.

use core::ops::Range;

use crate::domain::{AttemptColumns, Columns, JobColumns, NO_TEXT, NO_TIME, Outcome, SECONDS_PER_DAY, Settings, State};

use super::{DurationQuality, Prepared};

/// Longer attempts are dropped: GitHub ends a run after 35 days.
pub(super) const LONGEST_SECONDS: i64 = 35 * SECONDS_PER_DAY;
/// Clocks of runners and of GitHub differ by so much when a job of this attempt begins.
const CLOCK_SLACK_SECONDS: u32 = 5;
/// Stands for "no duration" in [`Prepared::duration_seconds`].
const NO_DURATION: u32 = u32::MAX;

/// Works out outcome, duration and jobs of every attempt. O(n log n).
///
/// A cancelled attempt is a *timeout* where one of its executed jobs ran to within 1 % of the limit of the settings:
/// that is direct evidence and goes first. Else it is *superseded* where a newer run (created later, other run id) of
/// the same workflow, branch, repository and event was created before it ended; what existed when a re-run attempt
/// began did not take over from it. Else it was cancelled *by hand*.
pub fn prepare(columns: &Columns, settings: &Settings) -> Prepared {
    let attempts = &columns.attempts;
    let jobs_end = jobs_end(attempts, &columns.jobs);
    let mut prepared = Prepared { jobs_end, ..Prepared::default() };
    let successors = Successors::of(columns);
    for row in 0..attempts.len() {
        let ends = JobEnds::of(columns, row, prepared.jobs_of(columns, row), settings);
        let (duration, quality) = duration(attempts, row, &ends);
        let outcome = outcome(attempts, row, &ends, &successors);
        prepared.duration_seconds.push(duration);
        prepared.duration_quality.push(quality);
        prepared.outcome.push(outcome);
    }
    prepared
}

impl Prepared {
    /// Rows of the job columns that belong to attempt `row`. Jobs whose attempt is not stored lie before those of the
    /// next attempt and belong to none.
    pub fn jobs_of(&self, columns: &Columns, row: usize) -> Range<usize> {
        let end = self.jobs_end.get(row).copied().unwrap_or_default() as usize;
        let start = row.checked_sub(1).and_then(|before| self.jobs_end.get(before)).copied().unwrap_or_default();
        let key = (columns.attempts.run_id.get(row), columns.attempts.attempt.get(row));
        let is_own = |job: &usize| (columns.jobs.run_id.get(*job), columns.jobs.attempt.get(*job)) == key;
        let start = (start as usize..end).find(is_own).unwrap_or(end);
        start..end
    }
}

/// Whether a job ran in this attempt, with start and end: neither skipped, nor cancelled before a runner took it, nor
/// carried over from an earlier attempt.
pub(super) fn is_executed(columns: &Columns, row: usize, job: usize) -> bool {
    let (jobs, attempts) = (&columns.jobs, &columns.attempts);
    let Some(started) = time(&jobs.started, job) else { return false };
    let is_first = attempts.attempt.get(row).is_none_or(|&attempt| attempt <= 1);
    let attempt_started = attempts.started.get(row).copied().unwrap_or_default();
    let is_taken = time(&jobs.picked_up, job).is_some() || jobs.runner.get(job).is_some_and(|&name| name != NO_TEXT);
    let may_have_run = match jobs.state.get(job) {
        Some(&State::SKIPPED) => false,
        Some(&State::CANCELLED) => is_taken,
        _ => true,
    };
    may_have_run
        && time(&jobs.completed, job).is_some()
        && (is_first || started.saturating_add(CLOCK_SLACK_SECONDS) >= attempt_started)
}

/// A time of the job columns.
pub(super) fn time(column: &[u32], job: usize) -> Option<u32> {
    column.get(job).copied().filter(|&seconds| seconds != NO_TIME)
}

/// One walk along both columns, which share their order.
fn jobs_end(attempts: &AttemptColumns, jobs: &JobColumns) -> Vec<u32> {
    if jobs.is_empty() {
        return Vec::new();
    }
    let keys = jobs.run_created.iter().zip(&jobs.run_id).zip(&jobs.attempt);
    let mut keys = keys.map(|((created, run_id), attempt)| (*created, *run_id, *attempt)).peekable();
    let rows = attempts.created.iter().zip(&attempts.run_id).zip(&attempts.attempt);
    let mut end = 0;
    rows.map(|((created, run_id), attempt)| {
        while keys.next_if(|key| *key <= (*created, *run_id, *attempt)).is_some() {
            end += 1;
        }
        end
    })
    .collect()
}

/// What the jobs say about the end of their attempt.
#[derive(Default)]
struct JobEnds {
    /// Whether any are stored.
    any: bool,
    /// Latest end of an executed job.
    executed: Option<u32>,
    /// Latest end of any job of this attempt.
    all: Option<u32>,
    /// Whether one ran into the time limit.
    at_limit: bool,
}

impl JobEnds {
    fn of(columns: &Columns, row: usize, jobs: Range<usize>, settings: &Settings) -> Self {
        let limit = f64::from(settings.job_timeout_minutes) * 60.0;
        let mut ends = Self { any: !jobs.is_empty(), ..Self::default() };
        for job in jobs {
            let completed = time(&columns.jobs.completed, job);
            if is_executed(columns, row, job) {
                ends.executed = ends.executed.max(completed);
                let started = time(&columns.jobs.started, job).unwrap_or_default();
                let ran = f64::from(completed.unwrap_or_default()) - f64::from(started);
                ends.at_limit |= limit > 0.0 && (ran - limit).abs() <= 0.01 * limit;
            } else if columns.jobs.state.get(job) == Some(&State::CANCELLED) {
                ends.all = ends.all.max(completed);
            }
        }
        ends.all = ends.all.max(ends.executed);
        ends
    }
}

fn duration(attempts: &AttemptColumns, row: usize, ends: &JobEnds) -> (u32, DurationQuality) {
    let unknown = (NO_DURATION, DurationQuality::Unknown);
    let (Some(&state), Some(&started), Some(&updated)) =
        (attempts.state.get(row), attempts.started.get(row), attempts.updated.get(row))
    else {
        return unknown;
    };
    if state.is_unfinished() || is_startup_failure(attempts, row, ends.any) {
        return unknown;
    }
    let (end, quality) = match ends.executed {
        Some(end) => (end, DurationQuality::Exact),
        None => (updated, DurationQuality::Approximate),
    };
    let seconds = i64::from(end) - i64::from(started);
    if (0..=LONGEST_SECONDS).contains(&seconds) {
        (seconds as u32, quality)
    } else {
        (NO_DURATION, DurationQuality::Invalid)
    }
}

/// Failed before any job began: a failure, but neither a duration nor evidence of flakiness.
pub(super) fn is_startup_failure(attempts: &AttemptColumns, row: usize, has_jobs: bool) -> bool {
    match attempts.state.get(row) {
        Some(&State::STARTUP_FAILURE) => true,
        Some(&State::FAILURE) => !has_jobs && attempts.has_flag(row, AttemptColumns::JOBS_FETCHED),
        _ => false,
    }
}

fn outcome(attempts: &AttemptColumns, row: usize, ends: &JobEnds, successors: &Successors) -> Outcome {
    let Some(&state) = attempts.state.get(row) else { return Outcome::Unfinished };
    match state {
        State::SUCCESS => Outcome::Passed,
        State::FAILURE | State::STARTUP_FAILURE => Outcome::Failed,
        State::TIMED_OUT => Outcome::TimedOut,
        State::CANCELLED if ends.at_limit => Outcome::TimedOut,
        State::CANCELLED => {
            let end = ends.all.or(attempts.updated.get(row).copied()).unwrap_or_default();
            if successors.created_before(attempts, row, end) { Outcome::Superseded } else { Outcome::CancelledByHand }
        }
        state if state.is_unfinished() => Outcome::Unfinished,
        _ => Outcome::Excluded,
    }
}

/// Runs by what can take over from what: `(workflow, branch, event and origin; created; run id)`, sorted.
struct Successors(Vec<(u64, u32, u64)>);

impl Successors {
    fn of(columns: &Columns) -> Self {
        let attempts = &columns.attempts;
        if !attempts.state.contains(&State::CANCELLED) {
            return Self(Vec::new());
        }
        let of = |row: usize| Some((lane(attempts, row)?, *attempts.created.get(row)?, *attempts.run_id.get(row)?));
        let mut runs: Vec<_> = (0..attempts.len()).filter_map(of).collect();
        runs.sort_unstable();
        Self(runs)
    }

    fn created_before(&self, attempts: &AttemptColumns, row: usize, end: u32) -> bool {
        let (Some(lane), Some(&created), Some(&run_id), Some(&started)) =
            (lane(attempts, row), attempts.created.get(row), attempts.run_id.get(row), attempts.started.get(row))
        else {
            return false;
        };
        let is_first = attempts.attempt.get(row).is_none_or(|&attempt| attempt <= 1);
        let since = if is_first { created } else { created.max(started) };
        let next = self.0.partition_point(|run| *run <= (lane, since, run_id));
        let newer = self.0.iter().skip(next).find(|run| run.2 != run_id);
        newer.is_some_and(|&(newer_lane, newer_created, _)| newer_lane == lane && newer_created < end)
    }
}

/// Workflow, branch, event and origin in one number; `None` where the branch is unknown.
fn lane(attempts: &AttemptColumns, row: usize) -> Option<u64> {
    let branch = *attempts.branch.get(row)?;
    let fork = u64::from(attempts.has_flag(row, AttemptColumns::FROM_FORK));
    let (workflow, event) = (u64::from(*attempts.workflow.get(row)?), u64::from(*attempts.event.get(row)?));
    (branch != NO_TEXT).then(|| workflow << 48 | u64::from(branch) << 16 | event << 1 | fork)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{DAY, Row, START, World};
    use super::*;

    fn outcomes(rows: &[Row]) -> Vec<Outcome> {
        World::of(rows).prepared.outcome
    }

    fn cancelled(run_id: u64, time: u32) -> Row {
        Row { state: "cancelled", ..Row::at(run_id, time) }
    }

    #[test]
    fn states_become_classes() {
        let words = [
            ("success", Outcome::Passed),
            ("failure", Outcome::Failed),
            ("startup_failure", Outcome::Failed),
            ("timed_out", Outcome::TimedOut),
            ("cancelled", Outcome::CancelledByHand),
            ("skipped", Outcome::Excluded),
            ("neutral", Outcome::Excluded),
            ("stale", Outcome::Excluded),
            ("action_required", Outcome::Excluded),
            ("completed", Outcome::Excluded),
            ("quantum", Outcome::Excluded),
            ("queued", Outcome::Unfinished),
            ("in_progress", Outcome::Unfinished),
            ("waiting", Outcome::Unfinished),
        ];
        for (word, expected) in words {
            assert_eq!(outcomes(&[Row { state: word, ..Row::at(1, START) }]), [expected], "{word}");
        }
    }

    #[test]
    fn a_newer_run_of_the_same_lane_supersedes() {
        let newer = Row::at(2, START + 100);
        let check = |newer: Row, expected: Outcome| {
            let world = World::of(&[cancelled(1, START), newer.clone()]);
            assert_eq!(world.prepared.outcome.first(), Some(&expected), "{newer:?}");
        };
        check(newer.clone(), Outcome::Superseded);
        check(Row::at(2, START + 200), Outcome::CancelledByHand);
        check(Row::at(2, START), Outcome::Superseded);
        check(Row { branch: "dev", ..newer.clone() }, Outcome::CancelledByHand);
        check(Row { event: "schedule", ..newer.clone() }, Outcome::CancelledByHand);
        check(Row { workflow: "Docs", ..newer.clone() }, Outcome::CancelledByHand);
        check(Row { from_fork: true, ..newer.clone() }, Outcome::CancelledByHand);
        let rerun = Row { run_id: 1, attempt: 2, started: START + 100, created: START, ..newer };
        check(rerun, Outcome::CancelledByHand);
    }

    #[test]
    fn what_existed_before_a_rerun_did_not_supersede_it() {
        let rerun = Row { attempt: 2, started: START + DAY, ..cancelled(1, START) };
        assert_eq!(outcomes(&[rerun.clone(), Row::at(2, START + 50)]), [Outcome::CancelledByHand, Outcome::Passed]);
        let during = Row::at(2, START + DAY + 50);
        assert_eq!(outcomes(&[rerun, during]), [Outcome::Superseded, Outcome::Passed]);
    }

    #[test]
    fn a_job_at_its_limit_is_a_timeout() {
        let with_job =
            |seconds: i64| Row { jobs: Some(vec![("cancelled", 0, 10, 10 + seconds)]), ..cancelled(1, START) };
        let cases = [(21_600, true), (21_390, true), (21_810, true), (21_300, false), (22_000, false), (-5, false)];
        for (seconds, is_timeout) in cases {
            let expected = if is_timeout { Outcome::TimedOut } else { Outcome::CancelledByHand };
            assert_eq!(outcomes(&[with_job(seconds)]), [expected], "{seconds}");
        }
        // Direct evidence goes before the newer run.
        assert_eq!(outcomes(&[with_job(21_600), Row::at(2, START + 5)])[0], Outcome::TimedOut);
    }

    #[test]
    fn durations_come_from_executed_jobs() {
        let check = |row: Row, expected: u32, quality: DurationQuality| {
            let prepared = World::of(std::slice::from_ref(&row)).prepared;
            assert_eq!((prepared.duration_seconds[0], prepared.duration_quality[0]), (expected, quality), "{row:?}");
        };
        let row = || Row { seconds: 500, ..Row::at(1, START) };
        check(row(), 500, DurationQuality::Approximate);
        let jobs = vec![("success", 0, 5, 90), ("failure", 0, 5, 120), ("skipped", 0, 400, 450)];
        check(Row { jobs: Some(jobs), ..row() }, 120, DurationQuality::Exact);
        check(Row { jobs: Some(vec![("skipped", 0, 1, 1)]), ..row() }, 500, DurationQuality::Approximate);
        // Carried over from the first attempt: began before this one did.
        let jobs = vec![("success", -900, -800, 9_000), ("success", 0, -5, 60)];
        check(Row { attempt: 2, created: START - 1_000, jobs: Some(jobs), ..row() }, 60, DurationQuality::Exact);
        check(Row { seconds: -1, ..row() }, u32::MAX, DurationQuality::Invalid);
        check(Row { seconds: LONGEST_SECONDS, ..row() }, LONGEST_SECONDS as u32, DurationQuality::Approximate);
        check(Row { seconds: LONGEST_SECONDS + 1, ..row() }, u32::MAX, DurationQuality::Invalid);
        check(Row { state: "in_progress", ..row() }, u32::MAX, DurationQuality::Unknown);
        check(Row { state: "failure", jobs: Some(Vec::new()), ..row() }, u32::MAX, DurationQuality::Unknown);
        check(Row { state: "failure", ..row() }, 500, DurationQuality::Approximate);
    }

    #[test]
    fn a_cancelled_job_without_a_runner_did_not_run() {
        let row = Row { jobs: Some(vec![("success", 0, 5, 90), ("cancelled", 0, 5, 700)]), ..Row::at(1, START) };
        let mut world = World::of(&[row]);
        assert_eq!(world.prepared.duration_seconds, [700]);
        world.columns.jobs.picked_up[1] = NO_TIME;
        assert_eq!(prepare(&world.columns, &world.settings).duration_seconds, [700]);
        world.columns.jobs.runner[1] = NO_TEXT;
        assert_eq!(prepare(&world.columns, &world.settings).duration_seconds, [90]);
    }

    #[test]
    fn each_attempt_finds_its_jobs() {
        let job = |end: i64| ("success", 0, 5, end);
        let rows = [
            Row { jobs: Some(vec![job(50), job(60)]), ..Row::at(7, START) },
            Row { jobs: None, ..Row::at(8, START) },
            Row { jobs: Some(vec![job(70)]), ..Row::at(9, START + 10) },
        ];
        let mut world = World::of(&rows);
        let found = |world: &World| (0..3).map(|row| world.prepared.jobs_of(&world.columns, row)).collect::<Vec<_>>();
        assert_eq!(found(&world), [0..2, 2..2, 2..3]);
        // The jobs of run 8 turn out to be those of an attempt that is not stored.
        world.columns.jobs.run_id[1] = 8;
        world.columns.jobs.attempt[1] = 0;
        world.prepared = prepare(&world.columns, &world.settings);
        assert_eq!(found(&world), [0..1, 2..2, 2..3]);
        assert_eq!(prepare(&Columns::default(), &world.settings).jobs_end, Vec::<u32>::new());
        assert_eq!(Prepared::default().jobs_of(&world.columns, 1), 0..0);
    }
}
