//! Text to the clipboard, and a word about how that went.

use crate::platform::clipboard;
use crate::words::Tone;

use super::Toasts;

/// Copies `text`, then says `done`, or that the browser forbids it.
pub fn copy_and_tell(text: String, done: String) {
    let toasts = Toasts::used();
    clipboard::copy(text, move |is_copied| {
        let (words, tone) = if is_copied {
            (done, Tone::Good)
        } else {
            ("The browser does not let this page write to the clipboard.".to_owned(), Tone::Bad)
        };
        if let Some(toasts) = toasts {
            toasts.tell(words, tone);
        }
    });
}
