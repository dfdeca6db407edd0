//! Which attempts a question is about.

use serde::{Deserialize, Serialize};

use super::{SuccessRule, Window};

/// A choice of attempts, and the rule by which their success is rated. Part of every address and document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Filter {
    /// When the attempts started.
    pub window: Window,
    /// Only this workflow (GitHub's number).
    pub workflow_id: Option<u64>,
    /// Only this branch.
    pub branch: Option<String>,
    /// Only this event (`push`, `pull_request`, …).
    pub event: Option<String>,
    /// What counts as success rate.
    pub rule: SuccessRule,
}
