//! What a number on a generic chart is, and with it how it is written and where its axis is labelled.

use crate::view::format;
use crate::view::scale::{Scale, Spread};
use crate::view::ticks::{self, Tick};

use super::axes::VALUE_LABEL_PIXELS;

/// What the values of a chart are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Shares of 1, told in percent.
    Share,
    /// Seconds.
    Seconds,
    /// Whole things from 0 on.
    Count,
    /// Minutes from 0 on, as they are billed: not told in hours.
    Minutes,
    /// US dollars from 0 on.
    Dollars,
}

impl Quantity {
    /// A value with its unit.
    pub fn text(self, value: f64) -> String {
        match self {
            Self::Share => format::percent(value),
            Self::Seconds => format::duration(value),
            Self::Count => format::number(value, 0),
            Self::Minutes => minutes(&format::number(value, 0)),
            Self::Dollars => format::dollars(value),
        }
    }

    /// Whether a value is a sum, which needs no number of things to be firm: nothing at all is a firm 0.
    pub(super) fn is_sum(self) -> bool {
        matches!(self, Self::Count | Self::Minutes | Self::Dollars)
    }

    /// A range of values.
    pub(super) fn range(self, (low, high): (f64, f64)) -> String {
        format!("{} to {}", self.text(low), self.text(high))
    }

    /// A linear axis over these values, widened to whole steps; counts and seconds start at 0.
    pub(super) fn ticks(self, domain: (f64, f64), most: usize) -> ((f64, f64), Vec<Tick>) {
        match self {
            Self::Share => ticks::shares(domain, most),
            Self::Seconds => ticks::durations(domain.1, most),
            Self::Count => ticks::counts(domain.1, most),
            Self::Minutes => {
                let (domain, ticks) = ticks::counts(domain.1, most);
                (domain, ticks.into_iter().map(|tick| Tick { label: minutes(&tick.label), ..tick }).collect())
            }
            Self::Dollars => ticks::dollars(domain.1, most),
        }
    }

    /// Labels for a scale that is there already.
    pub(super) fn labels(self, scale: &Scale, pixels: f64) -> Vec<Tick> {
        if self == Self::Seconds && scale.spread() == Spread::Log {
            return ticks::log_durations(scale, VALUE_LABEL_PIXELS.max(pixels));
        }
        let (low, high) = scale.domain();
        let length = (scale.position(high) - scale.position(low)).abs();
        let (_, ticks) = self.ticks((low, high), (length / pixels.max(1.0)) as usize);
        ticks.into_iter().filter(|tick| (low..=high).contains(&tick.value)).collect()
    }
}

fn minutes(number: &str) -> String {
    format!("{number}\u{a0}min")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_have_their_unit_on_the_axis_too() {
        assert_eq!(Quantity::Minutes.text(120.4), "120\u{a0}min");
        let (_, ticks) = Quantity::Minutes.ticks((0.0, 100.0), 2);
        assert!(!ticks.is_empty() && ticks.iter().all(|tick| tick.label.ends_with("\u{a0}min")), "{ticks:?}");
    }
}
