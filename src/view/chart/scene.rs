//! The vocabulary of pictures: marks in CSS pixels, tones instead of colours, stops for the crosshair. Knows neither
//! CI nor canvas.

/// Room for a chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// CSS pixels.
    pub width: f64,
    /// CSS pixels.
    pub height: f64,
    /// Device pixels of one CSS pixel.
    pub pixel_ratio: f64,
}

/// What a colour means; the theme knows which colour that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Writing.
    Text,
    /// Quiet writing.
    Muted,
    /// Axes.
    Line,
    /// Grid.
    Grid,
    /// The ground under the chart.
    Surface,
    /// Intervals.
    Band,
    /// The series the chart is about.
    Accent,
    /// Passed.
    Passed,
    /// Failed.
    Failed,
    /// Cancelled.
    Cancelled,
    /// Excluded.
    Excluded,
    /// Unfinished.
    Unfinished,
    /// Levels to watch.
    Warning,
}

/// The form of a point; told apart without colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Filled circle.
    Dot,
    /// Filled triangle.
    Triangle,
    /// Filled square on its corner.
    Diamond,
    /// Filled square.
    Square,
    /// Two strokes.
    Cross,
    /// Circle, not filled.
    Ring,
}

/// The form of a line; told apart without colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dash {
    /// Unbroken.
    Solid,
    /// Long strokes.
    Dashed,
    /// Short strokes.
    Dotted,
}

/// The form of an area; told apart without colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// Filled.
    Solid,
    /// Filled, with oblique stripes of the ground.
    Striped,
    /// Filled, with level stripes of the ground.
    Ruled,
    /// A frame.
    Hollow,
}

/// Which end of a text lies at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The left one.
    Start,
    /// The middle.
    Middle,
    /// The right one.
    End,
}

/// Something to draw. All lengths and places in CSS pixels, y downwards.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// An upright rectangle.
    Box {
        /// Left.
        x: f64,
        /// Top.
        y: f64,
        /// To the right.
        width: f64,
        /// Downwards.
        height: f64,
        /// Colour.
        tone: Tone,
        /// Form.
        fill: Fill,
    },
    /// A filled outline.
    Area {
        /// Corners, in order.
        outline: Vec<(f64, f64)>,
        /// Colour.
        tone: Tone,
        /// 0–1.
        opacity: f64,
    },
    /// A polyline.
    Line {
        /// Its corners.
        points: Vec<(f64, f64)>,
        /// Colour.
        tone: Tone,
        /// Thickness.
        width: f64,
        /// Form.
        dash: Dash,
    },
    /// Many points of one kind.
    Points {
        /// Their middles.
        at: Vec<(f64, f64)>,
        /// Form.
        shape: Shape,
        /// Colour.
        tone: Tone,
        /// Half their width.
        radius: f64,
        /// 0–1.
        opacity: f64,
    },
    /// A line of text, vertically centred.
    Label {
        /// Its place.
        at: (f64, f64),
        /// What to write.
        text: String,
        /// Which end lies there.
        anchor: Anchor,
        /// Colour.
        tone: Tone,
    },
}

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

/// How the pointer chooses a stop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pick {
    /// The nearest column.
    #[default]
    Column,
    /// The nearest point in both directions.
    Point,
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
    /// Top and bottom of the crosshair.
    pub crosshair: (f64, f64),
}

impl Scene {
    /// Position of the stop nearest to a place; `None` without stops.
    pub fn nearest(&self, x: f64, y: f64) -> Option<usize> {
        let after = self.stops.partition_point(|stop| stop.x < x);
        let mut best: Option<(f64, usize)> = None;
        let mut consider = |index: usize, stop: &Stop| {
            let across = (stop.x - x).powi(2);
            let down = match (self.pick, stop.y) {
                (Pick::Point, Some(height)) => (height - y).powi(2),
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
