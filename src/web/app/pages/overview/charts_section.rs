//! The charts, each in its panel.

use std::sync::Arc;

use forerun::engine::Overview;
use leptos::prelude::*;

use crate::charts::{DurationScatter, ForecastFan, OutcomeBars, SuccessChart};
use crate::components::{Explain, Panel, later};
use crate::state::use_app;

use super::explanations;

/// Success, outcomes, durations, forecast.
pub fn charts(overview: Signal<Arc<Overview>>) -> AnyView {
    view! {
        {later(move || day_by_day(overview))}
        {later(move || durations(overview))}
        {later(move || forecast(overview))}
    }
    .into_any()
}

fn day_by_day(overview: Signal<Arc<Overview>>) -> AnyView {
    view! {
        <Panel title="Success rate" class="half" note="Day by day, with the 95\u{a0}% interval.">
            <SuccessChart overview />
        </Panel>
        <Panel title="Outcomes" class="half" note="How the attempts of each day ended.">
            <OutcomeBars overview />
        </Panel>
    }
    .into_any()
}

fn durations(overview: Signal<Arc<Overview>>) -> AnyView {
    let app = use_app();
    // The session changes more often than its workflows do.
    let choices = Memo::new(move |_| app.with_session(|session| session.workflows.clone()));
    let workflows = Signal::derive(move || Arc::new(choices.get()));
    view! {
        <Panel title="Durations" class="full" note="Every attempt a dot; sampled when there are very many.">
            <DurationScatter overview workflows />
        </Panel>
    }
    .into_any()
}

fn forecast(overview: Signal<Arc<Overview>>) -> AnyView {
    let record = Memo::new(move |_| overview.with(|overview| explanations::forecast(&overview.insight.forecast)));
    let kept = Memo::new(move |_| overview.with(|overview| explanations::record(overview.record.as_ref())));
    view! {
        <section class="panel full" aria-label="Forecast">
            <header class="panel-head">
                <h2>"Failure rate of the next 7 days"</h2>
                <Explain explanation=record subject="Failure rate of the next 7 days" />
            </header>
            <p class="panel-note">"The last four weeks, and what to expect, with 80\u{a0}% and 95\u{a0}% intervals."</p>
            <ForecastFan overview />
            <Show when=move || !kept.with(String::is_empty)>
                <p class="panel-note">{kept}</p>
            </Show>
        </section>
    }
    .into_any()
}
