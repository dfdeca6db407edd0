//! The worker's shell around the engine: fetch, `IndexedDB`, clock, locks. Holds the token; draws nothing.

mod clock;
mod fault;
mod fetch;
mod indexed_db;
mod lazy;
mod lock;
mod storage;

use std::rc::Rc;

use forerun::engine::{Command, Engine, Event, FromEngine, Ports, Problem, ProblemKind, ToEngine};
use js_sys::{Array, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::clock::BrowserClock;
use crate::fetch::FetchNetwork;
use crate::lock::WriteLock;
use crate::storage::BrowserStore;

/// What every message is handled with.
struct Shell {
    engine: Rc<Engine<BrowserStore, FetchNetwork, BrowserClock>>,
    write_lock: WriteLock,
}

fn main() {
    std::panic::set_hook(Box::new(|panic| post(&JsValue::from_str(&format!("fatal: {panic}")))));
    spawn_local(start());
}

async fn start() {
    let (store, problem) = storage::open().await;
    let persistent = store.is_persistent();
    let events = Box::new(|event| tell(&FromEngine::Event(event)));
    let engine = Engine::start(Ports { store, network: FetchNetwork, clock: BrowserClock, events, persistent }).await;
    let session = engine.session();
    // Whoever has been here before opens what is stored.
    if !session.stored.is_empty() {
        lazy::load_ahead();
    }
    listen(Rc::new(Shell { engine, write_lock: WriteLock::default() }));
    tell(&FromEngine::Ready);
    tell(&FromEngine::Event(Event::SessionChanged(Box::new(session))));
    if let Some(problem) = problem {
        tell(&FromEngine::Event(Event::Problem(problem)));
    }
}

/// Handles every message in a task of its own, so that queries are answered while a sync runs.
fn listen(shell: Rc<Shell>) {
    let Some(scope) = worker_scope() else { return };
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let Ok(bytes) = event.data().dyn_into::<Uint8Array>() else { return };
        let shell = Rc::clone(&shell);
        match postcard::from_bytes(&bytes.to_vec()) {
            Ok(ToEngine::Command(command)) => spawn_local(lazy::command(shell, command)),
            Ok(ToEngine::Query(number, query)) => spawn_local(lazy::query(shell, number, query)),
            Err(error) => post(&JsValue::from_str(&format!("fatal: a message from the page cannot be read: {error}"))),
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The worker listens as long as it lives.
    on_message.forget();
}

impl Shell {
    /// What writes history waits for no other tab: it is refused while one writes.
    async fn command(&self, command: Command) {
        let writes = matches!(
            command,
            Command::Connect(_)
                | Command::Sync { .. }
                | Command::Refresh { .. }
                | Command::ReadAnnotations { .. }
                | Command::Delete(_)
                | Command::DeleteEverything
        );
        let held = if writes { self.write_lock.try_acquire().await } else { None };
        if writes && held.is_none() {
            // Nobody asked for a refresh, and nobody misses it: the other tab reads the same.
            if matches!(command, Command::Refresh { .. }) {
                return;
            }
            return tell(&FromEngine::Event(Event::Problem(busy_elsewhere())));
        }
        self.engine.command(command).await;
        drop(held);
    }
}

fn busy_elsewhere() -> Problem {
    Problem {
        kind: ProblemKind::Storage,
        title: "Another tab is syncing".to_owned(),
        advice: "Wait until it is done or press Stop there, then try again. What is stored can be looked at meanwhile."
            .to_owned(),
        link: None,
    }
}

/// Sends a word of the protocol to the page.
fn tell(message: &FromEngine) {
    send(postcard::to_allocvec(message));
}

/// Sends the answer to a question: the word that names the question, then the answer.
fn answer<A: Serialize>(number: u32, answer: &Result<A, Problem>) {
    let word = postcard::to_allocvec(&FromEngine::Answer(number));
    send(word.and_then(|word| postcard::to_extend(answer, word)));
}

fn send(message: postcard::Result<Vec<u8>>) {
    match message {
        Ok(bytes) => {
            let bytes = Uint8Array::from(bytes.as_slice());
            let Some(scope) = worker_scope() else { return };
            // Fails only for what cannot be cloned, which bytes can.
            drop(scope.post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer())));
        }
        Err(error) => post(&JsValue::from_str(&format!("fatal: an answer cannot be sent: {error}"))),
    }
}

fn post(message: &JsValue) {
    if let Some(scope) = worker_scope() {
        drop(scope.post_message(message));
    }
}

fn worker_scope() -> Option<DedicatedWorkerGlobalScope> {
    js_sys::global().dyn_into().ok()
}
