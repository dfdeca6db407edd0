//! `forerun simulate`: a simulated repository as files, with the truth beside it.

use std::fs;

use forerun::simulate::{self, Shape};

use crate::arguments::SimulateOptions;
use crate::failure::{Failure, in_file};
use crate::records;
use crate::shell::now_or;

/// Writes the files and says what was written.
pub fn run(options: &SimulateOptions) -> Result<String, Failure> {
    let simulated = simulate::repository(&Shape {
        seed: options.seed,
        runs: options.runs,
        days: options.days,
        now: now_or(options.now),
        with_jobs: true,
    });
    let repository = &simulated.repository;
    let lines = |values: &mut dyn Iterator<Item = serde_json::Value>| {
        values.map(|value| value.to_string() + "\n").collect::<String>()
    };
    let truth = serde_json::to_string_pretty(&simulated.truth)
        .map_err(|error| Failure::Engine(format!("the truth could not be written ({error})")))?;
    let files = [
        ("runs.jsonl", lines(&mut simulated.attempts.iter().map(|attempt| records::run(attempt, repository)))),
        ("jobs.jsonl", lines(&mut simulated.jobs.iter().map(records::job))),
        ("truth.json", truth + "\n"),
    ];
    fs::create_dir_all(&options.out).map_err(in_file(&options.out))?;
    for (name, text) in files {
        let path = options.out.join(name);
        fs::write(&path, text).map_err(in_file(&path))?;
    }
    Ok(format!(
        "{}: {} attempts in runs.jsonl, {} jobs in jobs.jsonl, the truth in truth.json ({})\n",
        options.out.display(),
        simulated.attempts.len(),
        simulated.jobs.len(),
        repository.name
    ))
}
