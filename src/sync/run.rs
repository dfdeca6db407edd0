//! One sitting of a sync, from the question whether anything is new to the last job that the budget allows. Owns the
//! order of the steps and the commits; each step has its own file.

use core::cell::{Cell, RefCell};

use futures_util::future::{FutureExt as _, LocalBoxFuture};

use crate::domain::{Attempt, Period, SECONDS_PER_DAY, SECONDS_PER_HOUR, Timestamp};
use crate::github::{
    ApiError, HttpRequest, HttpResponse, Listing, PAGE_SIZE, Requests, Warning, next_page, read_run_page,
};
use crate::history::Batch;

use super::courier::{Answered, Courier, Halt, Watch};
use super::coverage::BEGINNING;
use super::jobs::reserve;
use super::need::{count_runs, runs_without_jobs, unfinished_runs};
use super::outlook::{Ahead, Tempo, outlook};
use super::state::FirstPage;
use super::window::OrderWatch;
use super::{Clock, SyncHost, SyncPhase, SyncPlan, SyncProgress, SyncState, SyncSummary, Transport};

/// Requests under way at once.
pub(super) const IN_FLIGHT: usize = 5;

// GitHub's filtered lists lag behind by seconds: what was newest last time is looked at again.
const LAG_SECONDS: i64 = 600;
// A run lasts 35 days at most; one that is older and unfinished never changes again.
const LONGEST_RUN_SECONDS: i64 = 35 * SECONDS_PER_DAY;
const RECHECK_AFTER_SECONDS: i64 = 12 * SECONDS_PER_HOUR;
const MOST_WARNINGS: usize = 100;

/// Brings the history up to date as far as the plan allows.
///
/// Ends early with `complete: false` when stopped or when the host cannot store (its words are the last warning);
/// with an error when GitHub cannot be asked any more. Whatever was committed before stays, and the next sitting goes
/// on from there.
pub async fn run<T: Transport, C: Clock, H: SyncHost>(
    plan: SyncPlan,
    state: SyncState,
    transport: &T,
    clock: &C,
    host: &H,
) -> Result<SyncSummary, ApiError> {
    let requests = Requests { base: plan.api_base.clone(), version: plan.api_version };
    let courier = Courier::new(transport, clock, requests, plan.requests_per_minute);
    let sitting = Sitting {
        plan,
        courier,
        clock,
        host,
        state: RefCell::new(state),
        pending: RefCell::default(),
        tally: RefCell::default(),
        tempo: RefCell::default(),
        phase: RefCell::new(SyncPhase::Checking),
        dirty: Cell::new(false),
    };
    let outcome = sitting.work().await;
    // What arrived before a stop or an error is kept all the same.
    let outcome = match outcome {
        Err(Halt::Unsaved(error)) => Err(Halt::Unsaved(error)),
        other => sitting.flush().await.and(other),
    };
    sitting.summary(outcome)
}

/// Everything that one sitting works with. One thread: cells, no locks; no borrow lives across a wait.
pub(super) struct Sitting<'a, T, C, H> {
    pub(super) plan: SyncPlan,
    pub(super) courier: Courier<'a, T, C>,
    clock: &'a C,
    host: &'a H,
    pub(super) state: RefCell<SyncState>,
    pending: RefCell<Batch>,
    pub(super) tally: RefCell<Tally>,
    tempo: RefCell<Tempo>,
    phase: RefCell<SyncPhase>,
    dirty: Cell<bool>,
}

/// What a sitting has done so far.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) runs_read: u64,
    pub(super) jobs_read: u64,
    pub(super) jobs_wanted: u64,
    pub(super) jobs_left: u64,
    /// Requests of the present phase that are left, where that can be told.
    pub(super) requests_wanted: Option<u64>,
    /// Runs whose jobs were unread before this sitting.
    runs_without_jobs: u64,
    /// Runs of the oldest second listed so far: the next window begins with the same second.
    pub(super) counted: Vec<u64>,
    warnings: Vec<String>,
    warnings_dropped: u64,
}

/// A page of runs and the number of the next.
pub(super) type RunPage = (Listing<Attempt>, Option<u32>);

pub(super) fn read_runs_and_next(answer: &HttpResponse) -> Result<RunPage, ApiError> {
    Ok((read_run_page(answer)?, next_page(answer)))
}

