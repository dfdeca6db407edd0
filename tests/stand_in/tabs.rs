//! A stand-in, a clock and a store that outlives every engine: what the tests of the engine look at.

use std::cell::RefCell;
use std::rc::Rc;

use forerun::domain::{Filter, RepositoryName, Window, Zone};
use forerun::engine::{
    Answer, Command, Connection, Coverage, Engine, Event, Network, Overview, Ports, ProblemKind, Query, Session,
};
use forerun::github::{ApiBase, Token};
use forerun::history::{Key, MemoryStore, Store, StoreError};
use serde_json::Value;

use crate::in_process::{BASE, InProcess};
use crate::stand_in::fixture::Fixture;
use crate::stand_in::{Ask, Scenario, StandIn};
use crate::virtual_time::VirtualClock;

pub const NOW: i64 = 1_790_000_000_000;

/// A store that several engines share, as tabs share `IndexedDB`.
#[derive(Clone, Default)]
pub struct Shared(Rc<MemoryStore>);

impl Store for Shared {
    async fn read(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        self.0.read(key).await
    }

    async fn read_all(&self, prefix: &str) -> Result<Vec<(Key, Vec<u8>)>, StoreError> {
        self.0.read_all(prefix).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<Key>, StoreError> {
        self.0.list(prefix).await
    }

    async fn write(&self, changes: Vec<(Key, Option<Vec<u8>>)>) -> Result<(), StoreError> {
        self.0.write(changes).await
    }
}

/// Reaches the stand-in with whatever token the engine hands over.
pub struct ToStandIn {
    stand_in: &'static RefCell<StandIn>,
    clock: VirtualClock,
}

impl Network for ToStandIn {
    type Transport = InProcess<'static>;

    fn transport(&self, token: Option<Token>) -> Self::Transport {
        let token = token.map(|token| &*Box::leak(token.reveal().to_owned().into_boxed_str()));
        InProcess::new(self.stand_in, &self.clock, token)
    }
}

pub type TestEngine = Engine<Shared, ToStandIn, VirtualClock>;

/// A stand-in, a clock and a store; engines come and go.
pub struct World {
    pub stand_in: &'static RefCell<StandIn>,
    pub clock: VirtualClock,
    pub store: Shared,
    pub events: Rc<RefCell<Vec<Event>>>,
}

impl World {
    pub fn new(fixture: Fixture) -> Self {
        let mut stand_in = StandIn::new(BASE);
        stand_in.add_repository(fixture.records(), Scenario::Open);
        Self::with(stand_in, NOW)
    }

    pub fn with(stand_in: StandIn, now_milliseconds: i64) -> Self {
        Self {
            stand_in: Box::leak(Box::new(RefCell::new(stand_in))),
            clock: VirtualClock::starting_at(now_milliseconds),
            store: Shared::default(),
            events: Rc::default(),
        }
    }

    /// A new tab.
    pub fn engine(&self) -> Rc<TestEngine> {
        let events = Rc::clone(&self.events);
        self.run(Engine::start(Ports {
            store: self.store.clone(),
            network: ToStandIn { stand_in: self.stand_in, clock: self.clock.clone() },
            clock: self.clock.clone(),
            events: Box::new(move |event| events.borrow_mut().push(event)),
            persistent: true,
        }))
    }

    pub fn run<F: Future>(&self, future: F) -> F::Output {
        self.clock.run(future).expect("waits for what never comes")
    }

    pub fn command(&self, engine: &Rc<TestEngine>, command: Command) {
        self.run(engine.command(command));
    }

    pub fn connect(&self, engine: &Rc<TestEngine>, name: &str, token: Option<&str>) {
        self.command(engine, connect(name, token, 500));
    }

    pub fn session(&self, engine: &Rc<TestEngine>) -> Session {
        match self.run(engine.query(Query::Session)) {
            Ok(Answer::Session(session)) => *session,
            other => panic!("{other:?}"),
        }
    }

    pub fn overview(&self, engine: &Rc<TestEngine>) -> Overview {
        let filter = Filter { window: Window::All, ..Filter::default() };
        match self.run(engine.query(Query::Overview(filter, Zone::default()))) {
            Ok(Answer::Overview(overview)) => *overview,
            other => panic!("{other:?}"),
        }
    }

    pub fn coverage(&self, engine: &Rc<TestEngine>) -> Coverage {
        match self.run(engine.query(Query::Coverage)) {
            Ok(Answer::Coverage(coverage)) => *coverage,
            other => panic!("{other:?}"),
        }
    }

    pub fn problems(&self) -> Vec<ProblemKind> {
        let events = self.events.borrow();
        let kind = |event: &Event| match event {
            Event::Problem(problem) => Some(problem.kind),
            _ => None,
        };
        events.iter().filter_map(kind).collect()
    }

    pub fn requests(&self) -> u64 {
        self.counter("requests")
    }

    pub fn counter(&self, name: &str) -> u64 {
        let ask = Ask { method: "GET", target: "/_control/counters", headers: Vec::new() };
        let reply = self.stand_in.borrow_mut().handle(&ask, NOW);
        let counters: Value = serde_json::from_slice(&reply.body).unwrap();
        counters.get(name).and_then(Value::as_u64).expect("the stand-in counts")
    }
}

pub fn connect(name: &str, token: Option<&str>, job_requests: u32) -> Command {
    Command::Connect(Connection {
        token: token.map(|token| Token::parse(token).unwrap()),
        repository: RepositoryName::parse(name).unwrap(),
        api_base: ApiBase::parse(BASE).unwrap(),
        job_requests,
    })
}
