//! How attempts look by their outcome: a colour and, for those who do not tell colours apart, a shape.

use crate::domain::Outcome;
use crate::view::format;

use super::scene::{Shape, Tone};
use super::{LegendEntry, Sign};

/// How the points of some outcomes look.
pub(super) struct Look {
    pub name: &'static str,
    pub tone: Tone,
    pub shape: Shape,
    pub is_of: fn(Outcome) -> bool,
}

/// The last ones are drawn on top.
pub(super) const LOOKS: [Look; 6] = [
    Look {
        name: "Excluded",
        tone: Tone::Excluded,
        shape: Shape::Square,
        is_of: |outcome| outcome == Outcome::Excluded,
    },
    Look {
        name: "Unfinished",
        tone: Tone::Unfinished,
        shape: Shape::Ring,
        is_of: |outcome| outcome == Outcome::Unfinished,
    },
    Look { name: "Passed", tone: Tone::Passed, shape: Shape::Dot, is_of: |outcome| outcome == Outcome::Passed },
    Look { name: "Cancelled", tone: Tone::Cancelled, shape: Shape::Diamond, is_of: Outcome::is_cancelled },
    Look { name: "Failed", tone: Tone::Failed, shape: Shape::Triangle, is_of: |outcome| outcome == Outcome::Failed },
    Look { name: "Timed out", tone: Tone::Failed, shape: Shape::Cross, is_of: |outcome| outcome == Outcome::TimedOut },
];

impl Look {
    /// Of an outcome.
    pub fn of(outcome: Outcome) -> Option<&'static Self> {
        LOOKS.iter().find(|look| (look.is_of)(outcome))
    }

    /// What it means.
    pub fn legend(&self) -> LegendEntry {
        LegendEntry::new(Sign::Point(self.shape), self.tone, self.name)
    }
}

/// An outcome in a word or two.
pub(super) fn outcome_name(outcome: Outcome) -> &'static str {
    Look::of(outcome).map_or(format::UNKNOWN, |look| look.name)
}

/// The looks of those outcomes that occur.
pub(super) fn legend_of(occurs: impl Fn(Outcome) -> bool) -> Vec<LegendEntry> {
    let look_occurs = |look: &&Look| Outcome::ALL.into_iter().any(|outcome| (look.is_of)(outcome) && occurs(outcome));
    LOOKS.iter().filter(look_occurs).map(Look::legend).collect()
}
