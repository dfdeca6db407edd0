//! The tiles of patterns: small pictures that are drawn once and repeated.

use forerun::view::chart::Fill;
use plotters::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlCanvasElement;

use super::paint::{PaintError, area_of};

/// Thickness of a pattern's stripes and the distance from one to the next, in CSS pixels.
const STRIPE: f64 = 1.5;
const STRIPE_APART: f64 = 8.0;
/// The colour shows through, so that narrow bars keep it.
const STRIPE_OPACITY: f64 = 0.75;

/// A tile that repeats without a seam: the colour with stripes of the ground.
pub fn of_pattern(
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
