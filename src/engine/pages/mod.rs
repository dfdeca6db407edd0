//! What each page is told: one file a page, which holds the answer's type and makes it of the view that the filter
//! selects. Computes nothing that `insight` should; changes nothing.

mod failures;
mod overview;
mod points;
mod run;
mod workflow;
mod workflows;

pub use failures::Failures;
pub use overview::Overview;
pub use points::Point;
pub use run::RunPage;
pub use workflow::WorkflowPage;
pub use workflows::Workflows;

pub(super) use failures::failures;
pub(super) use overview::overview;
pub(super) use run::run;
pub(super) use workflow::workflow;
pub(super) use workflows::workflows;
