//! Tells a chart that its page is about to be printed, and that it was. A printed chart is painted for paper: dark on
//! white, as wide as a sheet, finely.

use forerun::view::chart::Size;
use web_sys::window;

use crate::platform::listener::Listener;

/// Width of what a sheet of A4 holds between its margins, in CSS pixels.
const SHEET_WIDTH: f64 = 680.0;
/// Pixels of the picture for a CSS pixel: some 190 to the inch.
const FINENESS: f64 = 2.0;

/// Listens for printing until it is dropped.
pub struct PrintObserver {
    _listeners: Option<[Listener; 2]>,
}

impl PrintObserver {
    /// Calls `before` and `after` around each printing; what they do is done before the page is laid out for paper.
    pub fn new(before: impl Fn() + 'static, after: impl Fn() + 'static) -> Self {
        let listeners = window().map(|window| {
            [
                Listener::new(&window, "beforeprint", move |_| before()),
                Listener::new(&window, "afterprint", move |_| after()),
            ]
        });
        Self { _listeners: listeners }
    }
}

/// The size on paper of a chart that has this size on the screen.
pub fn on_paper(size: Size) -> Size {
    Size { width: SHEET_WIDTH, pixel_ratio: FINENESS, ..size }
}
