//! The pages, one file or folder each.

mod data;
mod design;
mod overview;
mod reports;
mod settings;
mod welcome;
mod workflows;

pub use data::DataPage;
pub use design::DesignPage;
pub use overview::OverviewPage;
pub use reports::ReportsPage;
pub use settings::SettingsPage;
pub use welcome::WelcomePage;
pub use workflows::WorkflowsPage;
