//! Questions of a panel: asked again when the question or the history changes, late answers to older questions
//! dropped, the last answer kept on screen meanwhile.

use std::sync::Arc;
use std::time::Duration;

use forerun::engine::{Answer, Problem, ProblemKind, Query, RepositoryKey};
use leptos::prelude::*;

use super::state::{App, Opening};

/// A question and the newest answer to it.
pub struct Asked<T: Send + Sync + 'static> {
    /// The newest answer; `None` before the first.
    pub value: RwSignal<Option<Arc<T>>>,
    /// Whether a newer one is on its way.
    pub is_busy: RwSignal<bool>,
    /// Whether what is shown answers another question than the one that is open: another filter, not newer data.
    pub is_outdated: RwSignal<bool>,
    /// Why there is none.
    pub problem: RwSignal<Option<Problem>>,
    again: RwSignal<u32>,
    turn: StoredValue<Turn>,
    take: fn(Answer) -> Option<Box<T>>,
    app: App,
}

impl<T: Send + Sync + 'static> Clone for Asked<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Asked<T> {}

#[derive(Default)]
struct Turn {
    number: u32,
    // The question without an answer yet.
    open: Option<Query>,
    // The history has changed since it was asked.
    is_stale: bool,
    // The question whose answer is shown.
    answered: Option<Query>,
}

/// Asks `query` about the repository of the address whenever it is open; `take` picks the answer's kind.
pub fn ask<T: PartialEq + Send + Sync + 'static>(
    app: App,
    query: impl Fn() -> Query + Send + Sync + 'static,
    take: fn(Answer) -> Option<Box<T>>,
) -> Asked<T> {
    let asked = Asked {
        value: RwSignal::new(None),
        is_busy: RwSignal::new(false),
        is_outdated: RwSignal::new(false),
        problem: RwSignal::new(None),
        again: RwSignal::new(0),
        turn: StoredValue::new(Turn::default()),
        take,
        app,
    };
    // What else is in the address, such as which tab, asks nothing.
    let wanted = Memo::new(move |_| query());
    let opening = Memo::new(move |_| app.opening());
    let key = Memo::new(move |_| app.route.with(|route| route.repository.clone()));
    // To give back a large answer takes as long as to make a part of the next page.
    on_cleanup(move || {
        let last = asked.value.try_get_untracked();
        set_timeout(move || drop(last), Duration::ZERO);
    });
    Effect::new(move |before: Option<Option<RepositoryKey>>| {
        let key = key.get();
        if before.is_some_and(|before| before != key) {
            asked.forget();
        }
        app.revision.track();
        app.session.track();
        asked.again.track();
        if opening.get() == Opening::Open {
            asked.want(wanted.get());
        } else {
            asked.turn.update_value(|turn| turn.open = None);
        }
        key
    });
    asked
}

impl<T: PartialEq + Send + Sync + 'static> Asked<T> {
    /// Asks once more, after a problem.
    pub fn ask_again(self) {
        self.again.update(|again| *again = again.wrapping_add(1));
    }

    /// What belongs to another repository goes, an answer on its way included.
    fn forget(self) {
        self.turn.update_value(|turn| *turn = Turn { number: turn.number.wrapping_add(1), ..Turn::default() });
        self.value.set(None);
        self.problem.set(None);
    }

    /// A sync changes the history many times a second: the same question waits for its answer before it is repeated.
    fn want(self, query: Query) {
        let is_open = self.turn.with_value(|turn| turn.open.as_ref() == Some(&query));
        if is_open {
            self.turn.update_value(|turn| turn.is_stale = true);
        } else {
            self.send(query);
        }
    }

    fn send(self, query: Query) {
        let mut number = 0;
        let mut is_other = false;
        self.turn.update_value(|turn| {
            number = turn.number.wrapping_add(1);
            let answered = turn.answered.take();
            is_other = answered.as_ref().is_some_and(|answered| *answered != query);
            *turn = Turn { number, open: Some(query.clone()), is_stale: false, answered };
        });
        self.is_busy.set(true);
        self.is_outdated.set(is_other);
        self.app.query(query, move |answer| self.hear(number, answer));
    }

    /// What has just been read is shown in a task of its own: either takes its time.
    fn hear(self, number: u32, answer: Result<Answer, Problem>) {
        set_timeout(move || self.show(number, answer.map(self.take)), Duration::ZERO);
    }

    /// The page may be gone by now, and its signals with it: then nothing is set.
    fn show(self, number: u32, answer: Result<Option<Box<T>>, Problem>) {
        if self.turn.try_with_value(|turn| turn.number) != Some(number) {
            return;
        }
        match answer {
            Ok(Some(value)) => {
                self.problem.set(None);
                // The same again changes nothing on screen: opening and every quiet refresh ask once more.
                if !self.value.with_untracked(|shown| shown.as_deref() == Some(&*value)) {
                    self.value.set(Some(Arc::from(value)));
                }
            }
            Ok(None) => self.problem.set(Some(misunderstanding())),
            Err(problem) => self.problem.set(Some(problem)),
        }
        self.is_busy.set(false);
        self.is_outdated.set(false);
        let turn = self.turn.try_update_value(std::mem::take).unwrap_or_default();
        self.turn.update_value(|fresh| {
            fresh.number = turn.number;
            fresh.answered.clone_from(&turn.open);
        });
        if let Some(query) = turn.open.filter(|_| turn.is_stale) {
            self.send(query);
        }
    }
}

/// What is said of an answer to another question, or in another language.
pub fn misunderstanding() -> Problem {
    Problem {
        kind: ProblemKind::Internal,
        title: "The engine answered another question".to_owned(),
        advice: "Reload the page. Your stored history is safe.".to_owned(),
        link: None,
    }
}
