//! Questions to the screen.

/// Whether a media query holds now; `false` where it cannot be asked.
pub fn matches(query: &str) -> bool {
    let list = web_sys::window().and_then(|window| window.match_media(query).ok().flatten());
    list.is_some_and(|list| list.matches())
}
