//! The four series day by day, with the changes of workflows marked; one crosshair for all.

use std::sync::Arc;

use forerun::engine::Trends;
use forerun::insight::Metric;
use forerun::view::chart::{Chart, LineBand, MarkedChart, change_markers, day_line};
use forerun::view::lack::DAYS;
use leptos::prelude::*;

use crate::charts::built;
use crate::components::{Explanation, Panel};
use crate::state::{App, use_app};

use super::super::drawn::drawn;

/// The panels.
pub fn panels(trends: Signal<Arc<Trends>>) -> AnyView {
    let app = use_app();
    let chart = move |metric: Metric| {
        let chart = built(move || marked(app, trends, metric));
        drawn(chart, DAYS, move || line(app, trends, metric).known_count())
    };
    let level = Explanation::of(
        "Each passed attempt ÷ the median of its workflow over the window; of a day the median of that × the median of all, \
         so that a day on which a long workflow ran more often is not a slower day. Band: 95 % interval by order statistics, \
         from 6 attempts on. Hollow dots rest on fewer than 5. Marks: changes of level of a workflow.",
    );
    let rate = Explanation::of(
        "Failed ÷ (passed + failed) attempts of the day, with the Wilson 95 % interval. Cancelled and skipped attempts are \
         left out. Marks: changes of level of a workflow's failure rate.",
    );
    let queue = Explanation::of(
        "Median wait of each attempt's jobs from creation to a runner, at least a second; told like durations.",
    );
    let volume = Explanation::of(
        "Attempts started on each whole local day, however they ended. Days cut by the window, and today, are left out.",
    );
    view! {
        <Panel title="Duration" class="half" explanation=Some(level)>{chart(Metric::Duration)}</Panel>
        <Panel title="Failure rate" class="half" explanation=Some(rate)>{chart(Metric::FailureRate)}</Panel>
        <Panel title="Queue time" class="half" explanation=Some(queue)>{chart(Metric::QueueTime)}</Panel>
        <Panel title="Attempts" class="half" explanation=Some(volume)>{chart(Metric::Volume)}</Panel>
    }
    .into_any()
}

fn line(app: App, trends: Signal<Arc<Trends>>, metric: Metric) -> LineBand {
    trends.with(|trends| day_line(metric, &trends.days, app.zone.with_value(Clone::clone)))
}

fn marked(app: App, trends: Signal<Arc<Trends>>, metric: Metric) -> Arc<dyn Chart> {
    let zone = app.zone.with_value(Clone::clone);
    let line = Arc::new(line(app, trends, metric));
    trends.with(|trends| Arc::new(MarkedChart::new(line, change_markers(metric, &trends.recent.changes), zone)))
}
