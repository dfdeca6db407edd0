//! Paints the marks of a scene onto a canvas. Device pixels are the unit of plotters here, so that whole numbers keep
//! the full resolution; every length is multiplied by the pixel ratio. Decides no place and no colour.

use forerun::view::chart::{Anchor, Dash, Fill, Mark, Scene, Size, Tone, Weight};
use js_sys::Array;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle};
use plotters_canvas::CanvasBackend;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{CanvasPattern, CanvasRenderingContext2d, HtmlCanvasElement};

use super::points;
use super::theme::Theme;
use super::tile;

const FONT_PIXELS: f64 = 12.0;
const TITLE_PIXELS: f64 = 15.0;

/// The canvas would not be drawn on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaintError;

impl<T: std::error::Error + Send + Sync> From<DrawingAreaErrorKind<T>> for PaintError {
    fn from(_: DrawingAreaErrorKind<T>) -> Self {
        Self
    }
}

impl From<JsValue> for PaintError {
    fn from(_: JsValue) -> Self {
        Self
    }
}

/// A canvas being painted.
pub struct Painter<'a> {
    area: DrawingArea<CanvasBackend, Shift>,
    context: CanvasRenderingContext2d,
    theme: &'a Theme,
    pixel_ratio: f64,
    origin: (f64, f64),
    patterns: Vec<(Tone, Fill, CanvasPattern)>,
}

impl<'a> Painter<'a> {
    /// Gives the canvas this size and clears it.
    pub fn new(canvas: &HtmlCanvasElement, size: Size, theme: &'a Theme) -> Result<Self, PaintError> {
        let pixels = |length: f64| (length * size.pixel_ratio).round().clamp(1.0, 16_384.0) as u32;
        let (width, height) = (pixels(size.width), pixels(size.height));
        let context = context_of(canvas)?;
        if (canvas.width(), canvas.height()) == (width, height) {
            context.clear_rect(0.0, 0.0, f64::from(width), f64::from(height));
        } else {
            // Setting a size clears too, and throws the buffer away: not on every move of the pointer.
            canvas.set_width(width);
            canvas.set_height(height);
        }
        context.set_line_join("round");
        let area = area_of(canvas)?;
        Ok(Self { area, context, theme, pixel_ratio: size.pixel_ratio, origin: (0.0, 0.0), patterns: Vec::new() })
    }

    /// Fills everything with the ground's colour.
    pub fn fill_ground(&self) -> Result<(), PaintError> {
        Ok(self.area.fill(&self.theme.color(Tone::Surface))?)
    }

    /// Puts the upper left corner of what follows here, in CSS pixels.
    pub fn move_origin(&mut self, origin: (f64, f64)) {
        self.origin = origin;
    }

    /// Paints all marks of a scene.
    pub fn paint(&mut self, scene: &Scene) -> Result<(), PaintError> {
        scene.marks.iter().try_for_each(|mark| self.paint_mark(mark))
    }

    fn paint_mark(&mut self, mark: &Mark) -> Result<(), PaintError> {
        match mark {
            Mark::Box { x, y, width, height, tone, fill } => {
                let corners = [self.place((*x, *y)), self.place((x + width, y + height))];
                self.paint_box(corners, *tone, *fill)
            }
            Mark::Area { outline, tone, opacity } => {
                let color = self.theme.color(*tone);
                let outline: Vec<_> = outline.iter().map(|&corner| self.place(corner)).collect();
                Ok(self.area.draw(&Polygon::new(outline, color.mix(*opacity).filled()))?)
            }
            Mark::Line { points, tone, width, dash } => self.paint_line(points, *tone, *width, *dash),
            Mark::Points { at, shape, tone, radius, opacity } => {
                let (color, radius) = (self.theme.color(*tone), radius * self.pixel_ratio);
                let look = points::Look { shape: *shape, color, radius, opacity: *opacity };
                points::draw(&self.context, at.iter().map(|&middle| self.place(middle)), &look)
            }
            Mark::Label { at, text, anchor, tone, weight } => {
                let (font_pixels, font_style) = match weight {
                    Weight::Normal => (FONT_PIXELS, FontStyle::Normal),
                    Weight::Title => (TITLE_PIXELS, FontStyle::Bold),
                };
                let family = FontFamily::Name(&self.theme.font_family);
                let font = FontDesc::new(family, font_pixels * self.pixel_ratio, font_style);
                self.paint_label(*at, text, *anchor, *tone, font)
            }
        }
    }

