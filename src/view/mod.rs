//! What a screen needs that is pure: routes, formats, scales, ticks, decimation. Knows no canvas and no browser.

pub mod format;
pub mod offsets;
pub mod percent_encoding;
pub mod route;
