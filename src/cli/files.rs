//! Files of runs and jobs, opened as a repository: what every command that asks the engine something begins with.

use std::path::PathBuf;
use std::rc::Rc;

use forerun::domain::{Repository, RepositoryName, Timestamp};
use forerun::engine::{Answer, Engine, Ports, Query, RepositoryKey};
use forerun::history::{History, MemoryStore};

use crate::block_on::block_on;
use crate::failure::Failure;
use crate::input;
use crate::shell::{NoNetwork, StandingClock, now_or};

/// What a repository is opened from.
#[derive(Debug)]
pub struct FileOptions {
    /// File of runs.
    pub runs: Option<PathBuf>,
    /// File of jobs.
    pub jobs: Option<PathBuf>,
    /// The repository's name.
    pub repository: RepositoryName,
    /// Its main branch.
    pub default_branch: String,
    /// Whether minutes on standard runners cost money.
    pub is_private: bool,
    /// The moment that counts as now.
    pub now: Option<Timestamp>,
}

impl FileOptions {
    /// What the files hold.
    pub fn history(&self) -> Result<History, Failure> {
        let mut history = History::new();
        history.merge(input::batch(self.runs.as_deref(), self.jobs.as_deref())?);
        Ok(history)
    }

    /// The repository that they are about.
    pub fn repository(&self) -> Repository {
        Repository {
            id: 0,
            name: self.repository.clone(),
            private: self.is_private,
            default_branch: self.default_branch.clone(),
            archived: false,
        }
    }

    /// The engine's answer about a history of this repository.
    pub fn ask(&self, history: History, query: Query) -> Result<Answer, Failure> {
        let ports = Ports {
            store: MemoryStore::default(),
            network: NoNetwork,
            clock: StandingClock(now_or(self.now)),
            events: Box::new(|_| {}),
            persistent: false,
        };
        let answer = block_on(async {
            let engine: Rc<_> = Engine::start(ports).await;
            engine.open_history(RepositoryKey("files".to_owned()), self.repository(), false, history);
            engine.query(query).await
        });
        answer.map_err(|problem| Failure::Engine(format!("{}. {}", problem.title, problem.advice)))
    }
}

/// What is said of an answer to another question.
pub fn misunderstanding() -> Failure {
    Failure::Engine("the engine answered another question".to_owned())
}
