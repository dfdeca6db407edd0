//! Forerun: GitHub Actions analytics that runs wholly in the browser.
//!
//! The library holds everything but the shells. Layers, from the ground up; an arrow points down only:
//!
//! ```text
//! domain, stats                ground: what CI is; mathematics on numbers
//! insight, github, history     what numbers mean; GitHub's API as data; what is stored
//! sync, report, simulate       bringing history up to date; documents; simulated repositories
//! engine                       the one front door
//! view                         what a screen needs that is pure: routes, formats, scales, ticks
//! cli, web/engine, web/app     the three shells (binaries)
//! ```
//!
//! Nothing here names a browser, a clock, a random source or an I/O call: those come in through the traits
//! `history::Store`, `sync::Transport` and `sync::Clock`.

pub mod domain;
pub mod engine;
pub mod github;
pub mod history;
pub mod insight;
pub mod report;
pub mod simulate;
pub mod stats;
pub mod sync;
pub mod view;
