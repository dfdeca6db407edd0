//! Alerts put to the test: silence where nothing happens, sound where something does, and never a look ahead.

mod actions;
mod book;
mod calibration;
mod degenerate;
mod generators;
mod rules;
