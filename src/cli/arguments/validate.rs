//! The arguments of `forerun validate`.

use std::path::PathBuf;

use lexopt::prelude::{Long, Short, Value};

use crate::failure::Failure;

use super::values::missing;
use super::{Arguments, HELP};

pub(super) fn read_validate(mut parser: lexopt::Parser) -> Result<Arguments, Failure> {
    let mut path = None;
    while let Some(argument) = parser.next()? {
        match argument {
            Value(value) if path.is_none() => path = Some(PathBuf::from(value)),
            Short('h') | Long("help") => return Ok(Arguments::Help(HELP)),
            other => return Err(other.unexpected().into()),
        }
    }
    path.map(Arguments::Validate).ok_or_else(|| missing("FILE"))
}
