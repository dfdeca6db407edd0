//! One worker: words in and out as bytes, and a notice when it dies. Owns the coding; knows no meaning of the words.

use forerun::engine::{Answer, FromEngine, Problem, ToEngine};
use js_sys::{Array, Function, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{MessageEvent, Worker};

use super::listener::Listener;

/// What a worker tells.
pub enum Heard {
    /// A word that is no answer.
    Word(Box<FromEngine>),
    /// The answer to the query with this number.
    Answer(u32, CodedAnswer),
    /// It has died, or speaks another language.
    Dead(String),
}

/// An answer as it came. Whoever asked reads it, so that what reads answers is loaded with the first page that asks.
pub struct CodedAnswer(Vec<u8>);

impl CodedAnswer {
    /// What it says; `None` where it is in another language.
    pub fn read(&self) -> Option<Result<Answer, Problem>> {
        postcard::from_bytes(&self.0).ok()
    }
}

/// A running worker. Dropping it ends the worker.
pub struct EngineWorker {
    worker: Worker,
    _listeners: [Listener; 3],
}

/// What the loader marks its last words with.
const FATAL: &str = "fatal:";

impl EngineWorker {
    /// The worker that was started along with the page; a new one where that is gone.
    pub fn first(hear: impl Fn(Heard) + Clone + 'static) -> Option<Self> {
        let name = JsValue::from_str("forerunFirstEngine");
        let worker = Reflect::get(&js_sys::global(), &name).ok()?.dyn_into::<Worker>().ok();
        worker.map_or_else(|| Self::spawn(hear.clone()), |worker| Some(Self::listen(worker, hear.clone())))
    }

    /// A new worker.
    pub fn spawn(hear: impl Fn(Heard) + Clone + 'static) -> Option<Self> {
        let name = JsValue::from_str("forerunSpawnEngine");
        let spawn = Reflect::get(&js_sys::global(), &name).ok()?.dyn_into::<Function>().ok()?;
        let worker = spawn.call0(&JsValue::UNDEFINED).ok()?.dyn_into::<Worker>().ok()?;
        Some(Self::listen(worker, hear))
    }

    fn listen(worker: Worker, hear: impl Fn(Heard) + Clone + 'static) -> Self {
        let (on_error, on_garbled) = (hear.clone(), hear.clone());
        let listeners = [
            Listener::new(&worker, "message", move |event| {
                if let Some(heard) = event.dyn_ref::<MessageEvent>().and_then(|event| decode(&event.data())) {
                    hear(heard);
                }
            }),
            Listener::new(&worker, "error", move |event| {
                event.prevent_default();
                on_error(Heard::Dead("its program stopped".to_owned()));
            }),
            Listener::new(&worker, "messageerror", move |_| {
                on_garbled(Heard::Dead("a message from it could not be read".to_owned()));
            }),
        ];
        Self { worker, _listeners: listeners }
    }

    /// Sends a word. `Err` when it cannot be coded or the worker is gone.
    pub fn tell(&self, word: &ToEngine) -> Result<(), String> {
        let bytes = postcard::to_allocvec(word).map_err(|error| error.to_string())?;
        let array = Uint8Array::from(bytes.as_slice());
        // Transferred, not copied: what it holds (perhaps a token) is gone from this thread.
        let transferred = Array::of1(&array.buffer());
        let sent = self.worker.post_message_with_transfer(&array, &transferred);
        sent.ok().ok_or_else(|| "the worker takes no messages".to_owned())
    }
}

impl Drop for EngineWorker {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// `None` for messages that are neither words nor last words (the loader's own).
fn decode(data: &JsValue) -> Option<Heard> {
    if let Some(text) = data.as_string() {
        return text.strip_prefix(FATAL).map(|reason| Heard::Dead(reason.trim().to_owned()));
    }
    let bytes = data.dyn_ref::<Uint8Array>()?.to_vec();
    Some(match postcard::take_from_bytes(&bytes) {
        Ok((FromEngine::Answer(number), answer)) => Heard::Answer(number, CodedAnswer(answer.to_vec())),
        Ok((word, _)) => Heard::Word(Box::new(word)),
        Err(error) => Heard::Dead(format!("its answer could not be read: {error}")),
    })
}
