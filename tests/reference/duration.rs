//! Which durations count, through the reader and `insight::prepare` as a person's data go.

use forerun::domain::{Settings, Timestamp};
use forerun::github;
use forerun::history::{Batch, History};
use forerun::insight;
use serde_json::{Value, json};

use crate::{Case, Fields, fields};

/// Seconds of each run, or null where its start or end is missing or they are the wrong way round.
pub(crate) fn durations(function: &str, case: &Case<'_>) -> Option<Fields> {
    (function == "duration_policy").then_some(())?;
    let runs = case.input("runs").as_array()?;
    let objects = (1_u64..).zip(runs).map(|(id, run)| object(id, run).to_string() + "\n").collect::<String>();
    // A run that says nothing of its start is left out with a warning.
    let (attempts, _warnings) = github::read_runs(&objects).ok()?;
    let mut history = History::new();
    history.merge(Batch { attempts, ..Batch::default() });
    let columns = history.columns();
    let prepared = insight::prepare(columns, &Settings::default());
    let seconds = |id: u64| {
        let row = columns.attempts.run_id.iter().position(|run_id| *run_id == id)?;
        prepared.duration_seconds.get(row).copied().filter(|seconds| *seconds != u32::MAX)
    };
    let all: Vec<Option<u32>> = (1..=runs.len() as u64).map(seconds).collect();
    fields(json!({ "duration_s": all }))
}

/// A first attempt starts when it is created.
fn object(id: u64, run: &Value) -> Value {
    let time = |name: &str| run[name].as_i64().map(|seconds| Timestamp(seconds).to_rfc3339());
    let status = run["status"].as_str();
    json!({
        "id": id, "workflow_id": 1, "run_attempt": 1, "status": status,
        "conclusion": (status == Some("completed")).then_some("success"),
        "created_at": time("run_started_at"), "run_started_at": time("run_started_at"),
        "updated_at": time("updated_at"),
    })
}
