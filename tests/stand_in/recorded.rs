//! Real data from a directory, where there is one: recorded answers as they are, `bitcoin/bitcoin` completed.

use std::collections::BTreeMap;
use std::path::Path;

use forerun::domain::{Repository, RepositoryName, Workflow, WorkflowState};
use forerun::github::{read_jobs, read_runs};
use serde_json::Value;

use super::repositories::{Kept, Records, Scenario, Served};
use super::server::StandIn;

impl StandIn {
    /// Serves everything found under `directory`; the names of its repositories.
    pub fn add_data(&mut self, directory: &Path) -> Result<Vec<String>, String> {
        let mut served = vec![bitcoin(&directory.join("bitcoin"))?];
        served.extend(recorded(&directory.join("recorded"))?);
        let names = served.iter().map(|served| served.repository.name.to_string()).collect();
        self.repositories.extend(served);
        Ok(names)
    }
}

fn bitcoin(directory: &Path) -> Result<Served, String> {
    let (attempts, _) = read_runs(&read(&directory.join("runs.jsonl"))?).map_err(|error| error.to_string())?;
    let (jobs, _) = read_jobs(&read(&directory.join("jobs.jsonl"))?).map_err(|error| error.to_string())?;
    let workflows = workflows_of(attempts.iter());
    let repository = repository(1_181_927, "bitcoin/bitcoin", "master")?;
    Ok(Served::new(Records { repository, workflows, attempts, jobs }, Scenario::Open))
}

fn recorded(directory: &Path) -> Result<Vec<Served>, String> {
    let (mut runs, mut jobs) = (BTreeMap::<(String, u64), Vec<_>>::new(), Vec::new());
    let entries = std::fs::read_dir(directory).map_err(|error| error.to_string())?;
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    for file in files {
        let is_runs = file.to_string_lossy().ends_with(".runs.jsonl");
        for line in read(&file)?.lines() {
            if is_runs {
                let (mut read, _) = read_runs(line).map_err(|error| error.to_string())?;
                let value: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
                let repository = value.get("repository").unwrap_or(&Value::Null);
                let name = repository.get("full_name").and_then(Value::as_str).unwrap_or_default().to_owned();
                let key = (name, repository.get("id").and_then(Value::as_u64).unwrap_or_default());
                runs.entry(key).or_default().extend(read.pop().map(|record| keep(record, line)));
            } else {
                let (mut read, _) = read_jobs(line).map_err(|error| error.to_string())?;
                jobs.extend(read.pop().map(|record| keep(record, line)));
            }
        }
    }
    let mut served = Vec::new();
    for ((name, id), attempts) in runs {
        let has_run = |kept: &Kept<forerun::domain::Job>| {
            attempts
                .iter()
                .any(|attempt: &Kept<forerun::domain::Attempt>| attempt.record.key.run_id == kept.record.key.run_id)
        };
        let (own, others) = jobs.into_iter().partition(has_run);
        jobs = others;
        let workflows = workflows_of(attempts.iter().map(|kept| &kept.record));
        served.push(Served::from_kept(repository(id, &name, "main")?, workflows, attempts, own, Scenario::Open));
    }
    Ok(served)
}

fn keep<T>(record: T, line: &str) -> Kept<T> {
    Kept { record, raw: Some(line.to_owned()) }
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn repository(id: u64, name: &str, default_branch: &str) -> Result<Repository, String> {
    let name = RepositoryName::parse(name).map_err(|error| error.to_string())?;
    Ok(Repository { id, name, private: false, default_branch: default_branch.to_owned(), archived: false })
}

fn workflows_of<'a>(attempts: impl Iterator<Item = &'a forerun::domain::Attempt>) -> Vec<Workflow> {
    let by_id: BTreeMap<u64, Workflow> = attempts
        .map(|attempt| {
            let (name, path) = (attempt.workflow_name.clone(), attempt.workflow_path.clone());
            (attempt.workflow_id, Workflow { id: attempt.workflow_id, name, path, state: WorkflowState::Active })
        })
        .collect();
    by_id.into_values().collect()
}
