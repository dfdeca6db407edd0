//! Every stretch of red: what began it, what ended it, how long it lasted, flaky or real.

use std::sync::Arc;

use forerun::engine::Grid;
use forerun::insight::{BranchGrid, Breakage, BreakageVerdict};
use forerun::view::format;
use forerun::view::unit::Unit;
use leptos::prelude::*;

use crate::components::{
    Cell, Column, DataTable, Explanation, Moment, Panel, TableData, badge, commit_reference, run_reference,
    short_commit, workflow_reference,
};
use crate::platform::intl;
use crate::words::Tone;
use crate::words::differences::{FLAKY_BREAKAGE_OR_FLAKY_JOB, RED_BY_COMMIT_OR_BY_RUN};

/// What a breakage is.
pub fn explanation() -> Explanation {
    Explanation::of(
        "A breakage is a stretch of commits in a row on which a workflow or job failed, up to the first on which it \
         passed. Commits stand in the order in which their first run was created: GitHub's list of runs does not hold \
         their order in Git.",
    )
    .fact("Flaky", "the last failing commit passed when it was run again")
    .fact(
        "Real",
        "two commits or more failed, or a repetition failed again, and another commit ended it or nothing has",
    )
    .fact("Not repeated", "one commit failed once, the next passed: nobody can know")
    .fact("Beside the Flaky page", FLAKY_BREAKAGE_OR_FLAKY_JOB)
    .fact("Beside Delivery", RED_BY_COMMIT_OR_BY_RUN)
}

/// The section.
pub fn section(answer: Signal<Arc<Grid>>) -> AnyView {
    let table = Signal::derive(move || Arc::new(answer.with(|grid| table(&grid.branch))));
    let is_empty = Memo::new(move |_| answer.with(|grid| grid.branch.breakages.is_empty()));
    let left_out = move || {
        let (told, more) = answer.with(|grid| (grid.branch.breakages.len(), grid.branch.breakages_left_out));
        (more > 0).then(|| format!("The newest {told}; {} older ones are left out.", format::count(more)))
    };
    let rows = move || {
        if is_empty.get() {
            return view! { <p class="muted">"Nothing was red in this window."</p> }.into_any();
        }
        view! { <DataTable data=table sorted_by=2 /> }.into_any()
    };
    view! {
        <Panel
            title="Breakages"
            note="Counted commit by commit; Delivery counts the same red times run by run."
            explanation=Some(explanation())
        >
            {rows} <p class="muted">{left_out}</p>
        </Panel>
    }
    .into_any()
}

fn table(branch: &BranchGrid) -> TableData {
    let columns = vec![
        Column::words("Where"),
        Column::words("Kind"),
        Column::numbers("Since", Unit::Instant),
        Column::numbers("Lasted", Unit::Seconds),
        Column::numbers("Commits", Unit::Count),
        Column::words("First failing commit"),
        Column::words("Last failing commit").hidden(),
        Column::words("Ended by"),
    ];
    let rows = branch.breakages.iter().map(|breakage| row(branch, breakage)).collect();
    TableData { title: "Breakages", columns, rows }
}

/// What a kind is called, and its tone.
fn verdict(verdict: BreakageVerdict) -> (&'static str, Tone) {
    match verdict {
        BreakageVerdict::Flaky => ("Flaky", Tone::Warning),
        BreakageVerdict::Real => ("Real", Tone::Bad),
        BreakageVerdict::Unrepeated => ("Not repeated", Tone::Neutral),
    }
}

fn row(branch: &BranchGrid, breakage: &Breakage) -> Vec<Cell> {
    let column = branch.columns.get(breakage.column as usize);
    let (workflow_id, name) = column.map(|column| (column.workflow_id, column.name.clone())).unwrap_or_default();
    let (word, tone) = verdict(breakage.verdict);
    let began = breakage.began_at;
    let commit = |commit: &str, run_id: u64| {
        let name = commit.to_owned();
        Cell::words(short_commit(commit))
            .shown_as(move || view! { {commit_reference(&name)} " " {run_reference(run_id, "run")} }.into_any())
    };
    let is_same = breakage.end.as_ref().is_some_and(|end| end.commit == breakage.last_commit);
    let end = match &breakage.end {
        None => Cell::words("still red").shown_as(|| badge("Still red", Tone::Bad)),
        Some(end) if is_same => {
            let run_id = end.run_id;
            Cell::words("the same commit, run again")
                .shown_as(move || view! { "the same commit, " {run_reference(run_id, "run again")} }.into_any())
        }
        Some(end) => commit(&end.commit, end.run_id),
    };
    let is_by_job = branch.is_by_job;
    let shown_name = name.clone();
    vec![
        Cell::words(name).shown_as(move || {
            if is_by_job { shown_name.clone().into_any() } else { workflow_reference(workflow_id, shown_name.clone()) }
        }),
        Cell::words(word).shown_as(move || badge(word, tone)),
        Cell::number(Some(began.0 as f64), intl::minute(began))
            .shown_as(move || view! { <Moment at=began /> }.into_any()),
        Cell::number(Some(breakage.seconds as f64), lasted(breakage)),
        Cell::number(Some(breakage.commits as f64), format::count(breakage.commits)),
        commit(&breakage.first_commit, breakage.first_run_id),
        commit(&breakage.last_commit, breakage.last_run_id),
        end,
    ]
}

/// How long it was red. Commits are built side by side: a later one may have passed before this one had failed.
fn lasted(breakage: &Breakage) -> String {
    match (breakage.seconds, &breakage.end) {
        (0, Some(_)) => "a later commit had passed".to_owned(),
        (seconds, _) => format::duration(seconds as f64),
    }
}
