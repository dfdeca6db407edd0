//! Words for how things ended and why.

use forerun::domain::Outcome;
use forerun::insight::{ErrorCategory, FlakyState};

use super::Tone;

/// How an attempt ended, and its tone.
pub fn outcome(outcome: Outcome) -> (&'static str, Tone) {
    match outcome {
        Outcome::Passed => ("Passed", Tone::Good),
        Outcome::Failed => ("Failed", Tone::Bad),
        Outcome::TimedOut => ("Timed out", Tone::Bad),
        Outcome::Superseded => ("Superseded", Tone::Neutral),
        Outcome::CancelledByHand => ("Cancelled", Tone::Neutral),
        Outcome::Excluded => ("Skipped", Tone::Neutral),
        Outcome::Unfinished => ("Running", Tone::Neutral),
    }
}

/// An outcome's word in addresses.
pub fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "passed",
        Outcome::Failed => "failed",
        Outcome::TimedOut => "timed-out",
        Outcome::Superseded => "superseded",
        Outcome::CancelledByHand => "cancelled",
        Outcome::Excluded => "skipped",
        Outcome::Unfinished => "running",
    }
}

/// Broken, flaky, and their tones; nothing for what gives no reason to look.
pub fn flaky_state(state: FlakyState) -> Option<(&'static str, Tone)> {
    match state {
        FlakyState::Broken => Some(("Broken", Tone::Bad)),
        FlakyState::Flaky => Some(("Flaky", Tone::Warning)),
        FlakyState::Undefined | FlakyState::Healthy => None,
    }
}

/// What triggered a run, without GitHub's underscores.
pub fn event(event: &str) -> String {
    event.replace('_', " ")
}

/// The kind of trouble.
pub fn error_category(category: ErrorCategory) -> &'static str {
    match category {
        ErrorCategory::RateLimit => "Rate limit",
        ErrorCategory::Network => "Network",
        ErrorCategory::Authentication => "Authentication",
        ErrorCategory::NotFound => "Not found",
        ErrorCategory::OutOfMemory => "Out of memory",
        ErrorCategory::OutOfDisk => "Out of disk space",
        ErrorCategory::Timeout => "Timeout",
        ErrorCategory::Test => "Test",
        ErrorCategory::Build => "Build",
        ErrorCategory::Lint => "Lint",
        ErrorCategory::Deploy => "Deployment",
        ErrorCategory::Setup => "Setup",
        ErrorCategory::Cancelled => "Stopped from outside",
        ErrorCategory::Infrastructure => "Infrastructure",
        ErrorCategory::Unknown => "Unknown cause",
    }
}
