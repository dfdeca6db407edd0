//! The jobs of the workflow, ranked; how long they should be allowed to run.

use std::sync::Arc;

use forerun::engine::WorkflowPage;
use forerun::insight::{JobRanking, JobStanding, TimeoutAdvice};
use forerun::view::format;
use forerun::view::lack::RUNS;
use forerun::view::route::Page;
use forerun::view::unit::Unit;
use leptos::prelude::*;

use crate::components::{
    Cell, Column, DataTable, Empty, Explanation, Meter, Panel, TabLink, TableData, badge, chosen_tab, run_reference,
    tab_links,
};
use crate::state::App;
use crate::words::{NOTHING, Tone, counted, flaky_state, or_nothing, reason_of};

/// The name of the choice in the address.
const BY: &str = "by";
const CHOICES: &[TabLink] = &[TabLink::new("", "By matrix"), TabLink::new("name", "Every job")];

/// Jobs and limits.
pub fn view_of_jobs(app: App, told: Signal<Arc<WorkflowPage>>) -> AnyView {
    let has_jobs = Memo::new(move |_| told.with(|told| told.jobs.attempts_with_jobs > 0));
    move_on_change(has_jobs, move |has_jobs| if has_jobs { tables(app, told) } else { no_jobs(app) })
}

fn move_on_change(flag: Memo<bool>, make: impl Fn(bool) -> AnyView + Send + 'static) -> AnyView {
    (move || make(flag.get())).into_any()
}

/// What is said where no job of these attempts is stored.
pub fn no_jobs(app: App) -> AnyView {
    let href = move || app.href(Page::Data);
    view! {
        <div class="panel">
            <Empty
                title="No jobs read yet"
                advice="Jobs and steps cost one request an attempt, so they are read for the newest attempts first. None of this window are stored."
            >
                <a class="button" href=href>
                    "Read jobs on the Data page"
                </a>
            </Empty>
        </div>
    }
    .into_any()
}

/// On how many attempts the ranking rests.
pub fn denominator(ranking: &JobRanking) -> String {
    format!(
        "Rests on {} of {} whose jobs are stored.",
        format::count(ranking.attempts_with_jobs),
        counted(ranking.attempts, "attempt", "attempts")
    )
}

fn tables(app: App, told: Signal<Arc<WorkflowPage>>) -> AnyView {
    let by = chosen_tab(app, BY, CHOICES);
    let data = Memo::new_with_compare(
        move |_| {
            told.with(|told| {
                let jobs = if by.get() == "name" { &told.jobs.jobs } else { &told.jobs.groups };
                Arc::new(data_of(jobs))
            })
        },
        |_, _| true,
    );
    let limits = Memo::new_with_compare(move |_| told.with(|told| Arc::new(limits_of(&told.timeouts))), |_, _| true);
    let note = move || told.with(|told| denominator(&told.jobs));
    let explanation = Explanation::of(
        "Failure rate = failed ÷ (passed + failed) executions. Median and P95 are of passed executions, from start to \
         end; queue is from creation to pickup. The critical path of an attempt is inferred, since GitHub does not tell \
         which job needs which: from the job that ended last, back to the job that ended latest at or up to 5 s after \
         its creation, and so on. “On the path” counts attempts, “of the wait” is the job's part of the seconds of all \
         critical paths: shortening a job that is rarely there shortens nothing.",
    );
    let limit_note = "1.5 × the slowest execution that passed, rounded up, from 3 to 350 minutes; needs 10 passed \
                      executions. GitHub does not tell the limits in your workflow files: those in force are taken \
                      from Settings.";
    view! {
        <Panel title="Jobs" explanation=Some(explanation)>
            <p class="panel-note">{note}</p>
            {tab_links(app, BY, "How jobs are counted", CHOICES)}
            <DataTable data=data.into() sorted_by=8 />
        </Panel>
        <Panel title="Time limits" note=limit_note>
            <DataTable data=limits.into() sorted_by=1 />
        </Panel>
    }
    .into_any()
}

