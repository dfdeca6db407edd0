//! A scale of at most five steps with round borders, for cells: the more, the darker and the fuller. Told apart without
//! colour by how much of its cell a mark fills.

use super::quantity::Quantity;
use super::scene::{Fill, Mark, Step, Tone};
use super::{LegendEntry, Sign};

/// The steps.
pub(super) struct Levels {
    quantity: Quantity,
    /// Ascending; one more than there are steps.
    borders: Vec<f64>,
}

/// What a cell shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Content {
    /// Nothing happened.
    Nothing,
    /// Too little to tell.
    Little,
    /// A value.
    Value(f64),
}

impl Content {
    /// A value that rests on so many.
    pub fn of(value: Option<f64>, count: u64, least_count: u64) -> Self {
        match value.filter(|value| value.is_finite()) {
            Some(value) if count >= least_count => Self::Value(value),
            _ if count > 0 => Self::Little,
            _ => Self::Nothing,
        }
    }
}

impl Levels {
    /// Fits these values.
    pub fn new(quantity: Quantity, values: impl Iterator<Item = f64>) -> Self {
        let (low, high) =
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        let domain = if low <= high { (low, high) } else { (0.0, 1.0) };
        if quantity == Quantity::Share && domain.0 >= domain.1 {
            // Round borders about one share would reach below 0 or above 1, and say less than the share itself.
            return Self { quantity, borders: vec![domain.0, domain.1] };
        }
        let mut borders = Vec::new();
        for most in (1..=Step::ALL.len()).rev() {
            borders = quantity.ticks(domain, most).1.into_iter().map(|tick| tick.value).collect();
            if borders.len() <= Step::ALL.len() + 1 {
                break;
            }
        }
        Self { quantity, borders }
    }

    fn count(&self) -> usize {
        self.borders.len().saturating_sub(1).max(1)
    }

    /// The step of a value.
    pub fn step(&self, value: f64) -> Step {
        let last = self.count() - 1;
        // A value on the uppermost border belongs to the step below it.
        let class = self.borders.partition_point(|&border| border <= value).saturating_sub(1).min(last);
        self.step_of_class(class)
    }

    /// Few classes spread over all steps.
    fn step_of_class(&self, class: usize) -> Step {
        if self.borders.iter().all(|&border| border <= 0.0) {
            return Step::First;
        }
        let position = ((class + 1) * Step::ALL.len() / self.count()).saturating_sub(1);
        Step::ALL.get(position).copied().unwrap_or(Step::Fifth)
    }

    /// What the cells mean.
    pub fn legend(&self) -> Vec<LegendEntry> {
        let class = |(class, borders): (usize, &[f64])| {
            let &[low, high] = borders else { return None };
            let step = self.step_of_class(class);
            let text = if low < high { self.quantity.range((low, high)) } else { self.quantity.text(low) };
            Some(LegendEntry::new(Sign::Step(step), Tone::Step(step), text))
        };
        self.borders.windows(2).enumerate().filter_map(class).collect()
    }

    /// Draws the content of a cell whose place is so wide and high.
    pub fn draw(&self, content: Content, middle: (f64, f64), size: (f64, f64)) -> Mark {
        match content {
            Content::Value(value) => draw_step(self.step(value), middle, size),
            Content::Little => draw_cell((0.5, Tone::Muted, Fill::Hollow), middle, size),
            Content::Nothing => draw_cell((0.0, Tone::Line, Fill::Solid), middle, size),
        }
    }
}

/// Draws a cell of this step.
pub(super) fn draw_step(step: Step, middle: (f64, f64), size: (f64, f64)) -> Mark {
    draw_cell((step.fullness(), Tone::Step(step), Fill::Solid), middle, size)
}

fn draw_cell((share, tone, fill): (f64, Tone, Fill), middle: (f64, f64), size: (f64, f64)) -> Mark {
    let (width, height) = ((size.0 * share).max(2.0), (size.1 * share).max(2.0));
    Mark::Box { x: middle.0 - width / 2.0, y: middle.1 - height / 2.0, width, height, tone, fill }
}

/// What the frames mean, if there are any.
pub(super) fn little_legend(occurs: bool, least_count: u64, what: &str) -> Option<LegendEntry> {
    let text = format!("Fewer than {least_count} {what}");
    occurs.then(|| LegendEntry::new(Sign::Area(Fill::Hollow), Tone::Muted, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_spread() {
        let check = |quantity: Quantity, values: &[f64], expected: &str, steps: &[(f64, Step)]| {
            let levels = Levels::new(quantity, values.iter().copied());
            let texts: Vec<_> = levels.legend().into_iter().map(|entry| entry.text.replace('\u{a0}', " ")).collect();
            assert_eq!(texts.join(" | "), expected);
            assert!(texts.len() <= 5);
            for &(value, step) in steps {
                assert_eq!(levels.step(value), step, "{value}");
            }
        };
        check(
            Quantity::Count,
            &[0.0, 90.0],
            "0 to 20 | 20 to 40 | 40 to 60 | 60 to 80 | 80 to 100",
            &[
                (0.0, Step::First),
                (20.0, Step::Second),
                (99.0, Step::Fifth),
                (100.0, Step::Fifth),
                (999.0, Step::Fifth),
            ],
        );
        check(Quantity::Count, &[1.0], "0 to 1", &[(0.0, Step::Fifth)]);
        check(
            Quantity::Share,
            &[0.1, 0.3],
            "10.0 % to 15.0 % | 15.0 % to 20.0 % | 20.0 % to 25.0 % | 25.0 % to 30.0 %",
            &[(0.1, Step::First), (0.3, Step::Fifth)],
        );
        check(Quantity::Share, &[0.0, 0.0], "0 %", &[(0.0, Step::First)]);
        check(Quantity::Share, &[1.0], "100 %", &[(1.0, Step::Fifth)]);
        check(Quantity::Share, &[0.25], "25.0 %", &[(0.25, Step::Fifth)]);
        check(
            Quantity::Share,
            &[0.0, 1.0],
            "0 % to 20.0 % | 20.0 % to 40.0 % | 40.0 % to 60.0 % | 60.0 % to 80.0 % | 80.0 % to 100 %",
            &[],
        );
        check(Quantity::Seconds, &[], "0 s to 1 s", &[]);
    }

    #[test]
    fn too_little_is_no_value() {
        let check =
            |value: Option<f64>, count: u64, expected: Content| assert_eq!(Content::of(value, count, 5), expected);
        check(Some(0.5), 5, Content::Value(0.5));
        check(Some(0.5), 4, Content::Little);
        check(Some(f64::NAN), 9, Content::Little);
        check(None, 0, Content::Nothing);
    }
}
