//! Keeps two tabs of one browser from writing history at the same time: a Web Lock of the page's origin, held by one
//! worker while it syncs or deletes. The browser frees it when the worker ends, however it ends.

use core::cell::RefCell;
use std::rc::{Rc, Weak};

use futures_channel::oneshot;
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

const NAME: &str = "forerun-history";

/// This worker's claim to the lock. What runs at once in one worker shares it.
#[derive(Default)]
pub struct WriteLock {
    held: RefCell<Weak<Held>>,
    /// Ends when this worker's last question about the lock is answered: two at once would refuse each other.
    last_turn: RefCell<Option<Promise>>,
    /// Ends when the browser has taken back what this worker was last granted: some moments after it was let go.
    taken_back: RefCell<Option<Promise>>,
}

/// The lock while it is held; freed with the last of these.
pub struct Held {
    /// `None` where the browser has no locks.
    _end: Option<EndOnDrop>,
}

/// Ends a promise when it goes.
struct EndOnDrop(Function);

impl EndOnDrop {
    /// A promise and what ends it.
    fn new() -> (Promise, Option<Self>) {
        let mut end = None;
        let promise = Promise::new(&mut |resolve, _| end = Some(Self(resolve)));
        (promise, end)
    }
}

impl Drop for EndOnDrop {
    fn drop(&mut self) {
        drop(self.0.call0(&JsValue::UNDEFINED));
    }
}

async fn wait(promise: Option<Promise>) {
    if let Some(promise) = promise {
        // It may have failed: it is over in any case.
        drop(JsFuture::from(promise).await);
    }
}

impl WriteLock {
    /// The lock, or `None` while another tab holds it. A browser without locks always grants it.
    pub async fn try_acquire(&self) -> Option<Rc<Held>> {
        let (turn, _ends_with_this) = EndOnDrop::new();
        let before = self.last_turn.replace(Some(turn));
        wait(before).await;
        if let Some(held) = self.held.borrow().upgrade() {
            return Some(held);
        }
        let held = match lock_manager() {
            Some(manager) => {
                let former = self.taken_back.take();
                wait(former).await;
                let (held, taken_back) = request(&manager).await;
                *self.taken_back.borrow_mut() = taken_back;
                held?
            }
            None => Held { _end: None },
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

/// Asks for the lock without waiting for it; `None` where another tab has it. Beside it, a promise that ends when the lock
/// is free again.
async fn request(manager: &JsValue) -> (Option<Held>, Option<Promise>) {
    let (kept, end) = EndOnDrop::new();
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
        Ok(taken_back) => {
            let is_granted = granted.await.unwrap_or_default();
            (is_granted.then_some(Held { _end: end }), taken_back.dyn_into().ok())
        }
        Err(_) => (Some(Held { _end: None }), None),
    }
}
