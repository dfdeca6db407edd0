//! `forerun report`: files (and a kept history) in, the report document out.

use std::path::Path;

use forerun::domain::{Repository, Timestamp, Zone};
use forerun::engine::{Answer, DocumentFormat, Engine, Ports, Query, RepositoryKey};
use forerun::github::ApiBase;
use forerun::history::{Archive, Batch, History, MemoryStore, RepositoryRecord, StoreError};

use crate::arguments::ReportOptions;
use crate::block_on::block_on;
use crate::failure::Failure;
use crate::file_store::FileStore;
use crate::input;
use crate::shell::{NoNetwork, StandingClock, now_or};

/// The report as text.
pub fn run(options: &ReportOptions) -> Result<String, Failure> {
    let now = now_or(options.now);
    let batch = input::batch(options.runs.as_deref(), options.jobs.as_deref())?;
    let history = if let Some(folder) = &options.store {
        block_on(add_to_store(folder, options, batch, now))?
    } else {
        let mut history = History::new();
        history.merge(batch);
        history
    };
    let repository = repository(options);
    let format = if options.markdown { DocumentFormat::Markdown } else { DocumentFormat::Json };
    let ports = Ports {
        store: MemoryStore::default(),
        network: NoNetwork,
        clock: StandingClock(now),
        events: Box::new(|_| {}),
        persistent: false,
    };
    let answer = block_on(async {
        let engine = Engine::start(ports).await;
        engine.open_history(RepositoryKey("files".to_owned()), repository, false, history);
        engine.query(Query::Document(options.kind, format, options.filter.clone(), Zone::default())).await
    });
    match answer {
        Ok(Answer::Document(document)) => Ok(document.text),
        Ok(_) => Err(Failure::Engine("the engine answered another question".to_owned())),
        Err(problem) => Err(Failure::Engine(format!("{}. {}", problem.title, problem.advice))),
    }
}

fn repository(options: &ReportOptions) -> Repository {
    Repository {
        id: 0,
        name: options.repository.clone(),
        private: options.is_private,
        default_branch: options.default_branch.clone(),
        archived: false,
    }
}

/// Merges the batch into the history kept in `folder`, and gives back everything that is there now.
async fn add_to_store(
    folder: &Path,
    options: &ReportOptions,
    batch: Batch,
    now: Timestamp,
) -> Result<History, Failure> {
    let failed = |error: StoreError| Failure::Engine(format!("{}: {error}", folder.display()));
    let archive = Archive::new(FileStore::new(folder));
    let key = format!("{}-{}", options.repository.owner, options.repository.name);
    let opened = archive.open(&key).await.map_err(failed)?;
    let mut history: History = opened.history;
    history.merge(batch);
    let changes = history.take_changes();
    let columns = history.columns();
    let record = RepositoryRecord {
        repository: repository(options),
        api_base: ApiBase::default().to_string(),
        is_demo: false,
        attempts: columns.attempts.len() as u64,
        jobs: columns.jobs.len() as u64,
        bytes: 0,
        synced_at: Some(now),
        runs_reported: None,
    };
    archive.write(&key, changes, Some(&record), None).await.map_err(failed)?;
    Ok(history)
}
