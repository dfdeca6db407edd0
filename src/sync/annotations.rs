//! Reads what GitHub notes on failed jobs: one request a job, within the same pace, limits and reserve as a sync. Chooses
//! no job, keeps nothing itself.

use core::cell::{Cell, RefCell};

use futures_util::future::{FutureExt as _, LocalBoxFuture};
use futures_util::stream::{self, StreamExt as _};

use crate::domain::{AnnotatedJob, Annotation, Timestamp, sort_by_key};
use crate::github::{ApiError, Listing, Requests, read_annotation_page};
use crate::history::StoreError;

use super::courier::{Answered, Courier, Halt, Watch};
use super::jobs::{has_requests_to_spare, is_lasting};
use super::run::IN_FLIGHT;
use super::{Clock, SyncHost, SyncPhase, SyncPlan, SyncProgress, Transport};

/// Notes kept of a job: a linter can leave hundreds, which all say the same.
const MOST_OF_A_JOB: usize = 5;
const JOBS_A_COMMIT: usize = 20;
const MOST_FAULTS_IN_A_ROW: u32 = 5;

/// Owns what has been noted on the jobs of a history.
#[expect(async_fn_in_trait, reason = "one thread; no caller needs the future to be Send")]
pub trait AnnotationHost: SyncHost {
    /// Keeps what was read, jobs without any note among it. An error ends the reading; the host tells of it.
    async fn keep_annotations(&self, jobs: Vec<AnnotatedJob>) -> Result<(), StoreError>;
}

/// Asks what is noted on each of these jobs, in this order, until the limit's reserve is reached or the host wants an
/// end. The budget is the caller's: one request a job, tries after faults aside.
///
/// A job that GitHub no longer knows counts as one without notes. Ends with an error when GitHub cannot be asked any
/// more, or refuses: the first job is asked alone, so that a token without the right costs one request. What was read
/// before is kept.
pub async fn read_annotations<T: Transport, C: Clock, H: AnnotationHost>(
    plan: SyncPlan,
    job_ids: &[u64],
    transport: &T,
    clock: &C,
    host: &H,
) -> Result<(), ApiError> {
    let requests = Requests { base: plan.api_base.clone(), version: plan.api_version };
    let courier = Courier::new(transport, clock, requests, plan.requests_per_minute);
    let left = Cell::new(job_ids.len() as u64);
    let reading = Reading { plan, courier, host, left, laid_aside: RefCell::default(), faults_in_a_row: Cell::new(0) };
    let outcome = reading.work(job_ids).await;
    // What arrived before a stop or an error is kept all the same.
    let outcome = match outcome {
        Err(Halt::Unsaved(error)) => Err(Halt::Unsaved(error)),
        other => reading.flush().await.and(other),
    };
    match outcome {
        Err(Halt::Failed(error)) => Err(error),
        Ok(()) | Err(Halt::Stopped | Halt::Unsaved(_)) => Ok(()),
    }
}

/// One reading. One thread: cells, no locks; no borrow lives across a wait.
struct Reading<'a, T, C, H> {
    plan: SyncPlan,
    courier: Courier<'a, T, C>,
    host: &'a H,
    /// Jobs still to ask for.
    left: Cell<u64>,
    laid_aside: RefCell<Vec<AnnotatedJob>>,
    faults_in_a_row: Cell<u32>,
}

impl<T: Transport, C: Clock, H: AnnotationHost> Reading<'_, T, C, H> {
    async fn work(&self, job_ids: &[u64]) -> Result<(), Halt> {
        let Some((&first, others)) = job_ids.split_first() else { return Ok(()) };
        self.show(SyncPhase::Annotations);
        self.take(first, self.ask(first).await)?;
        let mut answers = stream::iter(others)
            .take_while(|_| core::future::ready(has_requests_to_spare(self.courier.limit())))
            .map(|&job_id| async move { (job_id, self.ask(job_id).await) })
            .buffered(IN_FLIGHT);
        while let Some((job_id, answer)) = answers.next().await {
            self.take(job_id, answer)?;
            if self.laid_aside.borrow().len() >= JOBS_A_COMMIT {
                self.flush().await?;
            }
        }
        Ok(())
    }

    /// The first page alone: more notes than it holds are not kept anyway.
    async fn ask(&self, job_id: u64) -> Result<Answered<Listing<Annotation>>, Halt> {
        let build = |requests: &Requests| requests.annotations(&self.plan.repository, job_id, 1);
        let answer = self.courier.ask(self, build, read_annotation_page).await;
        self.left.set(self.left.get().saturating_sub(1));
        self.show(SyncPhase::Annotations);
        answer
    }

    fn take(&self, job_id: u64, answer: Result<Answered<Listing<Annotation>>, Halt>) -> Result<(), Halt> {
        let mut annotations = match answer {
            Ok(Answered::New(listing, _)) => listing.items,
            Ok(Answered::Unchanged) => return Ok(()),
            Err(Halt::Failed(error)) if is_lasting(&error) => Vec::new(),
            Err(Halt::Failed(error)) if error.is_passing() && self.faults_in_a_row.get() < MOST_FAULTS_IN_A_ROW => {
                // It is asked for again the next time.
                self.faults_in_a_row.set(self.faults_in_a_row.get() + 1);
                return Ok(());
            }
            Err(halt) => return Err(halt),
        };
        self.faults_in_a_row.set(0);
        sort_by_key(&mut annotations, |annotation| annotation.level);
        annotations.truncate(MOST_OF_A_JOB);
        self.laid_aside.borrow_mut().push(AnnotatedJob { job_id, annotations });
        Ok(())
    }

    async fn flush(&self) -> Result<(), Halt> {
        let jobs = self.laid_aside.take();
        if jobs.is_empty() { Ok(()) } else { self.host.keep_annotations(jobs).await.map_err(Halt::Unsaved) }
    }

    fn show(&self, phase: SyncPhase) {
        let limit = self.courier.limit();
        self.host.progress(SyncProgress {
            phase,
            runs_read: 0,
            runs_expected: None,
            covered: None,
            jobs_read: 0,
            jobs_wanted: 0,
            requests_sent: self.courier.sent(),
            requests_left: Some(self.left.get()),
            limit_remaining: limit.map(|limit| limit.remaining),
            limit_total: limit.map(|limit| limit.limit),
            limit_resets_at: limit.map(|limit| limit.resets_at),
            seconds_left: None,
            limit_in_seconds: None,
        });
    }
}

impl<T: Transport, C: Clock, H: AnnotationHost> Watch for Reading<'_, T, C, H> {
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
