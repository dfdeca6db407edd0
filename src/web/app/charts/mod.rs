//! Charts. Placeholders until the chart part is merged.

use std::sync::Arc;

use forerun::engine::{Overview, WorkflowChoice};
use leptos::prelude::*;

/// Success rate day by day.
#[component]
pub fn SuccessChart(overview: Signal<Arc<Overview>>) -> impl IntoView {
    view! { <div class="chart-placeholder">{move || overview.get().insight.days.len()}</div> }
}

/// Outcomes day by day.
#[component]
pub fn OutcomeBars(overview: Signal<Arc<Overview>>) -> impl IntoView {
    view! { <div class="chart-placeholder">{move || overview.get().insight.days.len()}</div> }
}

/// Durations of single attempts.
#[component]
pub fn DurationScatter(overview: Signal<Arc<Overview>>, workflows: Signal<Arc<Vec<WorkflowChoice>>>) -> impl IntoView {
    view! { <div class="chart-placeholder">{move || overview.get().points.len() + workflows.get().len()}</div> }
}

/// The failure rate of the coming days.
#[component]
pub fn ForecastFan(overview: Signal<Arc<Overview>>) -> impl IntoView {
    view! { <div class="chart-placeholder">{move || overview.get().insight.forecast.count}</div> }
}

/// A line without axes.
#[component]
pub fn Sparkline(values: Vec<Option<f64>>, label: String) -> impl IntoView {
    view! { <span class="chart-placeholder" title=label>{values.len()}</span> }
}