fn data_of(jobs: &[JobStanding]) -> TableData {
    let columns = vec![
        Column::words("Job"),
        Column::words("State"),
        Column::numbers("Runs", Unit::Count),
        Column::numbers("Failed", Unit::Fraction),
        Column::numbers("Median", Unit::Seconds),
        Column::numbers("P95", Unit::Seconds),
        Column::numbers("Queue", Unit::Seconds),
        Column::numbers("On the path", Unit::Fraction),
        Column::numbers("Of the wait", Unit::Fraction),
        Column::numbers("Total", Unit::Seconds),
        Column::words("Last failure"),
        Column::numbers("Queue P90", Unit::Seconds).hidden(),
    ];
    TableData { title: "Jobs", columns, rows: jobs.iter().map(row).collect() }
}

fn row(job: &JobStanding) -> Vec<Cell> {
    let seconds = |value: Option<f64>| Cell::number(value, or_nothing(value, format::duration));
    let name = if job.names > 1 { format!("{} × {}", job.name, job.names) } else { job.name.clone() };
    let state = job.state.and_then(flaky_state);
    let state_cell = match state {
        Some((word, tone)) => Cell::words(word).shown_as(move || badge(word, tone)),
        None => Cell::words(""),
    };
    let failures = job.failures;
    let interval = crate::pages::overview::explanations::interval(&failures);
    let failed_text = or_nothing(failures.value, format::percent);
    let failed = failed_text.clone();
    let failed_title = format!("{} of {}; 95 %: {interval}", failures.numerator, failures.denominator);
    let share = job.path_share;
    let last = job.last_failed_run_id;
    vec![
        Cell::words(name),
        state_cell,
        Cell::number(Some(job.executions as f64), format::count(job.executions)),
        Cell::number(failures.value, failed_text)
            .shown_as(move || view! { <span title=failed_title.clone()>{failed.clone()}</span> }.into_any()),
        seconds(job.durations.median),
        seconds(job.durations.p95),
        seconds(job.queues.median),
        Cell::number(job.on_path.value, or_nothing(job.on_path.value, format::percent)),
        Cell::number(share, or_nothing(share, format::percent)).shown_as(move || share_cell(share)),
        seconds(Some(job.total_seconds)),
        Cell::number(last.map(|run_id| run_id as f64), last.map(|run_id| run_id.to_string()).unwrap_or_default())
            .shown_as(move || last.map_or_else(|| NOTHING.into_any(), |run_id| run_reference(run_id, "Show run"))),
        seconds(job.queues.p90),
    ]
}

/// A share as a bar with its number.
pub fn share_cell(share: Option<f64>) -> AnyView {
    view! {
        <span class="share-cell">
            {share.map(|share| view! { <Meter share=Some(share) tone=Tone::Neutral /> })}
            <span>{or_nothing(share, format::percent)}</span>
        </span>
    }
    .into_any()
}

fn limits_of(timeouts: &[TimeoutAdvice]) -> TableData {
    let columns = vec![
        Column::words("Job"),
        Column::numbers("Slowest passed", Unit::Seconds),
        Column::numbers("P99", Unit::Seconds),
        Column::numbers("Passed", Unit::Count),
        Column::words("Proposed").of(Unit::Minutes),
        Column::numbers("Now, at most", Unit::Minutes),
    ];
    let row = |advice: &TimeoutAdvice| {
        let seconds = |value: Option<f64>| Cell::number(value, or_nothing(value, format::duration));
        let proposed = match &advice.minutes {
            Ok(minutes) => {
                let text = format!("timeout-minutes: {minutes}");
                Cell::number(Some(f64::from(*minutes)), text.clone())
                    .shown_as(move || view! { <code class="nowrap">{text.clone()}</code> }.into_any())
            }
            Err(lack) => Cell::number(None, reason_of(lack, RUNS)),
        };
        vec![
            Cell::words(advice.job.clone()),
            seconds(advice.slowest_seconds),
            seconds(advice.p99_seconds),
            Cell::number(Some(advice.passed as f64), format::count(advice.passed)),
            proposed,
            Cell::number(Some(advice.present_minutes), format!("{:.0}\u{a0}min", advice.present_minutes)),
        ]
    };
    TableData { title: "Time limits", columns, rows: timeouts.iter().map(row).collect() }
}
