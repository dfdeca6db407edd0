//! Guards over what the browser reports by itself: sizes, attributes, frames. Dropping a guard ends the reports.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use forerun::view::chart::Size;
use js_sys::Array;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{
    Element, HtmlElement, MutationObserver, MutationObserverInit, ResizeObserver, ResizeObserverBoxOptions,
    ResizeObserverEntry, ResizeObserverOptions, ResizeObserverSize, window,
};

/// Reports the size of an element in CSS pixels that are whole in device pixels, first at once.
pub struct SizeObserver {
    observer: ResizeObserver,
    _report: Closure<dyn FnMut(Array)>,
}

impl SizeObserver {
    /// Watches `element`; `None` where the browser knows no such observer.
    pub fn new(element: &HtmlElement, mut report: impl FnMut(Size) + 'static) -> Option<Self> {
        let target = element.clone();
        let closure = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            let entry = entries.get(entries.length().saturating_sub(1)).dyn_into::<ResizeObserverEntry>().ok();
            report(size_of(&target, entry.as_ref()));
        });
        let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok()?;
        let options = ResizeObserverOptions::new();
        // A browser without this box throws where it is asked for it, so ask first: the property is on the entries.
        if has_device_pixel_box() {
            options.set_box(ResizeObserverBoxOptions::DevicePixelContentBox);
        }
        observer.observe_with_options(element, &options);
        Some(Self { observer, _report: closure })
    }
}

impl Drop for SizeObserver {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// The size of an element, from a report where there is one.
pub fn size_of(element: &Element, entry: Option<&ResizeObserverEntry>) -> Size {
    let pixel_ratio = window().map_or(1.0, |window| window.device_pixel_ratio()).max(0.1);
    let bounds = element.get_bounding_client_rect();
    let (width, height) = (bounds.width() * pixel_ratio, bounds.height() * pixel_ratio);
    let exact = entry
        .filter(|_| has_device_pixel_box())
        .and_then(|entry| entry.device_pixel_content_box_size().get(0).dyn_into::<ResizeObserverSize>().ok());
    // The report knows to which side a fraction was rounded. More than a pixel apart, one of the two speaks of
    // another screen: the ratio is the one that the layout uses.
    let is_same = |size: &ResizeObserverSize| {
        (size.inline_size() - width).abs() <= 1.0 && (size.block_size() - height).abs() <= 1.0
    };
    let (width, height) =
        exact.filter(is_same).map_or((width.round(), height.round()), |size| (size.inline_size(), size.block_size()));
    Size { width: width / pixel_ratio, height: height / pixel_ratio, pixel_ratio }
}

fn has_device_pixel_box() -> bool {
    let entry = js_sys::Reflect::get(&js_sys::global(), &JsValue::from_str("ResizeObserverEntry"));
    let prototype = entry.and_then(|entry| js_sys::Reflect::get(&entry, &JsValue::from_str("prototype")));
    prototype
        .and_then(|prototype| js_sys::Reflect::has(&prototype, &JsValue::from_str("devicePixelContentBoxSize")))
        .unwrap_or(false)
}

/// Reports changes of one attribute of an element.
pub struct AttributeObserver {
    observer: MutationObserver,
    _report: Closure<dyn FnMut()>,
}

impl AttributeObserver {
    /// Watches `attribute` of `element`; `None` where the browser refuses.
    pub fn new(element: &Element, attribute: &str, report: impl FnMut() + 'static) -> Option<Self> {
        let closure = Closure::<dyn FnMut()>::new(report);
        let observer = MutationObserver::new(closure.as_ref().unchecked_ref()).ok()?;
        let options = MutationObserverInit::new();
        options.set_attributes(true);
        options.set_attribute_filter(&Array::of1(&JsValue::from_str(attribute)));
        observer.observe_with_options(element, &options).ok()?;
        Some(Self { observer, _report: closure })
    }
}

impl Drop for AttributeObserver {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Does something once before the next frame, however often it is asked to.
pub struct NextFrame {
    pending: Rc<Cell<Option<i32>>>,
    closure: Closure<dyn FnMut()>,
}

impl NextFrame {
    /// `work` runs once a frame in which it was asked for.
    pub fn new(work: impl FnMut() + 'static) -> Self {
        let pending = Rc::new(Cell::new(None));
        let (done, work) = (Rc::clone(&pending), RefCell::new(work));
        let closure = Closure::<dyn FnMut()>::new(move || {
            done.set(None);
            (work.borrow_mut())();
        });
        Self { pending, closure }
    }

    /// Asks for a run before the next frame.
    pub fn request(&self) {
        if self.pending.get().is_none() {
            let callback = self.closure.as_ref().unchecked_ref();
            self.pending.set(window().and_then(|window| window.request_animation_frame(callback).ok()));
        }
    }
}

impl Drop for NextFrame {
    fn drop(&mut self) {
        if let (Some(handle), Some(window)) = (self.pending.get(), window()) {
            window.cancel_animation_frame(handle).ok();
        }
    }
}
