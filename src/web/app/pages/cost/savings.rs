//! What changes would have saved, told for a month of 30 days, each with what it takes for granted.

use forerun::engine::KnownCost;
use forerun::insight::{WhatIf, WhatIfChange};
use forerun::view::format;
use forerun::view::unit::Unit;
use leptos::prelude::*;

use crate::components::{Cell, Column, Explanation, Panel, TableData};

use super::names::sku_name;
use super::tables::{following, is_free, workflows_cell};
use super::{Known, of};

const DAYS_PER_MONTH: f64 = 30.0;

/// The panel.
pub fn panel(known: Known) -> AnyView {
    let is_empty = Memo::new(move |_| of(known, |known| known.what_ifs.is_empty()));
    let body = move || {
        if is_empty.get() {
            view! { <p class="muted">"Nothing that Forerun knows to ask would have saved anything here."</p> }
                .into_any()
        } else {
            following(known, table, if untrack(|| of(known, is_free)) { 2 } else { 1 })
        }
    };
    view! {
        <Panel
            title="What could be saved"
            note="Arithmetic on the stored jobs, no forecast. The rows are not to be added up: they may save the same minutes."
            explanation=Some(Explanation::of(
                "Dollars and minutes that each change would have saved over the measured jobs of the window ÷ days of the window \
                 that are stored × 30. Attempts whose jobs are not stored add nothing. What each change takes for granted \
                 stands beneath it.",
            ))
        >
            {body}
        </Panel>
    }
    .into_any()
}

fn table(known: &KnownCost) -> TableData {
    // Less than a day is not blown up to a month.
    let scale = DAYS_PER_MONTH / known.course.covered_days.max(1.0);
    let columns = vec![
        Column::words("Change"),
        Column::numbers("Dollars a month", Unit::Dollars),
        Column::numbers("Minutes a month", Unit::Minutes),
        Column::numbers("Jobs touched", Unit::Count),
        Column::words("Workflows"),
    ];
    TableData {
        title: "What could be saved",
        columns,
        rows: grouped(&known.what_ifs).iter().map(|what_ifs| row(what_ifs, scale)).collect(),
    }
}

/// The same change of several workflows is one piece of advice; their jobs differ, so that sums are right.
fn grouped(what_ifs: &[WhatIf]) -> Vec<Vec<&WhatIf>> {
    let mut groups: Vec<Vec<&WhatIf>> = Vec::new();
    for what_if in what_ifs {
        match groups.iter_mut().find(|group| group.first().is_some_and(|first| first.change == what_if.change)) {
            Some(group) => group.push(what_if),
            None => groups.push(vec![what_if]),
        }
    }
    groups
}

fn row(what_ifs: &[&WhatIf], scale: f64) -> Vec<Cell> {
    let Some(first) = what_ifs.first() else { return Vec::new() };
    let change = change_words(&first.change);
    let (shown, assumption) = (change.clone(), first.assumption.clone());
    let dollars = what_ifs.iter().map(|what_if| what_if.saved_dollars).sum::<f64>() * scale;
    let minutes = what_ifs.iter().map(|what_if| what_if.saved_minutes).sum::<u64>() as f64 * scale;
    let jobs = what_ifs.iter().map(|what_if| what_if.jobs).sum::<u64>();
    vec![
        Cell::words(format!("{change} ({})", first.assumption)).shown_as(move || {
            view! {
                {shown.clone()}
                <small class="muted cost-assumption">{assumption.clone()}</small>
            }
            .into_any()
        }),
        Cell::number(Some(dollars), format::dollars(dollars)),
        Cell::number(Some(minutes), format::number(minutes, 0)),
        Cell::number(Some(jobs as f64), format::count(jobs)),
        workflows_cell(what_ifs.iter().map(|what_if| (what_if.workflow_id, what_if.workflow.clone())).collect()),
    ]
}

fn change_words(change: &WhatIfChange) -> String {
    match change {
        WhatIfChange::MergeShortJobs => "Merge jobs under a minute into one".to_owned(),
        WhatIfChange::OtherRunner { from_sku, to_sku } => {
            format!("Run on {} instead of {}", sku_name(to_sku), sku_name(from_sku))
        }
        WhatIfChange::Timeout { job, minutes, slowest_passed_seconds, passed_jobs } => format!(
            "Limit “{job}” to {minutes}\u{a0}min (slowest of {} passed: {})",
            format::count(*passed_jobs),
            format::duration(f64::from(*slowest_passed_seconds))
        ),
        WhatIfChange::CancelSuperseded => "Cancel runs that a newer commit replaces".to_owned(),
    }
}
