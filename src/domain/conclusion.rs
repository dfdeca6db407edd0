//! The words GitHub uses for where an attempt, job or step stands. An open set: unknown words are kept.

use core::fmt;

macro_rules! states {
    ($($name:ident = $code:literal, $word:literal, $doc:literal;)*) => {
        /// Where an attempt, a job or a step stands: its conclusion once completed, else its status.
        ///
        /// Held in one byte. Codes below 32 are GitHub's known words; codes from [`State::FIRST_UNKNOWN`] on point
        /// into the dictionary of unknown words that lies beside the columns.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub struct State(pub u8);

        impl State {
            $(#[doc = $doc] pub const $name: Self = Self($code);)*

            /// All known states.
            pub const KNOWN: &'static [Self] = &[$(Self::$name),*];

            /// The known state with this word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$name),)* _ => None }
            }

            /// Its word; `None` for codes of unknown words.
            pub fn word(self) -> Option<&'static str> {
                match self { $(Self::$name => Some($word),)* _ => None }
            }
        }
    };
}

states! {
    UNREPORTED = 0, "unreported", "GitHub named neither status nor conclusion.";
    SUCCESS = 1, "success", "Passed.";
    FAILURE = 2, "failure", "Failed.";
    TIMED_OUT = 3, "timed_out", "Hit a time limit.";
    STARTUP_FAILURE = 4, "startup_failure", "Failed before any job began.";
    CANCELLED = 5, "cancelled", "Stopped by a person, a newer run or a time limit.";
    SKIPPED = 6, "skipped", "Not executed.";
    NEUTRAL = 7, "neutral", "Neither passed nor failed.";
    STALE = 8, "stale", "GitHub gave up waiting for it.";
    ACTION_REQUIRED = 9, "action_required", "Waits for a person's approval.";
    QUEUED = 16, "queued", "Waits for a runner.";
    IN_PROGRESS = 17, "in_progress", "Runs.";
    WAITING = 18, "waiting", "Waits for a deployment rule.";
    REQUESTED = 19, "requested", "Created.";
    PENDING = 20, "pending", "Held by a concurrency limit.";
    COMPLETED = 21, "completed", "Completed, with no conclusion named.";
}

impl State {
    /// First code that stands for an unknown word.
    pub const FIRST_UNKNOWN: u8 = 32;

    /// Whether it can change without a new attempt.
    pub fn is_unfinished(self) -> bool {
        matches!(self, Self::QUEUED | Self::IN_PROGRESS | Self::WAITING | Self::REQUESTED | Self::PENDING)
    }

    /// Position in the dictionary of unknown words.
    pub fn unknown_index(self) -> Option<usize> {
        self.0.checked_sub(Self::FIRST_UNKNOWN).map(usize::from)
    }
}

impl fmt::Debug for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.word() {
            Some(word) => formatter.write_str(word),
            None => write!(formatter, "unknown#{}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_codes_match() {
        for &state in State::KNOWN {
            assert_eq!(state.word().and_then(State::from_word), Some(state));
            assert!(state.0 < State::FIRST_UNKNOWN);
        }
        assert_eq!(State::from_word("quantum"), None);
        assert_eq!(State(33).unknown_index(), Some(1));
        assert_eq!(State::SUCCESS.unknown_index(), None);
    }
}
