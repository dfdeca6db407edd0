//! What pointer, wheel and keys do to a chart: they move the crosshair, and where there is a time axis they zoom.

use std::sync::Arc;

use forerun::domain::{Period, Timestamp};
use forerun::view::chart::Scene;
use forerun::view::zoom::Zoom;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, KeyboardEvent, MouseEvent, PointerEvent, WheelEvent, window};

use super::ChartPage;
use super::crosshair::moved_by_key;

/// A press becomes a drag from here on; less is a hand that is not quite still.
const DRAG_PIXELS: f64 = 6.0;
/// A press within this distance is meant for a point.
const NEAR_PIXELS: f64 = 10.0;
/// A line of a wheel that counts in lines.
const LINE_PIXELS: f64 = 40.0;

/// The gestures of one chart; a handle that is copied freely.
#[derive(Clone, Copy)]
pub struct Gestures {
    /// This chart's number among those of the page.
    pub number: u32,
    /// The stop at which the crosshair rests.
    pub cursor: RwSignal<Option<usize>>,
    /// From where to where a part is being chosen.
    pub selection: RwSignal<Option<(f64, f64)>>,
    pressed: StoredValue<Option<f64>>,
    page: ChartPage,
    scene: Memo<Arc<Scene>>,
    zoom: Memo<Option<Zoom>>,
    shown: RwSignal<Option<Period>>,
}

impl Gestures {
    /// Of a chart; zooming sets `shown`.
    pub fn new(
        page: ChartPage,
        scene: Memo<Arc<Scene>>,
        zoom: Memo<Option<Zoom>>,
        shown: RwSignal<Option<Period>>,
    ) -> Self {
        let number = page.number();
        // A chart that goes while the pointer rests on it leaves no line in the others.
        on_cleanup(move || {
            page.hovered.try_update(|hovered| *hovered = hovered.filter(|hovered| hovered.0 != number));
        });
        Self {
            number,
            cursor: RwSignal::new(None),
            selection: RwSignal::new(None),
            pressed: StoredValue::new(None),
            page,
            scene,
            zoom,
            shown,
        }
    }

    /// The pointer is pressed. A finger reads values and scrolls the page: only others choose a part.
    pub fn press(self, event: &PointerEvent) {
        let chooses = event.pointer_type() != "touch" && event.button() == 0 && self.has_zoom();
        self.pressed.set_value(chooses.then(|| f64::from(event.offset_x())));
        self.point_at(event);
    }

    /// The pointer moves.
    pub fn drag(self, event: &PointerEvent) {
        let x = f64::from(event.offset_x());
        let from = self.pressed.get_value();
        let Some(from) = from.filter(|from| (x - from).abs() >= DRAG_PIXELS || self.is_choosing()) else {
            return self.point_at(event);
        };
        if !self.is_choosing()
            && let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok())
        {
            // Fails only for a pointer that is gone.
            target.set_pointer_capture(event.pointer_id()).ok();
        }
        self.rest_at(None);
        self.selection.set(Some((from, x)));
    }

    /// The pointer is let go; whether it had only pressed, without choosing a part. A finger reads values.
    pub fn release(self, event: &PointerEvent) -> bool {
        self.pressed.set_value(None);
        let Some((from, to)) = self.selection.get_untracked() else {
            return event.pointer_type() != "touch" && event.button() == 0;
        };
        self.selection.set(None);
        let instants = self.instant(from).zip(self.instant(to));
        if let Some((zoom, (from, to))) = self.zoom.get_untracked().zip(instants) {
            self.shown.set(zoom.to(from, to).part());
        }
        self.point_at(event);
        false
    }

    /// Whether the pointer is at the stop where the crosshair rests, not just nearer to it than to any other.
    pub fn is_at_stop(self, event: &PointerEvent) -> bool {
        let (x, y) = (f64::from(event.offset_x()), f64::from(event.offset_y()));
        let is_near = |scene: &Arc<Scene>| {
            let stop = scene.stops.get(self.cursor.get_untracked()?)?;
            Some((stop.x - x).hypot(stop.y.unwrap_or(y) - y) <= NEAR_PIXELS)
        };
        self.scene.with_untracked(is_near).unwrap_or_default()
    }

    /// The pointer or the focus goes elsewhere.
    pub fn leave(self) {
        // A canvas that is taken off the page with the focus on it says so when nothing of its chart is there any more.
        if self.cursor.is_disposed() {
            return;
        }
        self.pressed.set_value(None);
        self.selection.set(None);
        self.rest_at(None);
    }

    /// The wheel turns: with Ctrl or ⌘ (which a pinch on a touch pad sends), or where the chart has the focus. The page
    /// scrolls otherwise, and where nothing is left to zoom.
    pub fn wheel(self, event: &WheelEvent) {
        if !(event.ctrl_key() || event.meta_key() || has_focus(event)) {
            return;
        }
        let around = self.instant(f64::from(event.offset_x()));
        let Some((zoom, around)) = self.zoom.get_untracked().zip(around) else { return };
        let unit = if event.delta_mode() == WheelEvent::DOM_DELTA_PIXEL { 1.0 } else { LINE_PIXELS };
        let (across, down) = (event.delta_x() * unit, event.delta_y() * unit);
        let next = if across.abs() > down.abs() { zoom.moved(across / 1_000.0) } else { zoom.wheeled(down, around) };
        if next != zoom || event.ctrl_key() {
            event.prevent_default();
        }
        self.shown.set(next.part());
        self.point_at(event);
    }

    /// A key is pressed; whether the crosshair was moved by it.
    pub fn key(self, event: &KeyboardEvent) -> bool {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return false;
        }
        let cursor = self.cursor.get_untracked();
        let around = cursor.and_then(|cursor| {
            let x = self.scene.with_untracked(|scene| scene.stops.get(cursor).map(|stop| stop.x));
            x.and_then(|x| self.instant(x))
        });
        let zoom = self.zoom.get_untracked();
        if let Some(zoom) = zoom.and_then(|zoom| zoom.keyed(&event.key(), event.shift_key(), around)) {
            event.prevent_default();
            // A stop's position means another one after this.
            self.rest_at(None);
            self.shown.set(zoom.part());
            return false;
        }
        let moved = self.scene.with_untracked(|scene| moved_by_key(scene, cursor, &event.key()));
        if let Some(moved) = moved {
            event.prevent_default();
            self.rest_at(moved.stop());
        }
        moved.is_some()
    }

    fn point_at(self, event: &MouseEvent) {
        let (x, y) = (f64::from(event.offset_x()), f64::from(event.offset_y()));
        self.rest_at(self.scene.with_untracked(|scene| scene.nearest(x, y)));
    }

    /// Moves the crosshair here and tells the other charts.
    fn rest_at(self, cursor: Option<usize>) {
        if self.cursor.get_untracked() == cursor {
            return;
        }
        self.cursor.set(cursor);
        let at =
            cursor.and_then(|cursor| self.scene.with_untracked(|scene| scene.time.instant(scene.stops.get(cursor)?.x)));
        self.page.hovered.set(at.map(|at| (self.number, at)));
    }

    fn instant(self, x: f64) -> Option<Timestamp> {
        self.scene.with_untracked(|scene| scene.time.instant(x))
    }

    fn has_zoom(self) -> bool {
        self.zoom.with_untracked(Option::is_some)
    }

    fn is_choosing(self) -> bool {
        self.selection.with_untracked(Option::is_some)
    }
}

fn has_focus(event: &Event) -> bool {
    let focused = window().and_then(|window| window.document()?.active_element());
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    focused.is_some() && focused == target
}
