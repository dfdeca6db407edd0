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
mod pages;
mod ports;
mod problems;
mod protocol;
mod stop;
mod syncing;

pub use crate::report::DocumentKind;
pub use core::Engine;
pub use pages::{Failures, Overview, Point, RunPage, WorkflowPage, Workflows};
pub use ports::{Network, Ports};
pub use protocol::{
    Answer, Backtests, Command, Connection, Coverage, CoverageMonth, Document, DocumentFormat, Event, FromEngine,
    Problem, ProblemKind, Query, RepositoryKey, Session, StoredRepository, ToEngine, WorkflowChoice,
};
