//! The arguments of `forerun simulate`.

use std::path::PathBuf;

use forerun::domain::Timestamp;
use lexopt::prelude::{Long, Short, ValueExt as _};

use crate::failure::Failure;

use super::values::{missing, parsed};
use super::{Arguments, HELP};

/// Options of `simulate`.
#[derive(Debug)]
pub struct SimulateOptions {
    /// Seed.
    pub seed: u64,
    /// How many runs.
    pub runs: u32,
    /// Over how many days.
    pub days: u32,
    /// Into which folder.
    pub out: PathBuf,
    /// When the last day ends.
    pub now: Option<Timestamp>,
}

pub(super) fn read_simulate(mut parser: lexopt::Parser) -> Result<Arguments, Failure> {
    let (mut seed, mut runs, mut days, mut out, mut now) = (None, None, None, None, None);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("seed") => seed = Some(parser.value()?.parse()?),
            Long("runs") => runs = Some(parser.value()?.parse()?),
            Long("days") => days = Some(parser.value()?.parse()?),
            Long("out") => out = Some(parser.value()?.into()),
            Long("now") => now = Some(parsed(&mut parser, Timestamp::parse)?),
            Short('h') | Long("help") => return Ok(Arguments::Help(HELP)),
            other => return Err(other.unexpected().into()),
        }
    }
    let positive = |value: Option<u32>, name: &str| match value {
        Some(0) => Err(Failure::Usage(format!("{name} must be at least 1"))),
        Some(value) => Ok(value),
        None => Err(missing(&format!("{name} N"))),
    };
    Ok(Arguments::Simulate(SimulateOptions {
        seed: seed.ok_or_else(|| missing("--seed N"))?,
        runs: positive(runs, "--runs")?,
        days: positive(days, "--days")?,
        out: out.ok_or_else(|| missing("--out DIR"))?,
        now,
    }))
}
