//! What GitHub notes on a job: the words by which a failure tells of itself. Judges nothing.

use serde::{Deserialize, Serialize};

/// How grave a note is; the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnnotationLevel {
    /// An error: what made the job fail, or is taken to.
    Failure,
    /// A warning; jobs pass with it.
    Warning,
    /// For information, and every level that GitHub has added since.
    Notice,
}

/// One note. Texts come from whoever wrote the workflow: plain text, whatever they look like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annotation {
    /// How grave.
    pub level: AnnotationLevel,
    /// Its title, where it has one.
    pub title: Option<String>,
    /// The beginning of its message.
    pub message: String,
}

/// A job whose notes were asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnotatedJob {
    /// GitHub's number of the job.
    pub job_id: u64,
    /// The gravest of its notes, gravest first; empty where it has none.
    pub annotations: Vec<Annotation>,
}
