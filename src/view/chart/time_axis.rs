//! Which instants lie where in a picture, both ways: days of 23 and 25 hours are as wide as others, so a straight line
//! between the ends would not do.

use crate::domain::{Period, Timestamp};

use super::axes::Plot;
use super::daily::Slots;

/// Instants and their places, with straight lines between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimeAxis {
    /// Ascending in both.
    knots: Vec<(Timestamp, f64)>,
}

impl TimeAxis {
    /// From the left edge to the right.
    pub(super) fn straight(period: Period, plot: Plot) -> Self {
        Self { knots: vec![(period.start, plot.left), (period.end, plot.right)] }
    }

    /// Slots that start at `starts`; the last one ends at `end`.
    pub(super) fn of_slots(starts: &[Timestamp], end: Timestamp, slots: Slots) -> Self {
        let mut knots: Vec<_> =
            starts.iter().enumerate().map(|(position, &start)| (start, slots.start(position))).collect();
        if !knots.is_empty() {
            knots.push((end, slots.start(starts.len())));
        }
        Self { knots }
    }

    /// Where an instant lies; `None` outside of the axis.
    pub fn position(&self, at: Timestamp) -> Option<f64> {
        let after = self.knots.partition_point(|knot| knot.0 <= at);
        let from = self.knots.get(after.checked_sub(1)?)?;
        let Some(to) = self.knots.get(after) else { return (from.0 == at).then_some(from.1) };
        let share = at.seconds_since(from.0) as f64 / to.0.seconds_since(from.0).max(1) as f64;
        Some(from.1 + share * (to.1 - from.1))
    }

    /// The instant at a place, that of the nearer end outside; `None` without an axis.
    pub fn instant(&self, x: f64) -> Option<Timestamp> {
        let (first, last) = (self.knots.first()?, self.knots.last()?);
        let x = x.clamp(first.1, last.1.max(first.1));
        let after = self.knots.partition_point(|knot| knot.1 <= x);
        let from = self.knots.get(after.saturating_sub(1))?;
        let Some(to) = self.knots.get(after) else { return Some(last.0) };
        let share = (x - from.1) / (to.1 - from.1).max(f64::MIN_POSITIVE);
        Some(from.0.plus_seconds((share * to.0.seconds_since(from.0) as f64).round() as i64))
    }

    /// Whether there is no time in the picture.
    pub fn is_empty(&self) -> bool {
        self.knots.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis() -> TimeAxis {
        TimeAxis { knots: vec![(Timestamp(0), 10.0), (Timestamp(100), 20.0), (Timestamp(150), 30.0)] }
    }

    #[test]
    fn leads_both_ways() {
        let check = |at: i64, x: Option<f64>| assert_eq!(axis().position(Timestamp(at)), x, "{at}");
        check(-1, None);
        check(0, Some(10.0));
        check(50, Some(15.0));
        check(125, Some(25.0));
        check(150, Some(30.0));
        check(151, None);
        let check = |x: f64, at: i64| assert_eq!(axis().instant(x), Some(Timestamp(at)), "{x}");
        check(-5.0, 0);
        check(15.0, 50);
        check(25.0, 125);
        check(99.0, 150);
    }

    #[test]
    fn degenerate_axes_answer() {
        assert_eq!(TimeAxis::default().position(Timestamp(0)), None);
        assert_eq!(TimeAxis::default().instant(0.0), None);
        let point = TimeAxis { knots: vec![(Timestamp(5), 1.0), (Timestamp(5), 1.0)] };
        assert_eq!((point.position(Timestamp(5)), point.instant(9.0)), (Some(1.0), Some(Timestamp(5))));
    }
}
