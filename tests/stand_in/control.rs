//! What tests turn and read while the stand-in runs, under `/_control/`: outside CORS, tokens and limits.

use forerun::domain::Timestamp;
use serde_json::{Value, json};

use super::faults::Faults;
use super::query::Target;
use super::server::{Reply, StandIn};

/// Answers a request to the control address.
pub fn handle(stand_in: &mut StandIn, method: &str, target: &Target, now_milliseconds: i64) -> Reply {
    let now = Timestamp(now_milliseconds.div_euclid(1_000));
    let result = match (method, target.path.trim_start_matches("/_control/")) {
        ("GET", "log") => Some(json!(stand_in.log)),
        ("GET", "counters") => Some(counters(stand_in)),
        ("POST", "clear") => {
            stand_in.log.clear();
            stand_in.violations.clear();
            stand_in.counters.reset();
            Some(Value::Null)
        }
        ("POST", "faults") => {
            let rate = target.get("rate").and_then(|rate| rate.parse().ok()).unwrap_or_default();
            stand_in.faults = Faults::new(rate, target.number("seed").unwrap_or(1));
            Some(Value::Null)
        }
        ("POST", "latency") => {
            stand_in.latency_milliseconds = target.number("milliseconds").unwrap_or_default();
            Some(Value::Null)
        }
        ("POST", "run") => change(stand_in, target, |served, state| served.add_run(state, now)),
        ("POST", change_kind @ ("attempt" | "finish")) => {
            let id = target.number("run").unwrap_or_default();
            let is_new = change_kind == "attempt";
            change(stand_in, target, |served, state| served.change_run(id, state, is_new, now))
        }
        _ => None,
    };
    Reply {
        status: if result.is_some() { 200 } else { 404 },
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: result.unwrap_or_default().to_string().into_bytes(),
        dropped: false,
    }
}

fn counters(stand_in: &StandIn) -> Value {
    let count = |keep: &dyn Fn(&&super::server::Logged) -> bool| stand_in.log.iter().filter(keep).count();
    json!({
        "requests": count(&|logged| logged.method != "OPTIONS"),
        "preflights": count(&|logged| logged.method == "OPTIONS"),
        "not_modified": count(&|logged| logged.status == 304),
        "lists": count(&|logged| logged.method != "OPTIONS" && logged.target.contains("/actions/runs?")),
        "faulty": count(&|logged| logged.faulty),
        "violations": stand_in.violations,
    })
}

fn change(
    stand_in: &mut StandIn,
    target: &Target,
    change: impl FnOnce(&mut super::repositories::Served, &str) -> Option<u64>,
) -> Option<Value> {
    let name = target.get("repository")?;
    let served = stand_in.repositories.iter_mut().find(|served| served.repository.name.to_string() == name)?;
    change(served, target.get("state").unwrap_or("success")).map(|run| json!({"run": run}))
}
