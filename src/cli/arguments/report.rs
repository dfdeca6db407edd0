//! The arguments of `forerun report`.

use std::path::PathBuf;

use forerun::domain::{Filter, SuccessRule, Window};
use forerun::engine::DocumentKind;
use lexopt::prelude::{Long, Short, ValueExt as _};

use crate::failure::Failure;
use crate::files::FileOptions;

use super::values::{FileArguments, missing, parsed};
use super::{Arguments, HELP};

/// Options of `report`.
#[derive(Debug)]
pub struct ReportOptions {
    /// What is opened; runs may be missing where a history is kept.
    pub files: FileOptions,
    /// Folder of the kept history.
    pub store: Option<PathBuf>,
    /// Which attempts, and the rule.
    pub filter: Filter,
    /// Which document.
    pub kind: DocumentKind,
    /// Markdown instead of JSON.
    pub markdown: bool,
}

pub(super) fn read_report(mut parser: lexopt::Parser) -> Result<Arguments, Failure> {
    let (mut files, mut store) = (FileArguments::default(), None);
    let mut filter = Filter { window: Window::LastDays(30), ..Filter::default() };
    let (mut kind, mut markdown) = (DocumentKind::default(), false);
    while let Some(argument) = parser.next()? {
        match argument {
            Long(name @ ("runs" | "jobs" | "repository" | "branch-default" | "private" | "now")) => {
                let name = name.to_owned();
                files.take(&name, &mut parser)?;
            }
            Long("store") => store = Some(parser.value()?.into()),
            Long("window") => filter.window = parsed(&mut parser, Window::parse)?,
            Long("workflow") => filter.workflow_id = Some(parser.value()?.parse()?),
            Long("branch") => filter.branch = Some(parser.value()?.string()?),
            Long("event") => filter.event = Some(parser.value()?.string()?),
            Long("rule") => {
                let no_rule = "the rules are balanced, all, not_cancelled and strict";
                filter.rule = parsed(&mut parser, |word| SuccessRule::from_word(word).ok_or(no_rule))?;
            }
            Long("kind") => {
                kind = parsed(&mut parser, |word| DocumentKind::from_word(word).ok_or_else(kinds))?;
            }
            Long("format") => {
                markdown = parsed(&mut parser, |word| match word {
                    "json" => Ok(false),
                    "markdown" => Ok(true),
                    _ => Err("the formats are json and markdown"),
                })?;
            }
            Short('h') | Long("help") => return Ok(Arguments::Help(HELP)),
            other => return Err(other.unexpected().into()),
        }
    }
    let files = files.options()?;
    if files.runs.is_none() && store.is_none() {
        return Err(missing("--runs FILE"));
    }
    if markdown && kind != DocumentKind::Report {
        return Err(Failure::Usage("only the whole report can be written as markdown".to_owned()));
    }
    Ok(Arguments::Report(Box::new(ReportOptions { files, store, filter, kind, markdown })))
}

fn kinds() -> String {
    format!("the kinds are {}", DocumentKind::ALL.map(DocumentKind::word).join(", "))
}
