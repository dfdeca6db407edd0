//! A picture: its marks, and the stops at which the crosshair can rest, to be found by pointer and by keys.

pub use super::mark::{Anchor, Dash, Fill, Mark, Shape, Size, Step, Tone, Weight};
use super::time_axis::TimeAxis;

/// A place where the crosshair can rest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stop {
    /// Where.
    pub x: f64,
    /// The height of the value, if there is one.
    pub y: Option<f64>,
    /// For [`super::Chart::readout`].
    pub key: usize,
}

/// How the pointer and the arrow keys choose a stop, and how the chosen one is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Pick {
    /// The nearest column.
    #[default]
    Column,
    /// The nearest point in both directions.
    Point,
    /// The nearest cell of this width and height.
    Cell(f64, f64),
    /// The nearest row of this height.
    Row(f64),
}

/// Where an arrow key points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrow {
    /// Towards smaller x.
    Left,
    /// Towards larger x.
    Right,
    /// Towards smaller y.
    Up,
    /// Towards larger y.
    Down,
}

/// A picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// Drawn in this order.
    pub marks: Vec<Mark>,
    /// Ascending by x.
    pub stops: Vec<Stop>,
    /// How the pointer chooses among them.
    pub pick: Pick,
    /// What must be said of how it is drawn at this size.
    pub caption: Option<&'static str>,
    /// Top and bottom of the crosshair.
    pub crosshair: (f64, f64),
    /// Which instants lie where; of no length in pictures without a time axis.
    pub time: TimeAxis,
}

impl Scene {
    /// Position of the stop nearest to a place; `None` without stops.
    pub fn nearest(&self, x: f64, y: f64) -> Option<usize> {
        if let Pick::Row(_) = self.pick {
            return self.nearest_by(&|stop| {
                let down = stop.y.map_or(f64::INFINITY, |height| (height - y).abs());
                (down.round(), (stop.x - x).abs())
            });
        }
        let after = self.stops.partition_point(|stop| stop.x < x);
        let mut best: Option<(f64, usize)> = None;
        let mut consider = |index: usize, stop: &Stop| {
            let across = (stop.x - x).powi(2);
            let down = match (self.pick, stop.y) {
                (Pick::Point | Pick::Cell(..), Some(height)) => (height - y).powi(2),
                _ => 0.0,
            };
            let is_beyond = best.is_some_and(|(distance, _)| across > distance);
            if best.is_none_or(|(distance, _)| across + down < distance) {
                best = Some((across + down, index));
            }
            !is_beyond
        };
        // Outwards from the pointer, each way until even the same height could not be nearer.
        let (before, behind) = self.stops.split_at(after);
        for (index, stop) in before.iter().enumerate().rev() {
            if !consider(index, stop) {
                break;
            }
        }
        for (index, stop) in behind.iter().enumerate() {
            if !consider(after + index, stop) {
                break;
            }
        }
        best.map(|(_, index)| index)
    }

    /// The stop with the smallest distance; of equal ones the first.
    fn nearest_by(&self, distance: &dyn Fn(&Stop) -> (f64, f64)) -> Option<usize> {
        let mut best: Option<((f64, f64), usize)> = None;
        for (index, stop) in self.stops.iter().enumerate() {
            let here = distance(stop);
            if here.0.is_finite() && best.is_none_or(|(least, _)| here < least) {
                best = Some((here, index));
            }
        }
        best.map(|(_, index)| index)
    }

    /// The stop that an arrow key leads to from `current` (the newest where there is none): the neighbour among cells
    /// and rows, the next to the left or right else. `None` where nothing lies there.
    pub fn towards(&self, current: Option<usize>, arrow: Arrow) -> Option<usize> {
        let (is_level, sign) = match arrow {
            Arrow::Left => (true, -1.0),
            Arrow::Right => (true, 1.0),
            Arrow::Up => (false, -1.0),
            Arrow::Down => (false, 1.0),
        };
        let from = current.and_then(|current| self.stops.get(current));
        // How far the stop may lie off the straight way: within its own cell, anywhere in the next row.
        let reach = match self.pick {
            Pick::Column | Pick::Point if is_level => return self.step(current, sign as isize),
            Pick::Column | Pick::Point => return None,
            Pick::Cell(width, height) => {
                if is_level {
                    height / 2.0
                } else {
                    width / 2.0
                }
            }
            Pick::Row(height) => {
                if is_level {
                    height / 2.0
                } else {
                    f64::INFINITY
                }
            }
        };
        let Some(from) = from else { return self.step(None, 0) };
        let height = |stop: &Stop| stop.y.unwrap_or_default();
        self.nearest_by(&|stop| {
            let (across, down) = (stop.x - from.x, height(stop) - height(from));
            let (along, aside) = if is_level { (across * sign, down.abs()) } else { (down * sign, across.abs()) };
            let is_there = along > 0.5 && aside <= reach;
            (if is_there { along } else { f64::INFINITY }, aside)
        })
    }

