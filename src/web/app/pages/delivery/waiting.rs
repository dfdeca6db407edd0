//! How long people wait: for the answer to a pull request, for any signal, for a runner.

use std::sync::Arc;

use forerun::engine::Delivery;
use forerun::insight::Quantiles;
use forerun::view::format;
use leptos::prelude::*;

use crate::components::{Explanation, Panel};
use crate::words::{counted, or_nothing, reason};

/// The panel.
pub fn panel(answer: Signal<Arc<Delivery>>) -> AnyView {
    let body = move || answer.with(|delivery| rows(delivery));
    view! {
        <Panel
            title="How long people wait"
            class="half"
            explanation=Some(Explanation::of(
                "Pull request answer: from the creation of a pull request's run to the end of its last job, first attempts that \
                 passed or failed. Time to signal: from a run's creation to the end of each of its jobs. Queue: from the \
                 moment a job could start to the moment a runner took it. Satisfaction, which the field calls Apdex: (answers \
                 within the limit of Settings + half of those within four times the limit) ÷ all, from 0 to 1.",
            )
            .topic("satisfaction"))
        >
            {body}
        </Panel>
    }
    .into_any()
}

fn rows(delivery: &Delivery) -> AnyView {
    let signal = &delivery.signal;
    let queue = delivery.queue.as_ref();
    let basis = if signal.validation_from_jobs { "" } else { "; by the ends of runs, as too few jobs are stored" };
    let apdex = signal.apdex.map(|apdex| {
        let limit = format::duration(delivery.satisfying_seconds);
        format!("Satisfaction with pull request answers: {apdex:.2} of 1, full marks within {limit} (Apdex){basis}.")
    });
    let row = |name: &'static str, quantiles: &Quantiles, singular: &'static str, plural: &'static str| {
        let seconds = |value: Option<f64>| or_nothing(value, format::duration);
        let values = if quantiles.count == 0 {
            reason("not measured: none in this window")
        } else {
            format!("P90 {} · {}", seconds(quantiles.p90), counted(quantiles.count, singular, plural))
        };
        view! {
            <li>
                <span>{name}</span>
                <span>
                    <strong>{seconds(quantiles.median)}</strong>
                    " "
                    <span class="muted">{values}</span>
                </span>
            </li>
        }
        .into_any()
    };
    let empty = Quantiles::default();
    let queued = queue.map_or(&empty, |queue| &queue.quantiles);
    let unknown = queue
        .filter(|queue| queue.unknown > 0)
        .map(|queue| format!("The wait of {} is not known.", counted(queue.unknown, "job", "jobs")));
    view! {
        <ul class="stretches">
            {row("Pull request answer, median", &signal.pull_request_validation, "attempt", "attempts")}
            {row("Time to signal, median", &signal.time_to_signal, "job", "jobs")}
            {row("Queue, median", queued, "job", "jobs")}
        </ul>
        <p class="muted">{apdex} " " {unknown}</p>
    }
    .into_any()
}
