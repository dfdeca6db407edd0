//! Lists the stretches of time that are not complete, newest first, window by window.

use futures_util::stream::{self, StreamExt as _};

use crate::domain::{Attempt, Period, SECONDS_PER_DAY, Timestamp};
use crate::github::{ApiError, CreatedRange, PAGE_SIZE, Requests};

use super::courier::{Answered, Halt};
use super::run::{IN_FLIGHT, RunPage, Sitting, read_runs_and_next};
use super::state::{ListedWindow, crowded_sentence};
use super::window::{MOST_PAGES, MOST_RUNS, OrderWatch, Windows, period_of, seconds_of};
use super::{Clock, SyncHost, Transport};

/// How long runs are looked at again: GitHub lets nobody re-run older ones.
pub(super) const RERUN_SECONDS: i64 = 30 * SECONDS_PER_DAY;

/// A window being listed.
struct Window {
    range: CreatedRange,
    order: OrderWatch,
    etags: Vec<Option<String>>,
    sent: u64,
    total: u64,
    has_more: bool,
    at_oldest: Vec<u64>,
}

impl<T: Transport, C: Clock, H: SyncHost> Sitting<'_, T, C, H> {
    /// Lists until nothing up to the newest known run is missing.
    pub(super) async fn list_missing(&self) -> Result<(), Halt> {
        let Some((newest, mut windows)) = self.windows() else { return Ok(()) };
        let mut doubted = None;
        loop {
            let missing = self.state.borrow().covered.missing_until(newest).first().copied();
            let Some(missing) = missing else { return Ok(()) };
            let reported = self.state.borrow().runs_reported;
            let left = reported.map(|reported| reported.saturating_sub(self.runs_held()));
            self.tally.borrow_mut().requests_wanted = left.map(|left| left.div_ceil(PAGE_SIZE as u64));
            let range = windows.choose(missing, left);
            match self.list(range).await {
                Ok(window) => {
                    self.tally.borrow_mut().counted.clone_from(&window.at_oldest);
                    self.conclude(&window, &mut windows, &mut doubted).await?;
                }
                // The window is more than the server can search through.
                Err(Halt::Failed(ApiError::Unprocessable(_))) if windows.halve(range) => {}
                Err(halt) => return Err(halt),
            }
        }
    }

    fn windows(&self) -> Option<(Timestamp, Windows)> {
        let state = self.state.borrow();
        let page = state.first_page.as_ref()?;
        let runs = state.runs_reported.unwrap_or_default().min(PAGE_SIZE as u64);
        Some((page.newest, Windows::for_density(runs, page.newest.seconds_since(page.oldest))))
    }

    /// Asks for the pages of a window. As long as they come newest first, every page makes a stretch complete and is
    /// committed with it.
    async fn list(&self, range: CreatedRange) -> Result<Window, Halt> {
        let mut window = Window {
            range,
            order: OrderWatch::default(),
            etags: Vec::new(),
            sent: 0,
            total: 0,
            has_more: false,
            at_oldest: Vec::new(),
        };
        let first = self.page(range, 1).await?;
        window.total = first.0.0.total;
        self.take_page(&mut window, first).await?;
        if window.is_hopeless() {
            return Ok(window);
        }
        let pages = usize::try_from(window.total).unwrap_or(usize::MAX).div_ceil(PAGE_SIZE).clamp(1, MOST_PAGES);
        let mut answers = stream::iter(2..=pages as u32).map(|page| self.page(range, page)).buffered(IN_FLIGHT);
        while let Some(page) = answers.next().await {
            self.take_page(&mut window, page?).await?;
            if window.is_hopeless() {
                return Ok(window);
            }
        }
        drop(answers);
        while window.has_more && window.etags.len() < MOST_PAGES {
            let page = self.page(range, window.etags.len() as u32 + 1).await?;
            self.take_page(&mut window, page).await?;
        }
        Ok(window)
    }

    async fn page(&self, range: CreatedRange, page: u32) -> Result<(RunPage, Option<String>), Halt> {
        let build = |requests: &Requests| requests.runs(&self.plan.repository, Some(range), page, None);
        match self.ask(build, read_runs_and_next).await? {
            Answered::New(page, etag) => Ok((page, etag)),
            // No ETag was sent along.
            Answered::Unchanged => Err(Halt::Failed(ApiError::Unexpected { status: 304, message: String::new() })),
        }
    }

    async fn take_page(
        &self,
        window: &mut Window,
        ((listing, next), etag): (RunPage, Option<String>),
    ) -> Result<(), Halt> {
        let period = period_of(window.range);
        if !listing.items.is_empty() && !listing.items.iter().any(|run| period.contains(run.created_at)) {
            return Err(nonsense("runs from outside the time asked for"));
        }
        window.take(&listing.items, listing.sent, next.is_some(), etag);
        self.count_down();
        if let Some(oldest) = window.order.oldest.filter(|_| !window.order.broken) {
            let listed = Period { start: oldest.plus_seconds(1), end: window.range.end.plus_seconds(1) };
            self.change(|state| state.covered.add(listed));
        }
        self.take_runs(listing.items, listing.warnings);
        self.flush().await
    }

    /// Decides what a listed window has made complete.
    async fn conclude(
        &self,
        window: &Window,
        windows: &mut Windows,
        doubted: &mut Option<Timestamp>,
    ) -> Result<(), Halt> {
        let range = window.range;
        if window.order.broken {
            windows.out_of_order();
            // What the first pages seemed to make complete may have gone on behind them.
            self.change(|state| state.covered.remove(period_of(range)));
        }
        if window.is_cut() {
            match window.order.oldest {
                None => return Err(nonsense("more than 1,000 runs, none of them readable")),
                Some(oldest) if !window.order.broken && oldest < range.end => {
                    windows.learn(window.sent, range.end.seconds_since(oldest));
                    self.remember(window, oldest.plus_seconds(1));
                }
                Some(_) if !window.order.broken && seconds_of(range) > 1 => windows.single_second(),
                _ if windows.halve(range) => {}
                _ => self.accept_crowded(range),
            }
        } else if window.sent < window.total && *doubted != Some(range.end) {
            // Fewer runs than promised: look once more before believing it.
            *doubted = Some(range.end);
        } else {
            if window.sent < window.total {
                self.note(format!(
                    "GitHub counts {} runs up to {} but lists {} of them.",
                    window.total,
                    range.end.to_rfc3339(),
                    window.sent
                ));
            }
            windows.learn(window.sent, seconds_of(range));
            self.change(|state| state.covered.add(period_of(range)));
            self.remember(window, period_of(range).start);
        }
        self.flush().await
    }

    /// A second with more runs than GitHub lists: what is beyond cannot be had.
    fn accept_crowded(&self, range: CreatedRange) {
        self.change(|state| {
            state.covered.add(period_of(range));
            if !state.crowded_seconds.contains(&range.end) {
                state.crowded_seconds.push(range.end);
            }
        });
        self.note(crowded_sentence(range.end));
    }

    fn remember(&self, window: &Window, from: Timestamp) {
        let since = self.courier.now().plus_seconds(-RERUN_SECONDS);
        if window.range.end >= since && window.sent > 0 {
            let etags = window.etags.clone();
            self.change(|state| state.listed.push(ListedWindow { range: window.range, from, etags }));
        }
    }
}

/// A list that no shorter window would make better.
fn nonsense(what: &str) -> Halt {
    Halt::Failed(ApiError::Unreadable { status: 200, what: what.to_owned() })
}

impl Window {
    fn take(&mut self, runs: &[Attempt], sent: usize, has_more: bool, etag: Option<String>) {
        let before = self.order.oldest;
        self.order.see(runs.iter().map(|run| run.created_at));
        if self.order.oldest != before {
            self.at_oldest.clear();
        }
        let oldest = self.order.oldest;
        self.at_oldest.extend(runs.iter().filter(|run| Some(run.created_at) == oldest).map(|run| run.key.run_id));
        self.sent += sent as u64;
        self.has_more = has_more && sent > 0;
        self.etags.push(etag);
    }

    /// Whether more lies in it than its pages can show.
    fn is_cut(&self) -> bool {
        // Ten full pages may be all there is, or the total may be capped as well: only the next window can tell.
        self.total > MOST_RUNS || self.sent >= MOST_RUNS
    }

    /// Whether asking for further pages is of no use: too many runs, and not the newest ones first.
    fn is_hopeless(&self) -> bool {
        self.order.broken && self.total > MOST_RUNS && seconds_of(self.range) > 1
    }
}
