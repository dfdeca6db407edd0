//! Whether the browser keeps what is stored, and how much it holds. Workers cannot ask for that; the page can.

use js_sys::Reflect;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{StorageEstimate, StorageManager};

/// What the browser says of this site's storage.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Keeping {
    /// Whether it has promised not to delete anything by itself.
    pub is_promised: bool,
    /// Bytes in use, by all that the site stores.
    pub used_bytes: Option<u64>,
    /// Bytes that it would hold.
    pub most_bytes: Option<u64>,
}

/// Looks without asking for anything.
pub fn look(tell: impl FnOnce(Keeping) + 'static) {
    spawn_local(async move { tell(read(false).await) });
}

/// Asks for the promise where it is not given yet, then looks. Some browsers decide by themselves, some ask the person.
pub fn ask(tell: impl FnOnce(Keeping) + 'static) {
    spawn_local(async move { tell(read(true).await) });
}

fn manager() -> Option<StorageManager> {
    let navigator = web_sys::window()?.navigator();
    // Outside a secure context there is none, whatever the type says.
    Reflect::get(&navigator, &JsValue::from_str("storage")).ok()?.dyn_into().ok()
}

async fn read(asks: bool) -> Keeping {
    let Some(manager) = manager() else { return Keeping::default() };
    let mut is_promised = is_true(manager.persisted()).await;
    if asks && !is_promised {
        is_promised = is_true(manager.persist()).await;
    }
    let (used_bytes, most_bytes) = estimate(&manager).await.unwrap_or_default();
    Keeping { is_promised, used_bytes, most_bytes }
}

async fn is_true(answer: Result<js_sys::Promise, JsValue>) -> bool {
    let Ok(promise) = answer else { return false };
    JsFuture::from(promise).await.is_ok_and(|answer| answer.is_truthy())
}

async fn estimate(manager: &StorageManager) -> Option<(Option<u64>, Option<u64>)> {
    let estimate: StorageEstimate = JsFuture::from(manager.estimate().ok()?).await.ok()?.unchecked_into();
    let bytes = |value: Option<f64>| value.filter(|value| value.is_finite() && *value >= 0.0).map(|value| value as u64);
    Some((bytes(estimate.get_usage()), bytes(estimate.get_quota())))
}
