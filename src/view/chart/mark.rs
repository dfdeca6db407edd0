//! The vocabulary of pictures: marks in CSS pixels, tones instead of colours, forms that are told apart without them.
//! Knows neither CI nor canvas.

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
    /// The steps of a scale from little to much.
    Step(Step),
}

/// One of five steps from little to much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Least.
    First,
    /// More than the first.
    Second,
    /// The middle.
    Third,
    /// Less than the last.
    Fourth,
    /// Most.
    Fifth,
}

impl Step {
    /// From little to much.
    pub const ALL: [Self; 5] = [Self::First, Self::Second, Self::Third, Self::Fourth, Self::Fifth];

    /// How much of its place a mark of this step fills, 0–1 along each side: told apart without colour.
    pub fn fullness(self) -> f64 {
        match self {
            Self::First => 0.4,
            Self::Second => 0.55,
            Self::Third => 0.7,
            Self::Fourth => 0.85,
            Self::Fifth => 1.0,
        }
    }
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

/// How much a text stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// As labels do.
    Normal,
    /// As a headline.
    Title,
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
        /// Size and strength.
        weight: Weight,
    },
}

impl Mark {
    /// A filled rectangle.
    pub fn solid(x: f64, y: f64, width: f64, height: f64, tone: Tone) -> Self {
        Self::Box { x, y, width, height, tone, fill: Fill::Solid }
    }

    /// A label of the usual size.
    pub fn label(at: (f64, f64), text: impl Into<String>, anchor: Anchor, tone: Tone) -> Self {
        Self::Label { at, text: text.into(), anchor, tone, weight: Weight::Normal }
    }

    /// Points that hide what is under them.
    pub fn points(at: Vec<(f64, f64)>, shape: Shape, tone: Tone, radius: f64) -> Self {
        Self::Points { at, shape, tone, radius, opacity: 1.0 }
    }
}
