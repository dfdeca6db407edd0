//! Where the money goes: by workflow, job, runner, kind of branch, and the dearest runs, each with its share.

use std::sync::Arc;

use forerun::domain::Outcome;
use forerun::engine::KnownCost;
use forerun::insight::CostTotal;
use forerun::view::format;
use forerun::view::unit::Unit;
use leptos::prelude::*;

use crate::components::{Cell, Column, DataTable, Explanation, Meter, Moment, Panel, Tab, TableData, badge, tabs};
use crate::state::use_app;
use crate::words::{NOTHING, Tone};

use super::names::{branch_name, runner_name};
use super::{Known, of};

/// Tabs of tables.
pub fn panel(known: Known) -> AnyView {
    // Where every dollar is 0, minutes tell which is large: they stand `to_minutes` columns after the dollars.
    let table = move |make: fn(&KnownCost) -> TableData, dollars: usize, to_minutes: usize| {
        let sorted_by = move || if untrack(|| of(known, is_free)) { dollars + to_minutes } else { dollars };
        move || following(known, make, sorted_by())
    };
    view! {
        <Panel
            title="Where the money goes"
            explanation=Some(Explanation::of(
                "By workflow and branch: measured and estimated attempts. By job and runner: measured jobs alone. The share is of \
                 all dollars in the table, of all minutes where they cost nothing.",
            ))
        >
            {tabs(
                "cost-by",
                "Where the money goes",
                vec![
                    Tab::new("Workflows", table(workflows, 1, 2)),
                    Tab::new("Jobs", table(jobs, 2, 2)),
                    Tab::new("Runners", table(runners, 1, 2)),
                    Tab::new("Branches", table(branches, 1, 2)),
                    Tab::new("Dearest runs", table(runs, 4, 1)),
                ],
            )}
        </Panel>
    }
    .into_any()
}

/// Cells hold views, which cannot be compared: each is another.
#[derive(Clone)]
struct Once(Arc<TableData>);

