//! The arguments of `forerun replay`.

use forerun::domain::AlertRule;
use lexopt::prelude::{Long, Short};

use crate::failure::Failure;
use crate::files::FileOptions;

use super::values::{FileArguments, is_json, missing, parsed};
use super::{Arguments, HELP};

/// Options of `replay`.
#[derive(Debug)]
pub struct ReplayOptions {
    /// What is opened.
    pub files: FileOptions,
    /// The rule, its levels as asked for.
    pub rule: AlertRule,
    /// JSON instead of text.
    pub json: bool,
}

pub(super) fn read_replay(mut parser: lexopt::Parser) -> Result<Arguments, Failure> {
    let (mut files, mut rule) = (FileArguments::default(), None);
    let (mut warning, mut critical, mut json) = (None, None, false);
    while let Some(argument) = parser.next()? {
        match argument {
            Long(name @ ("runs" | "jobs" | "repository" | "branch-default" | "private" | "now")) => {
                let name = name.to_owned();
                files.take(&name, &mut parser)?;
            }
            Long("rule") => {
                let no_rule = "there is no such rule; `forerun --help` lists them";
                rule = Some(parsed(&mut parser, |id| AlertRule::default_of(id).ok_or(no_rule))?);
            }
            Long("warning") => warning = Some(parsed(&mut parser, level)?),
            Long("critical") => critical = Some(parsed(&mut parser, level)?),
            Long("format") => json = parsed(&mut parser, is_json)?,
            Short('h') | Long("help") => return Ok(Arguments::Help(HELP)),
            other => return Err(other.unexpected().into()),
        }
    }
    let mut rule = rule.ok_or_else(|| missing("--rule ID"))?;
    if warning.is_some() || critical.is_some() {
        let levels = (warning.or(rule.warning), critical.or(rule.critical));
        rule = rule.with_levels(levels.0, levels.1);
    }
    Ok(Arguments::Replay(Box::new(ReplayOptions { files: files.with_runs()?, rule, json })))
}

fn level(text: &str) -> Result<f64, &'static str> {
    text.parse().ok().filter(|level: &f64| level.is_finite()).ok_or("a level is a number")
}
