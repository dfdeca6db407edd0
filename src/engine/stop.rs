//! A flag that a running sync watches, and that wakes it from waiting.

use core::cell::{Cell, RefCell};
use core::future::poll_fn;
use core::task::{Poll, Waker};

/// Raised once; never lowered.
#[derive(Debug, Default)]
pub(super) struct StopFlag {
    raised: Cell<bool>,
    waiting: RefCell<Vec<Waker>>,
}

impl StopFlag {
    /// Asks for an end.
    pub(super) fn raise(&self) {
        self.raised.set(true);
        for waker in self.waiting.take() {
            waker.wake();
        }
    }

    /// Whether an end was asked for.
    pub(super) fn is_raised(&self) -> bool {
        self.raised.get()
    }

    /// Returns when an end is asked for.
    pub(super) async fn wait(&self) {
        poll_fn(|context| {
            if self.raised.get() {
                return Poll::Ready(());
            }
            self.waiting.borrow_mut().push(context.waker().clone());
            Poll::Pending
        })
        .await;
    }
}
