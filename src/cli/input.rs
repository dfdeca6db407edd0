//! Files of runs and jobs, read whole and checked before anything is done with them.

use std::fs;
use std::path::Path;

use forerun::domain::{Attempt, Job};
use forerun::github::{self, ReadError, Warning};
use forerun::history::Batch;

use crate::failure::{Failure, in_file};

/// The runs in a file.
fn runs(path: &Path) -> Result<Vec<Attempt>, Failure> {
    read(path, github::read_runs)
}

/// The jobs in a file.
fn jobs(path: &Path) -> Result<Vec<Job>, Failure> {
    read(path, github::read_jobs)
}

/// What both files hold, to be merged. A file of jobs is whole for the attempts that it names, and says nothing of the
/// others.
pub fn batch(runs_file: Option<&Path>, jobs_file: Option<&Path>) -> Result<Batch, Failure> {
    let attempts = runs_file.map(runs).transpose()?.unwrap_or_default();
    let jobs = jobs_file.map(jobs).transpose()?.unwrap_or_default();
    let jobs_fetched = jobs.iter().map(|job| job.key).collect();
    Ok(Batch { attempts, jobs, jobs_fetched, workflows: Vec::new() })
}

fn read<T>(
    path: &Path,
    parse: impl FnOnce(&str) -> Result<(Vec<T>, Vec<Warning>), ReadError>,
) -> Result<Vec<T>, Failure> {
    let text = fs::read_to_string(path).map_err(in_file(path))?;
    let (records, warnings) =
        parse(&text).map_err(|error| Failure::Line { path: path.to_owned(), line: error.line, what: error.what })?;
    // A file that was made by hand or by a script is refused whole rather than counted in part.
    match warnings.into_iter().next() {
        Some(warning) => Err(Failure::Line { path: path.to_owned(), line: warning.line, what: warning.what }),
        None => Ok(records),
    }
}
