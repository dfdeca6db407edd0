//! Clock and network of the terminal: the time is the system's or the one that was given; there is no network.

use std::time::{SystemTime, UNIX_EPOCH};

use forerun::domain::Timestamp;
use forerun::engine::Network;
use forerun::github::{HttpRequest, HttpResponse, NetworkFault, Token};
use forerun::sync::{Clock, Transport};

/// A clock that stands still.
#[derive(Clone, Copy, Debug)]
pub struct StandingClock(pub Timestamp);

impl Clock for StandingClock {
    fn now_milliseconds(&self) -> i64 {
        self.0.0.saturating_mul(1_000)
    }

    async fn sleep_milliseconds(&self, _: u64) {}
}

/// Reaches nobody: the terminal reads files only.
#[derive(Clone, Copy, Debug)]
pub struct NoNetwork;

impl Network for NoNetwork {
    type Transport = Self;

    fn transport(&self, _: Option<Token>) -> Self {
        Self
    }
}

impl Transport for NoNetwork {
    async fn send(&self, _: &HttpRequest) -> Result<HttpResponse, NetworkFault> {
        Err(NetworkFault("the terminal reads files only".to_owned()))
    }
}

/// The given moment, else the system's.
pub fn now_or(given: Option<Timestamp>) -> Timestamp {
    given.unwrap_or_else(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(since.as_secs() as i64)
    })
}
