//! From values to pixels and back. Owns the arithmetic only; ticks and drawing lie elsewhere. A scale never answers
//! with a number that is not finite.

use crate::domain::{Period, Timestamp};

/// How values spread over the pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// Equal differences, equal distances.
    Linear,
    /// Equal ratios, equal distances; values of 0 and below lie at the lower end.
    Log,
}

/// A mapping of `domain` (values) onto `range` (pixels, either direction).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    spread: Spread,
    domain: (f64, f64),
    range: (f64, f64),
}

impl Scale {
    /// A scale whose domain is made usable: ordered, finite, not empty, and above 0 for [`Spread::Log`].
    pub fn new(spread: Spread, domain: (f64, f64), range: (f64, f64)) -> Self {
        let (low, high) = if domain.0 <= domain.1 { domain } else { (domain.1, domain.0) };
        let (low, high) = if low.is_finite() && high.is_finite() { (low, high) } else { (0.0, 1.0) };
        let domain = match spread {
            Spread::Linear if high > low => (low, high),
            Spread::Linear => (low - 0.5, high + 0.5),
            Spread::Log => {
                let high = if high > 0.0 { high } else { 1.0 };
                let low = if low > 0.0 { low } else { high / 1_000.0 };
                if high > low { (low, high) } else { (low / 2.0, high * 2.0) }
            }
        };
        Self { spread, domain, range }
    }

    /// Equal differences, equal distances.
    pub fn linear(domain: (f64, f64), range: (f64, f64)) -> Self {
        Self::new(Spread::Linear, domain, range)
    }

    /// Instants, in seconds since 1970.
    pub fn time(period: Period, range: (f64, f64)) -> Self {
        Self::linear((period.start.0 as f64, period.end.0 as f64), range)
    }

    /// Lowest and highest value.
    pub fn domain(&self) -> (f64, f64) {
        self.domain
    }

    /// How values spread.
    pub fn spread(&self) -> Spread {
        self.spread
    }

    /// Where a value lies, in pixels; what lies outside the domain lies outside the range, what is not finite at its
    /// start.
    pub fn position(&self, value: f64) -> f64 {
        let (low, high) = self.domain;
        let share = match self.spread {
            Spread::Linear => (value - low) / (high - low),
            Spread::Log if value <= 0.0 => 0.0,
            Spread::Log => (value / low).ln() / (high / low).ln(),
        };
        let share = if share.is_finite() { share } else { 0.0 };
        self.range.0 + share * (self.range.1 - self.range.0)
    }

    /// Where an instant lies, in pixels.
    pub fn instant(&self, time: Timestamp) -> f64 {
        self.position(time.0 as f64)
    }

    /// The value at a pixel.
    pub fn value(&self, position: f64) -> f64 {
        let width = self.range.1 - self.range.0;
        let share = (position - self.range.0) / if width == 0.0 { 1.0 } else { width };
        let share = if share.is_finite() { share } else { 0.0 };
        let (low, high) = self.domain;
        match self.spread {
            Spread::Linear => low + share * (high - low),
            Spread::Log => low * (high / low).powf(share),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn places_values() {
        let check = |scale: Scale, value: f64, expected: f64| {
            assert!((scale.position(value) - expected).abs() < 1e-9, "{scale:?} {value}: {}", scale.position(value));
        };
        let up = Scale::linear((0.0, 10.0), (200.0, 0.0));
        check(up, 0.0, 200.0);
        check(up, 5.0, 100.0);
        check(up, 11.0, -20.0);
        check(up, f64::NAN, 200.0);
        check(Scale::linear((3.0, 3.0), (0.0, 10.0)), 3.0, 5.0);
        check(Scale::linear((f64::NAN, 1.0), (0.0, 10.0)), 0.5, 5.0);
        let log = Scale::new(Spread::Log, (1.0, 100.0), (0.0, 100.0));
        check(log, 10.0, 50.0);
        check(log, 0.0, 0.0);
        check(log, -1.0, 0.0);
        check(Scale::new(Spread::Log, (0.0, 0.0), (0.0, 30.0)), 1.0, 30.0);
    }

    proptest! {
        #[test]
        fn positions_are_finite_and_come_back(
            low in -1e6..1e6_f64, span in 1e-3..1e6_f64, share in 0.0..1.0_f64, log: bool,
        ) {
            let spread = if log { Spread::Log } else { Spread::Linear };
            let scale = Scale::new(spread, (low, low + span), (480.0, 12.0));
            let (from, to) = scale.domain();
            let value = from + share * (to - from);
            let position = scale.position(value);
            prop_assert!((12.0 - 1e-6..=480.0 + 1e-6).contains(&position));
            prop_assert!((scale.value(position) - value).abs() <= 1e-6 * (to - from).max(value.abs()));
        }
    }
}
