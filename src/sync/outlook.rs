//! How long a sync still takes: the requests that are left over the pace of the last half minute, and GitHub's limit if
//! that comes first. Tells nothing that it does not know; reads no clock.

use std::collections::VecDeque;

use crate::domain::{SECONDS_PER_HOUR, Timestamp};
use crate::github::RateLimit;

/// The pace is that of so long.
const LONGEST_MILLISECONDS: i64 = 30_000;
/// Of less nobody knows yet what it will be.
const SHORTEST_MILLISECONDS: i64 = 5_000;
const FEWEST_REQUESTS: u64 = 5;

/// When how many requests had been sent.
#[derive(Default)]
pub(super) struct Tempo(VecDeque<(i64, u64)>);

impl Tempo {
    /// Notes how many have been sent by now. A clock that went back begins anew.
    pub(super) fn note(&mut self, now_milliseconds: i64, sent: u64) {
        if self.0.back().is_some_and(|last| last.0 > now_milliseconds) {
            self.0.clear();
        }
        while self.0.front().is_some_and(|first| now_milliseconds.saturating_sub(first.0) > LONGEST_MILLISECONDS) {
            self.0.pop_front();
        }
        self.0.push_back((now_milliseconds, sent));
    }

    /// Requests a second of late.
    pub(super) fn per_second(&self) -> Option<f64> {
        let (first, last) = (self.0.front()?, self.0.back()?);
        let (passed, sent) = (last.0.saturating_sub(first.0), last.1.saturating_sub(first.1));
        (passed >= SHORTEST_MILLISECONDS && sent >= FEWEST_REQUESTS).then(|| sent as f64 * 1_000.0 / passed as f64)
    }
}

/// What is to be sent still.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ahead {
    /// Requests that are sent whatever the limit says: where it ends, the sync waits for it.
    pub needed: u64,
    /// Requests after them that end where the limit's reserve begins.
    pub optional: u64,
    /// Requests that are left to others.
    pub reserve: u64,
}

/// What can be told of the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Outlook {
    /// Requests to be sent still.
    pub requests_left: u64,
    /// Seconds until it is done, waits too.
    pub seconds_left: Option<u64>,
    /// Seconds until GitHub's limit stops it for a while.
    pub limit_in_seconds: Option<u64>,
}

/// How it goes on.
pub(super) fn outlook(ahead: Ahead, per_second: Option<f64>, limit: Option<RateLimit>, now: Timestamp) -> Outlook {
    let Ahead { needed, optional, reserve } = ahead;
    let stops = limit.filter(|limit| limit.remaining < needed);
    // What the limit grants beyond what is needed, now or when it is full again.
    let to_spare = match (stops, limit) {
        (Some(limit), _) => limit.limit.saturating_sub(reserve),
        (None, Some(limit)) => limit.remaining.saturating_sub(needed).saturating_sub(reserve),
        (None, None) => u64::MAX,
    };
    let requests_left = needed.saturating_add(optional.min(to_spare));
    let seconds = |requests: u64, pace: f64| (requests as f64 / pace).ceil() as u64;
    let limit_in_seconds = stops.zip(per_second).map(|(limit, pace)| seconds(limit.remaining, pace));
    let waits = stops.map_or(0, |limit| {
        let until_reset = limit.resets_at.seconds_since(now).clamp(0, SECONDS_PER_HOUR) as u64;
        // Whole hours after the first, each of which grants as much again.
        let further = (needed - limit.remaining).saturating_sub(1) / limit.limit.max(1);
        let first = until_reset.saturating_sub(limit_in_seconds.unwrap_or_default());
        first.saturating_add(further.saturating_mul(SECONDS_PER_HOUR as u64))
    });
    let seconds_left = per_second.map(|pace| seconds(requests_left, pace).saturating_add(waits));
    Outlook { requests_left, seconds_left, limit_in_seconds }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pace_is_that_of_the_last_half_minute() {
        let check = |notes: &[(i64, u64)], expected: Option<f64>| {
            let mut tempo = Tempo::default();
            for (second, sent) in notes {
                tempo.note(second * 1_000, *sent);
            }
            assert_eq!(tempo.per_second(), expected, "{notes:?}");
        };
        check(&[], None);
        check(&[(0, 0)], None);
        check(&[(0, 0), (4, 40)], None);
        check(&[(0, 0), (10, 4)], None);
        check(&[(0, 0), (10, 20)], Some(2.0));
        // A slow beginning is forgotten, and so is a quick one.
        check(&[(0, 0), (60, 10), (70, 50)], Some(4.0));
        check(&[(0, 0), (10, 500), (50, 510), (70, 530)], Some(1.0));
        // After a long wait nothing is known at first.
        check(&[(0, 0), (10, 20), (3_600, 21)], None);
        check(&[(100, 0), (110, 20), (50, 21), (60, 41)], Some(2.0));
    }

    fn limit(remaining: u64, in_seconds: i64) -> RateLimit {
        RateLimit { limit: 5_000, remaining, resets_at: Timestamp(in_seconds) }
    }

    #[test]
    fn the_end_counts_all_phases_and_the_waits_of_the_limit() {
        let check = |ahead: (u64, u64),
                     pace: Option<f64>,
                     limit: Option<RateLimit>,
                     expected: (u64, Option<u64>, Option<u64>)| {
            let ahead = Ahead { needed: ahead.0, optional: ahead.1, reserve: 500 };
            let found = outlook(ahead, pace, limit, Timestamp(0));
            let found = (found.requests_left, found.seconds_left, found.limit_in_seconds);
            assert_eq!(found, expected, "{ahead:?} {limit:?}");
        };
        check((10, 100), None, Some(limit(5_000, 1_800)), (110, None, None));
        check((10, 100), Some(2.0), None, (110, Some(55), None));
        check((10, 100), Some(2.0), Some(limit(5_000, 1_800)), (110, Some(55), None));
        // Jobs end where the reserve begins: nothing waits for them.
        check((0, 4_000), Some(2.0), Some(limit(700, 1_800)), (200, Some(100), None));
        check((0, 4_000), Some(2.0), Some(limit(300, 1_800)), (0, Some(0), None));
        // Lists of runs are read to their end: 100 requests now, then the reset, then 100 more.
        check((200, 0), Some(2.0), Some(limit(100, 1_800)), (200, Some(1_850), Some(50)));
        check((200, 0), None, Some(limit(100, 1_800)), (200, None, None));
        check((5_200, 0), Some(2.0), Some(limit(100, 1_800)), (5_200, Some(2_600 + 1_750 + 3_600), Some(50)));
        // Servers may say anything.
        check((u64::MAX, u64::MAX), Some(2.0), Some(limit(0, 0)), (u64::MAX, Some(u64::MAX), Some(0)));
        // A reset that lies behind is none to wait for.
        check((200, 0), Some(2.0), Some(limit(100, -60)), (200, Some(100), Some(50)));
    }
}
