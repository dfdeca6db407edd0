//! The arguments of `forerun evaluate`.

use std::path::PathBuf;

use lexopt::prelude::{Long, Short, ValueExt as _};

use crate::failure::Failure;

use super::values::{missing, parsed};
use super::{Arguments, HELP};

/// Options of `evaluate`.
#[derive(Debug)]
pub struct EvaluateOptions {
    /// Whether on labelled simulations.
    pub simulated: bool,
    /// First and last seed of them.
    pub seeds: (u64, u64),
    /// Folder of real runs.
    pub files: Option<PathBuf>,
    /// What is measured.
    pub commit: Option<String>,
    /// Into which file.
    pub out: Option<PathBuf>,
}

pub(super) fn read_evaluate(mut parser: lexopt::Parser) -> Result<Arguments, Failure> {
    let mut options = EvaluateOptions { simulated: false, seeds: (4_000, 4_239), files: None, commit: None, out: None };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("simulated") => options.simulated = true,
            Long("seeds") => {
                let no_seeds = "seeds are two numbers, the smaller first, such as 4000..4239";
                options.seeds = parsed(&mut parser, |text| seeds(text).ok_or(no_seeds))?;
            }
            Long("files") => options.files = Some(parser.value()?.into()),
            Long("commit") => options.commit = Some(parser.value()?.string()?),
            Long("out") => options.out = Some(parser.value()?.into()),
            Short('h') | Long("help") => return Ok(Arguments::Help(HELP)),
            other => return Err(other.unexpected().into()),
        }
    }
    if !options.simulated && options.files.is_none() {
        return Err(missing("--simulated or --files DIR"));
    }
    Ok(Arguments::Evaluate(options))
}

fn seeds(text: &str) -> Option<(u64, u64)> {
    let (first, last) = text.split_once("..")?;
    let seeds = (first.parse().ok()?, last.parse().ok()?);
    (seeds.0 <= seeds.1).then_some(seeds)
}
