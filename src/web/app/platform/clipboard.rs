//! Text to the clipboard.

use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Copies, then tells whether the browser allowed it.
pub fn copy(text: String, on_done: impl FnOnce(bool) + 'static) {
    // Outside of secure contexts there is no clipboard, whatever the types say.
    let clipboard =
        web_sys::window().map(|window| window.navigator().clipboard()).filter(|clipboard| !clipboard.is_undefined());
    spawn_local(async move {
        let is_copied = match clipboard {
            Some(clipboard) => JsFuture::from(clipboard.write_text(&text)).await.is_ok(),
            None => false,
        };
        on_done(is_copied);
    });
}
