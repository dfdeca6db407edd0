//! What the minutes cost: a dated price list, the bill of each job, where the money goes, what it led to, and what could
//! be saved. Knows list prices only: included minutes, discounts and storage are not part of it.

mod breakdown;
mod charges;
mod course;
mod daily;
mod expectation;
mod flakes;
mod labels;
mod prices;
mod proposal;
mod summary;
mod sums;
mod tariffs;
mod what_if;

#[cfg(test)]
mod tests;

pub use breakdown::{CostBreakdown, CostPart, CostSeries, RunCost, break_down_cost};
pub use charges::CostTotal;
pub use course::{CostCourse, CourseDay, follow_cost};
pub use daily::daily_dollars;
pub(super) use daily::{CostPerRun, cost_per_run};
pub use expectation::{CostExpectation, CostProjection, ExpectedCost};
pub use flakes::{PricedWaste, price_waste};
pub use labels::{LabelPrice, price_labels};
pub use prices::{RUNNER_PRICES, RunnerPrice};
pub use proposal::{Proposal, ProposalEffect, try_proposal};
pub use summary::{
    BranchClass, BranchCost, CostSummary, DayCost, JobCost, RunnerCost, WasteCost, WorkflowCost, summarise_cost,
};
pub use tariffs::Runner;
pub use what_if::{WhatIf, WhatIfChange, ask_what_if};
