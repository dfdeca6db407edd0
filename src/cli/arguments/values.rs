//! The options that say which files to open as which repository, and how values are read.

use std::path::PathBuf;

use forerun::domain::{RepositoryName, Timestamp};
use lexopt::ValueExt as _;

use crate::failure::Failure;
use crate::files::FileOptions;

/// What was said so far of the files to open.
#[derive(Default)]
pub(super) struct FileArguments {
    runs: Option<PathBuf>,
    jobs: Option<PathBuf>,
    repository: Option<RepositoryName>,
    default_branch: Option<String>,
    is_private: bool,
    now: Option<Timestamp>,
}

impl FileArguments {
    /// Takes an option that is about files, with its value. Says whether it was one.
    pub(super) fn take(&mut self, name: &str, parser: &mut lexopt::Parser) -> Result<bool, Failure> {
        match name {
            "runs" => self.runs = Some(parser.value()?.into()),
            "jobs" => self.jobs = Some(parser.value()?.into()),
            "repository" => self.repository = Some(parsed(parser, RepositoryName::parse)?),
            "branch-default" => self.default_branch = Some(parser.value()?.string()?),
            "private" => self.is_private = true,
            "now" => self.now = Some(parsed(parser, Timestamp::parse)?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The options, `--runs` among them.
    pub(super) fn with_runs(self) -> Result<FileOptions, Failure> {
        if self.runs.is_none() {
            return Err(missing("--runs FILE"));
        }
        self.options()
    }

    /// The options, whether or not there are runs.
    pub(super) fn options(self) -> Result<FileOptions, Failure> {
        let Self { runs, jobs, repository, default_branch, is_private, now } = self;
        let repository = repository.ok_or_else(|| missing("--repository OWNER/NAME"))?;
        let default_branch = default_branch.unwrap_or_else(|| "main".to_owned());
        Ok(FileOptions { runs, jobs, repository, default_branch, is_private, now })
    }
}

/// A value that `parse` reads.
pub(super) fn parsed<T, E: core::fmt::Display>(
    parser: &mut lexopt::Parser,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T, Failure> {
    let text = parser.value()?.string()?;
    parse(&text).map_err(|error| Failure::Usage(error.to_string()))
}

/// Which of the two formats.
pub(super) fn is_json(word: &str) -> Result<bool, &'static str> {
    match word {
        "json" => Ok(true),
        "text" => Ok(false),
        _ => Err("the formats are text and json"),
    }
}

/// What is said of an option that has to be there.
pub(super) fn missing(what: &str) -> Failure {
    Failure::Usage(format!("{what} is missing"))
}
