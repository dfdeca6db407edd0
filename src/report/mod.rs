//! Documents that leave: JSON with its schema, Markdown. Reads insight, writes text; knows no file and no screen.

mod assess;
mod document;
mod file_name;
mod markdown;
mod parts;

pub use document::{
    AlertDocument, AttemptEntry, CoverageSection, Dashboard, Document, DocumentKind, FilterSection, Heading,
    PerformanceDocument, PredictiveAnalysis, Report, ReportBody, RepositorySection, Subject, TrendAnalysis, build,
    to_json,
};
pub use file_name::file_name;
pub use markdown::to_markdown;

/// Name and text of every published JSON Schema, as served under `schemas/`.
#[cfg(not(target_arch = "wasm32"))]
pub const SCHEMAS: &[(&str, &str)] = &[
    ("performance", include_str!("../../public/schemas/performance.json")),
    ("alert", include_str!("../../public/schemas/alert.json")),
    ("dashboard", include_str!("../../public/schemas/dashboard.json")),
    ("predictive_analysis", include_str!("../../public/schemas/predictive_analysis.json")),
    ("trend_analysis", include_str!("../../public/schemas/trend_analysis.json")),
    ("report", include_str!("../../public/schemas/report.json")),
];
