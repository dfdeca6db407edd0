//! The stand-in without a network: a transport for tests, with the virtual clock's time.

use std::cell::{Cell, RefCell};
use std::future::pending;

use forerun::github::{HttpRequest, HttpResponse, NetworkFault};
use forerun::sync::{Clock as _, Transport};

use super::virtual_time::VirtualClock;
use crate::stand_in::{Ask, StandIn};

pub const BASE: &str = "http://127.0.0.1:4010";
const LATENCY_MILLISECONDS: u64 = 50;

/// Sends to the stand-in; adds token and user agent, follows redirects, as a browser does.
pub struct InProcess<'a> {
    pub stand_in: &'a RefCell<StandIn>,
    pub clock: VirtualClock,
    /// GitHub's own clock, which no local clock disturbs.
    pub server_starts_at_milliseconds: i64,
    pub token: Option<&'a str>,
    /// After so many requests no answer ever comes: the process is as good as killed.
    pub lives_for: Cell<Option<u64>>,
    /// Addresses that contain this are answered with this status.
    pub refusing: Option<(String, u16)>,
    /// Called before each request.
    pub before: Box<dyn Fn(&VirtualClock) + 'a>,
}

impl<'a> InProcess<'a> {
    pub fn new(stand_in: &'a RefCell<StandIn>, clock: &VirtualClock, token: Option<&'a str>) -> Self {
        Self {
            stand_in,
            clock: clock.clone(),
            server_starts_at_milliseconds: clock.now_milliseconds() - clock.passed_milliseconds() as i64,
            token,
            lives_for: Cell::new(None),
            refusing: None,
            before: Box::new(|_| {}),
        }
    }

    fn handle(&self, target: &str, request: &HttpRequest) -> Result<HttpResponse, NetworkFault> {
        let refusing = self.refusing.as_ref().filter(|(part, _)| target.contains(part.as_str()));
        if let Some(&(_, status)) = refusing {
            return Ok(HttpResponse { status, ..HttpResponse::default() });
        }
        let mut headers = request.headers.clone();
        headers.push(("user-agent".to_owned(), "test".to_owned()));
        headers.extend(self.token.map(|token| ("authorization".to_owned(), format!("Bearer {token}"))));
        let ask = Ask { method: "GET", target, headers };
        let now = self.server_starts_at_milliseconds + self.clock.passed_milliseconds() as i64;
        let reply = self.stand_in.borrow_mut().handle(&ask, now);
        if reply.dropped {
            return Err(NetworkFault("dropped".to_owned()));
        }
        Ok(HttpResponse { status: reply.status, headers: reply.headers, body: reply.body })
    }
}

impl Transport for InProcess<'_> {
    async fn send(&self, request: &HttpRequest) -> Result<HttpResponse, NetworkFault> {
        (self.before)(&self.clock);
        if let Some(left) = self.lives_for.get() {
            self.lives_for.set(left.checked_sub(1));
            if left == 0 {
                self.lives_for.set(Some(0));
                return pending().await;
            }
        }
        let mut target = request.url.strip_prefix(BASE).unwrap_or_default().to_owned();
        loop {
            self.clock.sleep_milliseconds(LATENCY_MILLISECONDS).await;
            let response = self.handle(&target, request)?;
            let location = response.header("location").and_then(|address| address.strip_prefix(BASE));
            match location.filter(|_| response.status == 301) {
                Some(next) => next.clone_into(&mut target),
                None => return Ok(response),
            }
        }
    }
}
