//! The line by which a repository is listed among others.

use serde::{Deserialize, Serialize};

use crate::insight::RepositoryStanding;

use super::super::StoredRepository;

/// How one repository stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// The repository, as it was when the numbers were made.
    pub repository: StoredRepository,
    /// Its numbers.
    pub numbers: RepositoryStanding,
    /// What could not be read of its history, a sentence each.
    pub damaged: Vec<String>,
}
