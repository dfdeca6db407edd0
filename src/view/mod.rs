//! What a screen needs that is pure: routes, formats, scales, ticks, decimation. Knows no canvas and no browser.
