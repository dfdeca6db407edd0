//! What a screen needs that is pure: routes, formats, dates, sentences, scales, ticks, decimation and the charts as lists
//! of marks. Knows no canvas and no browser.

pub mod alert_rule;
pub mod chart;
pub mod comparison;
pub mod csv;
pub mod date;
pub mod decimate;
pub mod difference;
pub mod flaky_cost;
pub mod format;
pub mod glossary;
pub mod lack;
pub mod number;
pub mod offsets;
pub mod owners;
pub mod page;
pub mod percent_encoding;
pub mod route;
pub mod scale;
pub mod summary;
pub mod ticks;
pub mod time_left;
pub mod time_ticks;
pub mod unit;
pub mod zoom;
