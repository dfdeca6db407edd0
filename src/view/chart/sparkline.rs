//! A line without axes, as the path of an SVG.

use std::fmt::Write as _;

use crate::view::decimate;
use crate::view::scale::Scale;

/// Keeps the stroke inside the box.
const INSET: f64 = 2.0;

/// The `d` of a path that draws `values` at equal distances into a box of this size; it breaks at gaps, and a value
/// between two gaps is a piece of no length, which a round line cap shows as a dot. Empty without values.
pub fn sparkline(values: &[Option<f64>], width: f64, height: f64) -> String {
    let runs = decimate::runs(values.iter().copied());
    let known = || runs.iter().flatten().map(|&(_, value)| value);
    let domain = (known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max));
    let across = Scale::linear((0.0, values.len().saturating_sub(1) as f64), (INSET, width - INSET));
    let up = Scale::linear(domain, (height - INSET, INSET));
    let mut path = String::new();
    for run in &runs {
        for (number, &(position, value)) in run.iter().enumerate() {
            let command = if number == 0 { 'M' } else { 'L' };
            // Writing to a string cannot fail.
            write!(path, "{command}{:.1} {:.1}", across.position(position as f64), up.position(value)).ok();
        }
        if run.len() == 1 {
            path.push_str("h0");
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_between_gaps() {
        let check = |values: &[Option<f64>], expected: &str| assert_eq!(sparkline(values, 104.0, 24.0), expected);
        check(&[], "");
        check(&[None, None], "");
        check(&[Some(0.0), Some(1.0)], "M2.0 22.0L102.0 2.0");
        check(&[Some(0.0), None, Some(1.0), Some(0.5), Some(f64::NAN)], "M2.0 22.0h0M52.0 2.0L77.0 12.0");
        check(&[Some(0.9), Some(0.9)], "M2.0 12.0L102.0 12.0");
    }
}
