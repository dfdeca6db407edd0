//! Documents that leave: JSON with its schema, Markdown. Reads insight, writes text; knows no file and no screen.

mod assess;
mod build;
mod document;
mod file_name;
mod markdown;
mod parts;

pub use build::{Subject, build};
pub use document::{
    AttemptEntry, CoverageSection, Dashboard, FilterSection, PerformanceDocument, PredictiveAnalysis, Report,
    RepositorySection, TrendAnalysis,
};
pub use file_name::file_name;
pub use markdown::to_markdown;

/// Name and text of every published JSON Schema, as served under `schemas/`.
#[cfg(not(target_arch = "wasm32"))]
pub const SCHEMAS: &[(&str, &str)] = &[("report", include_str!("../../public/schemas/report.json"))];
