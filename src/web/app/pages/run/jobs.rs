//! The jobs of the attempt and their steps as tables, the longest first.

use std::sync::Arc;

use forerun::domain::Outcome;
use forerun::insight::{RunJob, RunReport, RunStep};
use forerun::view::format;
use forerun::view::unit::Unit;
use leptos::prelude::*;

use crate::components::{Cell, Column, DataTable, Explanation, Panel, TableData, badge};
use crate::words::{Tone, or_nothing, outcome};

/// Both tables; nothing where no job is stored.
pub fn jobs(report: &RunReport) -> Option<AnyView> {
    if report.jobs.is_empty() {
        return None;
    }
    let explanation = Explanation::of(
        "Usual is the median of passed executions of this name in the 30 days before. Alone: seconds in which no other job \
         of the attempt worked. Critical path: whether the job is one of those that made the run as long as it was. A job \
         that was carried over did not run again: its result is that of an earlier attempt.",
    );
    let jobs = Signal::stored(Arc::new(data_of_jobs(&report.jobs, report.details.attempt)));
    let steps = Signal::stored(Arc::new(data_of_steps(&report.jobs)));
    let has_steps = report.jobs.iter().any(|job| !job.steps.is_empty());
    Some(
        view! {
            <Panel title="Jobs" explanation=Some(explanation)>
                <DataTable data=jobs sorted_by=3 />
            </Panel>
            {has_steps
                .then(|| {
                    view! {
                        <Panel title="Steps">
                            <DataTable data=steps sorted_by=3 />
                        </Panel>
                    }
                })}
        }
        .into_any(),
    )
}

fn seconds(value: Option<f64>) -> Cell {
    Cell::number(value, or_nothing(value, format::duration))
}

/// How much longer than usual, in seconds and percent.
fn difference(seconds: Option<f64>, median: Option<f64>) -> Cell {
    let by = seconds.zip(median).map(|(seconds, median)| seconds - median);
    let text = match by.zip(median) {
        Some((by, median)) if median > 0.0 && by.abs() >= 0.5 => {
            let sign = if by > 0.0 { "+" } else { "" };
            format!("{sign}{} ({})", format::duration(by), format::signed_percent(100.0 * by / median))
        }
        Some(_) => format::duration(0.0),
        None => or_nothing(by, format::duration),
    };
    Cell::number(by, text)
}

/// How a job ended, and where that was if not in this attempt.
fn ended(job: &RunJob, attempt: u16) -> Cell {
    let (word, tone) = if job.outcome == Outcome::Unfinished && job.state != "in_progress" {
        ("Waiting", Tone::Neutral)
    } else {
        outcome(job.outcome)
    };
    let from = is_carried_over(job).then(|| carried_from(attempt));
    let text = from.map_or_else(|| word.to_owned(), |from| format!("{word}, {from}"));
    Cell::words(text).shown_as(move || {
        let from = from.map(|from| view! { " " <small class="muted">{from}</small> });
        view! { {badge(word, tone)} {from} }.into_any()
    })
}

/// Whether a job did not run in this attempt because it had passed or failed in an earlier one.
pub fn is_carried_over(job: &RunJob) -> bool {
    !job.is_executed && (job.outcome == Outcome::Passed || job.outcome.is_failed())
}

fn carried_from(attempt: u16) -> &'static str {
    if attempt == 2 { "carried over from attempt 1" } else { "carried over from an earlier attempt" }
}

fn data_of_jobs(jobs: &[RunJob], attempt: u16) -> TableData {
    let columns = vec![
        Column::words("Job"),
        Column::words("Outcome"),
        Column::numbers("Waited", Unit::Seconds),
        Column::numbers("Worked", Unit::Seconds),
        Column::numbers("Usual", Unit::Seconds),
        Column::numbers("Difference", Unit::Seconds),
        Column::numbers("Alone", Unit::Seconds),
        Column::words("Critical path"),
        Column::words("Runner").hidden(),
        Column::words("Labels").hidden(),
    ];
    let row = |job: &RunJob| {
        vec![
            Cell::words(job.name.clone()),
            ended(job, attempt),
            seconds(job.queue_seconds),
            seconds(job.work_seconds),
            seconds(job.usual.durations.median),
            difference(job.work_seconds, job.usual.durations.median),
            seconds(job.work_seconds.map(|_| job.exclusive_seconds)),
            Cell::words(if job.is_critical { "yes" } else { "" }),
            Cell::words(job.runner.clone().unwrap_or_default()),
            Cell::words(job.labels.as_deref().unwrap_or_default().replace('\n', ", ")),
        ]
    };
    TableData { title: "Jobs of this run", columns, rows: jobs.iter().map(row).collect() }
}

fn data_of_steps(jobs: &[RunJob]) -> TableData {
    let columns = vec![
        Column::words("Step"),
        Column::words("Job"),
        Column::words("Outcome"),
        Column::numbers("Took", Unit::Seconds),
        Column::numbers("Usual", Unit::Seconds),
        Column::numbers("Difference", Unit::Seconds),
    ];
    let row = |(job, step): (&RunJob, &RunStep)| {
        let (word, tone) = outcome(step.outcome);
        // GitHub gives a skipped step the times of a moment; it took none.
        let took = step.seconds.filter(|_| step.outcome != Outcome::Excluded);
        vec![
            Cell::words(step.name.clone()),
            Cell::words(job.name.clone()),
            Cell::words(word).shown_as(move || badge(word, tone)),
            seconds(took),
            seconds(step.usual.durations.median),
            difference(took, step.usual.durations.median),
        ]
    };
    let steps = jobs.iter().flat_map(|job| job.steps.iter().map(move |step| (job, step)));
    TableData { title: "Steps of this run", columns, rows: steps.map(row).collect() }
}
