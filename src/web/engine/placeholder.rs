//! The engine's surface until the engine itself is part of the library: answers the session, and nothing else yet.

use std::rc::Rc;

use forerun::engine::{Answer, Command, Event, Problem, ProblemKind, Query, Session};
use forerun::github::Token;
use forerun::history::Store;
use forerun::sync::{Clock, Transport};

pub trait Network {
    type Transport: Transport;
    fn transport(&self, token: Option<Token>) -> Self::Transport;
}

pub struct Ports<S: Store, N: Network, C: Clock> {
    pub store: S,
    pub network: N,
    pub clock: C,
    pub events: Box<dyn Fn(Event)>,
    pub persistent: bool,
}

pub struct Engine<S: Store, N: Network, C: Clock> {
    ports: Ports<S, N, C>,
}

impl<S: Store, N: Network, C: Clock> Engine<S, N, C> {
    pub async fn start(ports: Ports<S, N, C>) -> Rc<Self> {
        Rc::new(Self { ports })
    }

    pub async fn command(self: &Rc<Self>, _command: Command) {
        (self.ports.events)(Event::Problem(internal()));
    }

    pub async fn query(&self, query: Query) -> Result<Answer, Problem> {
        match query {
            Query::Session => {
                Ok(Answer::Session(Box::new(Session { persistent: self.ports.persistent, ..Session::default() })))
            }
            _ => Err(internal()),
        }
    }
}

fn internal() -> Problem {
    Problem { kind: ProblemKind::Internal, title: String::new(), advice: String::new(), link: None }
}
