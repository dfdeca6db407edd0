//! The cost page: what the minutes of the selected attempts cost, what of it was wasted, what could be saved.

use serde::{Deserialize, Serialize};

use crate::domain::Period;
use crate::insight::{
    self, CostBreakdown, CostCourse, CostSummary, Forecast, LabelPrice, Proposal, ProposalEffect, View, WhatIf,
};
use crate::stats::Lack;

/// Days ahead of the forecast.
const HORIZON_DAYS: u32 = 7;

/// The cost page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// Revision of the history it was made from.
    pub revision: u64,
    /// The instants it is about.
    pub period: Period,
    /// Attempts of the view, however they ended.
    pub attempts: u64,
    /// Standard runners cost nothing: the repository is public, and the settings do not count them all the same.
    pub is_free: bool,
    /// Whether the repository is public.
    pub is_public: bool,
    /// What is known once jobs are stored.
    pub known: Result<KnownCost, Lack>,
    /// The coming days, from the whole history of what the filter selects.
    pub forecast: Forecast,
}

/// What is known once jobs are stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KnownCost {
    /// Sums.
    pub summary: CostSummary,
    /// Day by day, cut three ways.
    pub breakdown: CostBreakdown,
    /// Against what was expected.
    pub course: CostCourse,
    /// Which labels were taken for which runner.
    pub labels: Vec<LabelPrice>,
    /// What changes would have saved.
    pub what_ifs: Vec<WhatIf>,
}

/// Makes it.
pub(in crate::engine) fn cost(view: &View<'_>, revision: u64) -> Cost {
    let is_public = !view.is_private;
    Cost {
        revision,
        period: view.period,
        attempts: view.rows.len() as u64,
        is_free: is_public && !view.settings.public_repositories_cost,
        is_public,
        known: known(view),
        forecast: insight::forecast_cost(view, insight::examine(view, &[]).daily_dollars(), HORIZON_DAYS),
    }
}

fn known(view: &View<'_>) -> Result<KnownCost, Lack> {
    let findings = insight::examine(view, &[]);
    Ok(KnownCost {
        summary: findings.cost().clone()?,
        breakdown: insight::break_down_cost(view)?,
        course: insight::follow_cost(view)?,
        labels: insight::price_labels(view),
        what_ifs: findings.what_ifs().clone()?,
    })
}

/// What a change that a person thinks of would have done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tried {
    /// The change.
    pub proposal: Proposal,
    /// Its effect on the measured jobs of the view.
    pub effect: Result<ProposalEffect, Lack>,
}

/// Tries it.
pub(in crate::engine) fn tried(view: &View<'_>, proposal: Proposal) -> Tried {
    let effect = insight::try_proposal(view, &proposal);
    Tried { proposal, effect }
}
