//! Carries one request to an answer: paces it, repeats it after passing faults, waits where GitHub asks for it. Knows
//! nothing of what is asked.

use core::cell::Cell;
use core::hash::{Hash as _, Hasher as _};
use core::pin::pin;
use std::hash::DefaultHasher;

use futures_util::future::{Either, FutureExt as _, LocalBoxFuture, select};

use crate::domain::Timestamp;
use crate::github::{ApiError, ApiVersion, HttpRequest, HttpResponse, RateLimit, Requests, classify};
use crate::history::StoreError;

use super::pace::Pace;
use super::{Clock, Transport};

// As Octokit's retry plugin.
const RETRY_SECONDS: [u64; 3] = [1, 4, 9];
const SECONDARY_SECONDS: u64 = 60;
const MOST_SECONDARY_WAITS: u32 = 5;
const MOST_PRIMARY_WAITS: u32 = 10;
// The primary limit is granted anew every hour: a longer wait can only come from a wrong clock.
const LONGEST_WAIT_SECONDS: u64 = 3_660;

/// Why work ends before it is done.
#[derive(Debug)]
pub(super) enum Halt {
    Stopped,
    Failed(ApiError),
    Unsaved(StoreError),
}

/// Who may interrupt, and who hears of waits.
pub(super) trait Watch {
    fn stop_requested(&self) -> bool;
    fn stopped(&self) -> LocalBoxFuture<'_, ()>;
    /// Whether to wait for a limit rather than to fail.
    fn is_patient(&self) -> bool;
    fn waiting(&self, until: Timestamp, reason: &str);
}

/// What came back.
#[derive(Debug)]
pub(super) enum Answered<R> {
    /// Something new, and the `ETag` to ask with the next time.
    New(R, Option<String>),
    /// Nothing has changed since the `ETag` sent along.
    Unchanged,
}

/// Sends requests one by one or a few at a time; all share pace and limits.
pub(super) struct Courier<'a, T, C> {
    transport: &'a T,
    clock: &'a C,
    requests: Requests,
    version: Cell<ApiVersion>,
    pace: Cell<Pace>,
    limit: Cell<Option<RateLimit>>,
    paused_until_milliseconds: Cell<Option<i64>>,
    sent: Cell<u64>,
    unchanged: Cell<u64>,
}

#[derive(Default)]
struct Faults {
    passing: usize,
    secondary: u32,
    primary: u32,
}

impl<'a, T: Transport, C: Clock> Courier<'a, T, C> {
    pub(super) fn new(transport: &'a T, clock: &'a C, requests: Requests, requests_per_minute: u32) -> Self {
        Self {
            transport,
            clock,
            version: Cell::new(requests.version),
            pace: Cell::new(Pace::new(requests_per_minute, clock.now_milliseconds())),
            requests,
            limit: Cell::new(None),
            paused_until_milliseconds: Cell::new(None),
            sent: Cell::new(0),
            unchanged: Cell::new(0),
        }
    }

    pub(super) fn now(&self) -> Timestamp {
        Timestamp(self.clock.now_milliseconds().div_euclid(1_000))
    }

    pub(super) fn limit(&self) -> Option<RateLimit> {
        self.limit.get()
    }

    pub(super) fn version(&self) -> ApiVersion {
        self.version.get()
    }

    pub(super) fn sent(&self) -> u64 {
        self.sent.get()
    }

    pub(super) fn unchanged(&self) -> u64 {
        self.unchanged.get()
    }

    /// The answer to a request, after as many tries and waits as it takes.
    pub(super) async fn ask<R>(
        &self,
        watch: &dyn Watch,
        build: impl Fn(&Requests) -> HttpRequest,
        read: impl Fn(&HttpResponse) -> Result<R, ApiError>,
    ) -> Result<Answered<R>, Halt> {
        let mut result = None;
        let mut keep = |response: &HttpResponse| read(response).map(|value| result = Some(value));
        let answered = self.carry(watch, &build, &mut keep).boxed_local().await?;
        Ok(match (answered, result) {
            (Answered::New((), etag), Some(value)) => Answered::New(value, etag),
            _ => Answered::Unchanged,
        })
    }

    /// Apart from what an answer holds, so that it is compiled once.
    async fn carry(
        &self,
        watch: &dyn Watch,
        build: &dyn Fn(&Requests) -> HttpRequest,
        read: &mut dyn FnMut(&HttpResponse) -> Result<(), ApiError>,
    ) -> Result<Answered<()>, Halt> {
        let mut faults = Faults::default();
        loop {
            self.respect_limits(watch).await?;
            let request = build(&Requests { base: self.requests.base.clone(), version: self.version.get() });
            let wait = update(&self.pace, |pace| pace.take(self.clock.now_milliseconds()));
            self.sleep(watch, wait).await?;
            self.sent.set(self.sent.get() + 1);
            let answer = until_stopped(watch, self.transport.send(&request)).await?;
            let result = match answer {
                Ok(response) => self.judge(&response, read),
                Err(fault) => Err(ApiError::from(fault)),
            };
            match result {
                Ok(answered) => return Ok(answered),
                Err(error) => self.recover(watch, error, &request, &mut faults).await?,
            }
        }
    }

