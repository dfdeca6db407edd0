//! The one front door: [`Command`] and [`Query`] in, [`Event`] and [`Answer`] out. Owns the open history and its sync;
//! the three shells bring store, network and clock.

mod alerting;
mod annotations;
mod answers;
mod connect;
mod core;
mod coverage;
mod forecasts;
mod open;
mod points;
mod ports;
mod problems;
mod protocol;
mod stop;
mod syncing;

pub use crate::report::DocumentKind;
pub use core::Engine;
pub use ports::{Network, Ports};
pub use protocol::{
    Answer, Backtests, Command, Connection, Coverage, CoverageMonth, Document, DocumentFormat, Event, Failures,
    FromEngine, Overview, Point, Problem, ProblemKind, Query, RepositoryKey, Session, StoredRepository, ToEngine,
    WorkflowChoice, Workflows,
};
