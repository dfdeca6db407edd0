//! How the branch stands: red or green since when, by what, and how much of the window it was red.

use forerun::engine::Grid;
use forerun::insight::{BranchColumn, BranchGrid, Breakage, BreakageKinds};
use forerun::view::format;
use leptos::prelude::*;

use crate::components::{
    Explanation, Moment, Stat, StatData, badge, commit_reference, run_reference, workflow_reference,
};
use crate::words::differences::RED_BY_COMMIT_OR_BY_RUN;
use crate::words::{NOTHING, Tone, counted};

/// Red columns named one by one; the list of breakages has them all.
const MOST_NAMED: usize = 8;

/// The section.
pub fn section(grid: &Grid) -> AnyView {
    view! {
        <div class="grid-standing">
            {state(&grid.branch)}
            <div class="grid-numbers">
                <Stat data=red_time(&grid.branch) />
                <Stat data=failing_commits(&grid.branch) />
                <Stat data=breakages(&grid.branch) />
            </div>
        </div>
    }
    .into_any()
}

fn state(branch: &BranchGrid) -> AnyView {
    let name = branch.branch.clone().unwrap_or_default();
    let open: Vec<&Breakage> = branch.breakages.iter().filter(|breakage| breakage.end.is_none()).collect();
    let headline = match open.iter().map(|breakage| breakage.began_at).min() {
        Some(since) => view! {
            {badge("Red", Tone::Bad)}
            <p>
                <strong>{name}</strong>
                {format!(" fails in {} now, the first since ", columns_text(branch, open.len() as u64))}
                <Moment at=since />
                "."
            </p>
        }
        .into_any(),
        None => view! {
            {badge("Green", Tone::Good)}
            <p>
                <strong>{name}</strong>
                " passes everywhere it ran"
                {match branch.green_since {
                    Some(at) => view! { ", green since " <Moment at /> "." }.into_any(),
                    None => ". No failure on it is stored.".into_any(),
                }}
            </p>
        }
        .into_any(),
    };
    let rest = (open.len() > MOST_NAMED).then(|| {
        let rest = counted((open.len() - MOST_NAMED) as u64, "more is", "more are");
        view! { <li class="muted">{format!("{rest} in the list of breakages.")}</li> }
    });
    let lines = open.iter().take(MOST_NAMED).filter_map(|breakage| {
        let column = branch.columns.get(breakage.column as usize)?;
        Some(red_line(column, breakage, branch.is_by_job))
    });
    view! {
        <section class="panel grid-state" aria-label="State of the branch">
            <div class="grid-headline">{headline}</div>
            <ul class="grid-red">{lines.collect_view()} {rest}</ul>
        </section>
    }
    .into_any()
}

fn columns_text(branch: &BranchGrid, count: u64) -> String {
    if branch.is_by_job { counted(count, "job", "jobs") } else { counted(count, "workflow", "workflows") }
}

fn red_line(column: &BranchColumn, breakage: &Breakage, is_by_job: bool) -> AnyView {
    let name = if is_by_job {
        column.name.clone().into_any()
    } else {
        workflow_reference(column.workflow_id, column.name.clone())
    };
    view! {
        <li>
            <strong>{name}</strong>
            " since "
            <Moment at=breakage.began_at />
            ", first failing commit "
            {commit_reference(&breakage.first_commit)}
            " ("
            {run_reference(breakage.first_run_id, "its run")}
            "), "
            {counted(breakage.commits, "failing commit", "failing commits")}
            " so far"
        </li>
    }
    .into_any()
}

fn red_time(branch: &BranchGrid) -> StatData {
    let share = branch.red_seconds as f64 / branch.watched_seconds.max(1) as f64;
    let is_known = branch.watched_seconds > 0;
    StatData {
        label: "Red time",
        value: if is_known { format::percent(share) } else { NOTHING.to_owned() },
        details: vec![format!(
            "{} of {}",
            format::duration(branch.red_seconds as f64),
            format::duration(branch.watched_seconds as f64)
        )],
        change: None,
        explanation: Explanation::of(
            "Time in which at least one column was red ÷ time of the window since the first run on the branch. A \
             column is red from the end of its first failing attempt to the end of the attempt that passed; time in \
             which several were red counts once.",
        )
        .fact("Red", format::duration(branch.red_seconds as f64))
        .fact("Watched", format::duration(branch.watched_seconds as f64))
        .fact("Left out", "pull requests from forks; columns that did not run in the window")
        .fact("Beside Delivery", RED_BY_COMMIT_OR_BY_RUN),
    }
}

fn failing_commits(branch: &BranchGrid) -> StatData {
    let share = branch.failing_commits as f64 / branch.window_commits.max(1) as f64;
    StatData {
        label: "Commits with a failure",
        value: if branch.window_commits > 0 { format::percent(share) } else { NOTHING.to_owned() },
        details: vec![format!(
            "{} of {} commits",
            format::count(branch.failing_commits),
            format::count(branch.window_commits)
        )],
        change: None,
        explanation: Explanation::of(
            "Commits on which at least one column failed, even if it passed when it was run again ÷ commits of the \
             branch that were built in the window.",
        )
        .fact("With a failure", format::count(branch.failing_commits))
        .fact("Built", format::count(branch.window_commits)),
    }
}

fn breakages(branch: &BranchGrid) -> StatData {
    let BreakageKinds { real, flaky, unrepeated } = branch.breakage_kinds;
    StatData {
        label: "Breakages",
        value: format::count(real + flaky + unrepeated),
        details: vec![format!(
            "{} real · {} flaky · {} not repeated",
            format::count(real),
            format::count(flaky),
            format::count(unrepeated)
        )],
        change: None,
        explanation: super::breakages::explanation(),
    }
}