    fn judge(
        &self,
        response: &HttpResponse,
        read: &mut dyn FnMut(&HttpResponse) -> Result<(), ApiError>,
    ) -> Result<Answered<()>, ApiError> {
        if let Some(limit) = RateLimit::read(response) {
            self.limit.set(Some(limit));
        }
        match response.status {
            304 => {
                self.unchanged.set(self.unchanged.get() + 1);
                Ok(Answered::Unchanged)
            }
            200..=299 => {
                read(response)?;
                Ok(Answered::New((), response.header("etag").map(str::to_owned)))
            }
            _ => Err(classify(response)),
        }
    }

    /// Makes the next try sensible, or gives the error up.
    async fn recover(
        &self,
        watch: &dyn Watch,
        error: ApiError,
        request: &HttpRequest,
        faults: &mut Faults,
    ) -> Result<(), Halt> {
        match error {
            ApiError::Version(_) if self.version.get() == ApiVersion::Newest => {
                self.version.set(ApiVersion::Previous);
                Ok(())
            }
            ApiError::PrimaryLimit { resets_at, .. } if watch.is_patient() && faults.primary < MOST_PRIMARY_WAITS => {
                faults.primary += 1;
                let left = resets_at.map_or(0, |time| time.seconds_since(self.now()));
                // A reset that lies behind us means that the two clocks differ: feel the way forward.
                let seconds = if left > 0 { left as u64 + 1 } else { SECONDARY_SECONDS << (faults.primary - 1) };
                self.pause(watch, seconds, "The requests of this hour are used up; GitHub grants new ones then.").await
            }
            ApiError::SecondaryLimit { retry_after_seconds }
                if watch.is_patient() && faults.secondary < MOST_SECONDARY_WAITS =>
            {
                let seconds = retry_after_seconds.unwrap_or(SECONDARY_SECONDS << faults.secondary);
                faults.secondary += 1;
                self.pause(watch, seconds.max(1), "GitHub asks for a pause after many requests.").await
            }
            error if error.is_passing() => self.retry(watch, error, request, faults).await,
            error => Err(Halt::Failed(error)),
        }
    }

    async fn retry(
        &self,
        watch: &dyn Watch,
        error: ApiError,
        request: &HttpRequest,
        faults: &mut Faults,
    ) -> Result<(), Halt> {
        if let Some(&seconds) = RETRY_SECONDS.get(faults.passing) {
            faults.passing += 1;
            return self.sleep(watch, seconds * 1_000 + jitter_milliseconds(request, faults.passing)).await;
        }
        // Old Enterprise Servers refuse the version header before the request is even sent, which looks like a fault
        // of the network.
        let may_be_the_header = matches!(error, ApiError::Network(_)) && self.requests.base.is_enterprise_server();
        if may_be_the_header && self.version.get() != ApiVersion::Unstated {
            self.version.set(ApiVersion::Unstated);
            return Ok(());
        }
        Err(Halt::Failed(error))
    }

    /// Waits out what other requests have met, and a limit known to be used up. Never longer than once: a clock that
    /// jumps costs a request too early, not a hang.
    async fn respect_limits(&self, watch: &dyn Watch) -> Result<(), Halt> {
        if watch.stop_requested() {
            return Err(Halt::Stopped);
        }
        if let Some(until) = self.paused_until_milliseconds.get() {
            let left = until.saturating_sub(self.clock.now_milliseconds()).max(0) as u64;
            self.sleep(watch, left.min(LONGEST_WAIT_SECONDS * 1_000)).await?;
        }
        if let Some(limit) = self.limit.get().filter(|limit| limit.remaining == 0 && watch.is_patient()) {
            let left = limit.resets_at.seconds_since(self.now());
            if left > 0 {
                let reason = "The requests of this hour are used up; GitHub grants new ones then.";
                self.pause(watch, left as u64 + 1, reason).await?;
            }
            self.limit.set(None);
        }
        Ok(())
    }

    /// Holds all requests back for so long.
    async fn pause(&self, watch: &dyn Watch, seconds: u64, reason: &str) -> Result<(), Halt> {
        let seconds = seconds.min(LONGEST_WAIT_SECONDS);
        let until = self.clock.now_milliseconds().saturating_add(seconds as i64 * 1_000);
        self.paused_until_milliseconds.set(self.paused_until_milliseconds.get().max(Some(until)));
        watch.waiting(Timestamp(until.div_euclid(1_000)), reason);
        self.sleep(watch, seconds * 1_000).await?;
        if self.paused_until_milliseconds.get() == Some(until) {
            self.paused_until_milliseconds.set(None);
        }
        Ok(())
    }

    async fn sleep(&self, watch: &dyn Watch, milliseconds: u64) -> Result<(), Halt> {
        if milliseconds == 0 {
            return Ok(());
        }
        until_stopped(watch, self.clock.sleep_milliseconds(milliseconds)).await
    }
}

fn update<V: Copy, R>(cell: &Cell<V>, change: impl FnOnce(&mut V) -> R) -> R {
    let mut value = cell.get();
    let result = change(&mut value);
    cell.set(value);
    result
}

async fn until_stopped<F: Future>(watch: &dyn Watch, work: F) -> Result<F::Output, Halt> {
    match select(pin!(work), pin!(watch.stopped())).await {
        Either::Left((output, _)) => Ok(output),
        Either::Right(_) => Err(Halt::Stopped),
    }
}

/// Up to half a second, the same for the same request: keeps parallel tries apart without a random source.
fn jitter_milliseconds(request: &HttpRequest, turn: usize) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&request.url, turn).hash(&mut hasher);
    hasher.finish() % 500
}
