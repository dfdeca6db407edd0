//! The points of a scatter: thousands of one shape and colour. Each is a path of its own, which costs the browser far less
//! than the copy of a picture, and overlapping points still add up. Decides no place and no colour.

use core::f64::consts::TAU;

use forerun::view::chart::Shape;
use plotters::style::RGBAColor;
use web_sys::CanvasRenderingContext2d;

use super::paint::PaintError;

/// How points look.
pub struct Look {
    /// Their shape.
    pub shape: Shape,
    /// Their colour.
    pub color: RGBAColor,
    /// From the middle to the edge, in device pixels.
    pub radius: f64,
    /// 0–1; where two lie over one another the ground shows through less.
    pub opacity: f64,
}

/// Draws a point at each of these places, in device pixels.
pub fn draw(
    context: &CanvasRenderingContext2d,
    places: impl Iterator<Item = (i32, i32)>,
    look: &Look,
) -> Result<(), PaintError> {
    let RGBAColor(red, green, blue, alpha) = look.color;
    let color = format!("rgba({red}, {green}, {blue}, {alpha})");
    context.set_fill_style_str(&color);
    context.set_stroke_style_str(&color);
    context.set_line_width((look.radius / 2.0).round().max(1.0));
    context.set_global_alpha(look.opacity);
    let reach = look.radius.round().clamp(1.0, 64.0);
    for (x, y) in places {
        draw_one(context, look.shape, (f64::from(x), f64::from(y)), reach)?;
    }
    context.set_global_alpha(1.0);
    Ok(())
}

fn draw_one(
    context: &CanvasRenderingContext2d,
    shape: Shape,
    (x, y): (f64, f64),
    reach: f64,
) -> Result<(), PaintError> {
    // Half a diagonal shorter than the circle's radius, so that squares do not look larger than dots.
    let side = (reach * 0.88).round().max(1.0);
    let tip = reach + 1.0;
    match shape {
        Shape::Square => {
            context.fill_rect(x - side, y - side, 2.0 * side, 2.0 * side);
            return Ok(());
        }
        Shape::Dot | Shape::Ring => {
            context.begin_path();
            context.arc(x, y, reach, 0.0, TAU)?;
        }
        Shape::Diamond => polygon(context, &[(x, y - tip), (x + tip, y), (x, y + tip), (x - tip, y)]),
        Shape::Triangle => polygon(context, &[(x, y - tip), (x + tip, y + reach), (x - tip, y + reach)]),
        Shape::Cross => {
            context.begin_path();
            context.move_to(x - reach, y - reach);
            context.line_to(x + reach, y + reach);
            context.move_to(x - reach, y + reach);
            context.line_to(x + reach, y - reach);
        }
    }
    match shape {
        Shape::Ring | Shape::Cross => context.stroke(),
        _ => context.fill(),
    }
    Ok(())
}

/// The path around these corners.
fn polygon(context: &CanvasRenderingContext2d, corners: &[(f64, f64)]) {
    context.begin_path();
    for &(x, y) in corners {
        context.line_to(x, y);
    }
    context.close_path();
}
