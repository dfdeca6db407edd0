//! The browser's clock and timer behind [`forerun::sync::Clock`].

use forerun::sync::Clock;
use gloo_timers::future::TimeoutFuture;

/// Longest single timer. A sleeping laptop stops timers but not the clock, so a long sleep looks at it now and then.
const SLICE_MILLISECONDS: u64 = 15_000;

/// `Date.now` and `setTimeout`.
pub struct BrowserClock;

impl Clock for BrowserClock {
    fn now_milliseconds(&self) -> i64 {
        js_sys::Date::now() as i64
    }

    /// Ends when the clock or the sum of the timers says so, whichever is first: a clock set back cannot prolong it.
    async fn sleep_milliseconds(&self, milliseconds: u64) {
        let end = self.now_milliseconds().saturating_add_unsigned(milliseconds);
        let mut left = milliseconds;
        while left > 0 && self.now_milliseconds() < end {
            let slice = left.min(SLICE_MILLISECONDS);
            TimeoutFuture::new(slice as u32).await;
            left -= slice;
        }
    }
}
