//! The worker's shell around the engine: fetch, `IndexedDB`, clock. Holds the token; draws nothing.

use forerun::engine::FromEngine;
use wasm_bindgen::JsCast;

fn main() {
    console_error_panic_hook::set_once();
    let Ok(worker) = js_sys::global().dyn_into::<web_sys::DedicatedWorkerGlobalScope>() else { return };
    if let Ok(bytes) = postcard::to_allocvec(&FromEngine::Ready) {
        let _ = worker.post_message(&js_sys::Uint8Array::from(bytes.as_slice()));
    }
}
