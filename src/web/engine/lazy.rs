//! What of the engine is loaded when it is first needed: whatever answers a question, and whatever does something. Each
//! is a file of its own beside the engine's, loaded once; `scripts/split.mjs` cuts them out at the functions marked here.
//! Owns the border and what is said when a part does not arrive; does nothing itself.
//!
//! What the engine does before the first word from the page (open the store, tell the session) is in its first file.
//! A kind of work that few people need gets a part of its own: one marked function, called in place of [`do_it`].

#![expect(clippy::unnecessary_wraps, reason = "what loads a marked function needs a place for its own failure")]

use core::pin::Pin;
use std::rc::Rc;

use forerun::engine::{Command, Event, FromEngine, Problem, ProblemKind, Query};
use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::{Shell, answer, tell};

/// A task whose code is in the part that made it: a future cannot be marked, and unboxed it would be in the first file.
type Task = Pin<Box<dyn Future<Output = ()>>>;

#[wasm_split(answers, preload(load_answers), fallible)]
fn find_answer(shell: Rc<Shell>, number: u32, query: Query) -> Result<Task, SplitLoaderError> {
    Ok(Box::pin(async move { answer(number, &shell.engine.query(query).await) }))
}

#[wasm_split(commands, preload(load_commands), fallible)]
fn do_it(shell: Rc<Shell>, command: Command) -> Result<Task, SplitLoaderError> {
    Ok(Box::pin(async move { shell.command(command).await }))
}

/// Begins to load both parts. That it fails is told when one of them is needed.
pub fn load_ahead() {
    spawn_local(async { drop(load_commands().await) });
    spawn_local(async { drop(load_answers().await) });
}

/// Answers a question.
pub async fn query(shell: Rc<Shell>, number: u32, query: Query) {
    match find_answer(shell, number, query).await {
        Ok(task) => task.await,
        Err(_) => answer::<()>(number, &Err(not_arrived())),
    }
}

/// Does what a person wants. Whoever wants something asks next, so both parts are loaded at once.
pub async fn command(shell: Rc<Shell>, command: Command) {
    // That it fails is told when the first question comes.
    spawn_local(async { drop(load_answers().await) });
    match do_it(shell, command).await {
        Ok(task) => task.await,
        Err(_) => tell(&FromEngine::Event(Event::Problem(not_arrived()))),
    }
}

fn not_arrived() -> Problem {
    Problem {
        kind: ProblemKind::Part,
        title: "A part of Forerun did not arrive".to_owned(),
        advice:
            "Check your connection and try again; where that does not help, reload the page. Your stored history is \
                 safe."
                .to_owned(),
        link: None,
    }
}
