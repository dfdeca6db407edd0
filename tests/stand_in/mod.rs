//! A stand-in for api.github.com: as strict as the real one where the real one is known, deterministic, with faults on
//! demand. The core answers one request at a time and reads no clock; the shell around it is either a test or the
//! server in `main.rs`.

pub mod annotations;
pub mod control;
pub mod faults;
pub mod fixture;
pub mod objects;
pub mod query;
pub mod recorded;
pub mod repositories;
pub mod routes;
pub mod server;
pub mod tokens;

pub use repositories::Scenario;
pub use server::{Ask, StandIn};
