//! Small pictures that are drawn once and used many times: the points of a scatter, the tiles of a pattern.

use forerun::view::chart::{Fill, Shape};
use plotters::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlCanvasElement;

use super::paint::{PaintError, area_of};

/// Thickness of a pattern's stripes and the distance from one to the next, in CSS pixels.
const STRIPE: f64 = 1.5;
const STRIPE_APART: f64 = 8.0;
/// The colour shows through, so that narrow bars keep it.
const STRIPE_OPACITY: f64 = 0.75;

/// A point of this shape; `radius` in device pixels. The picture is square, with the point in its middle.
pub fn point(shape: Shape, color: RGBAColor, radius: f64) -> Result<HtmlCanvasElement, PaintError> {
    let reach = radius.round().clamp(1.0, 64.0) as i32;
    let stroke = (radius / 2.0).round().max(1.0) as u32;
    let middle = reach + stroke as i32;
    let canvas = blank(2 * middle)?;
    let area = area_of(&canvas)?;
    let at = |x: i32, y: i32| (middle + x, middle + y);
    // Half a diagonal shorter than the circle's radius, so that squares do not look larger than dots.
    let side = (radius * 0.88).round().max(1.0) as i32;
    let filled = color.filled();
    match shape {
        Shape::Dot => area.draw(&Circle::new((middle, middle), reach, filled))?,
        Shape::Ring => area.draw(&Circle::new((middle, middle), reach, color.stroke_width(stroke)))?,
        Shape::Square => area.draw(&Rectangle::new([at(-side, -side), at(side, side)], filled))?,
        Shape::Diamond => {
            let reach = reach + 1;
            area.draw(&Polygon::new(vec![at(0, -reach), at(reach, 0), at(0, reach), at(-reach, 0)], filled))?;
        }
        Shape::Triangle => {
            let reach = reach + 1;
            area.draw(&Polygon::new(vec![at(0, -reach), at(reach, reach - 1), at(-reach, reach - 1)], filled))?;
        }
        Shape::Cross => {
            let style = color.stroke_width(stroke);
            area.draw(&PathElement::new(vec![at(-reach, -reach), at(reach, reach)], style))?;
            area.draw(&PathElement::new(vec![at(-reach, reach), at(reach, -reach)], style))?;
        }
    }
    Ok(canvas)
}

/// A tile that repeats without a seam: the colour with stripes of the ground.
pub fn tile(
    fill: Fill,
    color: RGBAColor,
    ground: RGBAColor,
    pixel_ratio: f64,
) -> Result<HtmlCanvasElement, PaintError> {
    let half = (STRIPE_APART / 2.0 * pixel_ratio).round().max(2.0) as i32;
    let size = 2 * half;
    let canvas = blank(size)?;
    let area = area_of(&canvas)?;
    let stripe = (STRIPE * pixel_ratio).round().max(1.0) as i32;
    let ground = ground.mix(STRIPE_OPACITY);
    area.fill(&color)?;
    if fill == Fill::Ruled {
        for top in [0, half] {
            area.draw(&Rectangle::new([(0, top), (size, top + stripe)], ground.filled()))?;
        }
        return Ok(canvas);
    }
    // Corners outside of the area would be moved into it, so the stripe is cut at the tile's edges: the larger part
    // along the diagonal, the rest in the lower right corner.
    let across = (f64::from(stripe) * core::f64::consts::SQRT_2).round() as i32;
    let inner = size - across;
    area.draw(&Polygon::new(vec![(0, inner), (inner, 0), (size, 0), (0, size)], ground.filled()))?;
    area.draw(&Polygon::new(vec![(size, inner), (size, size), (inner, size)], ground.filled()))?;
    Ok(canvas)
}

fn blank(size: i32) -> Result<HtmlCanvasElement, PaintError> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(PaintError)?;
    let canvas = document.create_element("canvas")?.dyn_into::<HtmlCanvasElement>().map_err(|_element| PaintError)?;
    canvas.set_width(size.max(1) as u32);
    canvas.set_height(size.max(1) as u32);
    Ok(canvas)
}
