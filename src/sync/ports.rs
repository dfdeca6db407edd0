//! What a shell has to bring to drive a sync.

use crate::github::{HttpRequest, HttpResponse, NetworkFault};

/// Sends requests. Adds the token, follows redirects, caches nothing.
#[expect(async_fn_in_trait, reason = "one thread; no caller needs the future to be Send")]
pub trait Transport {
    /// The answer, whatever its status.
    async fn send(&self, request: &HttpRequest) -> Result<HttpResponse, NetworkFault>;
}

/// Tells the time and lets it pass.
#[expect(async_fn_in_trait, reason = "one thread; no caller needs the future to be Send")]
pub trait Clock {
    /// Milliseconds since 1970. May jump; nothing may rely on it rising.
    fn now_milliseconds(&self) -> i64;

    /// Returns when so many milliseconds have passed.
    async fn sleep_milliseconds(&self, milliseconds: u64);
}
