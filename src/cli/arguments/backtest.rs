//! The arguments of `forerun backtest`.

use forerun::insight::MOST_HORIZON_DAYS;
use lexopt::prelude::{Long, Short};

use crate::failure::Failure;
use crate::files::FileOptions;

use super::values::{FileArguments, is_json, parsed};
use super::{Arguments, HELP};

/// Options of `backtest`.
#[derive(Debug)]
pub struct BacktestOptions {
    /// What is opened.
    pub files: FileOptions,
    /// Days ahead.
    pub horizon_days: u32,
    /// JSON instead of text.
    pub json: bool,
}

pub(super) fn read_backtest(mut parser: lexopt::Parser) -> Result<Arguments, Failure> {
    let (mut files, mut json, mut horizon_days) = (FileArguments::default(), false, 7);
    while let Some(argument) = parser.next()? {
        match argument {
            Long(name @ ("runs" | "jobs" | "repository" | "branch-default" | "private" | "now")) => {
                let name = name.to_owned();
                files.take(&name, &mut parser)?;
            }
            Long("horizon") => horizon_days = parsed(&mut parser, horizon)?,
            Long("format") => json = parsed(&mut parser, is_json)?,
            Short('h') | Long("help") => return Ok(Arguments::Help(HELP)),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Arguments::Backtest(Box::new(BacktestOptions { files: files.with_runs()?, horizon_days, json })))
}

fn horizon(text: &str) -> Result<u32, String> {
    let days = text.parse().ok().filter(|days| (1..=MOST_HORIZON_DAYS).contains(days));
    days.ok_or_else(|| format!("the horizon is a number of days from 1 to {MOST_HORIZON_DAYS}"))
}
