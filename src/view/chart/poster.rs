//! What a saved picture shows around the chart: title, days and date above, the legend below. Without it, a picture
//! that left the page would say nothing.

use crate::domain::{Period, Zone};
use crate::view::date;

use super::scene::{Anchor, Fill, Mark, Scene, Shape, Size, Tone, Weight};
use super::text_width::{FONT_PIXELS, fitting_text, text_pixels};
use super::{Chart, LegendEntry, Sign};

const MARGIN: f64 = 16.0;
const HEADER_PIXELS: f64 = 56.0;
const LEGEND_LINE_PIXELS: f64 = 22.0;
const SWATCH_PIXELS: f64 = 18.0;
const ENTRY_GAP: f64 = 20.0;

/// A chart with everything that belongs on a picture of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Poster {
    /// Of the whole picture.
    pub size: Size,
    /// Title and legend.
    pub frame: Scene,
    /// The chart.
    pub chart: Scene,
    /// Where the chart's upper left corner goes.
    pub origin: (f64, f64),
}

/// What a picture says beside its chart.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// When it was made.
    pub made: &'a str,
    /// Which runs it is about; empty for all.
    pub filter: &'a str,
    /// For dates.
    pub zone: &'a Zone,
}

impl Poster {
    /// Of a chart that is `size` large, or of a part of it.
    pub fn new(chart: &dyn Chart, size: Size, shown: Option<Period>, words: &Words<'_>) -> Self {
        let width = size.width + 2.0 * MARGIN;
        let scene = chart.scene_of(size, shown);
        let caption = scene.caption.map_or_else(String::new, |caption| format!(", {caption}"));
        let mut frame = Scene::default();
        let mut label = |at, text: String, anchor, tone, weight| {
            frame.marks.push(Mark::Label { at, text, anchor, tone, weight });
        };
        label((MARGIN, MARGIN + 6.0), chart.title().to_owned(), Anchor::Start, Tone::Text, Weight::Title);
        let span = shown.map_or_else(|| chart.span(), |shown| date::span(shown, words.zone));
        let filter = if words.filter.is_empty() { String::new() } else { format!(" · {}", words.filter) };
        label(
            (MARGIN, MARGIN + 26.0),
            fitting_text(&format!("{span}{caption}{filter}"), size.width),
            Anchor::Start,
            Tone::Muted,
            Weight::Normal,
        );
        let made = format!("Forerun, {}", words.made);
        label((width - MARGIN, MARGIN + 6.0), made, Anchor::End, Tone::Muted, Weight::Normal);
        let legend_top = HEADER_PIXELS + size.height + LEGEND_LINE_PIXELS / 2.0;
        let bottom = draw_legend(&mut frame, &chart.legend(), width, legend_top);
        let whole = Size { width, height: bottom + MARGIN, ..size };
        Self { size: whole, frame, chart: scene, origin: (MARGIN, HEADER_PIXELS) }
    }
}

/// Draws the entries in lines that fit `width`; answers with the lower end.
fn draw_legend(scene: &mut Scene, legend: &[LegendEntry], width: f64, top: f64) -> f64 {
    let (mut x, mut y) = (MARGIN, top);
    for entry in legend {
        let entry_pixels = SWATCH_PIXELS + 6.0 + text_pixels(&entry.text);
        if x > MARGIN && x + entry_pixels > width - MARGIN {
            (x, y) = (MARGIN, y + LEGEND_LINE_PIXELS);
        }
        scene.marks.push(swatch(entry, x, y));
        let at = (x + SWATCH_PIXELS + 6.0, y);
        scene.marks.push(Mark::Label {
            at,
            text: entry.text.clone(),
            anchor: Anchor::Start,
            tone: Tone::Text,
            weight: Weight::Normal,
        });
        x += entry_pixels + ENTRY_GAP;
    }
    y + FONT_PIXELS / 2.0
}

fn swatch(entry: &LegendEntry, x: f64, y: f64) -> Mark {
    let tone = entry.tone;
    let middle = (x + SWATCH_PIXELS / 2.0, y);
    let area = |fill: Fill| Mark::Box { x, y: y - 6.0, width: SWATCH_PIXELS, height: 12.0, tone, fill };
    match entry.sign {
        Sign::Line(dash) => Mark::Line { points: vec![(x, y), (x + SWATCH_PIXELS, y)], tone, width: 2.0, dash },
        Sign::Point(shape) => points(shape, tone, middle),
        Sign::Area(fill) => area(fill),
        Sign::Step(step) => {
            let side = 12.0 * step.fullness();
            Mark::solid(middle.0 - side / 2.0, y - side / 2.0, side, side, tone)
        }
        Sign::Band => {
            let (left, right, upper, lower) = (x, x + SWATCH_PIXELS, y - 6.0, y + 6.0);
            let outline = vec![(left, upper), (right, upper), (right, lower), (left, lower)];
            Mark::Area { outline, tone, opacity: 0.55 }
        }
    }
}

fn points(shape: Shape, tone: Tone, middle: (f64, f64)) -> Mark {
    Mark::Points { at: vec![middle], shape, tone, radius: 4.0, opacity: 1.0 }
}