impl<T: Transport, C: Clock, H: SyncHost> Sitting<'_, T, C, H> {
    async fn work(&self) -> Result<(), Halt> {
        let is_fresh = {
            let mut state = self.state.borrow_mut();
            state.adopt(self.plan.credential);
            state.covered.is_empty()
        };
        self.enter(SyncPhase::Checking);
        self.check_first_page().await?;
        let unfinished = self.unfinished();
        if is_fresh {
            self.change(|state| state.rechecked_at = Some(self.courier.now()));
        }
        let without_jobs = self.look(|columns, state| runs_without_jobs(columns, &state.lost_jobs).len() as u64);
        self.tally.borrow_mut().runs_without_jobs = without_jobs;
        self.enter(SyncPhase::Runs);
        self.list_missing().await?;
        self.refresh_unfinished(unfinished).await?;
        if self.is_recheck_due() {
            self.recheck().await?;
            self.list_missing().await?;
        }
        self.enter(SyncPhase::Attempts);
        self.read_missing_attempts().await?;
        self.enter(SyncPhase::Jobs);
        self.read_jobs().await?;
        self.change(|state| state.synced_at = Some(self.courier.now()));
        Ok(())
    }

    /// One request that tells whether anything is new; costs nothing if not.
    async fn check_first_page(&self) -> Result<(), Halt> {
        let etag = self.state.borrow().first_page.as_ref().and_then(|page| page.etag.clone());
        let build = |requests: &Requests| requests.runs(&self.plan.repository, None, 1, etag.as_deref());
        let Answered::New((listing, _), etag) = self.ask(build, read_runs_and_next).await? else { return Ok(()) };
        let mut order = OrderWatch::default();
        order.see(listing.items.iter().map(|run| run.created_at));
        // A page that is not newest first may lack the newest run: then the clock has to tell where to begin.
        let now = order.broken.then(|| self.courier.now());
        let newest = listing.items.iter().map(|run| run.created_at).chain(now).max();
        let is_all = listing.sent as u64 >= listing.total && listing.sent < PAGE_SIZE;
        self.change(|state| {
            state.runs_reported = Some(listing.total);
            let Some((oldest, newest)) = order.oldest.zip(newest) else { return };
            if let Some(covered) = state.covered.newest() {
                state.covered.remove(Period { start: covered.end.plus_seconds(-LAG_SECONDS), end: covered.end });
            }
            let end = newest.plus_seconds(1);
            if is_all {
                state.covered.add(Period { start: BEGINNING, end });
            } else if !order.broken {
                state.covered.add(Period { start: oldest.plus_seconds(1), end });
            }
            state.first_page = Some(FirstPage { etag, oldest, newest });
        });
        let oldest = order.oldest;
        let at_oldest = listing.items.iter().filter(|run| Some(run.created_at) == oldest).map(|run| run.key.run_id);
        let counted = at_oldest.collect();
        self.take_runs(listing.items, listing.warnings);
        self.tally.borrow_mut().counted = counted;
        self.flush().await
    }

    /// Unfinished runs that the first page does not show.
    fn unfinished(&self) -> Vec<u64> {
        let until = self.state.borrow().first_page.as_ref().map(|page| page.oldest);
        let from = self.courier.now().plus_seconds(-LONGEST_RUN_SECONDS);
        until.map_or_else(Vec::new, |until| self.host.with_columns(|columns| unfinished_runs(columns, from, until)))
    }

    fn is_recheck_due(&self) -> bool {
        let state = self.state.borrow();
        // A clock that was set back must not put the next look off for long.
        let since = state.rechecked_at.map(|time| self.courier.now().seconds_since(time).saturating_abs());
        state.first_page.is_some() && since.is_none_or(|seconds| seconds >= RECHECK_AFTER_SECONDS)
    }

    /// Runs held.
    pub(super) fn runs_held(&self) -> u64 {
        self.host.with_columns(count_runs)
    }

    pub(super) fn look<R>(&self, read: impl FnOnce(&crate::domain::Columns, &SyncState) -> R) -> R {
        let state = self.state.borrow();
        self.host.with_columns(|columns| read(columns, &state))
    }

    /// Asks, and shows how far the sync is.
    pub(super) async fn ask<R>(
        &self,
        build: impl Fn(&Requests) -> HttpRequest,
        read: impl Fn(&HttpResponse) -> Result<R, ApiError>,
    ) -> Result<Answered<R>, Halt> {
        let answer = self.courier.ask(self, build, read).await;
        self.show(self.phase.borrow().clone());
        answer
    }

    /// Lays runs aside for the next commit.
    pub(super) fn take_runs(&self, runs: Vec<Attempt>, warnings: Vec<Warning>) {
        self.dirty.set(true);
        self.note_all(warnings);
        let mut state = self.state.borrow_mut();
        for run in &runs {
            state.saw_run_at(run.created_at);
        }
        let mut tally = self.tally.borrow_mut();
        let new = runs.iter().filter(|run| !tally.counted.contains(&run.key.run_id)).count();
        tally.runs_read += new as u64;
        self.pending.borrow_mut().attempts.extend(runs);
    }

    /// Changes the state; the next commit keeps it.
    pub(super) fn change<R>(&self, change: impl FnOnce(&mut SyncState) -> R) -> R {
        self.dirty.set(true);
        change(&mut self.state.borrow_mut())
    }

    /// Lays records aside for the next commit.
    pub(super) fn take(&self, batch: Batch) {
        self.dirty.set(true);
        self.pending.borrow_mut().append(batch);
    }

    /// One request less to come.
    pub(super) fn count_down(&self) {
        let mut tally = self.tally.borrow_mut();
        tally.requests_wanted = tally.requests_wanted.map(|wanted| wanted.saturating_sub(1));
    }

    /// Commits what was laid aside, together with the state. Called between answers only, never from within a
    /// request, so that a stop cannot cut a commit in two.
    pub(super) async fn flush(&self) -> Result<(), Halt> {
        if !self.dirty.replace(false) {
            return Ok(());
        }
        let batch = self.pending.take();
        let state = self.state.borrow().clone();
        self.host.commit(batch, &state).await.map_err(Halt::Unsaved)
    }

    pub(super) fn enter(&self, phase: SyncPhase) {
        self.phase.replace(phase.clone());
        self.tally.borrow_mut().requests_wanted = None;
        self.show(phase);
    }

    pub(super) fn note(&self, warning: String) {
        let mut tally = self.tally.borrow_mut();
        if tally.warnings.len() < MOST_WARNINGS {
            tally.warnings.push(warning);
        } else {
            tally.warnings_dropped += 1;
        }
    }

    pub(super) fn note_all(&self, warnings: Vec<Warning>) {
        for warning in warnings {
            self.note(warning.what);
        }
    }

    fn show(&self, phase: SyncPhase) {
        let state = self.state.borrow();
        let tally = self.tally.borrow();
        let limit = self.courier.limit();
        let sent = self.courier.sent();
        let mut tempo = self.tempo.borrow_mut();
        tempo.note(self.clock.now_milliseconds(), sent);
        let ahead = self.ahead(&tally);
        let outlook = ahead.map(|ahead| outlook(ahead, tempo.per_second(), limit, self.courier.now()));
        self.host.progress(SyncProgress {
            phase,
            runs_read: tally.runs_read,
            runs_expected: state.runs_reported,
            covered: state.covered().first().copied(),
            jobs_read: tally.jobs_read,
            jobs_wanted: tally.jobs_wanted,
            requests_sent: sent,
            requests_left: outlook.map(|outlook| outlook.requests_left),
            limit_remaining: limit.map(|limit| limit.remaining),
            limit_total: limit.map(|limit| limit.limit),
            limit_resets_at: limit.map(|limit| limit.resets_at),
            seconds_left: outlook.and_then(|outlook| outlook.seconds_left),
            limit_in_seconds: outlook.and_then(|outlook| outlook.limit_in_seconds),
        });
    }

    /// What is to be sent in this phase and the later ones: of lists all, of jobs what the budget allows. Earlier attempts
    /// are few and not known beforehand.
    fn ahead(&self, tally: &Tally) -> Option<Ahead> {
        let wanted = tally.requests_wanted?;
        let reserve = self.courier.limit().map_or(0, |limit| reserve(limit.limit));
        let jobs = |runs_to_come: u64| {
            let unread = (tally.runs_without_jobs + tally.runs_read).saturating_add(runs_to_come);
            unread.min(u64::from(self.plan.job_requests))
        };
        Some(match *self.phase.borrow() {
            SyncPhase::Runs => {
                Ahead { needed: wanted, optional: jobs(wanted.saturating_mul(PAGE_SIZE as u64)), reserve }
            }
            SyncPhase::Attempts => Ahead { needed: 0, optional: wanted + jobs(0), reserve },
            _ => Ahead { needed: 0, optional: wanted, reserve },
        })
    }

    fn summary(self, outcome: Result<(), Halt>) -> Result<SyncSummary, ApiError> {
        let complete = outcome.is_ok();
        let last_words = match outcome {
            Ok(()) | Err(Halt::Stopped) => None,
            Err(Halt::Unsaved(error)) => Some(error.to_string()),
            Err(Halt::Failed(error)) => return Err(error),
        };
        let tally = self.tally.into_inner();
        let dropped = (tally.warnings_dropped > 0).then(|| format!("{} more warnings.", tally.warnings_dropped));
        Ok(SyncSummary {
            complete,
            runs_read: tally.runs_read,
            jobs_read: tally.jobs_read,
            requests_sent: self.courier.sent(),
            requests_unchanged: self.courier.unchanged(),
            jobs_left: tally.jobs_left,
            warnings: tally.warnings.into_iter().chain(dropped).chain(last_words).collect(),
        })
    }
}

impl<T: Transport, C: Clock, H: SyncHost> Watch for Sitting<'_, T, C, H> {
    fn stop_requested(&self) -> bool {
        self.host.stop_requested()
    }

    fn stopped(&self) -> LocalBoxFuture<'_, ()> {
        self.host.stopped().boxed_local()
    }

    fn is_patient(&self) -> bool {
        true
    }

    fn waiting(&self, until: Timestamp, reason: &str) {
        self.show(SyncPhase::Waiting { until, reason: reason.to_owned() });
    }
}
