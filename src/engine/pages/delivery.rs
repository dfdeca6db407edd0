//! The delivery page: the four keys with their classes, the default branch, maturity, and how long people wait.

use serde::{Deserialize, Serialize};

use crate::domain::Period;
use crate::insight::{
    self, DeliveryWeek, DeploymentSources, Dora, DoraClasses, Maturity, QueueSummary, SignalSummary, View,
};

/// The delivery page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    /// Revision of the history it was made from.
    pub revision: u64,
    /// The instants it is about.
    pub period: Period,
    /// Attempts of the view, however they ended.
    pub attempts: u64,
    /// The repository's main branch, where known.
    pub default_branch: Option<String>,
    /// The four keys, and what runs alone tell.
    pub dora: Dora,
    /// How the four keys compare.
    pub classes: DoraClasses,
    /// What counted as a deployment.
    pub deployments: DeploymentSources,
    /// Week by week, oldest first.
    pub weeks: Vec<DeliveryWeek>,
    /// How mature the repository's CI is.
    pub maturity: Maturity,
    /// Waiting for the answer.
    pub signal: SignalSummary,
    /// Validation times up to here satisfy, seconds.
    pub satisfying_seconds: f64,
    /// Waiting for runners; `None` where no executed job is known.
    pub queue: Option<QueueSummary>,
}

/// Makes it.
pub(in crate::engine) fn delivery(view: &View<'_>, revision: u64) -> Delivery {
    let findings = insight::examine(view, &[]);
    let dora = findings.dora().clone();
    Delivery {
        revision,
        period: view.period,
        attempts: view.rows.len() as u64,
        default_branch: view.default_branch.map(str::to_owned),
        classes: insight::classify_dora(&dora),
        deployments: insight::name_deployments(view),
        weeks: insight::weekly_delivery(view),
        maturity: findings.maturity().clone(),
        signal: insight::summarise_signal(view),
        satisfying_seconds: view.settings.satisfying_validation_seconds,
        queue: insight::summarise_queue(view),
        dora,
    }
}
