//! What each page is told: one file a page, which holds the answer's type and makes it of the view that the filter
//! selects. Computes nothing that `insight` should; changes nothing.

mod compare;
mod failures;
mod overview;
mod points;
mod standing;
mod workflows;

pub use compare::{CompareQuery, CompareSide, Compared, OtherWindow, SideAbout};
pub use failures::Failures;
pub use overview::Overview;
pub use points::Point;
pub use standing::Standing;
pub use workflows::Workflows;

pub(super) use failures::failures;
pub(super) use overview::overview;
pub(super) use workflows::workflows;
