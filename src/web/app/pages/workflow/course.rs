//! How the workflow did through time: what changed and what to do, success, outcomes, durations with their changes marked,
//! what is coming.

use std::sync::Arc;

use forerun::domain::{Timestamp, sort_by_key};
use forerun::engine::{Overview, WorkflowChoice, WorkflowPage};
use forerun::insight::{Changepoint, Metric};
use forerun::view::chart::{Chart, DurationChart, MarkedChart, Marker, MarkerKind};
use forerun::view::format;
use leptos::prelude::*;

use crate::charts::{ChartFigure, ForecastFan, OpenRun, OutcomeBars, SuccessChart};
use crate::components::{Explain, Panel, later_of};
use crate::pages::overview::explanations;
use crate::state::App;

use super::changes::{what_changed, what_to_do};

/// Two columns of their own length, so that what is short leaves no hole beside what is long; the wide charts below.
pub fn view_of_course(app: App, told: Signal<Arc<WorkflowPage>>) -> AnyView {
    let overview = Memo::new(move |_| told.with(|told| Arc::new(told.overview.clone())));
    let overview: Signal<Arc<Overview>> = overview.into();
    let workflows = Memo::new(move |_| app.with_session(|session| session.workflows.clone()));
    let zone = app.zone;
    let durations = Memo::new_with_compare(
        move |_| -> Arc<dyn Chart> {
            let (workflows, zone) = (Arc::new(workflows.get()), zone.get_value());
            overview.with(|overview| {
                let chart = DurationChart::new(overview, workflows as Arc<Vec<WorkflowChoice>>, Arc::clone(&zone));
                Arc::new(MarkedChart::new(Arc::new(chart), markers(&overview.changepoints), zone))
            })
        },
        |_, _| true,
    );
    provide_context(OpenRun(Callback::new(move |run_id| {
        let route = app.route.with_untracked(|route| route.of_run(run_id));
        app.go(route);
    })));
    view! {
        <div class="stack half">
            {what_changed(app, told)} {what_to_do(told)}
        </div>
        <div class="stack half">{later_of(overview, day_by_day)}</div>
        {later_of(durations, durations_panel)}
        {later_of(overview, forecast)}
    }
    .into_any()
}

fn day_by_day(overview: Signal<Arc<Overview>>) -> AnyView {
    view! {
        <Panel title="Success rate" note="Day by day, with the 95\u{a0}% interval.">
            <SuccessChart overview />
        </Panel>
        <Panel title="Outcomes" note="How the attempts of each day ended.">
            <OutcomeBars overview />
        </Panel>
    }
    .into_any()
}

fn durations_panel(chart: Signal<Arc<dyn Chart>>) -> AnyView {
    view! {
        <Panel
            title="Durations"
            note="Every attempt a dot: press one, or Enter on it, to open its run. A dashed upright marks where the level changed."
        >
            <ChartFigure chart />
        </Panel>
    }
    .into_any()
}

fn forecast(overview: Signal<Arc<Overview>>) -> AnyView {
    let record = Memo::new(move |_| overview.with(|overview| explanations::forecast(&overview.insight.forecast)));
    view! {
        <section class="panel" aria-label="Forecast">
            <header class="panel-head">
                <h2>"Failure rate of the next 7 days"</h2>
                <Explain explanation=record subject="Failure rate of the next 7 days" />
            </header>
            <p class="panel-note">"Up to four weeks back, and what to expect, with 80\u{a0}% and 95\u{a0}% intervals."</p>
            <ForecastFan overview />
        </section>
    }
    .into_any()
}

/// Changes of durations and failure rates; one marker an instant.
fn markers(changes: &[Changepoint]) -> Vec<Marker> {
    let mut markers: Vec<Marker> = changes.iter().map(marker).collect();
    sort_by_key(&mut markers, |marker| marker.at);
    let mut last: Option<Timestamp> = None;
    markers.retain(|marker| {
        let is_new = last != Some(marker.at);
        last = Some(marker.at);
        is_new
    });
    markers
}

fn marker(change: &Changepoint) -> Marker {
    let by = change.change_percent.map(|percent| format!("{} ", format::percent(percent.abs() / 100.0)));
    let by = by.unwrap_or_default();
    let label = match (change.metric, change.is_worse) {
        (Metric::Duration, true) => format!("{by}slower"),
        (Metric::Duration, false) => format!("{by}faster"),
        (Metric::QueueTime, true) => format!("{by}more waiting"),
        (Metric::QueueTime, false) => format!("{by}less waiting"),
        (_, true) => "fails more often".to_owned(),
        (_, false) => "fails less often".to_owned(),
    };
    Marker { at: change.at, label, kind: MarkerKind::ChangePoint }
}
