//! The charts, each in its panel.

use std::sync::Arc;

use forerun::engine::Overview;
use forerun::insight::Day;
use forerun::view::lack::{ATTEMPTS, DAYS, FEWEST_DRAWN, of_forecast};
use leptos::prelude::*;

use crate::charts::{DurationScatter, ForecastFan, OutcomeBars, SuccessChart};
use crate::components::{Explain, Panel, later_of};
use crate::state::use_app;

use super::super::drawn::once_enough;
use super::explanations;

/// Success, outcomes, durations, forecast.
pub fn charts(overview: Signal<Arc<Overview>>) -> AnyView {
    view! {
        {later_of(overview, day_by_day)}
        {later_of(overview, durations)}
        {later_of(overview, forecast)}
    }
    .into_any()
}

fn day_by_day(overview: Signal<Arc<Overview>>) -> AnyView {
    view! {
        <Panel title="Success rate" class="half" note="Day by day, with the 95\u{a0}% interval.">
            {once_enough(
                FEWEST_DRAWN,
                DAYS,
                move || overview.with(|overview| days(overview, |day| day.success.value.is_some())),
                move || view! { <SuccessChart overview /> }.into_any(),
            )}
        </Panel>
        <Panel title="Outcomes" class="half" note="How the attempts of each day ended.">
            {once_enough(
                FEWEST_DRAWN,
                DAYS,
                move || overview.with(|overview| days(overview, |day| day.counts.total() > 0)),
                move || view! { <OutcomeBars overview /> }.into_any(),
            )}
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
            {once_enough(
                FEWEST_DRAWN,
                ATTEMPTS,
                move || overview.with(|overview| overview.points.len()),
                move || view! { <DurationScatter overview workflows /> }.into_any(),
            )}
        </Panel>
    }
    .into_any()
}

/// Days that have what is asked for.
fn days(overview: &Overview, is_known: fn(&Day) -> bool) -> usize {
    overview.insight.days.iter().filter(|day| is_known(day)).count()
}

/// Days with a failure rate, over or to come.
fn days_of_forecast(overview: &Arc<Overview>) -> usize {
    let ahead = overview.insight.forecast.days.as_ref().map_or(0, Vec::len);
    ahead + days(overview, |day| day.counts.decided() > 0)
}

/// Why there is no forecast, where there is no chart to say so.
fn lack_of_forecast(overview: &Arc<Overview>) -> String {
    let forecast = &overview.insight.forecast;
    match &forecast.days {
        Err(lack) if days_of_forecast(overview) < FEWEST_DRAWN => {
            format!("No forecast: {}.", of_forecast(forecast.metric, lack))
        }
        _ => String::new(),
    }
}

fn forecast(overview: Signal<Arc<Overview>>) -> AnyView {
    let lack = Memo::new(move |_| overview.with(lack_of_forecast));
    let record = Memo::new(move |_| overview.with(|overview| explanations::forecast(&overview.insight.forecast)));
    let kept = Memo::new(move |_| overview.with(|overview| explanations::record(overview.record.as_ref())));
    view! {
        <section class="panel full" aria-label="Forecast">
            <header class="panel-head">
                <h2>"Failure rate of the next 7 days"</h2>
                <Explain explanation=record subject="Failure rate of the next 7 days" />
            </header>
            <p class="panel-note">"Up to four weeks back, and what to expect, with 80\u{a0}% and 95\u{a0}% intervals."</p>
            {once_enough(
                FEWEST_DRAWN,
                DAYS,
                move || overview.with(days_of_forecast),
                move || view! { <ForecastFan overview /> }.into_any(),
            )}
            <Show when=move || !lack.with(String::is_empty)>
                <p class="panel-note">{lack}</p>
            </Show>
            <Show when=move || !kept.with(String::is_empty)>
                <p class="panel-note">{kept}</p>
            </Show>
        </section>
    }
    .into_any()
}
