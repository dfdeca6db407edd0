//! What the numbers of CI mean, one file a question. Reads columns, writes none; owns the definitions that the page
//! and the documents show. Never formats text for a screen, never reads a clock.

mod compare;
mod delivery;
mod durations;
mod forecast;
mod health;
mod outcomes;
mod rate;
mod recommend;
mod risk;
mod score;
mod summary;
mod trend;
mod view;
mod volume;

pub use compare::{Change, Comparison};
pub use delivery::{QueueSummary, SignalSummary};
pub use durations::{DurationQuality, DurationSummary, Quantiles};
pub use forecast::{FailureForecast, ForecastDay, NextRun};
pub use health::{Health, HealthLevel, HealthPart, Kpi, PartKind};
pub use outcomes::{OutcomeCounts, Prepared, RetrySummary};
pub use rate::Rate;
pub use recommend::{Priority, Recommendation, RecommendationKind};
pub use risk::{Risk, RiskFactor, RiskLevel};
pub use score::{PerformanceScore, ScoreLabel};
pub use summary::{Insight, WorkflowSummary};
pub use trend::{Direction, Metric, Trend};
pub use view::View;
pub use volume::Day;