    /// The stop `steps` further to the right (left where negative) of `current`; the newest one where there is none.
    pub fn step(&self, current: Option<usize>, steps: isize) -> Option<usize> {
        let last = self.stops.len().checked_sub(1)?;
        Some(current.map_or(last, |current| current.saturating_add_signed(steps).min(last)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scene(places: &[(f64, f64)], pick: Pick) -> Scene {
        let stops = places.iter().enumerate().map(|(key, &(x, y))| Stop { x, y: Some(y), key }).collect();
        Scene { stops, pick, ..Scene::default() }
    }

    #[test]
    fn the_nearest_stop_is_found() {
        let places = [(0.0, 0.0), (10.0, 100.0), (12.0, 0.0), (30.0, 50.0)];
        let check = |pick: Pick, x: f64, y: f64, expected: usize| {
            assert_eq!(scene(&places, pick).nearest(x, y), Some(expected), "{pick:?} {x} {y}");
        };
        check(Pick::Column, 10.5, 0.0, 1);
        check(Pick::Point, 10.5, 0.0, 2);
        check(Pick::Point, 10.5, 90.0, 1);
        check(Pick::Column, -50.0, 0.0, 0);
        check(Pick::Column, 500.0, 0.0, 3);
        assert_eq!(scene(&[], Pick::Column).nearest(0.0, 0.0), None);
    }

    #[test]
    fn arrows_lead_to_neighbours() {
        // Two columns of two cells, and one that stands alone.
        let places = [(10.0, 10.0), (10.0, 30.0), (30.0, 10.0), (30.0, 30.0), (70.0, 30.0)];
        let check = |pick: Pick, from: Option<usize>, arrow: Arrow, expected: Option<usize>| {
            let found = scene(&places, pick).towards(from, arrow);
            assert_eq!(found, expected, "{pick:?} {from:?} {arrow:?}");
        };
        let cells = Pick::Cell(20.0, 20.0);
        check(cells, None, Arrow::Left, Some(4));
        check(cells, Some(0), Arrow::Right, Some(2));
        check(cells, Some(0), Arrow::Down, Some(1));
        check(cells, Some(0), Arrow::Up, None);
        check(cells, Some(2), Arrow::Right, None);
        check(cells, Some(3), Arrow::Right, Some(4));
        check(Pick::Row(20.0), Some(4), Arrow::Up, Some(2));
        check(Pick::Column, Some(1), Arrow::Right, Some(2));
        check(Pick::Point, Some(1), Arrow::Down, None);
        let row = scene(&places, Pick::Row(20.0));
        assert_eq!(row.nearest(70.0, 12.0), Some(2));
    }

    #[test]
    fn steps_stay_inside() {
        let scene = scene(&[(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)], Pick::Column);
        let check = |current: Option<usize>, steps: isize, expected: usize| {
            assert_eq!(scene.step(current, steps), Some(expected), "{current:?} {steps}");
        };
        check(None, -1, 2);
        check(Some(1), 1, 2);
        check(Some(2), 1, 2);
        check(Some(0), -1, 0);
        check(Some(1), isize::MAX, 2);
        check(Some(1), isize::MIN, 0);
        assert_eq!(Scene::default().step(None, 1), None);
    }

    proptest! {
        #[test]
        fn the_nearest_point_is_as_near_as_any(
            mut places in prop::collection::vec((0.0..100.0_f64, 0.0..100.0_f64), 1..60),
            x in -10.0..110.0_f64, y in -10.0..110.0_f64,
        ) {
            places.sort_by(|a, b| a.0.total_cmp(&b.0));
            let distance = |place: (f64, f64)| (place.0 - x).powi(2) + (place.1 - y).powi(2);
            let found = scene(&places, Pick::Point).nearest(x, y).unwrap();
            prop_assert!(places.iter().all(|&place| distance(places[found]) <= distance(place)));
        }
    }
}