    fn paint_box(&mut self, corners: [(i32, i32); 2], tone: Tone, fill: Fill) -> Result<(), PaintError> {
        let [(left, top), (right, bottom)] = corners;
        // Never less than a pixel: a thin rule must not vanish between two.
        let (right, bottom) = (right.max(left + 1), bottom.max(top + 1));
        let color = self.theme.color(tone);
        match fill {
            Fill::Solid => Ok(self.area.draw(&Rectangle::new([(left, top), (right, bottom)], color.filled()))?),
            Fill::Hollow => {
                let thickness = self.pixel_ratio.round().max(1.0) as i32;
                let inner = [(left + thickness, top + thickness), (right - thickness, bottom - thickness)];
                self.area.draw(&Rectangle::new([(left, top), (right, bottom)], color.filled()))?;
                if inner[0].0 < inner[1].0 && inner[0].1 < inner[1].1 {
                    let ground = self.theme.color(Tone::Surface);
                    self.area.draw(&Rectangle::new(inner, ground.filled()))?;
                }
                Ok(())
            }
            Fill::Striped | Fill::Ruled => {
                // A pattern is one call a box; its stripes as single lines would be thousands.
                let pattern = self.pattern(tone, fill)?;
                self.context.set_fill_style_canvas_pattern(&pattern);
                let (width, height) = (f64::from(right - left), f64::from(bottom - top));
                self.context.fill_rect(f64::from(left), f64::from(top), width, height);
                Ok(())
            }
        }
    }

    fn pattern(&mut self, tone: Tone, fill: Fill) -> Result<CanvasPattern, PaintError> {
        if let Some(known) = self.patterns.iter().find(|known| (known.0, known.1) == (tone, fill)) {
            return Ok(known.2.clone());
        }
        let tile = tile::of_pattern(fill, self.theme.color(tone), self.theme.color(Tone::Surface), self.pixel_ratio)?;
        let pattern = self.context.create_pattern_with_html_canvas_element(&tile, "repeat")?.ok_or(PaintError)?;
        self.patterns.push((tone, fill, pattern.clone()));
        Ok(pattern)
    }

    fn paint_line(&self, points: &[(f64, f64)], tone: Tone, width: f64, dash: Dash) -> Result<(), PaintError> {
        let thickness = (width * self.pixel_ratio).round().max(1.0) as u32;
        let lengths: &[f64] = match dash {
            Dash::Solid => &[],
            Dash::Dashed => &[6.0, 4.0],
            Dash::Dotted => &[2.0, 3.0],
        };
        let lengths: Array = lengths.iter().map(|length| JsValue::from_f64(length * self.pixel_ratio)).collect();
        // A line of odd thickness is sharp only where its middle is that of a pixel.
        let shift = if thickness % 2 == 1 { 0.5 } else { 0.0 };
        let points: Vec<_> = points.iter().map(|&point| self.place(point)).collect();
        let style = self.theme.color(tone).stroke_width(thickness);
        self.context.set_line_dash(&lengths)?;
        self.context.translate(shift, shift)?;
        let drawn = self.area.draw(&PathElement::new(points, style));
        self.context.translate(-shift, -shift)?;
        self.context.set_line_dash(&Array::new())?;
        Ok(drawn?)
    }

    fn paint_label(
        &self,
        at: (f64, f64),
        text: &str,
        anchor: Anchor,
        tone: Tone,
        font: FontDesc<'_>,
    ) -> Result<(), PaintError> {
        let horizontal = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let color = self.theme.color(tone);
        let style = TextStyle::from(font).color(&color).pos(Pos::new(horizontal, VPos::Center));
        Ok(self.area.draw(&Text::new(text.to_owned(), self.place(at), style))?)
    }

    fn place(&self, (x, y): (f64, f64)) -> (i32, i32) {
        let pixel = |value: f64, origin: f64| ((value + origin) * self.pixel_ratio).round() as i32;
        (pixel(x, self.origin.0), pixel(y, self.origin.1))
    }
}

/// A canvas as a plotters area.
pub fn area_of(canvas: &HtmlCanvasElement) -> Result<DrawingArea<CanvasBackend, Shift>, PaintError> {
    CanvasBackend::with_canvas_object(canvas.clone()).map(IntoDrawingArea::into_drawing_area).ok_or(PaintError)
}

fn context_of(canvas: &HtmlCanvasElement) -> Result<CanvasRenderingContext2d, PaintError> {
    canvas.get_context("2d")?.and_then(|context| context.dyn_into().ok()).ok_or(PaintError)
}
