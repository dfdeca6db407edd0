//! Puts the lower parts of a page onto it one after the other, each in a task of its own: a page of many panels would hold
//! up clicks and keys while it is made. Knows nothing of what it puts there.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::time::Duration;

use leptos::prelude::*;

thread_local! {
    static WAITING: RefCell<VecDeque<RwSignal<bool>>> = const { RefCell::new(VecDeque::new()) };
    static IS_ON_ITS_WAY: Cell<bool> = const { Cell::new(false) };
}

/// What `make` makes, in a task of its own after everything that was asked for before. For what lies below the first
/// screenful, or fills a place that is kept for it: until then nothing is there. What follows it on the page comes later as
/// well, or would be pushed down by it.
pub fn later(make: impl Fn() -> AnyView + Send + Sync + 'static) -> AnyView {
    let is_due = RwSignal::new(false);
    WAITING.with_borrow_mut(|waiting| waiting.push_back(is_due));
    go_on();
    (move || is_due.get().then(&make)).into_any()
}

fn go_on() {
    let is_wanted = WAITING.with_borrow(|waiting| !waiting.is_empty());
    if is_wanted && !IS_ON_ITS_WAY.replace(true) {
        set_timeout(put_next, Duration::ZERO);
    }
}

fn put_next() {
    IS_ON_ITS_WAY.set(false);
    // Of a page that has been left nothing is made.
    while let Some(is_due) = WAITING.with_borrow_mut(VecDeque::pop_front) {
        let is_gone = is_due.try_set(true).is_some();
        if !is_gone {
            break;
        }
    }
    go_on();
}
