//! The commit grid: what broke a branch and when.

use serde::{Deserialize, Serialize};

use crate::domain::Period;
use crate::insight::{self, BranchGrid, GridPart, View};

/// The commit grid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// Revision of the history it was made from.
    pub revision: u64,
    /// The instants it is about.
    pub period: Period,
    /// Commits, columns, breakages.
    pub branch: BranchGrid,
}

/// Makes it.
pub(in crate::engine) fn grid(view: &View<'_>, part: &GridPart, revision: u64) -> Grid {
    Grid { revision, period: view.period, branch: insight::grid_of_branch(view, part) }
}
