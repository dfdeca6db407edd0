//! Where the focus goes when an alert was spoken of: the button that was pressed is gone once the engine has heard it, and
//! without a place to stay the focus would fall back to the top of the document.

use std::sync::Arc;

use forerun::domain::Timestamp;
use forerun::engine::Alerts;
use forerun::insight::{Alert, AlertEnd, AlertKey, AlertState};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Document, Element, HtmlElement, MouseEvent, window};

/// What an alert looks like from outside: when it changes, what was said has been heard.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Face {
    open: Option<(AlertState, Option<Timestamp>)>,
    closed: Vec<Option<AlertEnd>>,
}

impl Face {
    fn of(alerts: &Alerts, key: &AlertKey) -> Self {
        let is_it = |alert: &&Alert| alert.key == *key;
        Self {
            open: alerts.open.iter().find(is_it).map(|alert| (alert.state, alert.snoozed_until)),
            closed: alerts.closed.iter().filter(is_it).map(|alert| alert.end).collect(),
        }
    }
}

struct Pending {
    key: AlertKey,
    before: Face,
    pressed: Element,
}

/// What was said last, until it has been heard; a handle that is copied freely.
#[derive(Clone, Copy)]
pub struct Spoken {
    alerts: Signal<Arc<Alerts>>,
    pending: StoredValue<Option<Pending>, LocalStorage>,
}

impl Spoken {
    /// For the alerts of a page.
    pub fn provide(alerts: Signal<Arc<Alerts>>) {
        let spoken = Self { alerts, pending: StoredValue::new_local(None) };
        provide_context(spoken);
        Effect::new(move |_| {
            alerts.track();
            // The cards are drawn in the same turn; the frame after it they are as they will be.
            request_animation_frame(move || spoken.go_on());
        });
    }

    /// From anywhere below.
    pub fn used() -> Option<Self> {
        use_context::<Self>()
    }

    /// A button was pressed that says something of this alert.
    pub fn note(self, key: &AlertKey, event: &MouseEvent) {
        let pressed = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
        let before = self.alerts.try_with_untracked(|alerts| Face::of(alerts, key));
        let pending = pressed.zip(before).map(|(pressed, before)| Pending { key: key.clone(), before, pressed });
        self.pending.set_value(pending);
    }

    fn go_on(self) {
        // The page may be gone a frame later.
        let heard = self.alerts.try_with_untracked(|alerts| {
            let is_heard = |pending: &Pending| Face::of(alerts, &pending.key) != pending.before;
            let pending = self.pending.try_update_value(|pending| pending.take_if(|pending| is_heard(pending)))??;
            let place = alerts.open.iter().position(|alert| alert.key == pending.key);
            Some((pending.pressed, place))
        });
        let document = window().and_then(|window| window.document());
        let Some((Some((pressed, place)), document)) = heard.zip(document) else { return };
        // Whoever has gone elsewhere meanwhile stays there.
        let focused = document.active_element();
        if focused.is_some_and(|focused| focused != pressed && focused.tag_name() != "BODY") {
            return;
        }
        let next = place.and_then(|place| first_action(&document, place)).or_else(|| heading(&document));
        if let Some(next) = next {
            next.focus().ok();
        }
    }
}

/// What can be done next with the alert in this place of the list.
fn first_action(document: &Document, place: usize) -> Option<HtmlElement> {
    let selector = format!(".alert-list > :nth-child({}) .alert-actions button", place + 1);
    document.query_selector(&selector).ok()??.dyn_into().ok()
}

/// The heading of the list; no stop of Tab, only this leads there.
fn heading(document: &Document) -> Option<HtmlElement> {
    let heading =
        document.query_selector("section[aria-label='Open alerts'] h2").ok()??.dyn_into::<HtmlElement>().ok()?;
    heading.set_tab_index(-1);
    Some(heading)
}
