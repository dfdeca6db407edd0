//! The documents that leave (DESIGN.md section 5), one file a document or section: the shape as plain data, and the one
//! conversion from insight into it. No arithmetic beyond picking. Their JSON Schemas are made from these types and published under
//! `public/schemas/`.

mod about;
mod advice;
mod alert;
mod chance;
mod cost;
mod dashboard;
mod delivery;
mod failures;
mod flaky;
mod forecast;
mod heading;
mod movement;
mod performance;
mod prediction;
mod season;
mod trend;

use serde::{Deserialize, Serialize};

use crate::insight::{Findings, View};

#[cfg(not(target_arch = "wasm32"))]
use schemars::{JsonSchema, Schema};

pub use advice::RecommendationSection;
pub use alert::{AlertDocument, AlertSection};
pub use cost::CostSection;
pub use dashboard::Dashboard;
pub use delivery::{DeliverySection, RestoreSection};
pub use flaky::FlakySection;
pub use forecast::ForecastSection;
pub use heading::{CoverageSection, FilterSection, Heading, RepositorySection, Subject};
pub use movement::ChangepointSection;
pub use performance::{Analysis, AttemptEntry, PerformanceDocument};
pub use prediction::PredictiveAnalysis;
pub use trend::TrendAnalysis;

/// Which document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// Scores of the newest attempts and of the workflows.
    Performance,
    /// Alerts and the rules that raise them.
    Alert,
    /// The state of the repository in numbers.
    Dashboard,
    /// What to expect.
    PredictiveAnalysis,
    /// What rises and falls.
    TrendAnalysis,
    /// All of them.
    #[default]
    Report,
}

/// A document: its heading, and what it is about.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
#[cfg_attr(not(target_arch = "wasm32"), schemars(deny_unknown_fields))]
pub struct Document<T> {
    /// Which repository, which attempts.
    #[serde(flatten)]
    pub heading: Heading,
    /// What is said of them.
    #[serde(flatten)]
    pub body: T,
}

/// Everything that is said of a repository over one window: the body of every other document.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct ReportBody {
    /// Scores of the newest attempts and of the workflows.
    pub performance: PerformanceDocument,
    /// Alerts and the rules that raise them.
    pub alert: AlertDocument,
    /// Health, rates, durations, waiting, day by day; cost, delivery, maturity, flaky subjects, incidents.
    pub dashboard: Dashboard,
    /// Trends, changes of level, seasons, anomalies, the comparison with the window before.
    pub trend_analysis: TrendAnalysis,
    /// Forecasts and their record, chances of the next runs, risk.
    pub predictive_analysis: PredictiveAnalysis,
    /// What to do, most urgent first.
    pub recommendations: Vec<RecommendationSection>,
}

/// The whole report.
pub type Report = Document<ReportBody>;

impl DocumentKind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Performance, Self::Alert, Self::Dashboard, Self::PredictiveAnalysis, Self::TrendAnalysis, Self::Report];

    /// Its name in addresses, file names and `schema`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Performance => "performance",
            Self::Alert => "alert",
            Self::Dashboard => "dashboard",
            Self::PredictiveAnalysis => "predictive_analysis",
            Self::TrendAnalysis => "trend_analysis",
            Self::Report => "report",
        }
    }

    /// The kind with this name.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Its JSON Schema, made from the types.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn schema(self) -> Schema {
        match self {
            Self::Performance => schemars::schema_for!(Document<PerformanceDocument>),
            Self::Alert => schemars::schema_for!(Document<AlertDocument>),
            Self::Dashboard => schemars::schema_for!(Document<Dashboard>),
            Self::PredictiveAnalysis => schemars::schema_for!(Document<PredictiveAnalysis>),
            Self::TrendAnalysis => schemars::schema_for!(Document<TrendAnalysis>),
            Self::Report => schemars::schema_for!(Report),
        }
    }
}

/// The whole report of a view.
pub fn build(subject: Subject<'_>, view: &View<'_>, findings: &Findings<'_>) -> Report {
    Document {
        heading: Heading::of(DocumentKind::Report.word(), subject, view),
        body: ReportBody {
            performance: performance::performance(view, findings),
            alert: alert::alert_document(view, subject.alerts),
            dashboard: dashboard::dashboard(findings),
            trend_analysis: trend::trend_analysis(findings),
            predictive_analysis: prediction::predictive_analysis(findings, subject.forecast_record),
            recommendations: findings.recommendations().iter().map(advice::recommendation).collect(),
        },
    }
}

/// A document as JSON text.
///
/// # Errors
///
/// None that is known: the documents hold nothing that JSON cannot.
pub fn to_json(
    kind: DocumentKind,
    subject: Subject<'_>,
    view: &View<'_>,
    findings: &Findings<'_>,
) -> serde_json::Result<String> {
    let heading = Heading::of(kind.word(), subject, view);
    match kind {
        DocumentKind::Performance => written(heading, performance::performance(view, findings)),
        DocumentKind::Alert => written(heading, alert::alert_document(view, subject.alerts)),
        DocumentKind::Dashboard => written(heading, dashboard::dashboard(findings)),
        DocumentKind::PredictiveAnalysis => {
            written(heading, prediction::predictive_analysis(findings, subject.forecast_record))
        }
        DocumentKind::TrendAnalysis => written(heading, trend::trend_analysis(findings)),
        DocumentKind::Report => written(heading, build(subject, view, findings).body),
    }
}

fn written<T: Serialize>(heading: Heading, body: T) -> serde_json::Result<String> {
    serde_json::to_string_pretty(&Document { heading, body }).map(|text| text + "\n")
}

/// The word that serde writes for a unit variant.
pub(super) fn word<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
