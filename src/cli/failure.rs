//! What can go wrong in the terminal, each with the file and line where there is one. All end with exit code 2.

use std::path::PathBuf;

use crate::arguments::USAGE_HINT;

/// Why a command did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The arguments do not fit.
    #[error("{0}\n{USAGE_HINT}")]
    Usage(String),
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file holds something else than it should.
    #[error("{}:{line}: {what}", path.display())]
    Line {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: u64,
        /// What is wrong there.
        what: String,
    },
    /// A document does not fit its schema.
    #[error("{}: {count} faults\n{listed}", path.display())]
    Invalid {
        /// Which file.
        path: PathBuf,
        /// How many faults.
        count: usize,
        /// The first of them, a line each.
        listed: String,
    },
    /// The engine could not answer.
    #[error("{0}")]
    Engine(String),
}

impl From<lexopt::Error> for Failure {
    fn from(error: lexopt::Error) -> Self {
        Self::Usage(error.to_string())
    }
}

/// Names the file in an I/O error.
pub fn in_file(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Failure {
    let path = path.to_owned();
    move |source| Failure::File { path, source }
}
