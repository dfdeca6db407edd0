//! Time that passes only when everybody waits: hours of rate limits in no time, and futures that wait for nothing are
//! noticed.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use forerun::sync::Clock;

/// A clock whose hands tests turn. Sleepers measure by time passed, not by what the clock shows.
#[derive(Clone, Default)]
pub struct VirtualClock(Rc<Inner>);

#[derive(Default)]
struct Inner {
    passed_milliseconds: Cell<u64>,
    shown_offset_milliseconds: Cell<i64>,
    sleepers: RefCell<BTreeMap<(u64, u64), Waker>>,
    next_sleeper: Cell<u64>,
}

impl VirtualClock {
    /// Shows this time now.
    pub fn starting_at(milliseconds: i64) -> Self {
        let clock = Self::default();
        clock.jump(milliseconds);
        clock
    }

    /// Turns the hands without letting time pass.
    pub fn jump(&self, milliseconds: i64) {
        self.0.shown_offset_milliseconds.set(self.0.shown_offset_milliseconds.get() + milliseconds);
    }

    /// Time passed since the beginning.
    pub fn passed_milliseconds(&self) -> u64 {
        self.0.passed_milliseconds.get()
    }

    /// Lets this much time pass.
    pub fn pass(&self, milliseconds: u64) {
        self.0.passed_milliseconds.set(self.passed_milliseconds() + milliseconds);
    }

    /// Lets time pass until the next sleeper wakes; `false` if nobody sleeps.
    fn advance(&self) -> bool {
        let first = self.0.sleepers.borrow_mut().pop_first();
        let Some(((due, _), waker)) = first else { return false };
        self.0.passed_milliseconds.set(self.passed_milliseconds().max(due));
        waker.wake();
        true
    }

    /// Runs a future to its end; `None` if it waits for what never comes.
    pub fn run<F: Future>(&self, future: F) -> Option<F::Output> {
        let flag = Arc::new(Flag(AtomicBool::new(true)));
        let waker = Waker::from(flag.clone());
        let mut context = Context::from_waker(&waker);
        let mut future = pin!(future);
        self.0.sleepers.borrow_mut().clear();
        loop {
            while flag.0.swap(false, Ordering::Relaxed) {
                if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
                    return Some(output);
                }
            }
            if !self.advance() {
                return None;
            }
        }
    }
}

impl Clock for VirtualClock {
    fn now_milliseconds(&self) -> i64 {
        self.passed_milliseconds() as i64 + self.0.shown_offset_milliseconds.get()
    }

    async fn sleep_milliseconds(&self, milliseconds: u64) {
        let due = self.passed_milliseconds() + milliseconds;
        let number = self.0.next_sleeper.get();
        self.0.next_sleeper.set(number + 1);
        poll_fn(|context| {
            if self.passed_milliseconds() >= due {
                return Poll::Ready(());
            }
            self.0.sleepers.borrow_mut().insert((due, number), context.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}
