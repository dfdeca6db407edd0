//! Delivery week by week: deployments, lead time, what got through.

use std::sync::Arc;

use forerun::engine::Delivery;
use forerun::insight::DeliveryWeek;
use forerun::view::chart::{Chart, LineBand, LinePoint, Quantity};
use forerun::view::lack::{FEWEST_DRAWN, Noun, not_drawn};
use leptos::prelude::*;

use crate::charts::{ChartFigure, built, zone};
use crate::components::{Explanation, Panel};

/// What the charts count.
const WEEKS: Noun = ("whole week", "whole weeks");

/// The panel.
pub fn weeks(answer: Signal<Arc<Delivery>>) -> AnyView {
    let zone = zone();
    let chart = move |name: &'static str, line: fn(&[DeliveryWeek]) -> LineBand| {
        let chart = built(move || {
            let line = answer.with(|delivery| line(&delivery.weeks));
            Arc::new(LineBand { zone: zone.get(), ..line }) as Arc<dyn Chart>
        });
        let few = Memo::new(move |_| answer.with(|delivery| few(&line(&delivery.weeks))));
        move || match few.get() {
            Some(why) => view! { <p class="muted not-drawn">{format!("{name}: {why}")}</p> }.into_any(),
            None => view! { <ChartFigure chart /> }.into_any(),
        }
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
                {chart("Deployments", deployments)}
                {chart("Lead time", lead_time)}
                {chart("Commits", commits)}
            </div>
        </Panel>
    }
    .into_any()
}

/// Why a line is not worth a picture; `None` where it is.
fn few(line: &LineBand) -> Option<String> {
    let is_any = line.points.iter().any(|point| point.count > 0 || point.value.is_some_and(|value| value > 0.0));
    match line.known_count() {
        weeks if weeks < FEWEST_DRAWN => Some(not_drawn(weeks, FEWEST_DRAWN, WEEKS).to_lowercase()),
        _ if !is_any => Some("none in the whole weeks of this window.".to_owned()),
        _ => None,
    }
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