impl PartialEq for Once {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// Dollars, share, minutes: what every table has. `all` is the sum of each.
fn money(dollars: f64, minutes: f64, all: (f64, f64)) -> [Cell; 3] {
    let share = if all.0 > 0.0 {
        Some(dollars / all.0)
    } else if all.1 > 0.0 {
        Some(minutes / all.1)
    } else {
        None
    };
    let text = share.map_or_else(|| NOTHING.to_owned(), format::percent);
    let shown = text.clone();
    let bar = move || {
        view! {
            <span class="share-cell">
                {shown.clone()}
                <Meter share tone=Tone::Neutral />
            </span>
        }
        .into_any()
    };
    [
        Cell::number(Some(dollars), format::dollars(dollars)),
        Cell::number(share, text).shown_as(bar),
        Cell::number(Some(minutes), format::number(minutes, 0)),
    ]
}

fn sums(amounts: impl Iterator<Item = (f64, f64)>) -> (f64, f64) {
    amounts.fold((0.0, 0.0), |(dollars, minutes), amount| (dollars + amount.0, minutes + amount.1))
}

fn minutes_of(total: &CostTotal) -> f64 {
    total.billed_minutes as f64 + total.estimated_minutes
}

/// A workflow's name, with the way to its page.
pub fn workflow_cell(id: u64, name: &str) -> Cell {
    let (app, shown) = (use_app(), name.to_owned());
    Cell::words(name).shown_as(move || {
        let href = move || app.route.with(|route| route.of_workflow(id).to_hash());
        view! { <a href=href>{shown.clone()}</a> }.into_any()
    })
}

/// Several workflows' names, each with the way to its page.
pub fn workflows_cell(workflows: Vec<(u64, String)>) -> Cell {
    let app = use_app();
    let names: Vec<&str> = workflows.iter().map(|workflow| workflow.1.as_str()).collect();
    Cell::words(names.join(", ")).shown_as(move || {
        let link = |(position, (id, name)): (usize, &(u64, String))| {
            let id = *id;
            let href = move || app.route.with(|route| route.of_workflow(id).to_hash());
            view! {
                {(position > 0).then_some(", ")}
                <a href=href>{name.clone()}</a>
            }
        };
        workflows.iter().enumerate().map(link).collect_view().into_any()
    })
}

fn count(value: u64) -> Cell {
    Cell::number(Some(value as f64), format::count(value))
}

fn of_total(total: &CostTotal, all: (f64, f64)) -> Vec<Cell> {
    let [dollars, share, minutes] = money(total.dollars(), minutes_of(total), all);
    vec![
        dollars,
        share,
        minutes,
        count(total.attempts()),
        count(total.attempts_estimated),
        count(total.attempts_unknown),
    ]
}

/// Whether nothing cost anything: then minutes are what can be compared.
pub fn is_free(known: &KnownCost) -> bool {
    known.summary.total.dollars() <= 0.0
}

/// What the shares of a table are of.
fn share_of(all: (f64, f64)) -> Column {
    Column::numbers(if all.0 > 0.0 { "Share of dollars" } else { "Share of minutes" }, Unit::Fraction)
}

fn total_columns(first: &'static str, all: (f64, f64)) -> Vec<Column> {
    vec![
        Column::words(first),
        Column::numbers("Dollars", Unit::Dollars),
        share_of(all),
        Column::numbers("Minutes", Unit::Minutes),
        Column::numbers("Attempts", Unit::Count),
        Column::numbers("Estimated", Unit::Count),
        Column::numbers("Unknown", Unit::Count).hidden(),
    ]
}

fn workflows(known: &KnownCost) -> TableData {
    let all = sums(known.summary.by_workflow.iter().map(|one| (one.total.dollars(), minutes_of(&one.total))));
    let row = |one: &forerun::insight::WorkflowCost| {
        core::iter::once(workflow_cell(one.workflow_id, &one.workflow)).chain(of_total(&one.total, all)).collect()
    };
    let rows = known.summary.by_workflow.iter().map(row).collect();
    TableData { title: "Cost by workflow", columns: total_columns("Workflow", all), rows }
}

fn branches(known: &KnownCost) -> TableData {
    let all = sums(known.summary.by_branch.iter().map(|one| (one.total.dollars(), minutes_of(&one.total))));
    let row = |one: &forerun::insight::BranchCost| {
        core::iter::once(Cell::words(branch_name(one.class))).chain(of_total(&one.total, all)).collect()
    };
    let rows = known.summary.by_branch.iter().map(row).collect();
    TableData { title: "Cost by kind of branch", columns: total_columns("Branch", all), rows }
}

fn jobs(known: &KnownCost) -> TableData {
    let all = (known.summary.total.measured_dollars, known.summary.total.billed_minutes as f64);
    let row = |one: &forerun::insight::JobCost| {
        let [dollars, share, minutes] = money(one.dollars, one.billed_minutes as f64, all);
        let mean = one.billed_minutes as f64 / one.jobs.max(1) as f64;
        vec![
            Cell::words(one.job.clone()),
            workflow_cell(one.workflow_id, &one.workflow),
            dollars,
            share,
            minutes,
            count(one.jobs),
            Cell::number(Some(mean), format::number(mean, 1)),
        ]
    };
    let columns = vec![
        Column::words("Job"),
        Column::words("Workflow"),
        Column::numbers("Dollars", Unit::Dollars),
        share_of(all),
        Column::numbers("Minutes", Unit::Minutes),
        Column::numbers("Times run", Unit::Count),
        Column::numbers("Minutes each", Unit::Minutes),
    ];
    TableData { title: "Cost by job", columns, rows: known.summary.by_job.iter().map(row).collect() }
}

fn runners(known: &KnownCost) -> TableData {
    let all = (known.summary.total.measured_dollars, known.summary.total.billed_minutes as f64);
    let row = |one: &forerun::insight::RunnerCost| {
        let [dollars, share, minutes] = money(one.dollars, one.billed_minutes as f64, all);
        vec![
            Cell::words(runner_name(&one.runner)),
            dollars,
            share,
            minutes,
            count(one.jobs),
            count(one.unpriced_minutes),
        ]
    };
    let columns = vec![
        Column::words("Runner"),
        Column::numbers("Dollars", Unit::Dollars),
        share_of(all),
        Column::numbers("Minutes", Unit::Minutes),
        Column::numbers("Jobs", Unit::Count),
        Column::numbers("Minutes without a price", Unit::Minutes),
    ];
    TableData { title: "Cost by runner", columns, rows: known.summary.by_runner.iter().map(row).collect() }
}

fn outcome(outcome: Outcome) -> (&'static str, Tone) {
    match outcome {
        Outcome::Passed => ("Passed", Tone::Good),
        Outcome::Failed | Outcome::TimedOut => ("Failed", Tone::Bad),
        Outcome::Excluded => ("Excluded", Tone::Neutral),
        Outcome::Unfinished => ("Unfinished", Tone::Neutral),
        _ => ("Cancelled", Tone::Neutral),
    }
}

fn runs(known: &KnownCost) -> TableData {
    let app = use_app();
    let row = |run: &forerun::insight::RunCost| {
        let (run_id, at, (word, tone)) = (run.run_id, run.started_at, outcome(run.outcome));
        let name = Cell::words(run_id.to_string()).shown_as(move || {
            let href = move || app.route.with(|route| route.of_run(run_id).to_hash());
            view! { <a href=href>"Run " {run_id.to_string()}</a> }.into_any()
        });
        vec![
            name,
            workflow_cell(run.workflow_id, &run.workflow),
            Cell::words(if run.branch.is_empty() { "not known".to_owned() } else { run.branch.clone() }),
            Cell::number(Some(at.0 as f64), at.to_rfc3339()).shown_as(move || view! { <Moment at /> }.into_any()),
            Cell::number(Some(run.dollars), format::dollars(run.dollars)),
            count(run.billed_minutes),
            count(run.attempts),
            Cell::words(word).shown_as(move || badge(word, tone)),
        ]
    };
    let columns = vec![
        Column::words("Run"),
        Column::words("Workflow"),
        Column::words("Branch"),
        Column::words("Started").of(Unit::Instant),
        Column::numbers("Dollars", Unit::Dollars),
        Column::numbers("Minutes", Unit::Minutes),
        Column::numbers("Attempts", Unit::Count),
        Column::words("Outcome"),
    ];
    TableData { title: "Dearest runs", columns, rows: known.breakdown.dearest_runs.iter().map(row).collect() }
}

/// A table that follows what is known.
pub fn following(
    known: Known,
    make: impl Fn(&KnownCost) -> TableData + Send + Sync + 'static,
    sorted_by: usize,
) -> AnyView {
    let data = Memo::new(move |_| {
        let empty = TableData { title: "", columns: Vec::new(), rows: Vec::new() };
        Once(Arc::new(of(known, |known| Some(make(known))).unwrap_or(empty)))
    });
    let data = Signal::derive(move || data.get().0);
    view! { <DataTable data sorted_by /> }.into_any()
}
