//! Puts the lower parts of a page onto it one after the other, each in a task of its own, and brings them up to date in
//! the same way: a page of many panels would hold up clicks and keys while it is made. Knows nothing of what it puts
//! there.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::time::Duration;

use leptos::prelude::*;

/// Does something; tells whether what it was for is still there.
type Job = Box<dyn FnOnce() -> bool>;

thread_local! {
    static WAITING: RefCell<VecDeque<Job>> = const { RefCell::new(VecDeque::new()) };
    static IS_ON_ITS_WAY: Cell<bool> = const { Cell::new(false) };
    static IS_BEHIND: ArcRwSignal<bool> = ArcRwSignal::new(false);
}

/// Whether parts of the page are still to be put there or brought up to date. Tracked.
pub fn is_behind() -> bool {
    IS_BEHIND.with(Clone::clone).get()
}

/// What `make` makes, in a task of its own after everything that was asked for before. For what lies below the first
/// screenful, or fills a place that is kept for it: until then nothing is there. What follows it on the page comes later as
/// well, or would be pushed down by it.
pub fn later(make: impl Fn() -> AnyView + Send + Sync + 'static) -> AnyView {
    let is_due = RwSignal::new(false);
    put_off(Box::new(move || is_due.try_set(true).is_none()));
    (move || is_due.get().then(&make)).into_any()
}

/// [`later`], and whenever `source` changes, what is made of it changes in a task of its own, too.
pub fn later_of<T: Clone + Send + Sync + 'static>(
    source: impl Into<Signal<T>>,
    make: impl Fn(Signal<T>) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let source = source.into();
    later(move || make(followed(source)))
}

/// `source`, a task later.
fn followed<T: Clone + Send + Sync + 'static>(source: Signal<T>) -> Signal<T> {
    let shown = RwSignal::new(source.get_untracked());
    let is_waiting = StoredValue::new(false);
    Effect::new(move |before: Option<()>| {
        source.track();
        if before.is_some() && !is_waiting.get_value() {
            is_waiting.set_value(true);
            put_off(Box::new(move || {
                is_waiting.try_set_value(false);
                let newest = source.try_get_untracked();
                newest.is_some_and(|newest| shown.try_set(newest).is_none())
            }));
        }
    });
    shown.into()
}

fn put_off(job: Job) {
    WAITING.with_borrow_mut(|waiting| waiting.push_back(job));
    go_on();
}

fn go_on() {
    let is_behind = WAITING.with_borrow(|waiting| !waiting.is_empty());
    let told = IS_BEHIND.with(Clone::clone);
    if told.get_untracked() != is_behind {
        told.set(is_behind);
    }
    if is_behind && !IS_ON_ITS_WAY.replace(true) {
        set_timeout(do_next, Duration::ZERO);
    }
}

fn do_next() {
    IS_ON_ITS_WAY.set(false);
    // For a page that has been left nothing is done.
    while let Some(job) = WAITING.with_borrow_mut(VecDeque::pop_front) {
        let is_done = job();
        if is_done {
            break;
        }
    }
    go_on();
}
