//! `localStorage` for how a person has arranged the page: theme, tables, panels, refresh interval, notifications, whether
//! the tour was seen. Never for data. A browser that blocks storage is a browser that remembers nothing, no error.

use web_sys::Storage;

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// The value under `key`.
pub fn read(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Keeps (`Some`) or forgets (`None`) a value, where the browser lets us.
pub fn write(key: &str, value: Option<&str>) {
    let Some(storage) = storage() else { return };
    match value {
        Some(value) => storage.set_item(key, value).ok(),
        None => storage.remove_item(key).ok(),
    };
}
