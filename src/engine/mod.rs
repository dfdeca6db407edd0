//! The one front door: [`Command`] and [`Query`] in, [`Event`] and [`Answer`] out. Owns the open history and its sync;
//! the three shells bring store, transport and clock.

mod protocol;

pub use protocol::{
    Answer, Command, Connection, Coverage, CoverageMonth, Document, DocumentFormat, Event, FromEngine, Overview, Point,
    Problem, ProblemKind, Query, RepositoryKey, Session, StoredRepository, ToEngine, WorkflowChoice, Workflows,
};
