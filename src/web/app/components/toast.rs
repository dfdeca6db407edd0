//! Short messages in a corner: said once, seen for some seconds or until put away. Problems do not belong here: they
//! stay until they are solved.

use std::time::Duration;

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{FocusEvent, HtmlElement, Node, window};

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

    /// Puts everything away: what was said of one page says nothing on another.
    pub fn clear(self) {
        if !self.messages.with_untracked(Vec::is_empty) {
            self.messages.set(Vec::new());
            self.is_held.set(false);
        }
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
    let region = NodeRef::<Div>::new();
    // Where the focus was before it came to the messages.
    let before = StoredValue::new_local(None::<HtmlElement>);
    let dismiss = move |number: u32| {
        toasts.put_away(number);
        request_animation_frame(move || go_on_from(region, before.get_value()));
    };
    let on_enter = move |event: FocusEvent| {
        toasts.is_held.set(true);
        let from = event.related_target().and_then(|from| from.dyn_into::<HtmlElement>().ok());
        if let Some(from) = from.filter(|from| !holds(region, from)) {
            before.set_value(Some(from));
        }
    };
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
                    on:click=move |_| dismiss(number)
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
            node_ref=region
            role="status"
            aria-live="polite"
            on:pointerenter=move |_| hold(true)
            on:pointerleave=move |_| hold(false)
            on:focusin=on_enter
            on:focusout=move |_| hold(false)
        >
            <For each=move || toasts.messages.get() key=|message| message.number children=message />
        </div>
    }
    .into_any()
}

fn holds(region: NodeRef<Div>, node: &Node) -> bool {
    region.get_untracked().is_some_and(|region| region.contains(Some(node)))
}

/// The focus was on what has been put away: it goes on to the next message, or back to where it came from, or to the
/// page's heading.
fn go_on_from(region: NodeRef<Div>, before: Option<HtmlElement>) {
    let Some(document) = window().and_then(|window| window.document()) else { return };
    if document.active_element().is_some_and(|focused| focused.tag_name() != "BODY") {
        return;
    }
    let found = |selector: &str| document.query_selector(selector).ok().flatten()?.dyn_into::<HtmlElement>().ok();
    let next = region.get_untracked().and_then(|region| region.query_selector("button").ok().flatten());
    let next = next.and_then(|next| next.dyn_into::<HtmlElement>().ok());
    let next = next.or_else(|| before.filter(|before| before.is_connected())).or_else(|| found("main h1"));
    if let Some(next) = next {
        next.focus().ok();
    }
}
