//! The one front door: [`Command`] and [`Query`] in, [`Event`] and [`Answer`] out. Owns the open history and its sync;
//! the three shells bring store, network and clock.

mod alert_actions;
mod alerting;
mod annotations;
mod answers;
mod comparing;
mod connect;
mod core;
mod coverage;
mod forecasts;
mod guest;
mod open;
mod pages;
mod ports;
mod problems;
mod protocol;
mod remembering;
mod standing;
mod stop;
mod syncing;

pub use crate::report::DocumentKind;
pub use core::Engine;
pub use pages::{
    AlertRules, Alerts, CompareQuery, CompareSide, Compared, Cost, Delivery, Failures, FiringSpan, FlakyCost, Grid,
    KnownCost, OtherWindow, Overview, Point, Predictions, RuleRecord, RunPage, SideAbout, Standing, Trends, Tried,
    WorkflowPage, Workflows,
};
pub use ports::{Network, Ports};
pub use protocol::{
    Answer, Backtests, Command, Connection, Coverage, CoverageMonth, Document, DocumentFormat, Event, FromEngine,
    Problem, ProblemKind, Query, RepositoryKey, Session, StoredRepository, ToEngine, WorkflowChoice,
};
