//! Looks again at what may have changed since it was listed: runs that had not ended, runs young enough to be re-run.

use futures_util::stream::{self, StreamExt as _};

use crate::domain::Period;
use crate::github::{ApiError, Requests, read_run};

use super::backfill::RERUN_SECONDS;
use super::courier::{Answered, Halt};
use super::coverage::{BEGINNING, Covered};
use super::jobs::reserve;
use super::run::{IN_FLIGHT, Sitting, read_runs_and_next};
use super::state::ListedWindow;
use super::{Clock, SyncHost, SyncPhase, Transport};

// GitHub answers "unchanged" for free only to a token; the public's few requests are kept for new runs.
const PUBLIC_LIMIT: u64 = 60;
const MOST_UNFINISHED: usize = 50;

impl<T: Transport, C: Clock, H: SyncHost> Sitting<'_, T, C, H> {
    /// Asks for single runs that had not ended when last seen.
    pub(super) async fn refresh_unfinished(&self, run_ids: Vec<u64>) -> Result<(), Halt> {
        let chosen = run_ids.into_iter().take(MOST_UNFINISHED);
        let mut answers = stream::iter(chosen)
            .map(|run_id| async move {
                let build = |requests: &Requests| requests.run(&self.plan.repository, run_id);
                (run_id, self.ask(build, read_run).await)
            })
            .buffered(IN_FLIGHT);
        while let Some((run_id, answer)) = answers.next().await {
            match answer {
                Ok(Answered::New(run, _)) => self.take_runs(vec![run], Vec::new()),
                Ok(Answered::Unchanged) => {}
                Err(Halt::Failed(error @ (ApiError::NotFound | ApiError::Gone(_)))) => {
                    self.note(format!("Run {run_id} had not ended and can no longer be read: {}.", error.title()));
                }
                Err(halt) => return Err(halt),
            }
        }
        drop(answers);
        self.flush().await
    }

    /// Lists the runs of the last 30 days once more: known windows by their `ETag`s, what lies between them anew (it is
    /// declared missing, and listed with everything else that is).
    pub(super) async fn recheck(&self) -> Result<(), Halt> {
        self.enter(SyncPhase::Checking);
        let now = self.courier.now();
        let since = now.plus_seconds(-RERUN_SECONDS);
        let windows: Vec<ListedWindow> = {
            let mut state = self.state.borrow_mut();
            state.listed.retain(|window| window.range.end >= since);
            state.listed.clone()
        };
        let pages: u64 = windows.iter().map(|window| window.etags.len() as u64).sum();
        if self.is_too_dear(pages) {
            return Ok(());
        }
        self.tally.borrow_mut().requests_wanted = Some(pages);
        for window in &windows {
            self.list_again(window).await?;
        }
        self.change(|state| {
            let mut known = Covered::default();
            for window in &state.listed {
                known.add(Period { start: window.from, end: window.range.end.plus_seconds(1) });
            }
            let until = state.first_page.as_ref().map(|page| page.oldest);
            for missing in until.map_or_else(Vec::new, |until| known.missing_until(until)) {
                let start = missing.start.unwrap_or(BEGINNING).max(since);
                state.covered.remove(Period { start, end: missing.end.plus_seconds(1) });
            }
            state.rechecked_at = Some(now);
        });
        self.flush().await
    }

    fn is_too_dear(&self, requests: u64) -> bool {
        self.courier
            .limit()
            .is_some_and(|limit| limit.limit <= PUBLIC_LIMIT && limit.remaining < requests + reserve(limit.limit))
    }

    async fn list_again(&self, window: &ListedWindow) -> Result<(), Halt> {
        let numbered = (1_u32..).zip(&window.etags);
        let mut answers = stream::iter(numbered)
            .map(|(page, etag)| async move {
                let build = |requests: &Requests| {
                    requests.runs(&self.plan.repository, Some(window.range), page, etag.as_deref())
                };
                (page, self.ask(build, read_runs_and_next).await)
            })
            .buffered(IN_FLIGHT);
        while let Some((page, answer)) = answers.next().await {
            if let Answered::New((listing, _), etag) = answer? {
                self.take_runs(listing.items, listing.warnings);
                self.change(|state| {
                    let same = state.listed.iter_mut().find(|other| other.range == window.range);
                    if let Some(slot) = same.and_then(|same| same.etags.get_mut(page as usize - 1)) {
                        *slot = etag;
                    }
                });
            }
        }
        drop(answers);
        self.flush().await
    }
}
