//! Short messages in a corner: said once, seen for some seconds or until put away. Problems do not belong here: they
//! stay until they are solved.

use std::time::Duration;

use leptos::prelude::*;

use crate::words::Tone;

use super::{Icon, IconName, badge};

/// Long enough to be read twice.
const SEEN_FOR: Duration = Duration::from_secs(8);
const MOST: usize = 3;

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Message {
    number: u32,
    text: String,
    tone: Tone,
}

/// The messages of the page; a handle that is copied freely.
#[derive(Clone, Copy)]
pub struct Toasts {
    messages: RwSignal<Vec<Message>>,
    /// A pointer or the focus rests on them: they stay.
    is_held: RwSignal<bool>,
}

impl Toasts {
    /// Makes messages possible for everything below.
    pub fn provide() -> Self {
        let toasts = Self { messages: RwSignal::new(Vec::new()), is_held: RwSignal::new(false) };
        provide_context(toasts);
        toasts
    }

    /// From anywhere below.
    pub fn used() -> Option<Self> {
        use_context::<Self>()
    }

    /// Says something.
    pub fn tell(self, text: impl Into<String>, tone: Tone) {
        let text = text.into();
        let mut said = 0;
        self.messages.update(|messages| {
            said = messages.last().map_or(0, |last| last.number.wrapping_add(1));
            messages.push(Message { number: said, text, tone });
            let superfluous = messages.len().saturating_sub(MOST);
            messages.drain(..superfluous);
        });
        self.put_away_later(said);
    }

    fn put_away_later(self, number: u32) {
        let put_away = move || match self.is_held.try_get_untracked() {
            Some(true) => self.put_away_later(number),
            Some(false) => self.put_away(number),
            None => {}
        };
        set_timeout(put_away, SEEN_FOR);
    }

    fn put_away(self, number: u32) {
        // The page may be gone by then.
        self.messages.try_update(|messages| messages.retain(|message| message.number != number));
    }
}

/// Where messages appear; there from the start, so that screen readers hear what comes.
#[component]
pub fn ToastRegion(toasts: Toasts) -> impl IntoView {
    let message = move |message: Message| {
        let word = match message.tone {
            Tone::Good => "Done",
            Tone::Warning => "Note",
            Tone::Bad => "Failed",
            Tone::Neutral => "Info",
        };
        let number = message.number;
        view! {
            <div class="toast">
                {badge(word, message.tone)} <p>{message.text}</p>
                <button
                    type="button"
                    class="button quiet icon-button"
                    aria-label="Dismiss"
                    on:click=move |_| toasts.put_away(number)
                >
                    <Icon name=IconName::Close />
                </button>
            </div>
        }
    };
    let hold = move |held: bool| toasts.is_held.set(held);
    view! {
        <div
            class="toasts"
            role="status"
            aria-live="polite"
            on:pointerenter=move |_| hold(true)
            on:pointerleave=move |_| hold(false)
            on:focusin=move |_| hold(true)
            on:focusout=move |_| hold(false)
        >
            <For each=move || toasts.messages.get() key=|message| message.number children=message />
        </div>
    }
    .into_any()
}
