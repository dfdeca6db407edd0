//! Why an analysis gives no answer.

use serde::{Deserialize, Serialize};

/// What the data lack for an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// Fewer points than the method needs.
    #[error("not enough data ({have} of {need})")]
    TooFewPoints {
        /// Points at hand.
        have: usize,
        /// Points needed.
        need: usize,
    },
    /// All values are equal, so there is nothing to estimate.
    #[error("no variation in the data")]
    NoVariation,
    /// The method has no answer for these data.
    #[error("undefined: {why}")]
    Undefined {
        /// The reason, in plain words.
        why: String,
    },
}

impl Lack {
    /// Shorthand for [`Lack::TooFewPoints`] unless there are enough.
    pub fn unless_enough(have: usize, need: usize) -> Result<(), Self> {
        if have < need { Err(Self::TooFewPoints { have, need }) } else { Ok(()) }
    }

    /// Shorthand for [`Lack::Undefined`].
    pub fn undefined(why: &str) -> Self {
        Self::Undefined { why: why.to_owned() }
    }
}
