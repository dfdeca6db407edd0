//! Reads what lists do not hold: earlier attempts of re-run runs, then jobs with their steps, newest first, within a
//! budget and without using up what other tools of the same person may need.

use core::cell::Cell;

use futures_util::stream::{self, StreamExt as _};

use crate::domain::{AttemptKey, Job};
use crate::github::{ApiError, RateLimit, Requests, next_page, read_job_page, read_run};
use crate::history::Batch;

use super::courier::{Answered, Halt};
use super::need::{JobsWanted, missing_attempts, runs_without_jobs};
use super::run::{IN_FLIGHT, Sitting};
use super::{Clock, SyncHost, Transport};

const MOST_RESERVE: u64 = 500;
const PUBLIC_LIMIT: u64 = 60;
const PUBLIC_RESERVE: u64 = 5;
// A commit rewrites a month: not for every run.
const RUNS_PER_COMMIT: usize = 10;
const MOST_REFUSALS_IN_A_ROW: u32 = 5;
const MOST_JOB_PAGES: u32 = 100;

/// Requests to leave to others, of so many an hour.
pub(super) fn reserve(limit: u64) -> u64 {
    if limit <= PUBLIC_LIMIT { PUBLIC_RESERVE } else { (limit / 10).min(MOST_RESERVE) }
}

/// Whether more than the reserve is left, as far as is known.
pub(super) fn has_requests_to_spare(limit: Option<RateLimit>) -> bool {
    limit.is_none_or(|limit| limit.remaining > reserve(limit.limit))
}

/// The end of reading one thing that the sync can do without.
enum Single<R> {
    Read(R),
    Refused(ApiError),
}

impl<T: Transport, C: Clock, H: SyncHost> Sitting<'_, T, C, H> {
    /// Reads the attempts before the newest one of each run.
    pub(super) async fn read_missing_attempts(&self) -> Result<(), Halt> {
        let missing = self.look(|columns, state| missing_attempts(columns, &state.lost_attempts));
        self.tally.borrow_mut().requests_wanted = Some(missing.len() as u64);
        let mut refusals = Refusals::default();
        let mut answers = stream::iter(missing)
            .take_while(|_| core::future::ready(self.has_requests_to_spare()))
            .map(|key| async move { (key, self.read_attempt(key).await) })
            .buffered(IN_FLIGHT);
        let mut laid_aside = 0;
        while let Some((key, answer)) = answers.next().await {
            match answer? {
                Single::Read(run) => {
                    refusals.clear();
                    self.take(Batch { attempts: vec![run], ..Batch::default() });
                    laid_aside += 1;
                    self.count_down();
                }
                Single::Refused(error) => {
                    if is_lasting(&error) {
                        self.change(|state| state.lost_attempts.push(key));
                    }
                    let AttemptKey { run_id, attempt } = key;
                    let sentence = format!("Attempt {attempt} of run {run_id} cannot be read: {}.", error.title());
                    if refusals.count(self, sentence, error)? {
                        break;
                    }
                }
            }
            if laid_aside >= RUNS_PER_COMMIT {
                laid_aside = 0;
                self.flush().await?;
            }
        }
        drop(answers);
        self.flush().await
    }

    /// Reads jobs until the budget or the limit's reserve is reached.
    pub(super) async fn read_jobs(&self) -> Result<(), Halt> {
        let wanted = self.look(|columns, state| runs_without_jobs(columns, &state.lost_jobs));
        let budget = Cell::new(self.plan.job_requests);
        {
            let mut tally = self.tally.borrow_mut();
            tally.jobs_left = wanted.iter().map(|wanted| wanted.lacking).sum();
            let within = wanted.iter().take(self.plan.job_requests as usize);
            tally.jobs_wanted = within.clone().map(|wanted| wanted.lacking).sum();
            tally.requests_wanted = Some(within.count() as u64);
        }
        let mut refusals = Refusals::default();
        let budget = &budget;
        let mut answers = stream::iter(&wanted)
            .take_while(|_| core::future::ready(budget.get() > 0 && self.has_requests_to_spare()))
            .map(|wanted| async move { (wanted, self.read_jobs_of(wanted.run_id, budget).await) })
            .buffer_unordered(IN_FLIGHT);
        let mut laid_aside = 0;
        while let Some((wanted, answer)) = answers.next().await {
            match answer? {
                Single::Read(Some(jobs)) => {
                    refusals.clear();
                    self.take_jobs(wanted, jobs);
                    self.count_down();
                    laid_aside += 1;
                }
                // The budget ended between two pages.
                Single::Read(None) => {}
                Single::Refused(error) => {
                    if is_lasting(&error) {
                        self.change(|state| state.lost_jobs.push(wanted.run_id));
                    }
                    let sentence = format!("The jobs of run {} cannot be read: {}.", wanted.run_id, error.title());
                    if refusals.count(self, sentence, error)? {
                        break;
                    }
                }
            }
            if laid_aside >= RUNS_PER_COMMIT {
                laid_aside = 0;
                self.flush().await?;
            }
        }
        drop(answers);
        self.flush().await
    }

    fn take_jobs(&self, wanted: &JobsWanted, jobs: Vec<Job>) {
        let newest = wanted.completed.iter().max().copied().unwrap_or_default();
        let key = |&attempt: &u16| AttemptKey { run_id: wanted.run_id, attempt };
        self.take(Batch {
            // A newer attempt may have begun meanwhile: its jobs come when it has ended.
            jobs: jobs.into_iter().filter(|job| job.key.attempt <= newest).collect(),
            jobs_fetched: wanted.completed.iter().map(key).collect(),
            ..Batch::default()
        });
        let mut tally = self.tally.borrow_mut();
        tally.jobs_read += wanted.lacking;
        tally.jobs_left = tally.jobs_left.saturating_sub(wanted.lacking);
    }

    async fn read_attempt(&self, key: AttemptKey) -> Result<Single<crate::domain::Attempt>, Halt> {
        let build = |requests: &Requests| requests.attempt(&self.plan.repository, key);
        match self.ask(build, read_run).await {
            Ok(Answered::New(run, _)) => Ok(Single::Read(run)),
            Ok(Answered::Unchanged) => Err(unasked()),
            Err(halt) => spare(halt),
        }
    }

    /// All pages of a run's jobs; `None` when the budget ends in between.
    async fn read_jobs_of(&self, run_id: u64, budget: &Cell<u32>) -> Result<Single<Option<Vec<Job>>>, Halt> {
        let mut jobs = Vec::new();
        let mut page = 1;
        loop {
            let Some(left) = budget.get().checked_sub(1) else { return Ok(Single::Read(None)) };
            budget.set(left);
            let build = |requests: &Requests| requests.jobs(&self.plan.repository, run_id, page);
            let answer = self.ask(build, |answer| Ok((read_job_page(answer)?, next_page(answer)))).await;
            let (listing, next) = match answer {
                Ok(Answered::New(read, _)) => read,
                Ok(Answered::Unchanged) => return Err(unasked()),
                Err(halt) => return spare(halt),
            };
            self.note_all(listing.warnings);
            jobs.extend(listing.items);
            match next {
                Some(next) if next > page && next <= MOST_JOB_PAGES => page = next,
                _ => return Ok(Single::Read(Some(jobs))),
            }
        }
    }

    fn has_requests_to_spare(&self) -> bool {
        has_requests_to_spare(self.courier.limit())
    }
}

