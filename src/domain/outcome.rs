//! The classes into which attempts are counted, and the rules that make a rate of them.

use serde::{Deserialize, Serialize};

/// How an attempt ended, as Forerun counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Outcome {
    /// `success`.
    Passed,
    /// `failure` or `startup_failure`.
    Failed,
    /// `timed_out`, or cancelled by a job's time limit. Counts as failed.
    TimedOut,
    /// Cancelled after a newer run of the same workflow, branch and event had been created.
    Superseded,
    /// Cancelled by hand (any other cancellation).
    CancelledByHand,
    /// `skipped`, `neutral`, `stale`, `action_required`, and words GitHub has added since.
    Excluded,
    /// Not completed yet.
    Unfinished,
}

impl Outcome {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 7] = [
        Self::Passed,
        Self::Failed,
        Self::TimedOut,
        Self::Superseded,
        Self::CancelledByHand,
        Self::Excluded,
        Self::Unfinished,
    ];

    /// Failed in the sense of the success rate (timeouts included).
    pub fn is_failed(self) -> bool {
        matches!(self, Self::Failed | Self::TimedOut)
    }

    /// Cancelled, for either reason but a timeout.
    pub fn is_cancelled(self) -> bool {
        matches!(self, Self::Superseded | Self::CancelledByHand)
    }

    /// Passed or failed.
    pub fn is_decided(self) -> bool {
        self == Self::Passed || self.is_failed()
    }
}

/// What the success rate divides by what; switched everywhere at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuccessRule {
    /// passed / (passed + failed).
    #[default]
    Balanced,
    /// passed / every finished attempt.
    All,
    /// passed / (finished − cancelled).
    NotCancelled,
    /// passed / (passed + failed + cancelled): cancelled counts as failed.
    Strict,
}

impl SuccessRule {
    /// All rules.
    pub const ALL: [Self; 4] = [Self::Balanced, Self::All, Self::NotCancelled, Self::Strict];

    /// Its word in addresses, documents and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Balanced => "balanced",
            Self::All => "all",
            Self::NotCancelled => "not_cancelled",
            Self::Strict => "strict",
        }
    }

    /// The rule with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.word() == word)
    }

    /// Whether the outcome is part of the denominator.
    pub fn counts(self, outcome: Outcome) -> bool {
        match self {
            Self::Balanced => outcome.is_decided(),
            Self::All => outcome != Outcome::Unfinished,
            Self::NotCancelled => outcome != Outcome::Unfinished && !outcome.is_cancelled(),
            Self::Strict => outcome.is_decided() || outcome.is_cancelled(),
        }
    }
}
