//! What a JavaScript error says, in one line.

use wasm_bindgen::{JsCast, JsValue};

/// Its message; else itself as text.
pub fn describe(error: &JsValue) -> String {
    let exception = error.dyn_ref::<web_sys::DomException>().map(web_sys::DomException::message);
    let message = exception.or_else(|| error.dyn_ref::<js_sys::Error>().map(|error| error.message().into()));
    message.or_else(|| error.as_string()).unwrap_or_else(|| "without a reason".to_owned())
}