/// Refusals that came one after the other: a few are the runs' own, many mean that the next will be refused too.
#[derive(Default)]
struct Refusals(u32);

impl Refusals {
    fn clear(&mut self) {
        self.0 = 0;
    }

    /// Notes one; `true` when it is time to leave off. A fault of GitHub's own that does not pass ends the sync.
    fn count<T: Transport, C: Clock, H: SyncHost>(
        &mut self,
        sitting: &Sitting<'_, T, C, H>,
        sentence: String,
        error: ApiError,
    ) -> Result<bool, Halt> {
        sitting.note(sentence);
        self.0 += 1;
        let is_enough = self.0 >= MOST_REFUSALS_IN_A_ROW && !is_lasting(&error);
        if is_enough && error.is_passing() {
            return Err(Halt::Failed(error));
        }
        if is_enough {
            sitting.note(error.to_string());
        }
        Ok(is_enough)
    }
}

/// Whether asking again for the same thing is of no use.
pub(super) fn is_lasting(error: &ApiError) -> bool {
    matches!(error, ApiError::NotFound | ApiError::Gone(_) | ApiError::Legal(_))
}

/// An error that concerns one run only; anything else ends the sync.
fn spare<R>(halt: Halt) -> Result<Single<R>, Halt> {
    match halt {
        Halt::Failed(
            error @ (ApiError::NotFound
            | ApiError::Gone(_)
            | ApiError::Legal(_)
            | ApiError::Permission(_)
            | ApiError::Forbidden(_)
            | ApiError::Server { .. }
            | ApiError::Unreadable { .. }),
        ) => Ok(Single::Refused(error)),
        halt => Err(halt),
    }
}

/// "Unchanged" without an `ETag` sent along: only a strange server leads here.
fn unasked() -> Halt {
    Halt::Failed(ApiError::Unexpected { status: 304, message: String::new() })
}
