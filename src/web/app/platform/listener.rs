//! Event listeners that are taken off again when their guard is dropped.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use web_sys::{Event, EventTarget};

/// A listener in force. Dropping it removes the listener.
pub struct Listener {
    target: EventTarget,
    kind: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Calls `hear` on each event of this kind at `target`.
    pub fn new(target: &EventTarget, kind: &'static str, hear: impl FnMut(Event) + 'static) -> Self {
        let closure = Closure::<dyn FnMut(Event)>::new(hear);
        // Adding a listener fails for no target that exists.
        target.add_event_listener_with_callback(kind, closure.as_ref().unchecked_ref()).ok();
        Self { target: target.clone(), kind, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.target.remove_event_listener_with_callback(self.kind, self.closure.as_ref().unchecked_ref()).ok();
    }
}
