//! The primary rate limit, as the headers of every answer tell it.

use serde::{Deserialize, Serialize};

use crate::domain::Timestamp;

use super::http::HttpResponse;

/// What GitHub grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateLimit {
    /// Requests an hour.
    pub limit: u64,
    /// Requests left until the reset.
    pub remaining: u64,
    /// When `remaining` becomes `limit` again, by GitHub's clock.
    pub resets_at: Timestamp,
}

impl RateLimit {
    /// Reads the headers; `None` where one is missing (an Enterprise Server without limits).
    pub fn read(response: &HttpResponse) -> Option<Self> {
        let number = |name: &str| response.header(name)?.trim().parse::<u64>().ok();
        Some(Self {
            limit: number("x-ratelimit-limit")?,
            remaining: number("x-ratelimit-remaining")?,
            resets_at: Timestamp(i64::try_from(number("x-ratelimit-reset")?).ok()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(headers: [&str; 3], expected: Option<(u64, u64, i64)>) {
        let names = ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"];
        let headers = names.into_iter().zip(headers).map(|(name, value)| (name.to_owned(), value.to_owned()));
        let response = HttpResponse { headers: headers.collect(), ..HttpResponse::default() };
        let limit = RateLimit::read(&response);
        assert_eq!(limit.map(|limit| (limit.limit, limit.remaining, limit.resets_at.0)), expected);
    }

    #[test]
    fn reads_what_is_a_number() {
        check(["5000", "4999", "1767225600"], Some((5_000, 4_999, 1_767_225_600)));
        check(["5000", " 0 ", "0"], Some((5_000, 0, 0)));
        check(["5000", "-1", "0"], None);
        check(["", "1", "2"], None);
        check(["5000", "1", "99999999999999999999"], None);
        assert_eq!(RateLimit::read(&HttpResponse::default()), None);
    }
}
