//! Addresses of GitHub's own pages about the open repository. Makes addresses; opens none.

use forerun::engine::StoredRepository;

/// A run.
pub fn run(repository: &StoredRepository, run_id: u64) -> String {
    format!("{}/{}/actions/runs/{run_id}", repository.api_base.web(), repository.name)
}

/// What came between two commits.
pub fn comparison(repository: &StoredRepository, before: &str, after: &str) -> String {
    format!("{}/{}/compare/{before}...{after}", repository.api_base.web(), repository.name)
}

/// A commit.
pub fn commit(repository: &StoredRepository, commit: &str) -> String {
    format!("{}/{}/commit/{commit}", repository.api_base.web(), repository.name)
}
