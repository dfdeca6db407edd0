//! The page's line to the engine: commands and queries out, events and answers in, a new worker when one dies. Owns
//! the numbers of queries and the moment of readiness; knows nothing of screens.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use forerun::domain::Timestamp;
use forerun::engine::{Command, Event, FromEngine, Query, ToEngine};

use leptos::prelude::set_timeout;

use super::platform::engine_worker::{CodedAnswer, EngineWorker, Heard};
use super::platform::zone::now;

/// What the page has to know of its engine.
pub enum EngineNotice {
    /// It listens (for the first time, or again).
    Ready,
    /// Something happened in it.
    Event(Box<Event>),
    /// It has not said that it listens for a time in which it should have; it may still.
    Silent,
    /// It died and is being started again; the token and all open questions are gone.
    Restarting,
    /// It does not start, or keeps dying.
    Lost(String),
}

type OnAnswer = Box<dyn FnOnce(CodedAnswer)>;

/// More deaths than this within [`DEATH_WINDOW_SECONDS`] and it is left alone.
const MOST_DEATHS: usize = 3;
const DEATH_WINDOW_SECONDS: i64 = 60;
/// A worker that listens does so within seconds, also on a slow connection.
const SILENCE: Duration = Duration::from_secs(20);

/// A handle; clones share the one line.
#[derive(Clone)]
pub struct EngineClient(Rc<Line>);

struct Line {
    worker: RefCell<Option<EngineWorker>>,
    is_ready: Cell<bool>,
    // Said before the worker was ready, when it would have been lost.
    unsent: RefCell<Vec<ToEngine>>,
    questions: RefCell<BTreeMap<u32, OnAnswer>>,
    last_number: Cell<u32>,
    // Tells workers apart: how many were started.
    started: Cell<u32>,
    deaths: RefCell<Vec<Timestamp>>,
    notify: Box<dyn Fn(EngineNotice)>,
}

impl EngineClient {
    /// Takes over the worker that started along with the page. `notify` is called from later events only.
    pub fn start(notify: impl Fn(EngineNotice) + 'static) -> Self {
        let client = Self(Rc::new(Line {
            worker: RefCell::default(),
            is_ready: Cell::default(),
            unsent: RefCell::default(),
            questions: RefCell::default(),
            last_number: Cell::default(),
            started: Cell::default(),
            deaths: RefCell::default(),
            notify: Box::new(notify),
        }));
        client.0.worker.replace(EngineWorker::first(client.listener()));
        client.watch();
        client
    }

    /// Another worker in place of one that says nothing. What was not sent yet is for the new one.
    pub fn start_again(&self) {
        self.0.is_ready.set(false);
        self.0.worker.replace(EngineWorker::spawn(self.listener()));
        self.watch();
    }

    /// Tells when the newest worker stays silent.
    fn watch(&self) {
        let number = self.0.started.get().wrapping_add(1);
        self.0.started.set(number);
        let line = Rc::downgrade(&self.0);
        let look = move || {
            if let Some(line) = line.upgrade()
                && line.started.get() == number
                && !line.is_ready.get()
                && line.worker.borrow().is_some()
            {
                (line.notify)(EngineNotice::Silent);
            }
        };
        set_timeout(look, SILENCE);
    }

    /// Whether there is a worker at all.
    pub fn has_worker(&self) -> bool {
        self.0.worker.borrow().is_some()
    }

    /// Does something; told about by events.
    pub fn command(&self, command: Command) {
        self.tell(ToEngine::Command(command));
    }

    /// Asks something; `on_answer` is called once, or never when the engine dies before it answers.
    pub fn query(&self, query: Query, on_answer: impl FnOnce(CodedAnswer) + 'static) {
        let number = self.0.last_number.get().wrapping_add(1);
        self.0.last_number.set(number);
        self.0.questions.borrow_mut().insert(number, Box::new(on_answer));
        self.tell(ToEngine::Query(number, query));
    }

    fn listener(&self) -> impl Fn(Heard) + Clone + 'static {
        let line = Rc::downgrade(&self.0);
        move |heard| {
            if let Some(line) = line.upgrade() {
                Self(line).hear(heard);
            }
        }
    }

    fn tell(&self, word: ToEngine) {
        if !self.0.is_ready.get() {
            self.0.unsent.borrow_mut().push(word);
            return;
        }
        let told = self.0.worker.borrow().as_ref().map_or(Ok(()), |worker| worker.tell(&word));
        if let Err(reason) = told {
            self.restart(reason);
        }
    }

    fn hear(&self, heard: Heard) {
        match heard {
            Heard::Word(word) => self.hear_word(*word),
            Heard::Answer(number, answer) => {
                let on_answer = self.0.questions.borrow_mut().remove(&number);
                if let Some(on_answer) = on_answer {
                    on_answer(answer);
                }
            }
            Heard::Dead(reason) => self.restart(reason),
        }
    }

    fn hear_word(&self, word: FromEngine) {
        match word {
            FromEngine::Ready => {
                self.0.is_ready.set(true);
                let unsent = self.0.unsent.take();
                (self.0.notify)(EngineNotice::Ready);
                for word in unsent {
                    self.tell(word);
                }
            }
            FromEngine::Event(event) => (self.0.notify)(EngineNotice::Event(Box::new(event))),
            // Heard with what follows it.
            FromEngine::Answer(_) => {}
        }
    }

    fn restart(&self, reason: String) {
        self.0.is_ready.set(false);
        self.0.questions.borrow_mut().clear();
        // A command with a token must not be sent twice, and questions are asked again by whoever still has them.
        self.0.unsent.borrow_mut().clear();
        self.0.worker.replace(None);
        if self.has_died_too_often() {
            (self.0.notify)(EngineNotice::Lost(reason));
            return;
        }
        self.0.worker.replace(EngineWorker::spawn(self.listener()));
        self.watch();
        (self.0.notify)(if self.has_worker() { EngineNotice::Restarting } else { EngineNotice::Lost(reason) });
    }

    fn has_died_too_often(&self) -> bool {
        let now = now();
        let mut deaths = self.0.deaths.borrow_mut();
        deaths.retain(|&death| now.seconds_since(death) < DEATH_WINDOW_SECONDS);
        deaths.push(now);
        deaths.len() > MOST_DEATHS
    }
}
