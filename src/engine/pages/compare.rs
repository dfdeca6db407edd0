//! The comparison: two choices of attempts side by side, and what a second choice could be.

use serde::{Deserialize, Serialize};

use crate::domain::{Filter, Period, RepositoryName, Zone};
use crate::insight::SideBySide;

use super::super::open::Open;
use super::super::{RepositoryKey, WorkflowChoice};

/// More branches than these help nobody to choose.
const MOST_BRANCHES: usize = 200;

/// What to put side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompareQuery {
    /// The first side.
    pub first: CompareSide,
    /// The second side; its window is in `window`.
    pub second: CompareSide,
    /// When the second side's attempts started.
    pub window: OtherWindow,
    /// In which days are told.
    pub zone: Zone,
}

/// One side: whose attempts, and which of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CompareSide {
    /// Of which repository.
    pub repository: RepositoryKey,
    /// Which attempts.
    pub filter: Filter,
}

/// The window of the second side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OtherWindow {
    /// What its filter says.
    OfFilter,
    /// As long as the first side's, right before it.
    Before,
}

/// Two sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// Revision of the open history it was made from.
    pub revision: u64,
    /// What is known of the first side's repository.
    pub first: SideAbout,
    /// What is known of the second side's; `None` where it could not be read.
    pub second: Option<SideAbout>,
    /// The comparison; `None` where the second side could not be read.
    pub sides: Option<SideBySide>,
    /// Why not, in a sentence.
    pub problem: Option<String>,
}

/// What there is to choose of a side's repository.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SideAbout {
    /// Its key.
    pub key: RepositoryKey,
    /// Its name.
    pub name: RepositoryName,
    /// Its main branch; empty where that is unknown.
    pub default_branch: String,
    /// Its workflows.
    pub workflows: Vec<WorkflowChoice>,
    /// Its branches, most attempts first, at most 200.
    pub branches: Vec<String>,
    /// Its events, most attempts first.
    pub events: Vec<String>,
    /// The branch beside the main one with the most attempts in the side's window, whatever else is chosen.
    pub busiest_branch: Option<String>,
    /// What could not be read of its history, a sentence each.
    pub damaged: Vec<String>,
}

impl SideAbout {
    /// Of an open repository, or one that is looked at.
    pub(in crate::engine) fn of(open: &Open, period: Period) -> Self {
        let (branches, events) = open.branch_and_event_choices(MOST_BRANCHES);
        Self {
            key: open.key.clone(),
            name: open.record.repository.name.clone(),
            default_branch: open.record.repository.default_branch.clone(),
            workflows: open.workflow_choices(),
            branches,
            events,
            busiest_branch: open.busiest_other_branch(period),
            damaged: open.damaged.clone(),
        }
    }
}
