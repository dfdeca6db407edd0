//! Saves a chart as a picture: on white, with its title, its days, the date and its legend.

use forerun::domain::{Period, Timestamp, Zone};
use forerun::view::chart::{Chart, Poster, Size, Words};
use forerun::view::date;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, HtmlAnchorElement, HtmlCanvasElement, Url, window};

use super::paint::{PaintError, Painter};
use super::theme::Theme;

/// At least so many device pixels of a CSS pixel, so that the picture can be printed.
const LEAST_PIXEL_RATIO: f64 = 2.0;

/// Paints the chart at this size and hands it to the person as a PNG file.
pub fn save_png(
    chart: &dyn Chart,
    size: Size,
    shown: Option<Period>,
    filter: &str,
    zone: &Zone,
) -> Result<(), PaintError> {
    let now = Timestamp((js_sys::Date::now() / 1_000.0) as i64);
    let size = Size { pixel_ratio: size.pixel_ratio.max(LEAST_PIXEL_RATIO), ..size };
    let made = date::date_and_clock(now, zone);
    let poster = Poster::new(chart, size, shown, &Words { made: &made, filter, zone });
    let document = window().and_then(|window| window.document()).ok_or(PaintError)?;
    let canvas = document.create_element("canvas")?.dyn_into::<HtmlCanvasElement>().map_err(|_element| PaintError)?;
    let theme = Theme::paper();
    let mut painter = Painter::new(&canvas, poster.size, &theme)?;
    painter.fill_ground()?;
    painter.paint(&poster.frame)?;
    painter.move_origin(poster.origin);
    painter.paint(&poster.chart)?;
    let slug = chart.title().to_ascii_lowercase().replace(' ', "-");
    let file_name = format!("forerun_{slug}_{}.png", now.to_compact());
    let save = Closure::once_into_js(move |blob: JsValue| {
        // The browser calls with null where it cannot encode; there is nothing to hand over then.
        if let Ok(blob) = blob.dyn_into::<Blob>() {
            download(&blob, &file_name).ok();
        }
    });
    Ok(canvas.to_blob(save.unchecked_ref())?)
}

fn download(blob: &Blob, file_name: &str) -> Result<(), PaintError> {
    let document = window().and_then(|window| window.document()).ok_or(PaintError)?;
    let link = document.create_element("a")?.dyn_into::<HtmlAnchorElement>().map_err(|_element| PaintError)?;
    let address = Url::create_object_url_with_blob(blob)?;
    link.set_href(&address);
    link.set_download(file_name);
    link.click();
    Ok(Url::revoke_object_url(&address)?)
}
