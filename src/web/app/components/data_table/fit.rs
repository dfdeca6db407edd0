//! Whether the columns of a table have room side by side; where they have not, each row becomes a card that names its
//! cells. Owns the measuring; what a card looks like is the style sheet's.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use crate::platform::observe::SizeObserver;

use super::TableData;
use super::WINDOWED_FROM;
use super::rows::ROW_PIXELS;

/// With as much room as this, a table that is wider still is read faster as a table, pushed to the side, than as cards.
const WIDE_PIXELS: i32 = 760;

/// How the table stands in the room it has.
#[derive(Clone, Copy)]
pub(super) struct Fit {
    /// Whether each row is a card.
    pub is_stacked: RwSignal<bool>,
    /// Height of a row of a table that is not wholly in the document.
    pub row_pixels: RwSignal<i32>,
    /// What scrolls.
    pub region: NodeRef<html::Div>,
    /// As wide as the region, but never higher for what is changed by what it tells: a watch that changes the size of
    /// what it watches is told off by the browser.
    pub probe: NodeRef<html::Div>,
    /// The width that there is; 0 until the browser has told.
    has_pixels: StoredValue<i32>,
    /// The width without which the columns have no room.
    needed_pixels: StoredValue<i32>,
}

impl Fit {
    /// Measures before the table is first painted, and again whenever its width, its columns or its rows change. Where
    /// there is room for any table nothing is asked of the browser that would have it lay out the page at once.
    pub fn watch(data: Signal<Arc<TableData>>, shown: RwSignal<Vec<bool>>, rows_made: RwSignal<usize>) -> Self {
        let fit = Self {
            is_stacked: RwSignal::new(false),
            row_pixels: RwSignal::new(ROW_PIXELS),
            region: NodeRef::new(),
            probe: NodeRef::new(),
            has_pixels: StoredValue::new(0),
            needed_pixels: StoredValue::new(0),
        };
        let observer = StoredValue::new_local(None);
        Effect::new(move |_| {
            let watched = fit.probe.get().and_then(|probe| {
                SizeObserver::new(&probe, move |size| {
                    fit.has_pixels.set_value(size.width as i32);
                    fit.measure();
                })
            });
            observer.set_value(watched);
        });
        Effect::new(move |before: Option<Vec<bool>>| {
            data.track();
            rows_made.track();
            let shown = shown.get();
            // Other columns may have room where those before had not.
            if before.is_some_and(|before| before != shown) {
                fit.is_stacked.set(false);
            }
            request_animation_frame(move || fit.measure());
            shown
        });
        Effect::new(move |_| {
            fit.is_stacked.track();
            shown.track();
            if data.with(|data| data.rows.len() > WINDOWED_FROM) {
                request_animation_frame(move || fit.measure_row());
            }
        });
        fit
    }

    /// The table may be gone by the time the browser asks.
    fn region(self) -> Option<web_sys::HtmlDivElement> {
        self.region.try_get_untracked().flatten()
    }

    fn measure(self) {
        let Some(has) = self.has_pixels.try_get_value().filter(|&has| has > 0) else { return };
        if self.is_stacked.get_untracked() {
            // More rows may have made it wider meanwhile: then it is found out below, in the next frame.
            if has >= self.needed_pixels.get_value().min(WIDE_PIXELS) {
                self.is_stacked.set(false);
                request_animation_frame(move || self.measure());
            }
            return;
        }
        let Some(region) = self.region().filter(|_| has < WIDE_PIXELS) else { return };
        let needed = region.scroll_width() + has - region.client_width();
        if needed > has {
            self.needed_pixels.set_value(needed);
            self.is_stacked.set(true);
        }
    }

    fn measure_row(self) {
        let Some(region) = self.region() else { return };
        let row = region.query_selector("tbody tr:not(.data-space)").ok().flatten();
        let pixels = row.and_then(|row| row.dyn_into::<HtmlElement>().ok()).map(|row| row.offset_height());
        let pixels = pixels.filter(|&pixels| pixels > 0).unwrap_or(ROW_PIXELS);
        if self.row_pixels.get_untracked() != pixels {
            self.row_pixels.set(pixels);
        }
    }
}
