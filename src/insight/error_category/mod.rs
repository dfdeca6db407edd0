//! What kind of trouble made a job fail, told from what GitHub says of it: the conclusion, the names of job and step, the
//! message of an annotation. Each verdict names the words that decided and how far they can be trusted; where nothing
//! is said, the answer is *unknown*. Reads no logs.

mod annotation;
mod messages;
mod names;
mod summary;
#[cfg(test)]
mod tests;
mod words;

use serde::{Deserialize, Serialize};

pub use annotation::{JobAnnotation, newest_failed_jobs};
pub use messages::categorise_text;
pub use names::categorise_failure;
pub(super) use names::{Failure, NameMemory, failure_of};
pub use summary::{CategoryCount, ErrorExample, ErrorSummary, WorkflowErrors, explain_attempt, summarise_errors};

/// The kind of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCategory {
    /// A service refused further requests for now.
    RateLimit,
    /// A connection failed: name not resolved, refused, reset, server in trouble.
    Network,
    /// Not let in: missing, wrong or too weak credentials.
    Authentication,
    /// Something asked for does not exist.
    NotFound,
    /// Memory ran out.
    OutOfMemory,
    /// Disk space ran out.
    OutOfDisk,
    /// Took longer than was allowed.
    Timeout,
    /// A test failed.
    Test,
    /// The code did not build.
    Build,
    /// A check of style, types or known weaknesses found something.
    Lint,
    /// Shipping failed: deployment, publication, release.
    Deploy,
    /// Getting ready or clearing up failed: checkout, tools, dependencies, caches, artifacts, services.
    Setup,
    /// Stopped from outside.
    Cancelled,
    /// The machine was lost, or the run never began.
    Infrastructure,
    /// Nothing tells.
    Unknown,
}

impl ErrorCategory {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 15] = [
        Self::Test,
        Self::Build,
        Self::Lint,
        Self::Deploy,
        Self::Setup,
        Self::Network,
        Self::RateLimit,
        Self::Authentication,
        Self::NotFound,
        Self::OutOfMemory,
        Self::OutOfDisk,
        Self::Timeout,
        Self::Cancelled,
        Self::Infrastructure,
        Self::Unknown,
    ];
}

/// How far a verdict can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// A hint: the job's name, or a step's name that says several things.
    Low,
    /// The name of the step that failed says what it does.
    Medium,
    /// GitHub's conclusion or the error's own message says so.
    High,
}

/// A verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Categorised {
    /// The kind of trouble.
    pub category: ErrorCategory,
    /// How far to trust it.
    pub confidence: Confidence,
    /// The words that decided, in lower case with single spaces; empty where nothing did.
    pub evidence: String,
}

impl Categorised {
    /// Nothing tells.
    pub fn unknown() -> Self {
        Self { category: ErrorCategory::Unknown, confidence: Confidence::Low, evidence: String::new() }
    }

    fn of(category: ErrorCategory, confidence: Confidence, evidence: &str) -> Self {
        Self { category, confidence, evidence: evidence.to_owned() }
    }
}
