//! What each page is told: one file a page, which holds the answer's type and makes it of the view that the filter
//! selects. Computes nothing that `insight` should; changes nothing.

mod alerts;
mod failures;
mod overview;
mod points;
mod workflows;

pub use alerts::{AlertRules, Alerts, FiringSpan, RuleRecord};
pub use failures::Failures;
pub use overview::Overview;
pub use points::Point;
pub use workflows::Workflows;

pub(super) use alerts::alerts;
pub(super) use failures::failures;
pub(super) use overview::overview;
pub(super) use workflows::workflows;
