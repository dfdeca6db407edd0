//! The steps of the workflow's jobs, ranked; those that tell of caches.

use std::sync::Arc;

use forerun::engine::WorkflowPage;
use forerun::insight::StepStanding;
use forerun::view::format;
use forerun::view::unit::Unit;
use leptos::prelude::*;

use crate::components::{Cell, Column, DataTable, Explanation, Panel, TableData};
use crate::state::use_app;
use crate::words::{counted, or_nothing};

use super::jobs::{denominator, no_jobs, share_cell};

/// Steps, and what is known of caches.
pub fn view_of_steps(told: Signal<Arc<WorkflowPage>>) -> AnyView {
    let app = use_app();
    let has_steps = Memo::new(move |_| told.with(|told| !told.jobs.steps.is_empty()));
    (move || if has_steps.get() { tables(told) } else { no_jobs(app) }).into_any()
}

fn tables(told: Signal<Arc<WorkflowPage>>) -> AnyView {
    let table = move |title: &'static str, is_listed: fn(&StepStanding) -> bool| {
        Memo::new_with_compare(
            move |_| told.with(|told| Arc::new(data_of(title, told.jobs.steps.iter().filter(|step| is_listed(step))))),
            |_, _| true,
        )
    };
    let all = table("Steps", |_| true);
    let caches = table("Steps about caches", |step| step.is_about_cache);
    let has_caches = Memo::new(move |_| told.with(|told| told.jobs.steps.iter().any(|step| step.is_about_cache)));
    let note = move || {
        told.with(|told| {
            let left_out = match told.jobs.left_out {
                0 => String::new(),
                left_out => format!(" {} that take less time are not listed.", counted(left_out, "other", "others")),
            };
            format!("{}{left_out}", denominator(&told.jobs))
        })
    };
    let explanation = Explanation::of(
        "Steps of one name in the jobs of one matrix are one row. Failure rate = failed ÷ (passed + failed) executions; \
         median and P95 are of passed ones. Skipped steps count nowhere. “Of its job” is the step's part of the seconds \
         of all executions of its jobs.",
    );
    let cache_table = move || {
        if has_caches.get() {
            view! { <DataTable data=caches.into() sorted_by=6 /> }.into_any()
        } else {
            view! { <p class="muted">"No step of these jobs has “cache” in its name."</p> }.into_any()
        }
    };
    view! {
        <Panel title="Steps" explanation=Some(explanation)>
            <p class="panel-note">{note}</p>
            <DataTable data=all.into() sorted_by=6 />
        </Panel>
        <Panel
            title="Caches"
            note="Time spent on restoring and saving, from steps with “cache” in their names. Whether a cache was hit stands only in logs, which Forerun does not read."
        >
            {cache_table}
        </Panel>
    }
    .into_any()
}

fn data_of<'a>(title: &'static str, steps: impl Iterator<Item = &'a StepStanding>) -> TableData {
    let columns = vec![
        Column::words("Step"),
        Column::words("Job"),
        Column::numbers("Runs", Unit::Count),
        Column::numbers("Failed", Unit::Fraction),
        Column::numbers("Median", Unit::Seconds),
        Column::numbers("P95", Unit::Seconds),
        Column::numbers("Total", Unit::Seconds),
        Column::numbers("Of its job", Unit::Fraction),
    ];
    TableData { title, columns, rows: steps.map(row).collect() }
}

fn row(step: &StepStanding) -> Vec<Cell> {
    let seconds = |value: Option<f64>| Cell::number(value, or_nothing(value, format::duration));
    let failures = step.failures;
    let failed = or_nothing(failures.value, format::percent);
    let shown = failed.clone();
    let title = format!("{} of {}", failures.numerator, failures.denominator);
    let share = step.share_of_job;
    vec![
        Cell::words(step.step.clone()),
        Cell::words(step.job.clone()),
        Cell::number(Some(step.executions as f64), format::count(step.executions)),
        Cell::number(failures.value, failed)
            .shown_as(move || view! { <span title=title.clone()>{shown.clone()}</span> }.into_any()),
        seconds(step.durations.median),
        seconds(step.durations.p95),
        seconds(Some(step.total_seconds)),
        Cell::number(share, or_nothing(share, format::percent)).shown_as(move || share_cell(share)),
    ]
}
