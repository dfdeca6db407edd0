//! `forerun report`: files (and a kept history) in, the report document out.

use std::path::Path;

use forerun::domain::Zone;
use forerun::engine::{Answer, DocumentFormat, Query};
use forerun::github::ApiBase;
use forerun::history::{Archive, Batch, History, RepositoryRecord, StoreError};

use crate::arguments::ReportOptions;
use crate::block_on::block_on;
use crate::failure::Failure;
use crate::file_store::FileStore;
use crate::files::{FileOptions, misunderstanding};
use crate::input;
use crate::shell::now_or;

/// The report as text.
pub fn run(options: &ReportOptions) -> Result<String, Failure> {
    let files = &options.files;
    let history = if let Some(folder) = &options.store {
        let batch = input::batch(files.runs.as_deref(), files.jobs.as_deref())?;
        block_on(add_to_store(folder, files, batch))?
    } else {
        files.history()?
    };
    let format = if options.markdown { DocumentFormat::Markdown } else { DocumentFormat::Json };
    let query = Query::Document(options.kind, format, options.filter.clone(), Zone::default());
    match files.ask(history, query)? {
        Answer::Document(document) => Ok(document.text),
        _ => Err(misunderstanding()),
    }
}

/// Merges the batch into the history kept in `folder`, and gives back everything that is there now.
async fn add_to_store(folder: &Path, files: &FileOptions, batch: Batch) -> Result<History, Failure> {
    let failed = |error: StoreError| Failure::Engine(format!("{}: {error}", folder.display()));
    let archive = Archive::new(FileStore::new(folder));
    let key = format!("{}-{}", files.repository.owner, files.repository.name);
    let opened = archive.open(&key).await.map_err(failed)?;
    let mut history: History = opened.history;
    history.merge(batch);
    let changes = history.take_changes();
    let columns = history.columns();
    let record = RepositoryRecord {
        repository: files.repository(),
        api_base: ApiBase::default().to_string(),
        is_demo: false,
        attempts: columns.attempts.len() as u64,
        jobs: columns.jobs.len() as u64,
        bytes: 0,
        synced_at: Some(now_or(files.now)),
        runs_reported: None,
    };
    archive.write(&key, changes, Some(&record), None).await.map_err(failed)?;
    Ok(history)
}
