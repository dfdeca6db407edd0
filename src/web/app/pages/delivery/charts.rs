//! Delivery week by week: deployments, lead time, what got through.

use std::sync::Arc;

use forerun::engine::Delivery;
use forerun::insight::DeliveryWeek;
use forerun::view::chart::{Chart, LineBand, LinePoint, Quantity};
use leptos::prelude::*;

use crate::charts::{ChartFigure, built, zone};
use crate::components::{Explanation, Panel};

/// The panel.
pub fn weeks(answer: Signal<Arc<Delivery>>) -> AnyView {
    let zone = zone();
    let chart = move |line: fn(&[DeliveryWeek]) -> LineBand| {
        built(move || {
            let line = answer.with(|delivery| line(&delivery.weeks));
            Arc::new(LineBand { zone: zone.get(), ..line }) as Arc<dyn Chart>
        })
    };
    view! {
        <Panel
            title="Week by week"
            note="Weeks begin on Monday; the first and the last may be cut by the window, and are left out then."
            explanation=Some(Explanation::of(
                "Deployments: those that passed. Lead time: the median of the commits first deployed in the week, the band from \
                 P75 down to the shortest. Commits: different ones pushed to the default branch that a workflow ran on.",
            ))
        >
            <div class="delivery-charts">
                <ChartFigure chart=chart(deployments) />
                <ChartFigure chart=chart(lead_time) />
                <ChartFigure chart=chart(commits) />
            </div>
        </Panel>
    }
    .into_any()
}

fn line(
    names: [&'static str; 3],
    quantity: Quantity,
    weeks: &[DeliveryWeek],
    point: impl Fn(&DeliveryWeek) -> LinePoint,
) -> LineBand {
    let [title, value_name, counted] = names;
    LineBand {
        title,
        value_name,
        band_name: "Shortest to P75",
        counted,
        quantity,
        points: weeks.iter().filter(|week| week.is_whole).map(point).collect(),
        level: None,
        zone: Arc::default(),
    }
}

fn deployments(weeks: &[DeliveryWeek]) -> LineBand {
    line(["Deployments a week", "Deployments passed", "deployments"], Quantity::Count, weeks, |week| LinePoint {
        start: week.start,
        value: Some(week.deployments_passed as f64),
        interval: None,
        count: week.deployments_passed + week.deployments_failed,
    })
}

fn lead_time(weeks: &[DeliveryWeek]) -> LineBand {
    line(["Lead time by week", "Median lead time", "commits"], Quantity::Seconds, weeks, |week| {
        let seconds = &week.lead_time_seconds;
        LinePoint {
            start: week.start,
            value: seconds.median,
            interval: seconds.minimum.zip(seconds.p75),
            count: seconds.count,
        }
    })
}

fn commits(weeks: &[DeliveryWeek]) -> LineBand {
    line(["Commits to the default branch a week", "Commits pushed", "passed runs"], Quantity::Count, weeks, |week| {
        LinePoint { start: week.start, value: Some(week.commits as f64), interval: None, count: week.passed_runs }
    })
}
