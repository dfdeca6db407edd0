//! The browser's own notifications: whether they are allowed, asking for it, showing one. Asks only when told to.

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Notification, NotificationOptions, NotificationPermission};

/// Whether this browser knows them here; some only in installed pages.
pub fn is_known() -> bool {
    Reflect::has(&js_sys::global(), &JsValue::from_str("Notification")).unwrap_or_default()
}

/// Whether the person has allowed them.
pub fn is_granted() -> bool {
    is_known() && Notification::permission() == NotificationPermission::Granted
}

/// Asks, on a press of a button; tells whether they are allowed now.
pub fn ask(tell: impl FnOnce(bool) + 'static) {
    let asked = if is_known() { Notification::request_permission().ok() } else { None };
    spawn_local(async move {
        if let Some(asked) = asked {
            // A refusal is told by the permission, too.
            JsFuture::from(asked).await.ok();
        }
        tell(is_granted());
    });
}

/// Shows one; a browser that will not shows none.
pub fn show(title: &str, body: &str) {
    let options = NotificationOptions::new();
    options.set_body(body);
    options.set_icon("favicon-alert.svg");
    Notification::new_with_options(title, &options).ok();
}
