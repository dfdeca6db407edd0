//! The stretch of time a question is asked about.

use serde::{Deserialize, Serialize};

use super::{SECONDS_PER_DAY, Timestamp, TimestampError};

/// What a person chooses; [`Window::period`] turns it into instants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Window {
    /// The last so many hours up to now.
    LastHours(u32),
    /// The last so many days of 24 hours up to now.
    LastDays(u32),
    /// Everything stored.
    #[default]
    All,
    /// From the first instant up to, not including, the second.
    Custom(Timestamp, Timestamp),
}

/// A half-open stretch of time: `start` belongs to it, `end` does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// First instant.
    pub start: Timestamp,
    /// First instant after it.
    pub end: Timestamp,
}

/// A text that names no window.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WindowError {
    /// Neither `all`, `24h`, `30d` nor `FROM..TO`.
    #[error("`{0}` is not a window: use 24h, 7d, 30d, 90d, all or 2026-01-01..2026-02-01")]
    Unknown(String),
    /// One end of `FROM..TO` is no time.
    #[error(transparent)]
    Time(#[from] TimestampError),
    /// The end is not after the start.
    #[error("the window ends before it starts")]
    Empty,
}

impl Window {
    /// Reads `24h`, `30d`, `all`, `2026-01-01..2026-02-01` or the same with full times.
    pub fn parse(text: &str) -> Result<Self, WindowError> {
        let unknown = || WindowError::Unknown(text.chars().take(60).collect());
        let count = |digits: &str| digits.parse::<u32>().ok().filter(|&n| n > 0).ok_or_else(unknown);
        if text == "all" {
            return Ok(Self::All);
        }
        if let Some((from, to)) = text.split_once("..") {
            let (from, to) = (Timestamp::parse(from)?, Timestamp::parse(to)?);
            return if from < to { Ok(Self::Custom(from, to)) } else { Err(WindowError::Empty) };
        }
        if let Some(hours) = text.strip_suffix('h') {
            return count(hours).map(Self::LastHours);
        }
        text.strip_suffix('d').map_or_else(|| Err(unknown()), |days| count(days).map(Self::LastDays))
    }

    /// What [`Window::parse`] reads.
    pub fn label(self) -> String {
        match self {
            Self::LastHours(hours) => format!("{hours}h"),
            Self::LastDays(days) => format!("{days}d"),
            Self::All => "all".to_owned(),
            Self::Custom(from, to) => format!("{}..{}", from.to_rfc3339(), to.to_rfc3339()),
        }
    }

    /// The instants it covers at `now`; `All` runs from `first` (the earliest stored attempt) to just after `last`
    /// or `now`, whichever is later.
    pub fn period(self, now: Timestamp, first: Timestamp, last: Timestamp) -> Period {
        let back = |seconds: i64| Period { start: now.plus_seconds(-seconds), end: now };
        match self {
            Self::LastHours(hours) => back(i64::from(hours) * 3_600),
            Self::LastDays(days) => back(i64::from(days) * SECONDS_PER_DAY),
            Self::All => Period { start: first.min(now), end: last.plus_seconds(1).max(now) },
            Self::Custom(start, end) => Period { start, end },
        }
    }
}

impl Period {
    /// Whether `time` lies in it.
    pub fn contains(self, time: Timestamp) -> bool {
        self.start <= time && time < self.end
    }

    /// Its length.
    pub fn seconds(self) -> i64 {
        self.end.seconds_since(self.start)
    }

    /// Its length in days of 24 hours.
    pub fn days(self) -> f64 {
        self.seconds() as f64 / SECONDS_PER_DAY as f64
    }

    /// The stretch of equal length right before it.
    #[must_use]
    pub fn before(self) -> Self {
        Self { start: self.start.plus_seconds(-self.seconds()), end: self.start }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_round_trips() {
        for text in ["24h", "7d", "30d", "90d", "all", "2026-01-01T00:00:00Z..2026-02-01T12:00:00Z"] {
            assert_eq!(Window::parse(text).unwrap().label(), text);
        }
    }

    #[test]
    fn refuses_what_is_no_window() {
        for text in ["", "d", "0d", "-3d", "30", "30w", "2026-02-01..2026-01-01", "x..y", "99999999999d"] {
            assert!(Window::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn covers_what_it_says() {
        let now = Timestamp(10_000_000);
        let (first, last) = (Timestamp(1_000), Timestamp(9_000_000));
        assert_eq!(Window::LastDays(7).period(now, first, last).seconds(), 7 * SECONDS_PER_DAY);
        let all = Window::All.period(now, first, last);
        assert!(all.contains(first) && all.contains(last) && !all.contains(now));
        assert!(Window::All.period(Timestamp(0), first, last).contains(last));
        assert_eq!(all.before().end, all.start);
    }
}
