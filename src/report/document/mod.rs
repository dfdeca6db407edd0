//! The documents that leave (DESIGN.md section 5), one file each: the shape as plain data, and the one conversion from
//! insight into it. No arithmetic beyond picking. Their JSON Schemas are made from these types and published under
//! `public/schemas/`.

mod advice;
mod dashboard;
mod heading;
mod performance;
mod prediction;
mod trend;

use serde::{Deserialize, Serialize};

use crate::insight::{Insight, View};

#[cfg(not(target_arch = "wasm32"))]
use schemars::{JsonSchema, Schema};

pub use advice::RecommendationSection;
pub use dashboard::Dashboard;
pub use heading::{CoverageSection, FilterSection, Heading, RepositorySection, Subject};
pub use performance::{Analysis, AttemptEntry, PerformanceDocument};
pub use prediction::{ForecastSection, PredictiveAnalysis};
pub use trend::TrendAnalysis;

/// Which document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// Scores of the newest attempts and of the workflows.
    Performance,
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
    /// Health, rates, durations, waiting, day by day.
    pub dashboard: Dashboard,
    /// Trends and the comparison with the window before.
    pub trend_analysis: TrendAnalysis,
    /// Forecast, chances of the next runs, risk.
    pub predictive_analysis: PredictiveAnalysis,
    /// What to do, most urgent first.
    pub recommendations: Vec<RecommendationSection>,
}

/// The whole report.
pub type Report = Document<ReportBody>;

impl DocumentKind {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Performance, Self::Dashboard, Self::PredictiveAnalysis, Self::TrendAnalysis, Self::Report];

    /// Its name in addresses, file names and `schema`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Performance => "performance",
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
            Self::Dashboard => schemars::schema_for!(Document<Dashboard>),
            Self::PredictiveAnalysis => schemars::schema_for!(Document<PredictiveAnalysis>),
            Self::TrendAnalysis => schemars::schema_for!(Document<TrendAnalysis>),
            Self::Report => schemars::schema_for!(Report),
        }
    }
}

/// The whole report of a view.
pub fn build(subject: Subject<'_>, view: &View<'_>, insight: &Insight) -> Report {
    Document {
        heading: Heading::of(DocumentKind::Report.word(), subject, view),
        body: ReportBody {
            performance: performance::performance(view, insight),
            dashboard: dashboard::dashboard(insight),
            trend_analysis: trend::trend_analysis(insight),
            predictive_analysis: prediction::predictive_analysis(insight),
            recommendations: insight.recommendations.iter().map(advice::recommendation).collect(),
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
    insight: &Insight,
) -> serde_json::Result<String> {
    let heading = Heading::of(kind.word(), subject, view);
    match kind {
        DocumentKind::Performance => written(heading, performance::performance(view, insight)),
        DocumentKind::Dashboard => written(heading, dashboard::dashboard(insight)),
        DocumentKind::PredictiveAnalysis => written(heading, prediction::predictive_analysis(insight)),
        DocumentKind::TrendAnalysis => written(heading, trend::trend_analysis(insight)),
        DocumentKind::Report => written(heading, build(subject, view, insight).body),
    }
}

fn written<T: Serialize>(heading: Heading, body: T) -> serde_json::Result<String> {
    serde_json::to_string_pretty(&Document { heading, body }).map(|text| text + "\n")
}

/// The word that serde writes for a unit variant.
pub(super) fn word<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
