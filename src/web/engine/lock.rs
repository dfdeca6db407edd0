//! Keeps two tabs of one browser from writing history at the same time: a Web Lock of the page's origin, held by one
//! worker while it syncs or deletes. The browser frees it when the worker ends, however it ends.

use core::cell::RefCell;
use std::rc::{Rc, Weak};

use futures_channel::oneshot;
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};

const NAME: &str = "forerun-history";

/// This worker's claim to the lock. What runs at once in one worker shares it.
#[derive(Default)]
pub struct WriteLock {
    held: RefCell<Weak<Held>>,
}

/// The lock while it is held; freed with the last of these.
pub struct Held {
    /// Ends the promise that keeps the lock. `None` where the browser has no locks.
    release: Option<Function>,
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(release) = &self.release {
            drop(release.call0(&JsValue::UNDEFINED));
        }
    }
}

impl WriteLock {
    /// The lock, or `None` while another tab holds it. A browser without locks always grants it.
    pub async fn try_acquire(&self) -> Option<Rc<Held>> {
        if let Some(held) = self.held.borrow().upgrade() {
            return Some(held);
        }
        let held = match lock_manager() {
            Some(manager) => request(&manager).await?,
            None => Held { release: None },
        };
        let held = Rc::new(held);
        *self.held.borrow_mut() = Rc::downgrade(&held);
        Some(held)
    }
}

fn lock_manager() -> Option<JsValue> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).ok()?;
    Reflect::get(&navigator, &"locks".into()).ok().filter(JsValue::is_object)
}

/// Asks for the lock without waiting for it. Outer `None`: another tab has it.
async fn request(manager: &JsValue) -> Option<Held> {
    let mut release = None;
    let kept = Promise::new(&mut |resolve, _| release = Some(resolve));
    let (sender, granted) = oneshot::channel();
    let callback = Closure::once_into_js(move |lock: JsValue| {
        // Nobody waits any more where the engine has ended; the lock goes with it.
        sender.send(lock.is_object()).unwrap_or_default();
        if lock.is_object() { JsValue::from(kept) } else { JsValue::UNDEFINED }
    });
    let options = Object::new();
    let asked = Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE).and_then(|_| {
        let request: Function = Reflect::get(manager, &"request".into())?.dyn_into()?;
        Reflect::apply(&request, manager, &Array::of3(&NAME.into(), &options, &callback))
    });
    match asked {
        Ok(_) => granted.await.ok()?.then_some(Held { release }),
        Err(_) => Some(Held { release: None }),
    }
}
