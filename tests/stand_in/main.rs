//! The stand-in as a server on 127.0.0.1, for browser tests and for trying things out.
//!
//! `cargo run --example stand-in -- --port 4010 [--control-port 4011] [--data DIR] [--latency MS] [--faults RATE]
//! [--now SECONDS]`. Its clock starts at `now`, in Unix time, and runs on; without it, it is this machine's.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use forerun::domain::{Repository, RepositoryName, Timestamp};
use forerun::simulate::{self, Shape};
use futures_util::stream;
use stand_in::faults::Faults;
use stand_in::fixture::Fixture;
use stand_in::repositories::Records;
use stand_in::server::Reply;
use stand_in::{Ask, Scenario, StandIn};

#[path = "mod.rs"]
mod stand_in;

struct Served {
    stand_in: Mutex<StandIn>,
    clock: Clock,
}

/// This machine's clock, moved by a constant.
#[derive(Clone, Copy)]
struct Clock {
    ahead_milliseconds: i64,
}

impl Clock {
    fn starting_at(now_seconds: Option<i64>) -> Self {
        let machine = Self { ahead_milliseconds: 0 };
        let start = now_seconds.map(|seconds| seconds.saturating_mul(1_000) - machine.now_milliseconds());
        Self { ahead_milliseconds: start.unwrap_or(0) }
    }

    fn now_milliseconds(self) -> i64 {
        let passed = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        i64::try_from(passed.as_millis()).unwrap_or(i64::MAX).saturating_add(self.ahead_milliseconds)
    }
}

struct Arguments {
    port: u16,
    control_port: Option<u16>,
    data: Option<PathBuf>,
    latency_milliseconds: u64,
    fault_rate: f64,
    now_seconds: Option<i64>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse()?;
    let base = format!("http://127.0.0.1:{}", arguments.port);
    let mut stand_in = StandIn::new(&base);
    let mut out = std::io::stdout();
    let clock = Clock::starting_at(arguments.now_seconds);
    fill(&mut stand_in, Timestamp(clock.now_milliseconds() / 1_000));
    if let Some(directory) = &arguments.data {
        for name in stand_in.add_data(directory)? {
            writeln!(out, "serves {name}")?;
        }
    }
    stand_in.latency_milliseconds = arguments.latency_milliseconds;
    stand_in.faults = Faults::new(arguments.fault_rate, 1);
    for known in stand_in::tokens::KNOWN {
        writeln!(out, "token {}  {}", known.token, known.meaning)?;
    }
    let app = Router::new().fallback(answer).with_state(Arc::new(Served { stand_in: Mutex::new(stand_in), clock }));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", arguments.port)).await?;
    writeln!(out, "listens on {base}, control under {base}/_control/")?;
    out.flush()?;
    match arguments.control_port {
        Some(port) => {
            let control = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
            tokio::try_join!(async { axum::serve(listener, app.clone()).await }, async {
                axum::serve(control, app.clone()).await
            })?;
        }
        None => axum::serve(listener, app).await?,
    }
    Ok(())
}

impl Arguments {
    fn parse() -> Result<Self, lexopt::Error> {
        use lexopt::prelude::*;
        let mut arguments = Self {
            port: 4010,
            control_port: None,
            data: None,
            latency_milliseconds: 0,
            fault_rate: 0.0,
            now_seconds: None,
        };
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Long("port") => arguments.port = parser.value()?.parse()?,
                Long("control-port") => arguments.control_port = Some(parser.value()?.parse()?),
                Long("data") => arguments.data = Some(parser.value()?.into()),
                Long("latency") => arguments.latency_milliseconds = parser.value()?.parse()?,
                Long("faults") => arguments.fault_rate = parser.value()?.parse()?,
                Long("now") => arguments.now_seconds = Some(parser.value()?.parse()?),
                other => return Err(other.unexpected()),
            }
        }
        Ok(arguments)
    }
}

/// One repository of each kind.
fn fill(stand_in: &mut StandIn, now: Timestamp) {
    let fixture = |name, id, runs, jobs_per_attempt| Fixture { name, id, runs, crowded: 0, jobs_per_attempt, now };
    stand_in.add_repository(fixture("octo/small", 1, 250, 4).records(), Scenario::Open);
    stand_in.add_repository(fixture("octo/large", 2, 12_000, 2).records(), Scenario::Open);
    stand_in.add_repository(fixture("octo/tiny", 8, 40, 2).records(), Scenario::Open);
    stand_in.add_repository(fixture("octo/medium", 9, 4_200, 1).records(), Scenario::Open);
    stand_in.add_repository(simulated("octo/harbour", 10, now), Scenario::Open);
    stand_in.add_repository(fixture("octo/private", 3, 10, 1).records(), Scenario::Hidden);
    stand_in.add_repository(fixture("octo/blocked", 4, 10, 1).records(), Scenario::Blocked);
    stand_in.add_repository(fixture("octo/scrambled", 5, 3_000, 0).records(), Scenario::Scrambled);
    stand_in.add_repository(fixture("octo/capped", 7, 3_000, 0).records(), Scenario::Capped);
    let name = RepositoryName { owner: "octo".to_owned(), name: "empty".to_owned() };
    let repository = Repository { id: 6, name, private: false, default_branch: "main".to_owned(), archived: false };
    let nothing = Records { repository, workflows: Vec::new(), attempts: Vec::new(), jobs: Vec::new() };
    stand_in.add_repository(nothing, Scenario::Open);
    stand_in.rename("octo/former", 1);
}

/// A believable one: three months of a small team's work.
fn simulated(name: &str, id: u64, now: Timestamp) -> Records {
    let simulated = simulate::repository(&Shape { seed: id, runs: 1_200, days: 90, now, with_jobs: true });
    let name = RepositoryName::parse(name).unwrap_or_else(|error| panic!("{error}"));
    Records {
        repository: Repository { id, name, ..simulated.repository },
        workflows: simulated.workflows,
        attempts: simulated.attempts,
        jobs: simulated.jobs,
    }
}

async fn answer(State(served): State<Arc<Served>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    // A body left unread would break the connection's next request; none is ever needed.
    drop(to_bytes(body, 1 << 20).await);
    let headers = parts
        .headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    let ask = Ask { method: parts.method.as_str(), target, headers: headers.collect() };
    let (reply, latency) = {
        // A panic elsewhere must not silence the control address.
        let mut stand_in = served.stand_in.lock().unwrap_or_else(PoisonError::into_inner);
        (stand_in.handle(&ask, served.clock.now_milliseconds()), stand_in.latency_milliseconds)
    };
    if latency > 0 && !target.starts_with("/_control/") {
        tokio::time::sleep(Duration::from_millis(latency)).await;
    }
    respond(reply)
}

fn respond(reply: Reply) -> Response {
    let body = if reply.dropped {
        let broken = Err::<Vec<u8>, _>(std::io::Error::other("dropped on purpose"));
        Body::from_stream(stream::once(core::future::ready(broken)))
    } else {
        Body::from(reply.body)
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::OK);
    for (name, value) in reply.headers {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(&value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}
