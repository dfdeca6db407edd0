//! The charts, each in its panel.

use std::sync::Arc;

use forerun::engine::Overview;
use leptos::prelude::*;

use crate::charts::{DurationScatter, ForecastFan, OutcomeBars, SuccessChart};
use crate::components::Panel;
use crate::state::use_app;

use super::explanations;

/// Success, outcomes, durations, forecast.
#[component]
pub fn Charts(overview: Signal<Arc<Overview>>) -> impl IntoView {
    let app = use_app();
    let workflows = Signal::derive(move || Arc::new(app.with_session(|session| session.workflows.clone())));
    view! {
        <Panel title="Success rate" class="half" note="Day by day, with the 95 % interval.">
            <SuccessChart overview />
        </Panel>
        <Panel title="Outcomes" class="half" note="How the attempts of each day ended.">
            <OutcomeBars overview />
        </Panel>
        <Panel title="Durations" class="full" note="Every attempt a dot; sampled when there are very many.">
            <DurationScatter overview workflows />
        </Panel>
        <section class="panel full" aria-label="Forecast">
            <header class="panel-head">
                <h2>"Failure rate of the next 7 days"</h2>
                {move || overview.with(|overview| explanations::forecast_button(&overview.insight.forecast))}
            </header>
            {move || {
                overview.with(|overview| {
                    let note = explanations::forecast_note(&overview.insight.forecast);
                    view! { <p class="panel-note">{note}</p> }
                })
            }}
            <ForecastFan overview />
        </section>
    }
    .into_any()
}
