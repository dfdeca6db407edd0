//! The grid itself: a table of commits by columns whose cells lead to runs. A sign and its label tell the outcome; the
//! colour repeats it.

use std::sync::Arc;

use forerun::domain::Outcome;
use forerun::insight::{BranchCell, BranchColumn, BranchCommit, BranchGrid};
use leptos::prelude::*;

use crate::components::{Moment, commit_href, later, run_href, short_commit};
use crate::state::use_app;

use super::keys::{move_focus, place};

/// So many cells are made in one go: more would hold up the page.
const CELLS_AT_ONCE: usize = 100;

/// How a cell looks and what that means.
#[derive(Clone, Copy)]
struct Sign {
    class: &'static str,
    glyph: &'static str,
    word: &'static str,
}

const PASSED: Sign = Sign { class: "is-passed", glyph: "✓", word: "passed" };
const FLAKY: Sign = Sign { class: "is-flaky", glyph: "~", word: "failed and passed" };
const FAILED: Sign = Sign { class: "is-failed", glyph: "✕", word: "failed" };
const TIMED_OUT: Sign = Sign { class: "is-failed", glyph: "T", word: "timed out" };
const CANCELLED: Sign = Sign { class: "is-cancelled", glyph: "–", word: "cancelled" };
const EXCLUDED: Sign = Sign { class: "is-excluded", glyph: "·", word: "skipped" };
const UNFINISHED: Sign = Sign { class: "is-unfinished", glyph: "…", word: "not finished" };
const SIGNS: [Sign; 7] = [PASSED, FLAKY, FAILED, TIMED_OUT, CANCELLED, EXCLUDED, UNFINISHED];

impl Sign {
    fn of(cell: &BranchCell) -> Self {
        match cell.outcome {
            Outcome::Passed if cell.is_flaky() => FLAKY,
            Outcome::Passed => PASSED,
            Outcome::Failed => FAILED,
            Outcome::TimedOut => TIMED_OUT,
            Outcome::Superseded | Outcome::CancelledByHand => CANCELLED,
            Outcome::Excluded => EXCLUDED,
            Outcome::Unfinished => UNFINISHED,
        }
    }
}

/// What the signs mean.
pub fn legend() -> AnyView {
    let entry = |sign: Sign| {
        view! {
            <li>
                <span class=format!("grid-mark {}", sign.class) aria-hidden="true">
                    {sign.glyph}
                </span>
                {sign.word}
            </li>
        }
    };
    view! { <ul class="grid-legend" aria-label="What the signs mean">{SIGNS.map(entry).collect_view()}</ul> }.into_any()
}

/// The table, in a region that scrolls by itself.
pub fn table(branch: &Arc<BranchGrid>) -> AnyView {
    if branch.commits.is_empty() {
        return view! { <p class="muted">"No commit of the window has a failure."</p> }.into_any();
    }
    let size = (branch.commits.len() + 1, branch.columns.len() + 1);
    let headings = branch.columns.iter().enumerate().map(heading).collect_view();
    let commits = branch.commits.len();
    let rows_at_once = (CELLS_AT_ONCE / size.1).max(1);
    let rows = (0..commits).step_by(rows_at_once).map(|first| {
        let branch = Arc::clone(branch);
        let rows = move || rows(&branch, first, rows_at_once);
        if first == 0 { rows() } else { later(rows) }
    });
    let rows = rows.collect_view();
    view! {
        <div class="grid-room">
        <div class="grid-region" style=("--grid-columns", branch.columns.len().to_string()) role="region" tabindex="0" aria-label="Commit grid: scrolls both ways; arrow keys, Home, End and Page keys move from cell to cell">
            <table class="grid-table" aria-rowcount=(commits + 1).to_string() on:keydown=move |event| move_focus(&event, size)>
                <caption class="visually-hidden">"Outcome of each commit, newest first"</caption>
                <thead>
                    <tr>
                        <th scope="col" class="grid-corner">
                            "Commit"
                        </th>
                        {headings}
                        <td class="grid-overhang" aria-hidden="true"></td>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        </div>
    }
    .into_any()
}

/// `count` commits, from the `first` on.
fn rows(branch: &BranchGrid, first: usize, count: usize) -> AnyView {
    let rows = branch.commits.iter().enumerate().skip(first).take(count);
    rows.map(|(row, commit)| line(branch, row + 1, commit)).collect_view().into_any()
}

fn heading((position, column): (usize, &BranchColumn)) -> AnyView {
    let href = use_app().route.with_untracked(|route| route.of_workflow(column.workflow_id).to_hash());
    let state = if column.is_red == Some(true) { ", red now" } else { "" };
    let class = if column.is_red == Some(true) { "grid-column is-red" } else { "grid-column" };
    // One link of the whole grid is reached by Tab: the first.
    let tab_index = if position == 0 { "0" } else { "-1" };
    let title = format!("{}{state}: failed on {} of {} commits", column.name, column.failing_commits, column.commits);
    view! {
        <th scope="col" class=class>
            <a href=href title=title data-place=place(0, position + 1) tabindex=tab_index>
                {column.name.clone()}
            </a>
        </th>
    }
    .into_any()
}

fn line(branch: &BranchGrid, row: usize, commit: &BranchCommit) -> AnyView {
    let short = short_commit(&commit.commit);
    let mut cells = commit.cells.iter().peekable();
    let cells =
        (0_u32..).zip(&branch.columns).map(|(position, column)| match cells.next_if(|cell| cell.column == position) {
            Some(cell) => filled(row, &short, column, cell),
            None => view! { <td></td> }.into_any(),
        });
    let cells = cells.collect_view();
    let name = match commit_href(&commit.commit) {
        Some(href) => view! {
            <a
                href=href
                target="_blank"
                rel="noreferrer"
                title=format!("{} on GitHub", commit.commit)
                data-place=place(row, 0)
                tabindex="-1"
            >
                <code>{short.clone()}</code>
            </a>
        }
        .into_any(),
        None => view! { <code title=commit.commit.clone()>{short.clone()}</code> }.into_any(),
    };
    let title = commit.title.clone();
    view! {
        <tr>
            <th scope="row">
                <span class="grid-commit">
                    {name} <span class="grid-title" title=title>{commit.title.clone()}</span>
                    <span class="grid-actor">{commit.actor.clone()}</span>
                    <span class="grid-time">
                        <Moment at=commit.first_built_at />
                    </span>
                </span>
            </th>
            {cells}
        </tr>
    }
    .into_any()
}

fn filled(row: usize, commit: &str, column: &BranchColumn, cell: &BranchCell) -> AnyView {
    let sign = Sign::of(cell);
    let repeated = match (cell.decided, cell.failed) {
        (0 | 1, _) => String::new(),
        (decided, failed) => format!(" ({failed} of {decided} tries failed)"),
    };
    let label = format!("{} on {commit}: {}{repeated}", column.name, sign.word);
    view! {
        <td>
            <a
                class=format!("grid-mark {}", sign.class)
                href=run_href(cell.run_id)
                title=label.clone()
                aria-label=label
                data-place=place(row, cell.column as usize + 1)
                tabindex="-1"
            >
                {sign.glyph}
            </a>
        </td>
    }
    .into_any()
}
