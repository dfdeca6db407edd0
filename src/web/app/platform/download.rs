//! Hands a file to the person, by way of a link that is clicked for them.

use js_sys::Array;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Saves `text` as a file in the browser's download folder. `Err` where the browser refuses.
pub fn save(file_name: &str, media_type: &str, text: &str) -> Result<(), JsValue> {
    let properties = BlobPropertyBag::new();
    properties.set_type(media_type);
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&JsValue::from_str(text)), &properties)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let clicked = click_link(&address, file_name);
    Url::revoke_object_url(&address)?;
    clicked
}

fn click_link(address: &str, file_name: &str) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let link: HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
    link.set_href(address);
    link.set_download(file_name);
    link.click();
    Ok(())
}
