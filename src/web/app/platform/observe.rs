//! Guards over what the browser reports by itself: sizes, attributes, frames. Dropping a guard ends the reports.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use forerun::view::chart::Size;
use js_sys::Array;
use leptos::prelude::request_animation_frame;
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
    // To ask the element has the browser lay out the page once more, where another report has changed it meanwhile.
    let bounds = entry.map_or_else(|| element.get_bounding_client_rect().into(), ResizeObserverEntry::content_rect);
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

/// In one frame so much is done that the page still answers: painting of several charts is shared out over frames.
const FRAME_SHARE_MILLISECONDS: f64 = 6.0;

thread_local! {
    static WAITING: RefCell<VecDeque<Weak<Job>>> = const { RefCell::new(VecDeque::new()) };
    static IS_FRAME_ASKED_FOR: Cell<bool> = const { Cell::new(false) };
}

struct Job {
    is_waiting: Cell<bool>,
    work: RefCell<Box<dyn FnMut()>>,
}

/// Does something once in one of the next frames, however often it is asked to. Frames are shared by all: in each, at
/// least one of those that wait has its turn, in the order in which they asked.
pub struct SharedFrame(Rc<Job>);

impl SharedFrame {
    /// `work` runs once for all that was asked before it; never after this has been dropped.
    pub fn new(work: impl FnMut() + 'static) -> Self {
        Self(Rc::new(Job { is_waiting: Cell::new(false), work: RefCell::new(Box::new(work)) }))
    }

    /// Asks for a run.
    pub fn request(&self) {
        if !self.0.is_waiting.replace(true) {
            WAITING.with_borrow_mut(|waiting| waiting.push_back(Rc::downgrade(&self.0)));
            ask_for_a_frame();
        }
    }
}

fn ask_for_a_frame() {
    if !IS_FRAME_ASKED_FOR.replace(true) {
        request_animation_frame(share_frame);
    }
}

fn share_frame() {
    IS_FRAME_ASKED_FOR.set(false);
    let began = now_milliseconds();
    while let Some(job) = WAITING.with_borrow_mut(VecDeque::pop_front) {
        // What has been dropped meanwhile has nothing to paint on.
        let Some(job) = job.upgrade() else { continue };
        job.is_waiting.set(false);
        (job.work.borrow_mut())();
        if now_milliseconds() - began > FRAME_SHARE_MILLISECONDS {
            break;
        }
    }
    if WAITING.with_borrow(|waiting| !waiting.is_empty()) {
        ask_for_a_frame();
    }
}

fn now_milliseconds() -> f64 {
    window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}
