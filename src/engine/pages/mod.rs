//! What each page is told: one file a page, which holds the answer's type and makes it of the view that the filter
//! selects. Computes nothing that `insight` should; changes nothing.

mod alerts;
mod compare;
mod cost;
mod delivery;
mod failures;
mod grid;
mod overview;
mod points;
mod predictions;
mod run;
mod standing;
mod trends;
mod workflow;
mod workflows;

pub use alerts::{AlertRules, Alerts, FiringSpan, RuleRecord};
pub use compare::{CompareQuery, CompareSide, Compared, OtherWindow, SideAbout};
pub use cost::{Cost, KnownCost, Tried};
pub use delivery::Delivery;
pub use failures::{Failures, FlakyCost};
pub use grid::Grid;
pub use overview::Overview;
pub use points::Point;
pub use predictions::Predictions;
pub use run::RunPage;
pub use standing::Standing;
pub use trends::Trends;
pub use workflow::WorkflowPage;
pub use workflows::Workflows;

pub(super) use alerts::alerts;
pub(super) use cost::{cost, tried};
pub(super) use delivery::delivery;
pub(super) use failures::failures;
pub(super) use grid::grid;
pub(super) use overview::overview;
pub(super) use predictions::predictions;
pub(super) use run::run;
pub(super) use trends::trends;
pub(super) use workflow::workflow;
pub(super) use workflows::workflows;
